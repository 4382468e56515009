"""A line of text as Tesseract reads it best: dark on white, in full contrast, enlarged, alone.

Each pixel becomes its distance from the background behind it, so that dark and light themes, and
the selected part of a line, come out alike. Carets and the rules above and under a line go.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from perception import imaging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_BORDER = 10  # white pixels around the enlarged line
_NEAR = 10  # shades from the background that are still of it
_INKED = 0.35  # of the strongest ink: what counts as ink
_FOREIGN = 0.7  # of a column not in the line's commonest shade: it has another background
_STROKE = 14  # pixels: a letter may hide the background behind it for so long
_STEM = 0.78  # a low letter is less than this part of a stem


def around(scale: float) -> int:
    """Pixels around a line that are taken along: dots, accents, what the edges missed."""
    return round(3 * scale)


class Prepared(NamedTuple):
    """A line for Tesseract.

    Attributes:
        picture: enlarged, dark on white.
        ink: unenlarged, which pixels are of letters: height, width.
        factor: by how much it was enlarged.
        border: white pixels left of it and above it in `picture`.
    """

    picture: Grey
    ink: NDArray[np.bool_]
    factor: float
    border: int


def prepared(grey: Grey, scale: float) -> Prepared | None:
    """Prepare a strip of a picture; None if nothing stands out in it.

    Args:
        grey: height, width.
        scale: how large text is, compared with that of an unscaled screen.
    """
    import numpy as np

    far = np.abs(grey.astype(np.int32) - _background(grey, scale))
    strongest = int(far.max())
    if strongest < 16:
        return None
    ink = far > _INKED * strongest
    rules = _rules(ink)
    far[rules] = 0
    ink[rules] = False
    carets = _carets(ink, rules, scale)
    far[:, carets] = 0
    ink[:, carets] = False
    plain = (255 - np.minimum(far * 255 // strongest, 255)).astype(np.uint8)
    factor = 2 / scale if scale > 1 else 2.0
    picture = plain if factor == 1 else imaging.enlarged(plain, factor)
    picture = np.pad(picture, _BORDER, constant_values=255)
    return Prepared(picture, ink, factor, _BORDER)


def _background(grey: Grey, scale: float) -> NDArray[np.int16]:
    """The shade behind each column: the commonest of the strip, or of a part of another colour."""
    import numpy as np

    width = grey.shape[1]
    found = np.full(width, _commonest(grey), np.int16)
    other = np.abs(grey.astype(np.int16) - found) > _NEAR
    core = other[around(scale) : -around(scale)]
    if not core.size:  # the strip stands at the edge of the picture, which cuts its margins off
        core = other
    foreign = core.mean(axis=0) > _FOREIGN
    zones = [each for each in _runs(foreign) if each[0] == 0 or each[1] == width]
    for begin, end in _runs(_closed(foreign, round(_STROKE * scale))):
        # The back of a selection is drawn through above and under its letters; letters are not.
        through = (core[:, begin:end].mean(axis=1) > 0.95).sum()
        if end - begin >= len(core) and through >= 2 * scale:
            zones.append((begin, end))
    for begin, end in zones:
        found[begin:end] = _commonest(grey[:, begin:end])
    return found


def _closed(columns: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """The same, with gaps up to some columns filled: letters in the colour of the rest's back."""
    found = columns.copy()
    runs = _runs(columns)
    for (_, end), (begin, _) in pairwise(runs):
        if begin - end <= gap:
            found[end:begin] = True
    return found


def _commonest(grey: Grey) -> int:
    import numpy as np

    return int(np.bincount(grey.ravel(), minlength=256).argmax())


def _rules(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that are drawn through from end to end: underlines, frames."""
    import numpy as np

    if ink.shape[1] < 12:
        return np.zeros(ink.shape[0], np.bool_)
    return np.asarray(ink.mean(axis=1) > 0.9, np.bool_)


def _carets(ink: NDArray[np.bool_], rules: NDArray[np.bool_], scale: float) -> NDArray[np.bool_]:
    """Thin columns drawn past all letters, above and below: carets, the sides of cells."""
    import numpy as np

    core = slice(around(scale), -around(scale))
    tall = ink[core].sum(axis=0) >= 0.85 * (~rules[core]).sum()
    found: NDArray[np.bool_] = np.zeros_like(tall)
    rows = np.flatnonzero(ink[:, ~tall].any(axis=1))
    if not tall.any() or not len(rows):
        return found
    height = ink.sum(axis=0)
    above, below = ink[: rows[0]].sum(axis=0), ink[rows[-1] + 1 :].sum(axis=0)
    for begin, end in _runs(tall):
        longest = height[begin:end].max()
        past = (above + below)[begin:end].max() >= 2 * scale
        if end - begin > 3 * scale or not past:
            continue
        beside = max(height[max(begin - 1, 0)], height[min(end, len(height) - 1)])
        alone = begin > 0 and end < len(height) and beside < 0.2 * longest
        # One that ends with the letters is too long for an l among letters without stems.
        too_long = alone and rows[-1] - rows[0] + 1 >= _STEM * longest
        both = above[begin:end].all() and below[begin:end].all()
        found[begin:end] = bool(both or too_long)
    return found


def _runs(columns: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where columns that count begin and end."""
    import numpy as np

    steps = np.flatnonzero(np.diff(np.concatenate(([0], columns.view(np.int8), [0]))))
    return [(int(begin), int(end)) for begin, end in steps.reshape(-1, 2)]
