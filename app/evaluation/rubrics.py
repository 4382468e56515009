"""Criteria induced from what people wrote about runs: an experiment.

People's remarks are free text. A model finds the criteria behind some of them; on the other runs
it then judges by these criteria alone, and how often that agrees with the people says whether the
criteria are worth anything. Without that figure, an induced rubric is an opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.trajectory import Step, Task
from app.engine.events import Event, RunFinished, RunStarted, StepFinished
from app.errors import UsageError
from app.evaluation.judge import Judge, Judgement
from app.runs.feedback import Opinion, feedback_on
from app.runs.folders import run_folders
from app.runs.read import read
from perception.observation import Observation

LEAST = 6  # runs with an opinion, below which nothing can be said


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """A run that somebody said something about."""

    folder: Path
    task: Task
    steps: tuple[Step, ...]
    answer: str
    final: Observation | None
    good: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """Induced criteria, and what they are worth.

    Attributes:
        learned_from: runs whose remarks they come from.
        tried_on: other runs that were judged by them.
        agreement: share of these on which judge and person agree.
        kappa: agreement beyond chance (J. Cohen, 1960): 1 is perfect, 0 is chance.
    """

    criteria: tuple[str, ...]
    learned_from: int
    tried_on: int
    agreement: float
    kappa: float


def remarked(runs: Path) -> tuple[Remarked, ...]:
    """The runs of a folder that have an opinion, oldest first."""
    found = []
    for folder in sorted(run_folders(runs)):
        feedback = feedback_on(folder)
        if feedback.opinion is Opinion.NONE:
            continue
        run = _told(folder, read(folder).events, feedback.opinion is Opinion.GOOD, feedback.note)
        if run is not None:
            found.append(run)
    return tuple(found)


def _told(folder: Path, events: Sequence[Event], good: bool, note: str) -> Remarked | None:
    started = next((each for each in events if isinstance(each, RunStarted)), None)
    finished = next((each for each in reversed(events) if isinstance(each, RunFinished)), None)
    if started is None or finished is None:
        return None
    return Remarked(
        folder=folder,
        task=started.task,
        steps=tuple(each.step for each in events if isinstance(each, StepFinished)),
        answer=finished.answer,
        final=finished.final,
        good=good,
        note=note,
    )


def induce(runs: Sequence[Remarked], judge: Judge) -> Rubric:
    """Find criteria on every other run, and try them on the rest.

    Raises:
        UsageError: too few runs have an opinion, or the model found no criteria.
        ModelError: a call failed.
    """
    noted = [each for each in runs[::2] if each.note]
    rest = [each for each in runs if each not in noted]
    if len(runs) < LEAST or not noted or not rest:
        raise UsageError(
            f"Only {len(runs)} runs have an opinion, {len(noted)} of them with words to learn "
            f"from; at least {LEAST} are needed (deskhand runs note)."
        )
    remarks = [f"{'Good' if each.good else 'Bad'}: {each.note}" for each in noted]
    criteria = judge.induce(remarks)
    if not criteria:
        raise UsageError("The model found no criteria in the remarks.")
    pairs = [(each.good, _good(judge, criteria, each)) for each in rest]
    return Rubric(
        criteria=criteria,
        learned_from=len(noted),
        tried_on=len(pairs),
        agreement=sum(said == judged for said, judged in pairs) / len(pairs),
        kappa=cohen_kappa(pairs),
    )


def _good(judge: Judge, criteria: Sequence[str], run: Remarked) -> bool:
    judgement: Judgement = judge.judge(run.task, criteria, run.steps, run.answer, run.final)
    return judgement.score > 0.5


def cohen_kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Agreement of two judges beyond chance.

    >>> cohen_kappa([(True, True), (False, False), (True, False), (False, True)])
    0.0
    >>> cohen_kappa([(True, True), (False, False)])
    1.0
    """
    count = len(pairs)
    agreed = sum(a == b for a, b in pairs) / count
    first, second = (sum(pair[at] for pair in pairs) / count for at in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    return (agreed - chance) / (1 - chance) if chance < 1 else float(agreed == 1)
