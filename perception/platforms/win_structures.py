"""C structures of the Windows API. Of fixed widths, so that they can be measured anywhere."""

from __future__ import annotations

import ctypes
from typing import ClassVar

INPUT_MOUSE, INPUT_KEYBOARD = 0, 1


class MouseData(ctypes.Structure):
    """MOUSEINPUT."""

    _fields_: ClassVar = [
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("mouseData", ctypes.c_uint32),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_size_t),
    ]


class KeyData(ctypes.Structure):
    """KEYBDINPUT."""

    _fields_: ClassVar = [
        ("wVk", ctypes.c_uint16),
        ("wScan", ctypes.c_uint16),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_size_t),
    ]


class _InputData(ctypes.Union):
    _fields_: ClassVar = [("mi", MouseData), ("ki", KeyData)]


class Input(ctypes.Structure):
    """INPUT: 40 bytes for a program of 64 bits."""

    _anonymous_: ClassVar = ["data"]
    _fields_: ClassVar = [("type", ctypes.c_uint32), ("data", _InputData)]


class Rect(ctypes.Structure):
    """RECT."""

    _fields_: ClassVar = [(name, ctypes.c_int32) for name in ("left", "top", "right", "bottom")]


class Position(ctypes.Structure):
    """POINT."""

    _fields_: ClassVar = [("x", ctypes.c_int32), ("y", ctypes.c_int32)]


class MonitorInfo(ctypes.Structure):
    """MONITORINFOEXW: 104 bytes."""

    _fields_: ClassVar = [
        ("cbSize", ctypes.c_uint32),
        ("rcMonitor", Rect),
        ("rcWork", Rect),
        ("dwFlags", ctypes.c_uint32),
        ("szDevice", ctypes.c_uint16 * 32),
    ]


class SidAndAttributes(ctypes.Structure):
    """SID_AND_ATTRIBUTES, which TOKEN_MANDATORY_LABEL consists of."""

    _fields_: ClassVar = [("Sid", ctypes.c_void_p), ("Attributes", ctypes.c_uint32)]


class Message(ctypes.Structure):
    """MSG."""

    _fields_: ClassVar = [
        ("hwnd", ctypes.c_void_p),
        ("message", ctypes.c_uint32),
        ("wParam", ctypes.c_size_t),
        ("lParam", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("pt", Position),
        ("lPrivate", ctypes.c_uint32),
    ]
