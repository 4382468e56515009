"""Talking with the server that runs inside an OSWorld machine, over HTTP.

Every request has a deadline for the whole of it, and a limit on how much is taken in. What changes
something on the machine is sent once: it is only tried again where no connection came about, so
that nothing had been asked for yet. What only reads is tried again while its deadline allows.

The routes are those of OSWorld's `desktop_env/server/main.py`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

_PATIENCE = 15.0  # seconds that a server may take to come back
_PAUSE = 0.5  # seconds between two tries
_MOST_XML = 48_000_000  # bytes
_MOST_PICTURE = 64_000_000
_MOST_ANSWER = 16_000_000
_MOST_FILE = 512_000_000
_CHUNK = 65_536
_SAID = 300  # characters of a fault that are told
_MARK = "@@deskhand "  # begins the line with a script's answer


class MachineFault(Exception):
    """The machine did not do what it was asked, or answered with something else than it should."""


class MachineSilent(MachineFault):
    """It did not answer in time."""


class MachineGone(MachineFault):
    """Nothing answers at its address."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What the server is asked.

    Attributes:
        most: bytes of an answer that are taken in.
    """

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = _MOST_ANSWER


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Output:
    """What a program on the machine has written, and how it ended."""

    text: str
    error: str
    code: int


class Machine:
    """The server of one machine. May be called from any thread.

    Args:
        url: of the server, as in "http://10.0.0.7:5000".
        patience: seconds that the server may be gone before it is given up.

    Raises:
        ValueError: the address is none.
    """

    def __init__(self, url: str, *, patience: float = _PATIENCE) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"{url!r} is no address like http://host:5000")
        self.host = parts.hostname
        self.port = parts.port or 5000
        self.patience = patience
        self._lock = threading.Lock()
        self._open: set[http.client.HTTPConnection] = set()
        self._runs_python: bool | None = None  # whether there is a /run_python
        self._closed = False
        self._unstuck = 0.0  # when all requests were last ended

    @property
    def url(self) -> str:
        """The server's address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    # What only reads.

    def platform(self, limit: float = 10.0) -> str:
        """What `platform.system()` says there: "Linux", "Windows", "Darwin"."""
        return self._read("GET", "/platform", limit).decode("utf-8", "replace").strip()[:40]

    def screenshot(self, limit: float = 10.0) -> bytes:
        """The screen as PNG or JPEG, with the pointer; not yet looked at."""
        return self._read("GET", "/screenshot", limit, most=_MOST_PICTURE)

    def accessibility(self, limit: float = 60.0) -> str:
        """The accessibility trees of all programs, as XML. Sent once: it is heavy work there."""
        answer = self._sent(_Request("GET", "/accessibility", most=_MOST_XML), limit)
        found = _json(_good(answer, "/accessibility"), "/accessibility").get("AT")
        if not isinstance(found, str):
            raise MachineFault("/accessibility answered without a tree")
        return found

    def screen_size(self, limit: float = 10.0) -> tuple[int, int]:
        """Width and height of the screen, in the pixels that it is clicked in."""
        found = _json(self._read("POST", "/screen_size", limit), "/screen_size")
        width, height = found.get("width"), found.get("height")
        if not isinstance(width, int) or not isinstance(height, int):
            raise MachineFault(f"/screen_size answered {found!r:.80}")
        if not (0 < width <= 32_768 and 0 < height <= 32_768):
            raise MachineFault(f"/screen_size answered {width} by {height}")
        return width, height

    def cursor(self, limit: float = 10.0) -> tuple[int, int]:
        """Where the pointer is."""
        data = self._read("GET", "/cursor_position", limit)
        try:
            x, y = json.loads(data)
            return int(x), int(y)
        except (ValueError, TypeError, RecursionError) as failure:
            raise MachineFault("/cursor_position answered with no point") from failure

    def file(self, path: str, limit: float = 60.0) -> bytes | None:
        """What is in a file; None if there is none."""
        body = urlencode({"file_path": path}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = self._patient(_Request("POST", "/file", body, headers, _MOST_FILE), limit)
        return None if answer.status == 404 else _good(answer, "/file")

    # What changes something: sent once.

    def execute(self, command: list[str] | str, *, limit: float = 60.0) -> Output:
        """Run a program and wait for its end; text is given to a shell.

        Args:
            command: the program and its arguments, or a line for the shell.
            limit: seconds.
        """
        said = {"command": command, "shell": isinstance(command, str)}
        found = self._post("/execute", said, limit)
        if found.get("status") != "success":
            raise MachineFault(f"/execute: {found.get('message', found)!s:.{_SAID}}")
        code = found.get("returncode", 0)
        return Output(
            str(found.get("output", "")),
            str(found.get("error", "")),
            code if isinstance(code, int) else 0,
        )

    def launch(self, command: list[str], *, limit: float = 30.0) -> None:
        """Start a program and do not wait for it."""
        self._post("/setup/launch", {"command": command, "shell": False}, limit, json_answer=False)

    def upload(self, path: str, data: bytes, limit: float = 120.0) -> None:
        """Write a file; its folder is made."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\ncontent-disposition: form-data; name="file_path"\r\n\r\n'.encode(),
            path.encode(),
            f'\r\n--{boundary}\r\ncontent-disposition: form-data; name="file_data"; '
            f'filename="file"\r\ncontent-type: application/octet-stream\r\n\r\n'.encode(),
            data,
            f"\r\n--{boundary}--\r\n".encode(),
        ]
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        answer = self._sent(_Request("POST", "/setup/upload", b"".join(parts), headers), limit)
        _good(answer, "/setup/upload")

    def python(self, code: str, *, limit: float = 30.0) -> Output:
        """Run Python code in a process of its own.

        Args:
            code: ASCII, because some servers write it down in their own locale's encoding.
            limit: seconds.
        """
        if self._runs_python is not False:
            body = json.dumps({"code": code}).encode("ascii")
            answer = self._sent(_Request("POST", "/run_python", body, _JSON), limit)
            if answer.status not in (404, 405):
                self._runs_python = True
                found = _json(_good(answer, "/run_python"), "/run_python")
                returned = found.get("return_code", found.get("returncode", 0))
                return Output(
                    str(found.get("output") or found.get("message") or ""),
                    str(found.get("error") or ""),
                    returned if isinstance(returned, int) else 1,
                )
            self._runs_python = False  # an older server
        return self.execute(["python", "-c", code], limit=limit)

    def script(self, text: str, arguments: Mapping[str, Any], *, limit: float = 30.0) -> Any:
        """Run one of our scripts there; what it answers.

        Args:
            text: of the script. It finds `ARGUMENTS`, and ends with a call of `answer(...)`.
            arguments: what it is told; must fit into JSON.
            limit: seconds.

        Raises:
            MachineFault: it failed there; the last line that it wrote says how.
        """
        given = json.dumps(dict(arguments))
        head = (
            f"import json\nARGUMENTS = json.loads({given!r})\n\n"
            f"def answer(what):\n    print({_MARK!r} + json.dumps(what), flush=True)\n\n"
        )
        output = self.python(head + text, limit=limit)
        for line in reversed(output.text.splitlines()):
            if line.startswith(_MARK):
                try:
                    return json.loads(line.removeprefix(_MARK))
                except (ValueError, RecursionError) as failure:
                    raise MachineFault("a script on the machine answered nonsense") from failure
        said = (output.error.strip() or output.text.strip() or "nothing").splitlines()[-1]
        raise MachineFault(f"a script on the machine failed: {said[:_SAID]}")

    # Requests.

    def unstick(self) -> None:
        """End all requests that are under way; they are not tried again."""
        self._unstuck = time.monotonic()
        with self._lock:
            opened = list(self._open)
        for connection in opened:
            _hang_up(connection)

    def close(self) -> None:
        """End all requests, and take no more. Idempotent."""
        self._closed = True
        self.unstick()

    def _post(
        self, path: str, said: Mapping[str, Any], limit: float, *, json_answer: bool = True
    ) -> Mapping[str, Any]:
        body = json.dumps(said).encode("ascii")
        data = _good(self._sent(_Request("POST", path, body, _JSON), limit), path)
        return _json(data, path) if json_answer else {}

    def _read(self, method: str, path: str, limit: float, *, most: int = _MOST_ANSWER) -> bytes:
        return _good(self._patient(_Request(method, path, most=most), limit), path)

    def _patient(self, request: _Request, limit: float) -> Answer:
        """Ask for something that only reads: again while there is time, unless it is refused."""
        begun = time.monotonic()
        end = begun + limit
        while True:
            left = end - time.monotonic()
            try:
                answer = self._sent(request, left)
            except MachineGone:
                raise
            except MachineFault:
                if time.monotonic() + 2 * _PAUSE > end or self._unstuck > begun:
                    raise
            else:
                if answer.status < 500 or time.monotonic() + 2 * _PAUSE > end:
                    return answer
            if self._closed:
                raise MachineGone("the connection to the machine is closed")
            time.sleep(_PAUSE)

    def _sent(self, request: _Request, limit: float) -> Answer:
        """Send a request once; a server that is not there is waited for."""
        begun = time.monotonic()
        end = begun + self.patience
        while True:
            try:
                return self._once(request, limit)
            except MachineGone:
                given_up = self._closed or self._unstuck > begun
                if given_up or time.monotonic() + _PAUSE > end:
                    raise
            time.sleep(_PAUSE)

    def _once(self, request: _Request, limit: float) -> Answer:
        """Send a request.

        Raises:
            MachineGone: no connection came about: nothing was asked for.
            MachineSilent: it took longer than the limit.
            MachineFault: the connection broke, or the answer is none.
        """
        if self._closed:
            raise MachineGone("the connection to the machine is closed")
        limit, path = max(limit, 0.05), request.path
        connection = http.client.HTTPConnection(self.host, self.port, timeout=limit)
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            _hang_up(connection)

        try:
            connection.connect()
        except TimeoutError as failure:
            raise MachineGone(f"{self.url} does not answer") from failure
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise MachineGone(f"nothing answers at {self.url}: {reason}") from failure
        # A timeout of the socket is for each byte; this one is for all of it.
        watch = threading.Timer(limit, hang_up)
        watch.daemon = True
        with self._lock:
            self._open.add(connection)
        watch.start()
        try:
            connection.request(request.method, path, request.body or None, dict(request.headers))
            return _received(connection.getresponse(), request.most, path)
        except (OSError, http.client.HTTPException, ValueError) as failure:
            if late.is_set() or isinstance(failure, TimeoutError):
                raise MachineSilent(f"{path} gave no answer in {limit:.0f} seconds") from failure
            if self._closed:
                raise MachineGone("the connection to the machine is closed") from failure
            raise MachineFault(f"{path}: the answer broke off ({failure!s:.100})") from failure
        finally:
            watch.cancel()
            with self._lock:
                self._open.discard(connection)
            connection.close()


_JSON = {"content-type": "application/json"}


def _hang_up(connection: http.client.HTTPConnection) -> None:
    line = connection.sock
    if line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _received(response: http.client.HTTPResponse, most: int, path: str) -> Answer:
    """An answer, of no more than so many bytes.

    Raises:
        MachineFault: it is longer.
        OSError: the connection broke; `http.client.HTTPException` likewise.
    """
    parts, size = [], 0
    while part := response.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > most:
            raise MachineFault(f"{path} answered with more than {most} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return Answer(response.status, b"".join(parts))


def _good(answer: Answer, path: str) -> bytes:
    """The data of an answer.

    Raises:
        MachineFault: it says that something went wrong.
    """
    if 200 <= answer.status < 300:
        return answer.data
    said = " ".join(answer.data[:2000].decode("utf-8", "replace").split())
    raise MachineFault(f"{path} answered {answer.status}: {said[:_SAID]}")


def _json(data: bytes, path: str) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as failure:
        raise MachineFault(f"{path} answered with no JSON") from failure
    if not isinstance(found, dict):
        raise MachineFault(f"{path} answered with no JSON object")
    return found
