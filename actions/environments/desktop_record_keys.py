"""Keys that a person presses, as `Press.keys` spells them."""

from __future__ import annotations

from collections.abc import Mapping

from actions.input.x11_keymap import NAMED
from perception.platforms.x11_events_keys import Stroke

_KEYPAD = {
    0xFF95: "Home", 0xFF96: "ArrowLeft", 0xFF97: "ArrowUp", 0xFF98: "ArrowRight",
    0xFF99: "ArrowDown", 0xFF9A: "PageUp", 0xFF9B: "PageDown", 0xFF9C: "End", 0xFF9E: "Insert",
    0xFF9F: "Delete",
}  # fmt: skip
_RIGHT = {
    0xFFE2: "Shift", 0xFFE4: "Control", 0xFFE7: "Meta", 0xFFE8: "Meta", 0xFFEA: "Alt",
    0xFFEC: "Meta", 0xFE20: "Tab",
}  # fmt: skip
_NAMES: Mapping[int, str] = {
    **{code: name for name, code in NAMED.items()}, **_KEYPAD, **_RIGHT,
}  # fmt: skip
HELD = frozenset({"Control", "Alt", "AltGraph", "Shift", "Meta", "CapsLock", "NumLock"})


def named(stroke: Stroke, character: str) -> str:
    """The name of a key or chord; "" where it has none.

    Args:
        stroke: what went down.
        character: of the key without modifiers, as `KeyReader.character` gives it.

    >>> named(Stroke(keysym=83, plain=115, text="", modifiers=("Control", "Shift")), "s")
    'Control+Shift+s'
    >>> named(Stroke(keysym=64, plain=50, text="@", modifiers=("Shift",)), "2")
    '@'
    """
    if stroke.text:
        return "Space" if stroke.text == " " else stroke.text
    key = _NAMES.get(stroke.plain) or _NAMES.get(stroke.keysym) or character.lower()
    if not key:
        return ""
    held = [each for each in stroke.modifiers if each != key]
    return "+".join([*held, key])
