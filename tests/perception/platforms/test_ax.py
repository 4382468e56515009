"""A Mac's windows, displays and trees: the real logic over a screen in memory."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sample_screen import mac_screen

from perception.element import Element, Visibility
from perception.geometry import Box, Point
from perception.platforms.ax import AxTree
from perception.platforms.ax_walk import children
from perception.platforms.fake_ax import FakeAx
from perception.platforms.fake_mac import FakeQuartz
from perception.platforms.fake_screen import FakeMonitor, FakeObject, FakeScreen, FakeWindow
from perception.platforms.interface import (
    CaptureFailed,
    ElementGone,
    NotOffered,
    PlatformGone,
    TreeReading,
)
from perception.platforms.mac import MacWindows
from perception.platforms.mac_api import OPTION, SHIFT, LayoutKey, QuartzDisplay
from perception.platforms.mac_capture import MacCapture
from perception.platforms.mac_layout import parsed, table
from perception.platforms.mac_space import MacSpace


class Desk:
    """A screen, and what looks at it."""

    def __init__(self) -> None:
        self.screen: FakeScreen = mac_screen()
        self.quartz = FakeQuartz(self.screen)
        self.ax = FakeAx(self.screen)
        self.windows = MacWindows(self.quartz, self.ax)
        self.tree = AxTree(self.ax, self.quartz, self.windows, clock=self.screen.clock)

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


# Points and pixels.


def test_displays_lie_side_by_side_in_pixels(desk: Desk) -> None:
    main, left = desk.windows.monitors()
    assert (main.box, main.scale, main.primary) == (Box(0, 0, 2880, 1800), 2.0, True)
    # 100 points above the main one, in the left one's own pixels.
    assert (left.box, left.scale) == (Box(-1920, -100, 1920, 1080), 1.0)
    assert desk.windows.screen() == Box(-1920, -100, 4800, 1900)


fractions = st.integers(0, 9_999).map(lambda part: part / 10_000)
displays = st.builds(  # a display has whole pixels, at a scale of 1.5 too
    lambda width, height, scale: (2 * width, 2 * height, scale),
    st.integers(160, 2000),
    st.integers(120, 1500),
    st.sampled_from([1.0, 1.5, 2.0, 3.0]),
)


@given(
    st.lists(displays, min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from("rlab"), st.floats(-0.9, 0.9)), min_size=3, max_size=3),
    st.integers(0, 3), fractions, fractions,
)  # fmt: skip
def test_every_pixel_of_every_display_maps_there_and_back(
    sizes: list[tuple[int, int, float]],
    sides: list[tuple[str, float]],
    which: int,
    across: float,
    down: float,
) -> None:
    placed: list[QuartzDisplay] = []
    box = Box(0, 0, *sizes[0][:2])
    for at, (width, height, scale) in enumerate(sizes):
        if at:
            side, slide = sides[at - 1]
            slid_x, slid_y = round(slide * box.width), round(slide * box.height)
            box = {
                "r": Box(box.right, box.y + slid_y, width, height),
                "l": Box(box.x - width, box.y + slid_y, width, height),
                "b": Box(box.x + slid_x, box.bottom, width, height),
                "a": Box(box.x + slid_x, box.y - height, width, height),
            }[side]
        if any(box.intersection(each.box).area > 0 for each in placed):
            break
        placed.append(
            QuartzDisplay(number=at, name="", box=box, work=box, scale=scale, main=at == 0)
        )
    space = MacSpace(placed)
    boxes = [space.pixels_of(each) for each in placed]
    for one in boxes:
        assert sum(one.intersection(other).area > 0 for other in boxes) == 1, "none overlap"
    display = placed[which % len(placed)]
    there = space.pixels_of(display)
    assert (there.width, there.height) == (
        round(display.box.width * display.scale), round(display.box.height * display.scale),
    )  # fmt: skip
    pixel = Point(there.x + int(across * there.width), there.y + int(down * there.height))
    point = space.to_points(pixel.offset(0.5, 0.5))
    assert display.box.contains(point)
    back = space.to_pixels(point)
    assert (int(back.x // 1), int(back.y // 1)) == (pixel.x, pixel.y)


def test_a_window_across_two_displays_goes_by_the_larger_part() -> None:
    desk = Desk()
    desk.screen.place(desk.screen.windows[1], Box(-100, 100, 800, 600))
    assert desk.windows.windows()[1].frame == Box(-200, 200, 1600, 1200)
    desk.screen.place(desk.screen.windows[1], Box(-700, 100, 800, 600))
    assert desk.windows.windows()[1].frame == Box(-700, 100, 800, 600)


# Windows.


def test_windows_are_told_front_first_in_pixels(desk: Desk) -> None:
    front, behind = desk.windows.windows()
    assert (front.title, front.application, front.active) == ("Form", "shop", True)
    assert front.frame == Box(200, 200, 1400, 1200)
    assert (behind.title, behind.active) == ("notes", False)
    assert behind.frame == Box(-1000, 50, 800, 600)
    found = desk.windows.at(Point(250, 250))
    assert found is not None
    assert found.title == "Form"


def test_minimised_windows_come_last_and_hidden_ones_not_at_all(desk: Desk) -> None:
    desk.screen.windows[0].minimized = True
    kept = FakeWindow(
        id=50, pid=101, application="shop", title="Kept", frame=Box(0, 0, 300, 200), visible=False
    )
    desk.screen.open(kept)
    assert [(w.title, w.minimized) for w in desk.windows.windows()] == [
        ("notes", False), ("Form", True),
    ]  # fmt: skip


def test_titles_are_known_without_the_permission_to_record(desk: Desk) -> None:
    desk.quartz.untitled = True
    assert [w.title for w in desk.windows.windows()] == ["Form", "notes"]


def test_a_program_that_hangs_leaves_the_others_windows_known(desk: Desk) -> None:
    desk.screen.windows[0].answers = False
    assert [w.title for w in desk.windows.windows()] == ["Form", "notes"]


# Reading.


def test_controls_in_aria_words(desk: Desk) -> None:
    told = {(e.role, e.name): (e.value, set(e.states)) for e in desk.read().elements}
    assert told["textbox", "Name"] == ("Ada", {"editable"})
    assert told["checkbox", "Gift"] == (None, {"required"})
    assert told["radio", "Red"] == (None, {"checked"})
    assert told["slider", "Volume"] == ("30", set())
    assert told["combobox", "Country"] == ("Norway", set())
    assert told["button", "Delete"] == (None, {"disabled"})
    assert told["table", "Rows"] == (None, {"multiselectable"})
    assert told["textbox", "Text"] == ("", {"editable", "multiline"})
    assert ("link", "Help") in told
    assert ("text", "All fields count") in told
    assert ("text", "Send") not in told, "the label of a button says its name a second time"


def test_attributes_that_anchors_and_the_gate_read(desk: Desk) -> None:
    assert desk.element("textbox", "Name").attributes["id"] == "name"
    assert desk.element("slider", "Volume").attributes["max"] == "100"
    cell = desk.element("cell", "cell 21").attributes
    assert (cell["row"], cell["column"]) == ("2", "1")
    terminal = desk.element("textbox", "shell")
    assert terminal.attributes["terminal"] == "true"
    assert terminal.value == "$ ls\nnotes.txt"


def test_a_password_is_never_told(desk: Desk) -> None:
    element = desk.element("textbox", "Password")
    assert element.value == "••••••"
    assert "password" in element.states
    assert desk.tree.text(element.ref) is None


def test_boxes_are_physical_pixels_on_displays_of_mixed_scale(desk: Desk) -> None:
    assert desk.element("textbox", "Name").box == Box(240, 280, 400, 60)
    assert desk.element("textbox", "Name").click_point == Point(440, 310)
    assert desk.element("textbox", "Text").box == Box(-990, 100, 780, 300)


def test_what_lies_under_another_window_is_covered(desk: Desk) -> None:
    desk.screen.place(desk.screen.windows[1], Box(100, 100, 700, 600))
    text = next(e for e in desk.read().elements if e.name == "Text")
    assert (text.visibility, text.click_point) == (Visibility.COVERED, None)


def test_of_long_lists_only_what_is_in_view_is_asked(desk: Desk) -> None:
    rows = desk.object("listbox", "Rows")
    rows.children += [
        FakeObject(role="option", name=f"Row {n}", box=Box(400, 9000, 300, 50), hidden=True)
        for n in range(6, 50_000)
    ]
    desk.screen.adopt(rows, rows.parent)
    desk.ax.calls = 0
    reading = desk.read()
    assert reading.complete
    assert desk.ax.calls < 200
    names = {e.name for e in reading.elements}
    assert "Row 3" in names
    assert "Row 4" not in names


def test_refs_last_and_a_redrawn_element_keeps_its_own(desk: Desk) -> None:
    before = {e.name: e.ref for e in desk.read().elements}
    form = desk.screen.windows[0]
    old = form.find("button", "Send")
    form.root.children.remove(old)
    old.gone = True
    new = FakeObject(role="button", name="Send", box=old.box)
    form.root.children.append(new)
    desk.screen.adopt(new, form.root)
    assert {e.name: e.ref for e in desk.read().elements} == before


def test_the_menu_bar_is_told_and_its_menus_only_when_open(desk: Desk) -> None:
    save = FakeObject(role="menuitem", name="Save", box=Box(0, 30, 200, 20))
    file = FakeObject(
        role="menuitem", name="File", box=Box(50, 0, 40, 24),
        children=[FakeObject(role="menu", box=Box(50, 24, 200, 60), children=[save])],
    )  # fmt: skip
    bar = FakeObject(role="menubar", box=Box(0, 0, 1440, 24), children=[file])
    desk.screen.adopt(bar, None)
    desk.ax.menus[101] = bar
    found = desk.element("menuitem", "File")
    assert found.box == Box(100, 0, 80, 48)
    assert found.visibility is Visibility.VISIBLE
    assert "Save" not in {e.name for e in desk.read().elements}
    file.states.add("expanded")
    assert desk.element("menuitem", "Save").click_point is not None
    live = desk.tree.live(desk.element("menuitem", "File").ref)
    assert live is not None
    assert live.element.click_point == found.click_point


def test_programs_are_told_once_that_somebody_reads(desk: Desk) -> None:
    desk.read()
    desk.read()
    assert desk.ax.woken == [101, 102]


# Time, and programs that do not answer.


def test_a_program_that_hangs_is_named_and_the_others_are_read(desk: Desk) -> None:
    windows = desk.windows.windows()
    desk.screen.windows[0].answers = False
    reading = desk.tree.read(windows, budget=3.0)
    assert {e.surface for e in reading.elements} == {"w2"}
    assert reading.unread == ("shop does not answer",)
    assert not reading.complete


def test_a_program_that_is_slow_is_read_as_far_as_time_allows(desk: Desk) -> None:
    windows = desk.windows.windows()[:1]
    desk.screen.windows[0].seconds, before = 0.1, desk.screen.now
    reading = desk.tree.read(windows, budget=1.5)
    assert reading.unread == ("shop was not read to its end",)
    assert reading.elements
    assert desk.screen.now - before <= 1.5 + 1.2, "besides, it is asked for its windows once more"


def test_without_the_permission_it_is_said_what_to_do() -> None:
    desk = Desk()
    desk.ax.permitted = False
    with pytest.raises(PlatformGone, match="System Settings > Privacy & Security > Accessibility"):
        AxTree(desk.ax, desk.quartz, desk.windows)
    assert desk.ax.asked, "macOS shows its question"
    with pytest.raises(PlatformGone, match="Accessibility"):
        desk.read()


def test_nobody_logged_in_is_said(desk: Desk) -> None:
    desk.screen.monitors.clear()
    with pytest.raises(PlatformGone, match="no display"):
        desk.windows.windows()


# One element, now.


def test_live_tells_what_has_changed_since(desk: Desk) -> None:
    ref = desk.element("textbox", "Name").ref
    thing = desk.object("textbox", "Name")
    thing.value, thing.box = "Bob", thing.box.moved(5, 5)
    live = desk.tree.live(ref)
    assert live is not None
    assert (live.element.value, live.element.ref, live.hit) == ("Bob", ref, True)
    assert live.element.box == Box(250, 290, 400, 60)


def test_live_of_what_has_vanished_is_none(desk: Desk) -> None:
    ref, name = desk.element("button", "Send").ref, desk.element("textbox", "Name").ref
    desk.screen.remove(desk.object("button", "Send"))
    assert desk.tree.live(ref) is None
    with pytest.raises(ElementGone):
        desk.tree.invoke(ref)
    desk.screen.close(desk.screen.windows[0])
    assert desk.tree.live(name) is None


def test_what_lies_over_it_is_told(desk: Desk) -> None:
    ref = desk.element("button", "Send").ref
    form = desk.screen.windows[0]
    over = FakeObject(role="group", name="Toast", box=Box(110, 400, 300, 200))
    form.root.children.append(over)
    desk.screen.adopt(over, form.root)
    live = desk.tree.live(ref)
    assert live is not None
    assert (live.hit, live.obstacle) == (False, 'group "Toast"')


def test_live_scrolls_into_view(desk: Desk) -> None:
    ref = desk.element("row", "Row 5", whole=True).ref
    rows = desk.object("option", "Row 5")
    rows.box = Box(400, 2000, 300, 50)
    unscrolled = desk.tree.live(ref)
    assert unscrolled is not None
    assert unscrolled.element.click_point is None
    on_scroll = desk.ax.perform
    desk.ax.perform = lambda handle, action: (  # type: ignore[method-assign]
        setattr(rows, "box", Box(400, 320, 300, 50)), on_scroll(handle, action),
    )[1]  # fmt: skip
    live = desk.tree.live(ref, scroll=True)
    assert live is not None
    assert live.element.click_point is not None


def test_the_element_under_a_point(desk: Desk) -> None:
    send = desk.element("button", "Send")
    assert send.click_point is not None
    found = desk.tree.at(send.click_point)
    assert found is not None
    assert (found.name, found.ref) == ("Send", send.ref)
    assert desk.tree.at(Point(2800, 1700)) is None


# Doing.


def test_element_actions_happen_and_can_be_read_back(desk: Desk) -> None:
    tree = desk.tree
    name, gift = desk.element("textbox", "Name").ref, desk.element("checkbox", "Gift").ref
    assert tree.set_text(name, "Zoë 😀")
    assert tree.text(name) == "Zoë 😀"
    assert tree.actions(gift) == ("click",)
    assert tree.invoke(gift)
    live = tree.live(gift)
    assert live is not None
    assert "checked" in live.element.states
    volume = desk.element("slider", "Volume").ref
    assert tree.set_number(volume, 55)
    assert desk.object("slider", "Volume").value == "55"
    with pytest.raises(NotOffered, match="from 0 to 100"):
        tree.set_number(volume, 1000)
    assert tree.focus(name)
    assert desk.read().focused == name


def test_several_rows_are_selected_side_by_side(desk: Desk) -> None:
    first, second = (desk.element("row", f"Row {n}").ref for n in (0, 1))
    assert desk.tree.select(first)
    assert desk.tree.select(second)
    selected = [e.name for e in desk.read().elements if "selected" in e.states]
    assert selected == ["Row 0", "Row 1"]
    assert desk.tree.select(first, on=False)
    assert "selected" not in desk.object("option", "Row 0").states


def test_a_toolkit_that_lies_is_found_out_by_reading_back(desk: Desk) -> None:
    desk.ax.careless = True
    ref = desk.element("textbox", "Name").ref
    assert desk.tree.set_text(ref, "Bob")
    assert desk.tree.text(ref) == "Ada"


def test_what_is_not_offered_is_refused(desk: Desk) -> None:
    text = desk.element("text", "All fields count").ref
    for do in (
        lambda: desk.tree.set_text(text, "x"),
        lambda: desk.tree.set_number(text, 1),
        lambda: desk.tree.select(text),
        lambda: desk.tree.focus(text),
        lambda: desk.tree.invoke(text),
        lambda: desk.tree.invoke(desk.element("button", "Delete").ref),
    ):
        with pytest.raises(NotOffered):
            do()


# Pictures.


class Picture:
    """Pictures displays in one colour each, at the size in points as mss does by default."""

    def __init__(self) -> None:
        self.closed = False

    def pixels(self, region: Box | None = None) -> NDArray[np.uint8]:
        assert region is not None
        picture = np.zeros((int(region.height), int(region.width), 4), np.uint8)
        picture[:] = 200 if region.x >= 0 else 100
        picture[0, 0] = 7
        return picture

    def stable(self, limit: float, quiet: float) -> bool:
        del limit, quiet
        return True

    def close(self) -> None:
        self.closed = True


def test_pictures_are_in_environment_pixels(desk: Desk) -> None:
    capture = MacCapture(Picture(), desk.quartz, lambda: desk.windows.space)
    whole = capture.pixels()
    assert whole.shape == (1900, 4800, 4)
    assert whole[0, 0, 0] == 7, "the left display's corner"
    assert whole[100 + 1, 1920 + 1, 0] == 7, "the main display's, of two by two pixels"
    assert whole[100 + 2, 1920 + 2, 0] == 200
    assert whole[1800, 100, 0] == 0, "no display there"
    part = capture.pixels(Box(-10, 0, 20, 10))
    assert part.shape == (10, 20, 4)
    assert (part[5, 9, 0], part[5, 12, 0]) == (100, 200)
    assert capture.grab(Box(-10, 0, 20, 10)).size == (20, 10)
    with pytest.raises(CaptureFailed, match="outside"):
        capture.pixels(Box(9000, 0, 10, 10))


def test_without_the_permission_no_wallpaper_is_taken_for_the_screen(desk: Desk) -> None:
    desk.quartz.may.discard("record")
    capture = MacCapture(Picture(), desk.quartz, lambda: desk.windows.space)
    with pytest.raises(CaptureFailed, match="Screen & System Audio Recording"):
        capture.grab()


# Layouts.


def test_the_simplest_way_to_a_character_is_kept() -> None:
    keys = {(0, 0): "a", (0, 2): "A", (1, 0): "é", (1, 2): "2", (2, 8): "{", (3, 10): "a"}
    found = table(lambda code, state: keys.get((code, state), ""))
    assert found == {
        "a": LayoutKey(0), "A": LayoutKey(0, SHIFT), "é": LayoutKey(1),
        "2": LayoutKey(1, SHIFT), "{": LayoutKey(2, OPTION),
    }  # fmt: skip
    assert parsed('{"{": [2, 524288]}') == {"{": LayoutKey(2, OPTION)}


def test_children_are_those_in_view_unless_all_are_asked_for(desk: Desk) -> None:
    from perception.platforms.ax_roles import ATTRIBUTES, VISIBLE_CHILDREN, AxNode

    desk.read()
    ref = desk.element("table", "Rows").ref
    handle = desk.tree._ledger.handle(ref)
    node = AxNode(handle, desk.ax.values(handle, ATTRIBUTES + VISIBLE_CHILDREN))
    assert len(children(node, whole=False)) == 4
    assert len(children(node, whole=True)) == 6


def test_one_display_alone() -> None:
    only = FakeMonitor(
        name="x", box=Box(0, 0, 100, 50), work=Box(0, 0, 100, 50), scale=2, primary=True
    )
    screen = FakeScreen([only], [])
    windows = MacWindows(FakeQuartz(screen), FakeAx(screen))
    assert windows.screen() == Box(0, 0, 200, 100)
    assert windows.windows() == ()


@pytest.mark.skipif(sys.platform == "darwin", reason="it can be asked there")
def test_elsewhere_the_real_ones_say_what_is_wrong() -> None:
    from perception.platforms.ax_pyobjc import Ax
    from perception.platforms.mac_quartz import WindowServer

    for real in (Ax, WindowServer):
        with pytest.raises(PlatformGone, match="not macOS"):
            real()
