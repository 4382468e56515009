"""Everything that a run tells: a closed union of typed events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from actions.action import Action, GroundedAction
from actions.trajectory import Decision, Message, Outcome, Step, Task
from app.engine.hold import PreviewAnswer
from app.engine.spending import Spending
from perception.element import Element
from perception.observation import Observation


class Effect(StrEnum):
    """What a permission rule does."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


class Risk(StrEnum):
    """How hard an action is to take back."""

    READ = "read"
    EDIT = "edit"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate says of an action.

    Attributes:
        rule: the id of the deciding rule.
        reason: one sentence for people.
    """

    effect: Effect
    risk: Risk
    rule: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """An action that the gate does not let pass without a person's word.

    Attributes:
        verb: "click", "type", …
        target: the target in words.
        application: and `origin`: where.
        data: exactly what will be typed, chosen or sent; secrets by name only.
        in_scope: whether `origin` is one of the places that the task names or began at.
        origins: where it acts and, if it leads elsewhere, where to: `origin`, which is the last.
    """

    id: str
    action: GroundedAction
    verdict: Verdict
    verb: str
    target: str
    application: str
    origin: str
    data: str = ""
    in_scope: bool = False
    origins: tuple[str, ...] = ()


class Answer(StrEnum):
    """How an approval was answered."""

    ONCE = "once"
    TASK = "task"
    ALWAYS = "always"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The answer to an `ApprovalRequest`.

    Attributes:
        by: "person", "--yes", "headless", "timeout".
        note: what the person wants the planner to know.
    """

    request: str
    answer: Answer
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim of the planner and what the second reading said."""

    text: str
    held: bool
    method: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The independent second reading behind an outcome.

    Attributes:
        agreed: True: every claim held in a reading strong enough for it; False: one was
            contradicted; None: nothing could be checked, or not strongly enough.
        reason: one sentence for people.
    """

    agreed: bool | None
    claims: tuple[CheckedClaim, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The first event. `settings` is what the run was started with, for the log."""

    run_id: str
    task: Task
    environment: str
    planner: str
    settings: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The environment was perceived before a decision."""

    index: int
    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The planner decided; `spent` is what its models used up for it."""

    index: int
    decision: Decision
    spent: Spending = field(default_factory=Spending)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested:
    """The gate asks; the run waits."""

    index: int
    request: ApprovalRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven:
    """The answer."""

    index: int
    approval: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The person is asked; the run waits.

    Attributes:
        kind: "question" where the planner asks; else what only a person can do here: log in, enter
            a one-time code, solve a CAPTCHA. Whatever is answered then, the run looks again.
    """

    index: int
    question: str
    options: tuple[str, ...] = ()
    kind: Literal["question", "login", "code", "captcha"] = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """The person said something."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The person said "not that one: this one".

    Attributes:
        index: of the step that went wrong, or that comes next.
        wrong: what was acted on, or would have been; None where nothing was.
        meant: what should have been.
        note: words of the person.
    """

    index: int
    wrong: Element | None
    meant: Element
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The run is held from now on."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """It goes on."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """An action is shown before it happens; the run waits.

    Attributes:
        id: with which it is answered.
        action: that comes next.
        coming: those that are decided on for after it, as far as their targets are found already.
    """

    id: str
    index: int
    action: GroundedAction
    coming: tuple[GroundedAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewAnswered:
    """What the person says of an action that was shown."""

    index: int
    answer: PreviewAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """The person has the environment; the run does nothing in it until they give it back."""

    index: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """The run has the environment again, and looks anew.

    Attributes:
        steps: what the person did, as far as it is known; secrets are not in it.
        note: words of the person.
    """

    index: int
    steps: tuple[Step, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionIntended:
    """An action is about to be executed; on disk before it is."""

    index: int
    action: GroundedAction
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished:
    """A step is over, well or not."""

    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A limit is near, or a loop: said to the planner and shown."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The last event.

    Attributes:
        answer: of the planner, or why the run ended.
        data: the structured answer (JSON), or "".
        reason: why it ended so, for people.
        files: absolute paths of files that the run produced.
        seconds: wall time.
        final: the observation at the end, if there is one.
        spent: what models used up in all.
    """

    outcome: Outcome
    answer: str = ""
    data: str = ""
    reason: str = ""
    verification: Verification | None = None
    files: tuple[str, ...] = ()
    seconds: float = 0.0
    final: Observation | None = None
    control: Action | None = None
    spent: Spending = field(default_factory=Spending)


Event = (
    RunStarted
    | Observed
    | Decided
    | ApprovalRequested
    | ApprovalGiven
    | Asked
    | Steered
    | Corrected
    | Paused
    | Resumed
    | Previewed
    | PreviewAnswered
    | TakenOver
    | GivenBack
    | ActionIntended
    | StepFinished
    | Warned
    | RunFinished
)
