"""What a person does with mouse and keyboard on an X display, heard by the RECORD extension.

The X server tells a copy of each event and goes on; nobody who types or clicks waits for us. It
keeps some 800 events (measured: 831 with X.org 21.1) for a listener that is busy, and then loses
them: whoever listens only reads. Movements of the pointer are not asked for, there are too many.
Beside each event the server tells the same event of the device that it came from (the X Input
extension, version 1), which is how injected input is known.

Protocols: X Record Extension 1.13; X Input Device Extension 1.5.
"""

from __future__ import annotations

import contextlib
import queue
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xcffib
import xcffib.record
import xcffib.xinput

from perception.geometry import Point
from perception.platforms.interface import PlatformGone
from perception.platforms.own_input import (
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
)
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display, reply_bytes

_XINPUT = "XInputExtension"
_FROM_SERVER, _STARTED, _ENDED = 0, 4, 5  # categories of recorded data
_START_LIMIT = 5.0  # seconds
_EVENT = 32  # bytes
_DEVICE_EVENTS = 4  # of version 1: key press and release, button press and release
_TO_CORE = {1: KEY_PRESS, 2: KEY_RELEASE, 3: BUTTON_PRESS, 4: BUTTON_RELEASE}


@dataclass(frozen=True, slots=True)
class RawInput:
    """One event of mouse or keyboard.

    Attributes:
        kind: X event code, 2 to 5: key press, key release, button press, button release.
        detail: key code or button.
        point: where the pointer was, in environment pixels.
        state: modifiers and layout before the event, as X has them.
        at: `time.monotonic()` when the X server took it in.
        injected: it came from the XTEST device.
    """

    kind: int
    detail: int
    point: Point
    state: int
    at: float
    injected: bool = False


class X11Listener:
    """Hears a display on a thread of its own.

    Args:
        session: of the display.
        hear: called on that thread with each event, in their order; must be quick.
        lost: called on that thread when the display goes away.

    Raises:
        PlatformGone: there is no display, or it has no RECORD extension.
    """

    def __init__(
        self,
        session: DesktopSession,
        hear: Callable[[RawInput], None],
        lost: Callable[[], None],
    ) -> None:
        self._hear = hear
        self._lost = lost
        self._control: Any = open_display(session)
        self._data: Any = open_display(session)
        self._clock = _Clock()
        self._tested = (0, 0, 0)  # the last event of an XTEST device: kind, detail, server's time
        self._at = 0.0  # of the last event: the clock may be put right, but never back
        self._closed = False
        try:
            self._begin()
        except (xcffib.XcffibException, xcffib.Error, KeyError) as failure:
            self._control.disconnect()
            self._data.disconnect()
            raise PlatformGone(
                f"the X display {session.display} does not let input be heard: it has no RECORD "
                "extension"
            ) from failure
        self._started = threading.Event()
        self._packets: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=work, name="input", daemon=True)
            for work in (self._listen, self._work_off)
        ]
        for thread in self._threads:
            thread.start()
        self._started.wait(_START_LIMIT)  # what is done before is not heard

    def pointer(self) -> Point:
        """Where the pointer is. May be called from any thread.

        Raises:
            PlatformGone: the display is gone.
        """
        try:
            reply = self._control.core.QueryPointer(self._root).reply()
        except (xcffib.XcffibException, xcffib.Error) as failure:
            raise PlatformGone("the X display is gone") from failure
        return Point(reply.root_x, reply.root_y)

    def close(self) -> None:
        """Stop listening. Idempotent."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(xcffib.XcffibException):
            self._record.DisableContext(self._context)
            self._control.core.GetInputFocus().reply()
        for thread in self._threads:
            thread.join(2)
        self._control.disconnect()
        self._data.disconnect()

    def _begin(self) -> None:
        self._root = self._control.get_setup().roots[0].root
        self._record = self._control(xcffib.record.key)
        self._record.QueryVersion(1, 13).reply()
        ranges = [_range(KEY_PRESS, BUTTON_RELEASE)]
        extension = self._control.core.QueryExtension(len(_XINPUT), _XINPUT).reply()
        self._device_base = extension.first_event if extension.present else 0
        self._testers = self._xtest_devices() if extension.present else frozenset()
        if extension.present:
            first = extension.first_event + 1
            ranges.append(_range(first, first + _DEVICE_EVENTS - 1))
        self._context = self._control.generate_id()
        clients = [xcffib.record.CS.AllClients]
        self._record.CreateContext(
            self._context, 0, len(clients), len(ranges), clients, ranges, is_checked=True
        ).check()
        cookie = self._data(xcffib.record.key).EnableContext(self._context)
        self._data.flush()
        self._sequence = cookie.sequence

    def _xtest_devices(self) -> frozenset[int]:
        """The ids of the devices that injected input comes from."""
        devices = self._control(xcffib.xinput.key).XIQueryDevice(0).reply().infos
        return frozenset(
            each.deviceid for each in devices if "XTEST" in bytes(each.name.buf()).decode("latin-1")
        )

    def _listen(self) -> None:
        """Read what comes, and nothing else: what is not read in time, the X server throws away."""
        while True:
            try:
                unpacker = self._data.wait_for_reply(self._sequence)
            except (xcffib.XcffibException, xcffib.Error):
                break  # the display is gone
            packet = reply_bytes(unpacker)
            self._clock.heard(*struct.unpack_from("=I", packet, 16))
            if packet[1] == _ENDED:
                break
            if packet[1] == _STARTED:
                self._started.set()
            elif packet[1] == _FROM_SERVER:
                self._packets.put(packet[_EVENT:])
        self._packets.put(None)

    def _work_off(self) -> None:
        while (packet := self._packets.get()) is not None:
            self._packet(packet)
        if not self._closed:
            self._lost()

    def _packet(self, data: bytes) -> None:
        """Recorded events, each as its device gave it and then as the pointer or keyboard did."""
        for start in range(0, len(data) - _EVENT + 1, _EVENT):
            event = data[start : start + _EVENT]
            code = event[0] & 0x7F
            (server_time,) = struct.unpack_from("=I", event, 4)
            if KEY_PRESS <= code <= BUTTON_RELEASE:
                self._core(event, code, server_time)
            elif code - self._device_base in _TO_CORE:
                device = event[31] & 0x7F
                if device in self._testers:
                    kind = _TO_CORE[code - self._device_base]
                    self._tested = (kind, event[1], server_time)

    def _core(self, event: bytes, kind: int, server_time: int) -> None:
        x, y = struct.unpack_from("=hh", event, 20)
        (state,) = struct.unpack_from("=H", event, 28)
        injected = self._tested == (kind, event[1], server_time)
        if injected:
            self._tested = (0, 0, 0)
        self._at = max(self._at, self._clock.monotonic(server_time))
        self._hear(
            RawInput(
                kind=kind,
                detail=event[1],
                point=Point(x, y),
                state=state,
                at=self._at,
                injected=injected,
            )
        )


class _Clock:
    """The X server's milliseconds as `time.monotonic()`.

    The two run alike but begin anywhere; what is heard is heard late, so the smallest difference
    seen is the truest. The server's time wraps around after 49 days.
    """

    def __init__(self) -> None:
        self._first: int | None = None
        self._begun = 0.0

    def heard(self, server_time: int) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first, self._begun = server_time, now
        self._begun = min(self._begun, now - self._since(server_time))

    def monotonic(self, server_time: int) -> float:
        if self._first is None:
            self.heard(server_time)
        return self._begun + self._since(server_time)

    def _since(self, server_time: int) -> float:
        difference = (server_time - (self._first or 0)) & 0xFFFFFFFF
        if difference >= 0x80000000:
            difference -= 0x100000000
        return difference / 1000


def _range(first: int, last: int) -> Any:
    """A range of device events, as `CreateContext` takes it."""
    record: Any = xcffib.record
    none = record.Range8.synthetic(0, 0)
    extension = record.ExtRange.synthetic(none, record.Range16.synthetic(0, 0))
    devices = record.Range8.synthetic(first, last)
    return record.Range.synthetic(
        none, none, extension, extension, none, devices, none, False, False
    )
