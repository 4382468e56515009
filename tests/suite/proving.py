"""Plays the scripts of the task suite with the real runner: oracles, wrong ways, and nothing.

A task proves itself when its oracle scores 1, and both a plausible wrong way and doing nothing
score 0, in any order and beside others.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hands import Script, done, player

from app.evaluation.crew import Crew
from app.evaluation.desk import DeskPlan, attempt
from app.evaluation.episode import Episode, Work
from app.evaluation.task import EvalTask, load_tasks

TASKS = Path(__file__).parents[2] / "resources/tasks"
WAYS = ("oracle", "wrong", "nothing")

_MODULES = (
    "browser", "calc", "cross", "files", "images", "impress", "settings", "terminal", "text",
    "writer",
)  # fmt: skip
_PLAN = DeskPlan(planner="script", max_steps=80, minutes=10.0, report=False)


def scripts() -> Mapping[str, Mapping[str, Script]]:
    """The scripts of every task: its id, then "oracle", "wrong" or "nothing"."""
    found: dict[str, dict[str, Script]] = {}
    for name in _MODULES:
        module = importlib.import_module(f"scripts_{name}")
        for way, several in (("oracle", module.ORACLES), ("wrong", module.WRONG)):
            for task, actions in several.items():
                found.setdefault(task, {"nothing": done()})[way] = actions
    return found


@dataclass(frozen=True, slots=True)
class ScriptMaker:
    """Makes benches that play scripts: their work is "DOMAIN/ID@WAY"."""

    tasks: Path = TASKS

    def make(self) -> ScriptBench:
        """See `Maker.make`."""
        return ScriptBench({each.name: each for each in load_tasks(self.tasks)})

    def settings(self) -> Mapping[str, Any]:
        """See `Maker.settings`."""
        return {"planner": "script"}


class ScriptBench:
    """Plays scripts, each on a machine of its own."""

    def __init__(self, tasks: Mapping[str, EvalTask]) -> None:
        self._tasks, self._scripts = tasks, scripts()

    def play(self, task: str, seed: int) -> Episode:
        """Play a script of a task."""
        name, _, way = task.partition("@")
        told = self._tasks[name]
        actions = self._scripts[told.id][way]
        episode = attempt(told, lambda _: player(actions), _PLAN, number=seed)
        return replace(episode, task=task)

    def close(self) -> None:
        """Nothing is kept from one script to the next."""


def work(
    tasks: Iterable[EvalTask], seed: int, ways: Sequence[str] = WAYS, *, times: int = 1
) -> list[Work]:
    """All scripts of some tasks in a random order."""
    found = [
        (f"{task.name}@{way}", number + 1)
        for task in tasks
        for way in ways
        for number in range(times)
    ]
    random.Random(seed).shuffle(found)
    return found


def played(crew: Crew, planned: Sequence[Work]) -> dict[Work, Episode]:
    """Play scripts."""
    return {(each.task, each.seed): each for each in crew.play(planned, ScriptMaker())}


def wanted(task: str) -> float:
    """The score that a script must have."""
    return 1.0 if task.endswith("@oracle") else 0.0


def faults(episodes: Iterable[Episode]) -> list[str]:
    """What is not as it must be, in words; a wrong way must have come to its end."""
    found = []
    for each in episodes:
        said = f"{each.task} {each.seed}: {each.raw:g} ({each.outcome}: {each.reason})"
        if not each.valid:
            found.append(f"{each.task} {each.seed}: {each.error or each.skipped}")
        elif each.raw != wanted(each.task) or (each.task.endswith("@wrong") and not each.claimed):
            found.append(said)
    return found
