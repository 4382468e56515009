"""The catalogue of actions, generated from the action union.

Names, fields, types, defaults and sentences come from the dataclasses and their docstrings and are
written down nowhere else. From the catalogue come the JSON Schema of a reply (for native tool
calls and for constrained decoding) and the text of prompts and docs; `actions.parse` and
`actions.serialise` read and write by it.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal, get_args, get_origin, get_type_hints

from actions.action import (
    Action,
    Claim,
    ControlAction,
    EnvironmentAction,
    SecretRef,
)
from actions.target import Target
from perception.geometry import Box
from perception.predicate import Predicate

Json = Any  # what `json` reads and writes

LONGEST_TEXT = 100_000
MOST_ITEMS = 200
# By field name: the least and the most that makes sense.
_RANGES: Mapping[str, tuple[float, float]] = {
    "count": (1, 3),
    "repeat": (1, 100),
    "desktop": (0, 100),
    "seconds": (0, 300),
    "dx": (-100_000, 100_000),
    "dy": (-100_000, 100_000),
}


class Kind(Enum):
    """What a field holds, and so how it is written in JSON."""

    TARGET = auto()
    TARGETS = auto()
    SAID_TEXT = auto()  # text, or the name of a secret
    TEXT = auto()
    TEXTS = auto()
    NUMBER = auto()
    INTEGER = auto()
    FLAG = auto()
    CHOICE = auto()
    CHOICES = auto()
    BOX = auto()
    PREDICATE = auto()
    PREDICATES = auto()
    CLAIMS = auto()
    PAIRS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an action, a predicate or a claim.

    Attributes:
        name: as in the dataclass.
        kind: what it holds.
        doc: a sentence, or "".
        required: whether it must be given.
        default: what it is otherwise.
        optional: whether it may be null.
        choices: the words that are allowed, for `Kind.CHOICE` and `Kind.CHOICES`.
        low: the least number that makes sense.
        high: the most.
    """

    name: str
    kind: Kind
    doc: str = ""
    required: bool = False
    default: object = None
    optional: bool = False
    choices: tuple[str, ...] = ()
    low: float = -1e9
    high: float = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An action, a predicate or a claim: its name in replies, its class and its fields."""

    name: str
    cls: type
    doc: str
    fields: tuple[Field, ...]

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}


_SIMPLE: Mapping[Any, Kind] = {
    str: Kind.TEXT,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.FLAG,
    Box: Kind.BOX,
    tuple[str, ...]: Kind.TEXTS,
    tuple[Target, ...]: Kind.TARGETS,
    tuple[Predicate, ...]: Kind.PREDICATES,
    tuple[Claim, ...]: Kind.CLAIMS,
    tuple[tuple[str, str], ...]: Kind.PAIRS,
}


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...]]:
    if hint == Target:
        return Kind.TARGET, ()
    if hint == Predicate:
        return Kind.PREDICATE, ()
    if hint == str | SecretRef:
        return Kind.SAID_TEXT, ()
    if get_origin(hint) is Literal:
        return Kind.CHOICE, get_args(hint)
    arguments = get_args(hint)
    if get_origin(hint) is tuple and get_origin(arguments[0]) is Literal:
        return Kind.CHOICES, get_args(arguments[0])
    if hint in _SIMPLE:
        return _SIMPLE[hint], ()
    raise TypeError(f"replies have no way to write {hint}")


def _field(field: dataclasses.Field[Any], hint: Any, docs: Mapping[str, str]) -> Field:
    optional = type(None) in get_args(hint)
    if optional:
        rest = tuple(each for each in get_args(hint) if each is not type(None))
        hint = rest[0]
        for each in rest[1:]:
            hint = hint | each
    kind, choices = _kind(hint)
    low, high = _RANGES.get(field.name, (-1e9, 1e9))
    required = field.default is dataclasses.MISSING
    return Field(
        name=field.name,
        kind=kind,
        doc=docs.get(field.name, ""),
        required=required,
        default=None if required else field.default,
        optional=optional,
        choices=choices,
        low=low,
        high=high,
    )


def _entry(cls: type) -> Entry:
    text, docs = _docstring(cls)
    hints = get_type_hints(cls)
    fields = tuple(_field(each, hints[each.name], docs) for each in dataclasses.fields(cls))
    return Entry(name=snake(cls.__name__), cls=cls, doc=text, fields=fields)


def _docstring(cls: type) -> tuple[str, Mapping[str, str]]:
    """The sentences before "Attributes:", and those of each attribute."""
    text, _, attributes = (inspect.getdoc(cls) or "").partition("Attributes:")
    docs = {
        found[1]: " ".join(found[2].split())
        for found in re.finditer(
            r"^(\w+): (.*(?:\n[ \t]+.*)*)", textwrap.dedent(attributes.lstrip("\n")), re.MULTILINE
        )
    }
    return " ".join(text.split()), docs


def snake(name: str) -> str:
    """The name of a class as replies write it.

    >>> snake("MouseDown")
    'mouse_down'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


CATALOGUE: tuple[Entry, ...] = tuple(_entry(cls) for cls in get_args(Action))
PREDICATES: tuple[Entry, ...] = tuple(_entry(cls) for cls in get_args(Predicate))
CLAIM: Entry = _entry(Claim)

ACTIONS: Mapping[str, Entry] = {entry.name: entry for entry in CATALOGUE}
ENTRIES: Mapping[type, Entry] = {entry.cls: entry for entry in (*CATALOGUE, *PREDICATES, CLAIM)}
ENVIRONMENT_ACTIONS = tuple(snake(cls.__name__) for cls in get_args(EnvironmentAction))
CONTROL_ACTIONS = tuple(snake(cls.__name__) for cls in get_args(ControlAction))


def name_of(action: Action) -> str:
    """The name of an action in replies."""
    return ENTRIES[type(action)].name


def reply_schema(
    names: Iterable[str] | None = None, limits: tuple[float, float] | None = None
) -> Json:
    """The JSON Schema of a reply in Deskhand's own dialect.

    Args:
        names: the actions that are offered; all by default.
        limits: the largest x and y, as `Frame.limits` gives them; a grammar then holds a model to
            the picture.
    """
    offered = [ACTIONS[name] for name in names] if names is not None else list(CATALOGUE)
    definitions: dict[str, Json] = {
        "target": _target_schema(limits),
        "predicate": {"anyOf": [_object(entry, "is") for entry in PREDICATES]},
        "claim": _object(CLAIM, ""),
    }
    return {
        "type": "object",
        "properties": {
            "thought": {"type": "string", "description": "What you see, and why you do this."},
            "subgoal": {"type": "string", "description": "What part of the task this serves."},
            "note": {"type": "string", "description": "What to remember: a figure that was read."},
            "actions": {
                "type": "array",
                "description": "What to do, in order.",
                "minItems": 1,
                "items": {"anyOf": [_object(entry, "action") for entry in offered]},
            },
        },
        "required": ["actions"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _object(entry: Entry, tag: str) -> Json:
    properties: dict[str, Json] = {tag: {"type": "string", "enum": [entry.name]}} if tag else {}
    properties |= {field.name: _field_schema(field) for field in entry.fields}
    found: dict[str, Json] = {
        "type": "object",
        "properties": properties,
        "required": [tag] * bool(tag) + [field.name for field in entry.fields if field.required],
        "additionalProperties": False,
    }
    if entry.doc:
        found["description"] = entry.doc
    return found


def _field_schema(field: Field) -> Json:
    schema = dict(_kind_schema(field))
    if field.doc:
        schema["description"] = field.doc
    return schema


def _kind_schema(field: Field) -> Json:
    match field.kind:
        case Kind.TARGET:
            return {"$ref": "#/$defs/target"}
        case Kind.TARGETS:
            return {"type": "array", "items": {"$ref": "#/$defs/target"}, "minItems": 2}
        case Kind.SAID_TEXT:
            secret = {
                "type": "object",
                "properties": {"secret": {"type": "string"}},
                "required": ["secret"],
                "additionalProperties": False,
            }
            return {"anyOf": [{"type": "string"}, secret]}
        case Kind.TEXT:
            return {"type": "string"}
        case Kind.TEXTS:
            return {"type": "array", "items": {"type": "string"}}
        case Kind.NUMBER:
            return {"type": "number", **_range(field)}
        case Kind.INTEGER:
            return {"type": "integer", **_range(field)}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"type": "string", "enum": list(field.choices)}
        case Kind.CHOICES:
            return {"type": "array", "items": {"type": "string", "enum": list(field.choices)}}
        case Kind.BOX:
            return {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
        case Kind.PREDICATE:
            return {"$ref": "#/$defs/predicate"}
        case Kind.PREDICATES:
            return {"type": "array", "items": {"$ref": "#/$defs/predicate"}}
        case Kind.CLAIMS:
            return {"type": "array", "items": {"$ref": "#/$defs/claim"}}
        case Kind.PAIRS:
            return {"type": "object", "additionalProperties": {"type": "string"}}


def _range(field: Field) -> Json:
    if (field.low, field.high) == (-1e9, 1e9):
        return {}
    return {"minimum": field.low, "maximum": field.high}


def _target_schema(limits: tuple[float, float] | None) -> Json:
    number: Json = {"type": "number"}
    if limits is not None:
        kind = "number" if max(limits) <= 1 else "integer"
        number = {"type": kind, "minimum": 0, "maximum": max(limits)}
    return {
        "description": "What to aim at: a ref, better than a point, better than a description.",
        "anyOf": [
            {"type": "string", "description": 'The ref of an element, as in "e12".'},
            {
                "type": "array",
                "description": "A point of the picture: x, y.",
                "items": number,
                "minItems": 2,
                "maxItems": 2,
            },
            {
                "type": "object",
                "description": "An element in words.",
                "properties": {
                    "text": {"type": "string"},
                    "role": {"type": "string"},
                    "purpose": {"type": "string"},
                },
                "required": ["text"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "description": "A point on a surface that is not the active one.",
                "properties": {"x": number, "y": number, "surface": {"type": "string"}},
                "required": ["x", "y", "surface"],
                "additionalProperties": False,
            },
        ],
    }


_WORDS: Mapping[Kind, str] = {
    Kind.TARGET: "target",
    Kind.TARGETS: "[target, target, ...]",
    Kind.SAID_TEXT: 'text or {"secret": name}',
    Kind.TEXT: "text",
    Kind.TEXTS: "[text, ...]",
    Kind.NUMBER: "number",
    Kind.INTEGER: "whole number",
    Kind.FLAG: "true or false",
    Kind.BOX: "[left, top, right, bottom]",
    Kind.PREDICATE: "condition",
    Kind.PREDICATES: "[condition, ...]",
    Kind.CLAIMS: '[{"predicate": condition, "durable": true or false, "url": text}, ...]',
    Kind.PAIRS: "{name: text, ...}",
}


def action_text(names: Iterable[str] | None = None) -> str:
    """The actions as text for a prompt: one paragraph each, and the conditions."""
    offered = [ACTIONS[name] for name in names] if names is not None else list(CATALOGUE)
    paragraphs = [_paragraph(entry, "action") for entry in offered]
    if any(
        field.kind in (Kind.PREDICATE, Kind.CLAIMS) for each in offered for field in each.fields
    ):
        paragraphs.append("A condition is one of:")
        paragraphs += [_paragraph(entry, "is") for entry in PREDICATES]
    return "\n".join(paragraphs)


def _paragraph(entry: Entry, tag: str) -> str:
    fields = [f'"{tag}": "{entry.name}"']
    fields += [_signature(field) for field in entry.fields]
    lines = [f"- {{{', '.join(fields)}}}: {entry.doc}"]
    lines += [f"  {field.name}: {field.doc}" for field in entry.fields if field.doc]
    return "\n".join(lines)


def _signature(field: Field) -> str:
    if field.kind is Kind.CHOICE:
        words = " or ".join(f'"{choice}"' for choice in field.choices)
    elif field.kind is Kind.CHOICES:
        words = f"some of {list(field.choices)}".replace("'", '"')
    else:
        words = _WORDS[field.kind]
    if field.required:
        return f'"{field.name}": {words}'
    shown = f" = {field.default}" if field.default not in (None, "", ()) else ""
    if field.kind is Kind.FLAG:
        shown = f" = {str(field.default).lower()}"
    return f'"{field.name}"?: {words}{shown}'
