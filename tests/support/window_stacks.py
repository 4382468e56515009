"""Drives `windows/gtk_stacks.py`: real windows of one program, and the server that they are on."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from pathlib import Path
from queue import Queue
from typing import Any

import xcffib.shape
import xcffib.xproto

from actions.environments.private_desktop import PrivateDesktop
from actions.input.x11 import X11Input
from perception.element import Element
from perception.geometry import Box, Point
from perception.platforms.atspi import AtspiTree
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows
from perception.platforms.x11_connection import open_display

_PROGRAM = Path(__file__).parent / "windows/gtk_stacks.py"


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
