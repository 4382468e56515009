"""Work on the library as the command line and the window do it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample_skills import CONTACT, change_contact

from app.errors import UsageError
from app.library import (
    Catalogue,
    changed,
    difference,
    put_in_use,
    renamed,
    rolled_back,
    sheet,
    taken_in,
)
from app.skill_runs import TableRun, once
from skills.evidence import Evidence
from skills.imports import Draft
from skills.load import parse
from skills.skill import Skill
from skills.store import Store

NAME = "demo-change-contact"


@pytest.fixture
def skill() -> Skill:
    return parse(change_contact("http://127.0.0.1:1"))


@pytest.fixture
def library(tmp_path: Path, skill: Skill) -> Store:
    library = Store(tmp_path / "skills")
    library.put(skill)
    library.put(parse(CONTACT))
    return library


def test_the_list_says_how_each_stands_and_finds_what_is_out_of_use(
    library: Store, tmp_path: Path
) -> None:
    catalogue = Catalogue(library, tmp_path / "index.sqlite")
    for success in (True, False):
        library.witness(Evidence(skill=NAME, version=1, at="", success=success))
    (library.root / "broken").mkdir()
    (library.root / "broken" / "skill.yaml").write_text("schema: 1\n", "utf-8")
    stands = {each.name: each.standing for each in catalogue.listed()}
    assert stands == {"broken": "broken", NAME: "verified", "shop-new-contact": "draft"}
    first = catalogue.listed("change the phone number")[0]
    assert (first.name, first.worked.successes, first.worked.count) == (NAME, 1, 2)
    put_in_use(library, NAME, False, "it is old")
    found = next(each for each in catalogue.listed("phone number") if each.name == NAME)
    assert (found.standing, found.entry.reason) == ("retired", "it is old")


def test_what_was_changed_is_a_new_version_and_a_draft_if_its_steps_are(
    library: Store, skill: Skill
) -> None:
    assert changed(library, skill, skill) is skill
    told = changed(library, skill, replace(skill, description="Another."))
    assert (told.version, told.trust) == (2, "verified")
    less = changed(library, told, replace(told, steps=told.steps[:-1]))
    assert (less.version, less.trust) == (3, "draft")
    assert "+description: Another." in difference(library, library.get(NAME), 1, 2).lines
    assert rolled_back(library, NAME, 1).version == 4
    with pytest.raises(UsageError, match="it has 1, 2, 3, 4"):
        rolled_back(library, NAME, 9)
    with pytest.raises(UsageError, match="skills rename"):
        changed(library, skill, replace(skill, name="other"))


def test_what_another_skill_carries_out_keeps_its_name(library: Store, skill: Skill) -> None:
    library.put(replace(skill, name="shop-note"))  # which shop-new-contact carries out
    with pytest.raises(UsageError, match="shop-new-contact carries out shop-note"):
        renamed(library, library.get("shop-note"), "note")
    assert renamed(library, skill, "change-contact").name == "change-contact"
    with pytest.raises(UsageError, match="there is one of this name"):
        renamed(library, library.get("change-contact"), "shop-note")


def test_what_comes_in_is_looked_at_and_replaces_nothing_by_itself(
    library: Store, skill: Skill
) -> None:
    lines = {each.kind: each.text for each in sheet(skill)}
    assert lines["pages"] == "http://127.0.0.1:1"
    assert lines["commit"].endswith('Click button "Save contact" with Edit {{contact}}')
    draft = Draft(replace(skill, trust="imported"))
    with pytest.raises(UsageError, match="--replace"):
        taken_in(library, draft)
    assert taken_in(library, draft, over=True).version == 2


def test_a_table_is_gone_on_with_where_it_was_broken_off(skill: Skill, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("contact,phone,city\nAda,1,Rome\nBea,2,Oslo\nCid,3,Bern\n", "utf-8")
    run = TableRun.read(skill, file, {}, tmp_path)
    run.journal.write(1, "done")
    run.journal.write(2, "failed", "no such contact")
    again = TableRun.read(skill, file, {}, tmp_path)
    assert again.left() == [3]
    assert again.left(again=True) == [2, 3]
    assert [each.status for each in again.states()] == ["done", "failed", "new"]
    assert [row for row, _ in again.planner(again=True).rows] == [2, 3]
    assert TableRun.read(skill, file, {}, tmp_path, restart=True).left() == [1, 2, 3]
    file.write_text("contact,shoe\nAda,1\n", "utf-8")
    with pytest.raises(UsageError, match="'shoe' is no parameter"):
        TableRun.read(skill, file, {}, tmp_path)
    with pytest.raises(UsageError, match="city is missing"):
        once(skill, {"contact": "Ada", "phone": "1"})
