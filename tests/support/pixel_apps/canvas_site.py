"""Serves applications that draw themselves on a canvas, and keeps what they tell of their state."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_FILES = {
    "/tasks": ("tasks.html", "text/html; charset=utf-8"),
    "/booking": ("booking.html", "text/html; charset=utf-8"),
    "/kit.js": ("kit.js", "text/javascript; charset=utf-8"),
}


@dataclass(slots=True)
class CanvasSite:
    """A running server.

    Attributes:
        state: what the application last told; empty as long as nothing was changed.
    """

    port: int
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def canvas_site() -> Iterator[CanvasSite]:
    """Serve as long as the block lasts."""
    served: CanvasSite

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, kind = _FILES.get(urllib.parse.urlsplit(self.path).path, ("", ""))
            self._answer((_HERE / name).read_bytes() if name else None, kind)

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            served.state = json.loads(data)
            self._answer(b"", "text/plain")

        def _answer(self, body: bytes | None, kind: str) -> None:
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = CanvasSite(port=server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
