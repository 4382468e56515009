"""A model planner drives real Chromium, against a server as strict as the makers' own.

The model is a script that knows where things stand on the page as fractions of it, takes the size
of the picture that it was really sent, and answers in its maker's own words and coordinates. A
picture of the wrong size, a wrong conversion, a missing result or a text that does not show make
the task fail.
"""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from model_server.makers import MAKERS, Maker, act, pixels
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use

from actions.trajectory import Outcome
from app.engine.events import RunFinished
from app.engine.handle import RunHandle
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.safety.vault import variable_of
from app.settings import Settings
from app.where import Where

START, FIELD, SEND = (0.2, 0.3), (0.55, 0.4), (0.85, 0.75)
PAGE = """<!doctype html><meta charset=utf-8><title>Steps</title><style>
body { margin: 0; height: 100vh; overflow: hidden }
.at { position: absolute; transform: translate(-50%, -50%); width: 60px; height: 22px }
</style>
<button class=at style="left:20vw;top:30vh" onclick="start()">Start</button>
<p id=said></p><script>
const say = text => { document.getElementById('said').textContent = text; };
const start = () => {
  document.body.insertAdjacentHTML('beforeend',
    '<input class=at id=f aria-label=Name style="left:55vw;top:40vh">' +
    '<button class=at style="left:85vw;top:75vh" onclick="send()">Send</button>');
  say('The form is here');
};
const send = () => {
  const name = document.getElementById('f').value;
  fetch('/sent', {method: 'POST', body: name}).then(() => say('Thanks ' + name));
};
</script>"""


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    sent: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(PAGE.encode())

        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self._answer(b"ok")

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
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()
    thread.join()


FINISH = act(
    action="finish",
    answer="sent",
    success=True,
    claims=[{"predicate": {"is": "text", "text": "Thanks Zoë – 你好"}}],
)


@dataclass
class Model:
    """The scripted model."""

    maker: Maker
    step: int = 0

    def __call__(self, seen: Seen) -> Say:
        if "Check it" in seen.system:
            assert "Thanks Zoë – 你好" in seen.text, seen.text
            return Say(text='{"done": true, "reason": "the page thanks Zoë"}')
        repaired = "not understood" in seen.text
        now = seen.conversation if repaired else seen.text
        assert seen.pictures or repaired, f"no picture came: {seen.text}"
        assert "Send the form as Zoë" in seen.conversation
        step, self.step = self.step, self.step + 1
        if step == 0:
            assert '"Start"' in now
            return Say(
                text="I start.", thought="Start first.", uses=(self.maker.click(seen, START),)
            )
        assert seen.results or repaired, "the last call has no result"
        if step == 1:
            assert "The form is here" in now
            return Say(uses=(self.maker.click(seen, FIELD),))
        if step == 2:
            return Say(uses=(self.maker.type("Zoë – 你好"),))
        if step == 3:
            assert "Zoë – 你好" in now
            return Say(uses=(self.maker.click(seen, SEND),))
        assert "Thanks Zoë – 你好" in now, now
        return Say(uses=(FINISH,))


def run(
    server: ModelServer, maker: Maker, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch,
    key: str = KEY,
) -> tuple[RunFinished, list[Any]]:  # fmt: skip
    monkeypatch.setenv(variable_of("models/test"), key)
    paths = Paths(config=folder, data=folder)
    setting = {
        "name": "tested", "model": "test-model", "profile": maker.profile,
        "address": server.address + maker.path, "key": "models/test",
    }  # fmt: skip
    (folder / "models.yaml").write_text(json.dumps({"models": [setting]}), "utf-8")
    options = LaunchOptions(
        task="Send the form as Zoë", where=Where(url=url, headless=True), planner="tested",
        yes=True, commits=True, max_steps=12,
    )  # fmt: skip
    handle: RunHandle = launch(options, paths, Settings()).handle
    events = list(handle.events())
    return handle.result(), events


@pytest.mark.parametrize("name", list(MAKERS))
def test_a_task_from_end_to_end(
    name: str, site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = site
    sent.clear()
    with ModelServer(Model(MAKERS[name])) as server:
        finished, _ = run(server, MAKERS[name], url, tmp_path, monkeypatch)
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    assert finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED), finished.reason
    logged = b"".join(each.read_bytes() for each in tmp_path.rglob("*.jsonl"))
    assert logged
    assert KEY.encode() not in logged


FAULTS = {
    "busy": ([Fault(status=529), Fault(status=429, headers={"retry-after": "0"})], True, ""),
    "wrong key": ([Fault(status=401)], False, "does not accept the key"),
    "long wait": ([Fault(status=429, headers={"retry-after": "7200"})], False, "7200 s"),
    "cut off": ([Fault(cut=1)], False, ""),
    "garbage": ([Fault(garbage=b"{oops")], False, "broken JSON"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_faults_of_the_server(
    fault: str, site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = site
    sent.clear()
    faults, passes, told = FAULTS[fault]
    with ModelServer(Model(MAKERS["chat"])) as server:
        server.faults = list(faults)
        finished, _ = run(server, MAKERS["chat"], url, tmp_path, monkeypatch)
    if passes:
        assert sent == ["Zoë – 你好"]
    else:
        assert finished.outcome is Outcome.UNAVAILABLE, finished
        assert told in finished.reason
        assert KEY not in finished.reason


def test_replies_that_make_no_sense_are_told_and_repaired(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = site
    sent.clear()
    wrong = [
        Say(),
        Say(uses=(act(action="fly", to="the moon"),)),
        Say(uses=(Use("no_such_tool", {}),)),
        Say(uses=(act(action="click", target=[5000, 5000]),)),
        Say(text="Well", cut=True),
    ]
    model = Model(MAKERS["chat"])
    asked = 0

    def brain(seen: Seen) -> Say:
        nonlocal asked
        asked += 1
        if asked % 2:  # each step begins with a mistake, as long as there are any
            return wrong.pop(0) if wrong else model(seen)
        assert not wrong or "not understood" in seen.text
        return model(seen)

    with ModelServer(brain) as server:
        finished, _ = run(server, MAKERS["chat"], url, tmp_path, monkeypatch)
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    assert wrong == []


def test_a_refusal_ends_the_run_with_the_models_words(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(lambda _seen: Say(text="I will not do that.", refused=True)) as server:
        finished, _ = run(server, MAKERS["openai"], site[0], tmp_path, monkeypatch)
    assert finished.outcome is Outcome.GAVE_UP
    assert "I will not do that." in finished.reason


def test_a_doubt_of_the_server_is_put_to_the_person(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = site
    sent.clear()

    def brain(seen: Seen) -> Say:
        if seen.turns == 0:
            x, y = pixels(seen, START)
            click = {"type": "click", "button": "left", "x": x, "y": y, "keys": None}
            use = Use("computer", {"actions": [click]}, native=True, doubt="Is this your bank?")
            return Say(uses=(use,))
        assert "did not allow" in seen.text, seen.text
        assert '"Send"' not in seen.text
        return Say(uses=(act(action="give_up", reason="the person said no"),))

    with ModelServer(brain) as server:
        finished, events = run(server, MAKERS["openai"], url, tmp_path, monkeypatch)
        assert server.rejected == []
    assert finished.outcome is Outcome.GAVE_UP
    assert any("Is this your bank?" in getattr(each, "question", "") for each in events)


def test_old_exchanges_are_folded_into_words(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures: list[int] = []

    def brain(seen: Seen) -> Say:
        if "came to nothing" in seen.system:
            return Say(text='{"mistake": "Keys do nothing here.", "instead": "Click."}')
        body = server.bodies[-1]
        pictures.append(json.dumps(body).count("data:image"))
        if len(pictures) > 8:
            assert "What was done so far" in seen.conversation
            assert "On second thought: Keys do nothing here. Click." in seen.conversation
            return Say(uses=(act(action="give_up", reason="enough"),))
        key = "ArrowDown" if len(pictures) % 2 else "ArrowUp"
        return Say(uses=(act(action="press", keys=key),))

    with ModelServer(brain) as server:
        run(server, MAKERS["chat"], site[0], tmp_path, monkeypatch)
        assert server.rejected == []
    assert len(pictures) > 8
    assert max(pictures) <= 6


def test_a_missing_key_and_an_unknown_model_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import UsageError
    from app.launch import make_planner

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    paths = Paths(config=tmp_path, data=tmp_path)
    with pytest.raises(UsageError, match=r"models\.yaml"):
        make_planner("nobody", paths)
    (tmp_path / "models.yaml").write_text("models: [{name: a, model: gpt-5.4, profle: x}]", "utf-8")
    with pytest.raises(UsageError, match="profle"):
        make_planner("a", paths)
