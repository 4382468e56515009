"""The built-in planner: explicit instructions in English, without a model and without a key."""

from __future__ import annotations

from actions.action import Finish, GiveUp
from actions.context import RunContext
from actions.trajectory import Decision, History, Task
from app.planners.builtin.desk import Desk, Script, Stuck
from app.planners.builtin.desktop import explain as desktop
from app.planners.builtin.desktop import script
from app.planners.builtin.desktop.context import settings_first
from app.planners.builtin.executor import carry_out
from app.planners.builtin.explain import explained
from app.planners.builtin.language import understand
from app.planners.builtin.plan import Plan
from perception.observation import Observation


class BuiltinPlanner:
    """Splits the instruction into clauses and carries them out; one instance per run."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._script: Script | None = None

    @property
    def name(self) -> str:
        """What `--planner` calls it."""
        return "builtin"

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """The next decision of the script for this task.

        Raises:
            RunCancelled: the run was stopped.
        """
        if self._desk is None or self._script is None or self._desk.task != task:
            self._desk = Desk(task=task, observation=observation, history=history)
            plan = _understood(self._desk)
            if not plan.clauses:
                return Decision(actions=(GiveUp(reason="The instruction holds nothing to do."),))
            self._script = carry_out(self._desk, plan)
        self._desk.update(observation, history)
        try:
            return next(self._script)
        except StopIteration:
            return Decision(actions=(Finish(answer="Done."),))
        except Stuck as stuck:
            plan = _understood(self._desk)
            told = desktop.explained(plan) if script.on_desktop(self._desk) else explained(plan)
            reason = f"{stuck}\nThe instruction was understood so:\n{told}"
            return Decision(thought=str(stuck), actions=(GiveUp(reason=reason),))

    def close(self) -> None:
        """Nothing is held."""


def _understood(desk: Desk) -> Plan:
    text = desk.task.text
    return understand(settings_first(text) if script.on_desktop(desk) else text)
