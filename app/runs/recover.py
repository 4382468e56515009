"""What is known, and what is not, of a run that was broken off; and how to go on from it.

An intended action without a result is *unknown*: it may have happened or not. A run that goes on
from another one looks at the world anew, and never repeats a commit (sending, paying, deleting)
that was made or may have been made, unless a person says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from actions.action import GroundedAction
from actions.context import RunContext
from actions.trajectory import Outcome, Step, Task
from app.engine.approval import Approver
from app.engine.events import (
    ActionIntended,
    Answer,
    Approval,
    ApprovalRequest,
    Asked,
    Effect,
    Risk,
    StepFinished,
    Verdict,
)
from app.engine.gate import Gate, SecretOrigins
from app.errors import UsageError
from app.runs.read import RunRecord, UnreadableRun
from app.runs.words import in_words
from app.safety.permissions import Mode, Permissions
from perception.observation import Observation

REPEATED = "repeated-commit"  # the id of the rule under which a repetition is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What a log says of a run that is not over, or did not end well.

    Attributes:
        task: of the run.
        outcome: if it came to an end.
        steps: finished ones.
        unknown: an action that was about to be executed and whose result is not in the log.
        commits: what cannot be taken back and was, or may have been, done; the unknown one last.
        url: where the browser was last.
        fault: why the log could not be read to its end.
    """

    run_id: str
    task: Task
    environment: str
    planner: str
    outcome: Outcome | None
    steps: tuple[Step, ...]
    unknown: ActionIntended | None
    commits: tuple[ActionIntended, ...]
    url: str
    fault: str

    @property
    def unknown_commit(self) -> ActionIntended | None:
        """The unknown action, if it cannot be taken back."""
        if self.unknown and self.unknown.verdict.risk is Risk.COMMIT:
            return self.unknown
        return None


def recover(record: RunRecord) -> Recovered:
    """Find out what is known of a run.

    Raises:
        UnreadableRun: not even its start could be read.
        UsageError: it is done; there is nothing to go on with.
    """
    started = record.started
    if started is None:
        raise UnreadableRun(f"The log in {record.folder} does not begin with the start of a run.")
    if record.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED):
        raise UsageError(f"The run {started.run_id} is over ({record.outcome}): nothing to resume.")
    intents: dict[int, ActionIntended] = {}
    executed: list[ActionIntended] = []
    for event in record.events:
        if isinstance(event, ActionIntended):
            intents[event.index] = event
        elif isinstance(event, StepFinished):
            intent = intents.pop(event.step.index, None)
            # A failed action may have happened in part; only one that never began is left out.
            if intent and (event.step.after is not None or not event.step.error):
                executed.append(intent)
    unknown = list(intents.values())[-1] if intents else None
    commits = [each for each in executed if each.verdict.risk is Risk.COMMIT]
    commits += [each for each in intents.values() if each.verdict.risk is Risk.COMMIT]
    return Recovered(
        run_id=started.run_id,
        task=started.task,
        environment=started.environment,
        planner=started.planner,
        outcome=record.outcome,
        steps=record.steps,
        unknown=unknown,
        commits=tuple(commits),
        url=_last_url(record) or started.task.url,
        fault=record.fault,
    )


def _last_url(record: RunRecord) -> str:
    for step in reversed(record.steps):
        active = (step.after or step.observation).active
        if active and active.url.startswith(("http://", "https://", "file:")):
            return active.url
    return ""


def known(recovered: Recovered) -> list[str]:
    """What is known and what is not, one sentence a line, for the person and the planner."""
    lines = []
    for step in recovered.steps:
        result = f"failed: {step.error}" if step.error else str(step.change or "")
        said = in_words(step.action, step.grounded)
        lines.append(f"Step {step.index + 1}: {said}" + (f" ({result})" if result else "") + ".")
    if not lines:
        lines.append("No step was finished.")
    if recovered.unknown:
        what = in_words(recovered.unknown.action.action, recovered.unknown.action)
        rest = "It cannot be taken back." if recovered.unknown_commit else "It can be done again."
        lines.append(f"Not known is whether this was done: {what}. {rest}")
    if recovered.fault:
        lines.append(f"The log ends early: {recovered.fault}.")
    return lines


def note_for_planner(recovered: Recovered) -> str:
    """What the planner of the new run is told first."""
    return (
        "This task was begun before and broken off. What is known of that attempt: "
        + " ".join(known(recovered))
        + " Look at how things are now; do not do again what is already done."
    )


class CarefulGate(Gate):
    """A gate that lets no commit of an earlier run be repeated without a person's word.

    Args:
        permissions: as for `Gate`.
        mode: as for `Gate`.
        commits: of the earlier run, done or perhaps done.
        secret_origins: as for `Gate`.
    """

    def __init__(
        self,
        permissions: Permissions,
        mode: Mode | None,
        commits: Collection[ActionIntended],
        *,
        secret_origins: SecretOrigins,
    ) -> None:
        super().__init__(permissions, mode, secret_origins=secret_origins)
        self._done = {_fingerprint(each.action): each for each in commits}

    def check(self, grounded: GroundedAction, observation: Observation) -> Verdict:
        """As any gate, but what was done, or perhaps done, before has to be asked for."""
        verdict = super().check(grounded, observation)
        if verdict.effect is Effect.DENY or _fingerprint(grounded) not in self._done:
            return verdict
        reason = (
            "This was done, or may have been done, before the run was broken off, and it cannot be "
            "taken back."
        )
        return Verdict(effect=Effect.ASK, risk=Risk.COMMIT, rule=REPEATED, reason=reason)


class CarefulApprover:
    """Nobody is there to ask, so a repeated commit is denied, whatever flags were given."""

    def __init__(self, inner: Approver) -> None:
        self._inner = inner

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """As the inner approver, except for repeated commits."""
        if request.verdict.rule != REPEATED:
            return self._inner.approve(request, context)
        note = request.verdict.reason + " It is not done twice without a person's word."
        return Approval(request=request.id, answer=Answer.DENY, by="headless", note=note)

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """As the inner approver."""
        return self._inner.reply(question, context)


def _fingerprint(grounded: GroundedAction) -> str:
    """What two actions that do the same have in common, whatever the refs of the day."""
    return in_words(grounded.action, grounded)
