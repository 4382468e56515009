"""Changing the windows of a Mac, by AX. Not yet run on a real machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from actions.context import RunContext
from actions.errors import (
    ActionTimedOut,
    EnvironmentUnavailable,
    InvalidAction,
    TargetChanged,
    TargetNotReady,
)
from actions.window_control.wait import until
from perception.geometry import Box, Point, Size
from perception.platforms.ax_api import AxApi, AxDenied, AxGone, AxHandle, AxRefused, AxSilent
from perception.platforms.ax_windows import AxWindow, element_of, explained, told
from perception.platforms.interface import WindowInfo
from perception.platforms.mac import MacWindows
from perception.platforms.mac_api import QuartzApi

T = TypeVar("T")

_LIMIT = 3.0  # seconds that a program has to do it
_NEAR = 2.0  # points
_ANSWER = 2.0  # seconds that a program may take over one answer


class MacWindowControl:
    """Implements `WindowControl`. Used by one thread.

    Args:
        api: AX: `ax_pyobjc.Ax`, or a fake.
        quartz: the window server.
        windows: reads the windows, to see that what was asked has happened.
    """

    def __init__(self, api: AxApi, quartz: QuartzApi, windows: MacWindows) -> None:
        self._api = api
        self._quartz = quartz
        self._windows = windows
        self._before: dict[int, Box] = {}  # boxes of maximised windows, in points
        self._closed = False

    def focus(self, window: int, context: RunContext) -> None:
        """Bring it to the front and give it the keys."""
        element, pid = self._element(window)
        if element.minimized:
            self._set(element, "AXMinimized", False)
        self._do(lambda: self._api.set(self._api.application(pid), "AXFrontmost", True))
        self._do(lambda: self._api.perform(element.handle, "AXRaise"))

        def in_front() -> bool:
            info = self._info(window)
            if info.active:
                return True
            above = next((each for each in self._windows.windows() if each.active), None)
            return above is not None and above.pid == pid and above.kind == "dialog"

        if not until(in_front, _LIMIT, context):
            raise ActionTimedOut(f'"{element.title}" did not come to the front')

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Move the top left corner of its frame."""
        element = self._shown(window, context)
        goal = self._windows.space.to_points(Point(round(to.x), round(to.y)))
        self._set(element, "AXPosition", goal)

        def there(now: AxWindow) -> bool:
            return abs(now.box.x - goal.x) <= _NEAR and abs(now.box.y - goal.y) <= _NEAR

        self._wait(element, there, "moved", context)

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Make its frame this large, as near as its own limits allow."""
        element = self._shown(window, context)
        corner = self._windows.space.box_to_pixels(element.box)
        scale = self._windows.space.scale_at(Point(corner.x, corner.y))
        goal = Size(size.width / scale, size.height / scale)
        before = element.box
        self._set(element, "AXSize", goal)
        seen = [before]

        def rests(now: AxWindow) -> bool:
            if (
                abs(now.box.width - goal.width) <= _NEAR
                and abs(now.box.height - goal.height) <= _NEAR
            ):
                return True
            # At its own limit: it has changed, and then has not any more.
            seen.append(now.box)
            return seen[-1] != before and len(seen) > 10 and len(set(seen[-10:])) == 1

        self._wait(element, rests, "resized", context)

    def minimize(self, window: int, context: RunContext) -> None:
        """Take it off the screen."""
        element, _ = self._element(window)
        self._set(element, "AXMinimized", True)
        self._wait(element, lambda now: now.minimized, "minimised", context)

    def maximize(self, window: int, context: RunContext) -> None:
        """Fill what the menu bar and the Dock leave of its display; the green button differs."""
        element = self._shown(window, context)
        middle = element.box.center
        displays = self._windows.space.displays
        display = next((each for each in displays if each.box.contains(middle)), displays[0])
        self._before.setdefault(window, element.box)
        self._fill(element, display.work)

        def fills(now: AxWindow) -> bool:
            # Terminals come in whole lines, and some windows have a largest size.
            return abs(now.box.x - display.work.x) <= _NEAR and now.box != element.box

        if element.box != display.work:
            self._wait(element, fills, "maximised", context)

    def restore(self, window: int, context: RunContext) -> None:
        """Undo minimising and maximising."""
        element = self._shown(window, context)
        before = self._before.pop(window, None)
        if before is not None:
            self._fill(element, before)
            self._wait(element, lambda now: _same(now.box, before), "restored", context)

    def close_window(self, window: int, context: RunContext) -> None:
        """Ask it to close; it may ask back, which is no failure."""
        element, _ = self._element(window)
        before = self._count()
        button = self._ask(lambda: self._api.values(element.handle, ("AXCloseButton",)))
        handle = button.get("AXCloseButton")
        if not isinstance(handle, AxHandle):
            raise TargetNotReady(f'"{element.title}" has no button to close it with')
        self._do(lambda: self._api.perform(handle, "AXPress"))

        def answered() -> bool:
            now = self._quartz.windows()
            here = any(each.number == window and each.shown for each in now)
            return not here or self._count() > before

        # A sheet that asks back is part of the window, and no failure either.
        until(answered, _LIMIT, context)

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Refused: macOS lets no program send windows to a space."""
        del desktop, context
        self._element(window)
        raise InvalidAction("macOS lets no program send a window to another space")

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Refused: macOS tells no program which spaces there are."""
        del desktop
        context.check()
        raise InvalidAction(
            "macOS tells no program which spaces there are; press Control+ArrowLeft or "
            "Control+ArrowRight to change to the next one"
        )

    def close(self) -> None:
        """Let go of it. AX and the window server are their givers' to close."""
        self._closed = True

    def _info(self, window: int) -> WindowInfo:
        found = next((each for each in self._windows.windows() if each.id == window), None)
        if found is None:
            raise TargetChanged("this window is closed; look at the windows anew")
        return found

    def _element(self, window: int) -> tuple[AxWindow, int]:
        """The window as AX tells of it, and its process."""
        if self._closed:
            raise EnvironmentUnavailable("the desktop is closed")
        self._api.limit(_ANSWER)
        windows = self._quartz.windows()
        pid = next((each.pid for each in windows if each.number == window), None)
        element = self._ask(lambda: element_of(self._api, windows, window))
        if pid is None or element is None:
            raise TargetChanged("this window is closed; look at the windows anew")
        return element, pid

    def _shown(self, window: int, context: RunContext) -> AxWindow:
        """The window, not minimised: a minimised one takes no place and no size."""
        element, _ = self._element(window)
        if element.minimized:
            self._set(element, "AXMinimized", False)
            self._wait(element, lambda now: not now.minimized, "restored", context)
        return element

    def _fill(self, element: AxWindow, box: Box) -> None:
        # First the place: macOS cuts a size to what fits the display that the window is on.
        self._set(element, "AXPosition", Point(box.x, box.y))
        self._set(element, "AXSize", Size(box.width, box.height))

    def _set(self, element: AxWindow, name: str, value: Point | Size | bool) -> None:
        self._do(lambda: self._api.set(element.handle, name, value))

    def _do(self, work: Callable[[], None]) -> None:
        self._ask(work)

    def _ask(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except AxGone as failure:
            raise TargetChanged("this window is closed; look at the windows anew") from failure
        except AxSilent as failure:
            raise ActionTimedOut("the program does not answer") from failure
        except AxRefused as failure:
            raise TargetNotReady(f"the window does not let this be done ({failure})") from failure
        except AxDenied as failure:
            raise EnvironmentUnavailable(explained("Accessibility")) from failure

    def _wait(
        self, element: AxWindow, holds: Callable[[AxWindow], bool], what: str, context: RunContext
    ) -> None:
        def look() -> bool:
            return holds(self._ask(lambda: told(self._api, element.handle)))

        if not until(look, _LIMIT, context):
            raise ActionTimedOut(f'"{element.title}" was not {what}')

    def _count(self) -> int:
        return sum(1 for each in self._quartz.windows() if each.shown)


def _same(box: Box, other: Box) -> bool:
    return all(abs(one - two) <= _NEAR for one, two in zip(box, other, strict=True))
