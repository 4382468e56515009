"""What of a box can be seen, and where it can be clicked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from perception.geometry import Box, Point

_MOST_PIECES = 60


def uncovered(box: Box, covers: Iterable[Box]) -> list[Box]:
    """The parts of a box that none of the others lies over, as rectangles that may touch.

    >>> uncovered(Box(0, 0, 10, 10), [Box(0, 0, 10, 4)])
    [Box(x=0, y=4, width=10, height=6)]
    """
    pieces = [box] if box.area > 0 else []
    for cover in covers:
        cut: list[Box] = []
        for piece in pieces:
            common = piece.intersection(cover)
            cut += [piece] if common.area <= 0 else _around(piece, common)
        pieces = cut
        if not pieces or len(pieces) > _MOST_PIECES:
            break
    return pieces


def _around(box: Box, hole: Box) -> list[Box]:
    parts = [
        Box(box.x, box.y, box.width, hole.y - box.y),
        Box(box.x, hole.bottom, box.width, box.bottom - hole.bottom),
        Box(box.x, hole.y, hole.x - box.x, hole.height),
        Box(hole.right, hole.y, box.right - hole.right, hole.height),
    ]
    return [part for part in parts if part.area > 0]


def click_point(box: Box, pieces: Sequence[Box]) -> Point | None:
    """Where to click a box of which only these pieces can be seen: its middle if that is free.

    Whole pixels; None if nothing can be seen.
    """
    if not pieces:
        return None
    middle = box.center
    if any(piece.contains(middle) for piece in pieces):
        return _whole(middle)
    largest = max(pieces, key=lambda piece: min(piece.width, piece.height) * 1e4 + piece.area)
    return _whole(largest.center)


def _whole(point: Point) -> Point:
    return Point(math.floor(point.x), math.floor(point.y))
