"""Elements that no tree tells of, read in the picture and put beside those of the tree.

    fusion = Fusion(languages=("eng",))
    seen = fusion.fuse(observation)              # reads where the tree says too little
    seen = fusion.fuse(observation, [Area(...)]) # reads there
    seen = fuse(screenshot)                      # a bare picture: one surface, no tree at all

Elements from the picture have the source "pixels", refs of their own ("p1", …) that stay while the
element is there, and a confidence. What the tree tells is never doubled: where an element of the
tree stands, the picture adds nothing.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from perception import imaging
from perception.element import TEXT_ROLES, Element, Visibility
from perception.fusion_areas import Area, blind_areas
from perception.fusion_controls import Control, controls, moved
from perception.fusion_fields import parted, with_known_fields
from perception.fusion_memory import Memory
from perception.fusion_pixels import from_image, part_of, size_of, to_image
from perception.geometry import Box, Point, Size, Viewport
from perception.icon_naming import Icons, with_names
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface
from perception.ocr import Reader, Word
from perception.screenshot import Screenshot
from perception.ticks import beside, ticks, with_ticks
from perception.widgets import Detector, Proposal, proposals

if TYPE_CHECKING:
    from perception.imaging import Pixels

SOURCE = "pixels"

_ATOMIC = 40_000  # square pixels: a larger element of the tree is a frame around others
_SAME = 0.5
_WITHIN = 0.8


class Fusion:
    """Reads pictures of one environment; remembers lines of text and refs. Used by one thread.

    `memory` tells whether what was read last is still as it was.

    Args:
        languages: as Tesseract names them.
        scale: how large text is, compared with that of an unscaled screen.
        detector: proposes controls instead of the shapes that are looked for otherwise.
        icons: knows what icons mean; without it they have no names.
    """

    def __init__(
        self,
        languages: Sequence[str] = ("eng",),
        *,
        scale: float = 1.0,
        detector: Detector | None = None,
        icons: Icons | None = None,
    ) -> None:
        self._reader = Reader(languages, scale=scale)
        self._scale = scale
        self._detector = detector
        self._icons = icons
        self._last: dict[Area, _Seen] = {}
        self.memory = Memory()

    def fuse(self, observation: Observation, areas: Sequence[Area] | None = None) -> Observation:
        """The observation with what only its picture shows.

        Args:
            observation: without a screenshot it is given back as it is.
            areas: where to read; where the tree says too little if None.

        Raises:
            OcrUnavailable: the engine or a language is missing.
        """
        shot = observation.screenshot
        if areas is None:
            areas = blind_areas(observation)
        if shot is None or not areas:
            return observation
        pixels = imaging.decoded(shot.data)
        found = self.elements(pixels, observation.viewport, areas, observation.elements)
        fused = dataclasses.replace(observation, elements=(*observation.elements, *found))
        return dataclasses.replace(
            fused, place_key=place_key(fused), progress_key=progress_key(fused)
        )

    def elements(
        self,
        pixels: Pixels,
        viewport: Viewport,
        areas: Sequence[Area],
        told: Iterable[Element] = (),
    ) -> list[Element]:
        """What a picture shows in these areas, in environment pixels.

        Args:
            pixels: of the whole viewport: height, width, 3 or 4 channels, blue green red.
            viewport: what it shows.
            areas: where to read.
            told: what is known without it; it is not told again.

        Raises:
            OcrUnavailable: the engine or a language is missing.
        """
        known = _atomic(told)
        found: list[Element] = []
        self._last = {area: self._read(pixels, viewport, area) for area in areas}
        for area, seen in self._last.items():
            own = known.get(area.surface, ())
            found += [each for each in seen.elements if not _told(each, own)]
        surfaces = {area.surface for area in areas}
        return self.memory.keep(_distinct(found), surfaces, pixels, viewport)

    def words(self, pixels: Pixels, viewport: Viewport, box: Box) -> list[Word]:
        """The words in a part of a picture; boxes in environment pixels.

        Raises:
            OcrUnavailable: the engine or a language is missing.
        """
        image = size_of(pixels)
        region = to_image(box, viewport, image)
        return [
            dataclasses.replace(each, box=from_image(each.box, viewport, image))
            for each in self._reader.words(pixels, region)
        ]

    def close(self) -> None:
        """Give back the engine's memory."""
        self._reader.close()

    def _read(self, pixels: Pixels, viewport: Viewport, area: Area) -> _Seen:
        """What an area shows; as a moment ago if not a pixel of it has changed."""
        import numpy as np

        crop = part_of(pixels, viewport, area.box)
        last = self._last.get(area)
        if last is not None and np.array_equal(last.crop, crop):
            return last
        return _Seen(crop.copy(), self._seen(crop, viewport, size_of(pixels), area))

    def _seen(self, crop: Pixels, viewport: Viewport, image: Size, area: Area) -> list[Element]:
        """What the picture shows in an area, in environment pixels."""
        if min(crop.shape[:2]) < 4:
            return []
        corner = viewport.to_image(Point(area.box.x, area.box.y), image)
        left, top = max(round(corner.x), 0), max(round(corner.y), 0)
        fields = self._fields(area, viewport, image, left, top)
        boxes = ticks(imaging.grey(crop), self._scale)
        shapes = with_ticks(with_known_fields(self._shapes(crop), fields, crop), boxes)
        again = functools.partial(self._reader.words, crop)
        words = parted(beside(self._reader.words(crop), boxes, again), shapes, again)
        seen = controls(crop, words, shapes, self._scale)
        found = [_element(moved(each, left, top), viewport, image, area) for each in seen]
        if self._icons is None:
            return found
        return with_names(found, [each.box for each in seen], crop, self._icons, self._scale)

    def _shapes(self, crop: Pixels) -> Sequence[Proposal]:
        if self._detector is not None:
            return self._detector.detect(crop)
        return proposals(crop, scale=self._scale)

    def _fields(
        self, area: Area, viewport: Viewport, image: Size, left: int, top: int
    ) -> list[Box]:
        """Where fields of an area were a moment ago, in pixels of its crop."""
        return [
            to_image(each.box, viewport, image).moved(-left, -top)
            for each in self.memory.of(area.surface)
            if each.role == "textbox"
        ]


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """What an area showed: its pixels then, and the elements in them, without refs."""

    crop: Pixels
    elements: list[Element]


def replaced(meant: Element, now: Element) -> bool:
    """Whether another thing stands where one from a picture was seen under the same ref.

    What a field holds may change, and it stays the same field; anything else is what it says.
    """
    if meant.source != SOURCE:
        return False
    return meant.role != now.role or (meant.role != "textbox" and meant.name != now.name)


def fuse(shot: Screenshot, *, fusion: Fusion | None = None) -> Observation:
    """A bare picture as an observation of one surface, "w1", of which there is no tree."""
    box = Box(0, 0, *shot.size)
    bare = Observation(
        screenshot=shot,
        viewport=Viewport(size=shot.size),
        surfaces=(Surface(ref="w1", box=box, active=True),),
        elements=(),
    )
    return (fusion or Fusion()).fuse(bare, [Area("w1", box)])


def _element(control: Control, viewport: Viewport, image: Size, area: Area) -> Element:
    box = from_image(control.box, viewport, image)
    point = viewport.from_image((control.spot or control.box).center, image)
    return Element(
        ref="",
        surface=area.surface,
        parent=area.element,
        role=control.role,
        name=control.name,
        value=control.value,
        states=control.states,
        box=box,
        click_point=Point(math.floor(point.x), math.floor(point.y)),
        visibility=Visibility.VISIBLE,
        weak_name=control.weak_name,
        source=SOURCE,
        confidence=round(min(control.confidence, 0.95), 3),
        attributes=_words(control, viewport, image),
    )


def _words(control: Control, viewport: Viewport, image: Size) -> dict[str, str]:
    """Where each word of a text begins and ends: "12:40 44:81", in environment pixels."""
    if len(control.words) < 2:
        return {}
    spans = [
        (
            viewport.from_image(Point(each.x, 0), image),
            viewport.from_image(Point(each.right, 0), image),
        )
        for each in control.words
    ]
    return {"words": " ".join(f"{first.x:.0f}:{last.x:.0f}" for first, last in spans)}


def _atomic(told: Iterable[Element]) -> dict[str, list[Element]]:
    """The elements of the tree that are single controls or texts, by their surface."""
    told = list(told)
    outer = {each.parent for each in told if each.interactive}
    found: dict[str, list[Element]] = {}
    for each in told:
        text = each.role in TEXT_ROLES or each.value is not None  # tells all that stands in it
        small = each.ref not in outer and 0 < each.box.area < _ATOMIC
        says = each.interactive or each.name
        if (text or (small and says)) and each.visibility is Visibility.VISIBLE:
            found.setdefault(each.surface, []).append(each)
    return found


def _told(element: Element, told: Sequence[Element]) -> bool:
    """Whether the tree tells of it: almost the same box, inside one, or around one."""
    for each in told:
        common = element.box.intersection(each.box).area
        if common <= 0:
            continue
        if element.box.overlap(each.box) >= _SAME:
            return True
        if common >= _WITHIN * element.box.area or common >= _WITHIN * each.box.area:
            return True
    return False


def _distinct(found: Sequence[Element]) -> list[Element]:
    """Each once, where areas overlap."""
    kept: list[Element] = []
    for each in found:
        same = any(each.role == other.role and each.box.overlap(other.box) > 0.85 for other in kept)
        if not same:
            kept.append(each)
    return kept
