"""Secrets are typed by their names, where they belong, and are seen by nobody."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server.listed import list_model
from model_server.makers import act
from model_server.server import ModelServer
from model_server.talk import Say, Seen

from actions.action import Click, SecretRef, SetValue, Type
from actions.target import ElementRef
from app.engine.events import RunFinished, StepFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.safety.secrets import Secrets, by_name
from app.settings import Settings
from app.where import Where

PASSWORD = "correct horse battery"
PAGE = """<!doctype html><meta charset=utf-8><title>Log in</title>
<form method=post action="/in"><label>Name <input name=user></label>
<label>Password <input name=pass type=password></label><button>Log in</button></form>"""


@pytest.fixture
def door() -> Iterator[tuple[str, list[str]]]:
    """A page to log in at, and what was sent to it."""
    sent: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(PAGE)

        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self._answer("<!doctype html><title>In</title><h1>Welcome</h1>")

        def _answer(self, text: str) -> None:
            data = text.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()
    thread.join()


def carried_out(
    task: str, url: str, folder: Path, planner: str, secret: str = "password"
) -> tuple[RunFinished, list[StepFinished]]:
    options = LaunchOptions(
        task=task, where=Where(url=url, headless=True), planner=planner, yes=True, commits=True,
        values={"user": "ann", secret: PASSWORD}, max_steps=10,
    )  # fmt: skip
    handle = launch(options, Paths.within(folder), Settings()).handle
    steps = [each for each in handle.events() if isinstance(each, StepFinished)]
    handle.join(20)
    return handle.result(), steps


def nowhere(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_a_model_types_a_secret_that_it_never_sees(
    door: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = door

    def brain(seen: Seen) -> Say:
        if seen.turns == 0:
            assert "user: ann" in seen.conversation
            assert '{"secret": "password"}' in seen.conversation
            into = {"text": "Password"}
            return Say(uses=(act(action="type", text={"secret": "password"}, into=into),))
        if seen.turns == 1:
            return Say(uses=(act(action="click", target={"text": "Log in", "role": "button"}),))
        return Say(uses=(act(action="finish", answer="in", success=True),))

    with ModelServer(brain) as server:
        list_model(tmp_path, server.address, monkeypatch, habits={"check": False})
        finished, _ = carried_out("Log in", url, tmp_path, "tested")
        assert server.rejected == []
        assert PASSWORD not in json.dumps(server.bodies)
    assert sent, finished.reason
    assert "pass=correct+horse+battery" in sent[0]
    nowhere(tmp_path)


def test_the_built_in_planner_types_secrets_by_name(
    door: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, sent = door
    task = "Enter ann into Name, enter the_password into Password and click Log in"
    finished, steps = carried_out(task, url, tmp_path, "builtin", "the_password")
    typed = [each.step.action for each in steps if isinstance(each.step.action, Type)]
    assert SecretRef(name="the_password") in [each.text for each in typed], finished.reason
    assert "pass=correct+horse+battery" in sent[0]
    nowhere(tmp_path)


def test_a_secret_belongs_to_its_place() -> None:
    secrets = Secrets({"password": PASSWORD, "city": "Bremen"})
    secrets.home = lambda: {"https://shop.example"}
    assert secrets.resolve("password") == PASSWORD
    assert secrets.origins("password") == {"https://shop.example"}
    assert secrets.origins("shop.example/password") == {"https://shop.example"}
    assert secrets.origins("localhost:8000/pin") == {
        "https://localhost:8000", "http://localhost:8000",
    }  # fmt: skip
    for name in ("city", "models/openai", "models/anthropic", "password2", "a/b"):
        assert not secrets.origins(name), name
        with pytest.raises(KeyError):
            secrets.resolve(name)


def test_values_that_are_secrets_become_names() -> None:
    target, values = ElementRef(ref="e1"), {"password": PASSWORD, "city": "Bremen"}
    secret = SecretRef(name="password")
    assert by_name(Type(text=PASSWORD), values) == Type(text=secret)
    assert by_name(SetValue(target=target, value=PASSWORD), values) == Type(
        text=secret, into=target, clear=True
    )
    for same in (Type(text="Bremen"), Click(target=target), Type(text=PASSWORD + "!")):
        assert by_name(same, values) == same
