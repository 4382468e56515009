"""What can be clicked in stacks of real windows: the X server's own hit test is the truth."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from window_stacks import Stacks

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop
from perception.element import Visibility
from perception.geometry import Box, Point

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs X11")

_STACKS = 20
_STEP = 4  # pixels between the points that the server is asked about
_KINDS = ("normal", "normal", "normal", "bare", "menu", "tooltip", "holed", "ghost")


@pytest.fixture(scope="module")
def stacks(desktop: PrivateDesktop) -> Iterator[Stacks]:
    found = Stacks(desktop)
    yield found
    found.close()


def _plan(seed: int) -> list[dict[str, Any]]:
    """A stack of three to six windows, from the back to the front."""
    chance = random.Random(seed)
    plan = []
    for at in range(chance.randint(3, 6)):
        kind = "normal" if at == 0 else chance.choice(_KINDS)
        small = kind in ("menu", "tooltip")
        plan.append(
            {
                "title": "ABCDEF"[at],
                "kind": kind,
                "x": chance.randint(-60, 900),
                "y": chance.randint(-20, 560),
                "width": chance.randint(90, 200) if small else chance.randint(220, 560),
                "height": chance.randint(50, 220) if small else chance.randint(120, 380),
                "columns": 1 if small else chance.randint(2, 4),
                "rows": chance.randint(1, 4),
                "minimized": kind == "normal" and at > 1 and chance.random() < 0.2,
            }
        )
    return plan


def _points(box: Box, screen: Box) -> list[Point]:
    return [
        Point(x, y)
        for y in range(int(box.y), int(box.bottom), _STEP)
        for x in range(int(box.x), int(box.right), _STEP)
        if screen.contains(Point(x, y))
    ]


@pytest.mark.parametrize("seed", range(_STACKS))
def test_covered_elements_are_not_offered_and_no_others_are_hidden(
    stacks: Stacks, seed: int
) -> None:
    places = stacks.show(_plan(seed))
    screen, tops, found = stacks.windows.screen(), stacks.tops(), stacks.elements()
    free = {}
    for name, box in places.items():
        points = _points(box, screen)
        free[name] = [
            point
            for point, hit in zip(points, stacks.hits(points), strict=True)
            if hit == tops[name[0]]
        ]
    offered = {name: each.click_point for name, each in found.items() if each.click_point}
    reached = dict(zip(offered, stacks.hits(list(offered.values())), strict=True))

    hidden = [name for name, points in free.items() if points and name not in offered]
    assert not hidden, "wrongly hidden"
    assert {name: tops[name[0]] for name in offered} == reached, "offered, and another is clicked"
    for name, point in offered.items():
        assert places[name].contains(point)
        assert found[name].visibility is Visibility.VISIBLE

    # And the click itself, where it is hardest: the window may come to the front by it.
    away = {name: _distance(places[name].center, point) for name, point in offered.items()}
    hardest = max(sorted(away), key=lambda name: away[name])
    stacks.input.click(offered[hardest], RunContext())
    assert stacks.lines.get(timeout=10) == {"clicked": hardest}


def _distance(one: Point, other: Point) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)
