"""The environments that keep the contract, each showing the same small form application.

Another environment is added by one more entry of `BACKENDS`: a context manager that yields an
environment which shows the form. The form has

* a text field "Name", empty at first, a choice "Colour" (Red, Green, Blue; Red at first) and a
  check box "News", off;
* "Save", which keeps the name and then shows "Saved", and a text "Stored: " and the kept name, as
  it was when the form was loaded;
* "Remove", which takes the button "Victim" away; "Off", which is disabled; "Ask", which opens a
  confirm dialog "Sure?" and shows "Yes" or "No" after it;
* rows enough for several screens, and at the end a button "Last" that shows "Deep".
"""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from machine_server import shown_machine

from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.host import HostedEnvironment
from actions.environments.machine import MachineOptions, open_machine
from actions.environments.private_desktop import PrivateDesktop
from actions.environments.sandbox import Sandbox, SandboxOptions
from actions.fake import FakeEnvironment
from actions.fake_pages import Control, Page, Store
from perception.platforms.session import DesktopSession

ROWS = 150

HTML = """<!doctype html><meta charset=utf-8><title>Form</title><h1>Form</h1>
<label>Name <input id=name></label>
<label>Colour <select><option>Red<option>Green<option>Blue</select></label>
<label><input type=checkbox> News</label>
<button onclick="save()">Save</button>
<button onclick="document.getElementById('victim').remove()">Remove</button>
<button id=victim>Victim</button>
<button disabled>Off</button>
<button onclick="say(confirm('Sure?') ? 'Yes' : 'No')">Ask</button>
<p>Stored: %s</p><p id=status></p>
<script>
const say = text => { document.getElementById('status').textContent = text; };
const save = () => {
  const request = new XMLHttpRequest();
  request.open('POST', '/save', false);
  request.send(JSON.stringify(document.getElementById('name').value));
  document.getElementById('name').value = '';
  say('Saved');
};
</script>
%s<button onclick="say('Deep')">Last</button>"""


@contextmanager
def browser() -> Iterator[Environment]:
    kept = {"name": ""}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rows = "".join(f"<p>Row {number}</p>" for number in range(ROWS))
            self._answer((HTML % (kept["name"], rows)).encode())

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            kept["name"] = json.loads(self.rfile.read(length))
            self._answer(b"")

        def _answer(self, data: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        with open_browser(BrowserOptions(url=url)) as environment:
            yield environment
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def form(store: Store, query: Mapping[str, str]) -> Page:
    def save(app: FakeEnvironment) -> None:
        app.stored(name=app.value("name"))
        app.control("name").value = ""
        app.say("Saved")

    def remove(app: FakeEnvironment) -> None:
        page.controls.remove(app.control("victim"))

    def ask(app: FakeEnvironment) -> None:
        app.ask("confirm", "Sure?", lambda accepted, text: app.say("Yes" if accepted else "No"))

    rows = [Control(key=f"row{n}", role="text", name=f"Row {n}") for n in range(ROWS)]
    page = Page(
        title="Form",
        controls=[
            Control(key="heading", role="heading", name="Form"),
            Control(key="name", role="textbox", name="Name", value=""),
            Control(
                key="colour",
                role="combobox",
                name="Colour",
                value="Red",
                attributes={"options": "Red\nGreen\nBlue"},
            ),
            Control(key="news", role="checkbox", name="News", value="on"),
            Control(key="save", role="button", name="Save", press=save),
            Control(key="remove", role="button", name="Remove", press=remove),
            Control(key="victim", role="button", name="Victim"),
            Control(key="off", role="button", name="Off", states={"disabled"}),
            Control(key="ask", role="button", name="Ask", press=ask),
            Control(key="stored", role="text", name=f"Stored: {store.get('name', '')}".strip()),
            *rows,
            Control(key="last", role="button", name="Last", press=lambda app: app.say("Deep")),
        ],
    )
    return page


@contextmanager
def fake() -> Iterator[Environment]:
    environment = FakeEnvironment({"/": form}, store={})
    yield environment
    environment.close()


@contextmanager
def hosted_fake() -> Iterator[Environment]:
    with HostedEnvironment(lambda: FakeEnvironment({"/": form}, store={})) as environment:
        yield environment


FORM = Path(__file__).parents[1] / "support" / "windows" / "qt_form.py"


def shown(environment: Environment) -> Environment:
    """The environment, once it shows the form."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        seen = environment.observe(RunContext(), screenshot=False)
        if seen.active is not None and any(each.name == "Save" for each in seen.elements):
            environment.settle(RunContext())
            return environment
        time.sleep(0.05)
    raise AssertionError("the form does not show")


@contextmanager
def desktop() -> Iterator[Environment]:
    with PrivateDesktop.start() as private:
        # As a person's own desktop is reached: by its variables.
        session = DesktopSession(variables=private.session.variables)
        private.launch([sys.executable, str(FORM)])
        with authority(session), open_desktop(DesktopOptions(session=session)) as environment:
            yield shown(environment)


@contextmanager
def authority(session: DesktopSession) -> Iterator[None]:
    before = os.environ.get("XAUTHORITY")
    os.environ["XAUTHORITY"] = session.authority
    try:
        yield
    finally:
        if before is None:
            del os.environ["XAUTHORITY"]
        else:
            os.environ["XAUTHORITY"] = before


@contextmanager
def sandbox() -> Iterator[Environment]:
    inside: list[Sandbox] = []

    def make() -> Environment:
        inside.append(Sandbox(SandboxOptions()))
        return inside[0]

    with HostedEnvironment(make) as environment:
        inside[0].desktop.launch([sys.executable, str(FORM)])
        yield shown(environment)


@contextmanager
def machine() -> Iterator[Environment]:
    """A machine that speaks OSWorld's protocol; see tests/support/machine_server.py."""
    with (
        shown_machine(FORM) as url,
        open_machine(MachineOptions(url=url, cdp="none")) as environment,
    ):
        yield shown(environment)


Backend = Callable[[], AbstractContextManager[Environment]]

BACKENDS: Mapping[str, Backend] = {
    "browser": browser,
    "fake": fake,
    "hosted fake": hosted_fake,
    "desktop": desktop,
    "sandbox": sandbox,
    "machine": machine,
}
# For the long runs: each question goes over a line; a desktop, but for how it is opened.
SLOW = {"machine", "sandbox"}


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.campaign) if name in SLOW else name
        for name in BACKENDS
    ]
)
def backend(request: pytest.FixtureRequest) -> Backend:
    return BACKENDS[request.param]


@pytest.fixture
def environment(backend: Backend) -> Iterator[Environment]:
    with backend() as started:
        yield started
