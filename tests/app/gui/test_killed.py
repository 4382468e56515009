"""A Deskhand that is killed during a run: what it worked on ends, and the run can go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import alive, descendants
from window_person import WindowPerson, deskhand_window, wait_for

from actions.environments.private_desktop import PrivateDesktop
from app.demo.server import DemoSite
from app.paths import Paths
from app.resuming import look_back
from app.runs.index import list_runs

TASK = (
    "Open the contacts, click Edit in the row of Chen Wei, "
    'set the phone to "12345" and click Save contact.'
)
LONG = 'Open the text editor, type "Hello from Deskhand" and wait 120 seconds'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def person(desktop: PrivateDesktop, home: Path) -> Iterator[WindowPerson]:
    """Somebody in front of a Deskhand that has just been started."""
    with deskhand_window(desktop, home) as person:
        yield person


def kill(person: WindowPerson, program: str) -> dict[int, str]:
    """Kill the window, and see that all that it had started ends; what that was.

    But for what gathers the icons of this machine: that ends when it is done, for the next start.
    """
    started = descendants(person.window.pid)
    below = {pid: name for pid, name in started.items() if not gathers(pid)}
    assert any(program in name for name in below.values()), below
    person.window.kill()
    person.window.wait(20)
    wait_for(lambda: not alive(below), 30, lambda: f"still running: {alive(below)} of {below}")
    return below


def test_a_browser_ends_with_the_window_and_the_run_is_looked_back_on(
    person: WindowPerson, home: Path
) -> None:
    with DemoSite() as site:
        person.type("Task", TASK)
        person.type("Address", site.url)
        person.click("button", "Start")
        person.find("button", "Do it once")
        kill(person, "chrom")
        assert all(each.phone != "12345" for each in site.state.contacts.values())
    paths = Paths.within(home)
    (run,) = list_runs(paths)
    assert run.outcome == "crashed"
    recovered = look_back(paths, run.id)
    assert recovered.task.text == TASK
    assert [step.error for step in recovered.steps] == ["", "", ""]
    assert recovered.unknown_commit is None, "it was not approved"


@pytest.mark.campaign
@pytest.mark.timeout(400)
def test_a_private_desktop_ends_with_the_window_and_the_run_goes_on_in_another(
    desktop: PrivateDesktop, person: WindowPerson, home: Path
) -> None:
    person.type("Task", LONG)
    person.choose("Where", "End", "Up")
    person.click("button", "Start")
    person.find("listitem", "Type “Hello from Deskhand”", usable=False)
    person.find("listitem", "Wait", usable=False)
    keeper = next(pid for pid in descendants(person.window.pid) if folder_of(pid) is not None)
    folder = folder_of(keeper)
    assert folder is not None
    assert folder.is_dir()
    ended = kill(person, "Xvfb")
    assert "openbox" in ended.values()
    wait_for(lambda: not folder.exists(), 20, f"{folder} is left behind")
    paths = Paths.within(home)
    (run,) = list_runs(paths)
    assert run.outcome == "crashed"
    assert look_back(paths, run.id).task.text == LONG

    with deskhand_window(desktop, home) as person:
        person.click("tab", "Runs")
        person.click("gridcell", "Open the text editor")
        person.click("button", "Go on…")
        person.find("textbox", "What is known of it", usable=False)
        person.click("button", "Go on")
        person.click("tab", "Task")
        person.find("listitem", "Type “Hello from Deskhand”", usable=False)
        person.click("button", "Stop")
        person.find("text", "Stopped", usable=False)
    again = next(each for each in list_runs(paths) if each.id != run.id)
    assert again.parent == run.id
    assert again.outcome == "stopped"


def folder_of(pid: int) -> Path | None:
    """The folder of the private desktop that a process keeps; None for another process."""
    words = command_of(pid)
    if not any(each.endswith(b"private_keeper.py") for each in words):
        return None
    return next(Path(each.decode()) for each in words if b"deskhand-desktop-" in each)


def gathers(pid: int) -> bool:
    """Whether a process gathers icons."""
    return b"perception.icon_themes" in command_of(pid)


def command_of(pid: int) -> list[bytes]:
    """The words of a process's command; none if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
