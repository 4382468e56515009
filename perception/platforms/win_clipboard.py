"""The text on the clipboard of Windows. Not yet run on a real machine."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager

from perception.platforms.win_api import Win32Denied
from perception.platforms.win_libraries import Handle, Libraries

_UNICODE_TEXT = 13  # CF_UNICODETEXT
_MOVEABLE = 0x2  # GMEM_MOVEABLE
_MESSAGES_ONLY = -3  # HWND_MESSAGE: a window that is never shown
_TRIES, _BETWEEN = 20, 0.02  # another program may have the clipboard open
# Tells the clipboard's history and the cloud to leave what we put there alone.
_KEEP_OUT = "ExcludeClipboardContentFromMonitorProcessing"


class WinClipboard:
    """Reads and writes the text on the clipboard, by a hidden window that owns what it puts there.

    Without an owner, `EmptyClipboard` leaves the clipboard without one too, and then nothing can
    be put on it.
    """

    def __init__(self, libraries: Libraries) -> None:
        self._user, self._kernel = libraries.user, libraries.kernel
        self._window = Handle(
            self._user.CreateWindowExW(
                0, "STATIC", None, 0, 0, 0, 0, 0, Handle(_MESSAGES_ONLY), None, None, None
            )
        )

    def text(self) -> str | None:
        """The text on it; None if it holds none."""
        with self._opened():
            handle = self._user.GetClipboardData(_UNICODE_TEXT)
            if not handle:
                return None
            address = self._kernel.GlobalLock(Handle(handle))
            if not address:
                return None
            try:
                data = ctypes.string_at(address, self._kernel.GlobalSize(Handle(handle)))
            finally:
                self._kernel.GlobalUnlock(Handle(handle))
        # Ends at the first zero; what lies behind it is left over.
        return data.decode("utf-16-le", "replace").partition("\0")[0].replace("\r\n", "\n")

    def put(self, text: str | None) -> None:
        """Put a text there; None empties it."""
        with self._opened():
            self._user.EmptyClipboard()
            if text is None:
                return
            lines = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._give(_UNICODE_TEXT, (lines + "\0").encode("utf-16-le"))
            self._give(self._user.RegisterClipboardFormatW(_KEEP_OUT), b"\0\0\0\0")

    def close(self) -> None:
        """Let go of the window."""
        self._user.DestroyWindow(self._window)

    def _give(self, kind: int, data: bytes) -> None:
        handle = self._kernel.GlobalAlloc(_MOVEABLE, len(data))
        ctypes.memmove(self._kernel.GlobalLock(Handle(handle)), data, len(data))
        self._kernel.GlobalUnlock(Handle(handle))
        if not self._user.SetClipboardData(kind, Handle(handle)):
            self._kernel.GlobalFree(Handle(handle))  # otherwise it belongs to the system now
            raise Win32Denied("Windows took no text for the clipboard")

    @contextmanager
    def _opened(self) -> Iterator[None]:
        for _ in range(_TRIES):
            if self._user.OpenClipboard(self._window):
                break
            time.sleep(_BETWEEN)
        else:
            raise Win32Denied("another program keeps the clipboard open")
        try:
            yield
        finally:
            self._user.CloseClipboard()
