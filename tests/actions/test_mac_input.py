"""Mouse, keyboard and windows of a Mac: the real logic over a screen in memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_screen import mac_screen

from actions.context import Cancel, RunContext
from actions.errors import (
    ActionTimedOut,
    EnvironmentUnavailable,
    InvalidAction,
    RunCancelled,
    TargetChanged,
    TargetNotReady,
)
from actions.input.mac import MacInput
from actions.input.mac_keys import MISSING, NAMED
from actions.keys import _NAMES as KEY_TABLE
from actions.window_control.mac import MacWindowControl
from perception.geometry import Box, Point, Size
from perception.platforms.fake_ax import FakeAx
from perception.platforms.fake_mac import FakeQuartz
from perception.platforms.fake_screen import FakeObject, FakeScreen, FakeWindow
from perception.platforms.mac import MacWindows
from perception.platforms.mac_api import COMMAND, FUNCTION, NUMBER_BLOCK, SHIFT

TEXT = 'naïve café – 你好 😀 <tag> "q" \\ { } [ ] @ €'
NOW = RunContext()


class Desk:
    """A screen, and what works it."""

    def __init__(self) -> None:
        self.screen: FakeScreen = mac_screen()
        self.quartz = FakeQuartz(self.screen)
        self.ax = FakeAx(self.screen)
        self.windows = MacWindows(self.quartz, self.ax)
        self.input = MacInput(self.quartz, lambda: self.windows.space)
        self.control = MacWindowControl(self.ax, self.quartz, self.windows)

    def field(self) -> FakeObject:
        """The name's text box, empty and focused."""
        found = self.screen.windows[0].find("textbox", "Name")
        found.value = ""
        self.screen.focus(found)
        return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


# The pointer.


@pytest.mark.parametrize(
    "point", [Point(0, 0), Point(2879, 1799), Point(441, 311), Point(-1, 0), Point(-1920, -100)]
)
def test_the_pointer_lands_on_the_pixel(desk: Desk, point: Point) -> None:
    desk.input.move(point)
    x, y = desk.windows.space.to_pixels(desk.quartz.pointer())
    assert (x // 1, y // 1) == point


def test_clicks_land_on_displays_of_either_scale(desk: Desk) -> None:
    desk.input.click(Point(440, 470), NOW)  # (220, 235) in points
    assert "checked" in desk.screen.windows[0].find("checkbox").states
    desk.input.click(Point(-600, 250), NOW, button="right")
    assert desk.screen.log[-1] == "right click 1 on textbox Text"
    assert not desk.quartz.buttons


def test_double_clicks_are_numbered_and_modifiers_are_held(desk: Desk) -> None:
    desk.input.click(Point(440, 310), NOW, count=2, modifiers=["Meta"])
    assert [s[3] for s in desk.quartz.steps if s[0] == "down"] == [1, 2]
    assert {s[4] for s in desk.quartz.steps if s[0] == "down"} == {COMMAND}
    assert not desk.quartz.held


def test_dragging_is_told_as_such(desk: Desk) -> None:
    desk.input.drag([Point(900, 640), Point(900, 840)], NOW)
    steps = [step for step, *_ in desk.quartz.steps]
    assert steps[:2] == ["move", "down"]
    assert steps[-1] == "up"
    assert set(steps[2:-1]) == {"drag"}
    assert len(steps) > 5


def test_the_wheel_turns_by_lines(desk: Desk) -> None:
    desk.input.scroll(Point(1000, 800), 2, -3)
    assert desk.quartz.wheel == [2, -3]


# Keys.


def test_any_text_is_typed_exactly(desk: Desk) -> None:
    text = desk.field()
    for _ in range(20):
        desk.input.type_text(TEXT, NOW)
    assert text.value == TEXT * 20


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_whatever_the_text(text: str) -> None:
    desk = Desk()
    thing = desk.field()
    desk.input.type_text(text, NOW)
    assert thing.value == text


def test_line_feeds_and_tabs_are_keys(desk: Desk) -> None:
    thing = desk.screen.windows[1].find("textbox")
    desk.screen.focus(thing)
    desk.input.type_text("a\r\nb\tc", NOW)
    assert thing.value == "a\nb\tc"
    assert [line for line in desk.screen.log if line.startswith("key")] == ["key Enter", "key Tab"]


def test_a_modifier_that_somebody_holds_is_released_first(desk: Desk) -> None:
    thing = desk.field()
    desk.quartz.held.add(0x37)
    desk.input.type_text("abc", NOW)
    assert thing.value == "abc"
    assert not desk.quartz.held


@pytest.mark.parametrize(
    "name", [*KEY_TABLE, *(f"F{n}" for n in range(1, 25)), "a", "Z", "é", "你"]
)
def test_every_key_can_be_pressed_or_is_refused_by_name(desk: Desk, name: str) -> None:
    desk.field()
    if name in MISSING:
        with pytest.raises(InvalidAction, match=f"no key {name}"):
            desk.input.press(name, NOW)
        return
    if name in ("BrowserBack", "BrowserForward", "BrowserRefresh"):
        # Shortcuts, whose characters this layout lacks.
        with pytest.raises(InvalidAction, match="layout has no key"):
            desk.input.press(name, NOW)
        return
    desk.input.press(name, NOW)
    assert desk.quartz.keys, name
    assert not desk.quartz.held
    if name in NAMED:
        assert desk.quartz.keys[0][0] == NAMED[name]


def test_arrows_and_function_keys_have_the_flags_that_programs_look_for(desk: Desk) -> None:
    desk.input.press("ArrowLeft F5 Enter", NOW)
    flags = [flags for _, down, flags, _ in desk.quartz.keys if down]
    assert flags == [FUNCTION | NUMBER_BLOCK, FUNCTION, 0]


def test_shortcuts_go_by_the_layout(desk: Desk) -> None:
    thing = desk.field()
    thing.value = "old"
    desk.input.press("Meta+a", NOW)  # which lies where others have Q, and Meta+q quits
    down = [(code, flags) for code, down, flags, _ in desk.quartz.keys if down]
    assert down == [(0x37, COMMAND), (0x0C, COMMAND)]
    desk.input.type_text("new", NOW)
    assert thing.value == "new"
    desk.quartz.keys.clear()
    desk.input.press("Meta+2", NOW)  # this layout has digits with Shift
    pressed = [(code, flags) for code, down, flags, _ in desk.quartz.keys if down]
    assert pressed[-1] == (0x13, COMMAND | SHIFT)


def test_without_a_layout_no_shortcut_is_guessed(desk: Desk) -> None:
    desk.quartz.tells_layout = False
    with pytest.raises(InvalidAction, match="use the menu"):
        desk.input.press("Meta+a", NOW)
    assert desk.quartz.keys == []
    desk.input.press("Meta+ArrowLeft", NOW)
    thing = desk.field()
    desk.input.press("x", NOW)
    assert thing.value == "x"


def test_holding_ends_when_the_run_is_stopped(desk: Desk) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(RunCancelled):
        desk.input.hold("Shift+a", 30, RunContext(cancel=cancel))
    assert not desk.quartz.held
    code, down, flags, _ = desk.quartz.keys[-1]
    assert (code, down, flags) == (0x38, False, 0)


def test_what_is_held_is_released(desk: Desk) -> None:
    desk.input.button("left", down=True)
    assert desk.quartz.buttons == {"left"}
    desk.input.close()
    assert not desk.quartz.buttons
    with pytest.raises(EnvironmentUnavailable):
        desk.input.pointer()


# The clipboard.


@pytest.mark.parametrize("keys", ["Control+v", "Control+Shift+v", "Meta+v"])
def test_pasting_is_done_with_command_and_puts_back_what_was_there(desk: Desk, keys: str) -> None:
    thing = desk.field()
    desk.screen.clipboard = "mine"
    desk.input.paste(TEXT, NOW, keys=keys)
    assert thing.value == TEXT
    assert desk.input.clipboard() == "mine"
    assert desk.screen.log[-1] == "key Meta+v"


# What macOS refuses.


def test_without_the_permission_it_is_said_what_to_do(desk: Desk) -> None:
    desk.quartz.may.discard("post")
    for do in (
        lambda: desk.input.move(Point(5, 5)),
        lambda: desk.input.type_text("a", NOW),
        lambda: MacInput(desk.quartz, lambda: desk.windows.space),
    ):
        with pytest.raises(EnvironmentUnavailable, match="System Settings"):
            do()


def test_a_locked_screen_is_said(desk: Desk) -> None:
    desk.screen.locked = True
    with pytest.raises(EnvironmentUnavailable, match="locked"):
        desk.input.press("a", NOW)


def test_no_display_is_said(desk: Desk) -> None:
    desk.screen.monitors.clear()
    with pytest.raises(EnvironmentUnavailable, match="no display"):
        desk.input.move(Point(1, 1))


# Windows.


def test_windows_are_moved_and_resized_in_pixels(desk: Desk) -> None:
    window = desk.screen.windows[0]
    desk.control.move(11, Point(300, 400), NOW)
    assert window.frame == Box(150, 200, 700, 600)
    desk.control.resize(11, Size(1000, 800), NOW)
    assert window.frame == Box(150, 200, 500, 400)
    desk.control.resize(11, Size(10, 10), NOW)
    assert window.frame == Box(150, 200, 100, 50), "as small as it can be"
    desk.control.move(11, Point(-1900, -50), NOW)
    assert window.frame == Box(-1900, -50, 100, 50), "on the display with one pixel a point"


def test_windows_are_minimised_maximised_and_restored(desk: Desk) -> None:
    window = desk.screen.windows[0]
    before = window.frame
    desk.control.maximize(11, NOW)
    assert window.frame == Box(0, 25, 1440, 805)
    desk.control.minimize(11, NOW)
    assert window.minimized
    desk.control.restore(11, NOW)
    assert (window.minimized, window.frame) == (False, before)


def test_a_window_comes_to_the_front(desk: Desk) -> None:
    desk.screen.windows[1].minimized = True
    desk.control.focus(12, NOW)
    assert desk.screen.active is not None
    assert desk.screen.active.id == 12


def test_of_several_windows_of_a_program_the_right_one_is_taken(desk: Desk) -> None:
    twin = FakeWindow(
        id=13, pid=101, application="shop", title="Form", frame=Box(300, 100, 400, 300)
    )
    desk.screen.open(twin)
    desk.control.move(11, Point(20, 60), NOW)
    assert twin.frame == Box(300, 100, 400, 300)
    desk.control.focus(11, NOW)
    assert desk.screen.windows[0].id == 11


def test_a_window_closes_or_asks_back(desk: Desk) -> None:
    desk.screen.windows[1].asks = True
    desk.control.close_window(12, NOW)
    assert desk.screen.windows[0].title == "Save changes?"
    desk.control.close_window(11, NOW)
    assert desk.screen.window(11) is None
    for do in (desk.control.minimize, desk.control.focus, desk.control.close_window):
        with pytest.raises(TargetChanged, match="closed"):
            do(11, NOW)


def test_a_window_that_takes_no_notice_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.window_control.mac._LIMIT", 0.1)
    desk.screen.windows[0].stuck = True
    with pytest.raises(ActionTimedOut, match="not moved"):
        desk.control.move(11, Point(0, 0), NOW)
    desk.screen.windows[0].answers = False
    with pytest.raises(ActionTimedOut, match="does not answer"):
        desk.control.minimize(11, NOW)


def test_a_window_without_the_button_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = desk.ax.values
    monkeypatch.setattr(
        desk.ax,
        "values",
        lambda handle, names: {
            k: v for k, v in values(handle, names).items() if k != "AXCloseButton"
        },
    )
    with pytest.raises(TargetNotReady, match="no button"):
        desk.control.close_window(11, NOW)


def test_spaces_are_refused_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(InvalidAction, match="Control"):
        desk.control.show_desktop(1, NOW)
    with pytest.raises(InvalidAction, match="another space"):
        desk.control.to_desktop(11, 1, NOW)
    assert desk.windows.current_desktop() == (0, 1)


def test_without_the_permission_for_windows_it_is_said(desk: Desk) -> None:
    desk.ax.permitted = False
    with pytest.raises(EnvironmentUnavailable, match="Accessibility"):
        desk.control.minimize(11, NOW)
