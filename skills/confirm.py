"""What a second demonstration says of the guesses of the first (anti-unification).

A value that differs is a parameter, one that does not is a part of the procedure. A row that was
another one the second time is named by a parameter. What holds after a step both times is kept as
its result. A step that was taken only once becomes conditional on what was there only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.trajectory import Step
from grounding.structure import row_of
from perception.element import Element
from perception.observation import Observation
from perception.predicate import Exists, Predicate, fold
from skills.align import Pair, acted_on
from skills.demonstration import Demonstration
from skills.literals import Value, is_leading, values_of
from skills.names import column_of, parameter_name, thing_of
from skills.postconditions import pattern_of
from skills.skill import Parameter
from skills.slots import Slot, plain_slot


def confirmed(
    slots: Sequence[Slot], pairs: Sequence[Pair], first: Demonstration, second: Demonstration
) -> list[Slot]:
    """The slots of the first demonstration after a second one was seen."""
    found: list[Slot] = []
    for slot in slots:
        values = _both(slot, pairs, first, second)
        unsure = bool(slot.parameter.review) or bool(slot.parameter.default)
        if not unsure or not values:
            found.append(slot)
        elif any(fold(one) != fold(other) for one, other in values):
            sure = replace(slot.parameter, required=True, default="", review="")
            found.append(replace(slot, parameter=sure))
    for one, other in pairs:
        if one is not None and other is not None:
            found += _other_row(one, other, found)
    return found


def _both(
    slot: Slot, pairs: Sequence[Pair], first: Demonstration, second: Demonstration
) -> list[tuple[str, str]]:
    """The values of a slot in the two demonstrations, wherever it was entered."""
    found = []
    for one, other in pairs:
        if one is None or other is None or one.index not in slot.steps:
            continue
        for mine in values_of(one, first.trajectory.task.text):
            if mine.text not in dict(slot.pieces):
                continue
            theirs = _at_same_place(mine, other, second)
            if theirs is not None:
                found.append((mine.text, theirs))
    return found


def _at_same_place(value: Value, step: Step, shown: Demonstration) -> str | None:
    for other in values_of(step, shown.trajectory.task.text):
        if (other.field, other.key) == (value.field, value.key):
            return other.text
    return None


def _other_row(one: Step, other: Step, slots: Sequence[Slot]) -> list[Slot]:
    """A slot for what tells the rows of the two steps apart, where they acted on different ones."""
    mine, theirs = acted_on(one), acted_on(other)
    if mine is None or theirs is None or is_leading(mine, one.observation):
        return []
    if any(slot.row and one.index in slot.steps for slot in slots):
        return []
    texts = list(zip(_told(mine, one.observation), _told(theirs, other.observation), strict=False))
    for (element, text), (_, differs) in texts:
        known = any(text in dict(slot.pieces) for slot in slots)
        if text and differs and fold(text) != fold(differs) and not known:
            seen = one.observation
            names = [column_of(element, seen), thing_of(element, seen), "item"]
            name = parameter_name(names, {slot.parameter.name for slot in slots})
            return [plain_slot(Parameter(name=name, example=text), text, one.index, row=True)]
    return []


def _told(element: Element, seen: Observation) -> list[tuple[Element, str]]:
    """The texts of the element, then of its row."""
    row = row_of(element, seen)
    inside = [each for each in seen.within(row) if not each.interactive] if row is not None else []
    return [(each, each.name) for each in (element, *inside)]


def guard(alone: Step, elsewhere: Observation | None) -> Predicate | None:
    """What was there where a step was taken and not where it was not; None if nothing tells."""
    element = acted_on(alone)
    if element is None or not element.name or element.weak_name:
        return None
    same = [
        each
        for each in (elsewhere.elements if elsewhere is not None else ())
        if (each.role, fold(each.name)) == (element.role, fold(element.name))
    ]
    return None if same else Exists(role=element.role, name=pattern_of(element.name))


def slots_of_other(
    slots: Sequence[Slot], pairs: Sequence[Pair], second: Demonstration
) -> list[Slot]:
    """The slots as another demonstration has them: its values, the same parameters."""
    found = []
    for slot in slots:
        templates = dict(slot.pieces)
        pieces = {}
        for one, other in pairs:
            if one is None or other is None or one.index not in slot.steps:
                continue
            for text, template in templates.items():
                theirs = _written_there(text, one, other, second)
                if theirs:
                    pieces[theirs] = template
        given = tuple(pieces.items()) or (("", ""),)
        found.append(replace(slot, pieces=given, value=given[0][0]))
    return found


def _written_there(text: str, one: Step, other: Step, second: Demonstration) -> str:
    """What stands in the second step where the first one has a text; "" if nothing does."""
    for mine in values_of(one, text):
        if mine.text == text:
            theirs = _at_same_place(mine, other, second)
            if theirs:
                return theirs
    mine_at, theirs_at = acted_on(one), acted_on(other)
    if mine_at is None or theirs_at is None:
        return ""
    told = zip(_told(mine_at, one.observation), _told(theirs_at, other.observation), strict=False)
    return next((theirs for (_, mine), (_, theirs) in told if mine == text), "")


def prepared_of(pairs: Sequence[Pair]) -> tuple[Step, ...]:
    """The steps of the second demonstration."""
    return tuple(other for _, other in pairs if other is not None)
