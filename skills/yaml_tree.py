"""YAML as a plain tree in which every part knows its line.

A subset, on purpose: mappings, lists and scalars. Every scalar is its text; what it means is up to
the field that it is given for, so `no`, `1:30` and `2026-03-01` are what was written. Aliases,
anchors, tags, several documents, repeated keys and whatever is too big or too deep are refused
while the text is read, so nothing can grow.

This is the only door to YAML of the skills.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MOST_BYTES = 1_000_000
_MOST_DEPTH = 40
_MOST_EVENTS = 200_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Line and column of a text, from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, and where."""

    place: Place
    reason: str

    def __str__(self) -> str:
        return f"line {self.place.line}: {self.reason}"


class YamlFault(Exception):
    """The text is no YAML that is read here."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, and whether it stands without quotes."""

    place: Place
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping: key to the key's place and the value, in order."""

    place: Place
    fields: dict[str, tuple[Place, Tree]]


Tree = Scalar | Items | Fields


def read_tree(text: str) -> Tree:
    """The tree of a YAML document.

    Raises:
        YamlFault: with the first fault.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _refused(None, f"the file is larger than {MOST_BYTES:,} bytes")
    try:
        return _Builder(_events(text)).document()
    except yaml.MarkedYAMLError as failure:
        raise _refused(failure.problem_mark, failure.problem or "is no YAML") from None
    except yaml.reader.ReaderError as failure:
        line = text.count("\n", 0, failure.position) + 1 if failure.position >= 0 else 1
        raise YamlFault(Fault(Place(line), "a character that YAML does not allow")) from None
    except (yaml.YAMLError, UnicodeError) as failure:
        raise _refused(None, f"is no YAML: {failure}") from None


def _events(text: str) -> Iterator[Any]:
    parsed: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    for count, event in enumerate(parsed):
        if count > _MOST_EVENTS:
            raise _refused(event.start_mark, "there is too much in the file")
        if isinstance(event, yaml.AliasEvent):
            raise _refused(event.start_mark, f"aliases (*{event.anchor}) are not allowed")
        if getattr(event, "anchor", None):
            raise _refused(event.start_mark, f"anchors (&{event.anchor}) are not allowed")
        if getattr(event, "tag", None):
            raise _refused(event.start_mark, f"tags ({event.tag}) are not allowed")
        yield event


class _Builder:
    """Builds the tree from events, one document."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events

    def document(self) -> Tree:
        event = next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _refused(event.start_mark, "the file is empty")
        tree = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _refused(event.start_mark, "there must be one document only")
        return tree

    def _node(self, event: Any, depth: int) -> Tree:
        if depth > _MOST_DEPTH:
            raise _refused(event.start_mark, f"it is nested deeper than {_MOST_DEPTH} levels")
        place = _place(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(place, event.value, not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Items(place, tuple(items))
        fields: dict[str, tuple[Place, Tree]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event.start_mark, "a key must be a word")
            if event.value in fields:
                raise _refused(event.start_mark, f"{event.value[:40]!r} is there twice")
            value = self._node(next(self._events), depth + 1)
            fields[event.value] = (_place(event.start_mark), value)
        return Fields(place, fields)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place()


def _refused(mark: Any, reason: str) -> YamlFault:
    return YamlFault(Fault(_place(mark), reason))


# Writing.


class Inline(dict[str, Any]):
    """A mapping that is written on one line."""


class InlineList(list[Any]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented under their key."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    Inline,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), True),
)
_Dumper.add_representer(
    InlineList,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, True),
)


def write_tree(data: Any) -> str:
    """Plain data as YAML: keys in the order given, one line for what is `Inline`, no aliases."""
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**30, indent=2
    )
