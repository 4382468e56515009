"""Several attempts at one task from the same beginning, and which of them is the best.

Behaviour best-of-N (Gonzalez-Pumariega and others, 2025): attempts are told as facts, what was done
and what every step changed, and compared with each other. Only for environments that begin anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.context import RunContext
from actions.trajectory import Outcome, Step, Task
from app.engine.events import RunFinished
from app.errors import UsageError
from app.paths import Paths

if TYPE_CHECKING:  # what it needs to talk with a server is imported when one is
    from app.models.use import ModelUse

MOST = 16  # attempts

_RANKS = {Outcome.DONE_VERIFIED: 2, Outcome.DONE_UNVERIFIED: 1}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that is over."""

    finished: RunFinished
    steps: tuple[Step, ...]

    @property
    def rank(self) -> int:
        """2 for done and verified, 1 for done, 0 for all else."""
        return _RANKS.get(self.finished.outcome, 0)


def check_attempts(count: int, environment: str) -> None:
    """Refuse what cannot be attempted several times.

    Raises:
        UsageError: the count makes no sense, or the environment does not begin anew.
    """
    if not 1 <= count <= MOST:
        raise UsageError(f"--best-of is from 1 to {MOST}.")
    if count > 1 and environment not in ("sandbox", "fake"):
        raise UsageError(
            "--best-of carries out the task several times, so it needs --in sandbox, where each "
            "attempt has a desktop of its own."
        )


def best(attempts: Sequence[Attempt], task: Task, planner: str, paths: Paths, use: ModelUse) -> int:
    """The index of the best attempt.

    A verified one comes before one that is only said to be done. Among equals the model of the
    planner judges, or the one that it has as its checker; without a model the shortest one counts.

    Args:
        attempts: at least one.
        task: that was attempted.
        planner: that attempted it.
        paths: with the models.
        use: counts what the judge costs.

    Raises:
        ModelError: the judge cannot be asked.
    """
    top = max(each.rank for each in attempts)
    finalists = [at for at, each in enumerate(attempts) if each.rank == top]
    if len(finalists) == 1:
        return finalists[0]
    chosen = _judged([attempts[at] for at in finalists], task, planner, paths, use) if top else None
    if chosen is not None:
        return finalists[chosen]
    return min(finalists, key=lambda at: len(attempts[at].steps))


def _judged(
    finalists: Sequence[Attempt], task: Task, planner: str, paths: Paths, use: ModelUse
) -> int | None:
    from app.models.config import load_models

    models = load_models(paths.models)
    if planner not in models:
        return None
    from app.planners.model.setup import ModelSetup
    from app.planners.model.words import steps_told
    from app.safety.vault import Vault

    judge, close = ModelSetup(models, paths.profiles, Vault(), use.wrap).judge(planner)
    stories = [
        f"{steps_told(each.steps)}\nIt says: {each.finished.answer or 'nothing'}"
        for each in finalists
    ]
    try:
        return judge.compare(task, stories, RunContext())
    finally:
        close()
