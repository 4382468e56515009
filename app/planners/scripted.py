"""A planner that plays a script: for tests, for demonstrations and for checking a setup."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.action import Action, GiveUp
from actions.context import RunContext
from actions.trajectory import Decision, History, Task
from perception.observation import Observation

Script = Callable[[Task, Observation, History], "Decision | Action"]


class ScriptedPlanner:
    """Plays a list of decisions, one per turn, or asks a function for each.

    Args:
        script: decisions or single actions in order, or a function of task, observation and
            history. After the last of a list the planner gives up.
        name: what the log calls it.

    >>> planner = ScriptedPlanner([GiveUp(reason="no")])
    >>> planner.name
    'scripted'
    """

    def __init__(
        self, script: Sequence[Decision | Action] | Script, *, name: str = "scripted"
    ) -> None:
        self._script = script
        self._name = name
        self._turn = 0
        self.seen: list[tuple[Observation, History]] = []

    @property
    def name(self) -> str:
        """What `--planner` calls it."""
        return self._name

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """The next decision of the script."""
        context.check()
        self.seen.append((observation, history))
        if callable(self._script):
            return _decision(self._script(task, observation, history))
        turn, self._turn = self._turn, self._turn + 1
        if turn >= len(self._script):
            return Decision(actions=(GiveUp(reason="the script is at its end"),))
        return _decision(self._script[turn])

    def close(self) -> None:
        """Nothing is held."""


def _decision(entry: Decision | Action) -> Decision:
    return entry if isinstance(entry, Decision) else Decision(actions=(entry,))
