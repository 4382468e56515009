"""The values in what was done: what was typed, chosen, given, opened, and which row was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOf
from urllib.parse import parse_qsl, unquote, urlsplit

from actions.action import AnswerDialog, Click, Open, Select, SetValue, Type, Upload
from actions.trajectory import Step
from grounding.structure import row_of, section_of
from perception.element import Element
from perception.observation import Observation
from skills.spellings import spoken_of

Field = OneOf["text", "value", "option", "path", "what", "answer", "choice", "row"]

# Lists in these only lead somewhere; which entry was taken is part of the way, not a value.
_LEADING = frozenset({"navigation", "menubar", "menu", "toolbar", "tab", "banner"})
_CHOICES = frozenset({"radio", "option", "menuitemradio"})
_RECORDS = frozenset(
    {"cell", "gridcell", "rowheader", "row", "listitem", "treeitem", "article", "link", "icon"}
    | {"text", "img", "image"}
)
_SECTIONS = frozenset({"group", "region", "form"})
_LONGEST_KEY = 120  # characters of a text that tells which row is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value at one place of a demonstration.

    Attributes:
        step: `Step.index`.
        field: where in the step.
        text: as it was entered or shown.
        element: that it was put into, or that shows it; None where there is none.
        observation: before the step.
        key: the name of a query's field.
    """

    step: int
    field: Field
    text: str
    element: Element | None
    observation: Observation
    key: str = ""


def values_of(step: Step, instruction: str) -> Iterator[Value]:
    """The values of one step that could differ from one use to the next.

    Args:
        step: of a demonstration.
        instruction: tells which of the texts of a row, a list or an address are values.
    """
    spots = step.grounded.groundings if step.grounded is not None else ()
    element = spots[0].element if spots else None
    seen = step.observation

    def value(field: Field, text: str, *, at: Element | None = element, key: str = "") -> Value:
        return Value(step=step.index, field=field, text=text, element=at, observation=seen, key=key)

    match step.action:
        case Type(text=str(text)) if text.strip():
            yield value("text", text)
        case SetValue(value=text) if text.strip() and text not in ("true", "false"):
            yield value("value", text)
        case Select(options=(text,)):
            yield value("option", text)
        case Upload(paths=paths):
            yield from (value("path", path) for path in paths)
        case AnswerDialog(text=text) if text:
            yield value("answer", text, at=None)
        case Open(what=what, kind="url"):
            yield from (value("what", t, at=None, key=k) for k, t in _of_url(what, instruction))
        case Open(what=what, kind="file"):
            yield value("what", what, at=None, key="file")
        case Click(count=1 | 2) if element is not None and element.role in _CHOICES:
            if spoken_of(element.name, instruction) and not is_leading(element, seen):
                yield value("choice", element.name)
    for spot in spots:
        if spot.element is not None and (key := row_key(spot.element, seen, instruction)):
            yield value("row", _text(key), at=key)


def row_key(element: Element, observation: Observation, instruction: str) -> Element | None:
    """What tells the row of an element from the others, by the words of the instruction.

    Only what the instruction names to the letter counts: "Open the contacts" does not speak of an
    entry called "Contacts".
    """
    if is_leading(element, observation):
        return None
    row = row_of(element, observation)
    inside: Iterable[Element]
    if row is None:
        own = (element,) if element.role in _RECORDS else ()
        inside = own or _titles(element, observation)
    else:
        inside = (element, row, *observation.within(row))
    fitting = [
        each
        for each in inside
        if 1 < len(_text(each)) <= _LONGEST_KEY
        and (each is not element or element.role in _RECORDS)
        and (each is element or not each.interactive or each.role in _RECORDS)
        and re.search(rf"(?<!\w){re.escape(_text(each))}(?!\w)", instruction)
    ]
    return max(fitting, key=lambda each: len(_text(each)), default=None)


def _titles(element: Element, observation: Observation) -> Iterator[Element]:
    """What the sections are called that a control is in, if there is one like it in others."""
    alike = [
        each
        for each in observation.elements
        if (each.role, each.name, each.surface) == (element.role, element.name, element.surface)
    ]
    if len(alike) < 2:
        return
    yield from (up for up in observation.ancestors(element) if up.role in _SECTIONS)
    heading = section_of(element, observation)
    if heading is not None:
        yield heading


def is_leading(element: Element, observation: Observation) -> bool:
    """Whether an element is an entry of a menu or of a navigation."""
    return any(up.role in _LEADING for up in (element, *observation.ancestors(element)))


def _text(element: Element) -> str:
    return element.name or element.value or ""


def _of_url(url: str, instruction: str) -> Iterator[tuple[str, str]]:
    """The parts of an address that the instruction speaks of, with the field of a query."""
    parts = urlsplit(url)
    for key, text in parse_qsl(parts.query):
        if len(text) > 1 and spoken_of(text, instruction):
            yield key, text
    for segment in map(unquote, parts.path.split("/")):
        if re.search(r"\d", segment) and spoken_of(segment, instruction):
            yield "", segment
