"""What a value in the instruction stands for: itself, or something to read or work out."""

from __future__ import annotations

import re
from collections.abc import Generator

from actions.trajectory import Decision
from app.planners.builtin import answers, arithmetic, reading
from app.planners.builtin.desk import Desk, Stuck
from app.planners.builtin.phrases import parse_phrase
from app.planners.builtin.plan import Assignment, Clause
from app.planners.builtin.tokens import tokenise

_PRONOUNS = frozenset(["it", "them", "that", "this"])
_REFERENCE = re.compile(r"^(?:the|that|this|your|its|their|each|his|her)\s+(.+)$", re.IGNORECASE)
# “a table with three columns”, “sugar (see list.txt)”, “both, each on a line”: not to be typed.
_DESCRIBED = re.compile(
    r"^(?:an?|some|another)\s+\S|^(?:several|two|three|four|five|six|each|every|all)\s+\S+\s+\S"
    r"|\(\s*[^\W\d]|,\s*each\b|^the\s.*\b(?:of|from|that|which|who|whose)\s",
    re.IGNORECASE | re.DOTALL,
)
_RESULT = re.compile(r"\b(answer|result|solution|sum|total|outcome)\b", re.IGNORECASE)


def resolve(
    desk: Desk, clause: Clause, assigned: Assignment
) -> Generator[Decision, None, str | None]:
    """The text to enter."""
    text = assigned.value
    if assigned.quoted:
        return _cased(text, clause)
    reference = clause.options.get("reference")
    if text.casefold() in _PRONOUNS or not text:
        if reference:
            found = reading.read(desk, parse_phrase(tokenise(reference), reference))
            if found:
                return _cased(found, clause)
        kept = desk.remembered.get("clipboard") or desk.remembered.get("answer")
        return _cased(kept, clause) if kept else None
    if _REFERENCE.match(text):
        found = yield from _referred(desk, text)
        if found is not None:
            return _cased(found, clause)
    if text in desk.task.values:
        return desk.task.values[text]
    not_described(text)
    return _cased(text, clause)


def not_described(text: str) -> None:
    """Take a text without quotation marks for what is to be entered, word for word.

    Raises:
        Stuck: it rather says what kind of text is wanted.
    """
    if _DESCRIBED.search(text):
        raise Stuck(f"“{text}” seems to tell what to write, and not to be it: put it in quotes.")


def _referred(desk: Desk, text: str) -> Generator[Decision, None, str | None]:
    if _RESULT.search(text):
        kept = desk.remembered.get("answer")
        if kept:
            return kept
        computed = page_sum(desk)
        if computed:
            return computed
    phrase = parse_phrase(tokenise(text), text)
    if re.search(r"\b(number|count|amount|total)\b", text, re.IGNORECASE):
        counted = answers.count(desk, phrase)
        if counted is not None:
            return str(counted)
    return reading.read(desk, phrase)
    yield


def page_sum(desk: Desk) -> str | None:
    """The result of the sum or equation that the page poses."""
    for text in [*(e.name for e in desk.shown()), *reading.blocks_of_text(desk)]:
        if re.search(r"[=+*/×÷−-]", text) and re.search(r"\d", text):
            result = arithmetic.solve(text)
            if result is not None:
                return result
    return None


def _cased(text: str, clause: Clause) -> str:
    case = clause.options.get("case")
    return text.upper() if case == "upper" else text.lower() if case == "lower" else text
