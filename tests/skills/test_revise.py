"""What a person changes in a draft, and what the draft is then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_skills import CONTACT

from skills.load import parse
from skills.print import print_skill
from skills.revise import (
    CannotRevise,
    column_renamed,
    renamed,
    retyped,
    without_claim,
    without_post,
    without_step,
)
from skills.skill import Skill, Step, nodes

TABLE = """\
schema: 1
name: add-all
description: Add everyone of a list.
parameters:
- {name: people, type: table, columns: [who, role]}
- {name: login, type: secret, secret: shop}
- {name: day, type: date, example: "2026-03-01"}
capabilities: {actions: [type]}
steps:
- id: s1
  foreach: row
  in: people
  steps:
  - {id: s2, do: type, text: "{{row.who}} on {{day:%d.%m.}} {{{{row.who}}", into: {name: Name}}
  - id: s3
    if: {equals: {parameter: row.role, value: boss}}
    then:
    - {id: s4, do: type, text: {secret: login}, into: {name: Code}}
trust: draft
"""


@pytest.fixture
def skill() -> Skill:
    return parse(TABLE)


def test_a_parameter_gets_its_name_everywhere(skill: Skill) -> None:
    changed = renamed(renamed(renamed(skill, "people", "team"), "login", "code"), "day", "when")
    text = print_skill(changed)
    assert parse(text) == changed
    assert "{{row.who}} on {{when:%d.%m.}} {{{{row.who}}" in text
    assert "in: team" in text
    assert "secret: code" in text
    assert "login" not in text
    assert renamed(renamed(changed, "when", "day"), "code", "login") == renamed(
        skill, "people", "team"
    )


def test_a_column_gets_its_name_in_its_loop(skill: Skill) -> None:
    changed = column_renamed(column_renamed(skill, "people", "who", "name"), "people", "role", "is")
    text = print_skill(changed)
    assert parse(text) == changed
    assert "columns: [name, is]" in text
    assert "parameter: row.is" in text
    assert "{{row.name}} on {{day:%d.%m.}} {{{{row.who}}" in text


def test_what_is_no_name_is_refused_and_says_so(skill: Skill) -> None:
    for name in ("day", "Two words", ""):
        with pytest.raises(CannotRevise):
            renamed(skill, "people", name)


def test_a_type_is_changed_where_the_value_is_of_it(skill: Skill) -> None:
    plain = parse(CONTACT)
    first = next(each for each in plain.parameters if each.type == "text" and each.example)
    chosen = retyped(plain, first.name, "enum", ("Ada", first.example))
    assert chosen.parameter(first.name).choices == ("Ada", first.example)  # type: ignore[union-attr]
    assert parse(print_skill(chosen)) == chosen
    back = retyped(chosen, first.name, "text")
    assert back.parameter(first.name) == replace(first, review="")
    with pytest.raises(CannotRevise, match="is no number"):
        retyped(plain, first.name, "number")
    with pytest.raises(CannotRevise, match="s2"):  # a step writes it in the form of a date
        retyped(skill, "day", "text")
    with pytest.raises(CannotRevise, match="cannot become"):
        retyped(skill, "login", "text")


def test_conditions_claims_and_steps_are_dropped() -> None:
    skill = parse(CONTACT)
    step = next(each for each in nodes(skill.steps) if isinstance(each, Step) and each.post)
    less = without_post(skill, step.id, 0)
    (now,) = (each for each in nodes(less.steps) if each.id == step.id)
    assert isinstance(now, Step)
    assert now.post == step.post[1:]
    assert without_claim(skill, 0).done == skill.done[1:]
    assert step.id not in {each.id for each in nodes(without_step(skill, step.id).steps)}


def test_what_holds_nothing_any_more_goes_with_its_last_step(skill: Skill) -> None:
    less = without_step(skill, "s4")
    assert [each.id for each in nodes(less.steps)] == ["s1", "s2"]
    with pytest.raises(CannotRevise, match="there is no step"):
        without_step(less, "s2")
