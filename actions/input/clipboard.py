"""The clipboard of an X display: reading it, and keeping a text on it.

In X the clipboard is a promise: whoever put something there must answer when a program asks for
it. A thread with a connection of its own does that. Large texts go in pieces (ICCCM 2.7, INCR).
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from typing import Any

import xcffib
import xcffib.xproto

from actions.context import RunContext
from actions.errors import EnvironmentUnavailable
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display

_TEXTS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT")
_PIECE = 64 * 1024
_LARGEST = 64 * 1024 * 1024
_ANSWER = 1.5  # seconds that the owner has for each piece
_AFTER = 0.15  # seconds that a program has for the text after it took it


class Clipboard:
    """The clipboard; its thread ends with `close`.

    Raises:
        EnvironmentUnavailable: there is no display.
    """

    def __init__(self, session: DesktopSession) -> None:
        try:
            self._connection: Any = open_display(session)
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        core = self._connection.core
        self._window = self._connection.generate_id()
        screen = self._connection.get_setup().roots[0]
        core.CreateWindow(
            0, self._window, screen.root, -10, -10, 1, 1, 0,
            xcffib.xproto.WindowClass.InputOnly, 0,
            xcffib.xproto.CW.EventMask, [xcffib.xproto.EventMask.PropertyChange],
        )  # fmt: skip
        self._atoms: dict[str, int] = {}
        for name in ("CLIPBOARD", "TARGETS", "TIMESTAMP", "MULTIPLE", "INCR", "DESKHAND", *_TEXTS):
            self._atoms[name] = core.InternAtom(False, len(name), name).reply().atom
        self._lock = threading.Lock()
        self._text: str | None = None  # what we own; None if another program owns it
        self._taken = threading.Event()
        self._taken_at = 0.0
        self._sending: dict[tuple[int, int], tuple[int, bytes]] = {}  # window, property: the rest
        self._asked: threading.Event | None = None  # set when an answer to us has come
        self._property: list[int] = []
        self._pieces = threading.Event()
        self._reader, self._writer = os.pipe()
        self._ended = False
        self._thread = threading.Thread(target=self._serve, name="clipboard", daemon=True)
        self._thread.start()

    def put(self, text: str) -> None:
        """Put a text on the clipboard."""
        with self._lock:
            self._text = text
            self._taken.clear()
            core = self._connection.core
            core.SetSelectionOwner(self._window, self._atoms["CLIPBOARD"], 0)
            core.GetInputFocus().reply()

    def text(self) -> str | None:
        """The text on the clipboard; None if it holds none."""
        with self._lock:
            owner = self._connection.core.GetSelectionOwner(self._atoms["CLIPBOARD"]).reply().owner
            if owner == self._window:
                return self._text
            if not owner:
                return None
            self._asked = threading.Event()
            self._connection.core.ConvertSelection(
                self._window,
                self._atoms["CLIPBOARD"],
                self._atoms["UTF8_STRING"],
                self._atoms["DESKHAND"],
                0,
            )
            self._connection.flush()
            asked = self._asked
        if not asked.wait(_ANSWER):
            return None
        return self._received()

    def await_taken(self, context: RunContext, limit: float) -> bool:
        """Wait until a program has taken the text, and a moment more; whether it did."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self._taken.wait(0.01):
                # A program may ask again, for another form.
                while time.monotonic() - self._taken_at < _AFTER:
                    context.sleep(0.02)
                return True
            context.check()
        return False

    def close(self) -> None:
        """Let go of the clipboard and the display. Idempotent."""
        if self._ended:
            return
        self._ended = True
        os.write(self._writer, b"x")
        self._thread.join(2)
        self._connection.disconnect()
        os.close(self._reader)
        os.close(self._writer)

    def _received(self) -> str | None:
        """The answer that waits in our property."""
        if not self._property or not self._property[0]:
            return None
        self._pieces.clear()  # what announced this very answer
        reply = self._take_property()
        if reply is None:
            return None
        if reply.type != self._atoms["INCR"]:
            return bytes(reply.value.buf()).decode("utf-8", "replace")
        data = bytearray()
        while len(data) < _LARGEST:
            if not self._pieces.wait(_ANSWER):
                return None
            self._pieces.clear()
            piece = self._take_property()
            if piece is None or not piece.value_len:
                break
            data += bytes(piece.value.buf())
        return data.decode("utf-8", "replace")

    def _take_property(self) -> Any:
        with contextlib.suppress(xcffib.Error):
            return self._connection.core.GetProperty(
                True, self._window, self._atoms["DESKHAND"], 0, 0, _LARGEST // 4
            ).reply()
        return None

    # The thread.

    def _serve(self) -> None:
        descriptor = self._connection.get_file_descriptor()
        try:
            while not self._ended:
                while (event := self._connection.poll_for_event()) is not None:
                    self._answer(event)
                # Replies that another thread waits for may bring events with them: look often.
                select.select([descriptor, self._reader], [], [], 0.02)
        except xcffib.ConnectionException:
            return  # whoever uses the clipboard next is told

    def _answer(self, event: Any) -> None:
        if isinstance(event, xcffib.xproto.SelectionRequestEvent):
            self._hand_over(event)
        elif isinstance(event, xcffib.xproto.SelectionClearEvent):
            self._text = None
        elif isinstance(event, xcffib.xproto.SelectionNotifyEvent):
            self._property = [event.property]
            if self._asked is not None:
                self._asked.set()
        elif isinstance(event, xcffib.xproto.PropertyNotifyEvent):
            if event.window == self._window and event.atom == self._atoms["DESKHAND"]:
                if event.state == xcffib.xproto.Property.NewValue:
                    self._pieces.set()
            elif event.state == xcffib.xproto.Property.Delete:
                self._send_next((event.window, event.atom))

    def _hand_over(self, event: Any) -> None:
        """Answer a program that asks for the clipboard."""
        core, text = self._connection.core, self._text
        place = event.property or event.target
        targets = [self._atoms[name] for name in ("TARGETS", *_TEXTS)]
        try:
            if text is None or event.target not in targets:
                place = 0
            elif event.target == self._atoms["TARGETS"]:
                core.ChangePropertyChecked(
                    0, event.requestor, place, xcffib.xproto.Atom.ATOM, 32, len(targets), targets
                ).check()
            else:
                self._begin(event.requestor, place, event.target, text)
                self._taken_at = time.monotonic()
                self._taken.set()
        except xcffib.Error:
            return  # the program is gone
        note: Any = xcffib.xproto.SelectionNotifyEvent
        answer = note.synthetic(event.time, event.requestor, event.selection, event.target, place)
        core.SendEvent(False, event.requestor, 0, answer.pack())
        self._connection.flush()

    def _begin(self, window: int, place: int, target: int, text: str) -> None:
        core, data = self._connection.core, text.encode()
        if len(data) <= _PIECE:
            core.ChangePropertyChecked(0, window, place, target, 8, len(data), data).check()
            return
        mask = [xcffib.xproto.EventMask.PropertyChange]
        core.ChangeWindowAttributesChecked(window, xcffib.xproto.CW.EventMask, mask).check()
        core.ChangePropertyChecked(
            0, window, place, self._atoms["INCR"], 32, 1, [len(data)]
        ).check()
        self._sending[(window, place)] = (target, data)

    def _send_next(self, key: tuple[int, int]) -> None:
        """The program has taken a piece: the next one; an empty one is the end."""
        if key not in self._sending:
            return
        target, data = self._sending.pop(key)
        piece, rest = data[:_PIECE], data[_PIECE:]
        with contextlib.suppress(xcffib.Error):
            self._connection.core.ChangePropertyChecked(
                0, key[0], key[1], target, 8, len(piece), piece
            ).check()
        self._taken_at = time.monotonic()
        if piece:
            self._sending[key] = (target, rest)
