"""`deskhand run --best-of N`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from model_server.listed import list_model
from model_server.makers import act
from model_server.server import ModelServer
from model_server.talk import Say, Seen

Call = Callable[..., Any]
TASK = "Set the display name to Ada"
SETTINGS = "https://fake.example/settings"


class Attempts:
    """The first attempt claims and does nothing; the second one types and saves."""

    def __init__(self) -> None:
        self.attempt = 0
        self.judged = ""

    def __call__(self, seen: Seen) -> Say:
        if "attempted several times" in seen.system:
            self.judged = seen.conversation
            scores = [{"index": 0, "score": 1}, {"index": 1, "score": 9}]
            return Say(text=json.dumps({"attempts": scores}))
        if not seen.turns:
            self.attempt += 1
        end = act(action="finish", answer=f"attempt {self.attempt}", success=True)
        if self.attempt == 1 or seen.turns == 2:
            return Say(uses=(end,))
        if seen.turns == 1:
            return Say(uses=(act(action="click", target={"text": "Save", "role": "button"}),))
        typed = act(action="type", text="Ada", into={"text": "Display name"}, clear=True)
        return Say(uses=(typed,))


@pytest.fixture
def model(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[ModelServer], None]:
    def set_up(server: ModelServer) -> None:
        habits = {"check": False}
        list_model(home, server.address, monkeypatch, price="free", habits=habits)

    return set_up


def test_the_attempt_that_the_judge_prefers_is_taken(
    call: Call, model: Callable[[ModelServer], None]
) -> None:
    attempts = Attempts()
    with ModelServer(attempts) as server:
        model(server)
        called = call(
            "run", TASK, "--in", "fake", "--url", SETTINGS, "--planner", "tested",
            "--best-of", "2", "--yes", "--commits", "--json",
        )  # fmt: skip
        assert server.rejected == []
    assert called.code == 0, called.err
    assert called.json["answer"] == "attempt 2"
    assert "Attempt 1" in attempts.judged
    assert 'Click button "Save"' in attempts.judged
    assert "The best is attempt 2 of 2" in called.err
    assert len(call("runs", "list", "--json").json) == 2


def test_only_what_begins_anew_can_be_attempted_several_times(call: Call) -> None:
    refused = call("run", TASK, "--url", "http://127.0.0.1:9/", "--best-of", "3")
    assert refused.code == 2
    assert "--in sandbox" in refused.err
    assert call("run", TASK, "--in", "fake", "--best-of", "0").code == 2
