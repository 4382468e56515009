"""Number fields with little arrows."""

from __future__ import annotations

from actions.action import Press, Type
from actions.target import ElementRef
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Phrase
from app.planners.builtin.reading import numbers_in


def set_spinner(desk: Desk, place: Phrase, value: str) -> Script:
    """Type the number; where the field refuses typing, use the arrow keys."""
    wanted = numbers_in(value)
    found = [e for e in desk.shown() if e.role == "spinbutton"]
    found = found or [e for e in desk.shown() if e.editable]
    if not wanted or not found:
        return False
    chosen = find.pick(find.matches(desk, place, purpose="type", within=found), place) or found
    target = ElementRef(ref=chosen[0].ref)
    yield desk.act(f"Type {wanted[0]:g}.", Type(text=f"{wanted[0]:g}", into=target))
    now = desk.now(chosen[0])
    if now is not None and numbers_in(now.value or "")[:1] == wanted[:1]:
        return True
    shown = numbers_in(now.value or "0") if now is not None else [0.0]
    gap = wanted[0] - (shown[0] if shown else 0)
    keys = "ArrowUp" if gap > 0 else "ArrowDown"
    yield desk.act(
        "Use the arrow keys.", Press(keys=keys, target=target, repeat=max(int(abs(gap)), 1))
    )
    return not desk.failure
