"""Finds an element by its ref, and what lies at a point."""

from __future__ import annotations

from actions.errors import TargetChanged, TargetNotFound
from actions.target import ElementRef, Grounding, PointOn
from perception.element import Element, Visibility
from perception.geometry import Point
from perception.observation import Observation


def ground_ref(target: ElementRef, observation: Observation) -> Grounding:
    """The element with this ref.

    Raises:
        TargetChanged: the observation has none.
    """
    element = observation.by_ref.get(target.ref)
    if element is None:
        raise TargetChanged(
            f'no element "{target.ref}" is here now: observe again and use a ref of the new'
            " observation"
        )
    return Grounding(
        target=target,
        element=element,
        surface=element.surface,
        point=element.click_point or element.box.center,
    )


def ground_point(target: PointOn, observation: Observation) -> Grounding:
    """The point, with the topmost element known there.

    Raises:
        TargetNotFound: the surface is not there, or the point is outside the viewport.
    """
    if target.surface and observation.surface(target.surface) is None:
        raise TargetNotFound(f'no window or page "{target.surface}" is open')
    point = Point(target.x, target.y)
    surface = target.surface or _front(observation, point)
    if not observation.viewport.box.contains(point):
        size = observation.viewport.size
        raise TargetNotFound(
            f"the point ({target.x:g}, {target.y:g}) is outside the view of"
            f" {size.width:g} by {size.height:g} pixels: scroll first"
        )
    return Grounding(
        target=target,
        element=topmost(observation, surface, point),
        surface=surface,
        point=point,
        families=("point",),
    )


def topmost(observation: Observation, surface: str, point: Point) -> Element | None:
    """The innermost visible element at a point: the later and smaller one lies on top."""
    best: Element | None = None
    for element in observation.elements:
        if element.surface != surface or element.visibility is not Visibility.VISIBLE:
            continue
        if element.box.contains(point) and (best is None or _over(element, best, observation)):
            best = element
    return best


def _over(element: Element, other: Element, observation: Observation) -> bool:
    if any(above.ref == other.ref for above in observation.ancestors(element)):
        return True
    return element.box.area <= other.box.area or _dialog(element, observation) > _dialog(
        other, observation
    )


def _dialog(element: Element, observation: Observation) -> int:
    roles = {"dialog", "alertdialog"}
    return int(any(above.role in roles for above in observation.ancestors(element)))


def _front(observation: Observation, point: Point) -> str:
    """The surface that shows at a point: the foremost window, or the page in it."""
    there = [each for each in observation.surfaces if each.box.contains(point)]
    if there:
        return min(there, key=lambda each: (each.stacking, each.box.area)).ref
    if observation.active is not None:
        return observation.active.ref
    return observation.surfaces[0].ref if observation.surfaces else ""
