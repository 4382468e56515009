"""The window, worked by mouse and keyboard on a private desktop, read through its own tree."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.action import Action, Click, Drag, GroundedAction, Press, Type
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.private_desktop import PrivateDesktop
from actions.target import ElementRef, Grounding, PointOn
from app.demo.server import DemoSite
from app.paths import Paths
from app.resuming import look_back
from app.runs.index import list_runs
from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation

ROOT = Path(__file__).parents[3]
TASK = (
    "Open the contacts, click Edit in the row of Chen Wei, "
    'set the phone to "12345" and click Save contact.'
)


class Person:
    """Looks at the private desktop and does things there, as a person would."""

    def __init__(self, environment: Environment, window: subprocess.Popen[str], home: Path) -> None:
        self._environment = environment
        self._context = RunContext()
        self.window, self.home = window, home

    def see(self) -> Observation:
        return self._environment.observe(self._context, screenshot=False)

    def find(self, role: str, name: str, seconds: float = 90.0) -> Element:
        """A control of this role whose name begins so, and that can be used."""
        found: list[Element] = []

        def there() -> bool:
            found[:] = [
                each
                for each in self.see().elements
                if each.role == role
                and each.name.startswith(name)
                and "disabled" not in each.states
            ]
            return bool(found)

        wait_for(there, seconds, f"there is no {role} {name!r}")
        return found[0]

    def do(self, action: Action, element: Element) -> None:
        assert element.click_point is not None
        spot = Grounding(
            target=ElementRef(ref=element.ref),
            element=element,
            surface=element.surface,
            point=element.click_point,
        )
        grounded = GroundedAction(action=action, groundings=(spot,))  # type: ignore[arg-type]
        self._environment.execute(grounded, self._context)

    def choose(self, name: str, key: str) -> None:
        """Choose the first or the last of a list of choices: "Home" or "End"."""
        self.click("combobox", name)
        wait_for(lambda: "expanded" in self.find("combobox", name).states, 20, f"{name} opens")
        self.press(key)
        self.press("Enter")
        wait_for(lambda: "expanded" not in self.find("combobox", name).states, 20, "it closes")

    def sees(self, role: str, name: str) -> bool:
        """Whether there is such a control now."""
        return any(each.role == role and each.name.startswith(name) for each in self.see().elements)

    def press(self, keys: str) -> None:
        """Press keys, wherever the focus is."""
        self._environment.execute(GroundedAction(action=Press(keys=keys)), self._context)

    def write(self, text: str) -> None:
        """Type, wherever the focus is."""
        action = Type(text=text, clear=False)
        self._environment.execute(GroundedAction(action=action), self._context)

    def point(self, action: Click | Drag, *points: Point) -> None:
        """Use the mouse at places of the screen."""
        active = self.see().active
        assert active is not None
        spots = tuple(
            Grounding(target=PointOn(x=at.x, y=at.y), element=None, surface=active.ref, point=at)
            for at in points
        )
        self._environment.execute(GroundedAction(action=action, groundings=spots), self._context)

    def place(self, x: float, y: float) -> Point:
        """Where a place of the environment (1280 by 800) is on the screen."""
        box = self.find("img", "Live view").box
        scale = min(box.width / 1280, box.height / 800)
        left = box.x + (box.width - 1280 * scale) / 2
        top = box.y + (box.height - 800 * scale) / 2
        return Point(left + x * scale, top + y * scale)

    def click(self, role: str, name: str) -> None:
        element = self.find(role, name)
        self.do(Click(target=ElementRef(ref=element.ref)), element)

    def type(self, name: str, text: str) -> None:
        element = self.find("textbox", name)
        self.do(Type(text=text, into=ElementRef(ref=element.ref)), element)


def wait_for(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.fixture
def person(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[Person]:
    """Somebody in front of a Deskhand that has just been started."""
    variables = {
        **desktop.session.variables,
        "PYTHONPATH": str(ROOT),
        "DESKHAND_HOME": str(tmp_path / "home"),
    }
    window = subprocess.Popen(
        [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main([]))"],
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    environment = open_desktop(DesktopOptions(session=desktop.session))
    try:
        yield Person(environment, window, tmp_path / "home")
    finally:
        environment.close()
        window.terminate()
        _, said = window.communicate(timeout=20)
    assert "Traceback" not in said, said


def begin(person: Person, url: str, task: str) -> None:
    """Give a task and start it."""
    person.type("Task", task)
    person.type("Address", url)
    person.click("button", "Start")


def test_a_task_is_given_approved_and_done(person: Person) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.click("button", "Do it once")
        person.find("text", "Done, verified")
        person.find("listitem", 'Click link "Edit"')
        (chen,) = (each for each in site.state.contacts.values() if each.name == "Chen Wei")
        assert chen.phone == "12345"


@pytest.mark.campaign
def test_what_is_denied_is_not_done(person: Person) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.find("button", "Do it once")
        person.click("button", "Do not")
        person.find("text", "Refused")
        assert all(each.phone != "12345" for each in site.state.contacts.values())


@pytest.mark.campaign
def test_a_key_stops_the_run_from_everywhere_and_the_next_task_begins(person: Person) -> None:
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


def test_every_control_has_a_name(person: Person) -> None:
    person.find("textbox", "Task")
    nameless = [
        each.described() for each in person.see().elements if each.interactive and not each.name
    ]
    assert nameless == []


def test_a_killed_window_leaves_nothing_running_and_the_run_can_be_resumed(person: Person) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.find("button", "Do it once")
        below = descendants(person.window.pid)
        assert any("chrom" in name for name in below.values()), below
        person.window.kill()
        person.window.wait(20)
        wait_for(lambda: not alive(below), 20, "the browser ends with the window")
        assert all(each.phone != "12345" for each in site.state.contacts.values())
    home = Paths(config=person.home, data=person.home)
    (run,) = list_runs(home)
    assert run.outcome == "crashed"
    recovered = look_back(home, run.id)
    assert recovered.task.text == TASK
    assert [step.error for step in recovered.steps] == ["", "", ""]
    assert recovered.unknown_commit is None, "it was not approved"


def descendants(pid: int) -> dict[int, str]:
    """The names of the processes below one."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,comm="], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        below = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
        parents = set(below) - set(found)
        found |= below
    return found


def alive(processes: dict[int, str]) -> list[int]:
    """Those that still run under their name."""
    found = []
    for pid, name in processes.items():
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        if f"({name[:15]})" in status and ") Z " not in status:
            found.append(pid)
    return found


@pytest.mark.campaign
def test_an_action_is_shown_first_and_aimed_elsewhere(person: Person) -> None:
    with DemoSite() as site:
        person.click("checkbox", "Preview")
        begin(person, site.url, "Open the contacts")
        person.find("text", 'Next: Click link "Contacts"')
        person.click("button", "Another one")
        person.point(Click(target=PointOn(x=0, y=0)), person.place(438, 31))
        person.find("listitem", 'You: link "Orders" is meant')
        person.find("listitem", 'Click link "Orders"')
        person.find("text", "Remember for")
        person.click("button", "Remember")
        person.find("text", "It is told to planners")


@pytest.mark.campaign
def test_the_person_takes_over_in_the_picture_and_gives_back(person: Person) -> None:
    with DemoSite() as site:
        begin(person, site.url, TASK)
        person.click("button", "I do it myself")
        person.find("text", "You have taken over")
        person.point(Click(target=PointOn(x=0, y=0)), person.place(350, 303))
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
def test_somebody_is_asked_to_log_in(person: Person) -> None:
    with DemoSite() as site:
        begin(person, site.url, "Open the reports")
        person.find("text", "Somebody has to log in here")
        person.click("button", "Take over")
        person.find("text", "You have taken over")
        person.click("button", "Give back")
        person.find("listitem", "You gave back")


@pytest.mark.campaign
def test_deskhand_never_sees_its_own_windows(person: Person) -> None:
    """A run on this very desktop finds neither its window nor the approval that it asks for."""
    person.choose("Where", "End")
    person.type("Task", "Click Queue")
    person.click("button", "Start")
    wait_for(
        lambda: person.sees("text", "Gave up") or person.sees("text", "Failed"),
        90,
        "there is nothing that is called so but in Deskhand's own window",
    )
    log = next(person.home.rglob("events.jsonl")).read_text()
    assert '"What should be done?"' not in log
    assert "Take over" not in log
