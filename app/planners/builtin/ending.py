"""What can be claimed at the end, when the page has moved on since the values were entered.

While a form is only filled in, its fields hold the values, and that is all there is to claim. Once
it was saved, they must hold them when the page is loaded anew; and where another page follows, that
page must show them. What was sent and not saved (a message, a request) need not come back at all: a
passing "thank you" that repeats it proves nothing, and that it is gone later disproves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from actions.action import Claim, Select, SetValue, Type, Upload
from actions.trajectory import Step
from app.planners.builtin.desk import Desk
from perception.predicate import Text, Value, fold, holds


def settled(desk: Desk) -> tuple[Claim, ...]:
    """The claims made during the run, as they are to be read at its end."""
    found: list[Claim] = []
    for claim in desk.claims:
        now = _now(desk, claim)
        if now is not None and now not in found:
            found.append(now)
    return tuple(found)


def _now(desk: Desk, claim: Claim) -> Claim | None:
    predicate = claim.predicate
    if claim.durable or not isinstance(predicate, Value):
        return claim
    steps = desk.history.steps
    entered = _last(steps, lambda step: _enters(step, predicate))
    sent = _last(steps, lambda step: step.risk == "commit" and not step.error)
    held = holds(predicate, desk.observation)
    if sent > entered:
        if held and _saves(steps[sent]):
            return Claim(predicate=predicate, durable=True)
        if _stands_there(desk, predicate.value):
            return Claim(predicate=Text(text=predicate.value), durable=True)
        return None
    if held or not _left(desk, entered):
        return claim
    return None


_SAVING = frozenset({"save", "saved", "update", "apply", "change", "store", "keep", "edit", "set"})
_PASSING = frozenset({"status", "alert", "log", "alertdialog", "dialog"})


def _saves(step: Step) -> bool:
    """Whether the button says that what was entered is to stay, rather than to be sent off."""
    element = step.grounded.grounding.element if step.grounded and step.grounded.grounding else None
    return element is not None and bool(_SAVING & set(element.name.casefold().split()))


def _stands_there(desk: Desk, text: str) -> bool:
    """Whether the page shows a text as part of itself: in no field and in no passing message."""
    wanted = fold(text)
    if wanted in ("true", "false", ""):
        return False
    for element in desk.elements:
        if wanted not in fold(element.name) or element.editable or element.role in _PASSING:
            continue
        above = {parent.role for parent in desk.observation.ancestors(element)}
        if not above & _PASSING and "options" not in element.attributes:
            return True
    return False


def _last(steps: tuple[Step, ...], fits: Callable[[Step], bool]) -> int:
    return max((step.index for step in steps if fits(step)), default=-1)


def _enters(step: Step, wanted: Value) -> bool:
    """Whether the step gave this field this value."""
    element = step.grounded.grounding.element if step.grounded and step.grounded.grounding else None
    if element is None or element.name != wanted.name:
        return False
    match step.action:
        case Type(text=text):
            return text == wanted.value
        case SetValue(value=value):
            return value == wanted.value
        case Select(options=options):
            return wanted.value in options
        case Upload(paths=paths):
            return wanted.value in (Path(path).name for path in paths)
        case _:
            return wanted.value in ("true", "false")


def _left(desk: Desk, entered: int) -> bool:
    """Whether another page has been shown since then."""
    later = (step for step in desk.history.steps if step.index >= entered)
    return any(step.change is not None and step.change.moved_on for step in later)
