"""The one key table: names of keys in every common dialect, and how chords are written.

The canonical name of a key is its DOM name (`KeyboardEvent.key`, as Playwright takes it): "Enter",
"ArrowLeft", "F5", "Control"; a printable key is the character itself, the space bar is "Space".
Names of xdotool and X keysyms, pyautogui, Windows virtual keys, evdev and macOS are understood.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import NamedTuple

from actions.action import Modifier
from actions.errors import InvalidAction

MODIFIERS: tuple[Modifier, ...] = ("Control", "Alt", "Shift", "Meta")


class Chord(NamedTuple):
    """A key and the modifiers that are held meanwhile; `key` is canonical.

    A modifier pressed alone is the key, without modifiers.
    """

    modifiers: tuple[Modifier, ...]
    key: str

    def __str__(self) -> str:
        return "+".join([*self.modifiers, self.key])


# What a Mac keyboard calls command does the work of Control elsewhere.
_COMMAND = "Meta" if sys.platform == "darwin" else "Control"

# Canonical name -> other names, in lower case, without "_", "-" and blanks.
_NAMES: Mapping[str, str] = {
    "Control": "ctrl ctl control ctrll ctrlr controll controlr lctrl rctrl lcontrol rcontrol "
    "leftctrl rightctrl ctrlleft ctrlright controlleft controlright ⌃ strg",
    "Alt": "alt altl altr lalt ralt leftalt rightalt altleft altright option optionleft "
    "optionright opt menu lmenu rmenu ⌥",
    "AltGraph": "altgr altgraph isolevel3shift",
    "Shift": "shift shiftl shiftr lshift rshift leftshift rightshift shiftleft shiftright ⇧",
    "Meta": "meta metal metar super superl superr win winl winr winleft winright windows lwin "
    "rwin leftmeta rightmeta metaleft metaright os",
    "Enter": "enter return ret ↵ ⏎ linefeed newline",
    "NumpadEnter": "numpadenter kpenter",
    "Tab": "tab ⇥ isolefttab",
    "Escape": "escape esc ⎋",
    "Space": "space spacebar spc ␣",
    "Backspace": "backspace back bksp bs ⌫",
    "Delete": "delete del kpdelete ⌦ forwarddelete",
    "Insert": "insert ins kpinsert",
    "Home": "home kphome ↖",
    "End": "end kpend ↘",
    "PageUp": "pageup pgup prior kpprior kppageup ⇞",
    "PageDown": "pagedown pgdn pgdown next kpnext kppagedown ⇟",
    "ArrowLeft": "arrowleft left leftarrow kpleft ←",
    "ArrowRight": "arrowright right rightarrow kpright →",
    "ArrowUp": "arrowup up uparrow kpup ↑",
    "ArrowDown": "arrowdown down downarrow kpdown ↓",
    "CapsLock": "capslock caps capital ⇪",
    "NumLock": "numlock",
    "ScrollLock": "scrolllock scroll",
    "PrintScreen": "printscreen print prtsc prtscr prntscrn snapshot sysrq",
    "Pause": "pause break",
    "ContextMenu": "contextmenu apps app compose",
    "AudioVolumeUp": "audiovolumeup volumeup xf86audioraisevolume",
    "AudioVolumeDown": "audiovolumedown volumedown xf86audiolowervolume",
    "AudioVolumeMute": "audiovolumemute volumemute xf86audiomute",
    "BrowserBack": "browserback xf86back",
    "BrowserForward": "browserforward xf86forward",
    "BrowserRefresh": "browserrefresh xf86refresh xf86reload",
    "+": "plus add kpadd",
    "-": "minus subtract kpsubtract hyphen dash",
    "*": "asterisk multiply kpmultiply star",
    "/": "slash divide kpdivide forwardslash",
    "=": "equal equals",
    ",": "comma",
    ".": "period dot decimal kpdecimal fullstop",
    ";": "semicolon",
    ":": "colon",
    "'": "apostrophe quote quoteright",
    '"': "quotedbl doublequote",
    "`": "grave backquote quoteleft backtick",
    "\\": "backslash",
    "[": "bracketleft leftbracket",
    "]": "bracketright rightbracket",
    "(": "parenleft leftparen",
    ")": "parenright rightparen",
    "{": "braceleft leftbrace",
    "}": "braceright rightbrace",
    "<": "less",
    ">": "greater",
    "?": "question questionmark",
    "!": "exclam exclamation",
    "@": "at",
    "#": "numbersign hash pound",
    "$": "dollar",
    "%": "percent",
    "^": "asciicircum caret circumflex",
    "&": "ampersand",
    "_": "underscore",
    "|": "bar pipe",
    "~": "asciitilde tilde",
}

_CANONICAL: Mapping[str, str] = {
    **{alias: name for name, aliases in _NAMES.items() for alias in aliases.split()},
    **dict.fromkeys(
        ["cmd", "command", "commandleft", "commandright", "⌘", "controlormeta", "mod"], _COMMAND
    ),
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
    **{f"kp{digit}": str(digit) for digit in range(10)},
    **{f"numpad{digit}": str(digit) for digit in range(10)},
    **{f"digit{digit}": str(digit) for digit in range(10)},
    **{f"key{letter}": letter for letter in "abcdefghijklmnopqrstuvwxyz"},
}


def canonical(name: str) -> str:
    """The canonical name of a key.

    >>> canonical("Page_Down"), canonical("KEY_ESC"), canonical("ä"), canonical("VK_F5")
    ('PageDown', 'Escape', 'ä', 'F5')

    Raises:
        InvalidAction: no such key.
    """
    if name == " ":
        return "Space"
    if len(name) == 1:
        return _CANONICAL.get(name, name)
    folded = name.strip().lower()
    for prefix in ("key_", "vk_", "xk_", ""):
        if folded.startswith(prefix):
            bare = re.sub(r"[\s_-]", "", folded[len(prefix) :])
            if bare in _CANONICAL:
                return _CANONICAL[bare]
            if prefix and len(bare) == 1:
                return bare
    raise InvalidAction(f'there is no key "{name}"; keys are named as in "Enter", "ArrowDown", "a"')


def parse(text: str) -> tuple[Chord, ...]:
    """Chords, one after another, separated by blanks.

    >>> parse("Control+Shift+a")
    (Chord(modifiers=('Control', 'Shift'), key='a'),)
    >>> [str(chord) for chord in parse("ctrl-c Tab")]
    ['Control+c', 'Tab']
    >>> parse("Control++")[0].key
    '+'

    Raises:
        InvalidAction: a name is unknown, or a chord has more than one key.
    """
    if text and not text.strip():
        return (Chord((), "Space"),)
    whole = _named(text.strip())
    if whole is not None:  # "Page Down" is one key
        return (Chord((), whole),)
    parts = re.sub(r"\s*\+\s*(?=\S)", "+", text.strip()).split()
    if not parts:
        raise InvalidAction("no key is named")
    return tuple(_chord(part) for part in parts)


def _named(text: str) -> str | None:
    try:
        return canonical(text) if text else None
    except InvalidAction:
        return None


def _chord(text: str) -> Chord:
    single = _named(text)
    if single is not None:
        return Chord((), single)
    names = _split(text)
    keys = [canonical(name) for name in names]
    held = [key for key in keys if key in MODIFIERS]
    others = [key for key in keys if key not in MODIFIERS]
    if len(others) > 1:
        raise InvalidAction(
            f'"{text}" names {len(others)} keys at once; write keys that follow one another '
            "with blanks between them"
        )
    if not others:
        others = [held.pop()]
    modifiers = tuple(modifier for modifier in MODIFIERS if modifier in held)
    return Chord(modifiers, others[0])


def _split(text: str) -> list[str]:
    for separator in "+-":
        # The separator itself may be the last key, as in "Control++".
        if text.endswith(separator * 2):
            return [*text[:-2].split(separator), separator]
        if separator in text:
            return [name for name in text.split(separator) if name] or [text]
    symbols = re.match(r"[⌃⌥⇧⌘]+", text)
    if symbols and len(text) > symbols.end():
        return [*symbols.group(), text[symbols.end() :]]
    return [text]
