"""The skill library in the window: found, read, changed, gone back, taken in, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample_skills import CONTACT, change_contact
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.action import Click
from actions.environments.private_desktop import PrivateDesktop
from actions.target import Anchors
from app.paths import Paths
from app.tips import TipBook
from skills.bundle import export_skill
from skills.heal import Patch
from skills.load import parse
from skills.skill import Step, nodes
from skills.store import Store
from skills.tips import Lesson

NAME = "demo-change-contact"


@pytest.fixture
def library(tmp_path: Path) -> Store:
    library = Store(tmp_path / "home" / "skills")
    skill = parse(change_contact("http://127.0.0.1:1"))
    library.put(skill)
    library.put(replace(skill, version=2, description="Change what is known of a contact."))
    library.put(parse(CONTACT))
    return library


@pytest.fixture
def person(
    desktop: PrivateDesktop, library: Store, pictures: Path, tmp_path: Path
) -> Iterator[StoryPerson]:
    with story_on(desktop, tmp_path / "home", pictures) as person:
        person.click("tab", "Skills")
        person.find("listitem", NAME)
        yield person


def test_a_skill_is_found_read_changed_deleted_and_brought_back(
    person: StoryPerson, library: Store
) -> None:
    person.type("Search skills", "add a new customer or partner")
    person.says("Add a contact to the shop")
    person.find("listitem", '1. Click link "New contact"')
    person.type("Search skills", "what is known of a contact")
    person.find("listitem", '5. Type “‹phone›” into textbox "Phone"')
    person.click("tab", "Change it")
    person.type("Name of phone", "number")
    person.press("Tab")
    person.click("button", "Save as a new version")
    wait_for(lambda: library.get(NAME).version == 3, 30, "it was not saved")
    assert [each.name for each in library.get(NAME).parameters] == ["contact", "number", "city"]
    person.click("button", "Delete")
    person.says(f"{NAME} is deleted.")
    assert NAME not in library.names()
    person.click("button", "Undo")
    person.says(f"{NAME} is back.")
    assert library.get(NAME).version == 3
    nameless = [
        each.described() for each in person.see().elements if each.interactive and not each.name
    ]
    assert nameless == []


@pytest.mark.campaign
def test_what_is_wrong_with_a_text_is_told_with_its_line(
    person: StoryPerson, library: Store
) -> None:
    person.click("tab", "Change it")
    person.click("tab", "Text")
    text = (library.folder(NAME) / "skill.yaml").read_text("utf-8")
    wrong = text.replace("do: click", "do: clik", 1)
    line = wrong.split("do: clik")[0].count("\n") + 1
    person.type("Text of the skill", wrong)
    person.find("listitem", f"line {line}: `do` must be one of")
    assert not person.all("button", "Save as a new version") or (
        "disabled" in person.find("button", "Save as", usable=False).states
    )
    person.picture("wrong")
    person.type("Text of the skill", text.replace("version: 2", "version: 2\ntrust: trusted"))
    person.find("listitem", "line ")  # a key that is there twice
    person.type("Text of the skill", text.replace("trust: verified", "trust: trusted"))
    person.says("Nothing is wrong with it.")
    person.click("button", "Save as a new version")
    wait_for(lambda: library.get(NAME).trust == "trusted", 30, "it was not saved")


@pytest.mark.campaign
def test_versions_are_compared_and_gone_back_to_and_a_proposal_is_taken(
    person: StoryPerson, library: Store
) -> None:
    step = next(
        each
        for each in nodes(library.get(NAME).steps)
        if isinstance(each, Step) and isinstance(each.action, Click)
    )
    assert isinstance(step.action, Click)
    assert isinstance(step.action.target, Anchors)
    old = step.action.target.ways
    new = tuple((family, "Find" if family == "name" else value) for family, value in old)
    patch = Patch(skill=NAME, version=2, step=step.id, old=old, new=new, reason="it has changed")
    library.sight(patch, "run-1")
    person.click("tab", "Runs")
    person.click("tab", "Skills")
    person.click("tab", "History (1)")
    person.says("+description: Change what is known of a contact.")
    person.says("it has changed")
    person.picture("history")
    person.click("button", "Accept")
    wait_for(lambda: library.get(NAME).version == 3, 30, "it was not taken over")
    assert "Find" in str(library.get(NAME).steps)
    person.click("gridcell", "1")
    person.click("button", "Go back to this version")
    wait_for(lambda: library.get(NAME).version == 4, 30, "it did not go back")
    assert library.get(NAME).description == library.version(NAME, 1).description


@pytest.mark.campaign
def test_what_comes_from_elsewhere_is_looked_at_first(
    person: StoryPerson, library: Store, tmp_path: Path
) -> None:
    file = tmp_path / "contact.zip"
    export_skill(library, "shop-new-contact", file)
    person.click("listitem", "shop-new-contact")
    person.click("button", "Delete")
    person.says("shop-new-contact is deleted.")
    person.click("button", "Import")
    person.find("button", "Open")
    person.hands("type", str(file))
    person.hands("key", "Return")
    person.says("Secrets: shop")
    person.says("Cannot be taken back: step s6")
    person.picture("import")
    person.click("button", "Take it in")
    person.says("Taken in: shop-new-contact")
    assert library.get("shop-new-contact").trust == "imported"
    person.click("button", "Take out of use")
    wait_for(lambda: library.state("shop-new-contact")[0] == "retired", 30, "it is in use")
    person.click("button", "Put back into use")
    wait_for(lambda: library.state("shop-new-contact")[0] == "active", 30, "it is not in use")


@pytest.mark.campaign
def test_what_runs_were_taught_waits_for_a_word(person: StoryPerson, tmp_path: Path) -> None:
    home = tmp_path / "home"
    book = TipBook(Paths.within(home))
    lesson = Lesson(
        place="https://shop.example",
        failed='click button "Save"',
        worked='click button "Accept"',
        first=True,
        because="a banner lies over it",
    )
    book.propose(lesson, "run-1")
    person.click("button", "Offers")
    person.find("listitem", "A tip for https://shop.example")
    person.picture("offers")
    person.click("button", "Accept")
    person.says("It is told to planners from now on.")
    assert [each.approved for each in book.tips().values()] == [True]


@pytest.mark.campaign
def test_all_of_it_is_reached_by_the_keyboard(person: StoryPerson) -> None:
    person.click("textbox", "Search skills")
    reached = []
    for _ in range(40):
        person.press("Tab")
        reached += [
            f"{each.role} {each.name}" for each in person.see().elements if "focused" in each.states
        ]
        if "textbox Search skills" in reached:
            break
    for name in ("Works in", "Trust", "Show it once", "Import", "Offers", "Export", "Steps"):
        assert any(name in each for each in reached), (name, reached)
