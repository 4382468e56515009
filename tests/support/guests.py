"""A page with a list of guests, to which a form adds one."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

PAGE = """\
<!doctype html><title>Guests</title>
<style>.high {{ position: fixed; left: 10%; top: 40%; width: 80%; height: 30% }}</style>
<h1>Guests</h1>{said}{elsewhere}
<form method="post" action="/">
<p><label>Name <input name="name" class="high"></label></p>
<p><label>City <input name="city"></label></p>
<p><button>Add guest</button></p></form>
<ul>{guests}</ul>"""


class Guests:
    """A list of guests on a page of its own.

    Attributes:
        names: and cities of those that were added.
        elsewhere: address that a link "Other shop" leads to; "" for no such link.
    """

    def __init__(self) -> None:
        self.names: list[tuple[str, str]] = []
        self.elsewhere = ""
        guests = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # as http.server calls it
                shown = "".join(f"<li>{html.escape(' of '.join(e))}</li>" for e in guests.names)
                last = html.escape(guests.names[-1][0]) if guests.names else ""
                said = f'<p role="status">{last} was added.</p>' if last else ""
                link = f'<p><a href="{guests.elsewhere}">Other shop</a></p>'
                there = link if guests.elsewhere else ""
                self._send(200, PAGE.format(said=said, guests=shown, elsewhere=there))

            def do_POST(self) -> None:  # as http.server calls it
                data = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {key: values[0] for key, values in parse_qs(data).items()}
                guests.names.append((form.get("name", ""), form.get("city", "")))
                self.send_response(303)
                self.send_header("Location", "/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _send(self, code: int, text: str) -> None:
                data = text.encode()
                self.send_response(code)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/"


@contextmanager
def guest_list() -> Iterator[Guests]:
    """The page, for as long as it is looked at."""
    made = Guests()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join(5)
