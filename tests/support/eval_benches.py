"""Benches that play nothing, for tests of the runner; in a module that worker processes find."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.errors import EnvironmentUnavailable
from app.evaluation.episode import Episode


@dataclass(frozen=True, kw_only=True)
class ToyMaker:
    """Makes toys.

    Attributes:
        marks: a folder in which each play leaves a file.
    """

    marks: Path
    broken: bool = False

    def make(self) -> Toy:
        if self.broken:
            raise EnvironmentUnavailable("there is no toy")
        return Toy(self.marks)

    def settings(self) -> Mapping[str, Any]:
        return {"planner": "toy"}


class Toy:
    """Plays by the name of the task: "good", "bad", "die-once", "die", "hang"."""

    def __init__(self, marks: Path) -> None:
        self._marks = marks

    def play(self, task: str, seed: int) -> Episode:
        mark = self._marks / f"{task}-{seed}-{time.time_ns()}"
        first = not list(self._marks.glob(f"{task}-{seed}-*"))
        mark.touch()
        if task == "die" or (task == "die-once" and first):
            os.kill(os.getpid(), 9)
        if task == "hang":
            time.sleep(60)
        return Episode(task=task, seed=seed, raw=float(task != "bad"), claimed=True)

    def close(self) -> None:
        (self._marks / f"closed-{os.getpid()}").touch()
