"""A small web server for the pages of a task; it remembers the forms that it receives.

What a page was sent is evidence that no planner's word can stand for.
"""

from __future__ import annotations

import socket
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Form = dict[str, str]

_TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8"}
_LARGEST = 100_000  # bytes of a form


@dataclass(frozen=True, slots=True)
class Site:
    """A running site.

    Attributes:
        url: of its first page, without a slash at the end.
        posted: the forms that it received, in order: the fields, and the path as "path".
    """

    url: str
    posted: list[Form] = field(default_factory=list)


@contextmanager
def serve(pages: Path, listener: socket.socket | None = None) -> Iterator[Site]:
    """Serve a folder on the loopback interface as long as the block lasts.

    Args:
        pages: the folder.
        listener: a socket that listens already, perhaps in the network of a private desktop.

    A path without a suffix is that of an .html file; "/" is `index.html`. A form that is sent to a
    path is remembered, and the page of that path is the answer.
    """
    posted: list[Form] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", "0")), _LARGEST)
            fields = urllib.parse.parse_qsl(self.rfile.read(length).decode(), True)
            posted.append({"path": urllib.parse.urlsplit(self.path).path, **dict(fields)})
            self._answer()

        def _answer(self) -> None:
            file = _file(pages, urllib.parse.urlsplit(self.path).path)
            body = file.read_bytes() if file is not None else b"<h1>There is no such page</h1>"
            kind = _TYPES.get(file.suffix, "application/octet-stream") if file else _TYPES[".html"]
            self.send_response(200 if file is not None else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listener = listener or socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    server = ThreadingHTTPServer(address, Handler, bind_and_activate=False)
    server.socket.close()
    server.socket, server.server_port = listener, int(address[1])
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="site of a task")
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", posted)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _file(pages: Path, path: str) -> Path | None:
    """The file of a page; None if there is none in the folder."""
    name = urllib.parse.unquote(path).strip("/") or "index.html"
    file = (pages / (name if Path(name).suffix else f"{name}.html")).resolve()
    return file if file.is_relative_to(pages.resolve()) and file.is_file() else None
