"""The icon in a real tray while the window is out of sight: the state, stop, come back, quit."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from story_person import StoryPerson, story_on
from window_person import wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.demo.server import DemoSite
from app.paths import Paths
from app.runs.index import list_runs

LONG = "Open the orders, wait 90 seconds and open the contacts"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def person(desktop: PrivateDesktop, home: Path, pictures: Path) -> Iterator[StoryPerson]:
    place = ["--edge", "bottom", "--align", "right", "--height", "24", "--widthtype", "request"]
    tray = desktop.launch(["trayer", *place])
    try:
        with story_on(desktop, home, pictures) as person:
            yield person
    finally:
        os.kill(tray, signal.SIGTERM)


def icon(person: StoryPerson, button: str) -> None:
    """Click the icon."""
    panel = next(each for each in person.see().surfaces if each.title == "panel")
    x, y = round(panel.box.center.x), round(panel.box.center.y)
    person.hands("mousemove", str(x), str(y), "click", button)


def menu(person: StoryPerson, name: str, state: str, key: str) -> None:
    """Choose from the menu of the icon by the letter of the line; keep a picture of it."""
    before = person.windows("Deskhand")

    def opened() -> set[str]:
        return person.windows("Deskhand") - before

    def asked() -> bool:
        # Once more if need be: a click may meet the balloon that tells of the end of a run.
        icon(person, "3")
        with suppress(AssertionError):
            wait_for(lambda: bool(opened()), 5)
        return bool(opened())

    wait_for(asked, 60, "there is no menu")
    person.says(state)
    person.picture(name)
    person.hands("key", key)
    wait_for(lambda: not opened() or shown(person), 30, "the menu stays")


def shown(person: StoryPerson) -> bool:
    """Whether the window is in sight."""
    return person.sees("tab", "Task")


def put_away(person: StoryPerson) -> None:
    """Minimise the window."""
    person.hands("getactivewindow", "windowminimize")
    wait_for(lambda: not shown(person) and person.see().active is None, 30, "the window stays")


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_a_run_is_stopped_from_the_tray_and_the_window_comes_back(
    person: StoryPerson, home: Path
) -> None:
    paths = Paths.within(home)
    with DemoSite() as site:
        person.enter("Task", LONG)
        person.enter("Address", site.url)
        person.hands("key", "Return")
        person.find("listitem", "Wait 90 s", usable=False)
        put_away(person)
        icon(person, "1")
        wait_for(lambda: shown(person), 30, "the window does not come")
        put_away(person)
        menu(person, "1-acting", "Acting", "t")
        wait_for(lambda: list_runs(paths)[0].outcome == "stopped", 30, "the run does not stop")
        assert not shown(person)
        menu(person, "2-stopped", "Stopped", "d")
        wait_for(lambda: shown(person), 30, "the window does not come")
        person.find("text", "Stopped", usable=False)
        menu(person, "3-quit", "Stopped", "q")
        assert person.window.wait(30) == 0
