"""Image anchors among elements: which element of an observation is at the place that was found."""

from __future__ import annotations

from functools import lru_cache

from grounding.by_image import Found, find, make_anchor
from grounding.image_anchor import NoImageAnchor, read
from grounding.image_scene import Scene, scene
from grounding.pictures import PICTURES
from perception import imaging
from perception.element import Element, Visibility
from perception.geometry import Box, Point
from perception.observation import Observation
from perception.screenshot import Screenshot

_OWN_LOOK = 0.6  # from which on the picture itself speaks, and not only the words in and around it
_ALIKE_SIZE = 4.0  # times as wide or as high
_VALUED = frozenset({"textbox", "searchbox", "spinbutton", "combobox"})


def take(element: Element, observation: Observation) -> str:
    """Make the picture of an element and keep it; its name, "" where none would say anything.

    What stands in fields, its own too, is not in the picture.
    """
    if observation.screenshot is None or element.visibility is not Visibility.VISIBLE:
        return ""
    looked = scene_of(observation, element.surface)
    covered = [
        _in_image(each.box, observation)
        for each in observation.elements
        if each.role in _VALUED or each.editable or "password" in each.states
    ]
    hollow = element.role in _VALUED or element.editable
    box = _in_image(element.box, observation)
    try:
        anchor = make_anchor(looked, box, hollow=hollow, covered=covered)
    except NoImageAnchor:
        return ""
    return PICTURES.keep(anchor.png())


def seen(name: str, observation: Observation) -> dict[str, float]:
    """How well elements are what an image anchor shows, by ref; empty where it cannot be said.

    Args:
        name: of the picture.
        observation: in which it is looked for.
    """
    png = PICTURES.get(name)
    if png is None or observation.screenshot is None:
        return {}
    try:
        anchor = read(png)
    except NoImageAnchor:
        return {}
    found = find(anchor, scene_of(observation))
    if not isinstance(found, Found):
        return {}
    at = observation.viewport.from_image(found.point)
    width, height = anchor.size
    scale = observation.viewport.scale / found.best.scale
    wanted = Box(0, 0, width / scale, height / scale)
    fits = {
        each.ref: _alike(each.box, wanted)
        for each in observation.elements
        if each.visibility is Visibility.VISIBLE and each.box.contains(at)
    }
    best = max(fits.values(), default=0.0)
    # What is found by its words alone adds nothing to them.
    sure = 1.0 if max(found.best.seen, 0.0) >= _OWN_LOOK else 0.65
    return {ref: sure * fit / best for ref, fit in fits.items() if fit > 1 / _ALIKE_SIZE**2}


def _alike(box: Box, wanted: Box) -> float:
    """How alike two sizes are, 0 to 1."""
    across = min(box.width, wanted.width) / max(box.width, wanted.width, 1)
    down = min(box.height, wanted.height) / max(box.height, wanted.height, 1)
    return across * down


def scene_of(observation: Observation, surface: str = "") -> Scene:
    """The picture of an observation, as far as the windows go that elements were read from.

    Args:
        observation: with a screenshot.
        surface: the window that places count from; "" for the active one.
    """
    assert observation.screenshot is not None
    home = observation.surface(surface) or observation.active
    window = home.box if home is not None and home.box.area else observation.viewport.box
    read_from = {each.surface for each in observation.elements}
    others = tuple(
        _in_image(each.box, observation)
        for each in observation.surfaces
        if each.ref in read_from and each.box.area
    )
    return _scene(
        observation.screenshot,
        _in_image(window.intersection(observation.viewport.box), observation),
        others,
        observation.viewport.scale,
    )


@lru_cache(maxsize=2)
def _scene(picture: Screenshot, window: Box, others: tuple[Box, ...], scale: float) -> Scene:
    return scene(imaging.decoded(picture.data), window, others=others, scale=scale)


def _in_image(box: Box, observation: Observation) -> Box:
    scale = observation.viewport.scale
    corner = observation.viewport.to_image(Point(box.x, box.y))
    return Box(corner.x, corner.y, box.width * scale, box.height * scale)
