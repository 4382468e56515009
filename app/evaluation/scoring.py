"""From the state that a run left to one score."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.evaluation.getters import get
from app.evaluation.look import Look
from app.evaluation.machine import Machine
from app.evaluation.metric_names import metric
from app.evaluation.setting_up import set_up
from app.evaluation.task import Check, EvalTask
from app.evaluation.upstream import NotInstalled

logger = logging.getLogger(__name__)


class EvaluatorFailed(Exception):
    """The evaluator itself does not work: the task has no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A score, and how it came about.

    Attributes:
        score: 0 to 1.
        parts: of each check that was made, its metric and score.
    """

    score: float
    parts: tuple[tuple[str, float], ...] = ()


def score(task: EvalTask, machine: Machine, *, gave_up: bool, answer: str = "") -> Verdict:
    """Look at the machine and score what is there.

    As in OSWorld, a task that can be done and was given up scores 0, and one that cannot be done
    scores 1 only if it was given up.

    Args:
        task: that was carried out.
        machine: as it was left.
        gave_up: the last action said that the task cannot be done.
        answer: what the run answered.

    Raises:
        EvaluatorFailed: the evaluator itself does not work.
        SetupFailed: a step before looking failed.
        EnvironmentUnavailable: the machine is gone.
    """
    evaluator = task.evaluator
    set_up(task, evaluator.postconfig, machine)
    if evaluator.infeasible:
        return Verdict(score=float(gave_up))
    if gave_up:
        return Verdict(score=0.0)
    look = Look(task=task, machine=machine, answer=answer)
    parts: list[tuple[str, float]] = []
    for check in evaluator.checks:
        value = _checked(check, look)
        parts.append((check.func, value))
        if evaluator.conj == "and" and value == 0:
            return Verdict(score=0.0, parts=tuple(parts))
        if evaluator.conj == "or" and value == 1:
            return Verdict(score=1.0, parts=tuple(parts))
    return Verdict(score=_joined([value for _, value in parts], evaluator.conj), parts=tuple(parts))


def _joined(values: Sequence[float], conj: str) -> float:
    return sum(values) / len(values) if conj == "and" else max(values)


def _checked(check: Check, look: Look) -> float:
    """The score of one check."""
    result: Any = get(check.result, look) if check.result is not None else None
    arguments = [result]
    if check.expected is not None:
        expected = get(check.expected, look)
        if expected is None:
            raise EvaluatorFailed(f"what {check.func} compares with is not there")
        arguments.append(expected)
    try:
        value = float(metric(check.func)(*arguments, **check.options))
    except NotInstalled as missing:
        raise EvaluatorFailed(f"{check.func}: {missing}") from missing
    except (TypeError, KeyError, ValueError, AttributeError, IndexError) as failure:
        if result is None:  # OSWorld's own metrics fail where there is nothing to look at
            logger.info("%s found nothing to look at: %s", check.func, failure)
            return 0.0
        raise EvaluatorFailed(f"{check.func}: {type(failure).__name__}: {failure}") from failure
    return min(max(value, 0.0), 1.0)
