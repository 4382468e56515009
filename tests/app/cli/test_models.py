"""`deskhand models` and what a model costs in `run` and `runs show`."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen, Use
from PIL import Image

from app.safety.vault import variable_of

Call = Callable[..., Any]
MINE = """\
# My models.
models:
  # The cheap one.
  - name: local
    model: qwen3-vl:8b   # with Ollama
    address: http://127.0.0.1:11434/v1

  # The strong one.
  - name: claude
    model: claude-sonnet-5-5
    key: models/work
"""


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keyring answers here; keys come from variables only."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv(variable_of("models/work"), KEY)


@pytest.fixture
def mine(home: Path) -> Path:
    home.mkdir()
    path = home / "models.yaml"
    path.write_text(MINE, "utf-8")
    return path


def test_models_are_listed_with_all_but_their_keys(call: Call, mine: Path) -> None:
    listed = call("models", "list")
    assert listed.code == 0
    assert "local: qwen3-vl:8b (qwen3-vl, chat_completions)" in listed.out
    assert "http://127.0.0.1:11434/v1; key not needed; free" in listed.out
    assert "key from the environment; $2 in" in listed.out
    assert "* builtin" in listed.out
    assert KEY not in listed.out + listed.err
    local, claude = call("models", "list", "--json").json
    assert (local["profile"], local["price"], local["default"]) == ("qwen3-vl", "free", False)
    assert (claude["profile"], claude["key_name"]) == ("anthropic", "models/work")
    shown = call("models", "show", "claude")
    assert "coordinates  sent_px" in shown.out
    assert call("models", "show", "claude", "--json").json["limits"]["reply_tokens"] == 4096
    assert call("models").out == listed.out


def test_without_models_it_is_said_how_to_begin(call: Call) -> None:
    listed = call("models")
    assert listed.code == 0
    assert "models add" in listed.err
    assert call("models", "list", "--json").json == []


def test_profiles_are_listed(call: Call) -> None:
    profiles = {each["name"]: each for each in call("models", "list", "--profiles", "--json").json}
    assert profiles["ui-tars-1.5"]["dialect"] == "ui-tars-1.5"
    assert profiles["gta1"]["purpose"] == "grounding"
    assert "ui-tars-1.5: " in call("models", "list", "--profiles").out


def test_adding_and_removing_leaves_the_rest_of_the_file_alone(call: Call, mine: Path) -> None:
    added = call(
        "models", "add", "tars", "--model", "ui-tars-1.5-7b", "--address", "http://gpu.lan:8000/v1"
    )
    assert added.code == 0, added.err
    assert "profile ui-tars-1.5" in added.out
    text = mine.read_text("utf-8")
    assert text.startswith(MINE)
    assert yaml.safe_load(text)["models"][-1] == {
        "name": "tars", "model": "ui-tars-1.5-7b", "address": "http://gpu.lan:8000/v1",
    }  # fmt: skip
    assert call("models", "remove", "tars").code == 2
    assert call("models", "remove", "tars", "--yes", "--json").json == {"removed": "tars"}
    assert mine.read_text("utf-8") == MINE
    assert call("models", "remove", "local", "--yes").code == 0
    left = mine.read_text("utf-8")
    assert "# My models." in left
    assert [each["name"] for each in yaml.safe_load(left)["models"]] == ["claude"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet\n",
        "models:\n",
        "models: []",
        '{"models": [{"name": "a", "model": "gpt-5.4"}]}',
        "- name: a\n  model: gpt-5.4",
        "models:\n- {name: a, model: gpt-5.4}",
    ],
)
def test_a_file_of_any_form_takes_a_model(call: Call, home: Path, text: str) -> None:
    home.mkdir()
    (home / "models.yaml").write_text(text, "utf-8")
    before = len(call("models", "list", "--json").json)
    assert call("models", "add", "gpt-5.5").code == 0
    listed = call("models", "list", "--json").json
    assert len(listed) == before + 1
    assert listed[-1]["profile"] == "openai-computer"
    assert call("models", "remove", "gpt-5.5", "--yes").code == 0
    assert len(call("models", "list", "--json").json) == before


def test_a_model_that_only_points_is_known_by_its_name(call: Call) -> None:
    added = call("models", "add", "GTA1-7B", "--address", "http://127.0.0.1:8000/v1", "--json").json
    assert (added["profile"], added["purpose"]) == ("gta1", "grounding")
    other = call("models", "add", "my-own", "--address", "http://127.0.0.1:8000/v1", "--json").json
    assert (other["profile"], other["purpose"]) == ("compatible", "planning")


def test_a_missing_key_is_said_when_a_model_is_added(call: Call) -> None:
    added = call("models", "add", "gpt-5.4")
    assert added.code == 0
    assert variable_of("models/openai") in added.out
    assert call("models", "add", "gpt-5.4").code == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["builtin"], "no name"),
        (["a b"], "no name"),
        (["x:8b"], "--model"),
        (["x", "--model", "qwen3-vl"], "needs the address"),
        (["x", "--model", "gpt-5.4", "--profile", "nope"], "there are"),
        (["x", "--address", "localhost:8000"], "no address like"),
        (["x", "--address", "http://me:secret@host/v1"], "keys set"),
        (["x", "--model", "gpt-5.4", "--price", "nobody"], "price"),
        (["x", "--model", " "], "empty"),
        (["local", "--model", "gpt-5.4"], "already"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(
    call: Call, mine: Path, arguments: list[str], told: str
) -> None:
    refused = call("models", "add", *arguments)
    assert refused.code == 2
    assert told in refused.err
    assert mine.read_text("utf-8") == MINE


def test_a_faulty_file_says_where_and_is_left_alone(call: Call, mine: Path) -> None:
    mine.write_text("models:\n  - name: a\n    modle: x\n", "utf-8")
    for arguments in (["list"], ["add", "gpt-5.4"], ["use", "a"], ["remove", "a", "--yes"]):
        refused = call("models", *arguments)
        assert refused.code == 2
        assert "modle" in refused.err
    assert "modle" in mine.read_text("utf-8")


def test_the_default_planner_is_chosen(call: Call, mine: Path, home: Path) -> None:
    (home / "settings.yaml").write_text("# mine\nmax_steps: 9  # few\n", "utf-8")
    assert call("models", "use", "claude").code == 0
    text = (home / "settings.yaml").read_text("utf-8")
    assert text == "# mine\nmax_steps: 9  # few\nplanner: claude\n"
    assert "* claude" in call("models", "list").out
    refused = call("models", "remove", "claude", "--yes")
    assert refused.code == 2
    assert "models use builtin" in refused.err
    assert call("models", "use", "builtin").code == 0
    assert "planner: builtin" in (home / "settings.yaml").read_text("utf-8")
    assert call("models", "use", "nobody").code == 2


# Trying out.


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda seen: Say(uses=(sees(seen),))) as running:
        yield running


def red(seen: Seen) -> tuple[float, float]:
    """The middle of what is red in the picture, as parts of it: this model really looks."""
    picture = Image.open(io.BytesIO(seen.pictures[-1].data)).convert("RGB")
    pixels = np.asarray(picture).astype(int)
    r, g, b = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    down, across = np.nonzero((r > 180) & (g < 80) & (b < 90))
    assert len(down) > 500
    wide, high = picture.size
    return float(across.mean()) / wide, float(down.mean()) / high


def sees(seen: Seen, stretch: float = 1.0) -> Use:
    x, y = red(seen)
    target = [round(x * 999 * stretch), round(y * 999 * stretch)]
    return Use("act", {"actions": [{"action": "click", "target": target}]})


def set_up(home: Path, server: ModelServer, **more: str) -> None:
    home.mkdir(exist_ok=True)
    entry = {
        "name": "tested", "model": "test-model", "profile": "compatible",
        "address": server.address + "/v1", "key": "models/work", **more,
    }  # fmt: skip
    (home / "models.yaml").write_text(json.dumps({"models": [entry]}), "utf-8")


def test_a_model_that_sees_hits(call: Call, home: Path, server: ModelServer) -> None:
    set_up(home, server)
    tested = call("models", "test", "tested")
    assert tested.code == 0, tested.out + tested.err
    assert "✓ the server has test-model" in tested.out
    assert re.search(r"✓ it clicked \d px from the middle", tested.out)
    assert "1 model call, 1," in tested.out
    data = call("models", "test", "tested", "--json").json
    assert data["hit"] is True
    assert data["apart"] < 4
    assert data["server_has"] == ["test-model"]
    assert server.rejected == []


def test_wrong_coordinates_are_found_out(call: Call, home: Path) -> None:
    with ModelServer(lambda seen: Say(uses=(sees(seen, 0.6),))) as server:
        set_up(home, server)
        tested = call("models", "test", "tested")
    assert tested.code == 1
    assert "px from (" in tested.out
    assert "k1000" in tested.out


def test_a_model_that_first_wants_a_screenshot_gets_one(call: Call, home: Path) -> None:
    def brain(seen: Seen) -> Say:
        if not seen.turns:
            return Say(uses=(Use("computer", {"action": "screenshot"}, native=True),))
        x, y = red(seen)
        shown = seen.pictures[-1]
        at = [round(x * shown.width), round(y * shown.height)]
        return Say(uses=(Use("computer", {"action": "left_click", "coordinate": at}, native=True),))

    with ModelServer(brain) as server:
        set_up(home, server, profile="anthropic-20251124")
        tested = call("models", "test", "tested")
        assert server.rejected == []
    assert tested.code == 0, tested.out
    assert "2 model calls" in tested.out


def test_a_model_that_only_talks_is_said(call: Call, home: Path) -> None:
    with ModelServer(lambda _seen: Say(text="What a lovely picture!")) as server:
        set_up(home, server)
        tested = call("models", "test", "tested")
    assert tested.code == 1
    assert "makes no sense" in tested.out


def test_a_grounding_model_points(call: Call, home: Path) -> None:
    def brain(seen: Seen) -> Say:
        assert "the red disc" in seen.text
        x, y = red(seen)
        return Say(text=f"{x * 1000:.0f}, {y * 1000:.0f}")

    with ModelServer(brain) as server:
        set_up(home, server, profile="grounding")
        assert call("models", "test", "tested").code == 0
        assert "cannot plan" in call("models", "use", "tested").err


def test_a_server_that_does_not_answer_is_an_unavailable_one(
    call: Call, home: Path, server: ModelServer
) -> None:
    set_up(home, server)
    server.faults = [Fault(status=401)]
    tested = call("models", "test", "tested", "--json")
    assert tested.code == 4
    assert "does not accept the key" in tested.json["error"]
    set_up(home, server, address="http://127.0.0.1:9/v1")
    tested = call("models", "test", "tested")
    assert tested.code == 4
    assert "cannot be reached" in tested.out
    assert call("models", "test", "nobody").code == 2


# What a run costs.


def presses(count: int) -> Callable[[Seen], Say]:
    def brain(seen: Seen) -> Say:
        if seen.turns < count:
            return Say(uses=(Use("act", {"actions": [{"action": "press", "keys": "Tab"}]}),))
        return Say(uses=(Use("act", {"actions": [{"action": "give_up", "reason": "enough"}]}),))

    return brain


FAKE = ("--in", "fake", "--url", "https://fake.example/settings", "--planner", "tested")


def test_a_run_tells_what_its_model_used_up(call: Call, home: Path) -> None:
    with ModelServer(presses(2)) as server:
        set_up(home, server, model="gpt-5.4", price="openai")
        done = call("run", "Press around", *FAKE, "--budget", "1", "--report", "--yes")
        assert server.rejected == []
        sent = len(server.bodies)
    assert done.code == 1
    assert f"Models: {sent} model calls" in done.err
    shown = call("runs", "show", "last")
    assert shown.out.count("1 model call, 1,110 tokens in") == sent
    assert f"models: {sent} model calls" in shown.out
    data = call("runs", "show", "last", "--json").json
    assert data["models"]["calls"] == sent
    assert data["models"]["dollars"] > 0
    listed = call("runs", "list")
    assert "$0.00" in listed.out
    assert call("runs", "list", "--json").json[0]["dollars"] == data["models"]["dollars"]
    report = next((home / "runs").glob("*/report.html")).read_text("utf-8")
    assert f"{sent} model calls" in report
    assert "1 model call, " in report


def test_a_run_ends_before_it_costs_more_than_it_may(call: Call, home: Path) -> None:
    with ModelServer(presses(40)) as server:
        set_up(home, server, model="gpt-5.4", price="openai")
        done = call("run", "Press around", *FAKE, "--budget", "0.08", "--json", "--yes")
        sent = len(server.bodies)
    assert done.code == 1
    assert done.json["outcome"] == "limit reached"
    assert "budget of $0.08" in done.json["reason"].replace("$0.0800", "$0.08")
    assert "--budget" in done.json["reason"]
    assert 1 <= done.json["models"]["calls"] == sent < 40
    assert done.json["models"]["dollars"] <= 0.08


def test_a_budget_wants_a_price(call: Call, home: Path, server: ModelServer) -> None:
    set_up(home, server, address="https://models.example/v1")
    refused = call("run", "Press around", *FAKE, "--budget", "1")
    assert refused.code == 2
    assert "price of the model tested is unknown" in refused.err
    assert not (home / "runs").exists()
    (home / "settings.yaml").write_text("budget: 0.5\n")
    assert call("run", "Press around", *FAKE).code == 2
    (home / "prices.toml").write_text('[mine."test-*"]\ninput = 1\nouput = 2\n')
    set_up(home, server, price="mine")
    assert "ouput" in call("run", "Press around", *FAKE).err
    assert call("run", "x", *FAKE, "--budget", "0").code == 2


def test_the_prompts_of_a_run_are_shown(call: Call, home: Path) -> None:
    with ModelServer(presses(1)) as server:
        set_up(home, server)
        call("run", "Log in", *FAKE, "--with", "password=corr3ct-horse", "--yes")
        sent = server.bodies
    assert "corr3ct-horse" not in json.dumps(sent)
    shown = call("runs", "show", "last", "--prompts")
    assert shown.code == 0
    assert "━━ call 1, step 1, tested" in shown.out
    assert "The task: Log in" in shown.out
    assert "(the first 2 as in call 1)" in shown.out
    data = call("runs", "show", "last", "--prompts", "--json").json
    assert [each["call"] for each in data["calls"]] == list(range(1, len(sent) + 1))
    assert data["calls"][0]["body"]["model"] == "test-model"
    for each in data["calls"]:
        for picture in each["pictures"]:
            assert Path(picture["path"]).stat().st_size == picture["bytes"]
    one = call("runs", "show", "last", "--prompts", "2")
    assert "step 1" not in one.out
    assert "call 2" in one.out
    refused = call("runs", "show", "last", "--prompts", "9")
    assert refused.code == 2
    assert "in 1, 2" in refused.err
    for path in (home / "runs").rglob("*"):
        assert not path.is_file() or b"corr3ct-horse" not in path.read_bytes(), path
    assert "corr3ct-horse" not in shown.out + shown.err
    assert call("runs", "delete", "last", "--yes").code == 0
    assert list((home / "runs").iterdir()) == []


def test_a_run_without_a_model_has_no_prompts(call: Call, script: Callable[..., list[str]]) -> None:
    call("run", "x", *script({"is": "Finish", "answer": "x"}))
    refused = call("runs", "show", "last", "--prompts")
    assert refused.code == 2
    assert "No model was asked" in refused.err


def test_secrets_are_masked_in_whatever_form_they_come(call: Call, home: Path) -> None:
    secret = 'x"y\\zé\U0001f511'

    def brain(seen: Seen) -> Say:
        if not seen.turns:
            action = {"action": "type", "text": secret, "into": {"text": "Display name"}}
            return Say(text=f"I type {secret}", uses=(Use("act", {"actions": [action]}),))
        return Say(uses=(Use("act", {"actions": [{"action": "give_up", "reason": "enough"}]}),))

    with ModelServer(brain) as server:
        set_up(home, server)
        call("run", "Log in", *FAKE, "--with", f"password={secret}", "--yes")
        assert server.rejected == []
    forms = {secret, *(json.dumps(secret, ensure_ascii=way)[1:-1] for way in (True, False))}
    forms |= {json.dumps(form, ensure_ascii=way)[1:-1] for form in forms for way in (True, False)}
    for path in (home / "runs").rglob("*.jsonl"):
        text = path.read_text("utf-8")
        assert not any(form in text for form in forms), path
        assert "•••" in text
