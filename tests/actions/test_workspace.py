"""A browser on a private desktop: one surface among windows, its page read by its own protocol."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from actions.action import Click, EnvironmentAction, GroundedAction, Navigate, Open, Type, Window
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.host import HostedEnvironment
from actions.environments.sandbox import Sandbox, SandboxOptions
from actions.target import ElementRef, Grounding
from perception.element import Element
from perception.observation import Observation, SurfaceKind
from perception.predicate import Text, holds

FREE = RunContext()
T = ElementRef(ref="")
PAGE = b"""<!doctype html><meta charset=utf-8><title>Orders</title><h1>Orders</h1>
<label>Name <input id=n></label><button onclick="document.getElementById('s').textContent =
'Kept ' + document.getElementById('n').value">Keep</button><p id=s></p>
<div style="height:3000px"></div><button onclick="document.title='Deep'">Deep</button>"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def environment() -> Iterator[Environment]:
    with HostedEnvironment(lambda: Sandbox(SandboxOptions())) as made:
        yield made


def do(environment: Environment, action: EnvironmentAction, element: Element | None = None) -> None:
    groundings = ()
    if element is not None:
        aim = Grounding(
            target=T,
            element=element,
            surface=element.surface,
            point=element.click_point or element.box.center,
        )
        groundings = (aim,)  # type: ignore[assignment]
        environment.probe(aim, FREE)
    environment.execute(GroundedAction(action=action, groundings=groundings), FREE)
    environment.settle(FREE)


def until(environment: Environment, text: str) -> Observation:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        seen = environment.observe(FREE, whole=True, screenshot=False)
        if holds(Text(text=text), seen):
            return seen
        time.sleep(0.1)
    raise AssertionError(f"{text!r} does not show")


def test_a_page_and_a_window(environment: Environment, url: str) -> None:
    do(environment, Open(what=url, kind="url"))
    seen = until(environment, "Orders")
    active = seen.active
    assert active is not None
    assert active.kind is SurfaceKind.PAGE
    assert active.origin == url.rstrip("/")
    window = seen.surface(active.opener or "")
    assert window is not None
    assert window.application == "chromium"
    field = next(e for e in seen.elements if e.name == "Name" and e.role == "textbox")
    assert field.source == "dom"
    assert field.surface == active.ref
    assert window.box.contains(field.box.center)
    address = next(each for each in seen.elements if "Address" in each.name)
    assert address.source == "atspi"
    assert address.surface == window.ref
    refs = [each.ref for each in seen.elements]
    assert len(refs) == len(set(refs))

    do(environment, Type(text="Zoë – 你好", into=T), field)
    button = next(each for each in seen.elements if each.name == "Keep")
    do(environment, Click(target=T), button)
    until(environment, "Kept Zoë – 你好")
    reading = environment.read(FREE, fresh=True)
    assert not reading.fresh  # what was typed would be lost

    whole = environment.observe(FREE, whole=True, screenshot=False)
    deep = next(each for each in whole.elements if each.name == "Deep")
    do(environment, Click(target=T), deep)
    until(environment, "Deep")
    assert any("Deep" in each.title for each in environment.observe(FREE).surfaces)

    do(environment, Open(what="mousepad", kind="app"))
    seen = environment.observe(FREE, screenshot=False)
    assert seen.active is not None
    assert seen.active.application == "mousepad"
    text = next(each for each in seen.elements if each.role == "textbox")
    do(environment, Type(text="from the page", into=T), text)
    seen = environment.observe(FREE, screenshot=False)
    assert any(each.value == "from the page" for each in seen.elements)

    browser = next(each for each in seen.surfaces if each.application == "chromium")
    do(environment, Window(surface=browser.ref, how="focus"))
    seen = until(environment, "Orders")
    assert seen.active is not None
    assert seen.active.kind is SurfaceKind.PAGE
    do(environment, Navigate(how="reload"))
    seen = until(environment, "Orders")
    assert not holds(Text(text="Kept"), seen)
