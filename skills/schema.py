"""The JSON Schema of `skill.yaml`, for editors; generated from the types of the skill."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Literal, get_args, get_origin

from actions.action import SecretRef
from actions.target import Anchors, Target
from perception.geometry import Box
from perception.predicate import Predicate
from skills.form import (
    ACTIONS,
    CONDITIONS,
    NODES,
    PREDICATES,
    fields_of,
    short_field,
    summary,
    without_none,
)
from skills.load import SCHEMA
from skills.skill import FAMILIES, Condition, Node, Skill, Step

Json = dict[str, Any]


def schema() -> Json:
    """The schema."""
    whole = _object(Skill)
    whole["properties"] = {"schema": {"const": SCHEMA}, **whole["properties"]}
    whole["required"] = ["schema", *whole["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A skill of Deskhand",
        **whole,
        "$defs": {
            "node": {"anyOf": [*map(_step, ACTIONS), *(_object(cls) for cls in _OTHERS)]},
            "predicate": {"anyOf": [_condition(word, cls) for word, cls in PREDICATES.items()]},
            "condition": {"anyOf": [_condition(word, cls) for word, cls in CONDITIONS.items()]},
            "anchors": {
                "type": "object",
                "properties": {family: {"$ref": "#/$defs/texts"} for family in FAMILIES},
                "minProperties": 1,
                "additionalProperties": False,
            },
            "texts": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
            },
        },
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


_OTHERS = tuple(cls for cls in NODES.values() if cls is not Step)


def _object(cls: type) -> Json:
    # The action of a step stands among the step's own fields: see `_step`.
    fields = [field for field in fields_of(cls) if (cls, field.name) != (Step, "action")]
    return {
        "type": "object",
        "description": summary(cls),
        "properties": {field.key: _with_doc(field.hint, field.doc) for field in fields},
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }


def _step(word: str) -> Json:
    own, action = _object(Step), _object(ACTIONS[word])
    return {
        "type": "object",
        "description": action["description"],
        "properties": {"do": {"const": word}, **own["properties"], **action["properties"]},
        "required": ["do", *own["required"], *action["required"]],
        "additionalProperties": False,
    }


def _condition(word: str, cls: type) -> Json:
    forms = [_object(cls)]
    short = short_field(cls)
    if short is not None:
        forms.append(_value(short.hint))
    return {
        "type": "object",
        "description": summary(cls),
        "properties": {word: forms[0] if len(forms) == 1 else {"anyOf": forms}},
        "required": [word],
        "additionalProperties": False,
    }


def _with_doc(hint: Any, doc: str) -> Json:
    found = _value(hint)
    return {**found, "description": doc} if doc else found


def _value(hint: Any) -> Json:
    hint = without_none(hint)
    for known, name in _NAMED:
        if hint == known:
            return {"$ref": f"#/$defs/{name}"}
    if hint == str | SecretRef:
        secret = {
            "type": "object",
            "properties": {"secret": {"type": "string"}},
            "required": ["secret"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"type": "string"}, secret]}
    if hint is Box:
        return {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner == tuple[str, str]:
            return {"type": "object", "additionalProperties": {"type": "string"}}
        return {"type": "array", "items": _value(inner)}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _object(hint)
    return {"type": _PLAIN[hint]}


_NAMED: tuple[tuple[Any, str], ...] = (
    (Target, "anchors"),
    (Anchors, "anchors"),
    (Predicate, "predicate"),
    (Condition, "condition"),
    (Node, "node"),
)
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
