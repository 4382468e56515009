"""Being told that the windows of an X display have changed."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Callable
from typing import Any

import xcffib
import xcffib.xproto

from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

_WATCHED = ("_NET_ACTIVE_WINDOW", "_NET_CLIENT_LIST", "_NET_CLIENT_LIST_STACKING")


class X11WindowEvents:
    """Tells, on a thread of its own, when windows came, went, moved or became active.

    Args:
        session: of the display.
        changed: called on that thread; several changes at once are told once.

    Raises:
        PlatformGone: there is no display.
    """

    def __init__(self, session: DesktopSession, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._connection: Any = open_display(session)
        core = self._connection.core
        root = self._connection.get_setup().roots[0].root
        masks = xcffib.xproto.EventMask
        core.ChangeWindowAttributes(
            root, xcffib.xproto.CW.EventMask, [masks.SubstructureNotify | masks.PropertyChange]
        )
        self._atoms = {core.InternAtom(False, len(name), name).reply().atom for name in _WATCHED}
        self._wake, self._waker = os.pipe()
        self._ended = False
        self._thread = threading.Thread(target=self._listen, name="windows", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop. Idempotent."""
        if self._ended:
            return
        self._ended = True
        os.write(self._waker, b".")
        self._thread.join(2)
        self._connection.disconnect()
        os.close(self._wake)
        os.close(self._waker)

    def _listen(self) -> None:
        descriptor = self._connection.get_file_descriptor()
        with contextlib.suppress(xcffib.XcffibException):  # the display is gone
            while not self._ended:
                if self._drained():
                    self._changed()
                else:
                    select.select([descriptor, self._wake], [], [])

    def _drained(self) -> bool:
        """Take what has come in; whether it is about windows."""
        found = False
        while (event := self._connection.poll_for_event()) is not None:
            other = isinstance(event, xcffib.xproto.PropertyNotifyEvent) and (
                event.atom not in self._atoms
            )
            found = found or not other
        return found
