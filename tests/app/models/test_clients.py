"""The wire clients against a server that is as strict as the real ones."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use
from PIL import Image

from actions.context import RunContext
from app.models.chat_completions import ChatCompletions
from app.models.errors import KeyRefused, ModelUnreachable, ReplyBroken, RequestRejected
from app.models.gemini import Gemini
from app.models.messages import Messages
from app.models.responses import Responses
from app.models.transport import Patience, Transport
from app.models.wire import (
    AssistantTurn,
    ModelRequest,
    Picture,
    Result,
    Text,
    Tool,
    UserTurn,
    WireClient,
)
from perception.geometry import Size

FREE = RunContext()
PATIENCE = Patience(first_wait=0.01, silence=20.0)
NOTE = Tool(
    name="note",
    description="Keep a note.",
    parameters={"type": "object", "properties": {"text": {"type": "string"}}},
)


def shot(width: int = 1280, height: int = 720) -> Picture:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, "PNG")
    return Picture(data=stream.getvalue(), size=Size(width, height))


@dataclasses.dataclass(frozen=True)
class Wire:
    """A protocol: how its client is made, and its own computer tool with a call of it."""

    make: Callable[[str, str], WireClient]
    native: tuple[Mapping[str, Any], ...] = ()
    use: Use | None = None


def _chat(address: str, key: str) -> WireClient:
    headers = {"authorization": f"Bearer {key}"}
    return ChatCompletions(Transport(f"{address}/v1", headers, PATIENCE), "test-model")


def _responses(address: str, key: str) -> WireClient:
    headers = {"authorization": f"Bearer {key}"}
    return Responses(Transport(f"{address}/v1", headers, PATIENCE), "test-model")


def _messages(address: str, key: str) -> WireClient:
    headers = {
        "x-api-key": key,
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "computer-use-2025-11-24",
    }
    return Messages(Transport(f"{address}/v1", headers, PATIENCE), "test-model")


def _gemini(address: str, key: str) -> WireClient:
    return Gemini(Transport(f"{address}/v1beta", {"x-goog-api-key": key}, PATIENCE), "test-model")


CLICK = {"type": "click", "button": "left", "x": 4, "y": 5}
WIRES = {
    "chat": Wire(_chat),
    "responses": Wire(
        _responses,
        ({"type": "computer"},),
        Use("computer", {"actions": [CLICK]}, native=True, doubt="Is that your bank?"),
    ),
    "messages": Wire(
        _messages,
        ({"type": "computer_toolset_20260801", "configs": {"zoom": {"enabled": True}}},),
        Use("left_click", {"coordinate": [4, 5]}, native=True),
    ),
    "messages 2025": Wire(
        _messages,
        (
            {
                "type": "computer_20251124",
                "name": "computer",
                "display_width_px": 1280,
                "display_height_px": 720,
            },
        ),
        Use("computer", {"action": "left_click", "coordinate": [4, 5]}, native=True),
    ),
    "gemini": Wire(
        _gemini,
        ({"computerUse": {"environment": "ENVIRONMENT_BROWSER"}},),
        Use("click", {"x": 4, "y": 5}, native=True, doubt="Is that your bank?"),
    ),
}


@pytest.fixture(params=list(WIRES))
def wire(request: pytest.FixtureRequest) -> Wire:
    return WIRES[request.param]


def first(wire: Wire) -> ModelRequest:
    return ModelRequest(
        system="You work a computer.",
        turns=(UserTurn(parts=(Text("Note ü and click."), shot()), cached=True),),
        tools=(NOTE,),
        native=wire.native,
    )


def answered(request: ModelRequest, reply: Any, *parts: Any) -> ModelRequest:
    results = tuple(
        Result(call=call, parts=(Text("done so"), shot()), acknowledged=call.checks, url="http://x")
        for call in reply.calls
    )
    turn = UserTurn(results=results, parts=parts)
    return dataclasses.replace(request, turns=(*request.turns, reply.turn, turn))


def test_a_conversation_with_calls_and_pictures(wire: Wire) -> None:
    uses = (Use("note", {"text": "ü – 😀"}), *((wire.use,) if wire.use else ()))

    def brain(seen: Seen) -> Say:
        if seen.turns == 0:
            return Say(text="I will.", thought="Hm, ü.", uses=uses)
        assert "done so" in seen.text
        return Say(text=f"{len(seen.results)} results, {len(seen.pictures)} pictures")

    emitted: list[str] = []
    with ModelServer(brain) as server:
        client = wire.make(server.address, KEY)
        context = RunContext(emit=emitted.append)
        reply = client.complete(first(wire), context)
        assert reply.stop == "calls"
        assert (reply.text, reply.thought) == ("I will.", "Hm, ü.")
        assert [call.arguments for call in reply.calls] == [each.arguments for each in uses]
        assert [call.native for call in reply.calls] == [each.native for each in uses]
        assert [bool(call.checks) for call in reply.calls] == [bool(each.doubt) for each in uses]
        assert reply.usage.input == 1110
        assert (reply.usage.cached, reply.usage.output) == (1000, 25)
        assert "".join(emitted) == "I will."
        second = client.complete(answered(first(wire), reply, Text("Go on.")), FREE)
        assert second.text == f"{len(uses)} results, {len(uses)} pictures"
        assert second.stop == "end"
        client.close()
    assert server.rejected == []
    seen = server.seen[0]
    assert seen.system == "You work a computer."
    assert seen.tools == ("note",)
    assert [(each.width, each.height) for each in seen.pictures] == [(1280, 720)]


def test_a_folded_history_is_words(wire: Wire) -> None:
    with ModelServer(lambda seen: Say(text=f"{seen.turns}")) as server:
        client = wire.make(server.address, KEY)
        turns = (
            UserTurn(parts=(Text("Begin."),)),
            AssistantTurn(text="I opened the page."),
            UserTurn(parts=(Text("Go on."), shot())),
        )
        assert client.complete(dataclasses.replace(first(wire), turns=turns), FREE).text == "1"
        client.close()


def test_a_missing_result_is_rejected(wire: Wire) -> None:
    with ModelServer(lambda _seen: Say(uses=(Use("note", {"text": "a"}),))) as server:
        client = wire.make(server.address, KEY)
        reply = client.complete(first(wire), FREE)
        request = first(wire)
        turns = (*request.turns, reply.turn, UserTurn(parts=(Text("Go on."),)))
        with pytest.raises(RequestRejected):
            client.complete(dataclasses.replace(request, turns=turns), FREE)
        assert len(server.rejected) == 1
        client.close()


def test_a_check_that_nobody_acknowledged_is_rejected() -> None:
    for name in ("responses", "gemini"):
        wire = WIRES[name]
        assert wire.use is not None
        with ModelServer(lambda _seen, use=wire.use: Say(uses=(use,))) as server:
            client = wire.make(server.address, KEY)
            reply = client.complete(first(wire), FREE)
            result = Result(call=reply.calls[0], parts=(shot(),), url="http://x")
            turns = (*first(wire).turns, reply.turn, UserTurn(results=(result,)))
            with pytest.raises(RequestRejected, match="acknowledged"):
                client.complete(dataclasses.replace(first(wire), turns=turns), FREE)
            client.close()


def test_a_picture_of_another_size_than_declared_is_rejected() -> None:
    wire = WIRES["messages 2025"]
    with ModelServer(lambda _seen: Say(text="x")) as server:
        client = wire.make(server.address, KEY)
        turns = (UserTurn(parts=(Text("Look."), shot(1920, 1080))),)
        with pytest.raises(RequestRejected, match="1920x1080"):
            client.complete(dataclasses.replace(first(wire), turns=turns), FREE)
        client.close()


@pytest.mark.parametrize("say", [Say(text="I will not.", refused=True), Say(text="So", cut=True)])
def test_how_a_reply_stopped(wire: Wire, say: Say) -> None:
    with ModelServer(lambda _seen: say) as server:
        client = wire.make(server.address, KEY)
        reply = client.complete(first(wire), FREE)
        assert reply.stop == ("refusal" if say.refused else "length")
        assert reply.text == say.text
        client.close()


def test_an_empty_reply_is_no_error_here(wire: Wire) -> None:
    with ModelServer(lambda _seen: Say()) as server:
        client = wire.make(server.address, KEY)
        reply = client.complete(first(wire), FREE)
        assert (reply.text, reply.calls, reply.stop) == ("", (), "end")
        client.close()


def test_a_wrong_key_is_said_without_it(wire: Wire) -> None:
    with ModelServer(lambda _seen: Say(text="x")) as server:
        client = wire.make(server.address, "sk-wrong-key")
        with pytest.raises(KeyRefused) as caught:
            client.complete(first(wire), FREE)
        assert "sk-wrong-key" not in str(caught.value)
        client.close()


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_reply_that_is_cut_off_is_an_error(wire: Wire, cut: int) -> None:
    say = Say(text="Words enough for several pieces of a stream, as long as this sentence is.")
    with ModelServer(lambda _seen: say) as server:
        client = wire.make(server.address, KEY)
        server.faults = [Fault(cut=cut)] * 5
        with pytest.raises((ReplyBroken, ModelUnreachable), match=r"cut off|broke"):
            client.complete(first(wire), FREE)
        client.close()


@pytest.mark.parametrize(
    "garbage", [b"{oops", b'{"type": 5}', b'{"choices": 7, "candidates": 7}', b"[1]", b'"x"']
)
def test_garbage_is_an_error_of_ours(wire: Wire, garbage: bytes) -> None:
    with ModelServer(lambda _seen: Say(text="fine")) as server:
        client = wire.make(server.address, KEY)
        server.faults = [Fault(garbage=garbage)] * 5
        try:
            reply = client.complete(first(wire), FREE)
        except ReplyBroken:
            pass
        else:  # what the protocol does not know may be passed over
            assert reply.text == "fine"
        client.close()


def test_a_busy_server_is_asked_again(wire: Wire) -> None:
    with ModelServer(lambda _seen: Say(text="fine")) as server:
        client = wire.make(server.address, KEY)
        server.faults = [Fault(status=529), Fault(status=429, headers={"retry-after": "0"})]
        assert client.complete(first(wire), FREE).text == "fine"
        client.close()


def test_models_are_listed(wire: Wire) -> None:
    with ModelServer(lambda _seen: Say()) as server:
        client = wire.make(server.address, KEY)
        assert client.models(FREE) == ("test-model",)
        client.close()
