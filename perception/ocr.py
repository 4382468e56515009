"""Reading the words in pictures of screens."""

from __future__ import annotations

import hashlib
import statistics
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perception import imaging
from perception.geometry import Box
from perception.ocr_engine import OcrUnavailable, Tesseract, languages_here
from perception.ocr_lines import strips
from perception.ocr_prepare import around, prepared
from perception.ocr_second import Guess, SecondReader, second_reader
from perception.ocr_words import Read, words
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_REMEMBERED = 6000  # lines
_DOUBTFUL = 0.6  # mean confidence of a line below which another reader is asked

__all__ = ["OcrUnavailable", "Reader", "Word", "languages_here"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that was read in a picture.

    Attributes:
        text: its letters.
        box: in pixels of the picture.
        confidence: 0 to 1, as the engine says.
        line: words of one line of text in one answer have the same.
    """

    text: str
    box: Box
    confidence: float
    line: int


class Reader:
    """Reads the words in pictures of a screen. Used by one thread.

    Lines of text are found first and read one by one, and what a line with exactly these pixels
    reads as is remembered. So a frame costs what is new in it, wherever it stands: what scrolled,
    a window that moved or came back to the front, is known already.

    Args:
        languages: as Tesseract names them.
        scale: how large text is, compared with that of an unscaled screen.
        second: is asked about lines that Tesseract is not sure of; that of this machine, if there
            is one, if None; see `ocr_second`.

    Raises:
        OcrUnavailable: on the first reading, if the engine or a language is missing.
    """

    def __init__(
        self,
        languages: Sequence[str] = ("eng",),
        *,
        scale: float = 1.0,
        second: SecondReader | None = None,
    ) -> None:
        self._languages = tuple(languages)
        self._scale = scale
        self._second = second
        self._engine: Tesseract | None = None
        self._known: OrderedDict[bytes, tuple[Read, ...]] = OrderedDict()

    def words(self, picture: Pixels | Screenshot, region: Box | None = None) -> tuple[Word, ...]:
        """The words of a picture, or of a region of it.

        Args:
            picture: height, width, 3 or 4 channels in the order blue, green, red.
            region: in pixels of the picture; only what lies in it is read.

        Returns:
            From top to bottom and from left to right; boxes in pixels of the whole picture.

        Raises:
            OcrUnavailable: the engine or a language is missing.
        """
        pixels = imaging.decoded(picture.data) if isinstance(picture, Screenshot) else picture
        height, width = pixels.shape[:2]
        area = (region or Box(0, 0, width, height)).intersection(Box(0, 0, width, height))
        left, top, right, bottom = int(area.x), int(area.y), int(area.right), int(area.bottom)
        if right - left < 3 or bottom - top < 3:
            return ()
        part = pixels[top:bottom, left:right]
        grey = imaging.grey(part)
        found, margin = [], around(self._scale)
        for number, strip in enumerate(strips(grey, self._scale)):
            x, y = max(strip.left - margin, 0), max(strip.top - margin, 0)
            place = slice(y, strip.bottom + margin), slice(x, strip.right + margin)
            read = self._read(grey[place], part[place])
            found += [_word(each, left + x, top + y, number) for each in read]
        return tuple(found)

    def close(self) -> None:
        """Give back the engine's memory."""
        self._known.clear()
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _read(self, crop: Pixels, colours: Pixels) -> tuple[Read, ...]:
        """The words of a line, in its own pixels; remembered."""
        key = hashlib.blake2b(repr(crop.shape).encode() + crop.tobytes(), digest_size=16).digest()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._recognised(crop, colours)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return known

    def _recognised(self, crop: Pixels, colours: Pixels) -> tuple[Read, ...]:
        line = prepared(crop, self._scale)
        if line is None:
            return ()
        if self._engine is None:
            self._engine = Tesseract(self._languages)
        letters = self._engine.line(line.picture)
        found = words(letters, line, self._scale)
        if not found or _mean(each.word for each in found) >= _DOUBTFUL:
            return found
        second = self._second or second_reader()
        if second is None:
            return found
        return _surer(found, second.words(colours[:, :, :3]), crop.shape[0])


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(known) if (known := list(values)) else 0.0


def _surer(first: tuple[Read, ...], other: Sequence[Guess], height: int) -> tuple[Read, ...]:
    """What the surer of two readers read in a line that is so many pixels high."""
    sure = _mean(each.confidence for each in other)
    if sure <= _mean(each.word for each in first):
        return first
    top = min((each.top for each in first), default=0)
    bottom = max((each.bottom for each in first), default=height)
    return tuple(
        Read(each.text, round(each.left), top, round(each.right), bottom, each.confidence, sure)
        for each in other
    )


def _word(read: Read, left: int, top: int, line: int) -> Word:
    box = Box(left + read.left, top + read.top, read.right - read.left, read.bottom - read.top)
    return Word(text=read.text, box=box, confidence=read.confidence, line=line)
