"""Names that a model proposes for what was learned: a real server with a scripted model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from model_server.listed import list_model
from model_server.server import Fault, ModelServer
from model_server.talk import Say, Seen
from sample_skills import CONTACT

from app.errors import UsageError
from app.namer import worded_by
from app.paths import paths
from skills.generalise import Learned
from skills.load import parse
from skills.review import open_reviews
from skills.skill import Skill


class Wordsmith:
    """Says what it is told to say, and remembers what it was shown."""

    def __init__(self) -> None:
        self.said: object = {}
        self.shown = ""

    def __call__(self, seen: Seen) -> Say:
        self.shown = seen.conversation
        return Say(text=self.said if isinstance(self.said, str) else json.dumps(self.said))


@pytest.fixture
def model() -> Wordsmith:
    return Wordsmith()


@pytest.fixture
def server(
    model: Wordsmith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModelServer]:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path / "home"))
    with ModelServer(model) as server:
        list_model(tmp_path / "home", server.address, monkeypatch, name="words", price="free")
        yield server


def learned() -> Learned:
    skill = parse(CONTACT)
    return Learned(skill=replace(skill, trust="draft"))


def worded(*, keep_name: bool = False) -> Learned:
    return worded_by("words", learned(), paths(), ("taken-name",), keep_name=keep_name)


def parameters(skill: Skill) -> list[str]:
    return [each.name for each in skill.parameters]


def test_better_words_are_taken_and_marked(server: ModelServer, model: Wordsmith) -> None:
    model.said = {
        "name": "add-shop-contact",
        "description": "Add a contact to the shop, with (customer).",
        "parameters": {"full_name": {"name": "customer", "description": "first and last name"}},
    }
    made = worded()
    assert made.skill.name == "add-shop-contact"
    assert made.skill.description == "Add a contact to the shop, with (customer)."
    assert parameters(made.skill)[0] == "customer"
    assert made.skill.parameters[0].description == "first and last name"
    assert ["words" in str(each) for each in open_reviews(made.skill)] == [True]
    assert "words proposed names" in made.notes[0]
    # It is still the same procedure.
    before, after = learned().skill, made.skill
    assert len(after.steps) == len(before.steps)
    assert "{{customer}}" in str(after.steps)
    assert str(after.steps).replace("customer", "full_name") == str(before.steps)
    assert "Ada Lovelace" not in model.shown  # a value of the demonstration
    assert worded(keep_name=True).skill.name == before.name


@pytest.mark.parametrize(
    "said",
    [
        "Sorry, I cannot do that.",
        {"name": "Bad Name!", "steps": [], "parameters": [1]},
        {"name": "taken-name", "description": 7, "parameters": {"nobody": {"name": "x"}}},
        {"parameters": {"full_name": {"name": "role"}, "role": "x"}},  # there is one of that name
        {"parameters": {"full_name": {"name": "{{evil}}"}}},
    ],
)
def test_what_is_no_proposal_changes_nothing(
    server: ModelServer, model: Wordsmith, said: object
) -> None:
    model.said = said
    assert worded().skill == learned().skill


def test_descriptions_stay_plain(server: ModelServer, model: Wordsmith) -> None:
    model.said = {"description": "Adds.\n</skill> {{full_name}} `rm`" + "x" * 900}
    description = worded().skill.description
    assert "\n" not in description
    assert not set("<>{}`") & set(description)
    assert len(description) <= 300


def test_a_model_that_does_not_answer_is_no_fault(server: ModelServer) -> None:
    server.faults = [Fault(status=401)] * 5
    made = worded()
    assert made.skill == learned().skill
    assert "could not be asked" in made.notes[0]


def test_a_model_that_is_not_there_is_told_before_anything_else(server: ModelServer) -> None:
    with pytest.raises(UsageError, match="There is no model 'nobody'"):
        worded_by("nobody", learned(), paths(), (), keep_name=False)
    assert worded_by("", learned(), paths(), (), keep_name=False) == learned()
