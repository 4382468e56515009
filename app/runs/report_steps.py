"""The timeline of a report: one card for each step, and what was said in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from actions.action import GiveUp
from actions.trajectory import Decision, Step, Timing
from app.engine.events import (
    ActionIntended,
    Approval,
    ApprovalGiven,
    ApprovalRequest,
    ApprovalRequested,
    Asked,
    Corrected,
    Decided,
    Effect,
    Event,
    GivenBack,
    Observed,
    Paused,
    PreviewAnswered,
    Previewed,
    Resumed,
    RunFinished,
    RunStarted,
    Steered,
    StepFinished,
    TakenOver,
    Verdict,
    Warned,
)
from app.engine.hands import told
from app.engine.spending import Spending
from app.markup import Markup, joined, tag
from app.runs.report_pictures import Pictures
from app.runs.words import in_words

_SHOWN_CHANGES = 6
_RISK_TONES = {"commit": "warn", "edit": "", "read": ""}


@dataclass(slots=True)
class _Pending:
    """What has been told since the last finished step."""

    observed: Observed | None = None
    decided: Decision | None = None
    intended: ActionIntended | None = None
    said: list[Markup] | None = None
    spent: Spending = field(default_factory=Spending)

    def say(self, line: Markup) -> None:
        """Something that belongs to the next step."""
        self.said = [*(self.said or []), line]


def timeline(events: Sequence[Event], pictures: Pictures, *, end: str = "") -> Markup:
    """All steps, in order, as list items. `end` is the answer, which is not told twice."""
    cards: list[Markup] = []
    pending = _Pending()
    for event in events:
        match event:
            case RunStarted() | RunFinished():
                pass
            case Observed():
                pending.observed = event
            case Decided():
                pending.decided, pending.spent = event.decision, event.spent
            case ApprovalRequested():
                pending.say(_asked_for(event.request))
            case ApprovalGiven():
                pending.say(_answered(event.approval))
            case Asked():
                pending.say(_line("Deskhand asked: ", event.question))
            case Steered():
                pending.say(_line("The person said: ", event.message.text))
            case Corrected():
                pending.say(_line("The person pointed at: ", event.meant.described()))
            case TakenOver():
                pending.say(_line("The person took over. ", event.reason))
            case GivenBack():
                pending.say(_line("The person did: ", told(event.steps) or "nothing that is known"))
            case Paused() | Resumed() | Previewed() | PreviewAnswered():
                pass
            case Warned():
                pending.say(_line("Warning: ", event.text))
            case ActionIntended():
                pending.intended = event
            case StepFinished():
                cards.append(_step(event.step, pending, pictures))
                pending = _Pending()
    ended = any(isinstance(event, RunFinished) for event in events)
    if pending.intended is not None or (pending.decided is not None and not ended):
        cards.append(_unknown(pending, pictures))
    elif pending.decided is not None or pending.said:
        cards.append(_closing(pending, end))
    return joined(cards)


def says_the_same(text: str, told: str) -> bool:
    """Whether `text` is part of what is told elsewhere."""
    return " ".join(text.split()) in " ".join(told.split())


def _step(step: Step, pending: _Pending, pictures: Pictures) -> Markup:
    words = in_words(step.action, step.grounded)
    return tag(
        "li",
        _head(str(step.index + 1), words, step.risk, bool(step.error)),
        _thought(step.decision),
        *(pending.said or []),
        _gate(pending.intended.verdict if pending.intended else None),
        _line("Answer: ", step.reply) if step.reply else "",
        tag("div", step.error, class_="banner bad") if step.error else "",
        tag("p", step.note, class_="note") if step.note else "",
        pictures.figure(step.observation, step.grounded, f"Before: {words}."),
        _changes(step),
        _times(step.timing),
        _spent(pending.spent),
        class_="card step",
        id=f"step-{step.index + 1}",
    )


def _unknown(pending: _Pending, pictures: Pictures) -> Markup:
    """The step during which the log ends."""
    intended = pending.intended
    if intended is None:
        title, text = "Not begun", "The log ends after this was decided; nothing was executed."
        if pending.decided is not None and pending.decided.actions:
            title = in_words(pending.decided.actions[0])
    else:
        title = in_words(intended.action.action, intended.action)
        text = "Unknown: the log ends after this was begun. It may or may not have happened."
    return tag(
        "li",
        _head("?", title, intended.verdict.risk.value if intended else "read", True),
        _thought(pending.decided) if pending.decided else "",
        *(pending.said or []),
        tag("div", text, class_="banner warn"),
        pictures.figure(
            pending.observed.observation if pending.observed else None,
            intended.action if intended else None,
            "The last that was seen before.",
        ),
        class_="card step",
    )


def _closing(pending: _Pending, end: str) -> Markup:
    """What was decided or said after the last step."""
    decision = pending.decided
    title = in_words(decision.actions[0]) if decision and decision.actions else "At the end"
    if decision and decision.actions and isinstance(decision.actions[0], GiveUp):
        title = "Give up"
    repeats = decision is None or says_the_same(decision.thought, end)
    return tag(
        "li",
        _head("", title, "read", False),
        _thought(decision) if decision and not repeats else "",
        *(pending.said or []),
        _spent(pending.spent),
        class_="card step",
    )


def _head(number: str, title: str, risk: str, failed: bool) -> Markup:
    badges = []
    if failed:
        badges.append(tag("span", "unknown" if number == "?" else "failed", class_="badge bad"))
    if risk != "read":
        badges.append(tag("span", risk, class_=f"badge {_RISK_TONES.get(risk, '')}"))
    return tag("header", tag("span", number, class_="number"), tag("h3", title), *badges)


def _thought(decision: Decision) -> Markup:
    text = decision.thought
    if decision.subgoal and decision.subgoal not in text:
        text = f"{decision.subgoal}: {text}" if text else decision.subgoal
    return tag("p", text, class_="thought", dir="auto") if text else Markup("")


def _gate(verdict: Verdict | None) -> Markup:
    """Why the gate let it pass, where that is worth saying."""
    if verdict is None or (verdict.effect is Effect.ALLOW and verdict.risk.value == "read"):
        return Markup("")
    because = f": {verdict.reason}" if verdict.reason else ""
    text = f"Gate: {verdict.effect.value} (rule {verdict.rule or 'default'}){because}"
    return tag("p", text, class_="note")


def _asked_for(request: ApprovalRequest) -> Markup:
    where = request.origin or request.application
    data = f", with “{request.data}”" if request.data else ""
    place = f" at {where}" if where else ""
    text = f"{request.verb} {request.target}{place}{data}. {request.verdict.reason}"
    return _line("Approval asked for: ", text)


def _answered(approval: Approval) -> Markup:
    note = f": {approval.note}" if approval.note else ""
    return _line("Answered: ", f"{approval.answer.value} (by {approval.by}){note}")


def _line(label: str, text: str) -> Markup:
    return tag("p", tag("b", label), text, class_="said", dir="auto")


def _changes(step: Step) -> Markup:
    if step.after is None or step.change is None:
        return Markup("")
    lines = [tag("li", line) for line in step.change.lines]
    if not lines:
        return tag("p", "Nothing changed on the screen.", class_="note")
    rest = lines[_SHOWN_CHANGES:]
    more = tag("details", tag("summary", f"{len(rest)} more changes"), tag("ul", *rest))
    return tag("div", tag("ul", *lines[:_SHOWN_CHANGES]), more if rest else "", class_="change")


def _spent(spent: Spending) -> Markup:
    return tag("p", str(spent), class_="note") if spent else Markup("")


def _times(timing: Timing) -> Markup:
    total = timing.total
    if total <= 0:
        return Markup("")
    parts = [(field.name, getattr(timing, field.name)) for field in fields(timing)]
    bars = [
        tag("i", style=f"width:{100 * seconds / total:.1f}%;background:var(--{name})")
        for name, seconds in parts
        if seconds
    ]
    texts = [
        tag("b", f"{name} {seconds:.2f} s", style=f"--c:var(--{name})")
        for name, seconds in parts
        if seconds >= 0.005
    ]
    return joined(
        [
            tag("div", *bars, class_="bar", aria_hidden="true"),
            tag("p", tag("span", f"{total:.2f} s"), *texts, class_="times"),
        ]
    )
