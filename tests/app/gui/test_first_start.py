"""Somebody who starts Deskhand for the first time: offered the first steps, never held up."""

from __future__ import annotations

from pathlib import Path

import pytest
from window_person import deskhand_window, wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.paths import Paths
from app.runs.index import list_runs


def test_first_steps_are_offered_once_and_found_again(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with deskhand_window(desktop, home) as person:
        person.click("button", "Not now")
        wait_for(lambda: not person.all("button", "Not now"), 20)
        person.press("F1")
        person.find("text", "Welcome to Deskhand", usable=False)
        person.click("button", "Skip")
        wait_for(lambda: not person.all("text", "Welcome to Deskhand"), 20)
    assert list((home / "window").rglob("*.ini")), "the window keeps its state elsewhere"
    with deskhand_window(desktop, home) as person:
        person.find("button", "Start", usable=False)
        assert not person.all("button", "Not now")


@pytest.mark.campaign
@pytest.mark.timeout(400)
def test_what_works_is_shown_and_the_sample_task_done(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with deskhand_window(desktop, home) as person:
        person.click("button", "First steps…")
        person.click("button", "Next")
        person.find("gridcell", "Private desktop", 120, usable=False)
        person.find("gridcell", "Download", 200, usable=False)
        person.find("button", "Check again", 60)
        person.click("button", "Next")
        person.find("radio", "In a browser")
        person.click("button", "Start the sample task")
        person.click("button", "Do it once")
        person.find("text", "Done, verified", 90, usable=False)
    (run,) = list_runs(Paths.within(home))
    assert run.outcome == "done, verified"
