"""The window, worked by mouse and keyboard on a private desktop, read through its own tree."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.action import Action, Click, GroundedAction, Type
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.private_desktop import PrivateDesktop
from actions.target import ElementRef, Grounding
from app.demo.server import DemoSite
from perception.element import Element
from perception.observation import Observation

ROOT = Path(__file__).parents[3]
TASK = (
    "Open the contacts, click Edit in the row of Chen Wei, "
    'set the phone to "12345" and click Save contact.'
)


class Person:
    """Looks at the private desktop and does things there, as a person would."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._context = RunContext()

    def see(self) -> Observation:
        return self._environment.observe(self._context, screenshot=False)

    def find(self, role: str, name: str, seconds: float = 40.0) -> Element:
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
        yield Person(environment)
    finally:
        environment.close()
        window.terminate()
        _, said = window.communicate(timeout=20)
    assert "Traceback" not in said, said


def test_a_task_is_given_approved_and_done(person: Person) -> None:
    with DemoSite() as site:
        person.type("Task", TASK)
        person.type("Address", site.url)
        person.click("button", "Start")
        person.click("button", "Do it once")
        person.find("text", "Done, verified")
        (chen,) = (each for each in site.state.contacts.values() if each.name == "Chen Wei")
        assert chen.phone == "12345"


def test_what_is_denied_is_not_done(person: Person) -> None:
    with DemoSite() as site:
        person.type("Task", TASK)
        person.type("Address", site.url)
        person.click("button", "Start")
        person.find("button", "Do it once")
        person.click("button", "Do not")
        person.find("text", "Refused")
        assert all(each.phone != "12345" for each in site.state.contacts.values())


def test_a_run_is_stopped(person: Person) -> None:
    with DemoSite() as site:
        person.type("Task", TASK)
        person.type("Address", site.url)
        person.click("button", "Start")
        person.find("button", "Do it once")
        person.click("button", "Stop")
        person.find("text", "Stopped")


def test_every_control_has_a_name(person: Person) -> None:
    person.find("textbox", "Task")
    nameless = [
        each.described() for each in person.see().elements if each.interactive and not each.name
    ]
    assert nameless == []


def test_settings_are_written_to_the_file(person: Person, tmp_path: Path) -> None:
    person.click("tab", "Settings")
    person.type("Most steps of a run", "25")
    person.click("tab", "Runs")
    file = tmp_path / "home" / "config" / "settings.yaml"
    wait_for(lambda: any(tmp_path.rglob("settings.yaml")), 10, f"there is no {file}")
    (written,) = tmp_path.rglob("settings.yaml")
    assert "max_steps: '25'" in written.read_text() or "max_steps: 25" in written.read_text()


def test_a_run_can_be_looked_at_again(person: Person) -> None:
    with DemoSite() as site:
        person.type("Task", "Open the contacts")
        person.type("Address", site.url)
        person.click("button", "Start")
        person.find("text", "Done")
        person.click("tab", "Runs")
        person.click("gridcell", "Open the contacts")
        person.find("listitem", 'Click link "Contacts"')
        person.find("button", "Open report")
