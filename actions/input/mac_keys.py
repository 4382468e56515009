"""Codes of a Mac's keys by the names of `actions.keys`. Not yet run on a real machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from actions.action import Modifier
from actions.errors import InvalidAction
from actions.keys import Chord
from perception.platforms.mac_api import (
    COMMAND,
    CONTROL,
    FUNCTION,
    NUMBER_BLOCK,
    OPTION,
    SHIFT,
    QuartzApi,
)


class Stroke(NamedTuple):
    """A key code, the flags that it is pressed with, and what of them is held for it alone."""

    code: int
    flags: int = 0
    held: tuple[Modifier, ...] = ()


ENTER, TAB = 0x24, 0x30

# The modifiers: code of the key, flag.
MODIFIERS: Mapping[Modifier, tuple[int, int]] = {
    "Control": (0x3B, CONTROL),
    "Alt": (0x3A, OPTION),
    "Shift": (0x38, SHIFT),
    "Meta": (0x37, COMMAND),
}

# Names of keys that are no characters (Carbon's Events.h, kVK_*). A Mac's keyboard has F13 to F15
# where others have PrintScreen, ScrollLock and Pause, Help for Insert, Clear for NumLock.
NAMED: Mapping[str, int] = {
    "Control": 0x3B, "Alt": 0x3A, "AltGraph": 0x3D, "Shift": 0x38, "Meta": 0x37,
    "Enter": ENTER, "NumpadEnter": 0x4C, "Tab": TAB, "Escape": 0x35, "Space": 0x31,
    "Backspace": 0x33, "Delete": 0x75, "Insert": 0x72, "Home": 0x73, "End": 0x77,
    "PageUp": 0x74, "PageDown": 0x79, "ArrowLeft": 0x7B, "ArrowRight": 0x7C, "ArrowDown": 0x7D,
    "ArrowUp": 0x7E, "CapsLock": 0x39, "NumLock": 0x47, "PrintScreen": 0x69, "ScrollLock": 0x6B,
    "Pause": 0x71, "ContextMenu": 0x6E, "AudioVolumeUp": 0x48, "AudioVolumeDown": 0x49,
    "AudioVolumeMute": 0x4A,
    "F1": 0x7A, "F2": 0x78, "F3": 0x63, "F4": 0x76, "F5": 0x60, "F6": 0x61, "F7": 0x62,
    "F8": 0x64, "F9": 0x65, "F10": 0x6D, "F11": 0x67, "F12": 0x6F, "F13": 0x69, "F14": 0x6B,
    "F15": 0x71, "F16": 0x6A, "F17": 0x40, "F18": 0x4F, "F19": 0x50, "F20": 0x5A,
}  # fmt: skip

# What other keyboards have a key for, and a Mac a shortcut.
SHORTCUTS: Mapping[str, Chord] = {
    "BrowserBack": Chord(("Meta",), "["),
    "BrowserForward": Chord(("Meta",), "]"),
    "BrowserRefresh": Chord(("Meta",), "r"),
}
MISSING = frozenset({"F21", "F22", "F23", "F24"})

# Programs see these flags with keys that a Mac counts among them.
_FUNCTION_KEYS = frozenset(
    {"Delete", "Insert", "Home", "End", "PageUp", "PageDown"}
    | {f"F{number}" for number in range(1, 21)}
)
_ARROWS = frozenset({"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"})


def stroke(chord: Chord, api: QuartzApi) -> Stroke | None:
    """The key of a chord on the layout in use, with the flags of its modifiers.

    Returns:
        None where the layout lacks the character, and it is to be typed as one.

    Raises:
        InvalidAction: a Mac has no such key, or none of this layout gives the character that
            modifiers are held with.
    """
    if chord.key in MISSING:
        raise InvalidAction(f"a Mac has no key {chord.key}")
    flags = sum(MODIFIERS[each][1] for each in chord.modifiers)
    if chord.key in NAMED:
        own = next((flag for name, (_, flag) in MODIFIERS.items() if name == chord.key), 0)
        if chord.key == "AltGraph":
            own = OPTION
        elif chord.key in _ARROWS:
            own = FUNCTION | NUMBER_BLOCK
        elif chord.key in _FUNCTION_KEYS:
            own = FUNCTION
        elif chord.key == "NumpadEnter":
            own = NUMBER_BLOCK
        return Stroke(NAMED[chord.key], flags | own)
    layout = api.layout()
    if not chord.modifiers:
        found = layout.get(chord.key)
        return Stroke(found.code, found.flags, _held(found.flags, ())) if found else None
    character = chord.key.lower() if "Shift" not in chord.modifiers else chord.key
    if not layout:
        # A wrong key with Command held may quit a program: Q lies elsewhere on a French keyboard.
        raise InvalidAction(
            f"macOS did not tell which keys this keyboard has, so {chord} cannot be pressed for "
            "certain; use the menu instead"
        )
    found = layout.get(character) or layout.get(character.lower())
    if found is None:
        raise InvalidAction(f"the keyboard's layout has no key {chord.key!r} to press {chord} with")
    return Stroke(found.code, flags | found.flags, _held(found.flags, chord.modifiers))


def _held(flags: int, modifiers: tuple[Modifier, ...]) -> tuple[Modifier, ...]:
    """What a key needs beside the modifiers that are held anyway."""
    needed: tuple[Modifier, ...] = ("Shift", "Alt")
    return tuple(each for each in needed if MODIFIERS[each][1] & flags and each not in modifiers)
