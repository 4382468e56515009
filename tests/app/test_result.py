"""An answer in words becomes data only where there is one way to read it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.result import ResultError, structured


@pytest.mark.parametrize(
    ("answer", "schema", "expected"),
    [
        ("42", {"type": "integer"}, 42),
        ("1,204.50", {"type": "number"}, 1204.5),
        ("Ada", {"type": "string"}, "Ada"),
        ("Yes.", {"type": "boolean"}, True),
        ("red, green", {"type": "array", "items": {"type": "string"}}, ["red", "green"]),
        ("a, b\nc", {"type": "array", "items": {"type": "string"}}, ["a, b", "c"]),
        ('{"a": [1]}', {"type": "object"}, {"a": [1]}),
        ("Ada", {"properties": {"name": {"type": "string"}}, "type": "object"}, {"name": "Ada"}),
        (
            "7",
            {
                "type": "object",
                "properties": {"n": {"type": "integer"}, "note": {"type": "string"}},
                "required": ["n"],
            },
            {"n": 7},
        ),
        ("Ada", {}, "Ada"),
    ],
)
def test_plain_answers_are_read(answer: str, schema: dict[str, Any], expected: Any) -> None:
    assert structured(answer, "", schema) == expected


@pytest.mark.parametrize(
    ("answer", "data", "schema"),
    [
        ("about 42", "", {"type": "integer"}),
        ("4.5", "", {"type": "integer"}),
        ("nan", "", {"type": "number"}),
        ("perhaps", "", {"type": "boolean"}),
        ("x", "", {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a", "b"]}),
        ("x", "{broken", {}),
        ("x", json.dumps({"a": 1}), {"type": "object", "required": ["b"]}),
        ("long " * 10, "", {"type": "string", "maxLength": 5}),
    ],
)
def test_what_does_not_fit_is_an_error(answer: str, data: str, schema: dict[str, Any]) -> None:
    with pytest.raises(ResultError):
        structured(answer, data, schema)
