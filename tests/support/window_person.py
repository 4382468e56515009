"""Somebody in front of a Deskhand: sees its tree, and uses its mouse and keyboard."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from actions.action import Action, Click, Drag, GroundedAction, Press, Type
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.desktop import DesktopOptions, open_desktop
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import TargetChanged
from actions.target import ElementRef, Grounding, PointOn
from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation

ROOT = Path(__file__).parents[2]
_START = "import sys; from app.cli import main; sys.exit(main([]))"


class WindowPerson:
    """Looks, clicks, types and presses keys, as a person would.

    Attributes:
        window: the process of the Deskhand.
    """

    def __init__(self, environment: Environment, window: subprocess.Popen[bytes]) -> None:
        self.window = window
        self._environment = environment
        self._context = RunContext()

    def see(self) -> Observation:
        """All that can be seen now."""
        return self._environment.observe(self._context, screenshot=False)

    def all(self, role: str = "", name: str = "") -> list[Element]:
        """The controls of this role whose name begins so."""
        return [
            each
            for each in self.see().elements
            if role in ("", each.role) and each.name.startswith(name)
        ]

    def find(self, role: str, name: str, seconds: float = 90.0, *, usable: bool = True) -> Element:
        """A control, as soon as it is there and can be used."""
        found: list[Element] = []

        def there() -> bool:
            found[:] = [
                each for each in self.all(role, name) if not usable or "disabled" not in each.states
            ]
            return bool(found)

        wait_for(there, seconds, lambda: f"there is no {role} {name!r}; {self.told()}")
        return found[0]

    def told(self) -> str:
        """What is there, for a test that did not find what it looked for."""
        return ", ".join(each.described() for each in self.see().elements if each.interactive)

    def do(self, action: Action, element: Element | None = None) -> None:
        """Do something, aimed at an element or not."""
        spots: tuple[Grounding, ...] = ()
        if element is not None:
            assert element.click_point is not None, f"{element.described()} cannot be clicked"
            spot = Grounding(
                target=ElementRef(ref=element.ref),
                element=element,
                surface=element.surface,
                point=element.click_point,
            )
            spots = (spot,)
        grounded = GroundedAction(action=action, groundings=spots)  # type: ignore[arg-type]
        self._environment.execute(grounded, self._context)

    def click(self, role: str, name: str) -> None:
        """Click a control; anew where its window just took another's place, so nothing was done."""
        for attempt in range(3):
            element = self.find(role, name)
            try:
                self.do(Click(target=ElementRef(ref=element.ref)), element)
                return
            except TargetChanged:
                if attempt == 2:
                    raise
                time.sleep(0.5)

    def type(self, name: str, text: str, role: str = "textbox") -> None:
        """Type into a field, instead of what stands there."""
        element = self.find(role, name)
        self.do(Type(text=text, into=ElementRef(ref=element.ref), clear=True), element)

    def press(self, keys: str) -> None:
        """Press keys wherever the focus is."""
        self.do(Press(keys=keys))

    def sees(self, role: str, name: str) -> bool:
        """Whether there is such a control now, one that can be used."""
        return any("disabled" not in each.states for each in self.all(role, name))

    def choose(self, name: str, *keys: str) -> None:
        """Choose of a list of choices by keys: "Home", or "End", "Up"."""
        self.click("combobox", name)
        wait_for(lambda: "expanded" in self.find("combobox", name).states, 20, f"{name} opens")
        for each in keys:
            self.press(each)
        self.press("Enter")
        wait_for(lambda: "expanded" not in self.find("combobox", name).states, 20, "it closes")

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

    @property
    def focused(self) -> Element | None:
        """What has the focus. Qt says it of the chosen tab as well, whatever really has it."""
        found = [each for each in self.see().elements if "focused" in each.states]
        return next((each for each in found if each.role != "tab"), found[0] if found else None)


def wait_for(
    true: Callable[[], bool], seconds: float, what: str | Callable[[], str] = "it never came"
) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what if isinstance(what, str) else what()
        time.sleep(0.2)


@contextmanager
def deskhand_window(
    desktop: PrivateDesktop, home: Path, variables: Mapping[str, str] | None = None
) -> Iterator[WindowPerson]:
    """Somebody in front of a Deskhand that has just been started, with this home."""
    environment = {
        **desktop.session.variables,
        "PYTHONPATH": str(ROOT),
        "DESKHAND_HOME": str(home),
        "LC_ALL": "C.UTF-8",
        **(variables or {}),
    }
    # A file: programs that the window opens inherit it, and would hold a pipe open.
    with TemporaryFile("w+") as errors:
        window = subprocess.Popen(
            [sys.executable, "-c", _START],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            seen = open_desktop(DesktopOptions(session=desktop.session))
            try:
                yield WindowPerson(seen, window)
            finally:
                seen.close()
        finally:
            window.terminate()
            try:
                window.wait(timeout=30)
            except subprocess.TimeoutExpired:
                window.kill()
                window.wait()
        errors.seek(0)
        said = errors.read()
    assert "Traceback" not in said, said
