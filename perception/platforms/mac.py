"""The windows and displays of a Mac. Not yet run on a real machine."""

from __future__ import annotations

import time
from collections.abc import Sequence

from perception.geometry import Box, Point
from perception.platforms.ax_api import AxApi, AxDenied, AxGone, AxHandle, AxSilent
from perception.platforms.ax_windows import AxWindow, match, windows_of
from perception.platforms.interface import Monitor, PlatformGone, WindowInfo, WindowKind
from perception.platforms.mac_api import QuartzApi, QuartzWindow
from perception.platforms.mac_space import MacSpace

# Layers of the window server (CGWindowLevel.h) above 0.
_MODAL, _DOCK, _MENU_BAR, _STATUS, _MENU, _HELP, _SAVER = 8, 20, 24, 25, 101, 200, 1000
_SMALLEST = 4  # points: programs keep small windows for themselves
_FORGIVEN = 3.0  # seconds after which a program that did not answer is asked again
_TIMEOUT = 0.5  # seconds that a program may take to tell of its windows


class MacWindows:
    """Implements `WindowSystem`. Used by one thread.

    Args:
        api: `mac_quartz.WindowServer`, or a fake.
        ax: tells of minimised windows and of titles.
    """

    def __init__(self, api: QuartzApi, ax: AxApi) -> None:
        self._api = api
        self._ax = ax
        self._refs: dict[int, str] = {}
        self._count = 0
        self._silent: dict[int, float] = {}
        self._closed = False

    @property
    def space(self) -> MacSpace:
        """Converts between points and environment pixels, as the displays are now.

        Raises:
            PlatformGone: there is no display.
        """
        displays = self._open().displays()
        if not displays:
            raise PlatformGone("macOS tells of no display: nobody is logged in at the screen")
        return MacSpace(displays)

    def windows(self) -> tuple[WindowInfo, ...]:
        """All top-level windows, front first; see `WindowSystem.windows`."""
        space = self.space
        displays = [each.box for each in space.displays]
        windows = [each for each in self._api.windows() if _counts(each, displays)]
        elements = self._elements(windows)
        found = [each for each in windows if each.shown or _minimized(elements.get(each.number))]
        self._refs = {n: ref for n, ref in self._refs.items() if n in {w.number for w in found}}
        active = self._active(found, elements)
        return tuple(
            self._info(each, elements.get(each.number), space, at, each.number == active)
            for at, each in enumerate(found)
        )

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors, the primary one first."""
        space = self.space
        return tuple(
            Monitor(
                name=each.name, box=space.pixels_of(each), scale=each.scale, primary=each.main
            )
            for each in space.displays
        )  # fmt: skip

    def screen(self) -> Box:
        """The virtual screen."""
        return self.space.screen

    def at(self, point: Point) -> WindowInfo | None:
        """The front-most window under the point."""
        shown = (each for each in self.windows() if not each.minimized)
        return next((each for each in shown if each.frame.contains(point)), None)

    def current_desktop(self) -> tuple[int, int]:
        """Always the first of one: macOS tells nobody of its spaces."""
        return 0, 1

    def close(self) -> None:
        """Let go of the window server. The other parts of the desktop are closed before."""
        if not self._closed:
            self._closed = True
            self._api.close()

    def _open(self) -> QuartzApi:
        if self._closed:
            raise PlatformGone("the desktop is no longer looked at")
        return self._api

    def _elements(self, windows: list[QuartzWindow]) -> dict[int, AxWindow]:
        """The windows as AX tells of them, of those programs that answer."""
        found: dict[int, AxWindow] = {}
        self._ax.limit(_TIMEOUT)
        for pid in dict.fromkeys(each.pid for each in windows if each.layer in (0, 3, _MODAL)):
            same = [each for each in windows if each.pid == pid]
            if self._silent.get(pid, 0.0) > time.monotonic():
                continue
            try:
                found |= match(same, windows_of(self._ax, pid))
            except AxSilent:
                # Its windows are told as the window server knows them.
                self._silent[pid] = time.monotonic() + _FORGIVEN
            except AxDenied:
                return found
        return found

    def _active(self, windows: list[QuartzWindow], elements: dict[int, AxWindow]) -> int:
        pid = self._ax.focused_application()
        shown = [each for each in windows if each.shown and each.layer < _DOCK]
        try:
            front = self._ax.values(self._ax.application(pid), ("AXFocusedWindow",))
            handle = front.get("AXFocusedWindow")
            if isinstance(handle, AxHandle):
                for each in shown:
                    element = elements.get(each.number)
                    if element is not None and element.handle == handle:
                        return each.number
        except (AxSilent, AxGone, AxDenied):
            pass  # its front-most window, then
        own = [each for each in shown if each.pid == pid] or (shown if not pid else [])
        return own[0].number if own else 0

    def _info(
        self,
        window: QuartzWindow,
        element: AxWindow | None,
        space: MacSpace,
        stacking: int,
        active: bool,
    ) -> WindowInfo:
        if window.number not in self._refs:
            self._count += 1
            self._refs[window.number] = f"w{self._count}"
        frame = space.box_to_pixels(window.box)
        kind = _kind(window, element)
        minimized = not window.shown
        return WindowInfo(
            id=window.number,
            ref=self._refs[window.number],
            pid=window.pid,
            application=window.owner.casefold(),
            title=window.title or (element.title if element is not None else ""),
            box=frame,
            frame=frame,
            stacking=stacking,
            active=active and not minimized,
            minimized=minimized,
            maximized=element is not None and element.full_screen,
            override=kind in ("menu", "tooltip", "popup"),
            kind=kind,
        )


def _counts(window: QuartzWindow, displays: Sequence[Box]) -> bool:
    """Whether a person would call it a window of the screen."""
    if window.alpha <= 0.01 or min(window.box.width, window.box.height) < _SMALLEST:
        return False
    if window.layer >= _DOCK and any(_around(window.box, each) for each in displays):
        return False  # the Dock and notifications have invisible windows all over the screen
    return window.layer < _SAVER and (window.shown or window.layer == 0)


def _around(box: Box, inner: Box) -> bool:
    return box.intersection(inner) == inner


def _minimized(element: AxWindow | None) -> bool:
    """What is not shown may be minimised, on another space, or kept by its program for later."""
    return element is not None and element.minimized


def _kind(window: QuartzWindow, element: AxWindow | None) -> WindowKind:
    if window.layer < 0:
        return "desktop"
    if window.layer in (_DOCK, _MENU_BAR, _STATUS):
        return "dock"
    if window.layer in (_MENU, _MENU + 1):
        return "menu"
    if window.layer == _HELP:
        return "tooltip"
    dialog = element is not None and (
        element.modal or element.subrole in ("AXDialog", "AXSystemDialog")
    )
    if dialog or window.layer == _MODAL:
        return "dialog"
    return "normal" if window.layer <= 3 else "popup"
