"""Finds an element again by its picture, the words around it and its place in the window.

What it looks like is compared by the run of its edges, at all scales that are likely, so that other
colours do not matter. Where it stands is told by the words around it. Both must agree, and what
looked alike when the anchor was made must be told apart by what told it apart then: a place that is
only the best of all is not taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grounding.image_anchor import MARGIN, MOST_WORDS, ImageAnchor, Near, NoImageAnchor
from grounding.image_look import Look, inked
from grounding.image_scene import Scene
from grounding.image_words import Spoken, Words, on_line, own_words
from perception.geometry import Box, Point
from perception.ocr import Word

if TYPE_CHECKING:
    from perception.imaging import Pixels

_WIDEST, _HIGHEST = 220, 90  # pixels: of larger elements a part is compared
_PART = (120, 48)
_SCALES = (0.76, 0.82, 0.88, 0.94, 1.0, 1.07, 1.15, 1.25, 1.35, 1.46, 1.57)
_FRAME = 3  # pixels of a field that are not its content
_REACH = 300  # pixels in which words are noted
_NEAR_LOOK, _NEAR_VOTE = 3.0, 14.0  # pixels around a guess in which is looked
_MOST = 40  # places that are judged
_MOST_VOTES = 24
_NOTHING = Spoken()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be the element.

    Attributes:
        point: its middle, in pixels of the picture.
        scale: how much larger than in the anchor.
        look: -1 to 1, how like it looks.
        core: -1 to 1, the same of what is inside a frame; None where there is none.
        spoken: what the words say.
        place: 0 to 1, how near it is to where it was in the window.
    """

    point: Point
    scale: float
    look: float
    core: float | None = None
    spoken: Spoken = _NOTHING
    place: float = 0.0

    @property
    def seen(self) -> float:
        """How like it looks, 0 to 1."""
        look = max(self.look, 0.0)
        return look if self.core is None else 0.25 * look + 0.75 * max(self.core, 0.0)

    @property
    def identity(self) -> float:
        """How surely it is such an element, wherever it stands: 0 to 1."""
        match self.spoken.own:
            case 1:
                return 0.65 + 0.35 * self.seen
            case 0:
                return 0.9 * self.seen
            case -1:
                return 0.4 * self.seen
            case _:
                return self.seen

    @property
    def context(self) -> float | None:
        """How much of what stood around it is there: 0 to 1; None where nothing did."""
        said = self.spoken
        if said.around is None:
            return None
        found = said.around if said.line is None else 0.65 * said.line + 0.35 * said.around
        return found if said.tells is None else 0.4 * found + 0.6 * said.tells

    @property
    def total(self) -> float:
        """All of it, 0 to 1."""
        if self.context is None:
            return 0.8 * self.identity + 0.2 * self.place
        return 0.55 * self.identity + 0.35 * self.context + 0.1 * self.place


@dataclass(frozen=True, slots=True)
class Found:
    """Where the element is.

    Attributes:
        point: in it, in pixels of the picture.
        box: about where what was compared is, in pixels of the picture.
        score: 0 to 1.
        margin: to the next best place.
        best: what speaks for it.
    """

    point: Point
    box: Box
    score: float
    margin: float
    best: Candidate


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no place is taken for the element."""

    reason: str


# Making.


def make_anchor(
    scene: Scene, box: Box, *, hollow: bool = False, covered: Sequence[Box] = ()
) -> ImageAnchor:
    """The anchor of an element.

    Args:
        scene: in which it is shown.
        box: of it, in pixels of the picture.
        hollow: whether what is inside may change, as a field's text does.
        covered: what is neither shown nor noted, as the contents of fields.

    Raises:
        NoImageAnchor: it is not in view, or there is nothing to see of it.
    """
    seen = box.intersection(scene.area)
    if seen.area < 0.6 * box.area or min(seen.width, seen.height) < 4:
        raise NoImageAnchor("the element is not in view")
    focus = _focus(scene, seen, hollow).intersection(scene.area).rounded()
    frame = Box(
        focus.x - MARGIN, focus.y - MARGIN, focus.width + 2 * MARGIN, focus.height + 2 * MARGIN
    ).intersection(scene.area)
    left, top = int(frame.x), int(frame.y)
    center, window = focus.center, scene.window
    pixels = scene.pixels[top : int(frame.bottom), left : int(frame.right)].copy()
    for each in covered:
        _empty(pixels, each.moved(-left, -top))
    shown = [
        word for word in scene.words if not any(each.contains(word.box.center) for each in covered)
    ]
    anchor = ImageAnchor(
        pixels=pixels,
        focus=focus.moved(-left, -top),
        size=(box.width, box.height),
        words=tuple(_around(shown, seen, focus, hollow)),
        place=(
            center.x - window.x, center.y - window.y,
            window.right - center.x, window.bottom - center.y,
        ),
        hollow=hollow,
        scale=scene.scale,
    )  # fmt: skip
    rivals = [
        each
        for each in candidates(anchor, scene, scales=(1.0,))
        if not _same(each, center, focus) and each.identity >= 0.6 and each.spoken.own != -1
    ]
    if not rivals:
        return anchor
    beside = Words(anchor, scene.words)
    words = tuple(
        near if near.own else replace(near, tells=_tells(near, rivals, beside))
        for near in anchor.words
    )
    return replace(anchor, words=words, rivals=len(rivals))


def _empty(pixels: Pixels, box: Box) -> None:
    """Paint over what is in a field, in place."""
    import numpy as np

    height, width = pixels.shape[:2]
    inner = Box(box.x + _FRAME, box.y + _FRAME, box.width - 2 * _FRAME, box.height - 2 * _FRAME)
    seen = inner.rounded().intersection(Box(0, 0, width, height)).rounded()
    part = pixels[int(seen.y) : int(seen.bottom), int(seen.x) : int(seen.right)]
    if part.size:
        part[:] = np.median(part.reshape(-1, part.shape[2]), axis=0)


def _tells(near: Near, rivals: Sequence[Candidate], beside: Words) -> float:
    return sum(beside.met(near, rival.point, 1.0) == 0 for rival in rivals) / len(rivals)


def _focus(scene: Scene, seen: Box, hollow: bool) -> Box:
    """What of an element is compared: all of a small one, of a large one what stands in it."""
    if seen.width <= _WIDEST and seen.height <= _HIGHEST:
        return Box(seen.x - 2, seen.y - 2, seen.width + 4, seen.height + 4)
    inside = [] if hollow else own_words(scene.words, seen)
    if inside:
        line = [word.box for word in inside if word.line == inside[0].line]
        left, top = min(box.x for box in line), min(box.y for box in line)
        width = min(max(box.right for box in line) - left, _WIDEST)
        return Box(left - 6, top - 6, width + 12, max(box.bottom for box in line) - top + 12)
    inner = Box(
        seen.x - scene.area.x + 6, seen.y - scene.area.y + 6, seen.width - 12, seen.height - 12
    )
    glyph = None if hollow or min(inner.width, inner.height) < 8 else inked(scene.shades, inner)
    if glyph is not None and glyph.width <= _WIDEST and glyph.height <= _HIGHEST:
        glyph = glyph.moved(scene.area.x, scene.area.y)
        return Box(glyph.x - 8, glyph.y - 8, glyph.width + 16, glyph.height + 16)
    width, height = min(seen.width, _PART[0]), min(seen.height, _PART[1])
    return Box(seen.x - 2, seen.y - 2, width + 4, height + 4)


def _around(words: Sequence[Word], seen: Box, focus: Box, hollow: bool) -> Iterator[Near]:
    """The element's own words and those around, the nearest first."""
    center = focus.center
    ranked = []
    for word in words:
        text = word.text.strip()
        own = seen.contains(word.box.center)
        if (own and hollow) or (not own and sum(map(str.isalnum, text)) < 2):
            continue
        middle = word.box.center
        dx, dy = middle.x - center.x, middle.y - center.y
        near = Near(text, dx, dy, word.box.width, word.box.height, own)
        # What stands on its line tells it best from others: the whole row, if it is one of a table.
        reach = math.hypot(dx * (0.25 if on_line(near, focus.height) else 0.8), dy)
        if reach <= _REACH:
            ranked.append((not own, reach, near))
    ranked.sort(key=lambda each: each[:2])
    yield from (near for *_, near in ranked[:MOST_WORDS])


# Finding.


def find(anchor: ImageAnchor, scene: Scene) -> Found | Refused:
    """The element's place, or why none is taken for it."""
    return decided(anchor, candidates(anchor, scene))


def candidates(anchor: ImageAnchor, scene: Scene, scales: Sequence[float] = ()) -> list[Candidate]:
    """All places that may be meant, the best first.

    Args:
        anchor: what is looked for.
        scene: where.
        scales: how much larger it may be; none: what the words say, or all that are likely.
    """
    words, look = Words(anchor, scene.words), Look(anchor, scene)
    said = words.scale
    if not scales:
        scales = (
            _SCALES if said is None else tuple(dict.fromkeys((said, said * 0.95, said * 1.05, 1.0)))
        )
    text = said or 1.0
    guesses: list[tuple[Point, float, tuple[float, ...]]] = [
        (point, _NEAR_LOOK, (scale,)) for scale in scales for point in look.places(scale)
    ]
    guesses += [
        (point, _NEAR_VOTE, tuple(scales))
        for point in words.votes(text, _MOST_VOTES)
        if scene.area.contains(point)
    ]
    found = []
    for point, reach, sizes in guesses:
        made = [Candidate(*_turned(look.best(point, scale, reach), scale)) for scale in sizes]
        found.append(max(made, key=lambda each: each.seen))
    kept: list[Candidate] = []
    for each in sorted(found, key=lambda each: -each.seen):
        if not any(_same(each, other.point, anchor.focus) for other in kept):
            kept.append(each)
    judged = [
        replace(
            each,
            spoken=words.spoken(each.point, each.scale, said or each.scale),
            place=_place(anchor, scene, each.point),
        )
        for each in kept[:_MOST]
    ]
    return sorted(judged, key=lambda each: -each.total)


def _turned(
    best: tuple[Point, float, float | None], scale: float
) -> tuple[Point, float, float, float | None]:
    return best[0], scale, best[1], best[2]


def _same(each: Candidate, center: Point, focus: Box) -> bool:
    return (
        abs(each.point.x - center.x) < 0.5 * focus.width * each.scale
        and abs(each.point.y - center.y) < 0.5 * focus.height * each.scale
    )


def _place(anchor: ImageAnchor, scene: Scene, point: Point) -> float:
    """How near it is to where it was, counted from the nearer edges of the window."""
    window = scene.window
    left, top, right, bottom = anchor.place
    across = min(abs(point.x - window.x - left), abs(window.right - point.x - right))
    down = min(abs(point.y - window.y - top), abs(window.bottom - point.y - bottom))
    return 1.0 / (1.0 + math.hypot(across, down) / 60.0)


def decided(anchor: ImageAnchor, ranked: Sequence[Candidate]) -> Found | Refused:
    """The best of some places, if enough speaks for it."""
    if not ranked:
        return Refused("nothing in the picture is like it")
    best, rest = ranked[0], ranked[1:]
    margin = best.total - max((each.total for each in rest), default=0.0)
    if reason := _doubt(anchor, best, rest):
        return Refused(f"{reason}: {best}")
    if margin < 0.06:
        return Refused(f"two places are as good: {best}, {rest[0]}")
    size = anchor.focus.scaled(best.scale)
    corner = Point(best.point.x - size.width / 2, best.point.y - size.height / 2)
    box = Box(*corner, size.width, size.height)
    return Found(best.point, box, min(best.total, 1.0), margin, best)


def _doubt(anchor: ImageAnchor, best: Candidate, rest: Sequence[Candidate]) -> str:
    """What speaks against a place; "" if nothing does."""
    said = best.spoken
    lead = best.seen - max((each.seen for each in rest), default=0.0)
    if best.identity < 0.7:
        return "nothing is enough like it"
    if said.line is not None and said.line < 0.4 and (said.letters > 6 or (said.around or 0) < 0.7):
        return "other words stand beside it"
    told = said.own == 1 or (said.line is not None and said.line >= 0.7 and said.letters >= 4)
    if said.around is not None and said.around < 0.3 and not told:
        return "other words stand around it"
    if anchor.rivals:
        if said.tells is not None and said.tells < 0.5:
            return "what tells it from others like it is not there"
        if said.tells is None and not (best.seen > 0.75 and lead > 0.15):
            return "nothing tells it from others like it"
    return ""
