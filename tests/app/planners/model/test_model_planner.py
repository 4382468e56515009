"""A model planner drives real Chromium, against a server as strict as the makers' own.

The model is a script that knows where things stand on the page as fractions of it, takes the size
of the picture that it was really sent, and answers in its maker's own words and coordinates. A
picture of the wrong size, a wrong conversion, a missing result or a text that does not show make
the task fail.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from model_form import START, FormModel, Play
from model_server.makers import MAKERS, act, pixels
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use

from actions.trajectory import Outcome
from app.paths import Paths


@pytest.mark.parametrize("name", list(MAKERS))
def test_a_task_from_end_to_end(
    name: str, site: tuple[str, list[str]], play: Play, tmp_path: Path
) -> None:
    url, sent = site
    sent.clear()
    with ModelServer(FormModel(MAKERS[name])) as server:
        finished, _ = play(server, url, maker=MAKERS[name])
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    assert finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED), finished.reason
    logged = b"".join(each.read_bytes() for each in tmp_path.rglob("*.jsonl"))
    assert logged
    assert KEY.encode() not in logged


LONG = {"busy", "cut off"}  # tests of the wire have these, too
FAULTS = {
    "busy": ([Fault(status=529), Fault(status=429, headers={"retry-after": "0"})], True, ""),
    "wrong key": ([Fault(status=401)], False, "does not accept the key"),
    "long wait": ([Fault(status=429, headers={"retry-after": "7200"})], False, "7200 s"),
    "cut off": ([Fault(cut=1)] * 3, False, ""),
    "garbage": ([Fault(garbage=b"{oops")] * 3, False, "broken JSON"),
}


@pytest.mark.parametrize(
    "fault",
    [pytest.param(each, marks=pytest.mark.campaign) if each in LONG else each for each in FAULTS],
)
def test_faults_of_the_server(
    fault: str, site: tuple[str, list[str]], play: Play, tmp_path: Path
) -> None:
    url, sent = site
    sent.clear()
    faults, passes, told = FAULTS[fault]
    with ModelServer(FormModel(MAKERS["chat"])) as server:
        server.faults = list(faults)
        finished, _ = play(server, url)
    if passes:
        assert sent == ["Zoë – 你好"]
    else:
        assert finished.outcome is Outcome.UNAVAILABLE, finished
        assert told in finished.reason
        assert KEY not in finished.reason


def test_replies_that_make_no_sense_are_told_and_repaired(
    site: tuple[str, list[str]], play: Play, tmp_path: Path
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
    model = FormModel(MAKERS["chat"])
    asked = 0

    def brain(seen: Seen) -> Say:
        nonlocal asked
        asked += 1
        if asked % 2:  # each step begins with a mistake, as long as there are any
            return wrong.pop(0) if wrong else model(seen)
        assert not wrong or "not understood" in seen.text
        return model(seen)

    with ModelServer(brain) as server:
        finished, _ = play(server, url)
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    assert wrong == []


def test_a_refusal_ends_the_run_with_the_models_words(
    site: tuple[str, list[str]], play: Play, tmp_path: Path
) -> None:
    with ModelServer(lambda _seen: Say(text="I will not do that.", refused=True)) as server:
        finished, _ = play(server, site[0], maker=MAKERS["openai"])
    assert finished.outcome is Outcome.GAVE_UP
    assert "I will not do that." in finished.reason


def test_a_doubt_of_the_server_is_put_to_the_person(
    site: tuple[str, list[str]], play: Play, tmp_path: Path
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
        assert "button Send" not in seen.text
        return Say(uses=(act(action="give_up", reason="the person said no"),))

    with ModelServer(brain) as server:
        finished, events = play(server, url, maker=MAKERS["openai"])
        assert server.rejected == []
    assert finished.outcome is Outcome.GAVE_UP
    assert any("Is this your bank?" in getattr(each, "question", "") for each in events)


def test_old_exchanges_are_folded_into_words(
    site: tuple[str, list[str]], play: Play, tmp_path: Path
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
        play(server, site[0])
        assert server.rejected == []
    assert len(pictures) > 8
    assert max(pictures) <= 6


def test_a_missing_key_and_an_unknown_model_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import UsageError
    from app.launch import make_planner

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    paths = Paths.within(tmp_path)
    with pytest.raises(UsageError, match=r"models\.yaml"):
        make_planner("nobody", paths)
    (tmp_path / "models.yaml").write_text("models: [{name: a, model: gpt-5.4, profle: x}]", "utf-8")
    with pytest.raises(UsageError, match="profle"):
        make_planner("a", paths)
