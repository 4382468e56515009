"""What a person does on a desktop is heard: real windows, and input that nobody announced."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.context import RunContext
from actions.environment import Environment
from actions.environments.desktop import DesktopEnvironment, DesktopOptions, open_desktop
from actions.environments.desktop_parts import Parts
from actions.environments.desktop_record import DesktopSource, open_source
from actions.environments.host import HostedEnvironment
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import EnvironmentUnavailable
from actions.input.x11 import X11Input
from perception.element import Element
from perception.events import (
    Allowed,
    Elsewhere,
    InputEvent,
    KeyPressed,
    Marked,
    PointerPressed,
    PointerReleased,
    Scrolled,
    Snapshot,
    SurfaceActivated,
    SurfaceClosed,
    ValueChanged,
    Went,
)
from perception.geometry import Point
from perception.platforms.session import DesktopSession

WINDOWS = Path(__file__).parents[1] / "support" / "windows"
GTK = ["/usr/bin/python3", str(WINDOWS / "gtk_desk.py")]
QT = [sys.executable, str(WINDOWS / "qt_form.py")]


class Person:
    """Works on a private desktop with xdotool, and keeps what is heard of it."""

    def __init__(self, desktop: PrivateDesktop, allowed: tuple[str, ...] = ("*",)) -> None:
        self.desktop = desktop
        self.environment: HostedEnvironment = open_desktop(
            DesktopOptions(
                session=desktop.session,
                launch=lambda c, f: desktop.launch(c, folder=f),
                pixels=None,
            )
        )
        self.source: DesktopSource = open_source(self.environment, Allowed(applications=allowed))
        self.events: list[InputEvent] = []

    def open(self, command: list[str], title: str, limit: float = 60) -> None:
        self.desktop.launch(command)
        end = time.monotonic() + limit
        while not self.shows(title):
            assert time.monotonic() < end, f"{title} did not open"
            time.sleep(0.1)

    def shows(self, title: str) -> bool:
        active = self.environment.observe(RunContext(), screenshot=False)
        return active.active is not None and title in active.active.title and bool(active.elements)

    def listen(self) -> None:
        self.environment.settle(RunContext(), limit=3)
        self.source.start()

    def does(self, *words: object) -> None:
        """Input as a person gives it: real events that nobody announced."""
        variables = dict(self.desktop.session.variables)
        subprocess.run(["xdotool", *map(str, words)], env=variables, check=True)

    def seen(self, name: str, role: str = "") -> Element:
        end = time.monotonic() + 20
        while True:
            elements = self.environment.observe(RunContext(), screenshot=False).elements
            found = [
                each
                for each in elements
                if each.name == name and (each.role == role if role else each.role != "text")
            ]
            if found and found[0].click_point is not None:
                return found[0]
            assert time.monotonic() < end, [each.described() for each in elements]
            time.sleep(0.05)

    def click(self, name: str, role: str = "", button: int = 1) -> None:
        point = self.seen(name, role).click_point
        assert point is not None
        self.press(point, button)

    def press(self, point: Point, button: int = 1) -> None:
        self.does("mousemove", point.x, point.y, "sleep", 0.05)
        self.does("mousedown", button, "sleep", 0.06, "mouseup", button)

    def until(self, wanted: Callable[[InputEvent], bool], limit: float = 25) -> InputEvent:
        """Take events until one is as wanted."""
        end = time.monotonic() + limit
        while True:
            event = self.source.next(0.2)
            if event is not None:
                self.events.append(event)
                if wanted(event):
                    return event
            assert time.monotonic() < end, self.told()

    def rest(self) -> None:
        """Take events until a snapshot of what is now is told of and nothing follows it.

        Where what is now was told of before somebody asked, nothing comes for some seconds.
        """
        now = time.monotonic() - self.source._began
        end = time.monotonic() + 30
        quiet_since = time.monotonic()
        while not (isinstance(self.events[-1] if self.events else None, Snapshot)) or (
            self.events[-1].at <= now and time.monotonic() - quiet_since < 5
        ):
            assert time.monotonic() < end, self.told()
            if (event := self.source.next(0.2)) is not None:
                self.events.append(event)
                quiet_since = time.monotonic()
        while (event := self.source.next(0.6)) is not None:
            self.events.append(event)

    def told(self) -> str:
        return "\n".join(_said(each) for each in self.events)

    def of(self, kind: type[InputEvent]) -> list[InputEvent]:
        return [each for each in self.events if isinstance(each, kind)]

    def text(self) -> str:
        return "".join(each.text for each in self.events if isinstance(each, KeyPressed))

    def close(self) -> None:
        self.source.close()
        end = time.monotonic() + 20
        windows = self.environment.on_thread(_parts).windows
        while pids := {each.pid for each in windows.windows() if each.pid}:
            assert time.monotonic() < end, "a window stayed open"
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        self.environment.close()


def _parts(environment: Environment) -> Parts:
    assert isinstance(environment, DesktopEnvironment)
    return environment.parts


def _said(event: InputEvent) -> str:
    """An event on one line."""
    names = ("keys", "text", "value", "secret", "final", "where", "how", "kind", "dy")
    words = [f"{each}={getattr(event, each)!r}" for each in names if hasattr(event, each)]
    return " ".join(
        [f"{event.at:.3f} {type(event).__name__} {event.surface}", *words, f"on {on(event)}"]
    )


def on(event: InputEvent) -> str:
    """What an event is about."""
    element: Element | None = getattr(event, "element", None)
    return f"{element.role} {element.name}" if element is not None else ""


@pytest.fixture
def person(desktop: PrivateDesktop) -> Iterator[Person]:
    made = Person(desktop)
    yield made
    made.close()


def changed(name: str, value: str, *, final: bool = True) -> Callable[[InputEvent], bool]:
    return lambda each: (
        isinstance(each, ValueChanged)
        and each.element.name == name
        and each.value == value
        and (each.final or not final)
    )


def pressed(what: str) -> Callable[[InputEvent], bool]:
    return lambda each: isinstance(each, PointerPressed) and on(each) == what


def test_gtk_form(person: Person) -> None:
    """Text, a password that no event holds, a box to tick, a number, a list, a menu."""
    person.open(GTK, "Desk")
    person.listen()
    first = person.until(lambda each: True)
    assert isinstance(first, Snapshot)
    person.click("Name", "textbox")
    person.does("type", "--delay", 40, "Ada")
    person.does("key", "Tab")
    person.does("type", "--delay", 25, "hunter2")
    person.does("key", "Tab")
    person.until(lambda each: isinstance(each, ValueChanged) and each.secret)
    keys = [each for each in person.events if isinstance(each, KeyPressed)]
    name = [each for each in keys if on(each) == "textbox Name"]
    assert "".join(each.text for each in name) == "Ada", person.told()
    assert not any(each.secret for each in name)
    assert (
        person.until(changed("Name", "Ada")) if not _any(person, changed("Name", "Ada")) else True
    )
    secret = [each for each in keys if each.secret and each.keys != "Tab"]
    assert len(secret) == len("hunter2")
    assert not any(each.text or each.keys for each in secret)

    person.click("Show password")
    person.until(changed("Show password", "true"))
    person.click("Count", "spinbutton")
    person.does("key", "ctrl+a", "4", "2", "Tab")
    person.until(changed("Count", "42"))
    person.click("Colour", "combobox")
    person.rest()
    person.click("Blue")
    person.until(changed("Colour", "Blue"))
    person.click("File")
    person.rest()
    person.click("Print")
    person.until(pressed("menuitem Print"))
    person.rest()
    _holds_no_secret(person.events, "hunter2")


def _any(person: Person, wanted: Callable[[InputEvent], bool]) -> bool:
    return any(wanted(each) for each in person.events)


def _holds_no_secret(events: list[InputEvent], secret: str) -> None:
    for event in events:
        if isinstance(event, Snapshot):
            seen = event.observation
            said = [each for e in seen.elements for each in (e.name, e.value or "", e.description)]
            assert not any(secret in each for each in said)
        else:
            assert secret not in repr(event)


def test_press_that_closes(person: Person) -> None:
    """What is pressed is known though the press makes it vanish; so is a text that Enter sends."""
    person.open(GTK, "Desk")
    person.listen()
    person.click("Ask")
    person.until(lambda e: isinstance(e, Snapshot) and _titled(e, "Sure"))
    person.click("Quick")
    person.until(pressed("button Quick"))
    person.until(lambda each: isinstance(each, SurfaceClosed))
    person.rest()
    person.click("Ask")
    person.until(lambda e: isinstance(e, Snapshot) and _titled(e, "Sure"))
    person.does("type", "--delay", 15, "hello")
    person.does("key", "Return")
    person.until(lambda e: isinstance(e, ValueChanged) and e.value == "hello" and e.final)
    person.until(lambda e: isinstance(e, KeyPressed) and e.keys == "Enter")


def _titled(event: Snapshot, title: str) -> bool:
    active = event.observation.active
    return active is not None and active.title == title


def test_snapshots_come_before(person: Person) -> None:
    """No snapshot that was read after a press stands before it; the events keep their order."""
    person.open(QT, "Form")
    person.listen()
    person.click("News")
    person.until(changed("News", "true"))
    before = [each for each in person.events if isinstance(each, Snapshot)]
    press = next(each for each in person.events if isinstance(each, PointerPressed))
    shown = [each for each in before if each.at < press.at][-1]
    box = next(each for each in shown.observation.elements if each.name == "News")
    assert "checked" not in box.states
    times = [each.at for each in person.events]
    assert times == sorted(times)


def test_pointer(person: Person) -> None:
    """Double click, right click, wheel, drag, modifiers."""
    person.open(GTK, "Desk")
    person.listen()
    row = person.seen("Row 3", "gridcell").box.center
    person.does("mousemove", row.x, row.y, "click", "--repeat", 2, "--delay", 80, 1)
    person.does("keydown", "Control_L", "click", 1, "keyup", "Control_L")
    person.does("click", "--repeat", 3, "--delay", 30, 5, "click", 4)
    person.until(lambda each: isinstance(each, Scrolled) and each.dy == -1)
    presses = [each for each in person.events if isinstance(each, PointerPressed)]
    assert [on(each) for each in presses] == ["gridcell Row 3"] * 3
    assert presses[2].modifiers == ("Control",)
    assert presses[1].at - presses[0].at < 0.5
    assert [e.dy for e in person.events if isinstance(e, Scrolled)] == [1, 1, 1, -1]
    person.rest()
    start, end = person.seen("Ask").box.center, person.seen("Hang").box.center
    person.does("mousemove", start.x, start.y, "mousedown", 1)
    for step in range(1, 5):
        part = step / 4
        person.does("mousemove", start.x, round(start.y + (end.y - start.y) * part))
    person.does("mouseup", 1)
    dropped = person.until(
        lambda each: isinstance(each, PointerReleased) and on(each) == "button Hang"
    )
    assert on(dropped) == "button Hang"
    assert _any(person, pressed("button Ask"))


def test_context_menu(person: Person) -> None:
    person.open(GTK, "Desk")
    person.listen()
    place = person.seen("Place", "text").box.center
    person.press(place, 3)
    asked = person.until(lambda each: isinstance(each, PointerPressed))
    assert isinstance(asked, PointerPressed)
    assert asked.button == "right"
    person.rest()
    person.click("Remove")
    person.until(pressed("menuitem Remove"))


def test_fast_typing(person: Person) -> None:
    """Every key arrives, in order, while the window is read and read again."""
    person.open(GTK, "Desk")
    person.listen()
    person.click("Name", "textbox")
    text = "The quick brown fox jumps over the lazy dog 0123456789 " * 3
    person.does("type", "--delay", 12, text)
    person.does("key", "Tab")
    person.until(changed("Name", text))
    person.until(lambda each: isinstance(each, KeyPressed) and each.keys == "Tab")
    assert person.text() == text


def test_program_that_hangs(person: Person) -> None:
    """A program that does not answer holds up nothing: its own input and others' is told of."""
    person.open(GTK, "Desk")
    person.listen()
    hang = person.seen("Hang").click_point
    name = person.seen("Name", "textbox").click_point
    assert hang is not None
    assert name is not None
    person.press(hang)
    person.until(pressed("button Hang"))
    begun = time.monotonic()
    person.press(name)
    person.until(lambda each: isinstance(each, PointerPressed) and on(each) == "textbox Name")
    person.does("key", "a", "b")
    person.until(lambda each: isinstance(each, KeyPressed))
    assert time.monotonic() - begun < 8  # it hangs for as long
    person.rest()


def test_only_what_is_allowed(desktop: PrivateDesktop) -> None:
    """Of another program nothing is told: no element, no title, no key, no pixel."""
    person = Person(desktop, ("gtk_desk",))
    try:
        person.open(QT, "Form")
        person.open([*GTK, "800", "60"], "Desk")
        name = person.seen("Name", "textbox").click_point
        assert name is not None
        person.listen()
        person.until(lambda each: isinstance(each, Snapshot))
        form = next(
            each
            for each in person.environment.observe(RunContext(), screenshot=False).surfaces
            if each.title == "Form"
        )
        corner = Point(form.box.x + 40, form.box.y + 60)
        person.press(corner)
        person.until(lambda each: isinstance(each, Elsewhere))
        person.does("type", "--delay", 30, "private words")
        person.rest()
        assert not person.of(KeyPressed)
        assert not person.of(PointerPressed)
        last = next(each for each in person.events[::-1] if isinstance(each, Snapshot))
        assert not any(each.application == "qt_form" for each in last.observation.surfaces)
        assert "Form" not in {each.title for each in last.observation.surfaces}
        assert not last.observation.elements
        assert last.observation.screenshot is not None
        picture = last.observation.screenshot.image().convert("RGB")
        inside = picture.crop((int(form.box.x), int(form.box.y), int(corner.x), int(corner.y)))
        assert inside.getextrema() == ((0, 0),) * 3
        assert picture.getextrema() != ((0, 0),) * 3  # what is allowed is there
        person.press(name)
        person.until(pressed("textbox Name"))
        assert _any(person, lambda each: isinstance(each, SurfaceActivated))
    finally:
        person.close()


def test_own_input_is_not_the_persons(person: Person) -> None:
    """What Deskhand does is not told; what the person does meanwhile is."""
    person.open(GTK, "Desk")
    person.listen()
    name = person.seen("Name", "textbox").click_point
    news = person.seen("News").click_point
    assert name is not None
    assert news is not None
    hands = X11Input(person.desktop.session)
    try:
        hands.click(name, RunContext())
        hands.type_text("by machine", RunContext())
        person.press(news)
        hands.press("Tab", RunContext())
        person.does("key", "Escape")
        person.until(lambda each: isinstance(each, KeyPressed))
    finally:
        hands.close()
    assert [on(each) for each in person.of(PointerPressed)] == ["checkbox News"]
    assert [e.keys for e in person.events if isinstance(e, KeyPressed)] == ["Escape"]


def test_what_was_done_before_claims_nothing_of_the_persons(person: Person) -> None:
    person.open(GTK, "Desk")
    name = person.seen("Name", "textbox").click_point
    assert name is not None
    hands = X11Input(person.desktop.session)
    try:
        hands.click(name, RunContext())
        hands.type_text("milk ", RunContext())
    finally:
        hands.close()
    person.listen()
    person.does("type", "--delay", 30, "milk ")
    person.until(lambda each: isinstance(each, ValueChanged) and each.value == "milk milk ")


def test_pause_and_marks(person: Person) -> None:
    person.open(GTK, "Desk")
    person.listen()
    news = person.seen("News").click_point
    assert news is not None
    person.source.mark("pause")
    person.press(news)
    person.does("type", "aside")
    person.source.mark("resume")
    person.press(news)
    person.source.mark("check", "it is ticked")
    told = person.until(lambda each: isinstance(each, Marked) and each.kind == "check")
    assert on(told) == "checkbox News"
    kinds = [type(each).__name__ for each in person.events if not isinstance(each, Snapshot)]
    assert kinds[:4] == ["Marked", "Marked", "PointerPressed", "PointerReleased"]
    assert not person.text()


def test_windows_and_programs(person: Person) -> None:
    """A program that starts, windows that are gone to and closed."""
    person.open(GTK, "Desk")
    person.listen()
    person.open(["mousepad"], "Mousepad")
    went = person.until(lambda each: isinstance(each, Went))
    assert isinstance(went, Went)
    assert (went.where, went.how, went.new) == ("Mousepad", "started", True)
    person.until(lambda each: isinstance(each, Snapshot))  # of its window
    time.sleep(1.1)
    person.does("key", "alt+Tab")
    person.until(lambda each: isinstance(each, SurfaceActivated))
    person.does("key", "alt+Tab")
    person.until(lambda each: isinstance(each, SurfaceActivated))
    person.does("key", "ctrl+q")
    person.until(lambda each: isinstance(each, SurfaceClosed))


@pytest.mark.campaign
def test_cells(person: Person) -> None:
    """What is typed into cells, and what they hold then."""
    person.open(["soffice", "--calc", "--norestore", "--nologo"], "Calc", 120)
    person.seen("A1", "gridcell")
    person.listen()
    person.press(person.seen("A1", "gridcell").box.center)
    person.rest()
    person.does("type", "--delay", 60, "Apples")
    person.does("key", "Tab")
    person.rest()
    person.does("type", "--delay", 60, "=6*7")
    person.does("key", "Return")
    person.until(changed("B1", "42", final=False))
    keys = [each for each in person.events if isinstance(each, KeyPressed)]
    assert "".join(each.text for each in keys if on(each) == "gridcell A1") == "Apples", (
        person.told()
    )
    assert "".join(each.text for each in keys if on(each) == "gridcell B1") == "=6*7", person.told()
    assert not any(each.secret for each in keys)
    assert _any(person, changed("A1", "Apples", final=False))


def test_wayland_is_refused(desktop: PrivateDesktop) -> None:
    variables = {**desktop.session.variables, "WAYLAND_DISPLAY": "wayland-0"}
    with open_desktop(DesktopOptions(session=DesktopSession(variables=variables))) as environment:
        source = open_source(environment, Allowed(applications=("*",)))
        with pytest.raises(EnvironmentUnavailable, match="--in sandbox"):
            source.start()
