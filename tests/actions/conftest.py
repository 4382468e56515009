"""A real browser, and pages served to it over HTTP."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from actions.action import EnvironmentAction, GroundedAction, targets
from actions.context import RunContext
from actions.environment import Effect, Environment, SecretResolver
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.host import HostedEnvironment
from actions.target import ElementRef, Grounding, PointOn
from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """Pages by path; what was asked of the server."""

    port: int
    pages: dict[str, str | Callable[[str, bytes], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other(self) -> str:
        """The same server as another site."""
        return f"http://localhost:{self.port}"

    def page(self, html: str, path: str = "/page") -> str:
        self.pages[path] = html
        return self.url + path


@pytest.fixture(scope="session")
def server() -> Iterator[Site]:
    site = Site(port=0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            path = self.path.partition("?")[0]
            site.asked.append((self.command, self.path))
            page = site.pages.get(path)
            if page is None:
                status, headers, data = 404, {"content-type": "text/html"}, b"<h1>Nothing</h1>"
            elif isinstance(page, str):
                status, headers = 200, {"content-type": "text/html; charset=utf-8"}
                data = page.encode()
            else:
                status, headers, data = page(self.command, body)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except ConnectionError:
                return

        do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            return

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    httpd = Server(("127.0.0.1", 0), Handler)
    site.port = httpd.server_port
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield site
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def site(server: Site) -> Iterator[Site]:
    server.pages.clear()
    server.asked.clear()
    yield server
    server.pages.clear()


@dataclass
class Hand:
    """Acts on an environment by the names of things."""

    environment: Environment
    context: RunContext = field(default_factory=RunContext)
    secrets: SecretResolver | None = None

    def see(self, *, whole: bool = True, screenshot: bool = False) -> Observation:
        return self.environment.observe(self.context, whole=whole, screenshot=screenshot)

    def find(self, name: str, role: str = "", seen: Observation | None = None) -> Element:
        seen = seen or self.see()
        found = [
            each
            for each in seen.elements
            if each.name == name and (each.role == role if role else each.role != "text")
        ]
        assert found, f"{name} is not among {[each.described() for each in seen.elements]}"
        return next((each for each in found if each.interactive), found[0])

    def ground(self, element: Element) -> Grounding:
        return Grounding(
            target=ElementRef(ref=element.ref),
            element=element,
            surface=element.surface,
            point=element.click_point or element.box.center,
        )

    def do(self, action: EnvironmentAction, *aims: str | Element | Point) -> Effect:
        assert len(aims) == len(targets(action))
        seen = self.see() if any(isinstance(aim, str) for aim in aims) else None
        groundings = []
        for aim in aims:
            if isinstance(aim, Point):
                groundings.append(
                    Grounding(target=PointOn(x=aim.x, y=aim.y), element=None, surface="", point=aim)
                )
            else:
                element = self.find(aim, seen=seen) if isinstance(aim, str) else aim
                groundings.append(self.ground(element))
        return self.environment.execute(
            GroundedAction(action=action, groundings=tuple(groundings)),
            self.context,
            secrets=self.secrets,
        )

    def until(self, condition: Callable[[Observation], bool], limit: float = 20.0) -> Observation:
        end = time.monotonic() + limit
        while not condition(seen := self.see()):
            assert time.monotonic() < end, [each.described() for each in seen.elements]
            time.sleep(0.03)
        return seen


@pytest.fixture(scope="session")
def shared_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostedEnvironment]:
    options = BrowserOptions(downloads=tmp_path_factory.mktemp("downloads"), navigation_limit=3.0)
    with open_browser(options) as environment:
        yield environment


@pytest.fixture
def hand(shared_browser: HostedEnvironment, site: Site) -> Iterator[Hand]:
    """A hand on a browser with one empty tab."""
    yield from _tidy(shared_browser)


def _tidy(environment: HostedEnvironment) -> Iterator[Hand]:
    from actions.action import AnswerDialog, Navigate, Open

    hand = Hand(environment)
    yield hand
    after = Hand(environment)
    for _ in range(60):
        seen = after.see(whole=False)
        if seen.dialogs:
            after.do(AnswerDialog(accept=True))
        elif len(seen.surfaces) > 1:
            after.do(Navigate(how="close"))
        else:
            break
    after.do(Open(what="about:blank"))
    after.see(whole=False)
