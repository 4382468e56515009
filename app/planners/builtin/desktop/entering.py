"""Putting text into a field of a window, and seeing that it arrived."""

from __future__ import annotations

from actions.action import Click, Type
from actions.target import ElementRef
from app.planners.builtin.desk import Script
from app.planners.builtin.desktop.bench import Bench
from perception.element import Element


def put(bench: Bench, field: Element, text: str) -> Script:
    """Replace what a field says; key by key, if it does not take it at once."""
    field = inner(bench, field)
    target = ElementRef(ref=field.ref)
    yield bench.desk.act(f"Put in “{text}”.", Type(text=text, into=target, clear=True))
    if not bench.desk.failure and says(bench, field, text):
        return True
    now = bench.desk.now(field)
    if now is None:
        return not bench.desk.failure
    yield bench.desk.act("It did not arrive: go into the field.", Click(target=target))
    yield bench.desk.press("Control+a", "Select what is there.")
    yield bench.desk.act(f"Type “{text}”.", Type(text=text, clear=False))
    return not bench.desk.failure and says(bench, field, text)


def inner(bench: Bench, field: Element) -> Element:
    """The text field of a combo box that has one within, else the field itself."""
    if field.role != "combobox":
        return field
    within = (e for e in bench.desk.observation.within(field) if e.role in ("textbox", "searchbox"))
    return next((each for each in within if each.editable), field)


def says(bench: Bench, field: Element, text: str) -> bool:
    """Whether a field says this now, as far as it can be told."""
    now = bench.desk.now(field)
    if now is None or now.value is None:
        return True
    # A field may complete a path, or select what it proposes behind what was typed.
    return now.value.strip().startswith(text.strip()) or now.value.endswith(text.removeprefix("~"))
