"""Keys as each family of models writes them; all of these are understood by `actions.keys`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from actions.errors import ReplyError
from actions.keys import Chord
from actions.parse import check_keys

Style = Literal["xdotool", "pyautogui", "openai", "dom"]

_SIGNS: Mapping[str, str] = {"+": "plus", "-": "minus"}
_XDOTOOL: Mapping[str, str] = {
    **_SIGNS,
    "Control": "ctrl",
    "Alt": "alt",
    "Shift": "shift",
    "Meta": "super",
    "Enter": "Return",
    "Space": "space",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "ArrowLeft": "Left",
    "ArrowRight": "Right",
    "ArrowUp": "Up",
    "ArrowDown": "Down",
    "NumpadEnter": "KP_Enter",
    "CapsLock": "Caps_Lock",
    "NumLock": "Num_Lock",
    "ScrollLock": "Scroll_Lock",
    "PrintScreen": "Print",
    "ContextMenu": "apps",
    "AudioVolumeUp": "XF86AudioRaiseVolume",
    "AudioVolumeDown": "XF86AudioLowerVolume",
    "AudioVolumeMute": "XF86AudioMute",
    "BrowserBack": "XF86Back",
    "BrowserForward": "XF86Forward",
    "BrowserRefresh": "XF86Refresh",
}
_PYAUTOGUI: Mapping[str, str] = {
    **_SIGNS,
    "Control": "ctrl",
    "Meta": "win",
    "Escape": "esc",
    "ArrowLeft": "left",
    "ArrowRight": "right",
    "ArrowUp": "up",
    "ArrowDown": "down",
    "ContextMenu": "apps",
    "AudioVolumeUp": "volumeup",
    "AudioVolumeDown": "volumedown",
    "AudioVolumeMute": "volumemute",
}
_OPENAI: Mapping[str, str] = {**_SIGNS, "Control": "CTRL", "Meta": "META", "Escape": "ESC"}


def key_name(key: str, style: Style) -> str:
    """A canonical key in the words of a family.

    Raises:
        ReplyError: the family cannot write it.
    """
    if style == "xdotool":
        return _XDOTOOL.get(key, key)
    if style == "pyautogui":
        return _PYAUTOGUI.get(key) or (key.lower() if len(key) > 1 else key)
    if len(key) == 1 and any_case(key.upper()) != key:
        raise ReplyError(f'capitals mean nothing to this model; type "{key}" instead')
    if style == "dom":
        return _SIGNS.get(key, key)
    return _OPENAI.get(key) or key.upper()


def chord_names(chord: Chord, style: Style) -> list[str]:
    """The keys of a chord, modifiers first.

    Raises:
        ReplyError: the family cannot write one of them.
    """
    return [key_name(each, style) for each in (*chord.modifiers, chord.key)]


def chord_of(names: Sequence[str]) -> str:
    """The chord of keys that are pressed together, each named in any way.

    >>> chord_of(["CTRL", "page down"]), chord_of(["ctrl", "+"]), chord_of(["ctrl+c"])
    ('Control+PageDown', 'Control++', 'Control+c')

    Raises:
        ReplyError: there is no such key, or none is named.
    """
    found = [key for name in names for chord in check_keys(name) for key in (*chord[0], chord.key)]
    return str(check_keys("+".join(found))[0]) if found else str(check_keys(""))


def one_chord(text: str) -> Chord:
    """The only chord that a text names.

    Raises:
        ReplyError: it names several.
    """
    chords = check_keys(text)
    if len(chords) > 1:
        raise ReplyError(f'"{text}" is several chords; press them one after another')
    return chords[0]


def any_case(name: str) -> str:
    """A key as OpenAI's and Google's models write it: capitals mean nothing there.

    >>> any_case("S"), any_case("PAGEDOWN")
    ('s', 'PAGEDOWN')
    """
    return name.lower() if len(name) == 1 else name
