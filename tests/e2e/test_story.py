"""The whole story of the window, by mouse and keys: from the first start to the settings.

Real events of mouse and keyboard (XTEST) on a private desktop with a window manager; what is there
is read as a person's screen reader would. A picture of each station is kept, see docs/window.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from guests import Guests, guest_list
from shown_once import ask_to_show, enter_guest, send_guest
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.demo.server import DemoSite
from app.paths import Paths
from app.runs.index import list_runs
from app.settings import load_settings
from skills.store import Store

LONG = "Open the orders, wait 90 seconds and open the contacts"
PATIENCE = 120.0  # seconds


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_from_the_first_start_to_the_settings(
    desktop: PrivateDesktop, pictures: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with guest_list() as guests, story_on(desktop, home, pictures) as person:
        first_steps(person)
        sample_task(person)
        stopped(person)
        shown(person, guests, home)
        reviewed_and_saved(person, home)
        run_for_a_table(person, guests, tmp_path)
        looked_back_on(person)
        set_otherwise(person, home)
    outcomes = [run.outcome for run in list_runs(Paths.within(home))]
    assert sorted(outcomes) == ["done, unverified", "done, verified", "stopped"]
    with story_on(desktop, home, pictures) as person:
        person.find("button", "Start", usable=False)
        assert not person.all("button", "Not now"), "the first steps are offered again"
        assert person.brightness() < 80
        person.picture("18-the-second-start")


def first_steps(person: StoryPerson) -> None:
    """What is offered at the first start, and what works here."""
    person.find("button", "First steps…")
    person.picture("01-the-first-start")
    person.click("button", "First steps…")
    person.says("Welcome to Deskhand")
    person.picture("02-welcome")
    person.click("button", "Next")
    person.find("gridcell", "Private desktop", PATIENCE, usable=False)
    person.find("button", "Check again", PATIENCE)
    person.picture("03-what-works")
    person.click("button", "Next")


def sample_task(person: StoryPerson) -> None:
    """A task that is watched and approved."""
    person.find("radio", "In a browser")
    person.picture("04-a-sample-task")
    person.click("button", "Start the sample task")
    person.says("May Deskhand click ")
    person.find("button", "Do it once")
    person.picture("05-an-approval")
    person.click("button", "Do it once")
    person.find("text", "Done, verified", PATIENCE, usable=False)
    person.picture("06-done")


def stopped(person: StoryPerson) -> None:
    """A second task, given by keys and ended before its time."""
    with DemoSite() as site:
        person.enter("Task", LONG)
        person.enter("Address", site.url)
        person.hands("key", "Return")
        person.find("listitem", "Wait 90 s", PATIENCE, usable=False)
        person.picture("07-it-goes-on")
        person.click("button", "Stop")
        wait_for(lambda: bool(person.all("text", "Stopped")), 20, "it does not stop")
        person.picture("08-stopped")


def shown(person: StoryPerson, guests: Guests, home: Path) -> None:
    """Something is done once in a browser, while the bar stays on top."""
    ask_to_show(person, 'Add the guest "Ada" of "Paris"', guests.url)
    person.picture("09-what-is-shown")
    person.hands("key", "Return")
    enter_guest(person, home, "Ada", "Paris")
    person.picture("10-the-bar")
    send_guest(person, home, guests)
    assert guests.names == [("Ada", "Paris")]
    person.go_to("Deskhand records")
    person.click("button", "Done")


def reviewed_and_saved(person: StoryPerson, home: Path) -> None:
    """What was understood is looked at, a parameter named, all of it confirmed."""
    person.find("listitem", "2. Type “‹", PATIENCE)
    person.picture("11-the-review")
    person.enter("Name of name", "guest")
    person.hands("key", "Tab")
    person.find("listitem", '2. Type “‹guest›” into textbox "Name"')
    while person.all("button", "Yes"):
        person.click("button", "Yes")
    person.says("Nothing is left to confirm.")
    person.picture("12-reviewed")
    person.click("button", "Save")
    wait_for(lambda: len(Store(home / "skills").names()) == 1, PATIENCE, "it was not saved")
    (name,) = Store(home / "skills").names()
    parameters = Store(home / "skills").get(name).parameters
    assert [each.name for each in parameters] == ["guest", "city"]


def run_for_a_table(person: StoryPerson, guests: Guests, folder: Path) -> None:
    """The skill is run for each row; what cannot be taken back is asked for each time."""
    table = folder / "people.csv"
    table.write_text("guest,city\nBea,Oslo\nCid,Rome\n", "utf-8")
    person.click("tab", "Run it")
    person.click("radio", "For each row of a table")
    person.enter("Table", str(table))
    person.says("2 row")
    person.picture("13-for-a-table")
    person.click("button", "Run")

    def added() -> bool:
        if person.all("button", "Do it once"):
            person.click("button", "Do it once")
        return len(guests.names) == 3

    wait_for(added, PATIENCE, lambda: f"{guests.names}\n{person.everything()}")
    person.says("2 of 2 rows are done.")
    person.picture("14-the-rows")
    assert guests.names[1:] == [("Bea", "Oslo"), ("Cid", "Rome")]
    person.click("tab", "History")
    person.says("This is the first version.")
    person.picture("15-its-history")


def looked_back_on(person: StoryPerson) -> None:
    """What was done is found again, and gone through step by step."""
    person.click("tab", "Runs")
    person.find("gridcell", "Open the contacts, click Edit")
    person.enter("Search", "orders")
    wait_for(lambda: len(person.all("gridcell", "Open the")) == 1, PATIENCE, person.everything)
    person.click("gridcell", "Open the orders")
    person.find("listitem", 'Click link "Orders"', usable=False)
    person.hands("key", "Right")
    person.says("2 / ")
    person.picture("16-a-run")


def set_otherwise(person: StoryPerson, home: Path) -> None:
    """A setting is changed, and stands in the file."""
    person.click("tab", "Settings")
    person.click("listitem", "Runs")
    person.enter("Most steps of a run", "25", role="spinbutton")
    person.hands("key", "Tab")
    file = home / "settings.yaml"
    wait_for(lambda: file.exists() and load_settings(file).max_steps == 25, PATIENCE, "not written")
    person.click("listitem", "General")
    person.choose("Appearance", "End")
    wait_for(lambda: load_settings(file).appearance == "dark", PATIENCE, lambda: file.read_text())
    wait_for(lambda: person.brightness() < 80, 20, "it is not dark")
    person.picture("17-settings-in-the-dark")
