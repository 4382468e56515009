"""Menus and menu paths: "File > Open", hovering and clicking through submenus."""

from __future__ import annotations

import re

from actions.action import Click, Move
from actions.target import ElementRef
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Phrase
from app.planners.builtin.seek import seek


def path(text: str) -> list[str]:
    """The steps of a menu path; one step where it is none.

    >>> path("File > Save as"), path("Save")
    (['File', 'Save as'], ['Save'])
    """
    steps = re.split(r"\s*(?:>|»|→|›|\|)\s*|\s+->\s+", text)
    return [step for step in steps if step]


def follow(desk: Desk, steps: list[str]) -> Script:
    """Go through the steps: open each submenu, choose the last."""
    for number, step in enumerate(steps):
        phrase = Phrase(text=step, names=(step,))
        element = yield from seek(desk, phrase, open_things=False)
        if element is None:
            return False
        final = number == len(steps) - 1
        if final:
            yield desk.click(element)
            return not desk.failure
        following = Phrase(text=steps[number + 1], names=(steps[number + 1],))
        target = ElementRef(ref=element.ref)
        yield desk.act(f"Point at {element.described()} to open its menu.", Move(target=target))
        if not _open(desk, following):
            yield desk.act(f"Open {element.described()}.", Click(target=target))
    return True


def _open(desk: Desk, following: Phrase) -> bool:
    return bool(find.matches(desk, following))
