"""Counts what changes on a Windows screen, by WinEvents. Not yet run on a real machine.

UI Automation's own events slow every program down as soon as somebody listens to all of them; the
older WinEvents are sent in any case.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any

from perception.platforms.win_libraries import Handle, Libraries, callback
from perception.platforms.win_structures import Message

_FOREGROUND, _MINIMIZED = 0x0003, 0x0017  # EVENT_SYSTEM_FOREGROUND to _MINIMIZEEND
_CREATE, _LAST = 0x8000, 0x8019  # EVENT_OBJECT_CREATE to _LIVEREGIONCHANGED
_OWN_NOT = 0x2  # WINEVENT_SKIPOWNPROCESS, out of context
_CARET, _CURSOR = -8, -9  # OBJID_*: they move all the time
_QUIT = 0x0012  # WM_QUIT


class WinEvents:
    """Counts, on a thread with a message loop, which WinEvents need."""

    def __init__(self, libraries: Libraries) -> None:
        self.count = 0
        self._user, self._kernel = libraries.user, libraries.kernel
        self._thread_id = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="WinEvents", daemon=True)
        self._thread.start()
        self._ready.wait(2)

    def close(self) -> None:
        """End the thread. Idempotent."""
        if self._thread.is_alive():
            self._user.PostThreadMessageW(self._thread_id, _QUIT, 0, 0)
            self._thread.join(2)

    def _hear(
        self, _hook: Any, _event: int, _window: Any, what: int, _child: int, _thread: int, _at: int
    ) -> None:
        if what not in (_CARET, _CURSOR):
            self.count += 1

    def _listen(self) -> None:
        dword, long = ctypes.c_uint32, ctypes.c_int32
        kind = callback(None, Handle, dword, Handle, long, long, dword, dword)
        heard = kind(self._hear)  # must outlive the hooks
        self._thread_id = self._kernel.GetCurrentThreadId()
        set_hook = self._user.SetWinEventHook
        set_hook.restype = Handle
        hooks = [
            set_hook(first, last, None, heard, 0, 0, _OWN_NOT)
            for first, last in ((_FOREGROUND, _MINIMIZED), (_CREATE, _LAST))
        ]
        self._ready.set()
        message = Message()
        while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            self._user.DispatchMessageW(ctypes.byref(message))
        for hook in hooks:
            self._user.UnhookWinEvent(Handle(hook))
