"""Who answers when the gate or the planner asks: a person, or nobody.

The run yields `ApprovalRequested` or `Asked` first and then waits for its approver. Waiting ends at
once when the run is stopped, and no answer in time is a no.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from actions.context import RunContext
from app.engine.events import (
    Answer,
    Approval,
    ApprovalGiven,
    ApprovalRequest,
    ApprovalRequested,
    Asked,
    Event,
    Risk,
    StepFinished,
)
from app.engine.hold import ByHand, Hold, PreviewAnswer
from perception.element import Element

T = TypeVar("T")

TAKEN = "the person took over"
_FOREVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The person says "not that one: this one".

    Attributes:
        index: of the step that it is about.
        wrong: what was acted on; None where nothing was.
        meant: what should have been.
        note: words of the person.
    """

    index: int
    wrong: Element | None
    meant: Element
    note: str = ""

    def told(self) -> str:
        """In words, for a planner."""
        wrong = f"Not {self.wrong.described()}: " if self.wrong is not None else ""
        meant = f"{wrong}{self.meant.described()} (ref {self.meant.ref}) is meant."
        return f"{meant[:1].upper()}{meant[1:]} {self.note}".strip()


class Approver(Protocol):
    """Answers approvals and questions."""

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """Answer a request; may block.

        Raises:
            RunCancelled: the run was stopped meanwhile.
        """

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """Answer a question of the planner; None if there is nobody who could.

        Raises:
            RunCancelled: the run was stopped meanwhile.
        """


class HeadlessApprover:
    """Nobody is there: the command line's flags decide.

    Args:
        yes: edits are approved.
        commits: commits inside the task's scope are approved as well; needs `yes`.
    """

    def __init__(self, *, yes: bool = False, commits: bool = False) -> None:
        self.yes = yes
        self.commits = commits

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """Approve what the flags cover and deny the rest."""
        if not self.yes:
            return _denied(request, "nobody could approve it (`--yes` approves edits)")
        if request.verdict.risk is not Risk.COMMIT:
            return Approval(request=request.id, answer=Answer.ONCE, by="--yes")
        if not self.commits:
            return _denied(request, "`--yes` covers edits only; `--commits` approves this")
        if not request.in_scope:
            return _denied(request, "`--commits` covers only the places that the task names")
        return Approval(request=request.id, answer=Answer.ONCE, by="--commits")

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """Nobody answers."""
        return None


class Person:
    """A person behind a front end, whose answers come from another thread.

    Also carries what the person says unasked and how they hold the run. Thread-safe.

    Args:
        patience: seconds after which an approval counts as denied and a question as unanswered.

    Attributes:
        hold: whether they paused the run, look at its actions first, or have taken over.
    """

    def __init__(self, *, patience: float = 600.0) -> None:
        self.patience = patience
        self._changed = threading.Condition()
        self.hold = Hold(self._changed)
        self._open: ApprovalRequest | None = None
        self._approval: Approval | None = None
        self._question: Asked | None = None
        self._reply: str | None = None
        self._said: list[str] = []
        self._corrections: list[Correction] = []

    # What the run calls.

    def expect(self, event: Event) -> None:
        """Take answers from now on: said before the front end hears of the event."""
        with self._changed:
            match event:
                case ApprovalRequested(request=request):
                    self._open, self._approval = request, None
                case ApprovalGiven():  # perhaps by somebody else
                    self._open = None
                case Asked():
                    self._question, self._reply = event, None
                case StepFinished():
                    self._question = None
                case _:
                    pass

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """Wait for the person's answer to the request."""
        with self._changed:
            if self._open is not request:
                self._open, self._approval = request, None
        taken = Approval(request=request.id, answer=Answer.DENY, by="person", note=TAKEN)
        try:
            answer = self._await(
                lambda: self._approval or (taken if self.hold.taken else None), context
            )
        finally:
            with self._changed:
                self._open = None
        if answer is None:
            note = f"no answer within {self.patience:g} s"
            return Approval(request=request.id, answer=Answer.DENY, by="timeout", note=note)
        return answer

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """Wait for the person's answer to the question."""
        with self._changed:
            if self._question is not question:
                self._question, self._reply = question, None
        try:
            return self._await(
                lambda: TAKEN if self._reply is None and self.hold.taken else self._reply, context
            )
        finally:
            with self._changed:
                self._question = None

    def said(self) -> tuple[str, ...]:
        """What the person said since the last call."""
        with self._changed:
            said, self._said = tuple(self._said), []
        return said

    def corrections(self) -> tuple[Correction, ...]:
        """What the person pointed at since the last call."""
        with self._changed:
            found, self._corrections = tuple(self._corrections), []
        return found

    def wait_while_paused(self, context: RunContext) -> None:
        """Wait until the person lets the run go on, or takes over."""
        hold = self.hold
        self._await(
            lambda: None if hold.paused and not hold.taken else True, context, patience=_FOREVER
        )

    def preview(self, context: RunContext) -> PreviewAnswer:
        """Wait for what the person says of the action that is shown."""
        answer = self._await(self.hold.shown_answer, context, patience=_FOREVER)
        assert answer is not None
        return answer

    def deed(self, context: RunContext) -> ByHand | None:
        """What the person does next in the environment; None when they have given it back."""
        did = self._await(self.hold.let_go, context, patience=_FOREVER)
        return did if isinstance(did, ByHand) else None

    # What the front end calls.

    def answer(self, request_id: str, answer: Answer, note: str = "") -> bool:
        """Answer an approval; False if the run does not wait for this one (any more).

        "Always" is never said of a commit: there it counts once.
        """
        with self._changed:
            request = self._open
            if request is None or request.id != request_id or self._approval is not None:
                return False
            if answer is Answer.ALWAYS and request.verdict.risk is Risk.COMMIT:
                answer = Answer.ONCE
            self._approval = Approval(request=request_id, answer=answer, by="person", note=note)
            self._changed.notify_all()
        return True

    def respond(self, text: str) -> bool:
        """Answer the planner's question; False if the run does not wait for one."""
        with self._changed:
            if self._question is None or self._reply is not None:
                return False
            self._reply = text
            self._changed.notify_all()
        return True

    def say(self, text: str) -> None:
        """Tell the planner something before its next decision."""
        with self._changed:
            self._said.append(text)

    def correct(self, correction: Correction) -> None:
        """Say "not that one: this one"; heard before the next decision."""
        with self._changed:
            self._corrections.append(correction)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _await(
        self, ready: Callable[[], T | None], context: RunContext, patience: float | None = None
    ) -> T | None:
        """What `ready` gives, as soon as it is not None; None when patience ends."""
        until = time.monotonic() + (self.patience if patience is None else patience)
        with context.cancel.register(self._wake), self._changed:
            while (got := ready()) is None and not context.cancel.set:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(min(left, 3600.0))
        context.check()
        return got


def _denied(request: ApprovalRequest, note: str) -> Approval:
    return Approval(request=request.id, answer=Answer.DENY, by="headless", note=note)
