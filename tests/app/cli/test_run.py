"""`deskhand run`: what goes in, what comes out, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.runs.folders import find_run
from app.runs.read import read

TYPE: dict[str, Any] = {
    "is": "Type",
    "text": "Ada",
    "into": {"is": "Description", "text": "Display name"},
}
SAVE: dict[str, Any] = {
    "is": "Click",
    "target": {"is": "Description", "text": "Save", "role": "button"},
}
CLAIM: dict[str, Any] = {
    "predicate": {"is": "Value", "name": "Display name", "value": "Ada"},
    "durable": True,
}

Call = Callable[..., Any]
Script = Callable[..., list[str]]


def finish(answer: str = "Saved.", **more: Any) -> dict[str, Any]:
    return {"is": "Finish", "answer": answer, **more}


def test_a_task_is_carried_out_and_its_answer_printed(
    call: Call, script: Script, home: Path
) -> None:
    done = call("run", "Call me Ada", *script(TYPE, SAVE, finish(claims=[CLAIM])),
                "--yes", "--commits")  # fmt: skip
    assert (done.code, done.out) == (0, "Saved.\n")
    assert "Call me Ada" in done.err
    assert '1 Type “Ada” into textbox "Display name"' in done.err
    assert '2 Click button "Save"' in done.err
    assert "Done, and a second reading agrees." in done.err
    record = read(find_run(home / "runs", "last"))
    assert record.started is not None
    assert f"Run {record.started.run_id}, log {record.folder}" in done.err
    assert (len(record.steps), record.fault) == (2, "")


def test_json_is_all_that_is_on_standard_output(call: Call, script: Script) -> None:
    done = call("run", "Call me Ada", *script(TYPE, finish("It is → Ada.")), "--json")
    shown = done.json
    assert done.out.isascii()
    assert (shown["outcome"], shown["exit_code"], done.code) == ("done, unverified", 0, 0)
    assert shown["answer"] == "It is → Ada."
    assert shown["steps"][0]["action"] == 'Type “Ada” into textbox "Display name"'
    assert Path(shown["log"]).is_file()
    assert "Type “Ada”" in done.err


def test_nobody_to_ask_means_no(call: Call, script: Script) -> None:
    give_up = {"is": "GiveUp", "reason": "I may not."}
    refused = call("run", "Save", *script(SAVE, give_up))
    assert refused.code == 3
    assert refused.out == ""
    assert "Refused" in refused.err
    assert "--yes" in refused.err


def test_yes_without_commits_is_not_enough_for_a_commit(call: Call, script: Script) -> None:
    give_up = {"is": "GiveUp", "reason": "I may not."}
    refused = call("run", "Save", *script(SAVE, give_up), "--yes", "--json")
    assert refused.code == 3
    assert refused.json["exit_code"] == 3


def test_a_planner_that_gives_up_is_exit_code_1(call: Call, script: Script) -> None:
    gave_up = call("run", "x", *script({"is": "GiveUp", "reason": "No way."}))
    assert (gave_up.code, gave_up.out) == (1, "")
    assert "No way." in gave_up.err


def test_the_limit_of_steps_is_exit_code_1(call: Call, script: Script) -> None:
    limited = call("run", "x", *script(TYPE, TYPE, TYPE, finish()), "--max-steps", "1", "--json")
    assert (limited.code, limited.json["outcome"]) == (1, "limit reached")


def test_the_answer_goes_to_a_file(call: Call, script: Script, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    done = call("run", "x", *script(finish("42 Ä")), "--output", str(target))
    assert (done.code, target.read_text("utf-8")) == (0, "42 Ä\n")
    assert [each.name for each in tmp_path.iterdir() if "answer" in each.name] == ["answer.txt"]


def test_no_answer_no_file(call: Call, script: Script, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("before")
    call("run", "x", *script({"is": "GiveUp", "reason": "no"}), "--output", str(target))
    assert target.read_text() == "before"


def test_a_structured_answer_fits_its_schema(call: Call, script: Script, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(
        json.dumps({"type": "object", "properties": {"total": {"type": "number"}},
                    "required": ["total"], "additionalProperties": False})
    )  # fmt: skip
    target = tmp_path / "out.json"
    more = ["--schema", str(schema), "--output", str(target), "--json"]
    given = call("run", "x", *script(finish("ignored", data='{"total": 3.5}')), *more)
    assert (given.code, given.json["data"]) == (0, {"total": 3.5})
    assert json.loads(target.read_text()) == {"total": 3.5}
    coerced = call("run", "x", *script(finish("1,204")), *more)
    assert coerced.json["data"] == {"total": 1204}
    failed = call("run", "x", *script(finish("about twelve")), *more)
    assert failed.code == 1
    assert "cannot be read as what the schema asks for" in failed.json["error"]
    wrong = call("run", "x", *script(finish("", data='{"total": "x"}')), *more)
    assert "does not fit the schema: total" in wrong.json["error"]
    assert json.loads(target.read_text()) == {"total": 1204}


def test_values_named_like_secrets_stay_out_of_the_log(
    call: Call, script: Script, home: Path
) -> None:
    typing = {**TYPE, "text": "hunter22"}
    values = ["--with", "password=hunter22", "--with", "who=Ada"]
    assert call("run", "log in", *script(typing, finish()), *values).code == 0
    log = (find_run(home / "runs", "last") / "events.jsonl").read_text()
    assert "hunter22" not in log
    assert '"who": "Ada"' in log


def test_the_report_is_written_on_request(call: Call, script: Script) -> None:
    done = call("run", "x", *script(TYPE, finish()), "--report", "--json")
    assert "<html" in Path(done.json["report"]).read_text()


def test_a_task_from_standard_input(
    call: Call, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    (tmp_path / "task").write_text("Call me שלום 😀\nand stop\n")
    with (tmp_path / "task").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        done = call("run", "-", *script(finish()))
    assert done.code == 0
    assert "Call me שלום 😀" in done.err


# Wrong use: exit code 2, one clear message, no traceback, nothing begun.

WRONG = [
    (["run", ""], "The task is empty"),
    (["run", "  \n "], 'deskhand run "'),
    (["run", "x" * 100_000], "100,000 characters long; at most 20,000"),
    (["run", "a\x07b"], "control character (U+0007, character 2)"),
    (["run", "a\x1b[2Jb"], "control character (U+001B"),
    (["run", "bad \udcff byte"], "not valid UTF-8 (character 5)"),
    (["run", "x", "--url", "gopher://x"], "only http, https and file"),
    (["run", "x", "--url", "http://"], "is no address"),
    (["run", "x", "--url", "javascript:alert(1)"], "only http, https and file"),
    (["run", "x", "--planner", "gpt"], "no planner 'gpt'"),
    (["run", "x", "--planner", "script:/nowhere.json"], "Cannot read the script"),
    (["run", "x", "--with", "novalue"], "name=value"),
    (["run", "x", "--with", "a=1", "--with", "a=2"], "gives a twice"),
    (["run", "x", "--with", "ä b=1"], "is no name for a value"),
    (["run", "x", "--attach", "/nowhere/file.pdf"], "does not exist"),
    (["run", "x", "--attach", "/tmp"], "is a folder, not a file"),
    (["run", "x", "--output", "/nowhere/out.txt"], "there is no folder /nowhere"),
    (["run", "x", "--schema", "/nowhere.json"], "Cannot read the schema"),
    (["run", "x", "--commits"], "only valid together"),
    (["run", "x", "--cdp", "http://a", "--profile", "/tmp/p"], "--cdp uses a browser that runs"),
    (["observe"], "Say which page"),
    (["explain", ""], "The task is empty"),
    (["runs", "show", "nothing"], "There are no runs yet"),
    (["runs", "delete"], "Say which"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=lambda each: str(each)[:40])
def test_wrong_use_is_said_clearly(
    call: Call, home: Path, arguments: list[str], message: str
) -> None:
    wrong = call(*arguments)
    assert wrong.code == 2
    assert message in wrong.err
    assert "Traceback" not in wrong.err
    assert wrong.out == ""
    assert not (home / "runs").exists()


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["run"], ["run", "x", "--bugdet", "3"], ["run", "x", "--max-step", "3"],
     ["run", "x", "--max-steps", "0"], ["run", "x", "--minutes", "nan"],
     ["run", "x", "--in", "moon"], ["run", "x", "--mode", "full"], ["runs", "rewind", "a"]],
    ids=str,
)  # fmt: skip
def test_unknown_options_are_not_accepted(call: Call, arguments: list[str]) -> None:
    wrong = call(*arguments)
    assert wrong.code == 2
    assert "usage: deskhand" in wrong.err


def test_nul_in_a_piped_task_is_refused(call: Call, tmp_path: Path, monkeypatch: Any) -> None:
    import sys

    (tmp_path / "task").write_bytes(b"open\0the door")
    with (tmp_path / "task").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        wrong = call("run", "-", "--in", "fake")
    assert wrong.code == 2
    assert "control character (NUL, character 5)" in wrong.err


def test_wrong_use_is_json_too(call: Call) -> None:
    wrong = call("run", "", "--json")
    assert wrong.json["exit_code"] == wrong.code == 2
    assert "The task is empty" in wrong.json["error"]


def test_faulty_settings_name_their_lines(call: Call, home: Path, script: Script) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("max_steps: many\nbrowser: x\nminutes: 5\nminutes: 6\n")
    wrong = call("run", "x", *script(finish()))
    assert wrong.code == 2
    for line in (
        "line 1: max_steps must be a number, not 'many'",
        "line 2: browser is no setting; there are browser_path",
        "line 4: minutes is given twice",
    ):
        assert line in wrong.err


def test_faulty_permissions_stop_the_run(call: Call, home: Path, script: Script) -> None:
    home.mkdir()
    (home / "permissions.yaml").write_text("rules: [")
    wrong = call("run", "x", *script(finish()))
    assert wrong.code == 2
    assert "permissions.yaml" in wrong.err


def test_what_a_page_says_does_not_reach_the_terminal_raw(call: Call, script: Script) -> None:
    done = call("run", "x", *script(finish("red \x1b[31m\u202eevil\u2066 [bold]x[/bold]")))
    assert done.out == "red ␛[31mevil [bold]x[/bold]\n"
    assert "\x1b" not in done.err
