"""The real `QuartzApi`: Quartz and AppKit by pyobjc, their only door.

Not yet run on a real machine.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from perception.geometry import Box, Point
from perception.platforms.interface import PlatformGone
from perception.platforms.mac_api import (
    LayoutKey,
    MouseButton,
    MouseStep,
    QuartzDisplay,
    QuartzWindow,
)
from perception.platforms.mac_layout import layout_in_use

_TEXT = "public.utf8-plain-text"
# Tells clipboard managers that this is passing by (nspasteboard.org).
_PASSING = "org.nspasteboard.TransientType"
_BUTTONS: Mapping[MouseButton, int] = {"left": 0, "right": 1, "middle": 2}
_LINES = 1  # kCGScrollEventUnitLine
_MODIFIERS = 0x1E0000  # Shift, Control, Option, Command


class WindowServer:
    """Implements `QuartzApi`. Used by one thread.

    Raises:
        PlatformGone: this is not macOS, or pyobjc is lacking.
    """

    def __init__(self) -> None:
        if sys.platform != "darwin":
            raise PlatformGone("this is not macOS")
        try:
            import AppKit
            import Quartz
        except ImportError as failure:
            raise PlatformGone(
                f"the window server cannot be asked ({failure}): install pyobjc-framework-Quartz"
            ) from failure
        self._q: Any = Quartz
        self._kit: Any = AppKit
        # Of the hardware's state: what the person holds down is not mixed into our events.
        self._source: Any = self._q.CGEventSourceCreate(self._q.kCGEventSourceStatePrivate)
        self._layout: Mapping[str, LayoutKey] | None = None

    def windows(self) -> Sequence[QuartzWindow]:
        """All windows, front first, then those that are not shown."""
        q = self._q
        found = q.CGWindowListCopyWindowInfo(q.kCGWindowListOptionAll, q.kCGNullWindowID) or ()
        # Only the list of what is on the screen is in the order of stacking.
        order = q.CGWindowListCopyWindowInfo(q.kCGWindowListOptionOnScreenOnly, q.kCGNullWindowID)
        rank = {int(each[q.kCGWindowNumber]): at for at, each in enumerate(order or ())}
        windows = [self._window(each, rank) for each in found]
        return sorted(windows, key=lambda each: rank.get(each.number, len(rank)))

    def displays(self) -> Sequence[QuartzDisplay]:
        """The displays."""
        q = self._q
        error, numbers, _count = q.CGGetActiveDisplayList(32, None, None)
        if error:
            return ()
        screens = {
            int(each.deviceDescription()["NSScreenNumber"]): each
            for each in self._kit.NSScreen.screens()
        }
        main = int(q.CGMainDisplayID())
        height = float(q.CGDisplayBounds(main).size.height)
        return [self._display(int(each), screens, main, height) for each in numbers]

    def may_record(self) -> bool:
        """Whether the screen may be pictured; macOS asks the person for it the first time."""
        return bool(self._q.CGPreflightScreenCaptureAccess()) or bool(
            self._q.CGRequestScreenCaptureAccess()
        )

    def may_post(self) -> bool:
        """Whether events may be posted."""
        return bool(self._q.CGPreflightPostEventAccess()) or bool(
            self._q.CGRequestPostEventAccess()
        )

    def locked(self) -> bool:
        """Whether the screen is locked, or belongs to another user now."""
        session = self._q.CGSessionCopyCurrentDictionary()
        if session is None:
            return True
        on_console = bool(session.get("kCGSSessionOnConsoleKey", True))
        return bool(session.get("CGSSessionScreenIsLocked", False)) or not on_console

    def pointer(self) -> Point:
        """Where the pointer is."""
        found = self._q.CGEventGetLocation(self._q.CGEventCreate(None))
        return Point(float(found.x), float(found.y))

    def double_click_time(self) -> float:
        """Seconds within which two clicks are a double click."""
        return float(self._kit.NSEvent.doubleClickInterval())

    def post_mouse(
        self, step: MouseStep, point: Point, button: MouseButton, count: int, flags: int
    ) -> None:
        """Post a mouse event."""
        q = self._q
        name = {"left": "Left", "right": "Right", "middle": "Other"}[button]
        kind = {
            "move": q.kCGEventMouseMoved,
            "drag": getattr(q, f"kCGEvent{name}MouseDragged"),
            "down": getattr(q, f"kCGEvent{name}MouseDown"),
            "up": getattr(q, f"kCGEvent{name}MouseUp"),
        }[step]
        event = q.CGEventCreateMouseEvent(self._source, kind, tuple(point), _BUTTONS[button])
        q.CGEventSetIntegerValueField(event, q.kCGMouseEventClickState, count)
        q.CGEventSetFlags(event, flags)
        q.CGEventPost(q.kCGHIDEventTap, event)

    def post_scroll(self, lines_right: int, lines_down: int) -> None:
        """Turn the wheel where the pointer is; Quartz counts upwards and to the left."""
        q = self._q
        event = q.CGEventCreateScrollWheelEvent(self._source, _LINES, 2, -lines_down, -lines_right)
        q.CGEventPost(q.kCGHIDEventTap, event)

    def post_key(self, code: int, *, down: bool, flags: int, text: str | None = None) -> None:
        """Post a key event."""
        q = self._q
        event = q.CGEventCreateKeyboardEvent(self._source, code, down)
        q.CGEventSetFlags(event, flags)
        if text is not None:
            units = len(text.encode("utf-16-le")) // 2
            q.CGEventKeyboardSetUnicodeString(event, units, text)
        q.CGEventPost(q.kCGHIDEventTap, event)

    def layout(self) -> Mapping[str, LayoutKey]:
        """Which key gives which character; as it was when it was first asked."""
        if self._layout is None:
            self._layout = layout_in_use()
        return self._layout

    def held_flags(self) -> int:
        """Flags of the modifier keys that are held down now."""
        state = self._q.kCGEventSourceStateCombinedSessionState
        return int(self._q.CGEventSourceFlagsState(state)) & _MODIFIERS

    def clipboard_text(self) -> str | None:
        """The text on the clipboard."""
        found = self._kit.NSPasteboard.generalPasteboard().stringForType_(_TEXT)
        return str(found) if found is not None else None

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there."""
        board = self._kit.NSPasteboard.generalPasteboard()
        board.clearContents()
        if text is not None:
            board.setString_forType_(text, _TEXT)
            board.setString_forType_("", _PASSING)

    def clipboard_number(self) -> int:
        """A number that grows with each change of the clipboard."""
        return int(self._kit.NSPasteboard.generalPasteboard().changeCount())

    def close(self) -> None:
        """Let go. Core Foundation frees what is no longer referred to."""

    def _window(self, told: Any, rank: Mapping[int, int]) -> QuartzWindow:
        q = self._q
        bounds = told[q.kCGWindowBounds]
        number = int(told[q.kCGWindowNumber])
        return QuartzWindow(
            number=number,
            pid=int(told[q.kCGWindowOwnerPID]),
            owner=str(told.get(q.kCGWindowOwnerName) or ""),
            title=str(told.get(q.kCGWindowName) or ""),
            box=Box(*(float(bounds[name]) for name in ("X", "Y", "Width", "Height"))),
            layer=int(told[q.kCGWindowLayer]),
            alpha=float(told.get(q.kCGWindowAlpha, 1.0)),
            shown=number in rank,
        )

    def _display(
        self, number: int, screens: Mapping[int, Any], main: int, main_height: float
    ) -> QuartzDisplay:
        q = self._q
        bounds = q.CGDisplayBounds(number)
        box = Box(
            *(float(each) for each in (*bounds.origin, *bounds.size)),
        )
        mode = q.CGDisplayCopyDisplayMode(number)
        pixels = float(q.CGDisplayModeGetPixelWidth(mode)) if mode is not None else box.width
        work, name = box, f"display {number}"
        screen = screens.get(number)
        if screen is not None:
            name = str(screen.localizedName())
            visible = screen.visibleFrame()
            # AppKit counts upwards from the bottom of the main display.
            top = main_height - float(visible.origin.y) - float(visible.size.height)
            work = Box(
                float(visible.origin.x),
                top,
                float(visible.size.width),
                float(visible.size.height),
            )
        scale = pixels / box.width if box.width else 1.0
        return QuartzDisplay(
            number=number, name=name, box=box, work=work, scale=scale, main=number == main
        )
