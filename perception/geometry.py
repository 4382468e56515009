"""Points, sizes and boxes, and the only place that converts between pixel spaces.

Three spaces occur:

* *environment pixels*: what an environment is pointed and clicked in. CSS pixels from the top left
  of the viewport in a browser, physical pixels of the virtual screen on a desktop (they may be
  negative left of the main monitor). `Element.box` and every `Point` are in this space.
* *document pixels*: environment pixels plus the scroll offset; only where a page is longer than
  its viewport.
* *image pixels*: those of a screenshot or of a resized picture that a model is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A position.

    >>> Point(3, 4).offset(1, -1)
    Point(x=4, y=3)
    """

    x: float
    y: float

    def offset(self, dx: float, dy: float) -> Point:
        """The point `dx` to the right and `dy` down."""
        return Point(self.x + dx, self.y + dy)

    def distance(self, other: Point) -> float:
        """The Euclidean distance.

        >>> Point(0, 0).distance(Point(3, 4))
        5.0
        """
        return float(((self.x - other.x) ** 2 + (self.y - other.y) ** 2) ** 0.5)


ORIGIN = Point(0, 0)


class Size(NamedTuple):
    """A width and a height."""

    width: float
    height: float


class Box(NamedTuple):
    """An axis-parallel rectangle: left, top, width, height.

    >>> Box(0, 0, 10, 4).center
    Point(x=5.0, y=2.0)
    >>> Point(10, 2) in Box(0, 0, 10, 4)
    False
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x just past the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y just past the bottom edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    @property
    def area(self) -> float:
        """The area; 0 for a degenerate box."""
        return max(self.width, 0) * max(self.height, 0)

    def __contains__(self, item: object) -> bool:
        """Whether a point lies inside (left and top edges included)."""
        return isinstance(item, tuple) and len(item) == 2 and self.contains(Point(*item))

    def contains(self, point: Point) -> bool:
        """The same as `point in box`, which type checkers take for a search among the numbers."""
        return bool(self.x <= point.x < self.right and self.y <= point.y < self.bottom)

    def intersection(self, other: Box) -> Box:
        """The common part; of zero size where there is none.

        >>> Box(0, 0, 10, 10).intersection(Box(5, 5, 10, 10))
        Box(x=5, y=5, width=5, height=5)
        """
        x, y = max(self.x, other.x), max(self.y, other.y)
        width = max(min(self.right, other.right) - x, 0)
        height = max(min(self.bottom, other.bottom) - y, 0)
        return Box(x, y, width, height)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1.

        >>> Box(0, 0, 2, 2).overlap(Box(0, 0, 2, 1))
        0.5
        """
        common = self.intersection(other).area
        union = self.area + other.area - common
        return common / union if union else 0.0

    def moved(self, dx: float, dy: float) -> Box:
        """The same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def scaled(self, factor: float) -> Box:
        """The box in a space whose pixels are `factor` times as fine."""
        return Box(self.x * factor, self.y * factor, self.width * factor, self.height * factor)

    def rounded(self) -> Box:
        """The box on whole pixels.

        >>> Box(0.4, 0.6, 9.5, 3).rounded()
        Box(x=0, y=1, width=10, height=3)
        """
        return Box(round(self.x), round(self.y), round(self.width), round(self.height))


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """What part of an environment is in view, and how it maps to a screenshot.

    Attributes:
        size: in environment pixels.
        origin: its top left corner, in environment pixels; not (0, 0) where a monitor lies left of
            or above the main one.
        scroll: the document position of the viewport's top left corner, in environment pixels.
        document: the size of the whole document, in environment pixels.
        scale: image pixels per environment pixel in the observation's screenshot.
    """

    size: Size
    origin: Point = ORIGIN
    scroll: Point = ORIGIN
    document: Size | None = None
    scale: float = 1.0

    @property
    def box(self) -> Box:
        """The visible area, in environment pixels."""
        return Box(*self.origin, *self.size)

    def to_image(self, point: Point, image: Size | None = None) -> Point:
        """Environment pixels to pixels of the screenshot, or of a copy resized to `image`.

        >>> Viewport(size=Size(800, 600)).to_image(Point(200, 200), Size(400, 300))
        Point(x=100.0, y=100.0)
        """
        across, down = self._image_scale(image)
        return Point((point.x - self.origin.x) * across, (point.y - self.origin.y) * down)

    def from_image(self, point: Point, image: Size | None = None) -> Point:
        """Pixels of the screenshot, or of a copy resized to `image`, to environment pixels.

        >>> Viewport(size=Size(800, 600)).from_image(Point(100, 100), Size(400, 300))
        Point(x=200.0, y=200.0)
        """
        across, down = self._image_scale(image)
        return self.origin.offset(point.x / across, point.y / down)

    def _image_scale(self, image: Size | None) -> tuple[float, float]:
        if image is None:
            return self.scale, self.scale
        return image.width / self.size.width, image.height / self.size.height

    def to_document(self, point: Point) -> Point:
        """Environment pixels to document pixels."""
        return point.offset(self.scroll.x, self.scroll.y)
