"""Parts of a picture of a viewport, in both kinds of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception.geometry import Box, Point, Size, Viewport

if TYPE_CHECKING:
    from perception.imaging import Pixels


def part_of(pixels: Pixels, viewport: Viewport, box: Box) -> Pixels:
    """The part of a picture that shows a box in environment pixels; a view of it."""
    image = size_of(pixels)
    first = viewport.to_image(Point(box.x, box.y), image)
    last = viewport.to_image(Point(box.right, box.bottom), image)
    top, left = max(round(first.y), 0), max(round(first.x), 0)
    return pixels[top : max(round(last.y), top), left : max(round(last.x), left)]


def to_image(box: Box, viewport: Viewport, image: Size) -> Box:
    """A box in environment pixels, in those of a picture of this size."""
    first = viewport.to_image(Point(box.x, box.y), image)
    last = viewport.to_image(Point(box.right, box.bottom), image)
    return Box(first.x, first.y, last.x - first.x, last.y - first.y)


def from_image(box: Box, viewport: Viewport, image: Size) -> Box:
    """A box in pixels of a picture of this size, in environment pixels."""
    first = viewport.from_image(Point(box.x, box.y), image)
    last = viewport.from_image(Point(box.right, box.bottom), image)
    return Box(first.x, first.y, last.x - first.x, last.y - first.y)


def size_of(pixels: Pixels) -> Size:
    """Width and height of a picture."""
    height, width = pixels.shape[:2]
    return Size(width, height)
