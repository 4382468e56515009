"""Trees that say where things are, and pictures that show where they really are."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from window_stacks import Stacks

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop
from perception.element import Element, Visibility
from perception.fusion import SOURCE, Fusion
from perception.geometry import Box, Point
from perception.platforms.interface import TreeReading, WindowInfo
from perception.platforms.seen import SeenTree
from perception.screen import MssCapture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs X11")

PLAN = {
    "title": "Option", "kind": "normal", "x": 150, "y": 120, "width": 520, "height": 260,
    "columns": 3, "rows": 4,
}  # fmt: skip

OFF = Point(14, -27)
STRANGE = {"toolkit": "strange"}


@pytest.fixture(scope="module")
def stacks(desktop: PrivateDesktop) -> Iterator[Stacks]:
    found = Stacks(desktop)
    yield found
    found.close()


class Lying:
    """A real tree that tells of other places than the true ones."""

    def __init__(self, stacks: Stacks, *, apart: bool) -> None:
        self._tree = stacks.tree
        self._apart = apart

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tree, name)

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        reading = self._tree.read(windows, whole=whole, budget=budget)
        return replace(reading, elements=tuple(map(self._told, reading.elements)))

    def at(self, point: Point) -> Element | None:
        found = self._tree.at(Point(point.x - OFF.x, point.y - OFF.y))
        return self._told(found) if found is not None else None

    def _told(self, element: Element) -> Element:
        chance = random.Random(element.name)
        apart = Point(chance.randint(-200, 200), chance.randint(-90, 90))
        dx, dy = apart if self._apart else OFF
        box = element.box.moved(dx, dy)
        return replace(element, box=box, click_point=box.center, attributes=STRANGE)

    def close(self) -> None:
        """It is another's."""


def _read(desktop: PrivateDesktop, stacks: Stacks, tree: Any) -> tuple[Element, ...]:
    """What is seen of the window with the twelve buttons."""
    capture, fusion = MssCapture(desktop.session), Fusion()
    try:
        seen = SeenTree(tree, stacks.windows, capture, fusion)
        mine = [each for each in stacks.windows.windows() if each.pid == stacks.process.pid]
        reading = seen.read(mine, budget=20)
        for each in reading.elements:
            if each.click_point is not None:
                at = seen.at(each.click_point)
                assert at is not None
                assert at.name == each.name
        return reading.elements
    finally:
        capture.close()
        fusion.close()


def _clicked(stacks: Stacks, element: Element) -> str:
    assert element.click_point is not None
    stacks.input.click(element.click_point, RunContext())
    told: dict[str, str] = stacks.lines.get(timeout=10)
    return told["clicked"]


def test_a_tree_that_is_right_is_left_as_it_is(desktop: PrivateDesktop, stacks: Stacks) -> None:
    places = stacks.show([PLAN])
    found = _read(desktop, stacks, stacks.tree)
    assert {each.source for each in found} == {"atspi"}
    for each in found:
        assert each.box == places[each.name]


def test_a_tree_that_is_off_is_put_right(desktop: PrivateDesktop, stacks: Stacks) -> None:
    places = stacks.show([PLAN])
    found = [
        each for each in _read(desktop, stacks, Lying(stacks, apart=False)) if each.name in places
    ]
    assert {each.name for each in found} == set(places)
    for each in found:
        assert each.source == "atspi"
        assert each.box.overlap(places[each.name]) > 0.85
    assert _clicked(stacks, found[7]) == found[7].name


def test_where_a_tree_lies_without_system_the_picture_counts(
    desktop: PrivateDesktop, stacks: Stacks
) -> None:
    places = stacks.show([PLAN])
    found = _read(desktop, stacks, Lying(stacks, apart=True))
    told = [each for each in found if each.source == "atspi"]
    assert told
    assert all(each.click_point is None and each.confidence < 0.5 for each in told)
    assert {each.visibility for each in told} == {Visibility.COVERED}
    seen = {each.name: each for each in found if each.source == SOURCE}
    named = set(seen) & set(places)
    assert len(named) >= 8, sorted(seen)
    for name in named:
        assert Box(*places[name]).contains(seen[name].box.center)
    assert _clicked(stacks, seen[sorted(named)[3]]) == sorted(named)[3]
