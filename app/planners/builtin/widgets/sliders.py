"""Sliders: arrow keys towards the value, seen in the slider or in the text beside it."""

from __future__ import annotations

import re

from actions.action import Click, Press, SetValue
from actions.target import ElementRef
from app.planners.builtin import fields, find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Phrase
from app.planners.builtin.reading import numbers_in
from perception.element import Element

_ROUNDS = 14


def sliders(desk: Desk) -> list[Element]:
    """All sliders in document order: by role, or a handle that calls itself one."""
    found = [e for e in desk.shown() if e.role == "slider"]
    if found:
        return found
    return [e for e in desk.shown() if re.search(r"slider.*handle", e.attributes.get("class", ""))]


def set_slider(desk: Desk, place: Phrase, value: str) -> Script:
    """Bring the slider (or several, in order) to the value (or values)."""
    wanted = numbers_in(value)
    found = sliders(desk)
    if not wanted or not found:
        return False
    if place.ordinal:
        index = place.ordinal - 1 if place.ordinal > 0 else place.ordinal
        found = found[index:][:1]
    elif place.name:
        named = find.pick(find.matches(desk, place, within=found), place)
        beside = fields.field_named(desk, place.name, found)
        if not named and beside is None and any(map(_in_window, found)):
            return False  # in a window each slider is a setting of its own: never another one
        found = named or ([beside] if beside is not None else found)
    if len(wanted) == 1 and not place.every:
        found = found[:1]
    elif len(wanted) == 1:
        wanted *= len(found)
    for slider, number in zip(found, wanted, strict=False):
        if not (yield from bring_to(desk, slider, number)):
            return False
    return True


def set_if_number(desk: Desk, text: str) -> Script:
    """A bare number, where the page has one slider and nothing else to choose it with."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text) and len(sliders(desk)) == 1:
        return (yield from bring_to(desk, sliders(desk)[0], float(text)))
    return False


def bring_to(desk: Desk, slider: Element, wanted: float) -> Script:
    """Set it where it takes a value; else press arrow keys until the shown one is the wanted."""
    target = ElementRef(ref=slider.ref)
    told = _in_window(slider) and "min" in slider.attributes
    if told or slider.attributes.get("tag") == "input":
        yield desk.act(
            f"Set the slider to {wanted:g}.", SetValue(target=target, value=f"{wanted:g}")
        )
        return not desk.failure
    shown = value_of(desk, slider)
    if shown == wanted:
        return True
    step, used = None, 0
    yield desk.act("Take hold of the slider.", Press(keys="ArrowRight", target=target))
    if desk.failure:
        yield desk.act("Take hold of the slider.", Click(target=target))
        yield desk.press("ArrowRight")
    for _ in range(_ROUNDS):
        before, shown = shown, value_of(desk, slider)
        if shown is None:
            return False
        if shown == wanted:
            return True
        moved = abs(shown - before) / max(used, 1) if before is not None and used else 0
        if before is not None and not used:
            moved = abs(shown - before)
        step = moved or step or 1
        used = max(round(abs(wanted - shown) / step), 1)
        keys = "ArrowRight" if wanted > shown else "ArrowLeft"
        yield desk.press(
            keys, f"Move the slider from {shown:g} towards {wanted:g}.", repeat=min(used, 400)
        )
    return value_of(desk, slider) == wanted


def _in_window(slider: Element) -> bool:
    """Whether a program's own toolkit tells of it, rather than a page."""
    return "toolkit" in slider.attributes


def value_of(desk: Desk, slider: Element) -> float | None:
    """The slider's value: its own, else the number shown nearest to it."""
    now = desk.now(slider) or slider
    if now.value and numbers_in(now.value):
        return numbers_in(now.value)[0]
    best: tuple[float, float] | None = None
    order = [e.ref for e in desk.elements]
    here = order.index(now.ref) if now.ref in order else 0
    for place, element in enumerate(desk.elements):
        text = element.name.strip()
        if element.interactive or not re.fullmatch(r"-?\d+(\.\d+)?\s*%?", text):
            continue
        gap = place - here if place > here else (here - place) + 3
        if best is None or gap < best[0]:
            best = (gap, numbers_in(text)[0])
    return best[1] if best is not None else None
