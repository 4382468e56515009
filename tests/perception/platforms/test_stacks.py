"""What can be clicked in stacks of real windows: the X server's own hit test is the truth."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import xcffib.shape
import xcffib.xproto

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop
from actions.input.x11 import X11Input
from perception.element import Element, Visibility
from perception.geometry import Box, Point
from perception.platforms.atspi import AtspiTree
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows
from perception.platforms.x11_connection import open_display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs X11")

_PROGRAM = Path(__file__).parents[2] / "support/windows/gtk_stacks.py"
_STACKS = 20
_STEP = 4  # pixels between the points that the server is asked about
_KINDS = ("normal", "normal", "normal", "bare", "menu", "tooltip", "holed", "ghost")


class Stacks:
    """The program with the windows, and the server that they are on."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self.windows = X11Windows(desktop.session)
        self.tree = AtspiTree(desktop.session, self.windows)
        self.input = X11Input(desktop.session)
        self.connection: Any = open_display(desktop.session)
        self.root = self.connection.get_setup().roots[0].root
        self.shapes = self.connection(xcffib.shape.key)
        self.process = subprocess.Popen(
            ["/usr/bin/python3", str(_PROGRAM)],
            env=dict(desktop.session.variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: Queue[Any] = Queue()
        self.thread = threading.Thread(target=self._hear, daemon=True)
        self.thread.start()
        assert self.lines.get(timeout=30) == "ready"

    def _hear(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def show(self, plan: list[dict[str, Any]]) -> dict[str, Box]:
        """Show a stack; where its buttons are."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        places: dict[str, list[int]] = self.lines.get(timeout=30)
        self._cut(plan)
        return {name: Box(*place) for name, place in places.items()}

    def _cut(self, plan: list[dict[str, Any]]) -> None:
        """Make a hole into windows that are to have one, and let clicks through ghosts."""
        kinds = {each["title"]: each["kind"] for each in plan}
        cut = [
            each for each in self.windows.windows() if kinds.get(each.title) in ("holed", "ghost")
        ]
        for each in cut:
            width, height = int(each.box.width), int(each.box.height)
            down, right = height // 4, width // 4
            around = [(0, 0, width, down), (0, height - down, width, down)]
            around += [(0, 0, right, height), (width - right, 0, right, height)]
            holed = kinds[each.title] == "holed"
            rectangles = [xcffib.xproto.RECTANGLE.synthetic(*side) for side in around]
            self.shapes.Rectangles(
                xcffib.shape.SO.Set,
                xcffib.shape.SK.Bounding if holed else xcffib.shape.SK.Input,
                xcffib.xproto.ClipOrdering.Unsorted,
                each.id,
                0,
                0,
                len(rectangles) if holed else 0,
                rectangles if holed else [],
            )
        self.connection.flush()
        end = time.monotonic() + 10
        while any(each.shape is None for each in self.windows.windows() if _among(each, cut)):
            assert time.monotonic() < end, "the window manager leaves the window whole"
            time.sleep(0.02)

    def elements(self) -> dict[str, Element]:
        """The buttons of all windows that can be read, by name."""
        stack = [each for each in self.windows.windows() if each.pid == self.process.pid]
        seen = self.tree.read(stack, budget=20)
        assert seen.complete, seen.unread
        return {each.name: each for each in seen.elements if each.role == "button"}

    def hits(self, points: list[Point]) -> list[int]:
        """The child of the root window that a click at each point goes to."""
        ask = self.connection.core.TranslateCoordinates
        cookies = [ask(self.root, self.root, int(each.x), int(each.y)) for each in points]
        return [cookie.reply().child for cookie in cookies]

    def tops(self) -> dict[str, int]:
        """For each title the child of the root window that it is in."""
        found = {}
        for each in self.windows.windows():
            at = each.id
            while (parent := self.connection.core.QueryTree(at).reply().parent) != self.root:
                at = parent
            found[each.title] = at
        return found

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.thread.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.input.close()
        self.tree.close()
        self.windows.close()
        self.connection.disconnect()


def _among(window: WindowInfo, others: list[WindowInfo]) -> bool:
    return any(each.id == window.id for each in others)


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
