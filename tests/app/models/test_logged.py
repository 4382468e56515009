"""The log of prompts holds exactly what the server got: same bytes, no key, no secret."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use
from PIL import Image

from actions.context import RunContext
from actions.coordinates import Frame
from app.errors import StorageError
from app.models.config import make_client, model_setting
from app.models.dialects.interface import act_tool
from app.models.errors import ModelError, ReplyBroken
from app.models.logged import Logged
from app.models.profile import Profile, shipped_profiles
from app.models.wire import ModelRequest, Picture, Result, Text, UserTurn, WireClient
from app.runs.prompts import PROMPTS, PromptLog, read_prompts, restored
from app.safety.vault import Vault, variable_of
from perception.geometry import Size, Viewport

FREE = RunContext()
SIZE = Size(1280, 720)
PROFILES = {
    "compatible": "/v1",
    "openai-computer": "/v1",
    "anthropic-20251124": "/v1",
    "gemini": "/v1beta",
}


def picture(colour: str) -> Picture:
    buffer = io.BytesIO()
    Image.new("RGB", (1280, 720), colour).save(buffer, "PNG")
    return Picture(data=buffer.getvalue(), size=SIZE)


def a_client(server: ModelServer, name: str) -> tuple[WireClient, Profile]:
    profile = shipped_profiles()[name]
    entry = {
        "name": "tested", "model": "test-model", "profile": name,
        "address": server.address + PROFILES[name], "key": "models/test",
    }  # fmt: skip
    vault = Vault({variable_of("models/test"): KEY})
    return make_client(model_setting(entry, "here"), profile, vault), profile


def a_request(profile: Profile, *parts: Text | Picture) -> ModelRequest:
    frame: Frame = profile.frame(Viewport(size=SIZE), SIZE)
    dialect = profile.spoken
    return ModelRequest(
        system="Secret word: hunter2.",
        turns=(UserTurn(parts=parts, cached=True),),
        tools=(act_tool(limits=frame.limits),) if dialect.functions else (),
        native=dialect.native_tools(frame),
    )


def clicks(profile: str) -> Callable[[Seen], Say]:
    native = {
        "openai-computer": Use("computer", {"actions": [{"type": "screenshot"}]}, native=True),
        "anthropic-20251124": Use("computer", {"action": "screenshot"}, native=True),
    }
    use = native.get(profile, Use("act", {"actions": [{"action": "wait"}]}))
    return lambda _seen: Say(text="I look.", thought="First.", uses=(use,))


@pytest.mark.parametrize("name", list(PROFILES))
def test_the_log_holds_what_the_server_got(name: str, tmp_path: Path) -> None:
    log = PromptLog(tmp_path)
    with ModelServer(clicks(name)) as server:
        inner, profile = a_client(server, name)
        client = Logged(inner, "tested", lambda: log)
        first = a_request(profile, Text("Look – 你好 \ud83d"), picture("red"))
        reply = client.complete(first, FREE)
        parts = (Text("done"), picture("blue"))
        results = tuple(Result(call=call, parts=parts) for call in reply.calls)
        log.step = 1
        turns = (*first.turns, reply.turn, UserTurn(results=results, parts=(picture("red"),)))
        client.complete(
            ModelRequest(system="x", turns=turns, tools=first.tools, native=first.native), FREE
        )
        client.close()
        assert server.rejected == []
        sent = server.bodies
    calls = read_prompts(tmp_path)
    assert [(call.call, call.step, call.model) for call in calls] == [
        (1, 0, "tested"),
        (2, 1, "tested"),
    ]
    assert [restored(call, tmp_path) for call in calls] == sent
    # Red was sent twice and is stored once.
    assert len(list((tmp_path / "screens").iterdir())) == 2
    assert {each.file for each in calls[0].pictures} < {each.file for each in calls[1].pictures}
    assert (calls[0].pictures[0].width, calls[0].pictures[0].height) == (1280, 720)
    assert calls[0].reply is not None
    assert calls[0].reply["calls"][0]["name"]
    assert calls[0].reply["usage"]["input"] > 0
    logged = (tmp_path / PROMPTS).read_text("utf-8")
    assert KEY not in logged
    assert "iVBORw0KGgo" not in logged  # no picture in it


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    log = PromptLog(tmp_path, lambda text: text.replace("hunter2", "•••"))

    def brain(_seen: Seen) -> Say:
        use = Use("act", {"actions": [{"action": "type", "text": "hunter2"}]})
        return Say(text="I type hunter2", uses=(use,))

    with ModelServer(brain) as server:
        inner, profile = a_client(server, "compatible")
        client = Logged(inner, "tested", lambda: log)
        client.complete(a_request(profile, Text("The password is hunter2")), FREE)
        client.close()
        assert "hunter2" in json.dumps(server.bodies)
    logged = (tmp_path / PROMPTS).read_text("utf-8")
    assert "hunter2" not in logged
    assert logged.count("•••") >= 4


def test_failures_are_written_down(tmp_path: Path) -> None:
    log = PromptLog(tmp_path)
    with ModelServer(clicks("compatible")) as server:
        server.faults = [Fault(cut=1)]
        inner, profile = a_client(server, "compatible")
        client = Logged(inner, "tested", lambda: log)
        with pytest.raises(ReplyBroken):
            client.complete(a_request(profile, Text("Hi")), FREE)
        client.close()
    (call,) = read_prompts(tmp_path)
    assert call.reply is None
    assert call.error


def test_what_cannot_be_written_down_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / PROMPTS).mkdir()  # in the way
    with ModelServer(clicks("compatible")) as server:
        inner, profile = a_client(server, "compatible")
        client = Logged(inner, "tested", lambda: PromptLog(tmp_path))
        with pytest.raises(ModelError, match="Cannot write the prompts"):
            client.complete(a_request(profile, Text("Hi")), FREE)
        client.close()
        assert server.bodies == []


def test_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    log = PromptLog(tmp_path)
    one = log.request("m", {"a": "b"}, ())
    log.reply(one, 0.5, {"text": "yes"})
    log.request("m", {"a": "c"}, ())
    path = tmp_path / PROMPTS
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 9)
    (call,) = read_prompts(tmp_path)
    assert call.reply == {"text": "yes"}
    assert read_prompts(tmp_path / "elsewhere") == []


def test_a_disk_that_takes_no_more_leaves_no_half_line(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    log = PromptLog(tmp_path)
    log.request("m", {"text": "short"}, ())
    size = (tmp_path / PROMPTS).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, limits[1]))
    try:
        with pytest.raises(StorageError, match="Cannot write the prompts"):
            log.request("m", {"text": "long " * 1000}, ())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / PROMPTS).stat().st_size == size
    log.request("m", {"text": "again"}, ())
    assert [call.body["text"] for call in read_prompts(tmp_path)] == ["short", "again"]
