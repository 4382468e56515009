"""Whole runs in which the model or the way to it fails, one for each row of docs/models.md.

In the fake application, so that each takes a second or two. The strict server really answers with
the status, cuts the stream, streams garbage or says nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from model_server.listed import list_model
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use

from actions.trajectory import Outcome
from app.engine.events import Event, RunFinished, StepFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.settings import Settings
from app.where import Where


def act(**action: Any) -> Use:
    return Use("act", {"actions": [action]})


@dataclass
class Typist:
    """A model that types a name into the field and gives up, whatever else it says before.

    Attributes:
        odd: said first, one reply each.
        seen: what it was told, text by text.
    """

    odd: list[Say] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    typed: bool = False

    def __call__(self, seen: Seen) -> Say:
        self.seen.append(seen.text)
        if self.odd:
            return self.odd.pop(0)
        if self.typed:
            assert '"Ada"' in seen.text, seen.text
            return Say(uses=(act(action="give_up", reason="that is all"),))
        self.typed = True
        return Say(
            uses=(act(action="type", text="Ada", into={"text": "Display name"}, clear=True),)
        )


@dataclass(frozen=True)
class Ran:
    finished: RunFinished
    events: Sequence[Event]
    told: Sequence[str]

    @property
    def typed(self) -> bool:
        return any(
            isinstance(each, StepFinished)
            and not each.step.error
            and "Ada" in str(each.step.action)
            for each in self.events
        )


Start = Callable[..., Ran]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    def start(address: str, key: str = KEY, **setting: Any) -> Ran:
        list_model(tmp_path, address, monkeypatch, key=key, **setting)
        options = LaunchOptions(
            task="Call me Ada",
            where=Where(environment="fake", url="https://fake.example/settings"),
            planner="tested", yes=True, commits=True, max_steps=8,
        )  # fmt: skip
        told: list[str] = []
        paths = Paths.within(tmp_path)
        handle = launch(options, paths, Settings(), emit=told.append).handle
        events = list(handle.events())
        handle.join(10)
        for path in tmp_path.rglob("*.jsonl"):
            assert key.encode() not in path.read_bytes()
        return Ran(handle.result(), events, told)

    return start


RETRY = {"retry-after": "0"}
PASSING = {
    "408": [Fault(status=408)],
    "429 with Retry-After": [Fault(status=429, headers={"retry-after": "1"})],
    "429 without Retry-After": [Fault(status=429)],
    "500": [Fault(status=500, headers=RETRY)],
    "502": [Fault(status=502, headers=RETRY)],
    "529": [Fault(status=529, headers=RETRY)],
    "truncated stream": [Fault(cut=2)],
    "nothing but the status line": [Fault(cut=0)],
    "invalid JSON in the stream": [Fault(garbage=b"{oops")],
    "a silence": [Fault(silence=1.5)],
}


@pytest.mark.parametrize("name", list(PASSING))
def test_what_passes_is_waited_for(name: str, start: Start) -> None:
    with ModelServer(Typist()) as server:
        server.faults = list(PASSING[name])
        ran = start(server.address, silence=1)
        assert server.rejected == []
        assert server.faults == []
    assert ran.typed, ran.finished.reason
    assert ran.finished.reason == "that is all"
    assert any("again in" in text for text in ran.told)


ENDING = {
    "401": ([Fault(status=401)], "deskhand keys set"),
    "403": ([Fault(status=403)], "deskhand keys set"),
    "400": ([Fault(status=400)], "rejects the request"),
    "404": ([Fault(status=404)], "rejects the request"),
    "a new address": ([Fault(status=308, headers={"location": "/x"})], "moved to /x"),
    "429 that asks for hours": ([Fault(status=429, headers={"retry-after": "7200"})], "7200 s"),
    "a stream that is always cut off": ([Fault(cut=1)] * 9, "cut off"),
    "silence for ever": ([Fault(silence=1.5)] * 9, "said nothing for 1 s"),
}


@pytest.mark.parametrize("name", list(ENDING))
def test_what_does_not_pass_ends_the_run_with_what_to_do(name: str, start: Start) -> None:
    faults, told = ENDING[name]
    with ModelServer(Typist()) as server:
        server.faults = list(faults)
        ran = start(server.address, silence=1)
    assert ran.finished.outcome is Outcome.UNAVAILABLE
    assert told in ran.finished.reason
    assert KEY not in ran.finished.reason
    assert not ran.typed
    assert ran.finished.spent.failed >= 1


def test_a_wrong_key_is_not_shown(start: Start) -> None:
    with ModelServer(Typist()) as server:
        ran = start(server.address, key="sk-wrong-key-0000")
    assert ran.finished.outcome is Outcome.UNAVAILABLE
    assert "does not accept the key" in ran.finished.reason
    assert "sk-wrong" not in str(ran.events)


ODD = {
    "an empty reply": Say(),
    "a tool that is not there": Say(uses=(Use("no_such_tool", {"x": 1}),)),
    "an action that is not there": Say(uses=(act(action="fly", to="the moon"),)),
    "arguments that are no object": Say(uses=(Use("act", {"actions": "click"}),)),
    "a point off the screen": Say(uses=(act(action="click", target=[1500, -3]),)),
    "a reply that was cut short": Say(text="I think", cut=True),
    "prose": Say(text="Let me think about the display name first."),
}


@pytest.mark.parametrize("name", list(ODD))
def test_a_reply_that_makes_no_sense_is_told_to_the_model(name: str, start: Start) -> None:
    model = Typist([ODD[name]])
    with ModelServer(model) as server:
        ran = start(server.address)
        assert server.rejected == []
    assert "not understood, and nothing was done" in model.seen[1]
    assert ran.typed, ran.finished.reason
    assert ran.finished.spent.calls == len(model.seen)


@pytest.mark.parametrize("name", list(ODD))
def test_only_nonsense_ends_with_a_limit(name: str, start: Start) -> None:
    with ModelServer(lambda _seen: ODD[name]) as server:
        ran = start(server.address)
        assert server.rejected == []
    assert ran.finished.outcome is Outcome.LIMIT
    assert "makes no sense" in ran.finished.reason
    assert not any(isinstance(each, StepFinished) and each.step.after for each in ran.events)


def test_an_element_that_is_not_there_is_told_to_the_model(start: Start) -> None:
    model = Typist([Say(uses=(act(action="click", target="e999"),))])
    with ModelServer(model) as server:
        ran = start(server.address)
    assert "e999" in model.seen[1]
    assert ran.typed


def test_a_refusal_ends_the_run_in_the_models_words(start: Start) -> None:
    with ModelServer(lambda _seen: Say(text="I will not do that.", refused=True)) as server:
        ran = start(server.address)
    assert ran.finished.outcome is Outcome.GAVE_UP
    assert "I will not do that." in ran.finished.reason


def test_names_that_cannot_be_resolved_for_a_while(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network goes in the middle of a run: the connection breaks, and no name is known."""
    resolve = socket.getaddrinfo
    fails = 0

    def unknown(host: Any, *more: Any, **named: Any) -> Any:
        nonlocal fails
        if fails:
            fails -= 1
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(host, *more, **named)

    typist = Typist()

    def brain(seen: Seen) -> Say:
        nonlocal fails
        if len(typist.seen) == 1:  # the second call
            fails = 3
        return typist(seen)

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with ModelServer(brain) as server:
        server.faults = [Fault(), Fault(cut=1)]
        ran = start(server.address.replace("127.0.0.1", "localhost"))
    assert fails == 0
    assert ran.typed
    assert ran.finished.reason == "that is all"
    assert any("name resolution" in text for text in ran.told)
