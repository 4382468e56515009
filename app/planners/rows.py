"""Runs a skill by its name, once or for each row of a table, and keeps what came of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from actions.action import Claim, Finish, GiveUp, RunSkill
from actions.context import RunContext
from actions.trajectory import Decision, History, Task
from perception.observation import Observation
from skills.skill import Skill


def task_of(skill: Skill) -> str:
    """What is wanted, in words. Places of a skill that the person vouches for belong to it."""
    places = (
        ""
        if skill.trust == "imported"
        else " ".join([*skill.capabilities.origins, *skill.capabilities.apps])
    )
    return f"Run the skill {skill.name}" + (f" on {places}" if places else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What came of one row: `problem` is "" if it went well."""

    row: int
    problem: str = ""


@dataclass
class RowsPlanner:
    """Asks for a skill, once for each set of arguments, and goes on after a failure.

    Args:
        skill: its name.
        rows: number of the row and the arguments, in order.
        claims: what is true when it is done; for a single row.
        before: told before a row is begun.
        after: told what came of it.
    """

    skill: str
    rows: Sequence[tuple[int, tuple[tuple[str, str], ...]]]
    claims: tuple[Claim, ...] = ()
    before: Callable[[int], None] = lambda row: None
    after: Callable[[RowResult], None] = lambda result: None
    results: list[RowResult] = field(default_factory=list)
    _at: int = 0
    _asked: bool = False

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"rows:{self.skill}"

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """The skill with the next row."""
        context.check()
        if self._asked:
            row, _ = self.rows[self._at]
            last = history.steps[-1]
            result = RowResult(row=row, problem=last.error)
            self.results.append(result)
            self.after(result)
            self._at += 1
            self._asked = False
        if self._at >= len(self.rows):
            return Decision(actions=(self._end(),))
        row, arguments = self.rows[self._at]
        self.before(row)
        self._asked = True
        action = RunSkill(name=self.skill, arguments=arguments)
        return Decision(actions=(action,), subgoal=f"row {row}" if len(self.rows) > 1 else "")

    def close(self) -> None:
        """Nothing is held."""

    def _end(self) -> Finish | GiveUp:
        failed = [each for each in self.results if each.problem]
        if len(self.results) == 1:
            if failed:
                return GiveUp(reason=failed[0].problem)
            return Finish(answer="Done.", claims=self.claims)
        done = len(self.results) - len(failed)
        answer = f"{done} of {len(self.results)} rows are done."
        if failed:
            listed = "; ".join(f"row {each.row}: {each.problem}" for each in failed[:5])
            return GiveUp(reason=f"{answer} {listed}")
        return Finish(answer=answer, unclaimed="each row was checked by the skill itself")
