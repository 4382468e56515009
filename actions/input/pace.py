"""How fast a hand is: what input backends of several platforms share."""

from __future__ import annotations

import time
from collections.abc import Iterator

from actions import keys
from actions.context import RunContext
from actions.errors import InvalidAction
from perception.geometry import Point

_SAME_SPOT = 5  # pixels
_DRAG_STEP = 12  # pixels


def between(start: Point, end: Point) -> Iterator[Point]:
    """Points on the way, close enough that programs notice the movement; the end is the last."""
    steps = max(int(start.distance(end) // _DRAG_STEP), 3)
    for step in range(1, steps + 1):
        part = step / steps
        yield Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)


def keep_apart(
    last: tuple[float, Point], point: Point, double_click: float, context: RunContext
) -> None:
    """Wait so that a click and the one before it are not taken for a double click.

    Args:
        last: when (`time.monotonic()`) and where the last click was.
        point: of the next.
        double_click: seconds within which two clicks are one double click.
        context: of the run.

    Raises:
        RunCancelled: the run was stopped meanwhile.
    """
    when, where = last
    if where.distance(point) <= _SAME_SPOT:
        context.sleep(max(when + double_click - time.monotonic(), 0))


def only_one(text: str) -> keys.Chord:
    """The one chord that a text names.

    Raises:
        InvalidAction: it names none or several.
    """
    chords = keys.parse(text)
    if len(chords) != 1:
        raise InvalidAction(f"{text!r} is more than one chord: only one can be held")
    return chords[0]
