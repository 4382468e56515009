"""A real Chromium and a small real server for the tests of perception."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from perception.element import Element
from perception.observation import Observation, Surface
from perception.page import PageReader, PageReading


@dataclass
class Site:
    """Serves HTML by path, under two names that count as two sites."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, html: str, host: str = "127.0.0.1") -> str:
        self.pages[path] = html
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    pages: dict[str, str] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(server.server_port, pages)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(page: Page) -> Iterator[PageReader]:
    reader = PageReader(page, "t1")
    yield reader
    reader.close()


Show = Callable[[str], PageReading]


@pytest.fixture
def show(page: Page, reader: PageReader) -> Show:
    """Put HTML on the page and read it whole."""

    def shown(html: str) -> PageReading:
        page.set_content(html)
        return reader.read(whole=True)

    return shown


@pytest.fixture
def one() -> Callable[..., Element]:
    """Finds the only element with a name (and a role; texts are left aside without one)."""

    def find(reading: PageReading, name: str, role: str = "") -> Element:
        found = [
            each
            for each in reading.elements
            if each.name == name and (each.role == role if role else each.role != "text")
        ]
        assert len(found) == 1, [each.described() for each in reading.elements]
        return found[0]

    return find


@pytest.fixture
def observed() -> Callable[[PageReading], Observation]:
    """Wraps a reading as an environment would."""

    def wrap(reading: PageReading) -> Observation:
        surface = Surface(
            ref="t1", title=reading.title, url=reading.url, box=reading.viewport.box, active=True
        )
        return Observation(
            viewport=reading.viewport,
            surfaces=(surface,),
            elements=reading.elements,
            focused=reading.focused,
            complete=reading.complete,
            unread=reading.unread,
        )

    return wrap
