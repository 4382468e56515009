"""A window manager that holds the pointer for a while at each press, as busy ones do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xcffib
import xcffib.xproto

from actions.environments.private_desktop import PrivateDesktop
from perception.element import Element
from perception.platforms.atspi import AtspiTree
from perception.platforms.session import DesktopSession
from perception.platforms.x11 import X11Windows
from perception.platforms.x11_connection import open_display

COUNTER = Path(__file__).parents[1] / "support" / "windows" / "qt_counter.py"
HOLD = 0.3  # seconds

TWO_CLICKS = """
import sys
from actions.context import RunContext
from perception.geometry import Point
from perception.platforms.session import DesktopSession
from {module} import {hand}

hands = {made}
x, y, u, v = map(int, sys.argv[1:])
hands.click(Point(x, y), RunContext())
hands.click(Point(u, v), RunContext())
hands.close()
"""
HANDS = {
    "xtest": ("actions.input.x11", "X11Input", "X11Input(DesktopSession.here())"),
    "pyautogui": ("actions.input.pyautogui_input", "PyautoguiInput", "PyautoguiInput()"),
}


@contextmanager
def slow_manager(session: DesktopSession) -> Iterator[None]:
    """Grabs each press, as window managers do, and lets it go late."""
    connection = open_display(session)
    core = connection.core
    root = connection.get_setup().roots[0].root
    core.GrabButtonChecked(
        False, root, xcffib.xproto.EventMask.ButtonPress, xcffib.xproto.GrabMode.Sync,
        xcffib.xproto.GrabMode.Async, 0, 0, 1, xcffib.xproto.ModMask.Any,
    ).check()  # fmt: skip

    over = threading.Event()

    def work() -> None:
        while not over.wait(0.005):
            if connection.poll_for_event() is not None:
                time.sleep(HOLD)
                core.AllowEvents(xcffib.xproto.Allow.ReplayPointer, 0)
                connection.flush()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        connection.disconnect()


def controls(session: DesktopSession) -> dict[str, Element]:
    """The button and the field, once their window rests."""
    windows = X11Windows(session)
    tree = AtspiTree(session, windows)
    before: list[object] = []
    try:
        end = time.monotonic() + 30
        while True:
            aim = [each for each in windows.windows() if each.title == "Held" and each.active]
            found = {each.role: each for each in tree.read(aim).elements}
            if before and before == [each.box for each in found.values()]:
                return found
            before = [each.box for each in found.values()]
            assert time.monotonic() < end, aim
            time.sleep(0.3)
    finally:
        tree.close()
        windows.close()


@pytest.mark.parametrize("hand", list(HANDS))
def test_a_click_ends_where_it_began(desktop: PrivateDesktop, hand: str) -> None:
    count = desktop.home / f"held-{hand}"
    pid = desktop.launch([sys.executable, str(COUNTER), "Held", str(count), "300", "300"])
    try:
        found = controls(desktop.session)
        points = [found["button"].click_point, found["textbox"].click_point]
        places = [str(round(part)) for each in points if each for part in (each.x, each.y)]
        module, name, made = HANDS[hand]
        script = TWO_CLICKS.format(module=module, hand=name, made=made)
        variables = {**desktop.session.variables, "PYTHONPATH": os.pathsep.join(sys.path)}
        with slow_manager(desktop.session):
            subprocess.run(
                [sys.executable, "-c", script, *places], env=variables, check=True, timeout=60
            )
            end = time.monotonic() + 10
            while not count.exists() and time.monotonic() < end:
                time.sleep(0.05)
        assert count.exists(), "it was released where the next click was made"
    finally:
        os.kill(pid, signal.SIGKILL)
