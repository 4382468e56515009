"""Somebody who shows a Deskhand how a guest is added to a list, in a real browser."""

from __future__ import annotations

from pathlib import Path

from guests import Guests
from story_person import PATIENCE, StoryPerson
from window_person import wait_for

_NAME_FIELD = ("640", "460")  # pixels of the screen: the page puts the field there


def recorded(home: Path) -> str:
    """What has been recorded so far, as it stands on the disk."""
    return "".join(log.read_text("utf-8") for log in (home / "recordings").glob("*/events.jsonl"))


def ask_to_show(person: StoryPerson, what: str, address: str) -> None:
    """Say what is shown, and where; Enter begins."""
    person.click("tab", "Skills")
    person.click("button", "Show it once")
    person.enter("What do you show?", what)
    person.enter("Address", address)


def enter_guest(person: StoryPerson, home: Path, name: str, city: str) -> None:
    """Fill in the form of the list by keys, as soon as it is recorded."""
    wait_for(lambda: "Add guest" in recorded(home), PATIENCE, "the page is not seen")
    person.hands("mousemove", *_NAME_FIELD, "click", "1")
    _type(person, home, name)
    person.hands("key", "Tab")
    _type(person, home, city)


def _type(person: StoryPerson, home: Path, text: str) -> None:
    person.hands("type", "--delay", "60", text)
    heard = f'"text": "{text[-1]}"'
    wait_for(lambda: heard in recorded(home), PATIENCE, f"{text} was not heard")


def send_guest(person: StoryPerson, home: Path, guests: Guests) -> None:
    """Send the form by keys; the answer is seen."""
    before = len(guests.names)
    person.hands("key", "Tab")
    person.hands("key", "Return")
    wait_for(lambda: len(guests.names) > before, PATIENCE, lambda: str(guests.names))
    wait_for(lambda: "was added" in recorded(home), PATIENCE, "the answer was not seen")
