"""Which keys of an X keyboard give which characters, and borrowing keys for those that none gives.

A character that the layout lacks is put on a key that the layout leaves empty. Programs hear of
that by an event and need a moment for it: all characters of a text are put on keys at once, and a
key keeps its character until another one needs it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import xcffib
import xcffib.xkb
import xcffib.xproto

# Canonical names of keys (`actions.keys`) that are no characters, as X keysyms.
NAMED: Mapping[str, int] = {
    "Control": 0xFFE3, "Alt": 0xFFE9, "AltGraph": 0xFE03, "Shift": 0xFFE1, "Meta": 0xFFEB,
    "Enter": 0xFF0D, "NumpadEnter": 0xFF8D, "Tab": 0xFF09, "Escape": 0xFF1B, "Space": 0x20,
    "Backspace": 0xFF08, "Delete": 0xFFFF, "Insert": 0xFF63, "Home": 0xFF50, "End": 0xFF57,
    "PageUp": 0xFF55, "PageDown": 0xFF56, "ArrowLeft": 0xFF51, "ArrowRight": 0xFF53,
    "ArrowUp": 0xFF52, "ArrowDown": 0xFF54, "CapsLock": 0xFFE5, "NumLock": 0xFF7F,
    "ScrollLock": 0xFF14, "PrintScreen": 0xFF61, "Pause": 0xFF13, "ContextMenu": 0xFF67,
    "AudioVolumeUp": 0x1008FF13, "AudioVolumeDown": 0x1008FF11, "AudioVolumeMute": 0x1008FF12,
    "BrowserBack": 0x1008FF26, "BrowserForward": 0x1008FF27, "BrowserRefresh": 0x1008FF29,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}  # fmt: skip

# Keysyms from before Unicode that common layouts still use (X.org's keysymdef.h).
_OLD: Mapping[str, int] = {
    "€": 0x20AC, "Œ": 0x13BC, "œ": 0x13BD, "Ÿ": 0x13BE, "–": 0xAAA, "—": 0xAA9, "…": 0xAAE,
    "‘": 0xAD0, "’": 0xAD1, "“": 0xAD2, "”": 0xAD3, "„": 0xAFE, "‚": 0xAFD, "•": 0xAE6,
    "™": 0xAC9, "†": 0xAF1, "‡": 0xAF2, "ı": 0x2B9, "Š": 0x1A9, "š": 0x1B9, "Ž": 0x1AE, "ž": 0x1BE,
}  # fmt: skip

_SETTLE = 0.08  # seconds that programs need to take in a changed keymap
_LINGER = 0.35  # seconds that a character must stay on its key after it was typed


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what must be held with it.

    Attributes:
        shift: whether Shift is held; `level3` likewise for AltGr.
    """

    code: int
    shift: bool = False
    level3: bool = False


def keysym(character: str) -> int:
    """The keysym of a character.

    >>> keysym("a"), hex(keysym("😀"))
    (97, '0x101f600')
    """
    code = ord(character)
    if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF:
        return code
    return 0x01000000 + code


class Keymap:
    """The keys of a display.

    Args:
        connection: an `xcffib.Connection`.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._xkb = connection(xcffib.xkb.key)
        self._xkb.UseExtension(1, 0).reply()
        setup = connection.get_setup()
        self._first, self._last = setup.min_keycode, setup.max_keycode
        self._borrowed: OrderedDict[int, tuple[int, float]] = OrderedDict()  # code: keysym, used
        self.reload()

    def reload(self) -> None:
        """Read the layout anew: the person may have changed it."""
        count = self._last - self._first + 1
        reply = self._connection.core.GetKeyboardMapping(self._first, count).reply()
        per = reply.keysyms_per_keycode
        syms = list(reply.keysyms)
        self._per = per
        self._rows = {self._first + at: syms[at * per : (at + 1) * per] for at in range(count)}
        self._tables: dict[int, dict[int, Key]] = {}
        held_codes = set(self._borrowed)
        self._spare = [
            code for code, row in self._rows.items() if code not in held_codes and not any(row)
        ]

    def group(self) -> int:
        """The number of the layout that is in use, where there are several."""
        reply = self._xkb.GetState(xcffib.xkb.ID.UseCoreKbd).reply()
        return int(reply.group)

    def locked(self) -> bool:
        """Whether Caps Lock is on."""
        reply = self._xkb.GetState(xcffib.xkb.ID.UseCoreKbd).reply()
        return bool(reply.lockedMods & xcffib.xproto.ModMask.Lock)

    def named(self, name: str) -> Key | None:
        """The key with a name of `NAMED`."""
        found = self._table().get(NAMED[name])
        return Key(found.code) if found is not None else None

    def find(self, character: str) -> Key | None:
        """The key that gives a character, on the layout or borrowed."""
        table = self._table()
        for sym in (keysym(character), _OLD.get(character, 0), 0x01000000 + ord(character)):
            if sym and sym in table:
                return table[sym]
        for code, (sym, _) in self._borrowed.items():
            if sym == keysym(character):
                self._borrowed[code] = (sym, time.monotonic())
                self._borrowed.move_to_end(code)
                return Key(code)
        return None

    @property
    def room(self) -> int:
        """How many characters can be borrowed at a time."""
        return len(self._spare) + len(self._borrowed)

    def borrow(self, wanted: Iterable[int]) -> None:
        """Put keysyms on spare keys, and wait until programs have heard of it.

        Args:
            wanted: at most `room` keysyms.
        """
        needed = list(dict.fromkeys(wanted))
        held = {sym: code for code, (sym, _) in self._borrowed.items()}
        fresh = [sym for sym in needed if sym not in held]
        for sym in needed:
            if sym in held:
                self._borrowed.move_to_end(held[sym])
        if not fresh:
            return
        for sym in fresh:
            code = self._take(keep=set(needed))
            row = [sym] * self._per
            self._connection.core.ChangeKeyboardMapping(1, code, self._per, row)
            self._borrowed[code] = (sym, time.monotonic())
        self._sync()
        time.sleep(_SETTLE)

    def _take(self, keep: set[int]) -> int:
        """A spare key; else the one whose character was needed longest ago."""
        if self._spare:
            return int(self._spare.pop())
        code = next(code for code, (sym, _) in self._borrowed.items() if sym not in keep)
        _, used = self._borrowed.pop(code)
        time.sleep(max(used + _LINGER - time.monotonic(), 0))
        return code

    def give_back(self) -> None:
        """Empty the borrowed keys again."""
        if not self._borrowed:
            return
        latest = max(used for _, used in self._borrowed.values())
        time.sleep(max(latest + _LINGER - time.monotonic(), 0))
        for code in self._borrowed:
            self._connection.core.ChangeKeyboardMapping(1, code, self._per, [0] * self._per)
        self._spare += self._borrowed
        self._borrowed.clear()
        self._sync()

    def used(self) -> None:
        """Borrowed keys have been pressed just now."""
        now = time.monotonic()
        for code, (sym, _) in self._borrowed.items():
            self._borrowed[code] = (sym, now)

    def _sync(self) -> None:
        self._connection.core.GetInputFocus().reply()

    def _table(self) -> dict[int, Key]:
        """Keysym to key, for the layout in use; the easiest way to type each."""
        group = self.group()
        if group not in self._tables:
            table: dict[int, Key] = {}
            first = 2 if group == 1 else 0
            places = [(first, False, False), (first + 1, True, False)]
            places += [(first + 4, False, True), (first + 5, True, True)]
            can_level3 = any(NAMED["AltGraph"] in row for row in self._rows.values())
            for at, shift, level3 in places:
                if level3 and not can_level3:
                    continue
                for code, row in self._rows.items():
                    if code in self._borrowed or at >= len(row) or not row[at]:
                        continue
                    table.setdefault(row[at], Key(code, shift, level3))
                    if not shift and not level3 and not row[first + 1]:
                        # Without a second symbol a letter's capital is meant.
                        upper = keysym(chr(row[at]).upper()) if 0x61 <= row[at] <= 0xFE else 0
                        if upper and upper != row[at]:
                            table.setdefault(upper, Key(code, True, False))
            self._tables[group] = table
        return self._tables[group]
