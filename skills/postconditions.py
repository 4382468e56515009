"""How to know that a step was done: what differs between before and after, as conditions.

The most telling few are kept. What changes by itself (clocks, counters, numbers of records) is
left out, unless it is a value of the skill.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from actions.action import Click, Open, Press, Select, SetValue, Type
from actions.trajectory import Step
from grounding.structure import row_of
from perception.element import TEXT_ROLES, Element
from perception.observation import Observation, SurfaceKind
from perception.predicate import Exists, Not, Predicate, Url, Value, WindowTitle, fold, holds
from skills.slots import Slot, mentions

MOST = 3
_LONGEST = 100  # characters
_NUMBERED = re.compile(r"\d|[0-9a-f]{12,}")
_TELLING = ("alertdialog", "dialog", "alert", "status", "heading")
_TOLD_STATES = ("checked", "selected", "expanded", "pressed")
_CHECKED = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"})


def postconditions(
    step: Step,
    after: Observation,
    then: Element | None,
    slots: Sequence[Slot],
    records: Collection[str] = (),
) -> tuple[Predicate, ...]:
    """What holds after a step and shows that it was done, most telling first.

    Args:
        step: that was taken.
        after: what was there when it was over.
        then: the element that the next step acts on.
        slots: values that differ from use to use.
        records: parts of addresses that stand for records (`record_parts`).
    """
    before = step.observation
    spot = step.grounded.grounding if step.grounded is not None else None
    element = spot.element if spot is not None else None
    found: list[Predicate] = []
    for predicate in (
        *_entered(step, element, after),
        *_moved(step, before, after, slots, records),
        *(() if _starts(step) else _told(before, after, slots)),
        *_state(step, element, after),
        *_next(before, after, then, slots),
        *_gone(before, after),
    ):
        if predicate not in found and holds(predicate, after) and _safe(predicate):
            found.append(predicate)
    return tuple(found[:MOST])


def _starts(step: Step) -> bool:
    """Whether it starts a program: what that says first differs from machine to machine."""
    return isinstance(step.action, Open) and step.action.kind == "app"


def _entered(step: Step, element: Element | None, after: Observation) -> Iterator[Predicate]:
    """The value that a field holds now."""
    if element is None or not element.name or element.weak_name:
        return
    now = after.by_ref.get(element.ref)
    match step.action:
        case Type(text=str(text)) if element.role in TEXT_ROLES and "\n" not in text:
            if now is None or fold(now.value or "") == fold(text):
                yield Value(name=element.name, value=text)
        case SetValue(value=value):
            yield Value(name=element.name, value=value)
        case Select(options=(option,)):
            yield Value(name=element.name, value=option)
        case _:
            return


def _moved(
    step: Step,
    before: Observation,
    after: Observation,
    slots: Sequence[Slot],
    records: Collection[str],
) -> Iterator[Predicate]:
    """Another address, another window."""
    one, other = before.active, after.active
    if other is None:
        return
    if other.kind is SurfaceKind.PAGE:
        opened = isinstance(step.action, Open)
        if other.url and (opened or one is None or one.url != other.url):
            yield Url(pattern=url_pattern(other.url, slots, records))
        return
    if one is not None and fold(one.title) == fold(other.title):
        return
    if pattern := title_pattern(other.title, slots):
        yield WindowTitle(pattern=pattern)


def record_parts(step: Step, after: Observation, slots: Sequence[Slot]) -> frozenset[str]:
    """The parts of an address that came with a record: of what a value of the skill opened.

    A mail that is called by a parameter may lie at "/mail/c", and the next one at "/mail/k".
    """
    one, other = step.observation.active, after.active
    spot = step.grounded.grounding if step.grounded is not None else None
    if spot is None or spot.element is None or one is None or other is None or not other.url:
        return frozenset()
    if not _of_record(spot.element, step.observation, slots):
        return frozenset()
    known = set(urlsplit(one.url).path.split("/"))
    new = frozenset(urlsplit(other.url).path.split("/")) - known
    return frozenset() if any(map(_NUMBERED.search, new)) else new  # then that is the record's


def _of_record(element: Element, seen: Observation, slots: Sequence[Slot]) -> bool:
    """Whether an element, or the row that it is in, is called by a value of the skill."""
    if mentions(element.name, slots):
        return True
    row = row_of(element, seen) if element.ref in seen.by_ref else None
    inside = (row, *seen.within(row)) if row is not None else ()
    return any(mentions(each.name, slots) for each in inside)


def url_pattern(url: str, slots: Sequence[Slot], records: Collection[str] = ()) -> str:
    """An address with what belongs to a record or to a value of the skill left open.

    >>> url_pattern("http://a/contacts/17/edit?q=x&sort=", ())
    'http://a/contacts/*/edit*'
    >>> url_pattern("http://a/mail/c/reply", (), {"c"})
    'http://a/mail/*/reply'
    """
    parts = urlsplit(url)
    segments = [
        "*"
        if segment in records or re.search(r"\d|[0-9a-f]{12,}", segment) or mentions(segment, slots)
        else segment
        for segment in parts.path.split("/")
    ]
    path = "/".join(segments)
    place = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    more = "*" if parts.query or parts.fragment else ""
    return pattern_of(f"{place}{path}").replace("[*]", "*") + more


def title_pattern(title: str, slots: Sequence[Slot]) -> str:
    """A window's title as a pattern; "" if nothing in it is steady.

    Of "*notes.txt - Editor" the mark of unsaved changes is left out; what is no value of the skill
    and could be another file's name the next time is what stands before the last dash.
    """
    bare = title.strip().lstrip("*•● ").strip()
    if not bare or len(bare) > _LONGEST:
        return ""
    if mentions(bare, slots):
        return f"*{pattern_of(_without_folder(bare, slots))}*"
    program = re.split(r"\s[-–—]\s", bare)[-1]
    return f"*{pattern_of(program)}*" if program and not re.search(r"\d", program) else ""


def _without_folder(title: str, slots: Sequence[Slot]) -> str:
    """A title without the folder that a file of the skill lies in."""
    for slot in slots:
        for text, _ in slot.pieces:
            folder, found, rest = title.partition(f"/{text}") if text else (title, "", "")
            if found and "/" in folder:
                return f"{text}{rest}"
    return title


def _told(before: Observation, after: Observation, slots: Sequence[Slot]) -> Iterator[Predicate]:
    """Dialogs, messages and headings that have come up."""
    shown = {(each.role, fold(each.name)) for each in before.elements}
    for role in _TELLING:
        for element in after.elements:
            new = (role, fold(element.name)) not in shown
            if element.role == role and new and _steady(element.name, slots):
                yield Exists(role=role, name=pattern_of(element.name))


def _state(step: Step, element: Element | None, after: Observation) -> Iterator[Predicate]:
    """What a control has become."""
    if element is None or not isinstance(step.action, Click | Press) or not element.name:
        return
    now = after.by_ref.get(element.ref)
    if now is None or now.name != element.name or element.weak_name:
        return
    for state in _TOLD_STATES:
        if (state in now.states) != (state in element.states):
            if now.role in _CHECKED:
                yield Value(name=now.name, value=str(state in now.states).lower())
            elif state in now.states:
                yield Exists(role=now.role, name=pattern_of(now.name), state=state)


def _next(
    before: Observation, after: Observation, then: Element | None, slots: Sequence[Slot]
) -> Iterator[Predicate]:
    """What the next step needs has come up."""
    if then is None or not then.name or then.weak_name:
        return
    there = any(each.role == then.role and each.name == then.name for each in before.elements)
    if not there and (_steady(then.name, slots) or then.interactive):
        yield Exists(role=then.role, name=pattern_of(then.name))


def _gone(before: Observation, after: Observation) -> Iterator[Predicate]:
    """A dialog that has been closed."""
    for element in before.elements:
        if element.role in ("dialog", "alertdialog") and element.name:
            wanted = Exists(role=element.role, name=pattern_of(element.name))
            if not holds(wanted, after) and after.complete:
                yield Not(predicate=wanted)


def _safe(predicate: Predicate) -> bool:
    """Whether it says something that is short enough to be read."""
    match predicate:
        case Exists(name=name) | Value(name=name):
            return 0 < len(name.strip("*")) <= _LONGEST
        case _:
            return True


def _steady(name: str, slots: Sequence[Slot]) -> bool:
    """Whether a text will be shown again: no number in it but in the values of the skill."""
    if not 1 < len(name) <= _LONGEST:
        return False
    for slot in slots:
        for text, _ in slot.pieces:
            name = name.replace(text, " ") if len(text) > 1 else name
    return not re.search(r"\d", name)


def pattern_of(text: str) -> str:
    """A text as a pattern that it alone matches."""
    return re.sub(r"([*?\[])", r"[\1]", text)
