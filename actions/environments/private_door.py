"""Doors between this machine's network and that of a private desktop.

A socket stays in the network that it was made in, whoever holds it. So a port here leads to one
there through a process that lives there and is handed a socket that listens here (`Door`), and
what is served from here is reached there by a socket made there (`listen_inside`).

Run as a script, with nothing but the standard library, in the desktop's network namespace.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import Sequence


class Door:
    """Leads from a port of this machine's loopback to one of a desktop's.

    Attributes:
        port: here.
    """

    def __init__(self, enter: Sequence[str], inner: int) -> None:
        """Open it.

        Args:
            enter: prefix of a command that shall run in the desktop's network.
            inner: the port there.
        """
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
            descriptor = listener.fileno()
            self._process = subprocess.Popen(
                [*enter, sys.executable, "-I", __file__, str(descriptor), str(inner)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                start_new_session=True,
            )

    @property
    def open(self) -> bool:
        """Whether it still leads there."""
        return self._process.poll() is None

    def close(self) -> None:
        """Close it. Idempotent."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def listen_inside(enter: Sequence[str]) -> socket.socket:
    """A socket that listens on the loopback interface of a desktop's network, for use here.

    Args:
        enter: prefix of a command that shall run in that network.

    Raises:
        OSError: it could not be made.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        subprocess.run(
            [*enter, sys.executable, "-I", __file__, "--listen", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
        theirs.close()
        _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    if not descriptors:
        raise OSError("no socket could be made in the network of the desktop")
    return socket.socket(fileno=descriptors[0])


def _listen(channel: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        socket.send_fds(channel, [b"1"], [listener.fileno()])


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(1 << 16):
            sink.write(data)
            await sink.drain()
    with contextlib.suppress(OSError):
        sink.close()


async def _serve(listener: socket.socket, inner: int) -> None:
    """Pass on what comes, until the standard input ends."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", inner)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass(reader, back), _pass(there, writer))

    server = await asyncio.start_server(handle, sock=listener)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(0, ended.set)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    if sys.argv[1] == "--listen":
        _listen(socket.socket(fileno=int(sys.argv[2])))
        sys.exit()
    asyncio.run(_serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])))
