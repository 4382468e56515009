"""Asking again after a drop, against a real server that goes away and comes back."""

from __future__ import annotations

import threading
import time

import pytest
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen

from actions.context import RunContext
from actions.errors import RunCancelled
from app.models.chat_completions import ChatCompletions
from app.models.errors import (
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelSilent,
    ModelUnreachable,
    ReplyBroken,
)
from app.models.persistent import Persistence, Persistent
from app.models.transport import Patience, Transport
from app.models.wire import ModelRequest, Retrying, Text, UserTurn

REQUEST = ModelRequest(system="", turns=(UserTurn(parts=(Text("Hi"),)),), max_tokens=100)
QUICK = Persistence(broken=2, silent=1, drop=20, pause=0.05, longest_pause=0.3)


def says(_seen: Seen) -> Say:
    return Say(text="Hello.")


def persistent(address: str, key: str = KEY, how: Persistence = QUICK) -> Persistent:
    patience = Patience(connect=2, tries=2, silence=0.5, first_wait=0.01)
    transport = Transport(f"{address}/v1", {"authorization": f"Bearer {key}"}, patience)
    return Persistent(ChatCompletions(transport, "m"), how)


@pytest.mark.parametrize(
    "faults",
    [[Fault(cut=1)], [Fault(cut=2)] * 2, [Fault(garbage=b"{")], [Fault(silence=1)],
     [Fault(silence=1), Fault(cut=1), Fault(cut=2)]],
)  # fmt: skip
def test_what_broke_off_is_asked_again(faults: list[Fault]) -> None:
    told: list[str] = []
    with ModelServer(says) as server:
        server.faults = list(faults)
        client = persistent(server.address)
        assert client.complete(REQUEST, RunContext(emit=told.append)).text == "Hello."
        client.close()
    assert sum(isinstance(text, Retrying) for text in told) == len(faults)


@pytest.mark.parametrize(
    ("fault", "kind", "calls"),
    [
        (Fault(cut=1), ReplyBroken, 3),
        (Fault(silence=1), ModelSilent, 2),
        (Fault(status=500), ModelUnreachable, 2),
        (Fault(status=401), KeyRefused, 1),
        (Fault(status=429, headers={"retry-after": "7200"}), ModelBusy, 1),
    ],
)
def test_what_stays_wrong_is_given_up(fault: Fault, kind: type[ModelError], calls: int) -> None:
    with ModelServer(says) as server:
        server.faults = [fault] * 10
        client = persistent(server.address)
        with pytest.raises(kind):
            client.complete(REQUEST, RunContext())
        client.close()
        assert 10 - len(server.faults) == calls


def test_a_server_that_answered_before_may_be_away_for_a_while() -> None:
    with ModelServer(says) as server:
        client = persistent(server.address)
        client.complete(REQUEST, RunContext())
        server.faults = [Fault(status=503)] * 9
        assert client.complete(REQUEST, RunContext()).text == "Hello."
        client.close()


def test_but_not_for_ever() -> None:
    with ModelServer(says) as server:
        client = persistent(server.address, how=Persistence(drop=0.5, pause=0.1))
        client.complete(REQUEST, RunContext())
        server.faults = [Fault(status=503)] * 100
        with pytest.raises(ModelUnreachable):
            client.complete(REQUEST, RunContext())
        client.close()


def test_a_stop_ends_the_waiting() -> None:
    context = RunContext()
    with ModelServer(says) as server:
        client = persistent(server.address, how=Persistence(pause=60, longest_pause=60))
        server.faults = [Fault(cut=1)]
        threading.Timer(0.3, context.cancel.cancel).start()
        began = time.monotonic()
        with pytest.raises(RunCancelled):
            client.complete(REQUEST, context)
        assert time.monotonic() - began < 10
        client.close()
