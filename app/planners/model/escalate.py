"""From a cheap model to a strong one when the cheap one is stuck, and back when it goes on."""

from __future__ import annotations

from actions.context import RunContext
from actions.trajectory import Decision, History, Task
from app.planners.model.planner import ModelPlanner
from app.planners.model.words import fruitless
from perception.observation import Observation

_STUCK = 3  # fruitless steps, one after another
_GOES_ON = 3  # steps in a row that came to something


class EscalatingPlanner:
    """Implements `Planner` with two models; each is told in words what the other did.

    Args:
        usual: decides as long as it gets on.
        strong: takes over when that is stuck.
    """

    def __init__(self, usual: ModelPlanner, strong: ModelPlanner) -> None:
        self._usual, self._strong = usual, strong
        self._escalated = False
        self._since = 0  # steps that were over at the last change

    @property
    def name(self) -> str:
        """What `--planner` calls it."""
        return self._usual.name

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """What the model in charge decides; see `Planner.decide`."""
        recent = history.steps[self._since :]
        last = recent[-_GOES_ON:]
        goes_on = len(last) == _GOES_ON and not any(fruitless((step,)) for step in last)
        if goes_on if self._escalated else fruitless(recent) >= _STUCK:
            self._change(len(history.steps))
        return self._in_charge.decide(task, observation, history, context)

    def close(self) -> None:
        """Let go of both."""
        self._usual.close()
        self._strong.close()

    @property
    def _in_charge(self) -> ModelPlanner:
        return self._strong if self._escalated else self._usual

    def _change(self, steps: int) -> None:
        self._escalated = not self._escalated
        self._since = steps
        self._in_charge.forget()
