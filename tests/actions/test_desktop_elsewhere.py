"""The desktop environment on Windows and on a Mac: all of it but the machine itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from PIL import Image
from sample_screen import mac_screen, windows_screen

from actions.action import Click, EnvironmentAction, GroundedAction, SetValue, Type, Window
from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.desktop_parts import Parts
from actions.errors import ActionError, TargetChanged
from actions.input.mac import MacInput
from actions.input.win import WinInput
from actions.target import ElementRef, Grounding
from actions.window_control.mac import MacWindowControl
from actions.window_control.win import WinWindowControl
from perception.element import Element
from perception.geometry import Box, Size
from perception.observation import Observation
from perception.platforms.ax import AxTree
from perception.platforms.fake_ax import FakeAx
from perception.platforms.fake_mac import FakeQuartz
from perception.platforms.fake_screen import FakeObject, FakeScreen, FakeWindow
from perception.platforms.fake_uia import FakeUia
from perception.platforms.fake_windows import FakeUser32
from perception.platforms.interface import WindowSystem
from perception.platforms.mac import MacWindows
from perception.platforms.session import DesktopSession
from perception.platforms.uia import UiaTree
from perception.platforms.win import WinWindows
from perception.screenshot import Screenshot

FREE = RunContext()
T = ElementRef(ref="")


class Still:
    """A `ScreenCapture` of a grey screen that rests."""

    def __init__(self, windows: WindowSystem) -> None:
        self._windows = windows

    def grab(self, region: Box | None = None) -> Screenshot:
        area = region or self._windows.screen()
        size = (int(area.width), int(area.height))
        file = io.BytesIO()
        Image.new("RGB", size, "grey").save(file, "png")
        return Screenshot(file.getvalue(), Size(*size))

    def stable(self, limit: float, quiet: float) -> bool:
        del limit, quiet
        return True

    def close(self) -> None:
        return


def windows_parts(screen: FakeScreen) -> Parts:
    user, uia = FakeUser32(screen), FakeUia(screen)
    windows = WinWindows(user)
    hands = WinInput(user)
    return Parts(
        windows=windows,
        tree=UiaTree(uia, user, windows),
        capture=Still(windows),
        input=hands,
        control=WinWindowControl(user, hands),
        second_tree=lambda: UiaTree(FakeUia(screen), user, windows),
    )


def mac_parts(screen: FakeScreen) -> Parts:
    quartz, ax = FakeQuartz(screen), FakeAx(screen)
    windows = MacWindows(quartz, ax)
    return Parts(
        windows=windows,
        tree=AxTree(ax, quartz, windows),
        capture=Still(windows),
        input=MacInput(quartz, lambda: windows.space),
        control=MacWindowControl(ax, quartz, windows),
        second_tree=lambda: AxTree(FakeAx(screen), quartz, windows),
    )


@dataclass
class Desk:
    screen: FakeScreen
    environment: DesktopEnvironment
    platform: Literal["windows", "mac"]

    def look(self) -> Observation:
        return self.environment.observe(FREE, screenshot=False)

    def find(self, role: str, name: str) -> Element:
        (found,) = [e for e in self.look().elements if (e.role, e.name) == (role, name)]
        return found

    def do(self, action: EnvironmentAction, element: Element | None = None) -> None:
        groundings: tuple[Grounding, ...] = ()
        if element is not None:
            point = element.click_point or element.box.center
            groundings = (
                Grounding(target=T, element=element, surface=element.surface, point=point),
            )
        self.environment.execute(GroundedAction(action=action, groundings=groundings), FREE)

    def object(self, role: str, name: str) -> FakeObject:
        return self.screen.windows[0].find(role, name)


@pytest.fixture(params=["windows", "mac"])
def desk(request: pytest.FixtureRequest) -> Desk:
    platform: Literal["windows", "mac"] = request.param
    screen = windows_screen() if platform == "windows" else mac_screen()
    make: Callable[[FakeScreen], Parts] = windows_parts if platform == "windows" else mac_parts
    options = DesktopOptions(session=DesktopSession(variables={}))
    return Desk(screen, DesktopEnvironment(options, make(screen)), platform)


def test_it_is_observed(desk: Desk) -> None:
    seen = desk.environment.observe(FREE)
    assert [surface.title for surface in seen.surfaces] == ["Form", "notes"]
    assert seen.active is not None
    assert seen.active.title == "Form"
    assert seen.screenshot is not None
    assert seen.screenshot.size == seen.viewport.size
    assert seen.viewport.origin.x < 0
    assert seen.unread == ()
    assert {"Name", "Send", "Gift"} <= {element.name for element in seen.elements}


def test_a_click_is_probed_and_done(desk: Desk) -> None:
    gift = desk.find("checkbox", "Gift")
    point = gift.click_point
    assert point is not None
    probe = desk.environment.probe(
        Grounding(target=T, element=gift, surface=gift.surface, point=point), FREE
    )
    assert probe.hit
    assert probe.element is not None
    assert probe.element.name == "Gift"
    desk.do(Click(target=T), gift)
    assert "checked" in desk.object("checkbox", "Gift").states
    assert "checked" in desk.find("checkbox", "Gift").states


def test_text_and_numbers_go_in_and_are_read_back(desk: Desk) -> None:
    desk.do(Type(text="Zoë 😀"), desk.find("textbox", "Name"))
    assert desk.object("textbox", "Name").value == "Zoë 😀"
    desk.do(SetValue(target=T, value="55"), desk.find("slider", "Volume"))
    assert desk.object("slider", "Volume").value == "55"
    reading = desk.environment.read(FREE, fresh=False)
    values = {e.name: e.value for e in reading.observation.elements if e.name}
    assert (values["Name"], values["Volume"]) == ("Zoë 😀", "55")


def test_what_has_vanished_is_refused(desk: Desk) -> None:
    send = desk.find("button", "Send")
    desk.screen.remove(desk.object("button", "Send"))
    with pytest.raises(TargetChanged):
        desk.do(Click(target=T), send)
    assert not [line for line in desk.screen.log if "click" in line]


def test_what_is_covered_is_brought_to_the_front_before_the_click(desk: Desk) -> None:
    gift = desk.find("checkbox", "Gift")
    front = FakeWindow(id=90, pid=9, application="ad", title="Ad", frame=Box(0, 0, 1400, 850))
    desk.screen.open(front)
    desk.do(Click(target=T, button="right"), gift)
    assert desk.screen.log == ["right click 1 on checkbox Gift"]


def test_what_stays_covered_is_not_clicked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"actions.window_control.{desk.platform[:3]}._LIMIT", 0.1)
    gift = desk.find("checkbox", "Gift")
    desk.screen.windows[0].stuck = True
    desk.screen.open(
        FakeWindow(id=90, pid=9, application="ad", title="Ad", frame=Box(0, 0, 1400, 850))
    )
    with pytest.raises(ActionError):
        desk.do(Click(target=T, button="right"), gift)
    assert desk.screen.log == []


def test_windows_are_worked(desk: Desk) -> None:
    ref = next(surface.ref for surface in desk.look().surfaces if surface.title == "notes")
    desk.do(Window(surface=ref, how="focus"))
    active = desk.look().active
    assert active is not None
    assert active.title == "notes"
    desk.do(Window(surface=ref, how="close"))
    assert [surface.title for surface in desk.look().surfaces] == ["Form"]


def test_what_cannot_be_reached_is_told(desk: Desk) -> None:
    desk.screen.windows[0].answers = False
    seen = desk.look()
    assert not seen.complete
    assert any("does not answer" in each for each in seen.unread)
