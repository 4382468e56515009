"""Windows' windows and trees: the real logic over a screen in memory."""

from __future__ import annotations

import ctypes
import sys

import pytest
from sample_screen import windows_screen

from perception.element import Element, Visibility
from perception.geometry import Box, Point
from perception.platforms.fake_screen import FakeObject, FakeScreen, FakeWindow
from perception.platforms.fake_uia import FakeUia
from perception.platforms.fake_windows import FakeUser32
from perception.platforms.interface import ElementGone, NotOffered, PlatformGone, TreeReading
from perception.platforms.uia import UiaTree
from perception.platforms.uia_api import Pattern, UiaHandle
from perception.platforms.uia_properties import Property, node
from perception.platforms.win import WinWindows
from perception.platforms.win_structures import Input, MonitorInfo


class Desk:
    """A screen, and what looks at it."""

    def __init__(self) -> None:
        self.screen: FakeScreen = windows_screen()
        self.user = FakeUser32(self.screen)
        self.uia = FakeUia(self.screen)
        self.windows = WinWindows(self.user)
        self.tree = UiaTree(self.uia, self.user, self.windows, clock=self.screen.clock)

    def read(self, *, whole: bool = False, budget: float = 2.0) -> TreeReading:
        return self.tree.read(self.windows.windows(), whole=whole, budget=budget)

    def element(self, role: str, name: str, *, whole: bool = False) -> Element:
        found = [e for e in self.read(whole=whole).elements if (e.role, e.name) == (role, name)]
        assert len(found) == 1, (role, name, found)
        return found[0]

    def object(self, role: str, name: str) -> FakeObject:
        for window in self.screen.windows:
            for each in window.root.walk():
                if (each.role, each.name) == (role, name):
                    return each
        raise AssertionError(name)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# Windows and monitors.


def test_windows_are_told_front_first_with_what_can_be_seen_of_them(desk: Desk) -> None:
    front, behind = desk.windows.windows()
    assert (front.title, front.application, front.active, front.stacking) == (
        "Form", "shop", True, 0,
    )  # fmt: skip
    assert (behind.title, behind.active, behind.stacking) == ("notes", False, 1)
    assert front.frame == Box(100, 100, 700, 600), "without the invisible borders"
    assert front.box == Box(100, 130, 700, 570)
    assert [each.ref for each in desk.windows.windows()] == [front.ref, behind.ref]


def test_monitors_with_negative_offsets_and_mixed_scales(desk: Desk) -> None:
    first, second = desk.windows.monitors()
    assert first.primary
    assert (first.scale, second.scale) == (1.0, 1.5)
    assert second.box == Box(-2560, -200, 2560, 1440)
    assert desk.windows.screen() == Box(-2560, -200, 4480, 1440)


def test_minimised_windows_come_last_and_overlays_not_at_all(desk: Desk) -> None:
    desk.screen.windows[0].minimized = True
    invisible = FakeWindow(id=20, pid=3, application="x", frame=Box(0, 0, 9, 9), visible=False)
    desk.screen.open(invisible)
    found = desk.windows.windows()
    assert [(each.title, each.minimized) for each in found] == [("notes", False), ("Form", True)]


def test_the_window_under_a_point_is_the_front_most(desk: Desk) -> None:
    dialog = FakeWindow(
        id=21, pid=101, application="shop", title="Sure?", frame=Box(150, 150, 200, 100),
        kind="dialog", owner=11,
    )  # fmt: skip
    desk.screen.open(dialog)
    found = desk.windows.at(Point(160, 160))
    assert found is not None
    assert (found.title, found.kind, found.transient_for) == ("Sure?", "dialog", 11)
    under = desk.windows.at(Point(-900, 120))
    assert under is not None
    assert under.title == "notes"
    assert desk.windows.at(Point(1900, 1000)) is None


def test_nobody_logged_in_is_said(desk: Desk) -> None:
    desk.screen.monitors.clear()
    with pytest.raises(PlatformGone, match="no monitor"):
        desk.windows.monitors()


# Reading.


def test_controls_in_aria_words(desk: Desk) -> None:
    told = {
        (e.role, e.name): (e.value, set(e.states) - {"clickable"}) for e in desk.read().elements
    }
    assert told["textbox", "Name"] == ("Ada", {"editable"})
    assert told["checkbox", "Gift"] == (None, {"required"})
    assert told["radio", "Red"] == (None, {"checked"})
    assert told["slider", "Volume"] == ("30", set())
    assert told["combobox", "Country"] == ("Norway", {"collapsed"})
    assert told["button", "Delete"] == (None, {"disabled"})
    assert told["listbox", "Rows"] == (None, {"multiselectable"})
    assert told["textbox", "Text"] == ("", {"editable"})
    assert ("heading", "Order") in told
    assert ("link", "Help") in told
    assert ("text", "All fields count") in told
    assert ("text", "Send") not in told, "the label of a button says its name a second time"


def test_attributes_that_anchors_and_the_gate_read(desk: Desk) -> None:
    assert desk.element("textbox", "Name").attributes["id"] == "name"
    assert desk.element("slider", "Volume").attributes["max"] == "100"
    cell = desk.element("gridcell", "cell 21").attributes
    assert (cell["row"], cell["column"]) == ("2", "1")
    terminal = desk.element("document", "Shell")
    assert terminal.attributes["terminal"] == "true"
    assert terminal.value == "$ ls\nnotes.txt"
    assert desk.element("button", "Send").description == "Sends the order"


def test_a_password_is_never_told(desk: Desk) -> None:
    element = desk.element("textbox", "Password")
    assert "password" in element.states
    assert "s3cret" not in repr(element)
    assert desk.tree.text(element.ref) is None


def test_boxes_are_physical_pixels_on_both_monitors(desk: Desk) -> None:
    left = desk.element("textbox", "Text")
    assert left.box == Box(-990, 100, 780, 300)
    assert left.click_point == Point(-600, 250)
    assert left.visibility is Visibility.VISIBLE


def test_what_lies_under_another_window_is_covered(desk: Desk) -> None:
    desk.screen.place(desk.screen.windows[1], Box(100, 100, 700, 600))
    reading = desk.read()
    text = next(e for e in reading.elements if e.name == "Text")
    assert text.visibility is Visibility.COVERED
    assert text.click_point is None


def test_what_is_scrolled_away_is_told_only_when_asked_for(desk: Desk) -> None:
    names = {e.name for e in desk.read().elements}
    assert "Row 3" in names
    assert "Row 4" not in names
    row = desk.element("option", "Row 4", whole=True)
    assert row.visibility is Visibility.OFFSCREEN
    assert row.click_point is None


def test_refs_last_and_a_redrawn_element_keeps_its_own(desk: Desk) -> None:
    before = {e.name: e.ref for e in desk.read().elements}
    form = desk.screen.windows[0]
    old = form.find("button", "Send")
    form.root.children.remove(old)
    old.gone = True
    new = FakeObject(role="button", name="Send", box=old.box)
    form.root.children.append(new)
    desk.screen.adopt(new, form.root)
    after = {e.name: e.ref for e in desk.read().elements}
    assert after["Send"] == before["Send"]
    assert {n: r for n, r in after.items() if n in before} == before
    again = {e.name: e.ref for e in desk.read().elements}
    assert again == after
    assert len(set(after.values())) == len(after)


def test_the_focused_element_is_named(desk: Desk) -> None:
    desk.screen.focus(desk.object("textbox", "Name"))
    reading = desk.read()
    assert reading.focused == next(e.ref for e in reading.elements if e.name == "Name")


# Time, and programs that do not answer.


def test_a_window_takes_one_call(desk: Desk) -> None:
    windows = desk.windows.windows()[:1]
    desk.uia.calls = 0
    desk.tree.read(windows)
    assert desk.uia.calls <= 3, "one for the window, one for what its combo box has chosen"


def test_a_program_that_hangs_is_named_and_the_others_are_read(desk: Desk) -> None:
    desk.screen.windows[0].answers = False
    reading = desk.read()
    assert {e.surface for e in reading.elements} == {"w2"}
    assert not reading.complete
    assert reading.unread == ("shop does not answer",)


def test_a_program_that_is_slow_is_read_as_far_as_time_allows(desk: Desk) -> None:
    many = desk.screen.windows[0]
    group = FakeObject(role="group", box=Box(100, 100, 700, 600))
    group.children = [
        FakeObject(role="button", name=f"b{n}", box=Box(110, 110, 5, 5)) for n in range(50_000)
    ]
    many.root.children.append(group)
    desk.screen.adopt(group, many.root)
    many.seconds = 0.001
    reading = desk.tree.read(desk.windows.windows()[:1], budget=1.0)
    assert reading.unread == ("shop was not read to its end",)
    assert not reading.complete
    assert any(e.name == "Send" for e in reading.elements), "the upper levels come first"
    assert desk.screen.now <= 1.1, "the time is kept"


def test_a_program_with_more_rights_is_said_with_what_to_do(desk: Desk) -> None:
    desk.screen.windows[0].elevated = True
    (why,) = desk.read().unread
    assert "start Deskhand as administrator" in why


# One element, now.


def test_live_tells_what_has_changed_since(desk: Desk) -> None:
    ref = desk.element("textbox", "Name").ref
    thing = desk.object("textbox", "Name")
    thing.value, thing.box = "Bob", thing.box.moved(5, 5)
    live = desk.tree.live(ref)
    assert live is not None
    assert (live.element.value, live.element.ref, live.hit) == ("Bob", ref, True)
    assert live.element.box == thing.box


def test_live_of_what_has_vanished_is_none(desk: Desk) -> None:
    ref = desk.element("button", "Send").ref
    desk.screen.remove(desk.object("button", "Send"))
    assert desk.tree.live(ref) is None
    with pytest.raises(ElementGone):
        desk.tree.invoke(ref)
    gone = desk.element("textbox", "Name").ref
    desk.screen.close(desk.screen.windows[0])
    assert desk.tree.live(gone) is None


def test_a_window_in_front_is_told_as_the_obstacle(desk: Desk) -> None:
    ref = desk.element("button", "Send").ref
    desk.screen.open(
        FakeWindow(id=30, pid=9, application="ad", title="Ad", frame=Box(0, 0, 900, 900))
    )
    live = desk.tree.live(ref)
    assert live is not None
    assert live.element.visibility is Visibility.COVERED
    desk.screen.windows[0].frame = Box(0, 0, 900, 480)
    live = desk.tree.live(ref)
    assert live is not None
    assert live.hit, "its lower part is free"


def test_something_in_the_same_window_that_lies_over_it_is_told(desk: Desk) -> None:
    ref = desk.element("button", "Send").ref
    form = desk.screen.windows[0]
    over = FakeObject(role="group", name="Toast", box=Box(110, 400, 300, 200))
    form.root.children.append(over)
    desk.screen.adopt(over, form.root)
    live = desk.tree.live(ref)
    assert live is not None
    assert live.hit is False
    assert live.obstacle == 'group "Toast"'


def test_live_scrolls_into_view(desk: Desk) -> None:
    ref = desk.element("option", "Row 5", whole=True).ref
    desk.object("option", "Row 5").box = Box(400, 320, 300, 50)
    unscrolled = desk.tree.live(ref)
    assert unscrolled is not None
    assert unscrolled.element.click_point is None
    live = desk.tree.live(ref, scroll=True)
    assert live is not None
    assert live.element.click_point is not None


def test_the_element_under_a_point(desk: Desk) -> None:
    send = desk.element("button", "Send")
    assert send.click_point is not None
    found = desk.tree.at(send.click_point)
    assert found is not None
    assert found.name == "Send"
    assert desk.tree.at(Point(1900, 1000)) is None


# Doing.


def test_element_actions_happen_and_can_be_read_back(desk: Desk) -> None:
    tree = desk.tree
    name, gift = desk.element("textbox", "Name").ref, desk.element("checkbox", "Gift").ref
    assert tree.set_text(name, "Zoë 😀")
    assert tree.text(name) == "Zoë 😀"
    assert tree.actions(gift) == ("toggle",)
    assert tree.invoke(gift)
    live = tree.live(gift)
    assert live is not None
    assert "checked" in live.element.states
    volume = desk.element("slider", "Volume").ref
    assert tree.set_number(volume, 55)
    assert desk.object("slider", "Volume").value == "55"
    with pytest.raises(NotOffered, match="range"):
        tree.set_number(volume, 1000)


def test_invoking_a_button_does_what_a_click_does(desk: Desk) -> None:
    clicks: list[str] = []
    desk.object("button", "Send").on_click = lambda: clicks.append("sent")
    send = desk.element("button", "Send").ref
    assert desk.tree.invoke(send, "click")
    assert clicks == ["sent"]
    with pytest.raises(NotOffered, match="toggle"):
        desk.tree.invoke(send, "toggle")
    with pytest.raises(NotOffered, match="not enabled"):
        desk.tree.invoke(desk.element("button", "Delete").ref)


def test_several_rows_are_selected_side_by_side(desk: Desk) -> None:
    first, second = (desk.element("option", f"Row {n}").ref for n in (0, 1))
    assert desk.tree.select(first)
    assert desk.tree.select(second)
    selected = [e.name for e in desk.read().elements if "selected" in e.states]
    assert selected == ["Row 0", "Row 1"]
    assert desk.tree.select(first, on=False)
    assert "selected" not in desk.object("option", "Row 0").states


def test_a_combo_box_opens_and_tells_what_is_chosen(desk: Desk) -> None:
    country = desk.element("combobox", "Country").ref
    assert desk.tree.actions(country) == ("expand",)
    assert desk.tree.invoke(country, "expand")
    sweden = desk.element("option", "Sweden")
    assert desk.tree.select(sweden.ref)
    live = desk.tree.live(country)
    assert live is not None
    assert live.element.value == "Sweden"


def test_a_toolkit_that_lies_is_found_out_by_reading_back(desk: Desk) -> None:
    desk.uia.careless = True
    ref = desk.element("textbox", "Name").ref
    assert desk.tree.set_text(ref, "Bob")
    assert desk.tree.text(ref) == "Ada"


def test_what_is_not_offered_is_refused(desk: Desk) -> None:
    send = desk.element("button", "Send").ref
    for do in (
        lambda: desk.tree.set_text(send, "x"),
        lambda: desk.tree.set_number(send, 1),
        lambda: desk.tree.select(send),
        lambda: desk.tree.focus(desk.element("text", "All fields count").ref),
    ):
        with pytest.raises(NotOffered):
            do()


def test_changes_are_counted(desk: Desk) -> None:
    before = desk.tree.changes()
    desk.screen.remove(desk.object("button", "Send"))
    assert desk.tree.changes() > before


# What Windows itself gives.


def test_structures_are_as_large_as_windows_has_them() -> None:
    assert ctypes.sizeof(MonitorInfo) == 104
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(Input) == 40


def test_a_pattern_that_is_lacking_leaves_its_properties_out() -> None:
    # What a button without patterns tells of itself: defaults that look like facts.
    told: dict[Property, object] = {
        Property.RUNTIME_ID: (42, 7), Property.BOX: (1.0, 2.0, 3.0, 4.0), Property.KIND: 50000,
        Property.TOGGLE: 2, Property.EXPANDED: 3, Property.SELECTED: False, Property.ENABLED: True,
    }  # fmt: skip
    made = node(UiaHandle(), told.get)
    assert (made.toggle, made.expanded, made.selected, made.several) == (None, None, None, None)
    assert (made.runtime_id, made.box) == ((42, 7), Box(1, 2, 3, 4))
    made = node(UiaHandle(), {**told, Property.HAS_TOGGLE: True}.get)
    assert made.toggle == 2
    assert made.patterns == {Pattern.TOGGLE}


@pytest.mark.skipif(sys.platform == "win32", reason="it can be asked there")
def test_elsewhere_the_real_ones_say_what_is_wrong() -> None:
    from perception.platforms.uia_com import Uia
    from perception.platforms.win_user32 import User32

    for real in (Uia, User32):
        with pytest.raises(PlatformGone, match="not Windows"):
            real()
