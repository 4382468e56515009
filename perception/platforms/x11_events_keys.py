"""What a key of an X keyboard gives: keysym and text, by libxkbcommon.

The keyboard's real map is used with all its layouts and levels, and the compose table of the
session's language, so dead keys give nothing until the letter comes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xcffib.xproto

from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display, raw_connection

_COMPOSING, _COMPOSED, _CANCELLED = 1, 2, 3
_SHIFT, _CONTROL, _ALT, _META = 1, 4, 8, 64  # bits of an X state
_GROUP = 13  # the bit at which the layout's number begins
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key that went down.

    Attributes:
        keysym: of the key with its modifiers; `plain` likewise without any.
        text: the characters that it gives; "" for none, and while a letter is being composed.
        modifiers: "Control", "Alt", "Shift", "Meta" as they were held.
    """

    keysym: int
    plain: int
    text: str
    modifiers: tuple[str, ...]


class KeyReader:
    """The keyboard's map of a display. Used by one thread.

    Args:
        session: of the display.

    Raises:
        PlatformGone: there is no display, or no libxkbcommon.
    """

    def __init__(self, session: DesktopSession) -> None:
        try:
            self._lib, self._x11 = _libraries()
        except OSError as failure:
            raise PlatformGone(
                "what keys give cannot be known here: install the package libxkbcommon-x11-0"
            ) from failure
        self._connection: Any = open_display(session)
        # Who has spoken XKB is no longer told of changed maps: another connection hears of them.
        self._watch: Any = open_display(session)
        self._raw = raw_connection(self._connection)
        self._x11.xkb_x11_setup_xkb_extension(
            ctypes.c_void_p(self._raw), 1, 0, 0, None, None, None, None
        )
        self._context = ctypes.c_void_p(self._lib.xkb_context_new(0))
        self._keymap = ctypes.c_void_p()
        self._state = ctypes.c_void_p()
        self._compose = self._composer(session.variables)
        self._closed = False
        self._load()

    def read(self, code: int, state: int) -> Stroke:
        """What a key gives that goes down.

        Args:
            code: of the key.
            state: modifiers and layout, as X has them in its event.
        """
        self._follow()
        keysym = self._keysym(code, state)
        plain = self._keysym(code, (state & (3 << _GROUP)))
        self._mask(state)
        return Stroke(
            keysym=keysym,
            plain=plain,
            text=self._text(code, keysym, state),
            modifiers=tuple(
                name
                for name, bit in (
                    ("Control", _CONTROL),
                    ("Alt", _ALT),
                    ("Shift", _SHIFT),
                    ("Meta", _META),
                )
                if state & bit
            ),
        )

    def character(self, keysym: int) -> str:
        """The character of a keysym; "" if it is none."""
        code = int(self._lib.xkb_keysym_to_utf32(keysym))
        return chr(code) if code >= 0x20 and code != 0x7F else ""

    def forget(self) -> None:
        """Give up a letter that is being composed: the pointer went elsewhere."""
        if self._compose.value:
            self._lib.xkb_compose_state_reset(self._compose)

    def close(self) -> None:
        """Let go of the display. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._lib.xkb_state_unref(self._state)
        self._lib.xkb_keymap_unref(self._keymap)
        self._lib.xkb_context_unref(self._context)
        self._watch.disconnect()
        self._connection.disconnect()

    def _text(self, code: int, keysym: int, state: int) -> str:
        if self._compose.value and not state & (_CONTROL | _ALT | _META):
            self._lib.xkb_compose_state_feed(self._compose, keysym)
            status = self._lib.xkb_compose_state_get_status(self._compose)
            if status == _COMPOSING:
                return ""
            if status in (_COMPOSED, _CANCELLED):
                found = self._utf8(self._lib.xkb_compose_state_get_utf8, self._compose)
                self._lib.xkb_compose_state_reset(self._compose)
                return found if status == _COMPOSED else ""
        if state & (_CONTROL | _ALT | _META):
            return ""
        text = self._utf8(self._lib.xkb_state_key_get_utf8, self._state, code)
        return text if text.isprintable() else ""

    def _utf8(self, function: Any, *arguments: Any) -> str:
        room = ctypes.create_string_buffer(_LONGEST)
        function(*arguments, room, _LONGEST)
        return room.value.decode("utf-8", "replace")

    def _keysym(self, code: int, state: int) -> int:
        self._mask(state)
        return int(self._lib.xkb_state_key_get_one_sym(self._state, code))

    def _mask(self, state: int) -> None:
        group = state >> _GROUP & 3
        self._lib.xkb_state_update_mask(self._state, state & 0xFF, 0, 0, 0, 0, group)

    def _follow(self) -> None:
        """Read the map anew if it has changed."""
        changed = False
        while (event := self._watch.poll_for_event()) is not None:
            changed = changed or isinstance(event, xcffib.xproto.MappingNotifyEvent)
        if changed:
            self._load()

    def _load(self) -> None:
        raw = ctypes.c_void_p(self._raw)
        device = self._x11.xkb_x11_get_core_keyboard_device_id(raw)
        keymap = self._x11.xkb_x11_keymap_new_from_device(self._context, raw, device, 0)
        if not keymap:
            if not self._keymap.value:
                raise PlatformGone("the X display does not tell what its keys give")
            return  # it is being changed; the next change is told of, too
        if self._keymap.value:
            self._lib.xkb_state_unref(self._state)
            self._lib.xkb_keymap_unref(self._keymap)
        self._keymap = ctypes.c_void_p(keymap)
        self._state = ctypes.c_void_p(self._lib.xkb_state_new(self._keymap))

    def _composer(self, variables: Mapping[str, str]) -> ctypes.c_void_p:
        """The compose table of the session's language; null if there is none."""
        locale = next(
            (variables[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if variables.get(name)), ""
        )
        if locale.partition(".")[0] in ("", "C", "POSIX"):
            locale = "en_US.UTF-8"  # whose table programs take where none is set
        table = self._lib.xkb_compose_table_new_from_locale(self._context, locale.encode(), 0)
        if not table:
            return ctypes.c_void_p()
        made = ctypes.c_void_p(self._lib.xkb_compose_state_new(ctypes.c_void_p(table), 0))
        self._lib.xkb_compose_table_unref(ctypes.c_void_p(table))
        return made


def _libraries() -> tuple[Any, Any]:
    """The libraries: libxkbcommon and its part for X11.

    Raises:
        OSError: they are not installed.
    """
    lib: Any = ctypes.CDLL("libxkbcommon.so.0")
    x11: Any = ctypes.CDLL("libxkbcommon-x11.so.0")
    for function in (
        lib.xkb_context_new,
        lib.xkb_state_new,
        lib.xkb_compose_table_new_from_locale,
        lib.xkb_compose_state_new,
        x11.xkb_x11_keymap_new_from_device,
    ):
        function.restype = ctypes.c_void_p
    lib.xkb_state_key_get_one_sym.restype = ctypes.c_uint32
    lib.xkb_keysym_to_utf32.restype = ctypes.c_uint32
    return lib, x11
