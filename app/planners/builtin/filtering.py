"""Narrowing a list down: "Show only the orders with the status Cancelled"."""

from __future__ import annotations

import re

from app.planners.builtin import fields
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import plain
from app.planners.builtin.plan import Clause, Intent
from perception.element import Element

_APPLYING = ("apply", "filter", "show", "go", "update", "refine", "search")
_FILTER = re.compile(r"\b(?:filter|only|just|restrict|narrow|limit)\b", re.IGNORECASE)


def is_filter(clause: Clause) -> bool:
    """Whether the clause asks to see a part of a list."""
    leads = clause.intent in (Intent.OPEN, Intent.FIND, Intent.COMMAND, Intent.CHOOSE)
    return leads and _FILTER.search(clause.text) is not None


def narrow(desk: Desk, clause: Clause) -> Script:
    """Choose in a list of values on the page the one that the clause names, and apply it."""
    chosen = _choice(desk, clause)
    if chosen is None:
        return False
    field, option = chosen
    if plain(field.value or "") != plain(option) and not (
        yield from fields.choose_option(desk, field, (option,))
    ):
        return False
    button = _apply(desk, field)
    if button is not None:
        yield desk.click(button, f"Apply the choice with {button.described()}.")
    return not desk.failure


def _choice(desk: Desk, clause: Clause) -> tuple[Element, str] | None:
    """The list and the option of it that the clause names; the longest one where several do."""
    said = f" {plain(clause.text)} "
    found = [
        (len(option), field, option)
        for field in desk.shown()
        for option in field.attributes.get("options", "").split("\n")
        if len(option) > 1 and f" {plain(option)} " in said
    ]
    if not found:
        return None
    _, field, option = max(found, key=lambda each: each[0])
    return field, option


def _apply(desk: Desk, field: Element) -> Element | None:
    form = field.attributes.get("form")
    for name in _APPLYING:
        for element in desk.shown():
            same = not form or element.attributes.get("form") == form
            if same and element.role == "button" and plain(element.name).split()[:1] == [name]:
                return element
    return None
