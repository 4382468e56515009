"""Mouse, keyboard and windows of Windows: the real logic over a screen in memory."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_screen import windows_screen

from actions.context import Cancel, RunContext
from actions.errors import (
    ActionTimedOut,
    EnvironmentUnavailable,
    InvalidAction,
    RunCancelled,
    TargetChanged,
    TargetNotReady,
)
from actions.input.win import WinInput, normalized
from actions.input.win_keys import NAMED
from actions.keys import _NAMES as KEY_TABLE
from actions.window_control.win import WinWindowControl
from perception.geometry import Box, Point, Size
from perception.platforms.fake_screen import FakeObject, FakeWindow
from perception.platforms.fake_windows import FakeUser32
from perception.platforms.win_api import KEY_EXTENDED, KEY_UNICODE, KEY_UP, KeyInput

TEXT = 'naïve café – 你好 😀 <tag> "q" \\ { } [ ] @ €'
NOW = RunContext()


@pytest.fixture
def user() -> FakeUser32:
    return FakeUser32(windows_screen())


@pytest.fixture
def keys(user: FakeUser32) -> WinInput:
    return WinInput(user)


@pytest.fixture
def control(user: FakeUser32, keys: WinInput) -> WinWindowControl:
    return WinWindowControl(user, keys)


def field(user: FakeUser32) -> FakeObject:
    found = user.screen.windows[0].find("textbox", "Name")
    found.value = ""
    user.screen.focus(found)
    return found


# The pointer.


@given(
    st.integers(-8000, 0), st.integers(-4000, 0), st.integers(1, 16000), st.integers(1, 8000),
    st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True),
)  # fmt: skip
def test_every_pixel_can_be_hit(
    left: int, top: int, width: int, height: int, across: float, down: float
) -> None:
    screen = Box(left, top, width, height)
    point = Point(left + int(across * width), top + int(down * height))
    x, y = normalized(point, screen)
    assert 0 <= x <= 65535
    assert 0 <= y <= 65535
    assert Point(left + x * width // 65536, top + y * height // 65536) == point


@pytest.mark.parametrize("point", [Point(0, 0), Point(1919, 1079), Point(-2560, -200)])
def test_the_pointer_lands_exactly(user: FakeUser32, keys: WinInput, point: Point) -> None:
    keys.move(point)
    assert keys.pointer() == point
    user.rounds_wrong = True
    keys.move(point)
    assert keys.pointer() == point


def test_clicks_land_on_either_monitor(user: FakeUser32, keys: WinInput) -> None:
    keys.click(Point(220, 235), NOW)
    assert "checked" in user.screen.windows[0].find("checkbox").states
    keys.click(Point(-600, 250), NOW, button="right")
    assert user.screen.log[-1] == "right click 1 on textbox Text"
    assert not user.buttons


def test_double_clicks_and_modifiers(user: FakeUser32, keys: WinInput) -> None:
    keys.click(Point(220, 155), NOW, count=2, modifiers=["Control"])
    assert [line.split()[2] for line in user.screen.log] == ["1", "2"]
    pressed = [e for e in user.sent if isinstance(e, KeyInput)]
    assert [(e.key, e.flags & KEY_UP) for e in pressed] == [(0x11, 0), (0x11, KEY_UP)]
    assert not user.down


def test_dragging_passes_the_places_between(user: FakeUser32, keys: WinInput) -> None:
    keys.drag([Point(450, 320), Point(450, 420)], NOW)
    assert user.path[0] == Point(450, 320)
    assert user.path[-1] == Point(450, 420)
    assert len(user.path) > 5
    assert not user.buttons


def test_the_wheel_turns_by_lines_and_parts_of_them(user: FakeUser32, keys: WinInput) -> None:
    keys.scroll(Point(500, 400), 2, -3)
    assert user.wheel == [240, 360]
    keys.scroll(Point(500, 400), 0, 0.5)
    assert user.wheel == [240, 300]


# Keys.


def test_any_text_is_typed_exactly(user: FakeUser32, keys: WinInput) -> None:
    text = field(user)
    for _ in range(20):
        keys.type_text(TEXT, NOW)
    assert text.value == TEXT * 20


def test_surrogate_pairs_go_as_two_units(user: FakeUser32, keys: WinInput) -> None:
    field(user)
    keys.type_text("😀", NOW)
    units = [(e.scan, e.flags) for e in user.sent if isinstance(e, KeyInput)]
    assert units == [
        (0xD83D, KEY_UNICODE), (0xD83D, KEY_UNICODE | KEY_UP),
        (0xDE00, KEY_UNICODE), (0xDE00, KEY_UNICODE | KEY_UP),
    ]  # fmt: skip


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_whatever_the_text(text: str) -> None:
    user = FakeUser32(windows_screen())
    thing = field(user)
    WinInput(user).type_text(text, NOW)
    assert thing.value == text


def test_line_feeds_and_tabs_are_keys(user: FakeUser32, keys: WinInput) -> None:
    thing = user.screen.windows[1].find("textbox")
    user.screen.focus(thing)
    keys.type_text("a\r\nb\tc", NOW)
    assert thing.value == "a\nb\tc"
    assert [line for line in user.screen.log if line.startswith("key")] == ["key Enter", "key Tab"]


def test_a_modifier_that_somebody_holds_is_released_first(user: FakeUser32, keys: WinInput) -> None:
    thing = field(user)
    user.down.add(0xA2)  # left Control
    keys.type_text("abc", NOW)
    assert thing.value == "abc"
    assert 0xA2 not in user.down


@pytest.mark.parametrize(
    "name", [*KEY_TABLE, *(f"F{n}" for n in range(1, 25)), "a", "Z", "é", "你"]
)
def test_every_key_can_be_pressed(user: FakeUser32, keys: WinInput, name: str) -> None:
    field(user)
    keys.press(name, NOW)
    assert user.sent, name
    assert not user.down
    if name in NAMED:
        first = user.sent[0]
        assert isinstance(first, KeyInput)
        assert first.key == NAMED[name]


def test_arrows_are_not_those_of_the_number_block(user: FakeUser32, keys: WinInput) -> None:
    keys.press("ArrowLeft NumpadEnter Enter", NOW)
    flags = [e.flags for e in user.sent if isinstance(e, KeyInput) and not e.flags & KEY_UP]
    assert flags == [KEY_EXTENDED, KEY_EXTENDED, 0]


def test_chords_go_by_the_layout(user: FakeUser32, keys: WinInput) -> None:
    thing = field(user)
    thing.value = "old"
    keys.press("Control+a", NOW)
    keys.press("@", NOW)  # AltGr and Q on this layout
    assert thing.value == "@"
    keys.press("Control+Shift+S", NOW)
    assert user.screen.log[-1] == "key Control+Shift+s"
    with pytest.raises(InvalidAction, match="no key 'é'"):
        keys.press("Control+é", NOW)


def test_holding_ends_when_the_run_is_stopped(user: FakeUser32, keys: WinInput) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(RunCancelled):
        keys.hold("Shift+a", 30, RunContext(cancel=cancel))
    assert not user.down
    with pytest.raises(InvalidAction, match="more than one"):
        keys.hold("a b", 1, NOW)


def test_what_is_held_is_released(user: FakeUser32, keys: WinInput) -> None:
    keys.button("left", down=True)
    assert user.buttons == {"left"}
    keys.close()
    assert not user.buttons
    with pytest.raises(EnvironmentUnavailable):
        keys.pointer()


# The clipboard.


def test_pasting_puts_back_what_was_there(user: FakeUser32, keys: WinInput) -> None:
    thing = field(user)
    user.screen.clipboard = "mine"
    keys.paste(TEXT, NOW)
    assert thing.value == TEXT
    assert keys.clipboard() == "mine"


def test_what_is_copied_meanwhile_stays(user: FakeUser32, keys: WinInput) -> None:
    field(user)
    user.screen.clipboard = "mine"
    press = keys.press

    def copying(names: str, context: RunContext, *, repeat: int = 1) -> None:
        press(names, context, repeat=repeat)
        user.screen.copy("theirs")

    keys.press = copying  # type: ignore[method-assign]
    keys.paste("text", NOW)
    assert keys.clipboard() == "theirs"


# What Windows refuses.


def test_a_locked_screen_is_said(user: FakeUser32, keys: WinInput) -> None:
    user.screen.locked = True
    for do in (
        lambda: keys.move(Point(5, 5)),
        lambda: keys.press("a", NOW),
        lambda: keys.type_text("a", NOW),
        keys.pointer,
    ):
        with pytest.raises(EnvironmentUnavailable, match="unlock the screen"):
            do()


def test_a_program_with_more_rights_is_refused_before_anything_is_sent(
    user: FakeUser32, keys: WinInput
) -> None:
    user.screen.windows[0].elevated = True
    for do in (
        lambda: keys.click(Point(220, 235), NOW),
        lambda: keys.type_text("a", NOW),
        lambda: keys.press("Enter", NOW),
    ):
        with pytest.raises(TargetNotReady, match="as administrator"):
            do()
    assert user.sent == []


# Windows.


def test_windows_are_moved_and_resized_by_what_can_be_seen(
    user: FakeUser32, control: WinWindowControl
) -> None:
    window = user.screen.windows[0]
    control.move(11, Point(-2000, -150), NOW)
    assert window.frame == Box(-2000, -150, 700, 600)
    control.resize(11, Size(500, 400), NOW)
    assert window.frame == Box(-2000, -150, 500, 400)
    control.resize(11, Size(10, 10), NOW)
    assert window.frame == Box(-2000, -150, 100, 50), "as small as it can be"


def test_windows_are_minimised_maximised_and_restored(
    user: FakeUser32, control: WinWindowControl
) -> None:
    window = user.screen.windows[0]
    before = window.frame
    control.maximize(11, NOW)
    assert window.frame == Box(0, 0, 1920, 1040)
    control.minimize(11, NOW)
    assert window.minimized
    control.restore(11, NOW)
    assert (window.minimized, window.maximized, window.frame) == (False, False, before)
    control.maximize(11, NOW)
    control.move(11, Point(10, 10), NOW)
    assert window.frame == Box(10, 10, 700, 600)


def test_a_window_comes_to_the_front_even_where_that_is_locked(
    user: FakeUser32, control: WinWindowControl
) -> None:
    user.screen.windows[1].minimized = True
    user.foreground_locked = True
    control.focus(12, NOW)
    assert user.foreground() == 12


def test_a_window_closes_or_asks_back(user: FakeUser32, control: WinWindowControl) -> None:
    user.screen.windows[1].asks = True
    control.close_window(12, NOW)
    assert user.screen.windows[0].title == "Save changes?"
    control.close_window(11, NOW)
    assert user.window(11) is None
    for do in (control.minimize, control.focus, control.close_window):
        with pytest.raises(TargetChanged, match="closed"):
            do(11, NOW)


def test_a_window_that_takes_no_notice_is_said(
    user: FakeUser32, control: WinWindowControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.window_control.win._LIMIT", 0.1)
    user.screen.windows[0].answers = False
    for do, why in (
        (lambda: control.maximize(11, NOW), "not maximised"),
        (lambda: control.move(11, Point(0, 0), NOW), "not moved"),
        (lambda: control.close_window(11, NOW), "does not answer"),
    ):
        with pytest.raises(ActionTimedOut, match=why):
            do()


def test_a_window_with_more_rights_is_refused(user: FakeUser32, control: WinWindowControl) -> None:
    user.screen.windows[0].elevated = True
    with pytest.raises(TargetNotReady, match="as administrator"):
        control.minimize(11, NOW)


def test_virtual_desktops(user: FakeUser32, control: WinWindowControl) -> None:
    user.screen.desktops = 3
    control.show_desktop(2, NOW)
    assert user.desktops() == (2, 3)
    control.show_desktop(0, NOW)
    assert user.desktops() == (0, 3)
    with pytest.raises(InvalidAction, match="3 virtual desktops"):
        control.show_desktop(7, NOW)
    with pytest.raises(InvalidAction, match="task view"):
        control.to_desktop(11, 1, NOW)


def test_a_stopped_run_ends_at_once(user: FakeUser32, control: WinWindowControl) -> None:
    user.screen.windows[0].stuck = True
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(RunCancelled):
        control.maximize(11, RunContext(cancel=cancel))


def test_two_clicks_of_their_own_are_no_double_click(user: FakeUser32, keys: WinInput) -> None:
    started = time.monotonic()
    keys.click(Point(220, 235), NOW)
    keys.click(Point(220, 235), NOW)
    assert time.monotonic() - started >= user.double_click_time()


def test_a_dialog_of_the_window_counts_as_its_front(
    user: FakeUser32, control: WinWindowControl
) -> None:
    user.screen.open(
        FakeWindow(
            id=40, pid=101, application="shop", title="Sure?", frame=Box(0, 0, 200, 100),
            kind="dialog", owner=11,
        )
    )  # fmt: skip
    user.foreground_locked = True
    control.focus(11, NOW)
    assert user.foreground() == 40
