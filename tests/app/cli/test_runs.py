"""`deskhand runs`: list, show, report, resume, delete."""

from __future__ import annotations

import signal
import subprocess
import time
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
FINISH: dict[str, Any] = {"is": "Finish", "answer": "Saved."}
WAIT: dict[str, Any] = {"is": "Wait", "seconds": 60}

Call = Callable[..., Any]
Script = Callable[..., list[str]]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run_id(call: Call, script: Script) -> str:
    done = call("run", "Call me Ada", *script(TYPE, FINISH), "--json")
    return str(done.json["run"])


def test_runs_are_listed_and_shown(call: Call, run_id: str) -> None:
    listed = call("runs", "list")
    assert run_id in listed.out
    assert "done, unverified" in listed.out
    assert [each["id"] for each in call("runs", "list", "--json").json] == [run_id]
    assert call("runs").out == listed.out
    shown = call("runs", "show", run_id)
    assert '1 Type “Ada” into textbox "Display name"' in shown.out
    assert "done, unverified: Saved." in shown.out
    data = call("runs", "show", "last", "--json").json
    assert (data["id"], data["outcome"], data["fault"]) == (run_id, "done, unverified", "")
    assert data["step_list"][0]["action"].startswith("Type “Ada”")


def test_a_listing_outlives_its_index(call: Call, home: Path, run_id: str) -> None:
    assert call("runs", "list").code == 0
    (home / "index.sqlite").write_bytes(b"garbage")
    assert run_id in call("runs", "list").out


def test_a_report_is_written(call: Call, run_id: str, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert call("runs", "report", run_id, "--output", str(target)).out.strip() == str(target)
    assert "Call me Ada" in target.read_text()


def test_deleting_wants_a_word(call: Call, home: Path, run_id: str) -> None:
    refused = call("runs", "delete", run_id)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert call("runs", "delete", run_id, "--yes", "--json").json == {"deleted": [run_id]}
    assert list((home / "runs").iterdir()) == []
    assert call("runs", "list", "--json").json == []


def test_old_runs_are_deleted(call: Call, home: Path, run_id: str) -> None:
    assert call("runs", "delete", "--older-than", "1", "--yes").out == "0 deleted.\n"
    folder = find_run(home / "runs", run_id)
    folder.rename(folder.with_name("20200101-000000-old-" + run_id))
    assert call("runs", "delete", "--older-than", "1", "--yes").out == "1 deleted.\n"


def test_old_runs_go_when_the_settings_say_so(
    call: Call, home: Path, run_id: str, script: Script
) -> None:
    folder = find_run(home / "runs", run_id)
    folder.rename(folder.with_name("20200101-000000-old-" + run_id))
    (home / "settings.yaml").write_text("keep_days: 30\n")
    assert call("run", "again", *script(FINISH)).code == 0
    assert [run["task"] for run in call("runs", "list", "--json").json] == ["again"]


def crash_during(start: Start, home: Path, text: str, *arguments: str) -> Path:
    """Start a run, and kill it as soon as its log holds the text."""
    process = start("run", "Call me Ada", *arguments)
    until = time.monotonic() + 20
    logs: list[Path] = []
    while time.monotonic() < until and process.poll() is None:
        logs = list((home / "runs").glob("*/events.jsonl"))
        if logs and text in logs[0].read_text("utf-8"):
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    _out, err = process.communicate()
    assert logs, err
    return logs[0].parent


def test_a_killed_run_shows_as_crashed_and_is_resumed(
    call: Call, start: Start, script: Script, home: Path
) -> None:
    folder = crash_during(start, home, '"is": "Wait", "seconds": 60', *script(TYPE, WAIT, FINISH))
    (listed,) = call("runs", "list", "--json").json
    assert (listed["outcome"], listed["id"]) == ("crashed", folder.name[-6:])
    shown = call("runs", "show", "last")
    assert "crashed" in shown.out
    script(FINISH)  # the planner of the run is read anew
    resumed = call("runs", "resume", "last", "--json")
    assert resumed.code == 0
    assert 'Step 1: Type “Ada” into textbox "Display name"' in resumed.err
    newest, older = call("runs", "list", "--json").json
    assert (newest["parent"], older["outcome"]) == (older["id"], "crashed")
    record = read(Path(newest["folder"]))
    assert any("broken off" in str(event) for event in record.events)


@pytest.fixture
def half_saved(call: Call, script: Script, home: Path) -> Path:
    """A run whose log ends with the intent to save."""
    call("run", "Call me Ada", *script(TYPE, SAVE, FINISH), "--yes", "--commits")
    folder = find_run(home / "runs", "last")
    path = folder / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    intents = [number for number, line in enumerate(lines) if b'"ActionIntended"' in line]
    path.write_bytes(b"".join(lines[: intents[-1] + 1]))
    return folder


def test_an_unknown_commit_is_not_repeated_blindly(call: Call, half_saved: Path) -> None:
    shown = call("runs", "show", "last")
    assert "not known whether this was done" in shown.out
    refused = call("runs", "resume", "last", "--yes", "--commits", "--json")
    assert refused.code == 3
    assert 'It is not known whether this was done: Click button "Save"' in refused.json["error"]
    assert "https://fake.example/settings" in refused.json["error"]
    assert len(call("runs", "list", "--json").json) == 1


def test_a_commit_that_was_made_is_not_made_again(call: Call, script: Script, home: Path) -> None:
    allowed = ["--yes", "--commits"]
    give_up = {"is": "GiveUp", "reason": "?"}
    call("run", "Call me Ada", *script(TYPE, SAVE, give_up), *allowed)
    script(SAVE, give_up)
    resumed = call("runs", "resume", "last", *allowed)
    assert resumed.code == 3
    assert "not done twice" in resumed.err


def test_a_finished_run_is_not_resumed(call: Call, run_id: str) -> None:
    refused = call("runs", "resume", run_id)
    assert refused.code == 2
    assert "nothing to resume" in refused.err


def test_a_log_that_was_changed_says_where(call: Call, home: Path, run_id: str) -> None:
    path = find_run(home / "runs", run_id) / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"Finish", b"GiveUp")
    lines[1] = lines[1].replace(b"a", b"b", 1)
    path.write_bytes(b"".join(lines))
    shown = call("runs", "show", run_id)
    assert shown.code == 0
    assert "The log ends early: line 2" in shown.out
