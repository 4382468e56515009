"""Earlier runs in the window: found, looked at, judged, deleted and brought back."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from made_runs import a_run
from window_person import deskhand_window, wait_for

from actions.environments.private_desktop import PrivateDesktop
from actions.trajectory import Outcome
from app.runs.folders import run_folders
from app.runs.play import playback
from perception.observation import Observation


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    a_run(folder, "aaaaaa", "Order twelve lamps")
    a_run(folder, "bbbbbb", "Cancel the order", outcome=Outcome.GAVE_UP, days_ago=3)
    a_run(folder, "cccccc", "Write to Ada", host="mail.test", days_ago=40)
    return folder


def test_runs_are_found_looked_at_judged_and_deleted(desktop: PrivateDesktop, home: Path) -> None:
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.find("gridcell", "Order twelve lamps")
        person.find("text", "3 runs")

        person.type("Search", "order")
        wait_for(lambda: not person.all("gridcell", "Write to Ada"), 10)
        assert person.all("gridcell", "Cancel the order")
        person.type("Search", "lamps")
        wait_for(lambda: not person.all("gridcell", "Cancel the order"), 10)

        person.click("gridcell", "Order twelve lamps")
        person.find("listitem", 'Type “text 1” into textbox "Name"', usable=False)
        person.find("text", "1 / 4", usable=False)
        person.press("Right")
        person.find("text", "2 / 4", usable=False)
        person.press("Right")
        person.press("Left")
        person.find("text", "2 / 4", usable=False)

        person.click("checkbox", "It did not do what I wanted")
        person.type("Note", "six were enough")
        person.press("Tab")
        (folder,) = (each for each in run_folders(home / "runs") if each.name.endswith("aaaaaa"))
        told = folder / "feedback.json"
        wait_for(lambda: told.exists() and "six were enough" in told.read_text(), 20)
        assert json.loads(told.read_text())["opinion"] == "bad"

        person.click("button", "Delete")
        wait_for(lambda: not folder.exists(), 20)
        person.find("text", "1 run deleted", usable=False)
        person.click("button", "Undo")
        wait_for(folder.exists, 20)
        person.find("gridcell", "Order twelve lamps")


@pytest.mark.campaign
def test_what_others_do_is_noticed(desktop: PrivateDesktop, home: Path) -> None:
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.find("gridcell", "Order twelve lamps")
        a_run(home, "dddddd", "Made elsewhere")
        person.find("gridcell", "Made elsewhere")


@pytest.mark.campaign
def test_a_run_is_exported(desktop: PrivateDesktop, home: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.click("gridcell", "Order twelve lamps")
        person.click("button", "Export…")
        person.type("New folder", str(target))
        person.click("button", "Export")
        person.find("text", "1 run written", usable=False)
        person.find("button", "Open the folder")
        person.click("button", "Close")
    assert (target / "success.jsonl").is_file()


@pytest.mark.campaign
def test_thousands_of_runs_are_searched_at_once(desktop: PrivateDesktop, tmp_path: Path) -> None:
    """The list of 3,000 runs appears and is searched within a few seconds of a loaded machine."""
    folder = tmp_path / "home"
    first = a_run(folder, "aaaaaa", "Order twelve lamps", steps=1)
    log = (first / "events.jsonl").read_bytes()
    for number in range(3000):
        made = folder / "runs" / f"20260101-{number:06}-copy-{_id(number)}"
        made.mkdir()
        (made / "events.jsonl").write_bytes(log.replace(b"twelve", b"%06d" % number))
    with deskhand_window(desktop, folder) as person:
        person.click("tab", "Runs")
        person.find("text", "3001 runs", 120, usable=False)
        began = time.monotonic()
        person.type("Search", "002999")
        person.find("gridcell", "Order 002999 lamps", 30)
        wait_for(lambda: len(person.all("gridcell", "Order")) == 1, 30)
        assert time.monotonic() - began < 20


def _id(number: int) -> str:
    letters = "abcdefghjk"
    return "".join(letters[int(digit)] for digit in f"{number:06}")


def test_the_steps_of_a_long_run_stay_small(tmp_path: Path) -> None:
    """What a player keeps of a step does not hold on to what was seen in it."""
    played = playback(a_run(tmp_path, "aaaaaa", "Long", steps=5))
    assert all(not isinstance(value, Observation) for each in played.steps for value in _of(each))
    assert len(played.steps) == 6


def _of(step: object) -> list[object]:
    return [getattr(step, name) for name in step.__dataclass_fields__]  # type: ignore[attr-defined]
