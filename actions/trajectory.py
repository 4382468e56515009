"""The record of a run: task, decisions, steps and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from actions.action import Action, GroundedAction
from perception.change import Change
from perception.observation import Observation
from perception.predicate import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a person wants done.

    Attributes:
        text: the instruction, as given (cleaned of control characters).
        values: named values (`--with name=value`), offered to the planner.
        attachments: absolute paths of files given to the task.
        schema: JSON Schema of the structured answer that is wanted, or "".
        url: where to begin, or "".
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    schema: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a planner decided.

    Attributes:
        thought: why, for people; shown in the timeline.
        actions: in order; the rest of a batch is dropped at the first unexpected change.
        subgoal: what part of the task this serves.
        note: what the planner wants to remember until the end.
        raw: what a wire protocol must be sent back (opaque JSON).
        until: what the actions are to bring about, where that is known and was not so before: the
            run goes on as soon as it holds, without a picture, and does not wait for rest.
    """

    actions: tuple[Action, ...]
    thought: str = ""
    subgoal: str = ""
    note: str = ""
    raw: str = ""
    until: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Where the time of one step went, in seconds."""

    perceive: float = 0.0
    decide: float = 0.0
    ground: float = 0.0
    gate: float = 0.0
    act: float = 0.0
    settle: float = 0.0

    @property
    def total(self) -> float:
        """The sum."""
        return self.perceive + self.decide + self.ground + self.gate + self.act + self.settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action and what came of it.

    Attributes:
        index: from 0.
        observation: before the action.
        decision: of which the action is part.
        action: what was to be done.
        grounded: the action with its targets found; None where that failed or was not needed.
        after: the settled observation after it; None where nothing was executed.
        change: what changed between the two.
        risk: as judged by the gate: "read", "edit" or "commit".
        reply: the person's answer to an `Ask`.
        error: what the planner is told; "" if it went well.
        note: what the environment said about how it went.
        timing: where the time went.
    """

    index: int
    observation: Observation
    decision: Decision
    action: Action
    grounded: GroundedAction | None = None
    after: Observation | None = None
    change: Change | None = None
    risk: str = "read"
    reply: str = ""
    error: str = ""
    note: str = ""
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something said during the run; `step` is the index of the next step."""

    text: str
    step: int


class Outcome(StrEnum):
    """Why a run ended."""

    DONE_VERIFIED = "done, verified"
    DONE_UNVERIFIED = "done, unverified"
    FAILED = "failed"
    GAVE_UP = "gave up"
    LIMIT = "limit reached"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNAVAILABLE = "environment not available"
    CRASHED = "crashed"


EXIT_CODES: Mapping[Outcome, int] = {
    Outcome.DONE_VERIFIED: 0,
    Outcome.DONE_UNVERIFIED: 0,
    Outcome.FAILED: 1,
    Outcome.GAVE_UP: 1,
    Outcome.LIMIT: 1,
    # 2 is wrong use of the command line
    Outcome.REFUSED: 3,
    Outcome.UNAVAILABLE: 4,
    Outcome.CRASHED: 5,
    Outcome.STOPPED: 130,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a planner may look back on.

    Attributes:
        steps: oldest first.
        messages: what the person said during the run.
        warnings: what the engine says of loops and limits that are near.
    """

    steps: tuple[Step, ...] = ()
    messages: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """The ordered record of a run."""

    task: Task
    steps: tuple[Step, ...] = ()
    outcome: Outcome | None = None
