from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from grounding_scenes import element, observation

from grounding.marks import draw, legend, marked, marks
from perception.element import Visibility
from perception.geometry import Box, Viewport
from perception.observation import Observation

Observe = Callable[[str], Observation]


@pytest.mark.parametrize("page", ["contacts", "mail", "settings", "board"])
def test_every_visible_control_gets_a_label_of_its_own(page: str, observe: Observe) -> None:
    seen = observe(page)
    assert seen.screenshot is not None
    drawn = marks(seen)
    assert {mark.ref for mark in drawn} == set(legend(seen)) != set()
    for one, two in itertools.combinations(drawn, 2):
        assert one.label.intersection(two.label).area == 0, (one, two)
    view = Box(0, 0, *seen.screenshot.size)
    assert all(mark.label.intersection(view).area >= mark.label.area - 1 for mark in drawn)


def test_the_picture_is_a_png_of_the_same_size(observe: Observe) -> None:
    seen = observe("shop")
    assert seen.screenshot is not None
    picture = draw(seen)
    assert (picture.format, picture.size) == ("png", seen.screenshot.size)
    assert picture.image().size == tuple(seen.screenshot.size)
    assert picture.digest != seen.screenshot.digest


def test_without_a_screenshot_it_is_drawn_on_white() -> None:
    seen = observation(element("e1", "button", "Save", (100, 100, 80, 20)))
    picture = draw(seen).image()
    assert picture.size == (1280, 800)
    assert picture.getpixel((600, 600)) == (255, 255, 255)
    assert picture.getpixel((98, 98)) != (255, 255, 255)


def test_boxes_follow_the_scale_of_the_screenshot() -> None:
    seen = observation(element("e1", "button", "Save", (100, 100, 80, 20)))
    double = replace(seen, viewport=Viewport(size=seen.viewport.size, scale=2.0))
    assert marks(double)[0].box == Box(198, 198, 164, 44)


def test_only_what_can_be_seen_and_operated_is_marked() -> None:
    seen = observation(
        element("a", "button", "Yes"),
        element("b", "text", "No"),
        element("c", "button", "Far", (0, 900, 80, 20), visibility=Visibility.OFFSCREEN),
        element("d", "button", "Under", visibility=Visibility.COVERED),
        element("e", "generic", "Yes", states=frozenset({"clickable"}), parent="a"),
    )
    assert [one.ref for one in marked(seen)] == ["a"]


def test_a_crowd_keeps_its_labels_apart() -> None:
    crowd = [
        element(f"e{at}", "button", "x", (at % 20 * 12, at // 20 * 12, 10, 10)) for at in range(200)
    ]
    drawn = marks(observation(*crowd))
    assert len(drawn) == 200
    overlapping = [
        (one.ref, two.ref)
        for one, two in itertools.combinations(drawn, 2)
        if one.label.intersection(two.label).area > 0
    ]
    assert not overlapping
