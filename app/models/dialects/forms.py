"""What replies of a dialect look like, for models that can be held to a form while they write.

A form is a format of xgrammar's structural tags. It lets through what the dialect can read, and
lists and numbers only up to a limit, since a weak model that once begins to repeat itself would
fill its whole reply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.coordinates import Frame
from actions.keys import MODIFIERS
from actions.schema import reply_schema
from app.models.dialects.own import OWN_TEXT
from app.models.dialects.qwen import QWEN_2_5, QWEN_3, TOOL
from app.models.dialects.spoken import Spoken

Form = Mapping[str, Any]

_THOUGHT = 1200  # characters
_MOST_ITEMS = 20
_MOST_CALLS = 5
_FAR = 100_000  # pixels, steps, seconds: whatever has no limit of its own

_REF = "[A-Za-z][A-Za-z0-9_.-]{0,15}"
_KEYS: tuple[str, ...] = (
    *("Enter", "Tab", "Escape", "Space", "Backspace", "Delete", "Insert", "Home", "End"),
    *("PageUp", "PageDown", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ContextMenu"),
    *(f"F{number}" for number in range(1, 13)),
)
_SIGNS = "[A-Za-z0-9.,;:!?=/*-]"
# Modifiers and keys as models write them, whatever their case.
_HELD = ("ctrl", "alt", "shift", "meta", "win", "cmd", "super", "option", "command", *MODIFIERS)
_NAMED = (
    *_KEYS,
    *(name.lower() for name in _KEYS),
    *("esc", "return", "Return", "del", "up", "down", "left", "right"),
)
_CHORD = rf"(({'|'.join(_HELD)})\+){{0,3}}({'|'.join(_NAMED)}|{_SIGNS})"


def reply_form(dialect: str, frame: Frame, longest: int | None = None) -> Form | None:
    """The form of a reply.

    Args:
        dialect: its name.
        frame: of the picture that the model is sent; coordinates are held to it.
        longest: how many characters a text may have; None for as many as fit into a reply.

    Returns:
        None for a dialect without a form.
    """
    if dialect == OWN_TEXT.name:
        schema = reply_schema(limits=frame.limits)
        return _json(_limited(_placed(schema, frame), "", longest))
    for spoken in (QWEN_2_5, QWEN_3):
        if dialect == spoken.name:
            return _tool_calls(spoken, frame, longest)
    return None


def _json(schema: Any) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": schema, "max_whitespace_cnt": 1}


# Deskhand's own dialect.


def _placed(schema: dict[str, Any], frame: Frame) -> dict[str, Any]:
    """The schema with each coordinate held to its own side of the picture."""
    first, second = (_coordinate(limit) for limit in frame.limits)
    ref, _, words, elsewhere = schema["$defs"]["target"]["anyOf"]
    sides = {"x": first, "y": second}
    placed = [
        {**ref, "pattern": _REF},
        _exactly([first, second]),
        words,
        {**elsewhere, "properties": {**elsewhere["properties"], **sides}},
    ]
    region = _exactly([first, second] * 2)
    actions = schema["properties"]["actions"]
    listed = [
        {**each, "properties": {**each["properties"], "region": region}}
        if "region" in each["properties"]
        else each
        for each in actions["items"]["anyOf"]
    ]
    return {
        **schema,
        "properties": {**schema["properties"], "actions": {**actions, "items": {"anyOf": listed}}},
        "$defs": {**schema["$defs"], "target": {"anyOf": placed}},
    }


def _coordinate(limit: float) -> dict[str, Any]:
    if limit <= 1:
        return {"type": "number", "minimum": 0, "maximum": 1}
    return {"type": "integer", "minimum": 0, "maximum": int(limit)}


def _limited(schema: Any, name: str, longest: int | None) -> Any:
    """A schema in which nothing goes on for ever.

    Args:
        schema: of the field, or of a part of it.
        name: of the field that it is in.
        longest: characters of a text, if they are limited.
    """
    if not isinstance(schema, dict):
        return schema
    found = {key: value for key, value in schema.items() if key != "description"}
    kind = found.get("type")
    if kind == "string" and not {"enum", "pattern"} & found.keys():
        if name == "keys":
            return {"type": "string", "pattern": rf"{_CHORD}( {_CHORD}){{0,3}}"}
        if name == "surface":
            return {"type": "string", "pattern": _REF}
        return _text(longest)
    if kind == "number" and found.get("maximum") != 1:
        kind = found["type"] = "integer"
    if kind == "integer":
        found = {"minimum": -_FAR, "maximum": _FAR, **found}
    for key in ("properties", "$defs"):
        if key in found:
            found[key] = {each: _limited(part, each, longest) for each, part in found[key].items()}
    for key in ("anyOf", "prefixItems"):
        if key in found:
            found[key] = [_limited(each, name, longest) for each in found[key]]
    if kind == "array" and "prefixItems" not in found:
        found = {"maxItems": _MOST_ITEMS, **found, "items": _limited(found["items"], name, longest)}
    if kind == "object" and isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _limited(found["additionalProperties"], name, longest)
        found["propertyNames"] = {"type": "string", "pattern": "[A-Za-z0-9_ -]{1,40}"}
        found["maxProperties"] = _MOST_ITEMS
    return found


def _text(longest: int | None) -> dict[str, Any]:
    """A text; one of limited length has no escapes, which xgrammar does not count right."""
    if longest is None:
        return {"type": "string"}
    return {"type": "string", "pattern": rf'[^"\\\x00-\x1f\x7f]{{0,{longest}}}'}


# Qwen's tool calls.


def _tool_calls(spoken: Spoken, frame: Frame, longest: int | None) -> Form:
    """A thought, then calls in tags."""
    words = [_call(word, frame, longest) for word in spoken.vocabulary.readers]
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": [TOOL]},
            "arguments": {"anyOf": words},
        },
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }
    most = min(_THOUGHT, longest or _THOUGHT)
    thought = {"type": "any_text", "excludes": ["<tool_call>"], "max_chars": most}
    call = {
        "type": "tag",
        "begin": "<tool_call>\n",
        "content": _json(schema),
        "end": "\n</tool_call>",
    }
    more = {"type": "sequence", "elements": [{"type": "const_string", "value": "\n"}, call]}
    repeated = {"type": "repeat", "min": 0, "max": _MOST_CALLS - 1, "content": more}
    return {"type": "sequence", "elements": [thought, call, repeated]}


def _call(word: str, frame: Frame, longest: int | None) -> dict[str, Any]:
    given, also = _arguments(word, frame, longest)
    return {
        "type": "object",
        "properties": {"action": {"type": "string", "enum": [word]}, **given, **also},
        "required": ["action", *given],
        "additionalProperties": False,
    }


def _arguments(
    word: str, frame: Frame, longest: int | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What a word must be given, and what it may be given."""
    across, down = frame.limits
    sides = [_coordinate(across), _coordinate(down)]
    point = {"coordinate": _exactly(sides)}
    pixels = {"pixels": {"type": "integer", "minimum": -_FAR, "maximum": _FAR}}
    match word:
        case "key":
            return {"keys": _held_and_pressed()}, {}
        case "type" | "answer":
            return {"text": _text(longest)}, {}
        case "scroll" | "hscroll":
            return pixels, point
        case "wait":
            return {"time": {"type": "integer", "minimum": 0, "maximum": 300}}, {}
        case "terminate":
            return {"status": {"type": "string", "enum": ["success", "failure"]}}, {}
        case _:
            return point, {}


def _held_and_pressed() -> dict[str, Any]:
    """A list of up to three modifiers and one key."""
    held = {"type": "string", "enum": list(dict.fromkeys(_HELD))}
    key = {"type": "string", "pattern": rf"({'|'.join(_NAMED)}|{_SIGNS})"}
    return {"anyOf": [_exactly([held] * count + [key]) for count in range(4)]}


def _exactly(items: Sequence[Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "prefixItems": list(items),
        "items": False,
        "minItems": len(items),
    }
