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
_STAYED = 0.3  # overlap with what was there a moment ago, to be the same element
_CHANGED = 24  # of 255: less is noise of a coded picture
_MOST_CHANGED = 0.04  # of what stands out in an element


class Fusion:
    """Reads pictures of one environment; remembers lines of text and refs. Used by one thread.

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
        self._before: dict[str, list[Element]] = {}
        self._last: dict[Area, _Seen] = {}
        self._looks: dict[str, Pixels] = {}
        self._next = 1

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
        named = self._with_refs(_distinct(found), {area.surface for area in areas})
        self._looks = {each.ref: _crop(pixels, viewport, each.box).copy() for each in named}
        return named

    def unchanged(self, element: Element, pixels: Pixels, viewport: Viewport) -> bool:
        """Whether the picture still shows an element as it was when it was read.

        Args:
            element: of the last reading.
            pixels: of the whole viewport, now.
            viewport: what they show.
        """
        import numpy as np

        then = self._looks.get(element.ref)
        now = _crop(pixels, viewport, element.box)
        if then is None or then.shape != now.shape or not then.size:
            return False
        before, after = (imaging.grey(each).astype("int16") for each in (then, now))
        shown = abs(before - int(np.median(before))) > _CHANGED
        changed = abs(before - after) > _CHANGED
        return float(changed.sum()) <= _MOST_CHANGED * max(float(shown.sum()), 1.0)

    def words(self, pixels: Pixels, viewport: Viewport, box: Box) -> list[Word]:
        """The words in a part of a picture; boxes in environment pixels.

        Raises:
            OcrUnavailable: the engine or a language is missing.
        """
        image = _size(pixels)
        region = _to_image(box, viewport, image)
        return [
            dataclasses.replace(each, box=_from_image(each.box, viewport, image))
            for each in self._reader.words(pixels, region)
        ]

    def close(self) -> None:
        """Give back the engine's memory."""
        self._reader.close()

    def _read(self, pixels: Pixels, viewport: Viewport, area: Area) -> _Seen:
        """What an area shows; as a moment ago if not a pixel of it has changed."""
        import numpy as np

        crop = _crop(pixels, viewport, area.box)
        last = self._last.get(area)
        if last is not None and np.array_equal(last.crop, crop):
            return last
        return _Seen(crop.copy(), self._seen(crop, viewport, _size(pixels), area))

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
            _to_image(each.box, viewport, image).moved(-left, -top)
            for each in self._before.get(area.surface, ())
            if each.role == "textbox"
        ]

    def _with_refs(self, found: Sequence[Element], surfaces: set[str]) -> list[Element]:
        """The elements under the refs that they had a moment ago."""
        free = [each for surface in surfaces for each in self._before.get(surface, ())]
        named = []
        for element in found:
            known = _known(element, free)
            if known is not None:
                free.remove(known)
                ref = known.ref
            else:
                ref = f"p{self._next}"
                self._next += 1
            named.append(dataclasses.replace(element, ref=ref))
        for surface in surfaces:
            self._before[surface] = [each for each in named if each.surface == surface]
        return named


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


def _crop(pixels: Pixels, viewport: Viewport, box: Box) -> Pixels:
    """The part of a picture that shows a box in environment pixels; a view of it."""
    image = _size(pixels)
    first = viewport.to_image(Point(box.x, box.y), image)
    last = viewport.to_image(Point(box.right, box.bottom), image)
    top, left = max(round(first.y), 0), max(round(first.x), 0)
    return pixels[top : max(round(last.y), top), left : max(round(last.x), left)]


def _to_image(box: Box, viewport: Viewport, image: Size) -> Box:
    first = viewport.to_image(Point(box.x, box.y), image)
    last = viewport.to_image(Point(box.right, box.bottom), image)
    return Box(first.x, first.y, last.x - first.x, last.y - first.y)


def _from_image(box: Box, viewport: Viewport, image: Size) -> Box:
    first = viewport.from_image(Point(box.x, box.y), image)
    last = viewport.from_image(Point(box.right, box.bottom), image)
    return Box(first.x, first.y, last.x - first.x, last.y - first.y)


def _size(pixels: Pixels) -> Size:
    height, width = pixels.shape[:2]
    return Size(width, height)


def _element(control: Control, viewport: Viewport, image: Size, area: Area) -> Element:
    box = _from_image(control.box, viewport, image)
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


def _known(element: Element, before: Sequence[Element]) -> Element | None:
    """Which of those of a moment ago this one is: what overlaps it, else its only namesake."""
    alike = [
        each for each in before if each.surface == element.surface and each.role == element.role
    ]
    near = [each for each in alike if each.box.overlap(element.box) >= _STAYED]
    if near:
        return max(
            near, key=lambda each: (each.name == element.name, each.box.overlap(element.box))
        )
    namesakes = [each for each in alike if each.name and each.name == element.name]
    return namesakes[0] if len(namesakes) == 1 else None
