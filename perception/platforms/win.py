"""The windows and monitors of a Windows desktop. Not yet run on a real machine."""

from __future__ import annotations

from pathlib import PureWindowsPath

from perception.geometry import Box, Point
from perception.platforms.interface import Monitor, PlatformGone, WindowInfo, WindowKind
from perception.platforms.win_api import (
    CLOAKED_BY_SHELL,
    WS_CAPTION,
    WS_EX_DLGMODALFRAME,
    WS_EX_LAYERED,
    WS_EX_NOACTIVATE,
    WS_EX_TOOLWINDOW,
    WS_EX_TRANSPARENT,
    WS_POPUP,
    User32Api,
    Win32Window,
)

_KINDS: dict[str, WindowKind] = {
    "#32768": "menu",
    "#32770": "dialog",
    "tooltips_class32": "tooltip",
    "Xaml_WindowedPopupClass": "popup",
    "Shell_TrayWnd": "dock",
    "Shell_SecondaryTrayWnd": "dock",
    "Progman": "desktop",
    "WorkerW": "desktop",
}
_SMALLEST = 2  # pixels: programs keep windows of a pixel for themselves


class WinWindows:
    """Implements `WindowSystem`. Used by one thread.

    Args:
        api: `win_user32.User32`, or a fake.
    """

    def __init__(self, api: User32Api) -> None:
        self._api = api
        self._refs: dict[tuple[int, int], str] = {}
        self._count = 0
        self._closed = False

    def windows(self) -> tuple[WindowInfo, ...]:
        """All top-level windows, front first; see `WindowSystem.windows`."""
        api = self._open()
        front = api.foreground()
        shown = [each for each in api.windows() if _is_shown(each)]
        shown.sort(key=lambda each: each.iconic or bool(each.cloaked))
        alive = {(each.hwnd, each.pid) for each in shown}
        self._refs = {key: ref for key, ref in self._refs.items() if key in alive}
        current, count = api.desktops()
        other = current + 1 if current + 1 < count else max(current - 1, 0)
        # Which other virtual desktop a window is on, only an undocumented interface tells.
        return tuple(
            self._info(each, at, each.hwnd == front, other if each.cloaked else current)
            for at, each in enumerate(shown)
        )

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors, the primary one first."""
        found = [
            Monitor(name=each.name, box=each.box, scale=each.dpi / 96, primary=each.primary)
            for each in self._open().monitors()
        ]
        if not found:
            raise PlatformGone("Windows tells of no monitor: nobody is logged in at the screen")
        return tuple(sorted(found, key=lambda each: not each.primary))

    def screen(self) -> Box:
        """The virtual screen."""
        boxes = [each.box for each in self.monitors()]
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left, top, right - left, bottom - top)

    def at(self, point: Point) -> WindowInfo | None:
        """The front-most window under the point; windows that clicks fall through are not meant."""
        hwnd = self._open().window_at(point)
        return next((each for each in self.windows() if each.id == hwnd), None)

    def current_desktop(self) -> tuple[int, int]:
        """The number of the virtual desktop shown, and how many there are."""
        return self._open().desktops()

    def close(self) -> None:
        """Let go of Windows. The other parts of the desktop are closed before."""
        if not self._closed:
            self._closed = True
            self._api.close()

    def _open(self) -> User32Api:
        if self._closed:
            raise PlatformGone("the desktop is no longer looked at")
        return self._api

    def _info(self, window: Win32Window, stacking: int, active: bool, desktop: int) -> WindowInfo:
        key = (window.hwnd, window.pid)
        if key not in self._refs:
            self._count += 1
            self._refs[key] = f"w{self._count}"
        kind = _kind(window)
        return WindowInfo(
            id=window.hwnd,
            ref=self._refs[key],
            pid=window.pid,
            application=PureWindowsPath(self._api.program(window.pid)).stem.casefold(),
            title=window.title,
            box=window.client,
            frame=window.frame,
            stacking=stacking,
            active=active and not window.iconic,
            minimized=window.iconic or bool(window.cloaked),
            maximized=window.zoomed,
            desktop=desktop,
            transient_for=window.owner,
            override=kind in ("menu", "tooltip", "popup"),
            kind=kind,
        )


def _is_shown(window: Win32Window) -> bool:
    """Whether a person would call it a window of the screen."""
    if not window.visible or (window.cloaked and not window.cloaked & CLOAKED_BY_SHELL):
        return False
    if window.cloaked and not window.title:
        return False
    through = WS_EX_TRANSPARENT | WS_EX_LAYERED
    if window.ex_style & through == through:
        return False  # clicks fall through it: an overlay
    if window.iconic:
        return bool(window.title)
    return min(window.frame.width, window.frame.height) >= _SMALLEST


def _kind(window: Win32Window) -> WindowKind:
    if window.class_name in _KINDS:
        return _KINDS[window.class_name]
    if window.owner and window.ex_style & WS_EX_DLGMODALFRAME:
        return "dialog"
    bare = window.style & WS_POPUP and window.style & WS_CAPTION != WS_CAPTION
    if bare and window.ex_style & (WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE):
        return "popup"
    return "normal"
