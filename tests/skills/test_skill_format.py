"""Reading and writing skills."""

from __future__ import annotations

import pytest
from sample_skills import CONTACT

from actions.target import Anchors
from skills.load import SkillError, parse
from skills.print import print_skill
from skills.skill import anchors, in_order


def told(text: str) -> str:
    with pytest.raises(SkillError) as caught:
        parse(text)
    return str(caught.value)


def test_reading_what_was_printed_gives_the_skill() -> None:
    skill = parse(CONTACT)
    text = print_skill(skill)
    assert parse(text) == skill
    assert print_skill(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1", "line 1: anchors (&x)"),
        ("b: 1\na: *x", "line 2: aliases (*x)"),
        ("a: !!python/object:os.system x", "tags (tag:yaml.org,2002:python/object"),
        ("a: 1\n---\nb: 1", "one document"),
        ("a: 1\na: 2", "line 2: 'a' is there twice"),
        ("[" * 5000, "nested deeper"),
        ("", "empty"),
        ("\0", "a character that YAML does not allow"),
        ("x" * 1_000_001, "larger than 1,000,000 bytes"),
        ("schema: 2", "only schema 1"),
    ],
)
def test_what_is_no_plain_tree_is_refused(text: str, said: str) -> None:
    assert said in told(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("do: click\n    target: {role: link", "do: fly\n    target: {role: link", "`do` must be"),
        ("role: button, name: Save", "x: 1, y: 2", "'x' is no anchor"),
        ("max: 20", "max: many", "max must be a whole number"),
        ("max: 20", "max: 0", "most is from 1"),
        ("id: s2", "id: s1", "step s1: its id is there twice"),
        ('text: "{{full_name}}"\n    into', 'text: "{{nobody}}"\n    into', "is no parameter"),
        ('text: "{{full_name}}"\n    into', 'text: "{{login}}"\n    into', "is a secret"),
        ("{secret: login}", "{secret: role}", "is no parameter that is a secret"),
        (
            "    risk: commit\n    identity: [{value",
            "    risk: commit\n    post: [{value",
            "post' is there twice",
        ),
        (", id: save, within: New contact", "", "anchors of two kinds"),
        ("actions: [click, type, press, wait]", "actions: [type]", "click are used but not listed"),
        ("call: shop-note", "call: shop-new-contact", "is no other skill"),
        ("name: shop-new-contact", "name: Shop Contact", "a name has small letters"),
        ("max_steps: 3", "max_steps: 3000", "max_steps is from"),
        ("max_steps: 3", "max_step: 3", "'max_step' is unknown in a agent"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, said: str) -> None:
    assert old in CONTACT
    text = told(CONTACT.replace(old, new, 1))
    assert said in text
    assert text.startswith("line ")


def test_anchors_have_one_order() -> None:
    assert anchors(name="Save", role="button").ways == (("role", "button"), ("name", "Save"))
    mixed = Anchors(ways=(("near", "a"), ("name", "b"), ("near", "c")))
    assert in_order(mixed).ways == (("name", "b"), ("near", "a"), ("near", "c"))


def test_what_cannot_be_taken_back_needs_an_identity() -> None:
    before, _, after = CONTACT.partition("    identity: ")
    assert "step s6: what cannot be taken back needs `identity`" in told(
        before + after.partition("\n")[2]
    )
