"""The transport against a real local server that misbehaves in every way that servers do."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate

import pytest

from actions.context import RunContext
from actions.errors import RunCancelled
from app.models.errors import (
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelSilent,
    ModelUnreachable,
    ReplyBroken,
    RequestRejected,
)
from app.models.transport import Patience, Transport

KEY = "sk-very-secret-key"
FREE = RunContext()
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server(http.server.ThreadingHTTPServer):
    """Answers with what the test queued; the last answer again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.bodies: list[bytes] = []
        self.gone = threading.Event()  # a client hung up
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: object) -> None:
        return


def says(status: int, body: object, **headers: str) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def streams(*chunks: bytes, ends: bool = True, pause: float = 0) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        for chunk in chunks:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            handler.wfile.flush()
            time.sleep(pause)
        if ends:
            handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True

    return answer


def hangs(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Say nothing until the client hangs up."""
    handler.connection.settimeout(20)
    assert isinstance(handler.server, Server)
    if not handler.connection.recv(1):
        handler.server.gone.set()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def transport(server: Server, waits: list[float]) -> Iterator[Transport]:
    made = Transport(
        server.url,
        {"authorization": f"Bearer {KEY}"},
        Patience(silence=1.0, tries=3),
        sleep=lambda _context, seconds: waits.append(seconds),
    )
    yield made
    made.close()


def test_json_goes_there_and_back(server: Server, transport: Transport) -> None:
    server.answers = [says(200, {"ok": "ü"})]
    assert transport.post("chat", {"say": "ü"}, FREE) == {"ok": "ü"}
    assert json.loads(server.bodies[0]) == {"say": "ü"}


def test_a_stream_is_read_event_by_event(server: Server, transport: Transport) -> None:
    server.answers = [
        streams(b'event: a\ndata: {"x": 1}\n\n', b'data: {"x"', b": 2}\n\ndata: [DONE]\n\n")
    ]
    events = [(each.name, each.data) for each in transport.stream("chat", {}, FREE)]
    assert events == [("a", {"x": 1}), ("message", {"x": 2}), ("message", None)]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_what_may_pass_is_tried_again(
    server: Server, transport: Transport, waits: list[float], status: int
) -> None:
    server.answers = [says(status, {"error": {"message": "busy"}}), says(200, {"ok": 1})]
    assert transport.post("chat", {}, FREE) == {"ok": 1}
    assert len(waits) == 1
    assert 0.3 < waits[0] < 0.7


def test_retry_after_is_kept_to(server: Server, transport: Transport, waits: list[float]) -> None:
    date = formatdate(time.time() + 20, usegmt=True)
    server.answers = [
        says(429, {}, retry_after="7"),
        says(429, {}, retry_after=date),
        says(200, {"ok": 1}),
    ]
    assert transport.post("chat", {}, FREE) == {"ok": 1}
    assert waits[0] == 7
    assert 10 < waits[1] <= 21


def test_too_long_a_wait_is_said_at_once(
    server: Server, transport: Transport, waits: list[float]
) -> None:
    server.answers = [says(429, {"error": {"message": "monthly limit"}}, retry_after="86400")]
    with pytest.raises(ModelBusy, match=r"monthly limit.*86400 s"):
        transport.post("chat", {}, FREE)
    assert waits == []


def test_what_stays_broken_is_given_up(
    server: Server, transport: Transport, waits: list[float]
) -> None:
    server.answers = [says(500, b"<html>oops")]
    with pytest.raises(ModelUnreachable, match="500"):
        transport.post("chat", {}, FREE)
    assert len(server.bodies) == 3
    assert waits[0] < waits[1]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, KeyRefused), (403, KeyRefused), (400, RequestRejected), (404, RequestRejected),
     (413, RequestRejected), (422, RequestRejected), (307, RequestRejected)],
)  # fmt: skip
def test_what_cannot_pass_is_not_tried_again(
    server: Server, transport: Transport, status: int, kind: type[ModelError]
) -> None:
    server.answers = [says(status, {"error": {"message": f"no {KEY} here"}}, location="/x")]
    with pytest.raises(kind) as caught:
        transport.post("chat", {}, FREE)
    assert len(server.bodies) == 1
    assert KEY not in str(caught.value)


def test_a_stream_that_is_cut_off_is_an_error(server: Server, transport: Transport) -> None:
    server.answers = [streams(b'data: {"x": 1}\n\n', ends=False)]
    got = []
    with pytest.raises(ReplyBroken, match="cut off"):
        got.extend(transport.stream("chat", {}, FREE))
    assert len(server.bodies) == 1  # what was begun is not paid for twice


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"<html>"])
def test_no_json_is_an_error(server: Server, transport: Transport, body: bytes) -> None:
    server.answers = [says(200, body)]
    with pytest.raises(ReplyBroken, match="else than JSON"):
        transport.post("chat", {}, FREE)


def test_broken_events_are_an_error(server: Server, transport: Transport) -> None:
    server.answers = [streams(b"data: {oops\n\n")]
    with pytest.raises(ReplyBroken, match="broken JSON"):
        list(transport.stream("chat", {}, FREE))
    server.answers = [says(200, {"not": "a stream"}, content_type="application/json")]
    with pytest.raises(ReplyBroken, match="instead of a stream"):
        list(transport.stream("chat", {}, FREE))


def test_silence_ends(server: Server, transport: Transport) -> None:
    server.answers = [hangs]
    with pytest.raises(ModelSilent, match="1 s"):
        transport.post("chat", {}, FREE)
    assert len(server.bodies) == 1


def test_a_connection_that_breaks_is_made_anew(server: Server, transport: Transport) -> None:
    def breaks(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    server.answers = [breaks, says(200, {"ok": 1})]
    assert transport.post("chat", {}, FREE) == {"ok": 1}


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_an_address_that_nobody_answers_at(base: str) -> None:
    transport = Transport(base, {}, Patience(tries=2), sleep=lambda _context, _seconds: None)
    with pytest.raises(ModelUnreachable, match="cannot be reached"):
        transport.post("chat", {}, FREE)
    transport.close()


@pytest.mark.parametrize("answer", [hangs, streams(*[b'data: {"x": 1}\n\n'] * 20, pause=0.2)])
def test_a_stopped_run_ends_a_call_within_a_second(
    server: Server, transport: Transport, answer: Answer
) -> None:
    server.answers = [answer]
    context = RunContext()
    timer = threading.Timer(0.3, context.cancel.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(RunCancelled):
        list(transport.stream("chat", {}, context))
    assert time.monotonic() - began < 20
    timer.join()
    if answer is hangs:
        assert server.gone.wait(5), "the server still works on it"


def test_a_stop_ends_the_waiting_between_two_tries(server: Server) -> None:
    transport = Transport(server.url, {}, Patience(first_wait=30))
    server.answers = [says(503, {})]
    context = RunContext()
    timer = threading.Timer(0.3, context.cancel.cancel)
    timer.start()
    with pytest.raises(RunCancelled):
        transport.post("chat", {}, context)
    timer.join()
    transport.close()
