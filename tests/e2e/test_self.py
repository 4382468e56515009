"""Deskhand operates Deskhand: a second window on a private desktop, worked through its own tree."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from made_runs import a_run
from sample_skills import CONTACT, change_contact

from actions.environment import Environment
from actions.trajectory import Outcome
from app.engine.events import RunFinished
from app.handover import HOME
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.runs.read import read
from app.settings import Settings, load_settings
from app.where import Where
from skills.load import parse
from skills.store import Store

TASK = (
    'Click the tab "Settings", click "Runs" in the list "Parts of the settings", set "Most steps '
    'of a run" to "25", click the tab "Runs", set "Search" to "lamps", click the cell "Order '
    'twelve lamps", click the tab "Skills" and click the list item "shop-new-contact".'
)


@pytest.fixture
def inner(tmp_path: Path) -> Path:
    """The home folder of the private desktop: Deskhand is installed there, and was used."""
    home = tmp_path / "inner"
    applications = home / ".local" / "share" / "applications"
    applications.mkdir(parents=True)
    program = Path(sys.executable).parent / "deskhand"
    assert program.exists(), "the command is not installed beside this Python"
    (applications / "deskhand.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Deskhand\nExec={program}\nCategories=Utility;\n"
    )
    data = home / ".local" / "share" / "deskhand"
    a_run(data, "aaaaaa", "Order twelve lamps")
    a_run(data, "bbbbbb", "Write to Ada")
    library = Store(Paths.within(data).skills)
    for text in (change_contact("http://shop.test"), CONTACT):
        library.put(parse(text))
    return home


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_it_changes_a_setting_finds_a_run_and_opens_a_skill(tmp_path: Path, inner: Path) -> None:
    home = Paths.within(tmp_path / "outer")
    left: list[int] = []

    def look(_finished: RunFinished, _environment: Environment) -> None:
        """What the inner Deskhand wrote, before its desktop is gone."""
        inside = launched.folder / HOME / ".config" / "deskhand" / "settings.yaml"
        left.append(load_settings(inside).max_steps)

    options = LaunchOptions(
        task=TASK, where=Where(environment="sandbox", opens="Deskhand", home=inner), yes=True
    )
    launched = launch(options, home, Settings(), examine=look)
    finished = launched.handle.result()
    assert launched.handle.join(60)
    record = read(launched.folder)
    told = [(step.action, step.error) for step in record.steps]
    # Where it ends nothing is left to read of where it began; what was done is looked at here.
    assert finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED), told
    assert all(not step.error for step in record.steps), told
    assert left == [25]
    seen = [step.after for step in record.steps if step.after is not None]
    shown = [{(each.role, each.name) for each in each_seen.elements} for each_seen in seen]
    assert any(("listitem", 'Type “text 1” into textbox "Name"') in each for each in shown)
    assert ("text", "shop-new-contact") in shown[-1]
