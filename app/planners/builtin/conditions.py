"""Conditions on numbers: "less than 5", "at least $20", "between 3 and 7", "even"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.planners.builtin import reading
from app.planners.builtin.desk import Desk, Script

_NUMBER = r"[$€£¥]?\s*(-?\d[\d,]*(?:\.\d+)?)"
_COMPARISONS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    (r"(?:less|lower|smaller|cheaper|fewer) than or equal to|at most|no more than|up to|<=|≤",
     lambda value, limit: value <= limit),
    (r"(?:greater|more|higher|larger|bigger) than or equal to|at least|no less than|>=|≥",
     lambda value, limit: value >= limit),
    (r"(?:less|lower|smaller|cheaper|fewer) than|below|under|beneath|falls? (?:below|under)|"
     r"drops? (?:below|under)|<", lambda value, limit: value < limit),
    (r"(?:greater|more|higher|larger|bigger) than|above|over|exceed(?:s|ing)?|rises? above|"
     r"bigger then|>", lambda value, limit: value > limit),
    (r"equal(?:s| to)?|exactly|=", lambda value, limit: value == limit),
)  # fmt: skip
_WATCHES = 120


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of a number; `label` is the text before it ("the price"), or ""."""

    label: str
    test: Callable[[float], bool]


def parse_condition(text: str) -> Condition | None:
    """The condition in a text; None where there is none.

    >>> condition = parse_condition("the price is less than $56.60")
    >>> condition.label, condition.test(50), condition.test(60)
    ('the price', True, False)
    """
    between = re.search(rf"\bbetween\s+{_NUMBER}\s*(?:and|-|to)\s*{_NUMBER}", text, re.IGNORECASE)
    if between:
        low, high = (float(part.replace(",", "")) for part in between.groups())
        return Condition(_label(text[: between.start()]), lambda value: low <= value <= high)
    for pattern, compare in _COMPARISONS:
        match = re.search(rf"(?<!\w)(?:{pattern})\s*{_NUMBER}", text, re.IGNORECASE)
        if match:
            limit = float(match.group(1).replace(",", ""))
            return Condition(_label(text[: match.start()]), _test(compare, limit))
    if parity := re.search(r"\b(odd|even)\b", text, re.IGNORECASE):
        rest = 1 if parity[1].casefold() == "odd" else 0
        return Condition("", lambda value: int(value) % 2 == rest)
    return None


def _test(compare: Callable[[float, float], bool], limit: float) -> Callable[[float], bool]:
    return lambda value: compare(value, limit)


def _label(text: str) -> str:
    return re.sub(
        r"\s*\b(is|are|was|becomes?|gets?|reaches|goes|a|number|value)\b\s*$", "", text.strip()
    )


_WHEN = re.compile(
    r"\b(?:when|once|if|as soon as|after|whenever|the moment)\b\s*(.+)$", re.IGNORECASE
)


def when(text: str) -> tuple[str, Condition] | None:
    """What stands before "when the price is below 5", and that condition."""
    match = _WHEN.search(text)
    if match is None:
        return None
    condition = parse_condition(match[1])
    return (text[: match.start()].strip(" ,"), condition) if condition is not None else None


def watched(desk: Desk, condition: Condition) -> float | None:
    """The number that a condition speaks of, as the page shows it now."""
    label = re.sub(r"^(?:the|its|a|an)\s+", "", condition.label, flags=re.IGNORECASE)
    if label:
        words = label.split()
        for start in range(len(words)):
            text = reading.labelled(desk, " ".join(words[start:]))
            if text and reading.numbers_in(text):
                return reading.numbers_in(text)[0]
        for element in desk.shown():
            if words[-1].casefold() in element.name.casefold() and reading.numbers_in(element.name):
                return reading.numbers_in(element.name)[-1]
        return None
    return shown_number(desk)


def shown_number(desk: Desk) -> float | None:
    """The number that stands alone on the page, as a result does."""
    for element in desk.shown():
        if not element.interactive and re.fullmatch(r"\s*-?\d[\d,]*(\.\d+)?\s*", element.name):
            return reading.numbers_in(element.name)[0]
    return None


def wait_until(desk: Desk, condition: Condition) -> Script:
    """Watch the page until the condition holds."""
    from actions.action import Wait

    for _ in range(_WATCHES):
        value = watched(desk, condition)
        if value is not None and condition.test(value):
            return True
        yield desk.act(f"{value} is not what is waited for: watch on.", Wait(seconds=0.1))
    return False
