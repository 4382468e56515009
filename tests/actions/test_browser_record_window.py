"""A person at a visible browser: real keys and a real pointer, through the X server."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from recorded_browser import Person, named

from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.private_desktop import PrivateDesktop
from perception.events import (
    DialogAnswered,
    FilesChosen,
    KeyPressed,
    PointerPressed,
    Snapshot,
    SurfaceActivated,
    ValueChanged,
    Went,
)
from perception.geometry import Size

PAGE = """<title>One</title><label>Name <input id=name></label>
<select id=size aria-label=Size><option>Small<option>Large</select>
<button id=ask onclick="document.title = confirm('Really?') ? 'Yes' : 'No'">Ask</button>
<input id=file type=file aria-label=Paper>"""


@dataclass
class Hands:
    """A pointer and a keyboard on a desktop, and the person who records."""

    person: Person
    variables: dict[str, str]

    def tool(self, *words: object) -> str:
        return subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.variables,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def to(self, selector: str) -> None:
        """Move the pointer to the middle of an element."""
        x, y = self.person.in_page(
            lambda page: page.evaluate(
                """(selector) => {
                  const box = document.querySelector(selector).getBoundingClientRect();
                  return [screenX + (outerWidth - innerWidth) / 2 + box.x + box.width / 2,
                          screenY + outerHeight - innerHeight + box.y + box.height / 2];
                }""",
                selector,
            )
        )
        self.tool("mousemove", int(x), int(y))

    def click(self, selector: str) -> None:
        self.to(selector)
        self.tool("click", 1)

    def window(self, name: str) -> dict[str, int]:
        """Place and size of a window, once it is there."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                words = self.tool("search", "--name", name, "getwindowgeometry", "--shell")
            except subprocess.CalledProcessError:
                time.sleep(0.2)
                continue
            pairs = (line.split("=") for line in words.splitlines() if "=" in line)
            return {key: int(value) for key, value in pairs if value.lstrip("-").isdecimal()}
        raise AssertionError(f"there is no window {name}")


@pytest.fixture
def hands(desktop: PrivateDesktop, site: Any, tmp_path: Path) -> Iterator[Hands]:
    """A person at a visible browser that shows `PAGE`, recorded."""
    variables = dict(desktop.session.variables)
    options = BrowserOptions(
        headless=False,
        follow_window=True,
        viewport=Size(1000, 550),
        variables=variables,
        downloads=tmp_path,
        url=site.page(PAGE),
    )
    with open_browser(options) as environment:
        person = Person.at(environment, site.url)
        person.source.start()
        person.wait(Snapshot)
        yield Hands(person, variables)
        person.source.close()


def test_a_person_at_a_window(hands: Hands, site: Any) -> None:
    person = hands.person
    site.page("<title>Two</title><h1>Two</h1>", "/two")
    hands.click("#name")
    hands.tool("type", "--delay", 50, "Grace Hopper")
    hands.tool("key", "Tab")
    changed = person.wait(ValueChanged, final=True)
    assert (changed.element.name, changed.value) == ("Name", "Grace Hopper")
    typed = [key.text for key in person.all(KeyPressed) if key.text]
    assert "".join(typed) == "Grace Hopper"
    assert named(person.all(PointerPressed)) == ["Name"]

    # The list of a select is a window of its own: only what comes of it is seen.
    person.events.clear()
    hands.click("#size")
    person.wait(PointerPressed)
    person.quiet()
    hands.tool("key", "Down", "Return")
    assert person.wait(ValueChanged, final=True).value == "Large"

    # The browser asks, and the person answers.
    person.events.clear()
    hands.click("#ask")
    person.until(lambda: any(each.observation.dialogs for each in person.all(Snapshot)))
    person.quiet()
    assert not person.all(DialogAnswered)
    hands.tool("key", "Escape")
    answered = person.wait(DialogAnswered)
    assert (answered.kind, answered.message, answered.accept) == ("confirm", "Really?", False)

    # Addresses and ways back in the browser itself.
    person.rest()
    person.events.clear()
    hands.tool("key", "ctrl+l")
    hands.tool("type", "--delay", 20, site.url + "/two")
    hands.tool("key", "Return")
    went = person.wait(Went)
    assert (went.where, went.how, went.new) == (site.url + "/two", "typed", False)
    person.rest()
    hands.tool("key", "alt+Left")
    person.until(lambda: len(person.all(Went)) == 2)
    assert person.last(Went).how == "back"
    person.rest()
    hands.tool("key", "F5")
    person.until(lambda: len(person.all(Went)) == 3)
    assert person.last(Went).how == "reload"
    assert not person.all(KeyPressed)  # the browser acted on them, not the page


@pytest.mark.campaign  # the dialog tells nobody when it takes keys
def test_a_person_chooses_a_file(hands: Hands, tmp_path: Path) -> None:
    # The browser's own dialog for files opens, as nobody keeps it from that.
    person = hands.person
    paper = tmp_path / "paper.txt"
    paper.write_text("x")
    hands.click("#file")
    asked = hands.window("Open File")
    hands.tool("search", "--name", "Open File", "windowactivate", "--sync")
    time.sleep(1)  # what it lists comes late, and takes the focus
    hands.tool("key", "slash")
    time.sleep(1)  # the field that appears tells nobody of itself
    hands.tool("type", "--delay", 30, str(paper)[1:])
    right, bottom = asked["X"] + asked["WIDTH"], asked["Y"] + asked["HEIGHT"]
    hands.tool("mousemove", right - 50, bottom - 28, "click", 1)
    assert person.wait(FilesChosen).paths == (str(paper),)


@pytest.mark.campaign  # whether an address was typed is told by when the keys came
def test_a_person_goes_from_tab_to_tab(hands: Hands, site: Any) -> None:
    person = hands.person
    site.page("<title>Two</title><h1>Two</h1><button>Second</button>", "/two")
    hands.tool("key", "ctrl+t")
    hands.tool("key", "ctrl+l")
    person.quiet(1)
    hands.tool("key", "ctrl+l")
    hands.tool("type", "--delay", 20, site.url + "/two")
    hands.tool("key", "Return")
    went = person.wait(Went, new=True)
    assert (went.where, went.how) == (site.url + "/two", "typed")
    person.rest()
    hands.click("button")
    person.until(lambda: named(person.all(PointerPressed)) == ["Second"])
    hands.tool("key", "ctrl+Page_Up")
    hands.tool("mousemove_relative", 0, 40)
    hands.tool("mousemove_relative", 3, 0)
    assert person.wait(SurfaceActivated).surface == "t1"
    person.until(
        lambda: (
            person.last(Snapshot).observation.active is not None
            and person.last(Snapshot).surface == "t1"
        )
    )
