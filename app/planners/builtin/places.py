"""Going where a clause is to be done: "In the settings, …", "On the support page …"."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from actions.trajectory import Decision
from app.planners.builtin.desk import Desk
from app.planners.builtin.match import similarity
from app.planners.builtin.plan import Clause
from perception.element import Element

_LEADING = frozenset({"link", "tab", "menuitem", "treeitem"})
_CERTAIN = 0.9


def go_there(desk: Desk, clause: Clause) -> Generator[Decision, None, Clause]:
    """Open the page or tab that the clause begins with, if it is one and is not open yet.

    Returns:
        The clause, without its scope where that was a place to go to.
    """
    scope = clause.scope
    if scope is None or not scope.name or scope.relations or scope.ordinal or scope.every:
        return clause
    if any(e.role == "heading" and _means(scope.name, e) for e in desk.shown()):
        return clause  # here already, or a part of this page
    doors = [e for e in desk.shown() if e.role in _LEADING and _means(scope.name, e)]
    if not doors:
        return clause
    if "selected" not in doors[0].states:
        yield desk.click(doors[0], f"This is to be done in “{scope.name}”: go there.")
    return replace(clause, scope=None)


def _means(name: str, element: Element) -> bool:
    return similarity(name, element.name) >= _CERTAIN
