"""What fits is offered while a task is typed: a skill asks for its values and is run with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_runs import a_run
from sample_skills import change_contact
from story_person import StoryPerson, story_on

from actions.environments.private_desktop import PrivateDesktop
from app.demo.server import DemoSite
from app.paths import Paths
from app.runs.index import list_runs
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.fixture
def home(tmp_path: Path, site: DemoSite) -> Path:
    """Somebody has a skill for the site, and has ordered lamps."""
    home = tmp_path / "home"
    Store(home / "skills").put(parse(change_contact(site.url)))
    a_run(home, "aaaaaa", "Order twelve lamps")
    return home


@pytest.fixture
def person(desktop: PrivateDesktop, home: Path, pictures: Path) -> Iterator[StoryPerson]:
    with story_on(desktop, home, pictures) as person:
        yield person


def test_a_skill_that_fits_is_taken_filled_in_and_run(
    person: StoryPerson, site: DemoSite, home: Path
) -> None:
    person.click("textbox", "Task")
    person.hands("type", "--delay", "40", "change the phone of a contact")
    person.find("listitem", f"Skill: {NAME}")
    person.picture("offers")
    person.hands("key", "Down", "Return")
    person.find("textbox", "contact")
    for name, value in (("contact", "Chen Wei"), ("phone", "12345"), ("city", "Oslo")):
        person.enter(name, value)
    person.picture("values")
    person.click("button", "Start")
    person.click("button", "Do it once")
    person.find("text", "Done", usable=False)
    person.picture("done")
    (chen,) = (each for each in site.state.contacts.values() if each.name == "Chen Wei")
    assert (chen.phone, chen.city) == ("12345", "Oslo")
    newest = max(list_runs(Paths.within(home)), key=lambda run: run.started)
    assert newest.skills == (NAME,)


@pytest.mark.campaign
def test_an_earlier_task_is_offered_and_a_skill_that_is_not_wanted_is_dropped(
    person: StoryPerson,
) -> None:
    person.click("textbox", "Task")
    person.hands("type", "--delay", "40", "twelve")
    person.find("listitem", "Order twelve lamps")
    person.hands("key", "Down", "Return")
    assert person.find("textbox", "Task").value == "Order twelve lamps"
    person.enter("Task", "change the phone of a contact")
    person.find("listitem", f"Skill: {NAME}")
    person.click("listitem", f"Skill: {NAME}")
    person.find("textbox", "contact")
    person.click("button", "Without the skill")
    person.find("textbox", "Task")
    assert not person.all("textbox", "contact")
