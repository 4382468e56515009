"""Fields that suggest: type the beginning, take the suggestion that fits."""

from __future__ import annotations

from collections.abc import Callable

from actions.action import Press, Type
from actions.target import ElementRef
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import similarity
from perception.element import Element

_ROLES = ("option", "menuitem", "listitem", "link", "generic", "text")


def suggestions(desk: Desk, field: Element) -> list[Element]:
    """What appeared below a field while typing."""
    found = [e for e in desk.appeared if e.role in _ROLES and e.name and e.box.y >= field.box.y]
    inner = {parent.ref for e in found for parent in desk.observation.ancestors(e)}
    leaves = [e for e in found if e.ref not in inner]
    return leaves or found


def type_and_take(desk: Desk, field: Element, start: str, fits: Callable[[str], bool]) -> Script:
    """Type the beginning of a value, then click the suggestion for which `fits` is true."""
    target = ElementRef(ref=field.ref)
    offered: list[Element] = []
    yield desk.act(f"Type “{start}” and see what is suggested.", Type(text=start, into=target))
    for _ in range(3):
        offered = suggestions(desk, field) or [
            e for e in desk.shown() if e.role in ("option", "menuitem") and e.name
        ]
        if offered:
            break
        yield from _pause(desk)
    chosen = next((e for e in offered if fits(e.name)), None)
    if chosen is None:
        for _ in range(12):
            yield desk.act("Go down the list.", Press(keys="ArrowDown"))
            now = desk.now(field)
            if now is not None and fits(now.value or ""):
                yield desk.press("Enter")
                return True
        return False
    yield desk.click(chosen, f"Take the suggestion {chosen.described()}.")
    return not desk.failure


def _pause(desk: Desk) -> Script:
    from actions.action import Wait

    yield desk.act("Wait for suggestions.", Wait(seconds=0.3))
    return True


def take_if_offered(desk: Desk, field: Element, value: str) -> Script:
    """After typing a value: take the suggestion that is the value, if one is offered."""
    offered = suggestions(desk, field)
    if not offered:
        return False
    best = max(offered, key=lambda e: similarity(value, e.name))
    if similarity(value, best.name) < 0.7:
        return False
    yield desk.click(best, f"Take the suggestion {best.described()}.")
    return not desk.failure
