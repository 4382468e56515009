"""Changing the windows of an X display through its window manager (EWMH); without one, directly."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Any

import xcffib
import xcffib.xproto

from actions.context import RunContext
from actions.errors import ActionTimedOut, EnvironmentUnavailable, TargetChanged
from perception.geometry import Point, Size
from perception.platforms.interface import PlatformGone, WindowInfo, WindowSystem
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

_LIMIT = 3.0  # seconds that the window manager has
_NEAR = 64  # pixels: sizes come in steps in terminals, and have limits of their own
_FROM_PERSON = 2  # the source of a request: as if the person did it
_REMOVE, _ADD = 0, 1


class X11WindowControl:
    """Implements `WindowControl`.

    Args:
        session: of the display.
        windows: reads the windows, to see that what was asked has happened.

    Raises:
        EnvironmentUnavailable: there is no display.
    """

    def __init__(self, session: DesktopSession, windows: WindowSystem) -> None:
        try:
            self._connection: Any = open_display(session)
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        self._root: int = self._connection.get_setup().roots[0].root
        self._windows = windows
        self._closed = False

    def focus(self, window: int, context: RunContext) -> None:
        """Bring it to the front and give it the keys."""
        there = self._info(window).desktop
        if there >= 0 and there != self._windows.current_desktop()[0]:
            self.show_desktop(there, context)

        def ask() -> None:
            if self._managed():
                self._message(window, "_NET_ACTIVE_WINDOW", _FROM_PERSON, 0, 0)
                return
            core = self._connection.core
            stack = xcffib.xproto.ConfigWindow.StackMode
            core.ConfigureWindow(window, stack, [xcffib.xproto.StackMode.Above])
            core.SetInputFocus(xcffib.xproto.InputFocus.Parent, window, 0)

        self._done(window, ask, lambda info: info.active and not info.minimized, "focus", context)

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Move the top left corner of its frame."""
        info = self._info(window)
        if info.maximized:
            self.restore(window, context)
        x, y = round(to.x), round(to.y)

        def ask() -> None:
            if self._managed():
                # Gravity north-west: the frame's corner is meant.
                self._message(window, "_NET_MOVERESIZE_WINDOW", 1 | 0x300 | 0x2000, x, y, 0, 0)
            else:
                self._configure(window, {"X": x, "Y": y})

        def near(info: WindowInfo) -> bool:
            return abs(info.frame.x - x) <= 2 and abs(info.frame.y - y) <= 2

        self._done(window, ask, near, "move", context)

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Make its frame this large."""
        info = self._info(window)
        if info.maximized:
            self.restore(window, context)
            info = self._info(window)
        border = (info.frame.width - info.box.width, info.frame.height - info.box.height)
        wide = max(round(size.width - border[0]), 1)
        high = max(round(size.height - border[1]), 1)

        def ask() -> None:
            if self._managed():
                self._message(
                    window, "_NET_MOVERESIZE_WINDOW", 1 | 0xC00 | 0x2000, 0, 0, wide, high
                )
            else:
                self._configure(window, {"Width": wide, "Height": high})

        before = (info.box.width, info.box.height)

        def near(info: WindowInfo) -> bool:
            now = (info.box.width, info.box.height)
            wanted = (wide, high)
            if all(abs(a - b) <= 2 for a, b in zip(now, wanted, strict=True)):
                return True
            close = all(abs(a - b) <= _NEAR for a, b in zip(now, wanted, strict=True))
            return now != before and close

        self._done(window, ask, near, "resize", context)

    def minimize(self, window: int, context: RunContext) -> None:
        """Take it off the screen."""

        def ask() -> None:
            self._message(window, "WM_CHANGE_STATE", 3)

        self._done(window, ask, lambda info: info.minimized, "minimise", context)

    def maximize(self, window: int, context: RunContext) -> None:
        """Fill the work area with it."""
        self._done(
            window,
            lambda: self._maximized(window, _ADD),
            lambda info: info.maximized,
            "maximise",
            context,
        )

    def restore(self, window: int, context: RunContext) -> None:
        """Undo minimising and maximising."""
        if self._info(window).minimized:
            self.focus(window, context)
        self._done(
            window,
            lambda: self._maximized(window, _REMOVE),
            lambda info: not info.maximized and not info.minimized,
            "restore",
            context,
        )

    def close_window(self, window: int, context: RunContext) -> None:
        """Ask it to close; see `WindowControl.close_window`."""
        self._info(window)
        before = {each.id for each in self._windows.windows()}
        self._run(lambda: self._message(window, "_NET_CLOSE_WINDOW", 0, _FROM_PERSON))
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end:
            context.check()
            now = {each.id for each in self._windows.windows()}
            if window not in now or now - before:  # gone, or it asks back
                return
            context.sleep(0.03)
        # It may ask back inside its own window: that is for whoever looks next.

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Send it to a virtual desktop."""
        self._exists(desktop)
        self._done(
            window,
            lambda: self._message(window, "_NET_WM_DESKTOP", desktop, _FROM_PERSON),
            lambda info: info.desktop in (desktop, -1),
            "send away",
            context,
        )

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Switch to a virtual desktop."""
        self._exists(desktop)
        self._run(lambda: self._message(self._root, "_NET_CURRENT_DESKTOP", desktop, 0))
        end = time.monotonic() + _LIMIT
        while self._windows.current_desktop()[0] != desktop:
            if time.monotonic() > end:
                raise ActionTimedOut(f"the window manager did not switch to desktop {desktop}")
            context.sleep(0.02)

    def close(self) -> None:
        """Let go of the display."""
        if not self._closed:
            self._closed = True
            self._connection.disconnect()

    def _exists(self, desktop: int) -> None:
        count = self._windows.current_desktop()[1]
        if not 0 <= desktop < count:
            raise TargetChanged(f"there is no virtual desktop {desktop}: there are {count}, from 0")

    def _info(self, window: int) -> WindowInfo:
        """The window as it is now.

        Raises:
            TargetChanged: it is gone.
        """
        found = next((each for each in self._windows.windows() if each.id == window), None)
        if found is None:
            raise TargetChanged("the window is not there any more")
        return found

    def _done(
        self,
        window: int,
        ask: Callable[[], None],
        reached: Callable[[WindowInfo], bool],
        what: str,
        context: RunContext,
    ) -> None:
        """Ask for something and wait until it is so."""
        if reached(self._info(window)):
            return
        self._run(ask)
        end = time.monotonic() + _LIMIT
        while True:
            info = self._info(window)
            if reached(info):
                self._rested(window, info, end, context)
                return
            if time.monotonic() > end:
                raise ActionTimedOut(f"the window manager did not {what} the window {info.title!r}")
            context.sleep(0.02)

    def _rested(self, window: int, info: WindowInfo, end: float, context: RunContext) -> None:
        """Wait until the window stays where it is: its state may change before its place."""
        while time.monotonic() < end:
            context.sleep(0.04)
            now = self._info(window)
            if now.frame == info.frame:
                return
            info = now

    def _managed(self) -> bool:
        """Whether there is a window manager that takes requests."""
        atom = self._atom("_NET_SUPPORTING_WM_CHECK")
        return bool(
            self._connection.core.GetProperty(False, self._root, atom, 0, 0, 1).reply().value_len
        )

    def _maximized(self, window: int, how: int) -> None:
        names = ("_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ")
        atoms = [self._atom(name) for name in names]
        self._message(window, "_NET_WM_STATE", how, *atoms, _FROM_PERSON)

    def _configure(self, window: int, values: dict[str, int]) -> None:
        mask = 0
        for name in values:
            mask |= getattr(xcffib.xproto.ConfigWindow, name)
        self._connection.core.ConfigureWindow(window, mask, list(values.values()))

    def _atom(self, name: str) -> int:
        return int(self._connection.core.InternAtom(False, len(name), name).reply().atom)

    def _message(self, window: int, kind: str, *values: int) -> None:
        """Send a request to the window manager."""
        data = [*values, 0, 0, 0, 0, 0][:5]
        event = struct.pack(
            "=BBHII5I", 33, 32, 0, window, self._atom(kind), *(value & 0xFFFFFFFF for value in data)
        )
        mask = (
            xcffib.xproto.EventMask.SubstructureRedirect
            | xcffib.xproto.EventMask.SubstructureNotify
        )
        self._connection.core.SendEvent(False, self._root, mask, event)
        self._connection.flush()

    def _run(self, work: Callable[[], None]) -> None:
        if self._closed:
            raise EnvironmentUnavailable("the display is closed")
        try:
            work()
            self._connection.flush()
        except xcffib.ConnectionException as failure:
            raise EnvironmentUnavailable("the display is gone") from failure
