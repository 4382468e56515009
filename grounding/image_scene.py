"""A picture in which image anchors are looked for: its words and its strokes, made once."""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from perception import imaging
from perception.geometry import Box
from perception.likeness import energies, halved, strokes
from perception.ocr import OcrUnavailable, Reader, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Strokes = NDArray[np.float32]
    Sums = NDArray[np.float64]

_READING = threading.Lock()  # a reader is used by one thread at a time


@dataclass
class Scene:
    """A part of a picture, which is a window or several that belong together.

    Attributes:
        pixels: of the whole picture: height, width, blue green red.
        window: what places count from, in pixels of the picture.
        area: where is looked, in whole pixels of the picture; around `window`.
        scale: pixels of the picture for one of the environment's.
    """

    pixels: Pixels
    window: Box
    area: Box
    scale: float = 1.0
    _words: Sequence[Word] | None = field(default=None, repr=False)

    @cached_property
    def shades(self) -> Pixels:
        """The area in shades of grey."""
        left, top, right, bottom = map(int, (*self.area[:2], self.area.right, self.area.bottom))
        return imaging.grey(self.pixels[top:bottom, left:right])

    @cached_property
    def strokes(self) -> Strokes:
        """How the edges of the area run."""
        return strokes(self.shades)

    @cached_property
    def coarse(self) -> Strokes:
        """The same at half the size."""
        return halved(self.strokes)

    @cached_property
    def sums(self) -> Sums:
        """Of `strokes`, as `likeness` takes them."""
        return energies(self.strokes)

    @cached_property
    def coarse_sums(self) -> Sums:
        """Of `coarse`."""
        return energies(self.coarse)

    @cached_property
    def words(self) -> Sequence[Word]:
        """The words of the area; boxes in pixels of the picture. None where nothing can read."""
        if self._words is not None:
            return self._words
        with _READING:
            try:
                return _reader().words(self.pixels, self.area)
            except OcrUnavailable:
                return ()


def scene(
    pixels: Pixels,
    window: Box | None = None,
    *,
    others: Sequence[Box] = (),
    scale: float = 1.0,
    words: Sequence[Word] | None = None,
) -> Scene:
    """A scene of a picture.

    Args:
        pixels: height, width, 3 or 4 channels in the order blue, green, red.
        window: in pixels of the picture; None: all of it.
        others: of windows that belong to it, as its menus.
        scale: pixels of the picture for one of the environment's.
        words: that were read in it already.
    """
    height, width = pixels.shape[:2]
    whole = Box(0, 0, width, height)
    seen = (window or whole).intersection(whole)
    seen = seen if seen.area >= 64 else whole
    left = min((each.x for each in (seen, *others)), default=0)
    top = min((each.y for each in (seen, *others)), default=0)
    right = max(each.right for each in (seen, *others))
    bottom = max(each.bottom for each in (seen, *others))
    area = Box(left, top, right - left, bottom - top).intersection(whole)
    left, top = int(area.x), int(area.y)
    area = Box(left, top, int(area.right) - left, int(area.bottom) - top)
    return Scene(pixels[:, :, :3], window or whole, area, scale, words)


@functools.cache
def _reader() -> Reader:
    return Reader()
