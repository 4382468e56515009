"""A D-Bus client for many small calls at once.

Libraries for D-Bus wait for each answer, or build each message from objects; both cost more than
the calls. Here, calls are packed into bytes and sent in bursts with a bounded number of them
unanswered, and answers are read as they come. The bus is joined by jeepney, whose door this is.

The wire format is that of the D-Bus specification 0.43, little-endian.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from perception.platforms.interface import PlatformGone

_IN_FLIGHT = 256
_LARGEST = 128 * 1024 * 1024  # of a message, in bytes

Signal = tuple[str, str, str, str]  # sender, path, interface, member
Decoder = Callable[[bytes, int], tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class Call:
    """A method call; `body` is packed already (see `text`, `texts`, `numbers`)."""

    destination: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer was an error: its D-Bus name and message."""

    name: str
    message: str = ""


SILENT = Failed("silent", "no answer in time")


def text(value: str) -> bytes:
    """A string, packed."""
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def texts(*values: str) -> bytes:
    """Several strings, packed one after another."""
    packed = b""
    for value in values:
        packed += b"\0" * (-len(packed) % 4) + text(value)
    return packed


def numbers(*values: int) -> bytes:
    """Several 32-bit integers, packed."""
    return struct.pack(f"<{len(values)}i", *values)


def double_variant(head: bytes, value: float) -> bytes:
    """`head`, then a variant that holds a double."""
    packed = head + b"\1d\0"
    return packed + b"\0" * (-len(packed) % 8) + struct.pack("<d", value)


class Bus:
    """A connection to a bus. Used by one thread.

    Args:
        address: of the bus, as in DBUS_SESSION_BUS_ADDRESS.
        on_signal: hears each signal: sender, path, interface, member.
        on_event: hears each signal with its body, which costs its unpacking; see `call`.

    Raises:
        PlatformGone: nobody answers there.
    """

    def __init__(
        self,
        address: str,
        on_signal: Callable[[Signal], None] | None = None,
        on_event: Callable[[Signal, Any], None] | None = None,
    ) -> None:
        self._socket = _joined(address)
        self._hear_whole = on_event
        self._serial = 10
        self._buffer = bytearray()
        self._hear = on_signal or (lambda _signal: None)
        self._late: set[int] = set()  # serials whose answers nobody waits for any more
        self._closed = False

    def close(self) -> None:
        """Leave the bus. Idempotent."""
        if not self._closed:
            self._closed = True
            self._socket.close()

    def call(self, call: Call, timeout: float = 2.0) -> Any:
        """One call's answer: its single value, a tuple of several, None for none, or `Failed`."""
        return self.calls([call], timeout)[0]

    def calls(
        self, calls: Sequence[Call], timeout: float = 2.0, *, deadline: float | None = None
    ) -> list[Any]:
        """The answers to several calls, in their order; see `call`.

        A destination that leaves one call unanswered for `timeout` seconds while others are
        answered is not waited for again: its remaining calls are `SILENT`.

        Args:
            calls: to be made.
            timeout: seconds without any answer of a destination.
            deadline: `time.monotonic()` after which all that is unanswered is `SILENT`.

        Raises:
            PlatformGone: the bus is gone.
        """
        answers: list[Any] = [SILENT] * len(calls)
        waiting: dict[int, int] = {}  # serial -> index of the call
        heard: dict[str, float] = {}  # destination -> when it answered last, or was first asked
        silent: set[str] = set()
        queue = deque(range(len(calls)))
        while queue or waiting:
            burst = bytearray()
            while queue and len(waiting) < _IN_FLIGHT:
                at = queue.popleft()
                call = calls[at]
                if call.destination in silent:
                    continue
                self._serial = self._serial % 0x7FFFFFFF + 1
                burst += _packed(call, self._serial)
                waiting[self._serial] = at
                heard.setdefault(call.destination, time.monotonic())
            if burst:
                self._send(burst)
            if not waiting:
                continue
            now = time.monotonic()
            end = now + timeout if deadline is None else min(now + timeout, deadline)
            self._receive(end, waiting, answers, heard, calls)
            now = time.monotonic()
            late = {name for name, when in heard.items() if now - when > timeout}
            if deadline is not None and now >= deadline:
                late |= set(heard)
                queue.clear()
            if late:
                silent |= late
                for serial, at in list(waiting.items()):
                    if calls[at].destination in late:
                        del waiting[serial]
                        self._late.add(serial)
        return answers

    def poll(self) -> None:
        """Hear the signals that have come in, without waiting.

        Raises:
            PlatformGone: the bus is gone.
        """
        while self._readable(0):
            self._fill()
        self._take({}, [], {}, [])

    def wait(self, seconds: float, wake: int | None = None) -> None:
        """Wait for signals this long, and hear them.

        Args:
            seconds: at most.
            wake: a file descriptor that ends the waiting when there is something to read in it.

        Raises:
            PlatformGone: the bus is gone.
        """
        watched: list[socket.socket | int] = (
            [self._socket] if wake is None else [self._socket, wake]
        )
        if self._socket in select.select(watched, [], [], seconds)[0]:
            self._fill()
        self._take({}, [], {}, [])

    def shut(self) -> None:
        """End a `wait` that is under way. Called from any thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _receive(
        self,
        end: float,
        waiting: dict[int, int],
        answers: list[Any],
        heard: dict[str, float],
        calls: Sequence[Call],
    ) -> None:
        """Take in answers until some have come, or it is `end`."""
        while True:
            if self._take(waiting, answers, heard, calls):
                return
            left = end - time.monotonic()
            if left <= 0 or not self._readable(min(left, 0.25)):
                if left <= 0.25:
                    return
                continue
            self._fill()

    def _take(
        self,
        waiting: dict[int, int],
        answers: list[Any],
        heard: dict[str, float],
        calls: Sequence[Call],
    ) -> int:
        """Take the complete messages out of the buffer; how many calls were answered."""
        count, start, buffer = 0, 0, self._buffer
        while len(buffer) - start >= 16:
            body_length, fields_length = struct.unpack_from("<I4xI", buffer, start + 4)
            body = start + 16 + (fields_length + 7) // 8 * 8
            end = body + body_length
            if body_length > _LARGEST or fields_length > _LARGEST:
                raise PlatformGone("the bus sent something that is no message")
            if len(buffer) < end:
                break
            kind = buffer[start + 1]
            message = bytes(buffer[start:end])
            start = end
            fields = _fields(message, fields_length)
            if kind == 4:
                signal = (fields[7], fields[1], fields[2], fields[3])
                self._hear(signal)
                if self._hear_whole is not None:
                    body_value = _value(fields[8] or "", message, len(message) - body_length)
                    self._hear_whole(signal, body_value)
                continue
            at = waiting.pop(fields[5] or 0, None)
            if at is None:
                self._late.discard(fields[5] or 0)
                continue
            value = _value(fields[8] or "", message, len(message) - body_length)
            answers[at] = Failed(fields[4] or "", str(value)) if kind == 3 else value
            heard[calls[at].destination] = time.monotonic()
            count += 1
        if start:
            del buffer[:start]
        return count

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._socket], [], [], seconds)[0])

    def _fill(self) -> None:
        try:
            data = self._socket.recv(1 << 18)
        except OSError as failure:
            raise PlatformGone(f"the bus is gone ({failure})") from failure
        if not data:
            raise PlatformGone("the bus is gone")
        self._buffer += data

    def _send(self, data: bytes | bytearray) -> None:
        try:
            # The bus may stop reading while it cannot write to us: read what is there meanwhile.
            view = memoryview(data)
            while view:
                readable, writable, _ = select.select([self._socket], [self._socket], [], 10)
                if readable:
                    self._fill()
                if writable:
                    view = view[self._socket.send(view[: 1 << 16]) :]
                if not readable and not writable:
                    raise PlatformGone("the bus does not answer")
        except OSError as failure:
            raise PlatformGone(f"the bus is gone ({failure})") from failure


def _joined(address: str) -> socket.socket:
    """A socket on which we have been let in."""
    from jeepney.auth import BEGIN, Authenticator
    from jeepney.bus import get_bus

    if not address:
        raise PlatformGone("there is no D-Bus session bus")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(5)
    try:
        connection.connect(get_bus(address))
        authenticator = Authenticator()
        while True:
            if data := authenticator.data_to_send():
                connection.sendall(data)
            authenticator.feed(connection.recv(1024))
            if authenticator.authenticated:
                break
        hello = Call(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello"
        )
        connection.sendall(BEGIN + _packed(hello, 1))
        _await_hello(connection)
    except (OSError, ValueError, RuntimeError) as failure:
        connection.close()
        raise PlatformGone(f"the bus at {address} does not answer ({failure})") from failure
    connection.setblocking(False)
    return connection


def _await_hello(connection: socket.socket) -> None:
    data = b""
    while len(data) < 16 or len(data) < _length(data):
        more = connection.recv(65536)
        if not more:
            raise OSError("closed")
        data += more
    # What may follow is the signal that we have been given a name; nobody misses it.
    if data[1] == 3:
        raise OSError("refused")


def _length(data: bytes) -> int:
    body, fields = struct.unpack_from("<I4xI", data, 4)
    return int(16 + (fields + 7) // 8 * 8 + body)


# Packing.


@lru_cache(maxsize=65536)
def _field(code: int, kind: str, value: str) -> bytes:
    data = value.encode()
    size = struct.pack("<B" if kind == "g" else "<I", len(data))
    return struct.pack("<BB", code, 1) + kind.encode() + b"\0" + size + data + b"\0"


def _packed(call: Call, serial: int) -> bytes:
    """A method call as a message."""
    fields = b""
    for code, kind, value in (
        (1, "o", call.path),
        (2, "s", call.interface),
        (3, "s", call.member),
        (6, "s", call.destination),
        (8, "g", call.signature),
    ):
        if value:
            fields += b"\0" * (-len(fields) % 8) + _field(code, kind, value)
    head = struct.pack("<cBBBIII", b"l", 1, 0, 1, len(call.body), serial, len(fields))
    return head + fields + b"\0" * (-len(fields) % 8) + call.body


# Unpacking.


def _fields(message: bytes, length: int) -> list[Any]:
    """The header's fields by their code."""
    fields: list[Any] = [None] * 10
    at, end = 16, 16 + length
    while at < end:
        at = (at + 7) // 8 * 8
        if at >= end:
            break
        code = message[at]
        kind = message[at + 2]
        at += 4
        if kind in (115, 111):  # s, o
            (size,) = struct.unpack_from("<I", message, at)
            value: Any = message[at + 4 : at + 4 + size].decode("utf-8", "replace")
            at += size + 5
        elif kind == 117:  # u
            (value,) = struct.unpack_from("<I", message, at)
            at += 4
        else:  # g
            size = message[at]
            value = message[at + 1 : at + 1 + size].decode("ascii", "replace")
            at += size + 2
        if code < 10:
            fields[code] = value
    return fields


def _value(signature: str, message: bytes, at: int) -> Any:
    """The body: its single value, or a tuple; None for an empty one."""
    if not signature:
        return None
    try:
        values = []
        for decode in _decoders(signature):
            value, at = decode(message, at)
            values.append(value)
    except (struct.error, IndexError, ValueError) as failure:
        return Failed("broken", str(failure))
    return values[0] if len(values) == 1 else tuple(values)


@lru_cache(maxsize=512)
def _decoders(signature: str) -> tuple[Decoder, ...]:
    found, at = [], 0
    while at < len(signature):
        decoder, at, _ = _decoder(signature, at)
        found.append(decoder)
    return tuple(found)


_PLAIN = {
    "y": ("<B", 1),
    "n": ("<h", 2),
    "q": ("<H", 2),
    "i": ("<i", 4),
    "u": ("<I", 4),
    "x": ("<q", 8),
    "t": ("<Q", 8),
    "d": ("<d", 8),
    "b": ("<I", 4),
    "h": ("<I", 4),
}


def _decoder(signature: str, at: int) -> tuple[Decoder, int, int]:
    """A decoder for the type at a place of a signature, where it ends, and its alignment."""
    kind = signature[at]
    if kind in _PLAIN:
        return _plain(*_PLAIN[kind], truth=kind == "b"), at + 1, _PLAIN[kind][1]
    if kind in "so":
        return _decode_text, at + 1, 4
    if kind == "g":
        return _decode_signature, at + 1, 1
    if kind == "v":
        return _decode_variant, at + 1, 1
    if kind == "a":
        inner, end, align = _decoder(signature, at + 1)
        pairs = signature[at + 1] == "{"
        return _array(inner, align, pairs=pairs), end, 4
    if kind in "({":
        inside, end = [], at + 1
        while signature[end] not in ")}":
            decoder, end, _ = _decoder(signature, end)
            inside.append(decoder)
        return _tuple(tuple(inside)), end + 1, 8
    raise ValueError(f"no such type: {kind}")


def _plain(layout: str, size: int, *, truth: bool) -> Decoder:
    unpack = struct.Struct(layout).unpack_from

    def decode(data: bytes, at: int) -> tuple[Any, int]:
        at = (at + size - 1) // size * size
        value = unpack(data, at)[0]
        return (bool(value) if truth else value), at + size

    return decode


def _decode_text(data: bytes, at: int) -> tuple[Any, int]:
    at = (at + 3) // 4 * 4
    size = int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : at + 4 + size].decode("utf-8", "replace"), at + size + 5


def _decode_signature(data: bytes, at: int) -> tuple[Any, int]:
    size = data[at]
    return data[at + 1 : at + 1 + size].decode("ascii", "replace"), at + size + 2


def _decode_variant(data: bytes, at: int) -> tuple[Any, int]:
    signature, at = _decode_signature(data, at)
    value, at = _decoders(signature)[0](data, at)
    return value, at


def _array(inner: Decoder, align: int, *, pairs: bool) -> Decoder:
    def decode(data: bytes, at: int) -> tuple[Any, int]:
        at = (at + 3) // 4 * 4
        size = int.from_bytes(data[at : at + 4], "little")
        at = (at + 4 + align - 1) // align * align
        end = at + size
        values = []
        while at < end:
            value, at = inner(data, at)
            values.append(value)
        return (dict(values) if pairs else values), end

    return decode


def _tuple(inside: tuple[Decoder, ...]) -> Decoder:
    def decode(data: bytes, at: int) -> tuple[Any, int]:
        at = (at + 7) // 8 * 8
        values = []
        for each in inside:
            value, at = each(data, at)
            values.append(value)
        return tuple(values), at

    return decode
