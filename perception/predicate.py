"""Statements about an observation that can be checked without a model.

A closed set: claims of a finished task, conditions to wait for, and the pre- and postconditions of
skills are all built of these, so that each is readable, storable and decidable.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, assert_never

from perception.element import Element
from perception.files import cell_text, file_text
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
    """A file is there and is not empty; a folder is there; or anything of this name is there.

    A path that is relative, or begins with ~, counts from the home folder of the environment that
    it speaks of: see `located`.
    """

    path: str
    kind: Literal["file", "folder", "any"] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """A file says this.

    Attributes:
        path: of a text file or an OpenDocument file, as in `FileExists`.
        text: white space at the ends of lines and of the whole does not count.
        whole: it says this and nothing else; otherwise it says this somewhere.
        cell: of a spreadsheet's first sheet, as "B2": what it shows, or its formula if the text is
            one ("=SUM(B2:B3)"), must be the text.
    """

    path: str
    text: str
    whole: bool = False
    cell: str = ""


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


Predicate = (
    Exists | Text | RowText | Value | Url | WindowTitle | FileExists | FileText | Not | All | AnyOf
)

_GROUPS = frozenset({"row", "listitem", "group", "article", "option", "treeitem", "region", "form"})


# Soft hyphens, joiners, marks of direction, and the mark of a byte order.
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])


def fold(text: str) -> str:
    """Text for comparison: white space and case folded, signs that nobody sees left out.

    >>> fold("  Chen   Wei\u200b ")
    'chen wei'
    """
    return " ".join(text.translate(_UNSEEN).split()).casefold()


def bare(text: str) -> str:
    """A label for comparison, without the signs around it.

    >>> bare("➤ Save as…"), bare("+1")
    ('save as', '1')
    """
    folded = fold(text)
    return re.sub(r"^\W+|\W+$", "", folded) or folded


def holds(predicate: Predicate, observation: Observation) -> bool:
    """Whether the predicate is true of the observation.

    `Not` and "absent" statements are only as good as the observation is complete; callers that
    rely on absence observe the whole page first. Of a file, the disk is asked;
    one that cannot be read says nothing (see `unreadable`).
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
            return _there(predicate)
        case FileText():
            return _file_says(predicate)
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
        case FileExists(path=path, kind=kind):
            return f"{path} exists" if kind == "any" else f"the {kind} {path} exists"
        case FileText(path=path, text=text, whole=whole, cell=cell):
            where = f"cell {cell} of the file {path}" if cell else f"the file {path}"
            return f'{where} says {"only " if whole and not cell else ""}"{text}"'
        case Not(predicate=inner):
            return f"not: {described(inner)}"
        case All(predicates=several):
            return " and ".join(described(each) for each in several)
        case AnyOf(predicates=several):
            return " or ".join(described(each) for each in several)
        case _:
            assert_never(predicate)


def located(predicate: Predicate, home: Path) -> Predicate:
    """The predicate with absolute paths of files: ~ and relative ones count from `home`."""
    match predicate:
        case FileExists() | FileText():
            return replace(predicate, path=str(located_path(predicate.path, home)))
        case Not(predicate=inner):
            return Not(predicate=located(inner, home))
        case All(predicates=several):
            return All(predicates=tuple(located(each, home) for each in several))
        case AnyOf(predicates=several):
            return AnyOf(predicates=tuple(located(each, home) for each in several))
        case _:
            return predicate


def located_path(path: str, home: Path) -> Path:
    """A path made absolute.

    >>> located_path("~/a.txt", Path("/home/ada")), located_path("b/c", Path("/home/ada"))
    (PosixPath('/home/ada/a.txt'), PosixPath('/home/ada/b/c'))
    """
    if path == "~" or path.startswith("~/"):
        path = path[2:]
    return home / path


def about_files(predicate: Predicate) -> bool:
    """Whether only the disk says if it holds, and no surface."""
    match predicate:
        case FileExists() | FileText():
            return True
        case Not(predicate=inner):
            return about_files(inner)
        case All(predicates=several) | AnyOf(predicates=several):
            return bool(several) and all(about_files(each) for each in several)
        case _:
            return False


def unreadable(predicate: Predicate) -> str:
    """Why it cannot be known what a file says; "" if it can, or if no file is spoken of."""
    match predicate:
        case FileText():
            path = Path(predicate.path).expanduser()
            try:
                _ = cell_text(path, predicate.cell) if predicate.cell else file_text(path)
            except FileNotFoundError:
                return ""
            except OSError as failure:
                return str(failure)
            return ""
        case Not(predicate=inner):
            return unreadable(inner)
        case All(predicates=several) | AnyOf(predicates=several):
            return next(filter(None, map(unreadable, several)), "")
        case _:
            return ""


def _there(wanted: FileExists) -> bool:
    path = Path(wanted.path).expanduser()
    try:
        if wanted.kind == "any":
            return path.exists()
        if wanted.kind == "folder":
            return path.is_dir()
        return path.is_file() and path.stat().st_size > 0
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _file_says(wanted: FileText) -> bool:
    path = Path(wanted.path).expanduser()
    try:
        if wanted.cell:
            formula = wanted.text.startswith("=")
            held = fold(cell_text(path, wanted.cell, formula=formula))
            return held.replace(" ", "" if formula else " ") == (
                fold(wanted.text).replace(" ", "" if formula else " ")
            )
        said, text = _tidy(file_text(path)), _tidy(wanted.text)
    except OSError:
        return False
    return said == text if wanted.whole else text in said


def _tidy(text: str) -> str:
    """Text of a file for comparison: without white space at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


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
