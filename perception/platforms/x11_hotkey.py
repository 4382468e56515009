"""A key that is heard whatever window has the focus: X11's XGrabKey, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import xcffib
import xcffib.xproto

from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

_MASKS = {"Shift": 1, "Control": 4, "Alt": 8, "Meta": 64}
_LOCKS = (0, 2, 16, 18)  # with Caps Lock, Num Lock, or both


class X11Hotkey:
    """Hears one key with its modifiers until it is closed.

    Args:
        session: of the display.
        keysym: of the key, without what the modifiers make of it.
        modifiers: "Control", "Alt", "Shift", "Meta".
        pressed: called on a thread of its own.

    Raises:
        PlatformGone: there is no display, no such key, or another program has it already.
    """

    def __init__(
        self,
        session: DesktopSession,
        keysym: int,
        modifiers: tuple[str, ...],
        pressed: Callable[[], None],
    ) -> None:
        self._pressed = pressed
        self._connection: Any = open_display(session)
        self._root = self._connection.get_setup().roots[0].root
        self._mask = sum(_MASKS[each] for each in modifiers)
        try:
            self._code = self._code_of(keysym)
            self._grab()
        except PlatformGone:
            self._connection.disconnect()
            raise
        except (xcffib.XcffibException, xcffib.Error) as failure:
            self._connection.disconnect()
            raise PlatformGone("another program has this key already") from failure
        self._closed = False
        self._thread = threading.Thread(target=self._listen, name="hot-key", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of the key. May be called twice."""
        if self._closed:
            return
        self._closed = True
        # An event of our own wakes the thread, which then lets go of everything.
        protocol: Any = xcffib.xproto
        data = protocol.ClientMessageData.synthetic([0] * 20, "20B")
        waker = protocol.ClientMessageEvent.synthetic(8, self._window, self._atom, data)
        try:
            self._connection.core.SendEvent(False, self._window, 0, waker.pack())
            self._connection.flush()
            self._thread.join(2.0)
        except (xcffib.XcffibException, xcffib.Error):
            return  # the display is gone
        self._connection.disconnect()

    def _code_of(self, keysym: int) -> int:
        setup = self._connection.get_setup()
        first, last = setup.min_keycode, setup.max_keycode
        reply = self._connection.core.GetKeyboardMapping(first, last - first + 1).reply()
        wide = reply.keysyms_per_keycode
        for at, each in enumerate(reply.keysyms):
            if each == keysym and at % wide == 0:
                return int(first + at // wide)
        raise PlatformGone("this keyboard has no such key")

    def _grab(self) -> None:
        core, asynchronous = self._connection.core, xcffib.xproto.GrabMode.Async
        self._window = self._connection.generate_id()
        core.CreateWindowChecked(0, self._window, self._root, 0, 0, 1, 1, 0, 2, 0, 0, []).check()
        name = b"DESKHAND_WAKE"
        self._atom = core.InternAtom(False, len(name), name).reply().atom
        for lock in _LOCKS:
            core.GrabKeyChecked(
                True, self._root, self._mask | lock, self._code, asynchronous, asynchronous
            ).check()

    def _listen(self) -> None:
        try:
            while not self._closed:
                event = self._connection.wait_for_event()
                if isinstance(event, xcffib.xproto.KeyPressEvent) and not self._closed:
                    self._pressed()
        except (xcffib.XcffibException, xcffib.Error):
            return  # the display is gone
