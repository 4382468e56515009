"""Sections, menus and dialogs: opening and closing them."""

from __future__ import annotations

import re

from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import plain
from app.planners.builtin.plan import Clause, Phrase
from perception.element import Element

_CLOSERS = ("close", "x", "×", "✕", "✖", "dismiss", "cancel", "ok", "done")


def expand(desk: Desk, clause: Clause, followed: bool) -> Script:
    """Open the section, menu or node that is meant.

    `followed`: another clause looks for something; then "the sections" are opened as it needs.
    """
    phrase = clause.target
    plural = phrase.noun.endswith("s") or phrase.every
    if plural and followed:
        return True
    closed = [e for e in desk.shown() if _closed(e)]
    named = find.pick(find.matches(desk, phrase, within=closed), phrase) if phrase.name else []
    chosen = named or closed
    if plural:
        for element in chosen:
            yield desk.click(desk.now(element) or element)
        return bool(chosen)
    if not chosen:
        chosen = openers(desk, phrase)
    if not chosen:
        return followed
    yield desk.click(chosen[0], f"Open {chosen[0].described()}.")
    return not desk.failure


def _closed(element: Element) -> bool:
    if "disabled" in element.states:
        return False
    return "collapsed" in element.states or (
        "haspopup" in element.states and "expanded" not in element.states
    )


def openers(desk: Desk, phrase: Phrase) -> list[Element]:
    """Things that look as if they opened something: "+", "menu", "▸", or the name itself."""
    named = find.pick(find.matches(desk, phrase), phrase) if phrase.name else []
    if named:
        return named
    clickable = [e for e in desk.shown() if e.interactive]
    signs = [
        e for e in clickable if e.name.strip() in ("+", "▸", "▶", "►", "⊞", "≡", "☰", "…", "...")
    ]
    return signs or [e for e in clickable if re.search(r"menu|expand|toggle", plain(e.name))]


def close(desk: Desk, clause: Clause) -> Script:
    """Close a dialog, a section or whatever carries a closing control."""
    phrase = clause.target
    named = find.pick(find.matches(desk, phrase), phrase) if phrase.name else []
    if phrase.name and len(named) == 1 and named[0].role in ("button", "link"):
        yield desk.click(named[0])
        return not desk.failure
    opened = [e for e in named if "expanded" in e.states]
    if opened:
        yield desk.click(opened[0])
        return not desk.failure
    dialogs = [e for e in desk.shown() if e.role in ("dialog", "alertdialog")]
    pool = list(desk.observation.within(dialogs[-1])) if dialogs else list(desk.shown())
    for word in _CLOSERS:
        for element in pool:
            if element.interactive and plain(element.name) in (word,) and not element.editable:
                yield desk.click(element, f"Close it with {element.described()}.")
                return not desk.failure
    yield desk.press("Escape")
    return desk.changed


def collapse(desk: Desk, clause: Clause) -> Script:
    """Fold an open section."""
    opened = [e for e in desk.shown() if "expanded" in e.states]
    named = find.pick(find.matches(desk, clause.target, within=opened), clause.target)
    for element in (named or opened)[: None if clause.target.every else 1]:
        yield desk.click(desk.now(element) or element)
    return bool(opened)
