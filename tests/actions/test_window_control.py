"""Windows of real programs, moved about by a real window manager."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import TargetChanged
from actions.window_control.x11 import X11WindowControl
from perception.geometry import Point, Size
from perception.platforms.interface import WindowInfo
from perception.platforms.x11 import X11Windows

FREE = RunContext()
ENTRY = Path(__file__).parents[1] / "support" / "windows" / "qt_entry.py"


@pytest.fixture(scope="module")
def windows() -> Iterator[X11Windows]:
    with PrivateDesktop.start() as desktop:
        for _ in range(2):
            desktop.launch([sys.executable, str(ENTRY)])
        reader = X11Windows(desktop.session)
        end = time.monotonic() + 20
        while len(reader.windows()) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        reader.session = desktop.session  # type: ignore[attr-defined] # for the fixture below
        yield reader
        reader.close()


@pytest.fixture
def control(windows: X11Windows) -> Iterator[X11WindowControl]:
    made = X11WindowControl(windows.session, windows)  # type: ignore[attr-defined]
    yield made
    made.close()


def of(windows: X11Windows, identity: int) -> WindowInfo:
    return next(each for each in windows.windows() if each.id == identity)


def test_focus(windows: X11Windows, control: X11WindowControl) -> None:
    for each in sorted(windows.windows(), key=lambda each: each.id) * 2:
        control.focus(each.id, FREE)
        front = windows.windows()[0]
        assert front.id == each.id
        assert front.active


def test_move_and_resize(windows: X11Windows, control: X11WindowControl) -> None:
    window = windows.windows()[0].id
    control.move(window, Point(100, 120), FREE)
    control.resize(window, Size(400, 200), FREE)
    frame = of(windows, window).frame
    assert (frame.x, frame.y, frame.width, frame.height) == (100, 120, 400, 200)
    assert windows.at(Point(300, 250)).id == window  # type: ignore[union-attr]


def test_minimise_maximise_restore(windows: X11Windows, control: X11WindowControl) -> None:
    window = windows.windows()[0].id
    before = of(windows, window).frame
    control.minimize(window, FREE)
    assert of(windows, window).minimized
    assert windows.windows()[-1].id == window
    control.restore(window, FREE)
    assert not of(windows, window).minimized
    control.maximize(window, FREE)
    assert of(windows, window).frame.width == windows.screen().width
    control.restore(window, FREE)
    assert of(windows, window).frame[2:] == before[2:]


def test_virtual_desktops(windows: X11Windows, control: X11WindowControl) -> None:
    assert windows.current_desktop() == (0, 2)
    window = windows.windows()[0].id
    control.to_desktop(window, 1, FREE)
    assert of(windows, window).desktop == 1
    control.show_desktop(1, FREE)
    assert windows.windows()[0].id == window
    control.show_desktop(0, FREE)
    control.focus(window, FREE)  # goes there
    assert windows.current_desktop()[0] == 1
    control.to_desktop(window, 0, FREE)
    control.show_desktop(0, FREE)
    with pytest.raises(TargetChanged, match="no virtual desktop 7"):
        control.show_desktop(7, FREE)


def test_close(windows: X11Windows, control: X11WindowControl) -> None:
    window = windows.windows()[0].id
    control.close_window(window, FREE)
    assert window not in {each.id for each in windows.windows()}
    with pytest.raises(TargetChanged):
        control.focus(window, FREE)
