"""One look at a machine after a run: what all getters of a task share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.evaluation.machine import Machine
from app.evaluation.task import EvalTask
from perception.observation import Observation


class NoGetter(Exception):
    """A getter that is not known here: the task has no result."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What getters look at.

    Attributes:
        task: that was carried out.
        machine: as it was left.
        answer: what the run answered.
    """

    task: EvalTask
    machine: Machine
    answer: str = ""

    @cached_property
    def seen(self) -> Observation:
        """All windows and what is in them; observed when a getter first asks."""
        return self.machine.observe()
