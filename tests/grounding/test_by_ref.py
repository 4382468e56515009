from __future__ import annotations

import pytest
from grounding_scenes import element, observation, table

from actions.errors import InvalidAction, TargetAmbiguous, TargetChanged, TargetNotFound
from actions.target import Anchors, ElementRef, PointOn
from grounding.chain import default_grounder
from perception.element import Visibility
from perception.geometry import Point

GROUNDER = default_grounder()


def test_a_ref() -> None:
    seen = observation(element("e7", "button", "Save", click_point=Point(5, 6)))
    found = GROUNDER.ground(ElementRef(ref="e7"), seen)
    assert found.element is seen.elements[0]
    assert (found.point, found.surface, found.families) == (Point(5, 6), "t1", ("ref",))


def test_a_ref_that_is_gone() -> None:
    with pytest.raises(TargetChanged, match="observe again"):
        GROUNDER.ground(ElementRef(ref="e9"), observation(element("e7", "button")))


def test_a_point_finds_what_lies_on_top() -> None:
    seen = observation(
        element("page", "main", "", (0, 0, 1280, 800)),
        element("button", "button", "Save", (10, 10, 80, 20), "page"),
        element("text", "text", "Save", (20, 12, 30, 10), "button"),
        element("hidden", "link", "Secret", (20, 12, 5, 5), visibility=Visibility.COVERED),
        element("dialog", "dialog", "Sure?", (300, 300, 200, 100)),
    )
    for point, ref in (((22, 14), "text"), ((12, 11), "button"), ((600, 700), "page")):
        found = GROUNDER.ground(PointOn(x=point[0], y=point[1]), seen)
        assert found.element is not None
        assert found.element.ref == ref
        assert found.point == Point(*point)
    over = GROUNDER.ground(PointOn(x=350, y=350), seen).element
    assert over is not None
    assert over.ref == "dialog"


def test_a_bare_point() -> None:
    found = GROUNDER.ground(PointOn(x=5, y=5), observation())
    assert found.element is None
    assert found.surface == "t1"


def test_a_point_out_of_view_or_on_nothing() -> None:
    with pytest.raises(TargetNotFound, match="scroll"):
        GROUNDER.ground(PointOn(x=5, y=900), observation())
    with pytest.raises(TargetNotFound, match="t9"):
        GROUNDER.ground(PointOn(x=5, y=5, surface="t9"), observation())


def test_anchors_agree_by_weight() -> None:
    ways = (("role", "button"), ("name", "Delete"), ("near", "Ana Ruiz"), ("path", "/tr[1]/td"))
    found = GROUNDER.ground(Anchors(ways=ways), observation(*table()))
    assert found.element is not None
    assert found.element.ref == "d2"
    assert found.families == ("role", "name", "near")


def test_anchors_refuse_small_margins_and_places_alone() -> None:
    seen = observation(*table())
    with pytest.raises(TargetAmbiguous):
        GROUNDER.ground(Anchors(ways=(("role", "button"), ("name", "Delete"))), seen)
    with pytest.raises(TargetNotFound):
        GROUNDER.ground(Anchors(ways=(("role", "link"), ("name", "Archive"))), seen)
    with pytest.raises(InvalidAction):
        GROUNDER.ground(Anchors(ways=(("path", "/a/b"), ("role", "button"))), seen)
