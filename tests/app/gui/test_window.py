"""The window, worked by mouse and keyboard on a private desktop, read through its own tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from window_person import WindowPerson, deskhand_window, wait_for

from actions.action import Click
from actions.environments.private_desktop import PrivateDesktop
from actions.target import PointOn
from app.demo.server import DemoSite
from perception.geometry import Point

TASK = (
    "Open the contacts, click Edit in the row of Chen Wei, "
    'set the phone to "12345" and click Save contact.'
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def person(desktop: PrivateDesktop, home: Path) -> Iterator[WindowPerson]:
    """Somebody in front of a Deskhand that has just been started."""
    with deskhand_window(desktop, home) as person:
        yield person


def place(person: WindowPerson, x: float, y: float) -> Point:
    """Where a place of the environment (1280 by 800) is on the screen."""
    box = person.find("img", "Live view").box
    scale = min(box.width / 1280, box.height / 800)
    left = box.x + (box.width - 1280 * scale) / 2
    top = box.y + (box.height - 800 * scale) / 2
    return Point(left + x * scale, top + y * scale)


def begin(person: WindowPerson, url: str, task: str) -> None:
    """Give a task and start it."""
    person.type("Task", task)
    person.type("Address", url)
    person.click("button", "Start")


def test_a_task_is_given_approved_and_done(person: WindowPerson) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.click("button", "Do it once")
        person.find("text", "Done, verified")
        person.find("listitem", 'Click link "Edit"')
        (chen,) = (each for each in site.state.contacts.values() if each.name == "Chen Wei")
        assert chen.phone == "12345"


@pytest.mark.campaign
def test_what_is_denied_is_not_done(person: WindowPerson) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.find("button", "Do it once")
        person.click("button", "Do not")
        person.find("text", "Refused")
        assert all(each.phone != "12345" for each in site.state.contacts.values())


@pytest.mark.campaign
def test_a_key_stops_the_run_from_everywhere_and_the_next_task_begins(person: WindowPerson) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.find("button", "Do it once")
        person.type("Task", "Open the orders")
        person.click("button", "Queue")
        person.find("listitem", "1. Open the orders")
        person.press("Control+Alt+.")
        person.find("listitem", 'Click link "Orders"')
        person.find("text", "Done")
        assert not person.sees("listitem", "1. ")
        person.choose("Where", "Home")
        person.type("Task", "Click Dashboard")
        person.click("button", "Start")
        person.find("listitem", 'Click link "Dashboard"')
        person.find("text", "Done")


def test_every_control_has_a_name(person: WindowPerson) -> None:
    person.find("textbox", "Task")
    nameless = [
        each.described() for each in person.see().elements if each.interactive and not each.name
    ]
    assert nameless == []


@pytest.mark.campaign
def test_an_action_is_shown_first_and_aimed_elsewhere(person: WindowPerson) -> None:
    with DemoSite() as site:
        person.click("checkbox", "Preview")
        begin(person, site.url, "Open the contacts")
        person.find("text", 'Next: Click link "Contacts"')
        person.click("button", "Another one")
        person.point(Click(target=PointOn(x=0, y=0)), place(person, 438, 31))
        person.find("listitem", 'You: link "Orders" is meant')
        person.find("listitem", 'Click link "Orders"')
        person.find("text", "Remember for")
        person.click("button", "Remember")
        person.find("text", "It is told to planners")


@pytest.mark.campaign
def test_the_person_takes_over_in_the_picture_and_gives_back(person: WindowPerson) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.click("button", "I do it myself")
        person.find("text", "You have taken over")
        person.point(Click(target=PointOn(x=0, y=0)), place(person, 350, 303))
        person.press("Control+a")
        person.write("777 88")
        wait_for(lambda: person.sees("button", "Give back"), 10, "it is the person's still")
        person.press("Shift+Escape")
        told = person.find("listitem", "You gave back.").name
        assert '“777 88” into textbox "Phone"' in told
        person.click("button", "Do it once")
        person.find("text", "Done")
        (chen,) = (each for each in site.state.contacts.values() if each.name == "Chen Wei")
        assert chen.phone == "777 88"


@pytest.mark.campaign
def test_somebody_is_asked_to_log_in(person: WindowPerson) -> None:
    with DemoSite() as site:
        begin(person, site.url, "Open the reports")
        person.find("text", "Somebody has to log in here")
        person.click("button", "Take over")
        person.find("text", "You have taken over")
        person.click("button", "Give back")
        person.find("listitem", "You gave back")


@pytest.mark.campaign
def test_deskhand_never_sees_its_own_windows(person: WindowPerson, home: Path) -> None:
    """A run on this very desktop finds neither its window nor the approval that it asks for."""
    person.choose("Where", "End")
    person.type("Task", "Click Queue")
    person.click("button", "Start")
    wait_for(
        lambda: person.sees("text", "Gave up") or person.sees("text", "Failed"),
        90,
        "there is nothing that is called so but in Deskhand's own window",
    )
    log = next(home.rglob("events.jsonl")).read_text()
    assert '"What should be done?"' not in log
    assert "Take over" not in log
