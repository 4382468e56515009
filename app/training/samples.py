"""A run as training data: what was seen, what was said, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from actions.action import Action, Finish, GiveUp, GroundedAction
from actions.trajectory import Outcome, Step, Task
from app.engine.events import Decided, Observed
from app.runs.read import RunRecord
from perception.observation import Observation


class Kind(StrEnum):
    """What a run is good for; each kind goes to files of its own."""

    SUCCESS = "success"  # done and verified, no step failed
    RECOVERED = "recovered"  # done and verified, though steps had failed
    FAILURE = "failure"  # it gave up, failed, or reached a limit
    UNSURE = "unsure"  # nobody knows: done but not verified, stopped or refused


_KINDS = {
    Outcome.DONE_UNVERIFIED: Kind.UNSURE,
    Outcome.STOPPED: Kind.UNSURE,
    Outcome.REFUSED: Kind.UNSURE,
    Outcome.FAILED: Kind.FAILURE,
    Outcome.GAVE_UP: Kind.FAILURE,
    Outcome.LIMIT: Kind.FAILURE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One action of a turn.

    Attributes:
        action: as the planner decided it.
        grounded: with its targets found; None where that failed or nothing was aimed at.
    """

    action: Action
    grounded: GroundedAction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One look and what was decided on it.

    Attributes:
        observation: what the planner saw.
        thought: why, in the planner's words.
        said: the actions that were begun, in order; the last turn is how the planner ended the run.
        error: what went wrong with the last of them; "" if nothing did.
    """

    observation: Observation
    thought: str
    said: tuple[Said, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One run.

    Attributes:
        run: its id.
        task: what was wanted.
        kind: how it ended.
        outcome: the same in the run's own words.
        turns: oldest first.
    """

    run: str
    task: Task
    kind: Kind
    outcome: str
    turns: tuple[Turn, ...]


def sample_of(record: RunRecord, run: str) -> Sample | str:
    """A run as a sample, or why it is none."""
    if record.started is None or record.outcome is None:
        return "it has not come to an end"
    steps = record.steps
    if not steps:
        return "nothing was done in it"
    if record.outcome is Outcome.DONE_VERIFIED:
        kind = Kind.RECOVERED if any(step.error for step in steps) else Kind.SUCCESS
    elif record.outcome in _KINDS:
        kind = _KINDS[record.outcome]
    else:
        return f"it says nothing of the planner: {record.outcome}"
    return Sample(
        run=run,
        task=record.started.task,
        kind=kind,
        outcome=str(record.outcome),
        turns=(*(_turn(steps) for steps in _decisions(steps)), *_ending(record)),
    )


def _decisions(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps by the decision that they come from: a batch is one."""
    batch: list[Step] = []
    for step in steps:
        if batch and not _goes_on(batch, step):
            yield batch
            batch = []
        batch.append(step)
    if batch:
        yield batch


def _goes_on(batch: Sequence[Step], step: Step) -> bool:
    decision = batch[0].decision
    at = len(batch)
    return (
        step.decision == decision
        and at < len(decision.actions)
        and decision.actions[at] == step.action
        and not batch[-1].error
    )


def _ending(record: RunRecord) -> Iterator[Turn]:
    """The turn in which the planner ended the run, which is no step."""
    seen: Observation | None = None
    last: tuple[Observation, Decided] | None = None
    for event in record.events:
        match event:
            case Observed(observation=observation):
                seen = observation
            case Decided() if seen is not None:
                last = seen, event
    if last is None:
        return
    observation, decided = last
    ended = [each for each in decided.decision.actions if isinstance(each, Finish | GiveUp)]
    if ended and len(decided.decision.actions) == 1:
        yield Turn(
            observation=observation,
            thought=decided.decision.thought,
            said=(Said(action=ended[0], grounded=None),),
            error="",
        )


def _turn(steps: Sequence[Step]) -> Turn:
    first = steps[0]
    return Turn(
        observation=first.observation,
        thought=first.decision.thought,
        said=tuple(Said(action=step.action, grounded=step.grounded) for step in steps),
        error=steps[-1].error,
    )
