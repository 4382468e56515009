"""What goes wrong on desktops between a look and a click: never is something else clicked."""

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

from actions.action import Click, GroundedAction, Type, Window
from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import (
    ActionError,
    ActionRefused,
    EnvironmentUnavailable,
    TargetChanged,
)
from actions.target import ElementRef, Grounding
from perception.element import Element, Visibility
from perception.geometry import Point, Size
from perception.observation import Observation
from perception.platforms.interface import WindowInfo
from perception.platforms.session import DesktopSession

FREE = RunContext()
T = ElementRef(ref="")
COUNTER = Path(__file__).parents[1] / "support" / "windows" / "qt_counter.py"


class Stage:
    """A private desktop with windows that count how often they are clicked."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self.desktop = desktop
        self.environment = DesktopEnvironment(
            DesktopOptions(session=desktop.session, launch=lambda c, f: desktop.launch(c))
        )
        self.parts = self.environment._parts

    def open(self, title: str, x: int = 100, y: int = 100, *extra: str) -> int:
        command = [sys.executable, str(COUNTER), title, str(self.file(title)), str(x), str(y)]
        pid = self.desktop.launch([*command, *extra])
        until(lambda: self.window(title) is not None and self.window(title).active)  # type: ignore[union-attr]
        return pid

    def file(self, title: str) -> Path:
        return self.desktop.home / f"{title}.count"

    def clicks(self, title: str) -> int:
        time.sleep(0.3)
        return int(self.file(title).read_text() or 0) if self.file(title).exists() else 0

    def window(self, title: str) -> WindowInfo | None:
        return next((each for each in self.parts.windows.windows() if each.title == title), None)

    def look(self) -> Observation:
        return self.environment.observe(FREE, screenshot=False)

    def find(self, role: str) -> Element:
        found: list[Element] = []

        def there() -> bool:
            found[:] = [each for each in self.look().elements if each.role == role]
            return bool(found)

        until(there)
        return found[0]

    def click(self, element: Element) -> None:
        self.environment.execute(
            GroundedAction(action=Click(target=T), groundings=(at(element),)), FREE
        )


def at(element: Element) -> Grounding:
    point = element.click_point or element.box.center
    return Grounding(target=T, element=element, surface=element.surface, point=point)


def until(condition: Callable[[], bool], limit: float = 20) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with PrivateDesktop.start() as desktop:
        made = Stage(desktop)
        yield made
        made.environment.close()


def test_killed(stage: Stage) -> None:
    stage.open("Decoy", 100, 100)
    pid = stage.open("Aim", 100, 100)
    button = stage.find("button")
    os.kill(pid, signal.SIGKILL)
    until(lambda: stage.window("Aim") is None)
    assert stage.environment.probe(at(button), FREE).element is None
    with pytest.raises(TargetChanged):
        stage.click(button)
    assert stage.clicks("Decoy") == 0


def test_moved_and_resized(stage: Stage) -> None:
    stage.open("Decoy", 100, 100)
    stage.open("Aim", 100, 100)
    button = stage.find("button")
    window = stage.window("Aim")
    assert window is not None
    stage.parts.control.move(window.id, Point(700, 400), FREE)
    stage.parts.control.resize(window.id, Size(200, 300), FREE)
    probe = stage.environment.probe(at(button), FREE)
    assert probe.hit
    assert probe.element is not None
    assert probe.element.box.x > 690
    stage.click(button)
    assert (stage.clicks("Aim"), stage.clicks("Decoy")) == (1, 0)


def test_covered(stage: Stage) -> None:
    stage.open("Aim", 100, 100)
    button = stage.find("button")
    stage.open("Decoy", 90, 90)
    probe = stage.environment.probe(at(button), FREE)
    assert not probe.hit
    assert "Decoy" in probe.obstacle
    stage.click(button)  # its window is raised first
    assert (stage.clicks("Aim"), stage.clicks("Decoy")) == (1, 0)


def test_minimised(stage: Stage) -> None:
    stage.open("Decoy", 100, 100)
    stage.open("Aim", 100, 100)
    button = stage.find("button")
    window = stage.window("Aim")
    assert window is not None
    stage.parts.control.minimize(window.id, FREE)
    assert not stage.environment.probe(at(button), FREE).hit
    stage.click(button)
    assert (stage.clicks("Aim"), stage.clicks("Decoy")) == (1, 0)


def test_a_dialog_pops_up(stage: Stage) -> None:
    stage.open("Aim", 100, 100, "dialog")
    button = stage.find("button")
    until(lambda: stage.window("Question") is not None)
    until(lambda: bool(stage.look().dialogs))
    dialog = stage.look().dialogs[0]
    assert (dialog.kind, dialog.message) == ("confirm", "Really?")
    with contextlib.suppress(ActionError):  # refused, or swallowed by the dialog
        stage.click(button)
    assert stage.clicks("Aim") == 0


def test_the_focus_is_stolen(stage: Stage) -> None:
    stage.open("Aim", 100, 100)
    field = stage.find("textbox")
    stage.open("Thief", 500, 400)
    stage.environment.execute(
        GroundedAction(action=Type(text="for Aim – ü", into=T), groundings=(at(field),)), FREE
    )
    assert Path(f"{stage.file('Aim')}.text").read_text() == "for Aim – ü"
    assert not Path(f"{stage.file('Thief')}.text").exists()


def test_frozen(stage: Stage) -> None:
    stage.open("Decoy", 500, 400)
    pid = stage.open("Aim", 100, 100)
    button = stage.find("button")
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    seen = stage.look()
    assert any("Aim" in each or "qt_counter" in each for each in seen.unread)
    assert stage.environment.probe(at(button), FREE).element is None
    with pytest.raises(TargetChanged):
        stage.click(button)
    assert time.monotonic() - began < 30
    os.kill(pid, signal.SIGCONT)
    until(lambda: stage.environment.probe(at(button), FREE).hit)
    assert (stage.clicks("Aim"), stage.clicks("Decoy")) == (0, 0)


def test_the_accessibility_bus_dies(stage: Stage) -> None:
    stage.open("Aim")
    button = stage.find("button")
    marker = f"DESKHAND_DESKTOP={stage.desktop.folder}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            ours = marker in (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if ours and (b"at-spi" in command or b"accessibility.conf" in command):
            os.kill(int(entry.name), signal.SIGKILL)
    with pytest.raises(EnvironmentUnavailable, match=r"gone"):
        until(lambda: not stage.look(), 10)
    with pytest.raises((EnvironmentUnavailable, ActionError)):
        stage.click(button)
    assert stage.clicks("Aim") == 0


def test_the_screen_changes_its_size(stage: Stage) -> None:
    stage.open("Aim", 100, 100)
    button = stage.find("button")
    variables = dict(stage.desktop.session.variables)
    done = subprocess.run(["xrandr", "--fb", "900x700"], env=variables, check=False)
    if done.returncode:
        pytest.skip("this X server does not change its size")
    until(lambda: stage.look().viewport.size == Size(900, 700))
    seen = stage.environment.observe(FREE)
    assert seen.screenshot is not None
    assert seen.screenshot.size == Size(900, 700)
    stage.click(button)
    assert stage.clicks("Aim") == 1


def test_a_window_that_reaches_beyond_the_screen_is_moved(stage: Stage) -> None:
    stage.open("Beyond")
    window = stage.window("Beyond")
    assert window is not None
    screen = stage.parts.windows.screen()
    corner = Point(100, screen.bottom - 40)
    stage.parts.control.move(window.id, corner, FREE)
    button = stage.find("button")
    assert button.visibility is Visibility.OFFSCREEN
    stage.click(button)
    assert stage.clicks("Beyond") == 1


@pytest.mark.campaign
def test_very_many_elements_are_bounded(stage: Stage) -> None:
    page = stage.desktop.home / "many.html"
    rows = "".join(
        "<section aria-label=part>"
        + "".join(f"<p><b>{n}</b> <a href=#{n}>Link {n}</a></p>" for n in range(at, at + 100))
        + "</section>"
        for at in range(0, 12_500, 100)
    )
    page.write_text(f"<!doctype html><title>Many</title><button>First</button>{rows}", "utf-8")
    command = ["chromium", "--no-sandbox", "--force-renderer-accessibility", "--no-first-run"]
    stage.desktop.launch([*command, "--password-store=basic", str(page)])
    until(lambda: any("Many" in each.title for each in stage.parts.windows.windows()), 60)
    until(lambda: any(each.name == "First" for each in stage.look().elements), 60)
    began = time.monotonic()
    seen = stage.look()
    assert time.monotonic() - began < 6
    assert any(each.name == "Link 0" for each in seen.elements)
    began = time.monotonic()
    whole = stage.environment.observe(FREE, whole=True, screenshot=False)
    assert time.monotonic() - began < 25
    assert whole.complete or whole.unread, "what was not read must be said"


def test_without_a_display_it_is_said() -> None:
    session = DesktopSession(variables={"HOME": "/"})
    with pytest.raises(EnvironmentUnavailable, match=r"--in sandbox"):
        DesktopEnvironment(DesktopOptions(session=session))


def test_without_accessibility_it_is_said(desktop: PrivateDesktop) -> None:
    variables = {**desktop.session.variables, "DBUS_SESSION_BUS_ADDRESS": ""}
    session = DesktopSession(variables=variables, private=True)
    with pytest.raises(EnvironmentUnavailable, match="D-Bus"):
        DesktopEnvironment(DesktopOptions(session=session))


def test_on_wayland_elements_are_worked_and_places_are_refused(stage: Stage) -> None:
    stage.open("Aim")
    variables = {**stage.desktop.session.variables, "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ""}
    session = DesktopSession(variables=variables)
    environment = DesktopEnvironment(DesktopOptions(session=session))
    seen = environment.observe(FREE)
    assert seen.active is not None
    assert seen.active.title == "Aim"
    assert seen.screenshot is None
    elements = {each.role: each for each in seen.elements}

    def do(action: Click | Type, element: Element | None) -> None:
        point = Point(10, 10)
        aim = Grounding(target=T, element=None, surface="", point=point)
        groundings = (at(element) if element is not None else aim,)
        environment.execute(GroundedAction(action=action, groundings=groundings), FREE)

    do(Click(target=T), elements["button"])
    do(Type(text="naïve – 你好", into=T), elements["textbox"])
    assert stage.clicks("Aim") == 1
    assert Path(f"{stage.file('Aim')}.text").read_text() == "naïve – 你好"
    with pytest.raises(ActionRefused, match="Wayland"):
        do(Click(target=T), None)
    with pytest.raises(ActionRefused, match="Wayland"):
        do(Click(target=T, count=2), elements["button"])
    environment.close()


def test_a_window_on_another_virtual_desktop_is_not_there(stage: Stage) -> None:
    stage.open("Decoy")
    stage.open("Aim")
    button = stage.find("button")
    act = stage.environment.execute
    act(GroundedAction(action=Window(surface=button.surface, how="to_desktop", desktop=1)), FREE)
    until(lambda: [each.title for each in stage.look().surfaces] == ["Decoy"])
    assert not stage.environment.probe(at(button), FREE).hit
    act(GroundedAction(action=Window(surface="", how="show_desktop", desktop=1)), FREE)
    until(lambda: [each.title for each in stage.look().surfaces] == ["Aim"])
    stage.click(button)
    assert (stage.clicks("Aim"), stage.clicks("Decoy")) == (1, 0)
    with pytest.raises(TargetChanged, match="no virtual desktop 7"):
        act(GroundedAction(action=Window(surface="", how="show_desktop", desktop=7)), FREE)
