"""One scripted policy for simple tasks of MiniWoB++, used by both sides; standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable

TASKS = ("click-test", "click-test-2", "click-button", "focus-text", "enter-text")

Seen = tuple[str, str, str]  # what names it to its environment, role, accessible name
Move = tuple[str, str, str]  # "click" or "fill", what names it, text


def decide(goal: str, elements: Iterable[Seen], turn: int) -> Move | None:
    """What to do next; None when there is nothing."""
    elements = list(elements)
    quoted = re.findall(r'"([^"]*)"', goal)
    if goal.startswith("Enter") and turn == 0:
        return "fill", _one(elements, "textbox", ""), quoted[0]
    if goal.startswith("Enter"):
        return "click", _one(elements, "button", "Submit"), ""
    if turn:
        return None
    if goal.startswith("Focus"):
        return "click", _one(elements, "textbox", ""), ""
    named = re.search(r"button ([A-Z]+)\b", goal)
    name = quoted[0] if quoted else (named[1] if named else "")
    return "click", _one(elements, "button", name), ""


def _one(elements: list[Seen], role: str, name: str) -> str:
    """The first element of a role whose name has these words.

    Raises:
        LookupError: there is none.
    """
    for identity, its_role, its_name in elements:
        same = its_name.strip().casefold() == name.strip().casefold()
        if its_role == role and (same or not name):
            return identity
    raise LookupError(f"no {role} {name!r} among {elements}")
