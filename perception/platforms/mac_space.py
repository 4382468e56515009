"""macOS' points and environment pixels: each display has its own scale.

macOS arranges displays in points, which are pixels on one display and half of that on another. In
environment pixels each display is as large as it physically is. The main one lies at (0, 0), and
every other one touches the same neighbour as in points, as far along their common edge as the
neighbour's (or, beyond its beginning, its own) scale makes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from perception.geometry import Box, Point
from perception.platforms.mac_api import QuartzDisplay

_TOUCHING = 1.0  # points


class MacSpace:
    """Converts between points and environment pixels.

    Args:
        displays: at least one, the main one among them.
    """

    def __init__(self, displays: Sequence[QuartzDisplay]) -> None:
        self.displays = tuple(sorted(displays, key=lambda each: not each.main))
        self._pixels = _arranged(self.displays)

    def pixels_of(self, display: QuartzDisplay) -> Box:
        """The box of a display, in environment pixels."""
        return self._pixels[display.number]

    @property
    def screen(self) -> Box:
        """The smallest box around all displays, in environment pixels."""
        boxes = list(self._pixels.values())
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left, top, right - left, bottom - top)

    def to_pixels(self, point: Point) -> Point:
        """Points to environment pixels."""
        display = min(self.displays, key=lambda each: _distance(each.box, point))
        there = self._pixels[display.number]
        return Point(
            there.x + (point.x - display.box.x) * display.scale,
            there.y + (point.y - display.box.y) * display.scale,
        )

    def to_points(self, point: Point) -> Point:
        """Environment pixels to points."""
        display = min(self.displays, key=lambda each: _distance(self._pixels[each.number], point))
        there = self._pixels[display.number]
        return Point(
            display.box.x + (point.x - there.x) / display.scale,
            display.box.y + (point.y - there.y) / display.scale,
        )

    def box_to_pixels(self, box: Box) -> Box:
        """Points to environment pixels; by the display that most of the box lies on."""
        display = max(
            self.displays,
            key=lambda each: (box.intersection(each.box).area, -_distance(each.box, box.center)),
        )
        there = self._pixels[display.number]
        return Box(
            there.x + (box.x - display.box.x) * display.scale,
            there.y + (box.y - display.box.y) * display.scale,
            box.width * display.scale,
            box.height * display.scale,
        )

    def scale_at(self, point: Point) -> float:
        """Pixels for a point of the display at an environment pixel."""
        return min(
            self.displays, key=lambda each: _distance(self._pixels[each.number], point)
        ).scale


def _arranged(displays: Sequence[QuartzDisplay]) -> dict[int, Box]:
    main = displays[0]
    placed = {main.number: Box(0, 0, *_size(main))}
    waiting = list(displays[1:])
    while waiting:
        pair = next(
            (
                (each, near, side)
                for near in displays
                if near.number in placed
                for each in waiting
                if (side := _side(near.box, each.box))
            ),
            # Every display touches another one; should one not, it goes to the right.
            (waiting[0], main, "right"),
        )
        each, near, side = pair
        waiting.remove(each)
        placed[each.number] = _apart(
            _beside(each, near, placed[near.number], side), side, list(placed.values())
        )
    return placed


def _size(display: QuartzDisplay) -> tuple[float, float]:
    return (
        round(display.box.width * display.scale),
        round(display.box.height * display.scale),
    )


def _side(near: Box, other: Box) -> str:
    """On which side of a box another one touches it; "" for none."""
    along_y = min(near.bottom, other.bottom) - max(near.y, other.y) > 0
    along_x = min(near.right, other.right) - max(near.x, other.x) > 0
    if along_y and abs(near.right - other.x) <= _TOUCHING:
        return "right"
    if along_y and abs(other.right - near.x) <= _TOUCHING:
        return "left"
    if along_x and abs(near.bottom - other.y) <= _TOUCHING:
        return "below"
    if along_x and abs(other.bottom - near.y) <= _TOUCHING:
        return "above"
    return ""


def _beside(each: QuartzDisplay, near: QuartzDisplay, there: Box, side: str) -> Box:
    width, height = _size(each)

    def along(offset: float) -> float:
        return round(offset * (near.scale if offset >= 0 else each.scale))

    x = there.x + along(each.box.x - near.box.x)
    y = there.y + along(each.box.y - near.box.y)
    match side:
        case "right":
            x = there.right
        case "left":
            x = there.x - width
        case "below":
            y = there.bottom
        case _:
            y = there.y - height
    return Box(x, y, width, height)


def _apart(box: Box, side: str, others: Sequence[Box]) -> Box:
    """Move a box outwards until it lies over none of the others."""
    while True:
        over = next((each for each in others if box.intersection(each).area > 0), None)
        if over is None:
            return box
        match side:
            case "right":
                box = box._replace(x=over.right)
            case "left":
                box = box._replace(x=over.x - box.width)
            case "below":
                box = box._replace(y=over.bottom)
            case _:
                box = box._replace(y=over.y - box.height)


def _distance(box: Box, point: Point) -> float:
    """How far a point lies outside a box; right and bottom edges do not belong to it."""
    if box.contains(point):
        return 0.0
    nearest = Point(min(max(point.x, box.x), box.right), min(max(point.y, box.y), box.bottom))
    return nearest.distance(point) + 1e-6
