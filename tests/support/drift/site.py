"""Small web applications with a state of their own, which is the truth."""

from __future__ import annotations

import copy
import html
import json
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from drift.look import Look

Record = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The labels of an application, as they were and as they may be.

    Attributes:
        opener: what opens a record, or acts on it.
        commit: what cannot be taken back.
        field: one that is filled in.
        renamed: other words for the three.
        foreign: all labels in another language.
    """

    opener: str
    commit: str
    field: str
    renamed: tuple[str, str, str]
    foreign: Mapping[str, str]


class App:
    """One application. Subclasses render it; `state` is what it holds.

    Attributes:
        name: in its address.
        key: which entry of a record people tell it by.
        who: the record that was shown; the skill is for any.
        other: the value that is entered.
        words: its labels.
        rows: whether it shows records in rows.
        ids: whether what commits has an id of its own.
    """

    name: ClassVar[str]
    key: ClassVar[str]
    who: ClassVar[str]
    other: ClassVar[str]
    words: ClassVar[Words]
    rows: ClassVar[bool] = True
    ids: ClassVar[bool] = True
    start: ClassVar[Sequence[Record]]

    def __init__(self) -> None:
        self.look = Look()
        self.state: list[Record] = []
        self.extra: list[str] = []  # what else was done; nothing of it is ever right
        self.reset(Look(), copy.deepcopy(list(self.start)))

    def reset(self, look: Look, records: list[Record]) -> None:
        """Begin anew."""
        self.look = look
        self.state = records
        self.extra = []

    def snapshot(self) -> Any:
        """All that it holds."""
        return copy.deepcopy((self.state, self.extra))

    def wanted(self, records: list[Record], who: str, value: str) -> list[Record]:
        """The records after the task was done for the one record meant."""
        raise NotImplementedError

    def get(self, path: str, query: Mapping[str, str]) -> str | list[Any] | None:
        """A page, or data; None: there is no such."""
        raise NotImplementedError

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """Take something in; where to go then."""
        raise NotImplementedError

    def find(self, number: str) -> Record | None:
        """A record by its id."""
        return next((each for each in self.state if each["id"] == number), None)


class Site:
    """Serves applications under their names. A context manager."""

    def __init__(self, apps: Sequence[App]) -> None:
        self.apps = {app.name: app for app in apps}
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="drift-site", daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        self.site = site
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as given


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout: ClassVar[float] = 20
    server: _Server

    def do_GET(self) -> None:
        app, path, query = self._asked()
        if app is None:
            return self._send(404, b"", "text/plain")
        time.sleep(app.look.slow)
        with self.server.site.lock:
            answer = app.get(path, query)
        if answer is None:
            return self._send(404, b"<title>None</title>There is no such page.", "text/html")
        if isinstance(answer, str):
            return self._send(200, answer.encode(), "text/html; charset=utf-8")
        return self._send(200, json.dumps(answer).encode(), "application/json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        app, path, _ = self._asked()
        if app is None:
            return self._send(404, b"", "text/plain")
        time.sleep(app.look.slow)
        kind = self.headers.get("Content-Type", "")
        form = json.loads(body) if "json" in kind else dict(parse_qsl(body, keep_blank_values=True))
        with self.server.site.lock:
            if path.endswith("/twin"):
                app.extra.append("twin")
                to = "/"
            else:
                to = app.post(path, form)
        if "json" in kind:
            return self._send(200, b"{}", "application/json")
        self.send_response(303)
        self.send_header("Location", f"/{app.name}{to}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _asked(self) -> tuple[App | None, str, dict[str, str]]:
        parts = urlsplit(self.path)
        name, _, path = unquote(parts.path).lstrip("/").partition("/")
        return self.server.site.apps.get(name), "/" + path, dict(parse_qsl(parts.query))

    def _send(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def h(text: str) -> str:
    """A text in HTML."""
    return html.escape(text)


def one(records: list[Record], key: str, who: str) -> Record:
    """The one record that is meant."""
    (found,) = [each for each in records if each[key] == who]
    return found
