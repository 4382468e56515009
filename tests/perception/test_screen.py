"""Pictures of real screens, monitors side by side, and what counts as rest."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.context import RunContext
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.input.x11 import X11Input
from actions.window_control.x11 import X11WindowControl
from perception import imaging
from perception.geometry import Box, Point, Size, Viewport
from perception.platforms.atspi import AtspiTree
from perception.platforms.atspi_apps import Placing
from perception.platforms.interface import CaptureFailed, PlatformGone, WindowInfo
from perception.platforms.visible import click_point, uncovered
from perception.platforms.x11 import X11Windows
from perception.screen import TILE, MssCapture, changed_tiles

FREE = RunContext()
COUNTER = Path(__file__).parents[1] / "support" / "windows" / "qt_counter.py"


@pytest.fixture(scope="module")
def two() -> Iterator[PrivateDesktop]:
    """Two monitors, the right one smaller."""
    screens = (Size(800, 600), Size(640, 480))
    with PrivateDesktop.start(PrivateDesktopOptions(screens=screens)) as desktop:
        yield desktop


def test_monitors_side_by_side(two: PrivateDesktop) -> None:
    windows = X11Windows(two.session)
    found = windows.monitors()
    assert [each.box for each in found] == [Box(0, 0, 800, 600), Box(800, 0, 640, 480)]
    assert [each.primary for each in found] == [True, False]
    assert windows.screen() == Box(0, 0, 1440, 600)
    windows.close()


def test_clicks_land_and_pictures_map_on_the_second_monitor(two: PrivateDesktop) -> None:
    count = two.home / "count"
    two.launch([sys.executable, str(COUNTER), "Aim", str(count), "900", "120"])
    windows = X11Windows(two.session)
    tree, hands = AtspiTree(two.session, windows), X11Input(two.session)
    control, capture = X11WindowControl(two.session, windows), MssCapture(two.session)
    window = awaited(windows, "Aim")
    control.move(window.id, Point(1000, 150), FREE)
    window = awaited(windows, "Aim")
    button = next(each for each in tree.read([window]).elements if each.role == "button")
    assert button.click_point is not None
    assert windows.monitors()[1].box.contains(button.click_point)
    assert windows.at(button.click_point).ref == window.ref  # type: ignore[union-attr]
    whole = capture.pixels(windows.screen())
    part = capture.pixels(button.box)
    x, y, width, height = (int(each) for each in button.box)
    assert np.array_equal(whole[y : y + height, x : x + width], part)
    hands.click(button.click_point, FREE)
    end = time.monotonic() + 20
    while not count.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert count.read_text() == "1"
    for part_of_it in (hands, control, capture, tree, windows):
        part_of_it.close()


def awaited(windows: X11Windows, title: str) -> WindowInfo:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for each in windows.windows():
            if each.title == title:
                return each
        time.sleep(0.05)
    raise AssertionError("the window does not show")


def test_a_picture_of_the_screen(desktop: PrivateDesktop) -> None:
    capture = MssCapture(desktop.session)
    shot = capture.grab()
    assert shot.size == Size(1280, 800)
    assert shot.image().size == (1280, 800)
    assert capture.grab(Box(10, 20, 33, 44)).size == Size(33, 44)
    with pytest.raises(CaptureFailed):
        capture.grab(Box(5000, 5000, 10, 10))
    capture.close()
    with pytest.raises(PlatformGone):
        capture.grab()


def test_a_still_screen_is_stable_and_a_lively_one_is_not(
    desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = MssCapture(desktop.session)
    assert capture.stable(3.0, 0.2)
    frames = np.zeros((800, 1280, 4), np.uint8)

    def lively(_region: object = None) -> np.ndarray:
        nonlocal frames
        frames = frames.copy()
        frames += 1
        return frames

    monkeypatch.setattr(capture, "pixels", lively)
    assert not capture.stable(0.6, 0.2)

    def caret(_region: object = None) -> np.ndarray:
        nonlocal frames
        frames = frames.copy()
        frames[100:116, 200:202] ^= 255
        return frames

    monkeypatch.setattr(capture, "pixels", caret)
    assert capture.stable(3.0, 0.2), "a blinking caret must not count for ever"
    capture.close()


@settings(deadline=None)  # others may be at work on the machine
@given(st.integers(0, 199), st.integers(0, 149))
def test_the_tile_of_a_changed_pixel_is_told(x: int, y: int) -> None:
    before = np.zeros((150, 200, 4), np.uint8)
    after = before.copy()
    after[y, x, 1] = 7
    assert changed_tiles(before, after) == [(x // TILE, y // TILE)]
    assert changed_tiles(before, before.copy()) == []


@settings(deadline=None)  # others may be at work on the machine
@given(st.integers(1, 400), st.integers(1, 300), st.integers(1, 500), st.integers(1, 500))
def test_pictures_are_resized_and_encoded_as_said(w: int, h: int, wide: int, high: int) -> None:
    pixels = np.zeros((h, w, 4), np.uint8)
    small = imaging.resized(pixels, Size(wide, high))
    assert small.shape == (high, wide, 4)
    assert imaging.decoded(imaging.png(small)).shape == (high, wide, 3)


places = st.integers(-4000, 4000)
sizes = st.integers(50, 4000)


@settings(deadline=None)  # others may be at work on the machine
@given(
    st.builds(Point, places, places),
    st.builds(Size, sizes, sizes),
    st.builds(Size, st.integers(40, 2000), st.integers(40, 2000)),
    st.floats(0, 0.999),
    st.floats(0, 0.999),
)
def test_points_map_to_pictures_and_back_at_any_offset(
    origin: Point, size: Size, image: Size, across: float, down: float
) -> None:
    viewport = Viewport(size=size, origin=origin)
    point = Point(origin.x + across * size.width, origin.y + down * size.height)
    assert point in viewport.box
    shown = viewport.to_image(point, image)
    assert 0 <= shown.x < image.width
    assert 0 <= shown.y < image.height
    back = viewport.from_image(shown, image)
    assert back == pytest.approx(point, abs=1e-6)


@settings(deadline=None)  # others may be at work on the machine
@given(
    st.sampled_from([0.5, 1.0, 1.25, 1.5, 2.0, 3.0]), places, places,
    st.builds(Box, places, places, sizes, sizes),
)  # fmt: skip
def test_boxes_are_repaired_and_points_are_taken_back(
    scale: float, dx: float, dy: float, raw: Box
) -> None:
    placing = Placing(scale, dx, dy)
    shown = placing.on_screen(raw)
    assert placing.raw_box(shown) == pytest.approx(raw)
    assert placing.raw(shown.center) == pytest.approx(raw.center)


boxes = st.builds(
    Box, st.integers(-50, 150), st.integers(-50, 150), st.integers(1, 120), st.integers(1, 120)
)


@settings(deadline=None)  # others may be at work on the machine
@given(boxes, st.lists(boxes, max_size=5))
def test_what_is_covered_is_never_clicked(box: Box, covers: list[Box]) -> None:
    pieces = uncovered(box, covers)
    area = sum(piece.area for piece in pieces)
    exact = sum(
        not any(cover.contains(Point(x + 0.5, y + 0.5)) for cover in covers)
        for x in range(int(box.x), int(box.right))
        for y in range(int(box.y), int(box.bottom))
    )
    assert area == exact
    point = click_point(box, pieces)
    if area == 0:
        assert point is None
    else:
        assert point is not None
        middle = Point(point.x + 0.5, point.y + 0.5)
        assert box.contains(middle)
        assert not any(cover.contains(middle) for cover in covers)
