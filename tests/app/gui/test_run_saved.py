"""A run that is saved as a skill is looked at first, as a recording is."""

from __future__ import annotations

from pathlib import Path

from made_runs import a_run
from story_person import story_on
from window_person import wait_for

from actions.environments.private_desktop import PrivateDesktop
from skills.store import Store


def test_a_run_becomes_a_skill_only_after_its_review(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    a_run(home, "aaaaaa", "Order twelve lamps")
    library = Store(home / "skills")
    with story_on(desktop, home, tmp_path / "pictures") as person:
        person.click("tab", "Runs")
        person.click("gridcell", "Order twelve lamps")
        person.click("button", "Save as a skill")
        person.find("listitem", "1. Open")
        person.find("textbox", "Name of name")
        assert library.names() == []

        person.click("button", "Discard")
        person.says("The run itself is kept.")
        person.hands("key", "alt+d")
        wait_for(lambda: not person.all("listitem", "1. Open"), 30, "the review is open")
        assert library.names() == []

        person.click("button", "Save as a skill")
        person.type("Name of name", "who")
        person.press("Tab")
        person.find("textbox", "Name of who")
        person.picture("review")
        person.click("button", "Save")
        person.find("listitem", "order-twelve-lamps")
    skill = library.get("order-twelve-lamps")
    assert [each.name for each in skill.parameters] == ["who"]
    assert skill.provenance.source == ("aaaaaa",)
