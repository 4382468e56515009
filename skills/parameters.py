"""Which values of a demonstration are parameters.

What the instruction speaks of is one, in whatever spelling (literals lead: in measured instructions
all true values occur in the words). What was entered without being spoken of becomes one with the
entered value for a default, marked for review. What the person marked is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from actions.action import SecretRef, Type
from actions.trajectory import Step
from perception.element import Element
from perception.observation import Observation
from perception.predicate import fold
from skills.demonstration import Hint
from skills.literals import Value, values_of
from skills.names import column_of, label_of, parameter_name, singular, thing_of
from skills.skill import Parameter, ParameterType
from skills.slots import Slot, plain_slot
from skills.spellings import DateText, dates_of, same_date, same_number, spoken_of
from skills.values import value_fault

_MOST_CHOICES = 60
_ALIKE = 0.9
_FILE_NAME = re.compile(r"[^/\n]{1,100}\.[A-Za-z0-9]{1,5}")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_NUMERIC = frozenset({"spinbutton", "slider"})

UNSPOKEN = "the instruction does not name {value!r}; another value can be given, or this is taken"


def find_slots(
    steps: Sequence[Step], instruction: str, hints: Mapping[int, Sequence[Hint]] | None = None
) -> list[Slot]:
    """The parameters that one demonstration shows, in the order of their first use.

    Args:
        steps: that were taken.
        instruction: what was asked for.
        hints: what the person said of the steps.
    """
    found: list[Slot] = []
    for step in steps:
        marked = [hint for hint in (hints or {}).get(step.index, ()) if hint.kind == "parameter"]
        if slot := _secret(step, found):
            found = _with(found, slot)
        for value in values_of(step, instruction):
            slot = _slot(value, instruction, found, marked[0].note if marked else None)
            found = _with(found, slot) if slot is not None else found
    return found


def _with(slots: list[Slot], slot: Slot) -> list[Slot]:
    """The slots with one more; the same value entered again is the same slot."""
    for at, other in enumerate(slots):
        if _same(other, slot):
            kept = other.parameter
            joined = replace(
                other,
                parameter=replace(
                    kept,
                    review=other.parameter.review and slot.parameter.review,
                    required=other.parameter.required or slot.parameter.required,
                    default="" if _needed(other) or _needed(slot) else kept.default,
                ),
                steps=(*other.steps, *slot.steps),
                row=other.row or slot.row,
            )
            return [*slots[:at], joined, *slots[at + 1 :]]
    return [*slots, slot]


def _same(one: Slot, other: Slot) -> bool:
    kinds = {one.parameter.type, other.parameter.type}
    if "secret" in kinds:
        return len(kinds) == 1 and one.value == other.value
    same = fold(one.value) == fold(other.value) or other.pieces[0][0] in dict(one.pieces)
    return same and (len(kinds) == 1 or "text" in kinds)


def _needed(slot: Slot) -> bool:
    return slot.parameter.required


def _slot(value: Value, instruction: str, known: Sequence[Slot], marked: str | None) -> Slot | None:
    """The slot of a value; None if it is a part of the procedure."""
    text = value.text
    taken = {slot.parameter.name for slot in known if fold(slot.value) != fold(text)}
    name = parameter_name([marked or "", *_names(value)], taken)
    day = _date(value, instruction)
    kind, choices = _type(value, day)
    parameter = Parameter(name=name, type=kind, choices=choices, example=text)
    spoken = day is not None or spoken_of(text, instruction) or same_number(text, instruction)
    spoken = spoken or (value.field in ("path", "what") and _file_spoken(text, instruction))
    if not spoken and marked is None:
        if close := _close(text, instruction):
            review = f"the instruction says {close!r}, entered was {text!r}: is it that value?"
            parameter = replace(parameter, review=review)
        elif value.field in ("what", "row", "choice"):
            return None
        else:
            review = UNSPOKEN.format(value=_short(text))
            parameter = replace(parameter, required=False, default=text, review=review)
    if value.field == "row" and _CELL.fullmatch(text):
        parameter = replace(parameter, required=False, default=text)
    if day is not None:
        return _dated(parameter, text, day, value.step)
    return plain_slot(parameter, text, value.step, row=value.field == "row")


def _names(value: Value) -> Iterator[str]:
    """What a parameter of this value could be called, best first."""
    element, seen = value.element, value.observation
    match value.field:
        case "path":
            yield "file"
        case "what":
            yield value.key or "address"
        case "answer":
            yield "answer"
        case "row":
            assert element is not None
            yield column_of(element, seen) if element.role != "columnheader" else ""
            yield "file" if _FILE_NAME.fullmatch(value.text) else ""
            yield thing_of(element, seen)
            yield "item"
        case "choice":
            assert element is not None
            around = next(seen.ancestors(element), None)
            yield around.name if around is not None else ""
            yield "choice"
        case _:
            if element is not None:
                if element.role in ("cell", "gridcell"):
                    yield column_of(element, seen)
                    yield element.name
                label = label_of(element, seen)
                yield singular(label) if element.role == "searchbox" else ""
                yield "text" if "multiline" in element.states else label
            yield "file_name" if _FILE_NAME.fullmatch(value.text) else "text"


def _type(value: Value, day: DateText | None) -> tuple[ParameterType, tuple[str, ...]]:
    element, text = value.element, value.text
    if day is not None:
        return "date", ()
    if value.field == "path" or (value.field == "what" and value.key == "file"):
        return "path", ()
    if element is not None and value.field in ("option", "choice"):
        choices = _choices(element, value.observation)
        if text in choices:
            return "enum", choices
    numeric = element is not None and (
        element.role in _NUMERIC or element.attributes.get("type") == "number"
    )
    if numeric and not value_fault(Parameter(name="n", type="number"), text):
        return "number", ()
    return "text", ()


def _choices(element: Element, observation: Observation) -> tuple[str, ...]:
    """What else could have been chosen; empty if that is not known or too much."""
    listed = element.attributes.get("options", "").split("\n")
    if element.role in ("radio", "menuitemradio", "option"):
        around = next(observation.ancestors(element), None)
        inside = observation.within(around) if around is not None else observation.elements
        listed = [each.name for each in inside if each.role == element.role]
    found = tuple(dict.fromkeys(each for each in listed if each.strip()))
    return found if 1 < len(found) <= _MOST_CHOICES else ()


def _date(value: Value, instruction: str) -> DateText | None:
    """The date that a value is; None if it is none."""
    if value.field not in ("text", "value", "answer", "what"):
        return None
    if day := same_date(value.text, instruction):
        return day
    sure = [each for each in dates_of(value.text) if each.form != "?"]
    field = value.element is not None and value.element.attributes.get("type") == "date"
    return sure[0] if field and sure else None


def _dated(parameter: Parameter, text: str, day: DateText, step: int) -> Slot:
    iso = day.day.isoformat()
    default = iso if parameter.default else ""
    parameter = replace(parameter, example=iso, default=default)
    form = f":{day.form}" if day.form else ""
    pieces = ((text, f"{{{{{parameter.name}{form}}}}}"), (iso, f"{{{{{parameter.name}}}}}"))
    return Slot(
        parameter=parameter, value=iso, pieces=tuple(dict(reversed(pieces)).items()), steps=(step,)
    )


def _secret(step: Step, known: Sequence[Slot]) -> Slot | None:
    """The slot of a secret that the step types."""
    action = step.action
    if not (isinstance(action, Type) and isinstance(action.text, SecretRef)):
        return None
    name = action.text.name
    active = step.observation.active
    host = urlsplit(active.origin).netloc if active is not None else ""
    kept = name if "/" in name or not host else f"{host}/{name}"
    taken = {slot.parameter.name for slot in known if slot.value != name}
    parameter = Parameter(
        name=parameter_name([name.rpartition("/")[2], "password"], taken),
        type="secret",
        secret=kept,
    )
    # The name of a secret is nowhere shown, so no text is looked through for it.
    return Slot(parameter=parameter, value=name, pieces=(("", ""),), steps=(step.index,))


def _file_spoken(path: str, instruction: str) -> bool:
    return spoken_of(path.rpartition("/")[2], instruction)


def _close(text: str, instruction: str) -> str:
    """Words of the instruction that are almost this text; "" if there are none."""
    words = instruction.split()
    count = len(text.split())
    if len(text) < 5 or count > 12:
        return ""
    for at in range(len(words) - count + 1):
        said = " ".join(words[at : at + count]).strip(".,;:!?\"'“”")
        if SequenceMatcher(None, fold(said), fold(text)).ratio() >= _ALIKE:
            return said
    return ""


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else folded[:59] + "…"
