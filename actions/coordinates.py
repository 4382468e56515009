"""Coordinates as models write them, and environment pixels.

A model points in pixels of the picture that it was sent, or of that picture as it resizes it, or
in thousandths of it. `Frame` belongs to one picture that was sent and converts both ways, by
`perception.geometry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actions.errors import ReplyError
from actions.target import PointOn
from perception.geometry import Box, Point, Size, Viewport
from perception.resize import smart_resize

SpaceName = Literal["sent_px", "smart_resize_px", "k1000", "k999", "unit"]

_THOUSANDS = {"k1000": 1000, "k999": 999, "unit": 1}
_DECIMALS = 4  # of the unit space: a tenth of a pixel on a screen 1000 wide


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinateSpace:
    """What a model's numbers mean.

    Attributes:
        name: "sent_px", pixels of the picture that was sent; "smart_resize_px", pixels of it after
            the model's own resizing; "k1000" and "k999", where the right edge is that number;
            "unit", where it is 1.
        factor: of `smart_resize`; this and the limits count for "smart_resize_px" only.
        min_pixels: of `smart_resize`.
        max_pixels: of `smart_resize`.
    """

    name: SpaceName = "sent_px"
    factor: int = 28
    min_pixels: int = 56 * 56
    max_pixels: int = 1280 * 28 * 28

    def extent(self, sent: Size) -> Size:
        """The model's numbers at the right and the bottom edge of a picture of this size."""
        if self.name == "sent_px":
            return sent
        if self.name == "smart_resize_px":
            return smart_resize(
                sent,
                factor=self.factor,
                min_pixels=self.min_pixels,
                max_pixels=self.max_pixels,
            )
        return Size(_THOUSANDS[self.name], _THOUSANDS[self.name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture that a model was sent, and how its numbers map to the environment.

    Attributes:
        viewport: what the picture shows; for a crop, a viewport of that region.
        sent: the size of the picture, in its own pixels.
        space: what the model's numbers mean.
        pointer: where the last action left the pointer, in environment pixels, if that is known;
            some dialects press and scroll "where the pointer is".
    """

    viewport: Viewport
    sent: Size
    space: CoordinateSpace = CoordinateSpace()
    pointer: Point | None = None

    @property
    def extent(self) -> Size:
        """The model's numbers at the right and the bottom edge."""
        return self.space.extent(self.sent)

    @property
    def limits(self) -> tuple[float, float]:
        """The largest x and y that a model should write."""
        if self.space.name in ("k1000", "k999"):
            return 999, 999
        if self.space.name == "unit":
            return 1, 1
        return self.extent.width - 1, self.extent.height - 1

    def to_environment(self, x: float, y: float) -> Point:
        """A model's coordinates in environment pixels.

        Numbers on the right and bottom edge mean the last pixel.

        Raises:
            ReplyError: they lie outside the picture.
        """
        wide, high = self.extent
        if not (0 <= x <= wide and 0 <= y <= high):
            across, down = self.limits
            raise ReplyError(
                f"({x:g}, {y:g}) lies outside the picture: x goes from 0 to {across:g}, "
                f"y from 0 to {down:g}"
            )
        point = self.viewport.from_image(Point(x, y), self.extent)
        box = self.viewport.box
        return Point(
            max(min(point.x, box.right - 1), box.x), max(min(point.y, box.bottom - 1), box.y)
        )

    def to_model(self, point: Point) -> tuple[float, float]:
        """Environment pixels in the model's coordinates: whole numbers, except in unit space.

        Raises:
            ReplyError: the point lies outside the picture.
        """
        if not self.viewport.box.contains(point):
            raise ReplyError(f"({point.x:g}, {point.y:g}) lies outside the picture")
        x, y = self.viewport.to_image(point, self.extent)
        across, down = self.limits
        return min(self._rounded(x), across), min(self._rounded(y), down)

    def length_to_environment(self, dx: float, dy: float) -> tuple[float, float]:
        """A distance in environment pixels."""
        wide, high = self.viewport.size
        return dx * wide / self.extent.width, dy * high / self.extent.height

    def length_to_model(self, dx: float, dy: float) -> tuple[float, float]:
        """A distance in environment pixels in the model's units."""
        wide, high = self.viewport.size
        return (
            self._rounded(dx * self.extent.width / wide),
            self._rounded(dy * self.extent.height / high),
        )

    def box_to_environment(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A rectangle, given by two corners; it may reach out of the picture.

        Raises:
            ReplyError: it is empty.
        """
        if right <= left or bottom <= top:
            raise ReplyError("the region is empty: write it as left, top, right, bottom")
        start = self.viewport.from_image(Point(left, top), self.extent)
        end = self.viewport.from_image(Point(right, bottom), self.extent)
        return Box(start.x, start.y, end.x - start.x, end.y - start.y)

    def box_to_model(self, box: Box) -> tuple[float, float, float, float]:
        """A rectangle as left, top, right, bottom in the model's coordinates.

        Raises:
            ReplyError: it is too small to be written.
        """
        start = self.viewport.to_image(Point(box.x, box.y), self.extent)
        end = self.viewport.to_image(Point(box.right, box.bottom), self.extent)
        left, top, right, bottom = (self._rounded(number) for number in (*start, *end))
        if right <= left or bottom <= top:
            raise ReplyError("the region is too small to be written")
        return left, top, right, bottom

    def check_inside(self, box: Box) -> None:
        """Refuse a region that reaches out of the picture by more than a rounded pixel.

        Raises:
            ReplyError: it does.
        """
        seen, slack = self.viewport.box, 1.0
        if (
            box.x < seen.x - slack
            or box.y < seen.y - slack
            or box.right > seen.right + slack
            or box.bottom > seen.bottom + slack
        ):
            across, down = self.limits
            raise ReplyError(
                f"the region reaches out of the picture, which ends at {across:g}, {down:g}"
            )

    def on(self, x: float, y: float) -> PointOn:
        """A model's coordinates as a target on the active surface.

        Raises:
            ReplyError: they lie outside the picture.
        """
        point = self.to_environment(x, y)
        return PointOn(x=point.x, y=point.y)

    def _rounded(self, number: float) -> float:
        return round(number, _DECIMALS) if self.space.name == "unit" else round(number)
