"""Reading the words in pictures of screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perception import imaging
from perception.geometry import Box
from perception.ocr_engine import OcrUnavailable, Tesseract, languages_here
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

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

    Args:
        languages: as Tesseract names them.

    Raises:
        OcrUnavailable: on the first reading, if the engine or a language is missing.
    """

    def __init__(self, languages: Sequence[str] = ("eng",)) -> None:
        self._languages = tuple(languages)
        self._engine: Tesseract | None = None

    def words(self, picture: Pixels | Screenshot, region: Box | None = None) -> tuple[Word, ...]:
        """The words of a picture, or of a region of it.

        Args:
            picture: height, width, 3 or 4 channels in the order blue, green, red.
            region: in pixels of the picture; words whose middle lies in it are told.

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
        if self._engine is None:
            self._engine = Tesseract(self._languages)
        grey = imaging.grey(pixels[top:bottom, left:right])
        return tuple(
            Word(
                text=each.text,
                box=Box(
                    left + each.left / 2,
                    top + each.top / 2,
                    (each.right - each.left) / 2,
                    (each.bottom - each.top) / 2,
                ),
                confidence=each.confidence,
                line=each.line,
            )
            for each in self._engine.sparse(imaging.enlarged(grey, 2))
        )

    def close(self) -> None:
        """Give back the engine's memory."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
