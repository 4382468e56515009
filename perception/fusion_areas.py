"""Where an observation's tree says too little, so that the picture has to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from perception.element import TEXT_ROLES, Element, Visibility
from perception.geometry import Box
from perception.observation import Observation

# Square pixels: a leaf of the tree with more is no single control; what stands in it is not told.
_LARGE = 40_000
_SPARSE = 100_000  # so much window should hold at least
_LEAST = 1.5  # controls with a name
_MOSTLY = 0.6
_OPAQUE = frozenset({"canvas", "embed", "object", "applet", "video"})
# What shows a text that the tree tells as its value, and what is empty between others.
_TOLD = TEXT_ROLES | {"separator", "scrollbar", "progressbar", "slider", "terminal"}


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a surface whose content only the picture shows.

    Attributes:
        surface: its ref.
        box: in environment pixels.
        element: ref of the element of the tree that it is the inside of, if there is one.
    """

    surface: str
    box: Box
    element: str | None = None


def blind_areas(observation: Observation) -> list[Area]:
    """The parts of the surfaces in an observation that its elements leave untold."""
    read = {element.surface for element in observation.elements}
    found = []
    for surface in observation.surfaces:
        if surface.active or surface.ref in read:
            box = surface.box.intersection(observation.viewport.box)
            page = bool(surface.origin)
            found += untold(surface.ref, box, observation.elements, page=page)
    return found


def untold(
    surface: str, box: Box, elements: Iterable[Element], *, page: bool, always: bool = False
) -> list[Area]:
    """The parts of one surface that its elements leave untold.

    Three kinds: a window of which there is no tree, or one with hardly a control in it; a large
    leaf of the tree that tells no text, as the icon view of a file manager; and what a page draws
    by itself (canvas, plug-ins) or shows as a large picture without a name.

    Args:
        surface: its ref.
        box: what of it is in view, in environment pixels.
        elements: of this and other surfaces.
        page: whether it is a page of a browser, whose tree tells all but what it draws itself.
        always: take all of it, whatever the tree tells.
    """
    own = [each for each in elements if each.surface == surface]
    if box.area <= 0:
        return []
    if always:
        return [Area(surface, box)]
    if page:
        return [Area(surface, part, ref) for part, ref in _drawn(own, box)]
    if _poor(own, box):
        return [Area(surface, box)]
    # What has no size (the page behind a hidden tab) shows nothing of what it is part of.
    parents = {each.parent for each in own if each.box.area > 0}
    return [Area(surface, part, ref) for part, ref in _leaves(own, parents, box)]


def _poor(elements: Sequence[Element], box: Box) -> bool:
    """Whether hardly a control is told of a window."""
    named = sum(
        1
        for each in elements
        if each.interactive and (each.name or each.value) and each.visibility is Visibility.VISIBLE
    )
    text = any(each.role in TEXT_ROLES and each.box.area > box.area / 3 for each in elements)
    return not text and named < min(max(_LEAST * box.area / _SPARSE, 1), 4)


def _leaves(
    elements: Sequence[Element], parents: set[str | None], box: Box
) -> Iterator[tuple[Box, str]]:
    texts = [each.box for each in elements if each.role in TEXT_ROLES and each.value is not None]
    for each in elements:
        if each.ref in parents or each.role in _TOLD or each.value:
            continue
        if each.visibility is not Visibility.VISIBLE or each.role == "text":
            continue
        part = each.box.intersection(box)
        over = any(part.intersection(text).area > _MOSTLY * part.area for text in texts)
        if part.area >= _LARGE and not over:
            yield part, each.ref


def _drawn(elements: Sequence[Element], box: Box) -> Iterator[tuple[Box, str]]:
    for each in elements:
        drawn = each.role == "canvas" or each.attributes.get("tag", "") in _OPAQUE
        picture = each.role == "img" and (not each.name or each.weak_name)
        if (drawn or picture) and each.visibility is Visibility.VISIBLE:
            part = each.box.intersection(box)
            if part.area >= (_LARGE / 10 if drawn else _LARGE):
                yield part, each.ref
