"""A model server on this machine: four wire protocols, spoken strictly, with a scripted model.

It rejects what the real servers reject (missing results, wrong display sizes, unknown fields,
pictures too large) and plays what a `Brain` says. Faults can be queued that come before it.
"""

from __future__ import annotations

import http.server
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model_server import chat, gemini, messages, responses
from model_server.talk import Brain, Rejection, Say, Seen

KEY = "sk-test-0123456789abcdef"

_GEMINI = re.compile(r"/v1beta/models/([^/:]+):streamGenerateContent\?alt=sse")
_PROTOCOLS = {
    "/v1/chat/completions": chat,
    "/v1/responses": responses,
    "/v1/messages": messages,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong instead of a reply.

    Attributes:
        status: an HTTP status other than 200, with `headers`.
        cut: end the stream after this many events.
        garbage: stream this instead of JSON.
        silence: say nothing for this many seconds, then hang up.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    garbage: bytes = b""
    silence: float = 0.0


class ModelServer:
    """Runs on a thread; a context manager.

    Attributes:
        seen: what each request that was let in showed.
        rejected: why each other one was turned away.
        bodies: all requests, as JSON.
        faults: what goes wrong with the next requests.
    """

    def __init__(self, brain: Brain) -> None:
        self.brain = brain
        self.seen: list[Seen] = []
        self.rejected: list[str] = []
        self.bodies: list[Mapping[str, Any]] = []
        self.faults: list[Fault] = []
        self.lost: dict[bytes, Reader] = {}
        self._lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            server_of = owner

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take_in(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Reader:
        """Judge a request; what the reply will be."""
        gemini_path = _GEMINI.fullmatch(path)
        protocol: Any = gemini if gemini_path else _PROTOCOLS.get(path)
        if protocol is None:
            raise Rejection(f"no such path: {path}", 404)
        self._authorise(protocol, headers)
        if not body.get("stream", protocol is gemini):
            raise Rejection("this server streams only")
        seen = protocol.read(body, headers, gemini_path[1] if gemini_path else "")
        with self._lock:
            self.seen.append(seen)
            number = len(self.seen)
            try:
                say: Say = self.brain(seen)
            except AssertionError as failure:  # said at once, not as a connection that broke
                raise Rejection(f"the script does not find what it expects: {failure}") from None
        return lambda: protocol.write(say, seen, number)

    def _authorise(self, protocol: Any, headers: Mapping[str, str]) -> None:
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if protocol is messages:
            given = headers.get("x-api-key", "")
        elif protocol is gemini:
            given = headers.get("x-goog-api-key", "")
        if given != KEY:
            raise Rejection("invalid API key", 401)


Reader = Callable[[], Iterator[tuple[str, Mapping[str, Any] | None]]]


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is its own business."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as given


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: ModelServer

    def do_GET(self) -> None:
        listed: Mapping[str, Any] = {"data": [{"id": "test-model", "object": "model"}]}
        if self.path.startswith("/v1beta/"):
            listed = {"models": [{"name": "models/test-model"}]}
        self._answer(200, json.dumps(listed).encode())

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        fault = self.server_of.faults.pop(0) if self.server_of.faults else Fault()
        if fault.silence:
            time.sleep(fault.silence)
            self.close_connection = True
            return
        if fault.status:
            self._answer(fault.status, chat.error("a fault of the server", fault.status), fault)
            return
        try:
            body = json.loads(data)
            self.server_of.bodies.append(body)
            headers = {name.lower(): value for name, value in self.headers.items()}
            # Who asks again after a reply was lost on the way gets the same one.
            lost = self.server_of.lost.pop(data, None)
            reply = lost or self.server_of.take_in(self.path, body, headers)
        except Rejection as rejection:
            self.server_of.rejected.append(str(rejection))
            self._answer(rejection.status, chat.error(str(rejection), rejection.status))
            return
        if fault.cut is not None or fault.garbage:
            self.server_of.lost[data] = reply
        self._stream(reply, fault)

    def _stream(self, reply: Reader, fault: Fault) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if fault.garbage:
            self._chunk(b"data: " + fault.garbage + b"\n\n")
        for at, (name, data) in enumerate(reply()):
            if fault.cut == at:
                self.close_connection = True
                self.wfile.flush()
                self.connection.close()
                return
            lines = f"event: {name}\n" if name else ""
            said = "[DONE]" if data is None else json.dumps(data)
            self._chunk(f"{lines}data: {said}\n\n".encode())
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _answer(self, status: int, data: bytes, fault: Fault | None = None) -> None:
        self.send_response(status)
        for name, value in (fault.headers if fault else {}).items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        return
