"""Shows things as a person does: with a mouse and a keyboard in a private desktop, and recorded.

Only real input events are made (xdotool, which asks the X server for them). Where to point is
looked up the way a person looks at the screen; nothing else is asked of what is recorded.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from actions.context import RunContext
from actions.environments.browser import BrowserOptions, open_browser
from actions.environments.browser_record import BrowserSource
from actions.environments.host import HostedEnvironment
from actions.environments.private_desktop import PrivateDesktop
from actions.environments.sandbox import Sandbox, SandboxOptions, open_sandbox
from actions.errors import EnvironmentUnavailable
from actions.trajectory import Task
from app.errors import StorageError
from app.recording.folder import Recorded, RecordingBegan, begin
from app.recording.session import Session
from perception.element import Element
from perception.events import Allowed, EventSource
from perception.geometry import Point
from perception.observation import Observation

PATIENCE = 20.0  # seconds until something must be on the screen


class Hand:
    """A mouse and a keyboard on a display."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)

    def tool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self._variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def point(self, at: Point) -> None:
        """A hand moves in steps, so that what it comes over sees it come."""
        self.tool("mousemove", "--sync", f"{at.x - 3:.0f}", f"{at.y - 3:.0f}")
        self.tool("mousemove", f"{at.x:.0f}", f"{at.y:.0f}")
        time.sleep(0.05)

    def click(self, at: Point, *, button: int = 1, count: int = 1) -> None:
        self.point(at)
        self.tool("click", "--repeat", str(count), "--delay", "80", str(button))

    def drag(self, one: Point, other: Point) -> None:
        self.point(one)
        self.tool("mousedown", "1")
        for part in range(1, 9):
            x = one.x + (other.x - one.x) * part / 8
            y = one.y + (other.y - one.y) * part / 8
            self.tool("mousemove", f"{x:.0f}", f"{y:.0f}")
            time.sleep(0.03)
        self.tool("mouseup", "1")

    def type(self, text: str) -> None:
        self.tool("type", "--delay", "30", text)

    def key(self, *keys: str) -> None:
        self.tool("key", "--delay", "40", *keys)


class Person:
    """Somebody who looks at an environment and works in it by hand."""

    def __init__(
        self,
        environment: HostedEnvironment,
        hand: Hand,
        *,
        offset: Callable[[], Point] | None = None,
        launch: Callable[..., object] | None = None,
    ) -> None:
        self.environment = environment
        self.hand = hand
        self._offset = offset or (lambda: Point(0, 0))
        self._launch = launch
        self.session: Session | None = None  # that listens, if one does

    def start(self, *command: str) -> None:
        """Start a program, as from a menu."""
        assert self._launch is not None
        self._launch(*command)

    def has_window(self, title: str) -> None:
        """Wait until a window of this title is in front."""

        def there(seen: Observation) -> bool:
            return seen.active is not None and title in seen.active.title

        self.sees(f"a window {title!r}", there)
        deadline = time.monotonic() + PATIENCE
        while not self._recorder_sees(title) and time.monotonic() < deadline:
            time.sleep(0.1)  # the recorder says what it sees; a person waits for that
        time.sleep(0.5)  # to find one's way about in it

    def _recorder_sees(self, title: str) -> bool:
        if self.session is None:
            return True
        seen = self.session.seen
        active = seen.active
        return active is not None and title in active.title and bool(seen.elements)

    def look(self) -> Observation:
        return self.environment.observe(RunContext(), whole=True)

    def find(self, role: str, name: str, *, row: str = "", nth: int = 0) -> Element:
        """An element that is there, or comes up in time."""
        deadline = time.monotonic() + PATIENCE
        while True:
            seen = self.look()
            fitting = [
                each
                for each in seen.elements
                if each.role == role and each.name == name and _in_row(each, row, seen)
            ]
            if len(fitting) > nth:
                found = fitting[nth]
                point, view = found.click_point, seen.viewport.box
                if point is not None and view.contains(point):
                    return found
                self._scroll_to(found, seen)
            if time.monotonic() > deadline:
                there = sorted({f"{e.role} {e.name!r}" for e in seen.elements if e.name})
                raise AssertionError(f"there is no {role} {name!r}; there are {there}")
            time.sleep(0.2)

    def _scroll_to(self, element: Element, seen: Observation) -> None:
        """Turn the wheel towards it."""
        offset, view = self._offset(), seen.viewport.box
        self.hand.point(Point(view.center.x + offset.x, view.center.y + offset.y))
        self.hand.tool("click", "5" if element.box.y > view.center.y else "4")
        time.sleep(0.2)

    def at(self, element: Element) -> Point:
        offset = self._offset()
        point = element.click_point or element.box.center
        return Point(point.x + offset.x, point.y + offset.y)

    def click(self, role: str, name: str, *, row: str = "", nth: int = 0, count: int = 1) -> None:
        self.hand.click(self.at(self.find(role, name, row=row, nth=nth)), count=count)
        time.sleep(0.3)

    def fill(self, role: str, name: str, text: str, *, clear: bool = True) -> None:
        """Click into a field, and type over what it holds."""
        self.click(role, name)
        if clear:
            self.hand.key("ctrl+a")
        self.hand.type(text)
        time.sleep(0.2)

    def sees(self, told: str, holds: Callable[[Observation], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds(self.look()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never seen: {told}")
            time.sleep(0.2)


def _in_row(element: Element, row: str, seen: Observation) -> bool:
    if not row:
        return True
    for around in seen.ancestors(element):
        if around.role in ("row", "listitem"):
            return any(row in each.name for each in (around, *seen.within(around)))
    return False


@contextmanager
def browsing(desktop: PrivateDesktop, url: str) -> Iterator[tuple[HostedEnvironment, Person]]:
    """A browser with a window on the desktop, and somebody before it."""
    environment = open_browser(
        BrowserOptions(
            headless=False, follow_window=True, variables=desktop.session.variables, url=url
        )
    )
    try:

        def offset() -> Point:
            x, y = environment.on_thread(_page_corner)
            return Point(x, y)

        yield environment, Person(environment, Hand(desktop.session.variables), offset=offset)
    finally:
        environment.close()


@contextmanager
def at_desk(home: Path) -> Iterator[tuple[HostedEnvironment, Person]]:
    """A private desktop with this home folder, and somebody before it."""
    environment = open_sandbox(SandboxOptions(home=home))
    try:
        desktop = environment.on_thread(_desktop_of)

        def launch(*command: str) -> object:
            return environment.on_thread(lambda _: desktop.launch(command))

        hand = Hand(desktop.session.variables)
        yield environment, Person(environment, hand, launch=launch)
    finally:
        environment.close()


def _desktop_of(environment: object) -> PrivateDesktop:
    assert isinstance(environment, Sandbox)
    return environment.desktop


def _page_corner(environment: object) -> tuple[float, float]:
    """Where the page begins on the screen."""
    page = environment.tabs.active.page  # type: ignore[attr-defined]  # of a browser
    wide, high = page.evaluate(
        "() => [screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]"
    )
    return float(wide), float(high)


@contextmanager
def recording(
    source: EventSource,
    folder: Path,
    text: str,
    *,
    environment: str = "browser",
    allowed: Allowed | None = None,
    home: Path | None = None,
) -> Iterator[Session]:
    """Record while the block runs; after it, `session.end()` gives the recording."""
    identity, made = begin(folder, Task(text=text))
    began = RecordingBegan(
        id=identity,
        task=Task(text=text),
        environment=environment,
        allowed=allowed or Allowed(),
        home=str(home or ""),
    )
    session = Session(source, made, began)
    over = threading.Event()
    failures: list[Exception] = []  # raised below, on the test's own thread

    def listen() -> None:
        try:
            session.listen(over.is_set, lambda steps: None)
        except (EnvironmentUnavailable, StorageError) as failure:
            failures.append(failure)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield session
        time.sleep(1.0)  # a person too looks at what came of it before saying that it is done
    finally:
        over.set()
        thread.join(30)
        session.end()
    if failures:
        raise failures[0]


def recorded_in(session: Session) -> Recorded:
    return session.end()


def browser_source(environment: HostedEnvironment, url: str) -> BrowserSource:
    return BrowserSource(environment, Allowed(origins=(url,)))
