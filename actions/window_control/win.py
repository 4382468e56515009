"""Changing the windows of a Windows desktop. Not yet run on a real machine."""

from __future__ import annotations

from collections.abc import Callable

from actions.context import RunContext
from actions.errors import (
    ActionTimedOut,
    EnvironmentUnavailable,
    InvalidAction,
    TargetChanged,
    TargetNotReady,
)
from actions.input.interface import InputBackend
from actions.window_control.wait import until
from perception.geometry import Box, Point, Size
from perception.platforms.win_api import Show, User32Api, Win32Denied, Win32Gone, Win32Window

_LIMIT = 3.0  # seconds that a program has to do it
_FIRST = 0.4  # seconds before the second way to come to the front is taken
_SWITCH = 1.5  # seconds that the change to the next virtual desktop may take
_NEAR = 2  # pixels


class WinWindowControl:
    """Implements `WindowControl`. Used by one thread.

    Args:
        api: `win_user32.User32`, or a fake.
        keys: presses the shortcuts that switch virtual desktops.
    """

    def __init__(self, api: User32Api, keys: InputBackend) -> None:
        self._api = api
        self._keys = keys
        self._closed = False

    def focus(self, window: int, context: RunContext) -> None:
        """Bring it to the front and give it the keys."""
        if self._window(window).iconic:
            self._ask(lambda: self._api.show(window, Show.RESTORE))
            self._wait(window, lambda now: not now.iconic, "restored", context)
        self._ask(lambda: self._api.set_foreground(window))
        if until(lambda: self._in_front(window), _FIRST, context):
            return
        # Windows lets only the program in front pass that on; joining its input counts as it.
        self._ask(lambda: self._api.set_foreground(window, force=True))
        if not until(lambda: self._in_front(window), _LIMIT, context):
            raise ActionTimedOut(
                f'"{self._window(window).title}" did not come to the front: another program keeps '
                "it; click the window instead"
            )

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Move the top left corner of its frame."""
        goal = Point(round(to.x), round(to.y))
        now = self._normal(window, context)
        self._place(window, Box(goal.x, goal.y, now.frame.width, now.frame.height))

        def there(now: Win32Window) -> bool:
            return abs(now.frame.x - goal.x) <= _NEAR and abs(now.frame.y - goal.y) <= _NEAR

        self._wait(window, there, "moved", context)

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Make its frame this large, as near as its own limits allow."""
        before = self._normal(window, context).frame
        goal = Size(round(size.width), round(size.height))
        self._place(window, Box(before.x, before.y, *goal))
        seen = [before]

        def rests(now: Win32Window) -> bool:
            if (
                abs(now.frame.width - goal.width) <= _NEAR
                and abs(now.frame.height - goal.height) <= _NEAR
            ):
                return True
            # At its own limit: it has changed, and then has not any more.
            seen.append(now.frame)
            return seen[-1] != before and len(seen) > 10 and len(set(seen[-10:])) == 1

        self._wait(window, rests, "resized", context)

    def minimize(self, window: int, context: RunContext) -> None:
        """Take it off the screen."""
        self._window(window)
        self._ask(lambda: self._api.show(window, Show.MINIMIZE))
        self._wait(window, lambda now: now.iconic, "minimised", context)

    def maximize(self, window: int, context: RunContext) -> None:
        """Fill the work area with it."""
        self._window(window)
        self._ask(lambda: self._api.show(window, Show.MAXIMIZE))
        self._wait(window, lambda now: now.zoomed and not now.iconic, "maximised", context)

    def restore(self, window: int, context: RunContext) -> None:
        """Undo minimising and maximising."""
        now = self._window(window)
        # A window that was minimised while maximised comes back maximised first.
        for _ in range(2):
            if not (now.iconic or now.zoomed):
                return
            was = (now.iconic, now.zoomed)
            self._ask(lambda: self._api.show(window, Show.RESTORE))

            def changed(now: Win32Window, was: tuple[bool, bool] = was) -> bool:
                return (now.iconic, now.zoomed) != was

            self._wait(window, changed, "restored", context)
            now = self._window(window)

    def close_window(self, window: int, context: RunContext) -> None:
        """Ask it to close; it may ask back, which is no failure."""
        self._window(window)
        before = len(self._shown())
        self._ask(lambda: self._api.post_close(window))

        def answered() -> bool:
            now = self._api.window(window)
            return now is None or not now.visible or len(self._shown()) > before

        if not until(answered, _LIMIT, context) and self._api.hung(window):
            raise ActionTimedOut(f'"{self._window(window).title}" does not answer')

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Refused: Windows lets a program send only its own windows to a virtual desktop."""
        del desktop, context
        self._window(window)
        raise InvalidAction(
            "Windows lets no program send another one's window to a virtual desktop; use the task "
            'view (Meta+Tab), "Move to" in the window\'s menu'
        )

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Switch to a virtual desktop, counted from 0, by the shortcuts to its neighbours."""
        self._open()
        current, count = self._api.desktops()
        if not 0 <= desktop < count:
            raise InvalidAction(f"there are {count} virtual desktops: no number {desktop}")
        while current != desktop:
            toward = current + (1 if desktop > current else -1)
            arrow = "ArrowRight" if desktop > current else "ArrowLeft"
            self._keys.press(f"Control+Meta+{arrow}", context)

            def there(toward: int = toward) -> bool:
                return self._api.desktops()[0] == toward

            if not until(there, _SWITCH, context):
                raise ActionTimedOut(f"Windows did not switch to virtual desktop {toward}")
            current = toward

    def close(self) -> None:
        """Let go of it. The API is its giver's to close."""
        self._closed = True

    def _open(self) -> None:
        if self._closed:
            raise EnvironmentUnavailable("the desktop is closed")

    def _window(self, hwnd: int) -> Win32Window:
        self._open()
        found = self._api.window(hwnd)
        if found is None:
            raise TargetChanged("this window is closed; look at the windows anew")
        return found

    def _ask(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Win32Gone as failure:
            raise TargetChanged("this window is closed; look at the windows anew") from failure
        except Win32Denied as failure:
            raise TargetNotReady(
                f"Windows does not let Deskhand change this window ({failure}); start Deskhand as "
                "administrator, or do this step yourself"
            ) from failure

    def _wait(
        self, hwnd: int, holds: Callable[[Win32Window], bool], what: str, context: RunContext
    ) -> None:
        if not until(lambda: holds(self._window(hwnd)), _LIMIT, context):
            raise ActionTimedOut(f'"{self._window(hwnd).title}" was not {what}')

    def _normal(self, hwnd: int, context: RunContext) -> Win32Window:
        """The window, neither minimised nor maximised: neither can be moved or resized."""
        now = self._window(hwnd)
        if now.iconic or now.zoomed:
            self.restore(hwnd, context)
            now = self._window(hwnd)
        return now

    def _place(self, hwnd: int, frame: Box) -> None:
        """Place the visible frame: around it are invisible borders, which Windows counts in."""
        now = self._window(hwnd)
        outer = Box(
            frame.x - (now.frame.x - now.outer.x),
            frame.y - (now.frame.y - now.outer.y),
            frame.width + now.outer.width - now.frame.width,
            frame.height + now.outer.height - now.frame.height,
        )
        self._ask(lambda: self._api.place(hwnd, outer))

    def _in_front(self, hwnd: int) -> bool:
        front = self._api.foreground()
        if front == hwnd:
            return True
        above = self._api.window(front) if front else None
        return above is not None and above.owner == hwnd  # its dialog has the keys

    def _shown(self) -> list[int]:
        return [each.hwnd for each in self._api.windows() if each.visible]
