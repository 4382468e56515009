"""Show it once, review it, save it, run it for a table: by mouse and keys, in the real windows."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from guests import Guests, guest_list
from shown_once import ask_to_show, enter_guest, recorded, send_guest
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.environments.private_desktop import PrivateDesktop
from skills.store import Store

WINDOWS = Path(__file__).parents[2] / "support" / "windows"


@pytest.fixture
def guests() -> Iterator[Guests]:
    with guest_list() as made:
        yield made


@pytest.mark.campaign
@pytest.mark.timeout(400)
def test_shown_once_reviewed_saved_and_run_for_a_table(
    desktop: PrivateDesktop, guests: Guests, pictures: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    table = tmp_path / "people.csv"
    table.write_text("guest,city\nBea,Oslo\nCid,Rome\n", "utf-8")
    with story_on(desktop, home, pictures) as person:
        ask_to_show(person, 'Add the guest "Ada" of "Paris"', guests.url)
        person.picture("1-ask")
        person.click("button", "Begin")
        enter_guest(person, home, "Ada", "Paris")
        person.picture("2-bar")
        send_guest(person, home, guests)
        assert guests.names == [("Ada", "Paris")]
        person.go_to("Deskhand records")
        person.says("Recording")
        person.click("button", "Done")

        person.find("listitem", "2. Type “‹")
        person.picture("3-review")
        person.type("Name of name", "guest")
        person.press("Tab")
        person.find("listitem", '2. Type “‹guest›” into textbox "Name"')
        while person.all("button", "Yes"):
            person.click("button", "Yes")
        person.says("Nothing is left to confirm.")
        person.picture("4-reviewed")

        person.click("button", "Try it with other values")
        person.type("guest", "Dora")
        person.type("city", "Bonn")
        person.press("Enter")

        def tried() -> bool:
            if person.all("button", "Do it once"):
                person.click("button", "Do it once")
            return len(guests.names) == 2

        wait_for(tried, 120, lambda: f"{guests.names}\n{person.everything()}")
        assert Store(home / "skills").names() == []  # what is tried is not in the library
        person.go_to("A new skill")
        person.says("It worked with these values.")
        person.picture("5-tried")
        person.click("button", "Save")

        person.click("tab", "Run it")
        person.picture("6-skill")
        person.click("radio", "For each row of a table")
        person.type("Table", str(table))
        person.says("2 row")
        person.picture("7-table")
        person.click("button", "Run")

        def added() -> bool:
            if person.all("button", "Do it once"):
                person.click("button", "Do it once")
            return len(guests.names) == 4

        wait_for(added, 120, lambda: f"{guests.names}\n{person.everything()}")
        person.says("2 of 2 rows are done.")
        person.picture("8-done")
    assert guests.names[1:] == [("Dora", "Bonn"), ("Bea", "Oslo"), ("Cid", "Rome")]
    (name,) = Store(home / "skills").names()
    assert [each.name for each in Store(home / "skills").get(name).parameters] == ["guest", "city"]


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_what_is_told_to_the_bar_is_in_the_skill(
    desktop: PrivateDesktop, guests: Guests, pictures: Path, tmp_path: Path
) -> None:
    """A step is taken back, the last one waited for, and what is pointed at is checked."""
    home = tmp_path / "home"
    guests.elsewhere = "#"
    with story_on(desktop, home, pictures) as person:
        ask_to_show(person, 'Add the guest "Ada" of "Paris"', guests.url)
        person.click("button", "Begin")
        enter_guest(person, home, "Ada", "Paris")
        person.hands("mousemove", "55", "246", "click", "1")
        person.go_to("Deskhand records")
        person.says('Click link "Other shop"')
        tell_bar(person, "Undo last", "The last step is forgotten.")
        wait_for(lambda: '"kind": "undo"' in recorded(home), 20, "it was not heard")
        person.hands("mousemove", "150", "315", "click", "1")  # back into the city
        send_guest(person, home, guests)
        tell_bar(person, "Wait here", "What came last will be waited for.")
        person.go_to("Deskhand records")
        person.click("button", "Check this")
        person.says("Point at what must be so")
        person.hands("mousemove", "60", "246")
        person.says("What the pointer is on will be checked.")
        person.picture("bar-checked")
        person.click("button", "Done")
        person.find("listitem", "2. Type “‹")
        person.picture("bar-review")
        while person.all("button", "Yes"):
            person.click("button", "Yes")
        person.says("Nothing is left to confirm.")
        person.click("button", "Save")
        wait_for(lambda: len(Store(home / "skills").names()) == 1, 60, "it was not saved")
    library = Store(home / "skills")
    text = (library.folder(library.names()[0]) / "skill.yaml").read_text("utf-8")
    assert "Other shop" not in text
    assert "- {text: '{{name}} was added.'}" in text
    assert text.count("timeout:") == 1


def tell_bar(person: StoryPerson, button: str, answer: str) -> None:
    """Press a button of the bar, and see that it was heard."""
    person.go_to("Deskhand records")
    person.click("button", button)
    person.says(answer)


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_on_a_desktop_the_bar_is_no_part_of_what_is_recorded(
    desktop: PrivateDesktop, pictures: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    form = subprocess.Popen(
        ["/usr/bin/python3", str(WINDOWS / "gtk_desk.py"), "700", "200"],
        env=dict(desktop.session.variables),
    )
    try:
        with story_on(desktop, home, pictures) as person:
            person.click("tab", "Skills")
            person.click("button", "Show it once")
            person.type("What do you show?", "Put Ada into the name")
            person.find("combobox", "Where?")
            person.click("combobox", "Where?")
            person.press("End")
            person.press("Enter")
            person.click("checkbox", "Desk (")
            person.click("button", "Begin")
            wait_for(lambda: '"Snapshot"' in recorded(home), 60, "nothing is recorded")
            person.go_to("Desk")
            name = person.find("textbox", "Name").click_point
            assert name is not None
            person.hands("mousemove", str(round(name.x)), str(round(name.y)), "click", "1")
            person.hands("type", "--delay", "60", "Ada")
            wait_for(lambda: '"text": "a"' in recorded(home), 60, "Ada was not heard")

            # What is told to the bar: pause, a name for the value, going on.
            person.go_to("Deskhand records")
            person.click("checkbox", "Pause")
            person.says("Paused")
            person.go_to("Desk")
            person.hands("type", " aside")
            person.go_to("Deskhand records")
            person.click("checkbox", "Go on")
            person.click("button", "Parameter")
            person.type("Name of the parameter", "who")
            person.press("Enter")
            person.says("the parameter who")
            person.picture("1-bar")
            heard = recorded(home)
            assert "aside" not in heard
            assert "Deskhand records" not in heard
            assert '"text": "w"' not in heard  # of "who", which was typed into the bar
            person.click("button", "Done")
            person.find("listitem", "1. ")
            person.picture("2-review")
            person.find("textbox", "Name of who")
            person.click("button", "Discard")
            person.find("button", "Go on with the review")
            person.picture("3-discard")
            person.hands("key", "alt+d")
            wait_for(lambda: not list((home / "recordings").glob("*")), 30, "it is still there")
            told = person.everything()
        assert "Deskhand records" not in told
    finally:
        form.terminate()
        form.wait(10)
    assert Store(home / "skills").names() == []
