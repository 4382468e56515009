"""Loading the libraries of Windows, with the types of those functions that need them.

Without types ctypes passes handles and pointers as 32 bits. Not yet run on a real machine.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from perception.platforms.interface import PlatformGone
from perception.platforms.win_structures import Input

Handle = ctypes.c_void_p
_DWORD, _INT, _TEXT = ctypes.c_uint32, ctypes.c_int, ctypes.c_wchar_p

# DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2: coordinates are physical pixels on each monitor.
_PER_MONITOR_V2 = -4


@dataclass(frozen=True, slots=True)
class Libraries:
    """user32, kernel32, dwmapi, shcore and advapi32."""

    user: Any
    kernel: Any
    dwm: Any
    shcore: Any
    advapi: Any


def load() -> Libraries:
    """The libraries, with this thread aware of each monitor's scale.

    Raises:
        PlatformGone: this is not Windows, or one that is too old.
    """
    if sys.platform != "win32":
        raise PlatformGone("this is not Windows")
    names = ("user32", "kernel32", "dwmapi", "shcore", "advapi32")
    found = Libraries(*(ctypes.WinDLL(name, use_last_error=True) for name in names))
    try:
        _declare(found)
    except AttributeError as failure:  # SetThreadDpiAwarenessContext came with 1607
        raise PlatformGone(
            f"this Windows lacks {failure}: Deskhand needs Windows 10, version 1703, or later"
        ) from failure
    be_aware(found)
    return found


def be_aware(libraries: Libraries) -> None:
    """Have coordinates told in physical pixels, before the first of them.

    Raises:
        PlatformGone: Windows refuses.
    """
    wanted = Handle(_PER_MONITOR_V2)
    # For the process; refused where it has been set, by Python's manifest or by Qt, which is fine
    # as this thread is set on its own below.
    libraries.user.SetProcessDpiAwarenessContext(wanted)
    libraries.user.SetThreadDpiAwarenessContext(wanted)
    now = Handle(libraries.user.GetThreadDpiAwarenessContext())
    if not libraries.user.AreDpiAwarenessContextsEqual(now, wanted):
        raise PlatformGone(
            "Windows does not give this program the true coordinates of each monitor: "
            "Deskhand needs Windows 10, version 1703, or later"
        )


def callback(result: Any, *arguments: Any) -> Callable[..., Any]:
    """The type of a function that Windows calls."""
    if sys.platform != "win32":
        raise PlatformGone("this is not Windows")
    return ctypes.WINFUNCTYPE(result, *arguments)


def last_error() -> int:
    """The number of the last error of this thread."""
    if sys.platform != "win32":
        return 0
    return ctypes.get_last_error()


def _declare(libraries: Libraries) -> None:
    user, kernel, advapi = libraries.user, libraries.kernel, libraries.advapi
    point, data = ctypes.c_void_p, ctypes.c_void_p
    table: dict[Any, tuple[Any, list[Any]]] = {
        user.SetProcessDpiAwarenessContext: (_INT, [Handle]),
        user.SetThreadDpiAwarenessContext: (Handle, [Handle]),
        user.GetThreadDpiAwarenessContext: (Handle, []),
        user.AreDpiAwarenessContextsEqual: (_INT, [Handle, Handle]),
        user.GetForegroundWindow: (Handle, []),
        user.SetForegroundWindow: (_INT, [Handle]),
        user.BringWindowToTop: (_INT, [Handle]),
        user.GetWindow: (Handle, [Handle, _DWORD]),
        user.GetAncestor: (Handle, [Handle, _DWORD]),
        user.FindWindowExW: (Handle, [Handle, Handle, _TEXT, _TEXT]),
        user.IsWindow: (_INT, [Handle]),
        user.IsWindowVisible: (_INT, [Handle]),
        user.IsIconic: (_INT, [Handle]),
        user.IsZoomed: (_INT, [Handle]),
        user.IsHungAppWindow: (_INT, [Handle]),
        user.GetWindowTextW: (_INT, [Handle, _TEXT, _INT]),
        user.GetClassNameW: (_INT, [Handle, _TEXT, _INT]),
        user.GetWindowThreadProcessId: (_DWORD, [Handle, data]),
        user.GetWindowLongW: (ctypes.c_int32, [Handle, _INT]),
        user.GetWindowRect: (_INT, [Handle, point]),
        user.GetClientRect: (_INT, [Handle, point]),
        user.ClientToScreen: (_INT, [Handle, point]),
        user.ShowWindowAsync: (_INT, [Handle, _INT]),
        user.SetWindowPos: (_INT, [Handle, Handle, _INT, _INT, _INT, _INT, _DWORD]),
        user.PostMessageW: (_INT, [Handle, _DWORD, ctypes.c_size_t, ctypes.c_ssize_t]),
        user.SendInput: (_DWORD, [_DWORD, ctypes.POINTER(Input), _INT]),
        user.GetKeyboardLayout: (Handle, [_DWORD]),
        user.VkKeyScanExW: (ctypes.c_int16, [ctypes.c_wchar, Handle]),
        user.MapVirtualKeyW: (_DWORD, [_DWORD, _DWORD]),
        user.GetAsyncKeyState: (ctypes.c_int16, [_INT]),
        user.AttachThreadInput: (_INT, [_DWORD, _DWORD, _INT]),
        user.GetMonitorInfoW: (_INT, [Handle, data]),
        user.OpenClipboard: (_INT, [Handle]),
        user.GetClipboardData: (Handle, [_DWORD]),
        user.SetClipboardData: (Handle, [_DWORD, Handle]),
        user.GetClipboardSequenceNumber: (_DWORD, []),
        user.RegisterClipboardFormatW: (_DWORD, [_TEXT]),
        user.CreateWindowExW: (
            Handle,
            [_DWORD, _TEXT, _TEXT, _DWORD, _INT, _INT, _INT, _INT, Handle, Handle, Handle, Handle],
        ),
        user.DestroyWindow: (_INT, [Handle]),
        user.UnhookWinEvent: (_INT, [Handle]),
        kernel.OpenProcess: (Handle, [_DWORD, _INT, _DWORD]),
        kernel.CloseHandle: (_INT, [Handle]),
        kernel.GlobalAlloc: (Handle, [_DWORD, ctypes.c_size_t]),
        kernel.GlobalLock: (ctypes.c_void_p, [Handle]),
        kernel.GlobalUnlock: (_INT, [Handle]),
        kernel.GlobalFree: (Handle, [Handle]),
        kernel.GlobalSize: (ctypes.c_size_t, [Handle]),
        kernel.QueryFullProcessImageNameW: (_INT, [Handle, _DWORD, _TEXT, data]),
        advapi.OpenProcessToken: (_INT, [Handle, _DWORD, data]),
        advapi.GetTokenInformation: (_INT, [Handle, _INT, data, _DWORD, data]),
        advapi.GetSidSubAuthorityCount: (ctypes.POINTER(ctypes.c_uint8), [ctypes.c_void_p]),
        advapi.GetSidSubAuthority: (ctypes.POINTER(_DWORD), [ctypes.c_void_p, _DWORD]),
        libraries.dwm.DwmGetWindowAttribute: (ctypes.c_int32, [Handle, _DWORD, data, _DWORD]),
        libraries.shcore.GetDpiForMonitor: (ctypes.c_int32, [Handle, _INT, data, data]),
    }
    for function, (result, arguments) in table.items():
        function.restype, function.argtypes = result, arguments
