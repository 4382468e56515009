"""Serves the demonstration site on 127.0.0.1."""

from __future__ import annotations

import secrets
import threading
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

from app.demo import pages_account, pages_contacts, pages_misc, pages_orders
from app.demo.state import State, initial
from app.demo.web import Request, Response, Session, find, not_found, parse_body

# Importing them registers their routes.
_PAGES = (pages_account, pages_contacts, pages_misc, pages_orders)

_MAX_BODY = 20_000_000
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class DemoSite:
    """The site, running. Use it as a context manager, or `start` and `stop`.

    Attributes:
        state: what it stores now; for tests.
        url: where it is, without a trailing slash.
    """

    def __init__(self, port: int = 0) -> None:
        self.state: State = initial()
        self.sessions: dict[str, Session] = {}
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="demo-site", daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def reset(self) -> None:
        """Forget everything that was done since the start."""
        self.state = initial()
        self.sessions.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(
        self, method: str, target: str, content_type: str, body: bytes, session: Session
    ) -> Response:
        """What the site says to one request."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        if path.startswith("/static/"):
            return _static(path.removeprefix("/static/"))
        found = find(method, path)
        fields, uploads = (
            parse_body(content_type, body)
            if method == "POST"
            else (parse_qs(parts.query, keep_blank_values=True), {})
        )
        view, arguments = found or (not_found, ())
        with self.state.lock:
            return view(Request(method, path, arguments, fields, uploads, self.state, session))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], site: DemoSite) -> None:
        self.site = site
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float] = 30  # of an idle kept-alive connection
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve("GET", b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MAX_BODY:
            self.close_connection = True
            self._send(Response(b"Too large", 413, "text/plain"), "")
            return
        self._serve("POST", self.rfile.read(length))

    def _serve(self, method: str, body: bytes) -> None:
        key, session = self._session()
        content_type = self.headers.get("Content-Type", "")
        self._send(self.server.site.answer(method, self.path, content_type, body, session), key)

    def _session(self) -> tuple[str, Session]:
        """The session of the browser's cookie; a new one with its key if it has none."""
        sessions = self.server.site.sessions
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        except CookieError:
            cookie = None
        if cookie is not None and cookie.value in sessions:
            return "", sessions[cookie.value]
        key = secrets.token_urlsafe(16)
        return key, sessions.setdefault(key, Session())

    def _send(self, response: Response, new_session: str) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in response.headers:
            self.send_header(name, value)
        if new_session and response.content_type.startswith("text/html"):
            self.send_header("Set-Cookie", f"session={new_session}; Path=/; HttpOnly")
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the site runs beside a command's own output."""


def _static(name: str) -> Response:
    kind = _TYPES.get(name.rpartition(".")[2])
    path = files("resources").joinpath("demo_site", "static", name)
    if kind is None or "/" in name or not path.is_file():
        return Response(b"Not found", 404, "text/plain")
    return Response(path.read_bytes(), content_type=f"{kind}; charset=utf-8")
