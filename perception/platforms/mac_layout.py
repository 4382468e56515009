"""Which key of a Mac's keyboard gives which character. Not yet run on a real machine.

macOS tells of keyboard layouts on a process's main thread only, and ends a process that asks on
another one. Deskhand works on other threads, so a process of its own is asked: `python -m
perception.platforms.mac_layout` prints the layout in use as JSON.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from perception.platforms.mac_api import OPTION, SHIFT, LayoutKey

_TIMEOUT = 10.0  # seconds
_KEYS = 0x33  # codes below are of keys with characters
_SKIPPED = frozenset({0x24, 0x30, 0x31})  # Return, Tab, the space bar
# What UCKeyTranslate takes: modifiers as in the high byte of an event's, shifted down.
_STATES = ((0, 0), (SHIFT, 2), (OPTION, 8), (SHIFT | OPTION, 10))
_DISPLAY, _NO_DEAD_KEYS = 3, 1  # kUCKeyActionDisplay, kUCKeyTranslateNoDeadKeysMask

Translate = Callable[[int, int], str]


def layout_in_use() -> Mapping[str, LayoutKey]:
    """The layout in use, asked in a process of its own; empty if it cannot be told."""
    command = [sys.executable, "-m", "perception.platforms.mac_layout"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=True)
        return parsed(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}  # chords with characters are refused then, with the reason


def parsed(text: str) -> Mapping[str, LayoutKey]:
    """A layout as it was printed.

    >>> parsed('{"a": [0, 0]}')
    {'a': LayoutKey(code=0, flags=0)}
    """
    return {
        character: LayoutKey(int(code), int(flags))
        for character, (code, flags) in json.loads(text).items()
    }


def table(translate: Translate) -> dict[str, LayoutKey]:
    """The layout that a translation of key codes and modifiers makes; the simplest way wins."""
    found: dict[str, LayoutKey] = {}
    for flags, state in _STATES:
        for code in range(_KEYS):
            character = translate(code, state) if code not in _SKIPPED else ""
            if len(character) == 1 and character.isprintable() and character not in found:
                found[character] = LayoutKey(code, flags)
    return found


def _translator() -> Translate:
    """UCKeyTranslate on the layout in use. On the main thread only.

    Raises:
        OSError: there is none.
    """
    carbon: Any = ctypes.CDLL(ctypes.util.find_library("Carbon") or "")
    pointer = ctypes.c_void_p
    carbon.TISCopyCurrentKeyboardLayoutInputSource.restype = pointer
    carbon.TISGetInputSourceProperty.restype = pointer
    carbon.TISGetInputSourceProperty.argtypes = [pointer, pointer]
    carbon.CFDataGetBytePtr.restype = pointer
    carbon.CFDataGetBytePtr.argtypes = [pointer]
    name = pointer.in_dll(carbon, "kTISPropertyUnicodeKeyLayoutData")
    source = carbon.TISCopyCurrentKeyboardLayoutInputSource()
    data = carbon.TISGetInputSourceProperty(source, name) if source else None
    if not data:
        raise OSError("this input source has no layout")
    layout = pointer(carbon.CFDataGetBytePtr(data))
    keyboard = int(carbon.LMGetKbdType())

    def translate(code: int, state: int) -> str:
        dead, length = ctypes.c_uint32(), ctypes.c_ulong()
        text = (ctypes.c_uint16 * 8)()
        failed = carbon.UCKeyTranslate(
            layout, ctypes.c_uint16(code), ctypes.c_uint16(_DISPLAY), ctypes.c_uint32(state),
            ctypes.c_uint32(keyboard), ctypes.c_uint32(_NO_DEAD_KEYS), ctypes.byref(dead),
            ctypes.c_ulong(8), ctypes.byref(length), text,
        )  # fmt: skip
        return "" if failed else "".join(map(chr, text[: length.value]))

    return translate


if __name__ == "__main__":
    json.dump(table(_translator()), sys.stdout)
