"""The real `User32Api`: Windows' own libraries by ctypes. Not yet run on a real machine."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from perception.geometry import Box, Point
from perception.platforms.win_api import (
    KeyInput,
    MouseInput,
    Show,
    Win32Denied,
    Win32Gone,
    Win32Monitor,
    Win32Window,
)
from perception.platforms.win_clipboard import WinClipboard
from perception.platforms.win_events import WinEvents
from perception.platforms.win_libraries import Handle, callback, last_error, load
from perception.platforms.win_structures import (
    INPUT_KEYBOARD,
    INPUT_MOUSE,
    Input,
    MonitorInfo,
    Position,
    Rect,
    SidAndAttributes,
)

_STYLE, _EX_STYLE, _OWNER, _ROOT = -16, -20, 4, 2  # GWL_*, GW_OWNER, GA_ROOT
_FRAME, _CLOAKED = 9, 14  # DWMWA_EXTENDED_FRAME_BOUNDS, DWMWA_CLOAKED
_QUERY_LIMITED, _TOKEN_QUERY, _INTEGRITY = 0x1000, 0x8, 25
_NO_ORDER_ASYNC = 0x4 | 0x10 | 0x200 | 0x4000  # SWP_NOZORDER, NOACTIVATE, NOOWNERZORDER, ASYNC
_ACCESS_DENIED, _CLOSE = 5, 0x0010  # ERROR_ACCESS_DENIED, WM_CLOSE
_LONGEST = 1024  # characters of a title
_PACKAGED = "ApplicationFrameWindow"  # frame of a packaged app, in a process of its own
_CORE = "Windows.UI.Core.CoreWindow"  # the app in it
_EXPLORER = r"Software\Microsoft\Windows\CurrentVersion\Explorer"


class User32:
    """Implements `User32Api`. Used by one thread.

    Raises:
        PlatformGone: this is not Windows, or one that is too old.
    """

    def __init__(self) -> None:
        self._libraries = load()
        self._user, self._kernel = self._libraries.user, self._libraries.kernel
        self._clipboard: WinClipboard | None = None
        self._events: WinEvents | None = None
        self._programs: dict[int, str] = {}

    # Windows.

    def windows(self) -> Sequence[Win32Window]:
        """All top-level windows, front first."""
        handles: list[int] = []

        def take(hwnd: int | None, _data: int) -> bool:
            handles.append(hwnd or 0)
            return True

        kind = callback(ctypes.c_int, Handle, ctypes.c_ssize_t)
        self._user.EnumWindows(kind(take), 0)
        return [found for each in handles if (found := self.window(each)) is not None]

    def window(self, hwnd: int) -> Win32Window | None:
        """One of them; None if it is gone."""
        handle, user = Handle(hwnd), self._user
        if not user.IsWindow(handle):
            return None
        outer = self._rect(user.GetWindowRect, handle)
        found = Win32Window(
            hwnd=hwnd, outer=outer, frame=outer, client=outer, visible=user.IsWindowVisible(handle)
        )
        if not found.visible:
            return found
        frame = Rect()
        failed = self._libraries.dwm.DwmGetWindowAttribute(
            handle, _FRAME, ctypes.byref(frame), ctypes.sizeof(frame)
        )
        cloaked = ctypes.c_uint32()
        self._libraries.dwm.DwmGetWindowAttribute(handle, _CLOAKED, ctypes.byref(cloaked), 4)
        class_name = self._string(user.GetClassNameW, handle)
        return replace(
            found,
            title=self._string(user.GetWindowTextW, handle),
            class_name=class_name,
            pid=self._pid(hwnd, class_name),
            style=user.GetWindowLongW(handle, _STYLE) & 0xFFFFFFFF,
            ex_style=user.GetWindowLongW(handle, _EX_STYLE) & 0xFFFFFFFF,
            owner=user.GetWindow(handle, _OWNER) or 0,
            iconic=bool(user.IsIconic(handle)),
            zoomed=bool(user.IsZoomed(handle)),
            cloaked=cloaked.value,
            frame=outer if failed else _box(frame),
            client=self._client(handle),
        )

    def window_at(self, point: Point) -> int:
        """The top-level window under a point."""
        # A POINT goes by value, in one register: two 32-bit halves.
        packed = (int(point.y) & 0xFFFFFFFF) << 32 | int(point.x) & 0xFFFFFFFF
        at = self._user.WindowFromPoint
        at.restype, at.argtypes = Handle, [ctypes.c_uint64]
        found = at(packed)
        return int(self._user.GetAncestor(Handle(found), _ROOT) or 0) if found else 0

    def foreground(self) -> int:
        """The window that keys go to."""
        return int(self._user.GetForegroundWindow() or 0)

    def monitors(self) -> Sequence[Win32Monitor]:
        """The monitors."""
        found: list[Win32Monitor] = []

        def take(handle: int | None, _context: Any, _box_: Any, _data: int) -> bool:
            info = MonitorInfo(cbSize=ctypes.sizeof(MonitorInfo))
            if self._user.GetMonitorInfoW(Handle(handle), ctypes.byref(info)):
                across, down = ctypes.c_uint32(96), ctypes.c_uint32(96)
                self._libraries.shcore.GetDpiForMonitor(
                    Handle(handle), 0, ctypes.byref(across), ctypes.byref(down)
                )
                name = "".join(map(chr, info.szDevice)).partition("\0")[0]
                box, work = _box(info.rcMonitor), _box(info.rcWork)
                primary = bool(info.dwFlags & 1)
                dpi = int(across.value)
                found.append(Win32Monitor(name=name, box=box, work=work, dpi=dpi, primary=primary))
            return True

        kind = callback(ctypes.c_int, Handle, Handle, Handle, ctypes.c_ssize_t)
        self._user.EnumDisplayMonitors(None, None, kind(take), 0)
        return found

    def desktops(self) -> tuple[int, int]:
        """The virtual desktop shown and how many there are, as Explorer notes them."""
        if sys.platform != "win32":
            return 0, 1
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{_EXPLORER}\VirtualDesktops") as key:
                ids: bytes = winreg.QueryValueEx(key, "VirtualDesktopIDs")[0]
                current: bytes = winreg.QueryValueEx(key, "CurrentVirtualDesktop")[0]
        except OSError:  # nobody has made a second one yet, or Windows 10 notes it elsewhere
            return 0, 1
        each = [ids[at : at + 16] for at in range(0, len(ids), 16)]
        return (each.index(current) if current in each else 0), max(len(each), 1)

    # Processes.

    def program(self, pid: int) -> str:
        """The path of the program that a process runs."""
        handle = self._kernel.OpenProcess(_QUERY_LIMITED, 0, pid)
        if not handle:
            return ""
        try:
            text, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
            found = self._kernel.QueryFullProcessImageNameW(
                Handle(handle), 0, text, ctypes.byref(size)
            )
            return text.value if found else ""
        finally:
            self._kernel.CloseHandle(Handle(handle))

    def elevated(self, pid: int) -> bool:
        """Whether a process has more rights than this one."""
        theirs = self._integrity(pid)
        ours = self._integrity(self._kernel.GetCurrentProcessId())
        # What we may not even ask has more rights.
        return theirs is None or (ours is not None and theirs > ours)

    def hung(self, hwnd: int) -> bool:
        """Whether a window has not answered for some seconds."""
        return bool(self._user.IsHungAppWindow(Handle(hwnd)))

    # Input.

    def cursor(self) -> Point:
        """Where the pointer is."""
        found = Position()
        if not self._user.GetCursorPos(ctypes.byref(found)):
            raise Win32Denied("the screen is locked, or shows a question of the system's")
        return Point(found.x, found.y)

    def set_cursor(self, point: Point) -> None:
        """Put the pointer there."""
        self._user.SetCursorPos(int(point.x), int(point.y))

    def double_click_time(self) -> float:
        """Seconds within which two clicks are a double click."""
        return float(self._user.GetDoubleClickTime()) / 1000

    def send(self, events: Sequence[KeyInput | MouseInput]) -> int:
        """Put events into the stream of input."""
        array = (Input * len(events))(*map(_packed, events))
        return int(self._user.SendInput(len(events), array, ctypes.sizeof(Input)))

    def key_of(self, character: str) -> tuple[int, int] | None:
        """The virtual key that gives a character on the layout in use."""
        if len(character) != 1 or ord(character) > 0xFFFF:
            return None
        front = Handle(self._user.GetForegroundWindow())
        layout = self._user.GetKeyboardLayout(self._user.GetWindowThreadProcessId(front, None))
        found = int(self._user.VkKeyScanExW(character, Handle(layout)))
        return None if found == -1 else (found & 0xFF, found >> 8 & 0xFF)

    def scan_code(self, key: int) -> int:
        """The scan code of a virtual key."""
        return int(self._user.MapVirtualKeyW(key, 0))

    def is_down(self, key: int) -> bool:
        """Whether a key is held down now."""
        return bool(self._user.GetAsyncKeyState(key) & 0x8000)

    # The clipboard.

    def clipboard_text(self) -> str | None:
        """The text on the clipboard."""
        return self._own_clipboard().text()

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there."""
        self._own_clipboard().put(text)

    def clipboard_number(self) -> int:
        """A number that grows with each change of the clipboard."""
        return int(self._user.GetClipboardSequenceNumber())

    # Changing windows.

    def set_foreground(self, hwnd: int, *, force: bool = False) -> None:
        """Ask for keys to go to a window."""
        handle = Handle(hwnd)
        if not force:
            self._user.SetForegroundWindow(handle)
            return
        front = Handle(self._user.GetForegroundWindow())
        there = self._user.GetWindowThreadProcessId(front, None)
        here = self._kernel.GetCurrentThreadId()
        joined = self._user.AttachThreadInput(here, there, 1)
        try:
            self._user.BringWindowToTop(handle)
            self._user.SetForegroundWindow(handle)
        finally:
            if joined:
                self._user.AttachThreadInput(here, there, 0)

    def show(self, hwnd: int, how: Show) -> None:
        """Minimise, maximise or restore a window."""
        self._done(hwnd, self._user.ShowWindowAsync(Handle(hwnd), int(how)), boolean=False)

    def place(self, hwnd: int, outer: Box) -> None:
        """Give a window a place and a size."""
        x, y, width, height = (int(each) for each in outer.rounded())
        self._done(
            hwnd,
            self._user.SetWindowPos(Handle(hwnd), None, x, y, width, height, _NO_ORDER_ASYNC),
        )

    def post_close(self, hwnd: int) -> None:
        """Ask a window to close."""
        self._done(hwnd, self._user.PostMessageW(Handle(hwnd), _CLOSE, 0, 0))

    def events(self) -> int:
        """A counter of WinEvents; the first call begins to count."""
        if self._events is None:
            self._events = WinEvents(self._libraries)
        return self._events.count

    def close(self) -> None:
        """Let go."""
        if self._events is not None:
            self._events.close()
        if self._clipboard is not None:
            self._clipboard.close()
        self._events = self._clipboard = None

    # Helpers.

    def _done(self, hwnd: int, result: int, *, boolean: bool = True) -> None:
        if result:
            return
        if not self._user.IsWindow(Handle(hwnd)):
            raise Win32Gone(f"there is no window {hwnd}")
        # ShowWindowAsync tells only whether it was begun, without a number where it is denied.
        if not boolean or last_error() == _ACCESS_DENIED:
            raise Win32Denied("the program has more rights than Deskhand")

    def _own_clipboard(self) -> WinClipboard:
        if self._clipboard is None:
            self._clipboard = WinClipboard(self._libraries)
        return self._clipboard

    def _pid(self, hwnd: int, class_name: str) -> int:
        if class_name == _PACKAGED:
            core = self._user.FindWindowExW(Handle(hwnd), None, _CORE, None)
            hwnd = core or hwnd
        pid = ctypes.c_uint32()
        self._user.GetWindowThreadProcessId(Handle(hwnd), ctypes.byref(pid))
        return int(pid.value)

    def _integrity(self, pid: int) -> int | None:
        """How much a process is trusted (its integrity level); None if that is not told."""
        process = self._kernel.OpenProcess(_QUERY_LIMITED, 0, pid)
        if not process:
            return None
        token = Handle()
        try:
            if not self._libraries.advapi.OpenProcessToken(
                Handle(process), _TOKEN_QUERY, ctypes.byref(token)
            ):
                return None
            label = ctypes.create_string_buffer(256)
            size = ctypes.c_uint32()
            if not self._libraries.advapi.GetTokenInformation(
                token, _INTEGRITY, label, len(label), ctypes.byref(size)
            ):
                return None
            sid = SidAndAttributes.from_buffer(label).Sid
            count = self._libraries.advapi.GetSidSubAuthorityCount(sid)[0]
            return int(self._libraries.advapi.GetSidSubAuthority(sid, count - 1)[0])
        finally:
            if token:
                self._kernel.CloseHandle(token)
            self._kernel.CloseHandle(Handle(process))

    def _string(self, ask: Any, handle: Handle) -> str:
        text = ctypes.create_unicode_buffer(_LONGEST)
        ask(handle, text, _LONGEST)
        return text.value

    def _rect(self, ask: Any, handle: Handle) -> Box:
        rect = Rect()
        ask(handle, ctypes.byref(rect))
        return _box(rect)

    def _client(self, handle: Handle) -> Box:
        inner, corner = self._rect(self._user.GetClientRect, handle), Position()
        self._user.ClientToScreen(handle, ctypes.byref(corner))
        return inner.moved(corner.x, corner.y)


def _box(rect: Any) -> Box:
    return Box(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)


def _packed(event: KeyInput | MouseInput) -> Input:
    packed = Input()
    if isinstance(event, KeyInput):
        packed.type = INPUT_KEYBOARD
        packed.ki.wVk, packed.ki.wScan, packed.ki.dwFlags = event.key, event.scan, event.flags
    else:
        packed.type = INPUT_MOUSE
        packed.mi.dx, packed.mi.dy = event.x, event.y
        packed.mi.mouseData, packed.mi.dwFlags = event.data & 0xFFFFFFFF, event.flags
    return packed
