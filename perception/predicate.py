"""Statements about an observation that can be checked without a model.

A closed set: claims of a finished task, conditions to wait for, and the pre- and postconditions of
skills are all built of these, so that each is readable, storable and decidable.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from perception.element import Element
from perception.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists:
    """An element with this role (any, if "") whose name matches the pattern (`*`, `?`)."""

    role: str = ""
    name: str = "*"
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text is shown somewhere; case and white space are folded."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowText:
    """One row, list item or group holds all of these texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An element named so has this value ("true"/"false" for what can be checked)."""

    name: str
    value: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """The active surface's URL matches the pattern."""

    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTitle:
    """A surface's title matches the pattern."""

    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileExists:
    """A file is there and is not empty."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The other does not hold."""

    predicate: Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every one holds."""

    predicates: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one holds."""

    predicates: tuple[Predicate, ...]


Predicate = Exists | Text | RowText | Value | Url | WindowTitle | FileExists | Not | All | AnyOf

_GROUPS = frozenset({"row", "listitem", "group", "article", "option", "treeitem", "region", "form"})


def fold(text: str) -> str:
    """Text for comparison: white space and case folded.

    >>> fold("  Chen   Wei ")
    'chen wei'
    """
    return " ".join(text.split()).casefold()


def holds(predicate: Predicate, observation: Observation) -> bool:
    """Whether the predicate is true of the observation.

    `Not` and "absent" statements are only as good as the observation is complete; callers that
    rely on absence observe the whole page first.
    """
    match predicate:
        case Exists():
            return any(_exists(predicate, element) for element in observation.elements)
        case Text():
            wanted = fold(predicate.text)
            return any(wanted in fold(shown) for shown in _texts(observation.elements)) or (
                wanted in fold(" ".join(_texts(observation.elements)))
            )
        case RowText():
            wanted_all = [fold(text) for text in predicate.texts]
            return any(
                all(text in shown for text in wanted_all) for shown in _group_texts(observation)
            )
        case Value():
            return any(_has_value(predicate, element) for element in observation.elements)
        case Url():
            active = observation.active
            return active is not None and fnmatch.fnmatchcase(active.url, predicate.pattern)
        case WindowTitle():
            pattern = fold(predicate.pattern)
            return any(
                fnmatch.fnmatchcase(fold(surface.title), pattern)
                for surface in observation.surfaces
            )
        case FileExists():
            path = Path(predicate.path).expanduser()
            return path.is_file() and path.stat().st_size > 0
        case Not():
            return not holds(predicate.predicate, observation)
        case All():
            return all(holds(each, observation) for each in predicate.predicates)
        case AnyOf():
            return any(holds(each, observation) for each in predicate.predicates)
        case _:
            assert_never(predicate)


def described(predicate: Predicate) -> str:
    """The predicate as a sentence part for people: `the text "Saved" is shown`."""
    match predicate:
        case Exists(role=role, name=name, state=state):
            label = f' named "{name}"' if name != "*" else ""
            return f"there is a {state + ' ' if state else ''}{role or 'element'}{label}"
        case Text(text=text):
            return f'the text "{text}" is shown'
        case RowText(texts=texts):
            return "one row shows " + " and ".join(f'"{text}"' for text in texts)
        case Value(name=name, value=value):
            return f'"{name}" has the value "{value}"'
        case Url(pattern=pattern):
            return f"the address matches {pattern}"
        case WindowTitle(pattern=pattern):
            return f'a title matches "{pattern}"'
        case FileExists(path=path):
            return f"the file {path} exists"
        case Not(predicate=inner):
            return f"not: {described(inner)}"
        case All(predicates=several):
            return " and ".join(described(each) for each in several)
        case AnyOf(predicates=several):
            return " or ".join(described(each) for each in several)
        case _:
            assert_never(predicate)


def _exists(wanted: Exists, element: Element) -> bool:
    if wanted.role and element.role != wanted.role:
        return False
    if wanted.state and wanted.state not in element.states:
        return False
    return fnmatch.fnmatchcase(fold(element.name), fold(wanted.name))


def _has_value(wanted: Value, element: Element) -> bool:
    if wanted.role and element.role != wanted.role:
        return False
    if fold(element.name) != fold(wanted.name):
        return False
    if wanted.value in ("true", "false") and element.value in (None, "on"):
        checked = bool(element.states & {"checked", "selected", "pressed"})
        return checked == (wanted.value == "true")
    return fold(element.value or "") == fold(wanted.value)


def _texts(elements: Iterable[Element]) -> list[str]:
    return [text for element in elements for text in (element.name, element.value) if text]


def _group_texts(observation: Observation) -> list[str]:
    return [
        fold(" ".join([element.name, *_texts(observation.within(element))]))
        for element in observation.elements
        if element.role in _GROUPS
    ]
