"""Windows' virtual keys by the names of `actions.keys`. Not yet run on a real machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from actions.errors import InvalidAction
from actions.keys import Chord
from perception.platforms.win_api import User32Api


class Stroke(NamedTuple):
    """A virtual key, what must be held with it, and whether it is one of the extended keys."""

    key: int
    held: tuple[int, ...] = ()
    extended: bool = False


SHIFT, CONTROL, ALT, META, RIGHT_ALT = 0x10, 0x11, 0x12, 0x5B, 0xA5
ENTER, TAB, CAPS_LOCK = 0x0D, 0x09, 0x14

# Names of keys that are no characters. Source: Microsoft, "Virtual-Key Codes".
NAMED: Mapping[str, int] = {
    "Control": CONTROL, "Alt": ALT, "AltGraph": RIGHT_ALT, "Shift": SHIFT, "Meta": META,
    "Enter": ENTER, "NumpadEnter": ENTER, "Tab": TAB, "Escape": 0x1B, "Space": 0x20,
    "Backspace": 0x08, "Delete": 0x2E, "Insert": 0x2D, "Home": 0x24, "End": 0x23,
    "PageUp": 0x21, "PageDown": 0x22, "ArrowLeft": 0x25, "ArrowUp": 0x26, "ArrowRight": 0x27,
    "ArrowDown": 0x28, "CapsLock": CAPS_LOCK, "NumLock": 0x90, "ScrollLock": 0x91,
    "PrintScreen": 0x2C, "Pause": 0x13, "ContextMenu": 0x5D, "AudioVolumeMute": 0xAD,
    "AudioVolumeDown": 0xAE, "AudioVolumeUp": 0xAF, "BrowserBack": 0xA6, "BrowserForward": 0xA7,
    "BrowserRefresh": 0xA8,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}  # fmt: skip

# Without this bit they are taken for the keys of the number block.
EXTENDED = frozenset(
    {"AltGraph", "Meta", "NumpadEnter", "Delete", "Insert", "Home", "End", "PageUp", "PageDown"}
    | {"ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "NumLock", "PrintScreen", "ContextMenu"}
    | {"AudioVolumeMute", "AudioVolumeDown", "AudioVolumeUp"}
    | {"BrowserBack", "BrowserForward", "BrowserRefresh"}
)


def stroke(chord: Chord, api: User32Api) -> Stroke | None:
    """The key of a chord on the layout in use, with what it needs beside the chord's modifiers.

    Returns:
        None where the layout lacks the character, and it is to be typed as one.

    Raises:
        InvalidAction: no key of this layout gives the character that modifiers are held with.
    """
    name = chord.key
    if name in NAMED:
        return Stroke(NAMED[name], extended=name in EXTENDED)
    character = name
    if chord.modifiers and "Shift" not in chord.modifiers:
        character = name.lower()
    found = api.key_of(character)
    if found is not None:
        key, needs = found
        if needs & 0b110 == 0b110:  # Control and Alt: what AltGr is to Windows
            held = [RIGHT_ALT]
        else:
            held = [each for bit, each in ((2, CONTROL), (4, ALT)) if needs & bit]
        if needs & 1 and "Shift" not in chord.modifiers:
            held.insert(0, SHIFT)
        return Stroke(key, tuple(held))
    if not chord.modifiers:
        return None
    if character.isascii() and character.isalnum():
        # Layouts of other scripts have the same virtual keys, by which shortcuts go.
        return Stroke(ord(character.upper()))
    raise InvalidAction(f"the keyboard's layout has no key {name!r} to press {chord} with")
