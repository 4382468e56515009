"""The planner: whatever decides the next action."""

from __future__ import annotations

from typing import Protocol

from actions.context import RunContext
from actions.trajectory import Decision, History, Task
from perception.observation import Observation


class PlannerUnavailable(Exception):
    """A planner cannot go on (its model cannot be reached, a key is wrong). Ends the run.

    The message says what to do next.
    """


class PlannerLimit(PlannerUnavailable):
    """A planner could go on but may not: what it may spend is spent. Ends the run as a limit."""


class Planner(Protocol):
    """Decides. Model planner, built-in planner, skill replay and the scripted fake are four."""

    @property
    def name(self) -> str:
        """What `--planner` calls it."""

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """What to do next.

        It may return a `Zoom()` without region to be shown the whole page, `Ask` to hear from the
        person (the answer is in the last step's `reply`), `Finish` or `GiveUp` to end the run.

        Raises:
            RunCancelled: the run was stopped.
            ActionError: what was decided makes no sense; told to the planner next time.
            PlannerUnavailable: it cannot go on; `PlannerLimit` if it may not.
        """

    def close(self) -> None:
        """Let go of what it holds, when the run is over. Idempotent."""
