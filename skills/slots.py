"""Slots: the places of a demonstration that hold a value, and texts with the values taken out.

What was done is first written down as it was, with its values in it; then every text of it is
looked through for them. So a name that was typed into a search is also found in the row, the
heading and the message that show it afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from skills.skill import Parameter
from skills.template import literal

_SHORTEST = 3  # characters; a shorter value is only found where it is all of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A parameter, and how its value is written in what was shown.

    Attributes:
        parameter: that it becomes.
        value: the parameter's value in the demonstration that it was found in.
        pieces: how the value was written, each with the template that stands for it
            ("01.03.2026" and "{{day:%d.%m.%Y}}").
        steps: indices of the steps that entered the value.
        row: whether it tells which row is meant.
    """

    parameter: Parameter
    value: str
    pieces: tuple[tuple[str, str], ...]
    steps: tuple[int, ...] = ()
    row: bool = False


def plain_slot(parameter: Parameter, value: str, step: int, *, row: bool = False) -> Slot:
    """A slot whose value is written as it is."""
    piece = (value, "{{" + parameter.name + "}}")
    return Slot(parameter=parameter, value=value, pieces=(piece,), steps=(step,), row=row)


def renamed(slot: Slot, name: str) -> Slot:
    """The slot under another name."""
    old = slot.parameter.name
    pieces = tuple(
        (text, re.sub(rf"\{{\{{{old}(?=[:}}])", "{{" + name, template))
        for text, template in slot.pieces
    )
    return replace(slot, parameter=replace(slot.parameter, name=name), pieces=pieces)


def templated(text: str, slots: Sequence[Slot]) -> str:
    """A text with the values in it replaced by references; other braces mean nothing.

    A value is found where it stands as whole words; a short one only if it is all of the text.

    >>> one = plain_slot(Parameter(name="who"), "Ada", 0)
    >>> templated("Edit Ada {{x}}", [one]), templated("Adam", [one])
    ('Edit {{who}} {{{{x}}', 'Adam')
    """
    pieces = [piece for slot in slots for piece in slot.pieces if piece[0]]
    pieces.sort(key=lambda piece: -len(piece[0]))
    whole = next((template for value, template in pieces if value == text), None)
    if whole is not None:
        return whole
    known = dict(reversed(pieces))
    long = [value for value, _ in pieces if len(value) >= _SHORTEST]
    if not long:
        return literal(text)
    found = re.compile("|".join(rf"(?<![\w{{]){re.escape(each)}(?!\w)" for each in long))
    parts, at = [], 0
    for match in found.finditer(text):
        parts += [literal(text[at : match.start()]), known[match[0]]]
        at = match.end()
    return "".join([*parts, literal(text[at:])])


def mentions(text: str, slots: Sequence[Slot]) -> bool:
    """Whether a text holds the value of a slot."""
    return templated(text, slots) != literal(text)
