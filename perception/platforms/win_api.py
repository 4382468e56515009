"""What is asked of Windows itself: windows, monitors, input, the clipboard.

`User32Api` is the thin layer under `WinWindows`, `WinInput` and `WinWindowControl`. `win_user32` is
the real one, `fake_windows` the one that tests use. All boxes and points are physical pixels of the
virtual screen, as they are for a process that is aware of each monitor's scale (per-monitor v2).

Not yet run on a real machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from perception.geometry import Box, Point

# Window styles (winuser.h).
WS_CHILD, WS_POPUP, WS_CAPTION = 0x40000000, 0x80000000, 0x00C00000
WS_EX_DLGMODALFRAME, WS_EX_TRANSPARENT, WS_EX_TOOLWINDOW = 0x1, 0x20, 0x80
WS_EX_LAYERED, WS_EX_NOACTIVATE = 0x80000, 0x08000000

# Why the window manager hides a window that calls itself visible (dwmapi.h).
CLOAKED_BY_APP, CLOAKED_BY_SHELL, CLOAKED_INHERITED = 1, 2, 4

# Bits of KeyInput.flags and MouseInput.flags (winuser.h).
KEY_EXTENDED, KEY_UP, KEY_UNICODE = 0x1, 0x2, 0x4
MOUSE_MOVE, MOUSE_WHEEL, MOUSE_HWHEEL = 0x1, 0x800, 0x1000
MOUSE_VIRTUAL_DESK, MOUSE_ABSOLUTE = 0x4000, 0x8000
LEFT_DOWN, LEFT_UP, RIGHT_DOWN, RIGHT_UP, MIDDLE_DOWN, MIDDLE_UP = 0x2, 0x4, 0x8, 0x10, 0x20, 0x40
WHEEL_NOTCH = 120  # MouseInput.data of one line of the wheel


class Show(IntEnum):
    """Ways to show a window (SW_*)."""

    MAXIMIZE = 3
    MINIMIZE = 6
    RESTORE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Win32Window:
    """A top-level window.

    Attributes:
        class_name: of the window's class; "#32768" is a menu, "#32770" a dialog.
        pid: of the process whose window this is; of a packaged app the app's, not its frame's.
        owner: the window that it belongs to; 0 for none.
        iconic: minimised. `zoomed`: maximised.
        cloaked: CLOAKED_*; 0 for shown.
        outer: the whole window, with the invisible borders that it can be sized by.
        frame: what of it can be seen.
        client: what the program draws into.
    """

    hwnd: int
    title: str = ""
    class_name: str = ""
    pid: int = 0
    style: int = 0
    ex_style: int = 0
    owner: int = 0
    visible: bool = True
    iconic: bool = False
    zoomed: bool = False
    cloaked: int = 0
    outer: Box
    frame: Box
    client: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Win32Monitor:
    """A monitor; `work` is what task bars leave of it, `dpi` 96 at scale 1."""

    name: str
    box: Box
    work: Box
    dpi: int = 96
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInput:
    """A key event (KEYBDINPUT).

    Attributes:
        key: virtual key code; 0 with KEY_UNICODE.
        scan: scan code; with KEY_UNICODE a UTF-16 code unit.
    """

    key: int = 0
    scan: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MouseInput:
    """A mouse event (MOUSEINPUT).

    Attributes:
        x, y: with MOUSE_ABSOLUTE, 0 to 65535 over the virtual screen.
        data: turns of the wheel, in 120ths of a notch.
    """

    x: int = 0
    y: int = 0
    data: int = 0
    flags: int = 0


class Win32Denied(Exception):
    """Windows does not allow it: the screen is locked, or the other program has more rights."""


class Win32Gone(Exception):
    """There is no such window any more."""


class User32Api(Protocol):
    """Windows, monitors, input and the clipboard of the Windows session of this process."""

    def windows(self) -> Sequence[Win32Window]:
        """All top-level windows, front first, hidden ones too."""

    def window(self, hwnd: int) -> Win32Window | None:
        """One of them; None if it is gone."""

    def window_at(self, point: Point) -> int:
        """The top-level window under a point; 0 for none."""

    def foreground(self) -> int:
        """The window that keys go to; 0 for none."""

    def monitors(self) -> Sequence[Win32Monitor]:
        """The monitors."""

    def desktops(self) -> tuple[int, int]:
        """The number of the virtual desktop shown, from 0, and how many there are."""

    def program(self, pid: int) -> str:
        """The path of the program that a process runs; "" if that is not told."""

    def elevated(self, pid: int) -> bool:
        """Whether a process has more rights than this one, so that it takes no input from it."""

    def hung(self, hwnd: int) -> bool:
        """Whether a window has not answered for some seconds."""

    def cursor(self) -> Point:
        """Where the pointer is.

        Raises:
            Win32Denied: the screen is locked, or shows a question of the system's.
        """

    def set_cursor(self, point: Point) -> None:
        """Put the pointer there."""

    def double_click_time(self) -> float:
        """Seconds within which two clicks are a double click."""

    def send(self, events: Sequence[KeyInput | MouseInput]) -> int:
        """Put events into the stream of input; how many were taken."""

    def key_of(self, character: str) -> tuple[int, int] | None:
        """The virtual key that gives a character on the layout of the foreground window.

        Returns:
            The key, and what must be held: bit 0 Shift, bit 1 Control, bit 2 Alt. None: there is
            none.
        """

    def scan_code(self, key: int) -> int:
        """The scan code of a virtual key; 0 for none."""

    def is_down(self, key: int) -> bool:
        """Whether a key is held down now, by anybody."""

    def clipboard_text(self) -> str | None:
        """The text on the clipboard; None if it holds none."""

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there, kept out of the clipboard's history; None empties it."""

    def clipboard_number(self) -> int:
        """A number that grows with each change of the clipboard."""

    def set_foreground(self, hwnd: int, *, force: bool = False) -> None:
        """Ask for keys to go to a window; `force`: by joining the input of the one in front."""

    def show(self, hwnd: int, how: Show) -> None:
        """Minimise, maximise or restore a window, without waiting.

        Raises:
            Win32Denied: its program has more rights.
        """

    def place(self, hwnd: int, outer: Box) -> None:
        """Give a window a place and a size, its invisible borders included.

        Raises:
            Win32Denied: its program has more rights.
        """

    def post_close(self, hwnd: int) -> None:
        """Ask a window to close, without waiting.

        Raises:
            Win32Denied: its program has more rights.
        """

    def events(self) -> int:
        """A counter that grows with each event (WinEvent) that tells of a change on the screen."""

    def close(self) -> None:
        """Let go. Idempotent."""
