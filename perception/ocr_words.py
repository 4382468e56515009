"""What Tesseract read in a line, brought back to its pixels and cleared of what is no text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from perception.ocr_engine import Letter
from perception.ocr_prepare import Prepared, around

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of the height of the line's letters: a gap up to the first is none between words, one from the
# second on is. In between Tesseract decides. Both are more where the line's spaces are wide.
_NO_SPACE, _NO_SPACE_OF_USUAL = 0.1, 0.38
_NO_SPACE_AT_SIGNS = 0.19  # Tesseract tears words at full stops
_SPACE, _SPACE_OF_USUAL = 0.26, 0.7
_LOWEST = 9  # pixels: letters that are lower were cut off
_SURE = 0.4  # what is read with less confidence is likely a picture
# One or two letters that stand alone are likely pictures if they are not of the size of letters.
_ALONE_SURE, _ALONE_WORD = 0.75, 0.7
_ALONE_HEIGHT = (7, 13)  # pixels


class Read(NamedTuple):
    """A word in a line: pixels of the line's strip; right and bottom just past it.

    Attributes:
        confidence: 0 to 1, that these are letters, and these letters.
        word: 0 to 1, that they make a word; low for names, too.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    word: float


def words(letters: Sequence[Letter], line: Prepared, scale: float) -> tuple[Read, ...]:
    """The words of a line, in its unenlarged pixels.

    Tesseract runs words together and tears them at full stops; the gaps in the ink tell.
    """
    inner = line.ink[around(scale) : -around(scale)]  # without ink of the lines above and under it
    filled = _any(inner, 0)
    inked = _any(inner, 1).nonzero()[0]
    high = max(int(inked[-1] - inked[0] + 1) if len(inked) else 0, _LOWEST * scale)
    gaps = [_gap(one, other, line, filled) for one, other in pairwise(letters)]
    spaces = [gap for gap, each in zip(gaps, letters[1:], strict=True) if each.begins]
    usual = median(spaces) if spaces else 0
    between = median(gaps) if gaps else 0
    none = max(_NO_SPACE_OF_USUAL * usual, 1.2 * between)
    space = max(_SPACE * high, _SPACE_OF_USUAL * usual, 2.2 * between)
    pieces: list[list[Letter]] = [[each] for each in letters[:1]]
    for gap, (one, other) in zip(gaps, pairwise(letters), strict=True):
        signs = not (one.text.isalnum() and other.text.isalnum())  # stand in gaps of their own
        no_space = max(none, (_NO_SPACE_AT_SIGNS if signs else _NO_SPACE) * high)
        if gap > no_space and (other.begins or (gap >= space and not signs)):
            pieces.append([])
        pieces[-1].append(other)
    few = len(letters) <= 2
    if few and not (_ALONE_HEIGHT[0] <= len(inked) / scale <= _ALONE_HEIGHT[1]):
        return ()
    return tuple(_word(piece, line) for piece in pieces if _is_text(piece, few))


def _is_text(letters: Sequence[Letter], few: bool) -> bool:
    """Whether letters were likely read in a text, and not in a picture."""
    sure = sum(each.confidence for each in letters) / len(letters)
    word = sum(each.word for each in letters) / len(letters)
    return sure >= _ALONE_SURE and word >= _ALONE_WORD if few else sure >= _SURE


def _any(ink: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    import numpy as np

    return np.asarray(ink.any(axis=axis), np.bool_)


def _gap(one: Letter, other: Letter, line: Prepared, filled: NDArray[np.bool_]) -> int:
    """The widest run of columns without ink between the middles of two letters."""
    begin = _back((one.left + one.right) / 2, line, len(filled))
    end = _back((other.left + other.right) / 2, line, len(filled))
    widest = run = 0
    for column in filled[begin:end].tolist():
        run = 0 if column else run + 1
        widest = max(widest, run)
    return widest


def _back(value: float, line: Prepared, most: int) -> int:
    return min(max(round((value - line.border) / line.factor), 0), most)


def _word(letters: list[Letter], line: Prepared) -> Read:
    height, width = line.ink.shape
    return Read(
        _named("".join(each.text for each in letters)),
        _back(min(each.left for each in letters), line, width),
        _back(min(each.top for each in letters), line, height),
        _back(max(each.right for each in letters), line, width),
        _back(max(each.bottom for each in letters), line, height),
        sum(each.confidence for each in letters) / len(letters),
        sum(each.word for each in letters) / len(letters),
    )


def _named(text: str) -> str:
    """A word with the name of the key that Tesseract does not know set right."""
    return text.replace("Ctri+", "Ctrl+")
