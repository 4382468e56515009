"""The published JSON Schema."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml
from sample_skills import CONTACT, change_contact

from skills.schema import schema_text


def published() -> str:
    return (files("resources") / "schemas" / "skill.schema.json").read_text("utf-8")


def test_it_is_up_to_date() -> None:
    assert published() == schema_text(), "write skills.schema.schema_text() to resources/schemas"


@pytest.mark.parametrize("text", [CONTACT, change_contact("http://127.0.0.1:1")])
def test_skills_fit_it(text: str) -> None:
    jsonschema.validate(yaml.safe_load(text), json.loads(published()))


@pytest.mark.parametrize(
    ("old", "new"),
    [("do: click", "do: fly"), ("schema: 1", "schema: 2"), ("max: 20", "most: 20")],
)
def test_what_the_loader_refuses_does_not_fit(old: str, new: str) -> None:
    assert old in CONTACT
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(CONTACT.replace(old, new, 1)), json.loads(published()))
