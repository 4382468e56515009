"""What must be shown immediately before an action that cannot be taken back.

It tells the record that is acted on, and what will be sent: the row that holds the value, the
heading that names it, the fields of the form as they were filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.trajectory import Step
from grounding.structure import row_of
from perception.element import TEXT_ROLES, Element
from perception.observation import Observation
from perception.predicate import Exists, Predicate, RowText, Text, Value, WindowTitle, fold, holds
from skills.postconditions import pattern_of, title_pattern
from skills.slots import Slot, mentions

MOST = 5
_FIELDS = TEXT_ROLES | {"combobox", "slider", "listbox"}
_LONGEST = 200  # characters


def identity_of(step: Step, slots: Sequence[Slot], given: Sequence[str]) -> tuple[Predicate, ...]:
    """Conditions that tell the record and what will be sent; empty if nothing does.

    Args:
        step: that cannot be taken back.
        slots: values that differ from use to use.
        given: texts of the row that it acts on.
    """
    seen = step.observation
    spot = step.grounded.grounding if step.grounded is not None else None
    element = spot.element if spot is not None else None
    found: list[Predicate] = []
    for predicate in (
        *_row(element, seen, given),
        *_fields(element, seen, slots),
        *_shown(seen, slots),
        *_place(seen, slots),
    ):
        if predicate not in found and holds(predicate, seen):
            found.append(predicate)
    return tuple(found[:MOST])


def _row(element: Element | None, seen: Observation, given: Sequence[str]) -> Iterator[Predicate]:
    if element is not None and given and row_of(element, seen) is not None:
        yield RowText(texts=tuple(given))


def _fields(
    element: Element | None, seen: Observation, slots: Sequence[Slot]
) -> Iterator[Predicate]:
    """Fields of the same form that hold values of the skill."""
    around = _form_of(element, seen)
    inside = seen.within(around) if around is not None else seen.elements
    names = [each.name for each in seen.elements if each.role in _FIELDS]
    for each in inside:
        held = each.value or ""
        known = each.role in _FIELDS and each.name and not each.weak_name
        if not known or "password" in each.states or not held or len(held) > _LONGEST:
            continue
        if names.count(each.name) == 1 and mentions(held, slots):
            yield Value(name=each.name, value=held)


def _form_of(element: Element | None, seen: Observation) -> Element | None:
    if element is None:
        return None
    for around in seen.ancestors(element):
        if around.role in ("form", "dialog", "alertdialog"):
            return around
    return None


def _shown(seen: Observation, slots: Sequence[Slot]) -> Iterator[Predicate]:
    """Headings and dialogs that name the record; then texts that do."""
    for role in ("dialog", "alertdialog", "heading"):
        for each in seen.elements:
            if each.role == role and len(each.name) <= _LONGEST and mentions(each.name, slots):
                yield Exists(role=role, name=pattern_of(each.name))
    shown = fold(" ".join(each.name for each in seen.elements if each.role not in TEXT_ROLES))
    for slot in slots:
        for text, _ in slot.pieces:
            if len(text) > 2 and fold(text) in shown:
                yield Text(text=text)
    active = seen.active
    if active is None or not mentions(active.title, slots):
        return
    if pattern := title_pattern(active.title, slots):
        yield WindowTitle(pattern=pattern)


def _place(seen: Observation, slots: Sequence[Slot]) -> Iterator[Predicate]:
    """At least the heading, dialog or window that it is done in."""
    for role in ("alertdialog", "dialog", "heading"):
        for each in seen.elements:
            if each.role == role and 1 < len(each.name) <= _LONGEST:
                yield Exists(role=role, name=pattern_of(each.name))
                return
    active = seen.active
    if active is not None and (pattern := title_pattern(active.title, slots)):
        yield WindowTitle(pattern=pattern)
