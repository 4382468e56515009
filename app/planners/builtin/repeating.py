"""Doing something again until it is right: guessing, generating, clicking in an order."""

from __future__ import annotations

import re

from actions.action import Type
from actions.target import ElementRef
from app.planners.builtin import conditions, find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Clause
from app.planners.builtin.reading import numbers_in
from perception.element import Element

_TRIES = 60


def until_right(desk: Desk, clause: Clause, control: Element) -> Script:
    """Press a control until the number that it makes is as the clause says."""
    condition = conditions.parse_condition(clause.target.text)
    assert condition is not None
    label = conditions.Condition("", condition.test)
    for _ in range(_TRIES):
        yield desk.click(desk.now(control) or control)
        value = conditions.watched(desk, label)
        if value is not None and label.test(value):
            return True
    return False


def guess(desk: Desk, clause: Clause) -> Script:
    """Guess a number between two bounds by what the page says of each guess."""
    bounds = numbers_in(re.sub(r"(\d)\s*-\s*(\d)", r"\1 \2", clause.text))
    low, high = (int(bounds[0]), int(bounds[1])) if len(bounds) >= 2 else (0, 100)
    field = next((e for e in desk.shown() if e.editable), None)
    if field is None:
        return False
    for _ in range(_TRIES):
        if low > high:
            return False
        middle = (low + high) // 2
        yield desk.act(f"Guess {middle}.", Type(text=str(middle), into=ElementRef(ref=field.ref)))
        button = find.submit_button(desk)
        if button is None:
            yield desk.press("Enter")
        else:
            yield desk.click(button)
        said = " ".join(e.name for e in desk.shown() if not e.interactive).casefold()
        if re.search(r"\b(correct|right|yes|well done|you got it)\b", said):
            return True
        if re.search(
            r"\b(?:low(?!er)|small(?!er))|\b(?:higher|greater) than|\b(?:is|go) higher",
            said,
        ):
            low = middle + 1
        elif re.search(
            r"\b(?:high(?!er)|big(?!ger)|large(?!r))|\b(?:lower|less) than|\b(?:is|go) lower",
            said,
        ):
            high = middle - 1
        else:
            return False
    return False


def in_order(desk: Desk, clause: Clause) -> Script:
    """Click things in the order of the numbers or names that they show; False if none is asked."""
    text = clause.text.casefold()
    rising = re.search(
        r"\b(ascending|increasing|rising|smallest to|lowest to|numerical|alphabetical)\b", text
    )
    falling = re.search(
        r"\b(descending|decreasing|falling|largest to|highest to|greatest to|reverse)\b", text
    )
    if not rising and not falling:
        return False
    things = [e for e in desk.shown() if re.fullmatch(r"-?\d+(\.\d+)?", e.name.strip())]
    if not things:
        things = [e for e in desk.shown() if e.interactive and e.name and e.role != "button"]
    for element in sorted(
        things, key=lambda e: (numbers_in(e.name) or [0.0], e.name), reverse=bool(falling)
    ):
        yield desk.click(desk.now(element) or element)
        if desk.failure:
            return False
    return bool(things)
