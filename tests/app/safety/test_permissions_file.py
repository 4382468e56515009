"""Changing the permissions file leaves the rest of it as it was, and never breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.events import Effect
from app.errors import UsageError
from app.safety.permissions import ACTION_KINDS, CATEGORIES, Mode, load_permissions
from app.safety.permissions_file import Draft, add_rule, own_permissions, remove_rule, set_mode
from app.safety.rule_words import KINDS, RISKS, rule_in_words

FILE = """\
# Rules of the shop.
version: 1
mode: ask-all  # for now
rules:
  - id: orders  # kept for ten years
    risk: [delete]
    effect: deny
  # the next one is new
  - id: crm
    do: [click]
    effect: allow
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "permissions.yaml"


def test_the_first_rule_makes_the_file(path: Path) -> None:
    rule = add_rule(path, Draft(id="no-paying", effect=Effect.DENY, risks=["pay"], reason="Ask."))
    assert rule_in_words(rule) == "Forbid paying"
    assert load_permissions(path).problem == ""
    assert own_permissions(path).rules == (rule,)


def test_everything_else_stays_as_it_was(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(FILE)
    add_rule(path, Draft(id="mine", effect=Effect.ASK, origins=["https://a.example"]))
    set_mode(path, Mode.AUTO)
    changed = path.read_text()
    for line in ("# Rules of the shop.", "# kept for ten years", "# the next one is new"):
        assert line in changed
    assert own_permissions(path).mode is Mode.AUTO
    remove_rule(path, "crm")
    assert [rule.id for rule in own_permissions(path).rules] == ["orders", "mine"]
    assert "# kept for ten years" in path.read_text()


@pytest.mark.parametrize("text", ["", "mode: auto", "rules:", "rules: []", "{rules: []}"])
def test_a_file_of_any_form_takes_and_loses_a_rule(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    add_rule(path, Draft(id="one", effect=Effect.ASK))
    add_rule(path, Draft(id="two", effect=Effect.DENY))
    remove_rule(path, "one")
    remove_rule(path, "two")
    assert own_permissions(path).rules == ()


def test_what_cannot_be_is_said_and_nothing_is_written(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(FILE)
    for wrong, told in (
        (Draft(id="orders", effect=Effect.ASK), "already"),
        (Draft(id="payments", effect=Effect.ALLOW), "already"),
        (Draft(id="x", effect=Effect.ASK, origins=["no origin"]), "no origin"),
        (Draft(id="x", effect=Effect.ASK, kinds=["fly"]), "fly"),
        (Draft(id="x", effect=Effect.ASK, name="("), "no regular expression"),
    ):
        with pytest.raises(UsageError, match=told):
            add_rule(path, wrong)
    for name, told in (("payments", "comes with Deskhand"), ("nobody", "no rule")):
        with pytest.raises(UsageError, match=told):
            remove_rule(path, name)
    assert path.read_text() == FILE


def test_a_broken_file_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("rules: [")
    with pytest.raises(UsageError, match=str(path)):
        set_mode(path, Mode.AUTO)
    assert path.read_text() == "rules: ["


def test_rules_are_told_in_words(path: Path) -> None:
    def told(**parts: object) -> str:
        draft = Draft(id="x", **parts)  # type: ignore[arg-type]  # each of its own type
        return rule_in_words(draft.rule())

    assert told(effect=Effect.ASK) == "Ask before anything"
    assert (
        told(effect=Effect.ALLOW, kinds=["click", "type"], origins=["https://*.crm.example"])
        == "Allow clicking or typing in https://*.crm.example"
    )
    assert (
        told(effect=Effect.DENY, risks=["delete"], applications=["thunar"], roles=["button"])
        == "Forbid deleting on button in thunar"
    )
    assert (
        told(effect=Effect.ASK, name="Save.*") == "Ask before anything on a control named “Save.*”"
    )
    assert told(effect=Effect.ALLOW, origins=["task"]) == "Allow anything in the places of the task"


def test_there_are_words_for_every_kind_and_risk() -> None:
    assert set(KINDS) == ACTION_KINDS
    assert set(RISKS) >= CATEGORIES
