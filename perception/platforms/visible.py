"""What of a box can be seen, and where it can be clicked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import takewhile

from perception.geometry import Box, Point
from perception.platforms.interface import WindowInfo

_MOST_PIECES = 400  # more are not worth the time; the largest are kept
_MOST_JOINED = 40


def covers(window: WindowInfo, stack: Iterable[WindowInfo]) -> list[Box]:
    """Where clicks on a window go to others: what lies over it, and the holes in it.

    Args:
        window: one of them.
        stack: all windows, front first.
    """
    over = [part for each in above(window, stack) for part in each.region]
    return over if window.shape is None else over + uncovered(window.frame, window.shape)


def above(window: WindowInfo, stack: Iterable[WindowInfo]) -> list[WindowInfo]:
    """The windows in front of one, the first at the front."""
    return list(takewhile(lambda each: each.id != window.id and not each.minimized, stack))


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
        if not pieces:
            break
        if len(pieces) > _MOST_PIECES:
            pieces = sorted(pieces, key=lambda piece: -piece.area)[:_MOST_PIECES]
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
    """Where to click a box of which only these pieces can be seen.

    Its middle if that is free, else that of the largest free rectangle. Whole pixels; None if
    nothing can be seen.

    >>> click_point(Box(0, 0, 9, 9), uncovered(Box(0, 0, 9, 9), [Box(3, 3, 9, 9)]))
    Point(x=4, y=1)
    """
    if not pieces:
        return None
    middle = box.center
    if any(piece.contains(middle) for piece in pieces):
        return _whole(middle)
    return _whole(largest(pieces).center)


def largest(pieces: Sequence[Box]) -> Box:
    """The rectangle with the longest short side in what pieces that do not overlap make up.

    >>> largest([Box(0, 0, 8, 2), Box(2, 2, 6, 4)])
    Box(x=2, y=0, width=6, height=6)
    """
    if len(pieces) == 1 or len(pieces) > _MOST_JOINED:
        return max(pieces, key=_room)
    across = sorted({side for piece in pieces for side in (piece.x, piece.right)})
    down = sorted({side for piece in pieces for side in (piece.y, piece.bottom)})
    free = [[_covered(pieces, x, y) for x in across[:-1]] for y in down[:-1]]
    best = max(pieces, key=_room)
    for top in range(len(free)):
        open_columns = [True] * len(free[0])
        for bottom in range(top, len(free)):
            open_columns = [a and b for a, b in zip(open_columns, free[bottom], strict=True)]
            for first, last in _runs(open_columns):
                left, right = across[first], across[last]
                box = Box(left, down[top], right - left, down[bottom + 1] - down[top])
                best = max(best, box, key=_room)
    return best


def _covered(pieces: Sequence[Box], x: float, y: float) -> bool:
    return any(each.x <= x < each.right and each.y <= y < each.bottom for each in pieces)


def _runs(columns: Sequence[bool]) -> list[tuple[int, int]]:
    """Where columns that are open begin and end."""
    found, begin = [], None
    for at, each in enumerate([*columns, False]):
        if each and begin is None:
            begin = at
        elif not each and begin is not None:
            found.append((begin, at))
            begin = None
    return found


def _room(box: Box) -> tuple[float, float]:
    return min(box.width, box.height), box.area


def _whole(point: Point) -> Point:
    return Point(math.floor(point.x), math.floor(point.y))
