"""Whole runs on a machine whose server misbehaves meanwhile: they go on, or end and say why."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine_server import Served, machine, serve

from actions.action import Action, Click, Finish, SetValue, Type
from actions.environments.machine_http import Machine
from actions.target import Description
from actions.trajectory import Decision, History, Outcome, Task
from app.engine.events import RunFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.planners.scripted import ScriptedPlanner
from app.settings import Settings
from app.where import Where
from perception.observation import Observation

pytestmark = pytest.mark.campaign
FORM = Path(__file__).parents[1] / "support" / "windows" / "qt_form.py"


@pytest.fixture
def served() -> Iterator[Served]:
    with machine(sys.executable, str(FORM)) as started:
        there = Machine(started.url)
        end = time.monotonic() + 60
        while "Save" not in there.accessibility() and time.monotonic() < end:
            time.sleep(0.2)
        yield started


def played(
    served: Served, script: list[Action], folder: Path, before: dict[int, object]
) -> RunFinished:
    """Play a script; at some of its turns something happens to the machine first."""

    def decide(task: Task, observation: Observation, history: History) -> Decision | Action:
        turn = len(history.steps)
        happens = before.get(turn)
        if callable(happens):
            happens()
        return script[min(turn, len(script) - 1)]

    launched = launch(
        LaunchOptions(
            task="Fill in the form", where=Where(environment=f"vm:{served.url}"), yes=True,
            commits=True, minutes=10,
        ),
        Paths.within(folder),
        Settings(),
        planner=ScriptedPlanner(decide),
    )  # fmt: skip
    finished = launched.handle.result(600)
    launched.handle.join(60)
    return finished


SCRIPT: list[Action] = [
    Type(text="Ann", into=Description(text="Name", purpose="type")),
    SetValue(target=Description(text="News"), value="true"),
    Click(target=Description(text="Save")),
    Finish(answer="filled in"),
]


def test_a_run_goes_on_through_faults(served: Served, tmp_path: Path) -> None:
    before = {
        1: lambda: served.fault("/accessibility", "slow", 3),
        2: lambda: served.fault("/screenshot", "truncated", 4),
        3: lambda: served.fault("/accessibility", "entities", 1),
    }
    finished = played(served, SCRIPT, tmp_path, dict(before))
    assert finished.outcome is Outcome.DONE_UNVERIFIED, finished.reason
    served.fault("/accessibility", "", 0)
    assert "Saved" in Machine(served.url).accessibility()


def test_a_run_goes_on_after_the_server_has_started_anew(served: Served, tmp_path: Path) -> None:
    port = int(served.url.rpartition(":")[2])

    def restart() -> None:
        os.kill(served.pid, signal.SIGKILL)
        threading.Timer(1.5, lambda: serve(served.desktop, port)).start()

    finished = played(served, SCRIPT, tmp_path, {1: restart})
    assert finished.outcome is Outcome.DONE_UNVERIFIED, finished.reason
    assert "Saved" in Machine(served.url).accessibility()


def test_a_run_on_a_machine_that_goes_away_ends_and_says_so(served: Served, tmp_path: Path) -> None:
    finished = played(served, SCRIPT, tmp_path, {1: lambda: os.kill(served.pid, signal.SIGKILL)})
    assert finished.outcome is Outcome.UNAVAILABLE
    assert "nothing answers at" in finished.reason
