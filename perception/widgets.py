"""Where a picture of a screen shows something that can be worked, without trained weights.

Two kinds of shapes are looked for. *Faces* are even areas that an edge closes in: buttons, fields,
boxes to tick. *Marks* stand out from what is behind them: glyphs of icons and lines of text. The
way from gradients over connected components to boxes is that of UIED (Chen et al., "Object
Detection for Graphical User Interface", 2020). What is proposed is ranked by how much it looks like
what toolkits draw: a face with one mark in it, a square of the size of a glyph, a short text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from perception import imaging
from perception.geometry import Box
from perception.glyphs import Strip, glyphs
from perception.ocr_lines import strips

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

Kind = Literal["button", "field", "checkbox", "radio", "icon", "text", "area"]

MOST = 400  # proposals that are worth telling


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something in a picture that may be a control.

    Attributes:
        box: in pixels of the picture.
        kind: what it looks like. "text": words that stand for themselves, as a link or a menu's
            entry does; "area": a larger even area with an edge around it.
        score: 0 to 1, for ranking; no probability.
    """

    box: Box
    kind: Kind
    score: float


class Detector(Protocol):
    """What a detector with weights of its own offers instead."""

    def detect(self, picture: Pixels) -> Sequence[Proposal]:
        """The proposals for a picture: height, width, blue green red."""
        ...


_SMALLEST = 7  # pixels: the side of the smallest control
_GLYPH = (9, 48)  # pixels: the side of a glyph
_TICK = (10, 24)  # pixels: the side of a box to tick
_LINE = (14, 64)  # pixels: the height of a button or a field
_WIDE = 0.96  # of the picture: the longest field, say the name in a dialog for saving
_LONG = 240  # pixels: a longer text is more likely to be read than to be clicked
_APART = 0.6  # of the height of a line: entries of a menu bar are further from each other
_GRID = 12  # so many empty faces of one size are cells


def proposals(picture: Pixels, most: int = MOST, *, scale: float = 1.0) -> list[Proposal]:
    """What in a picture looks as if it could be worked, the likeliest first.

    Args:
        picture: height, width, 3 or 4 channels in the order blue, green, red.
        most: how many to tell.
        scale: how large controls are, compared with those of an unscaled screen.
    """
    grey = imaging.grey(picture)
    marks = _marks(grey, scale)
    faces = _faces(imaging.edges(grey), scale)
    inside = _inside(faces, marks)
    alike = Counter((box.width, box.height) for box in faces)
    found = []
    for at, box in enumerate(faces):
        cells = alike[(box.width, box.height)] > _GRID
        found.append(_face(box, [marks[each] for each in inside[at]], cells, scale))
    # The label of a button is no control of its own.
    labels = {
        each
        for at, face in enumerate(found)
        if face.kind in ("button", "checkbox", "radio")
        for each in inside[at]
        if _belongs(marks[each].box, face.box)
    }
    found += [each for at, each in enumerate(marks) if at not in labels]
    found.sort(key=lambda each: -each.score)
    return _distinct(found)[:most]


def _faces(edges: Pixels, scale: float) -> list[Box]:
    """Even areas with an edge around them, that edge included."""
    height, width = edges.shape
    return [
        Box(x - 1, y - 1, across + 2, down + 2)
        for x, y, across, down, area in imaging.components(255 - edges, around=4)
        if min(across, down) >= _SMALLEST * scale
        and across < (_WIDE if down <= _LINE[1] * scale else 0.9) * width
        and down < 0.5 * height
        and area > 0.4 * across * down
    ]


def _marks(grey: Pixels, scale: float) -> list[Proposal]:
    """Lines of text, and icons; the strokes that an icon is made of are none of their own."""
    found = [_icon(_box(strip), scale) for strip in glyphs(grey, scale)]
    whole = [each.box for each in found]
    for strip in strips(grey, scale, _APART):
        mark = _mark(strip, scale)
        if mark.kind == "text" or not any(_within(mark.box, box) for box in whole):
            found.append(mark)
    return found


def _box(strip: Strip) -> Box:
    return Box(strip.left, strip.top, strip.right - strip.left, strip.bottom - strip.top)


def _belongs(mark: Box, face: Box) -> bool:
    """Whether a mark is on a face, or its frame; the inside of a lens is no button around it."""
    framed = face.area > 0.5 * mark.area and mark.center.distance(face.center) < 0.2 * mark.height
    return framed or _within(mark, face)


def _within(box: Box, outer: Box) -> bool:
    return box.intersection(outer).area > 0.8 * box.area


def _icon(box: Box, scale: float) -> Proposal:
    return Proposal(box, "icon", 0.55 if box.height >= 12 * scale else 0.4)


def _mark(strip: Strip, scale: float) -> Proposal:
    box = _box(strip)
    across, down = box.width / scale, box.height / scale
    if _GLYPH[0] <= max(across, down) <= _GLYPH[1] and 0.5 < across / down < 1.8:
        return _icon(box, scale)
    return Proposal(box, "text", 0.5 if across <= _LONG else 0.2)


def _inside(faces: Sequence[Box], marks: Sequence[Proposal]) -> list[list[int]]:
    """For each face the numbers of the marks in it."""
    import numpy as np

    middles = np.array([tuple(each.box.center) for each in marks] or [(-1.0, -1.0)])
    found = []
    for box in faces:
        in_x = (middles[:, 0] > box.x) & (middles[:, 0] < box.right)
        in_y = (middles[:, 1] > box.y) & (middles[:, 1] < box.bottom)
        found.append([int(each) for each in np.flatnonzero(in_x & in_y)])
    return found


def _face(box: Box, content: Sequence[Proposal], cells: bool, scale: float) -> Proposal:
    """What an even area is, by its shape and what stands in it.

    Args:
        box: the area.
        content: the marks in it.
        cells: whether there are many of its size.
        scale: see `proposals`.
    """
    content = [each for each in content if not _rounds(each.box, box)]
    across, down = box.width / scale, box.height / scale
    square = 0.75 < across / down < 1.33
    if square and _TICK[0] <= max(across, down) <= _TICK[1]:
        return Proposal(box, "checkbox", 0.3 if cells and not content else 0.75)
    if square and down <= 1.2 * _GLYPH[1] and len(content) == 1:
        return Proposal(box, "button", 0.8)
    if not _LINE[0] <= down <= _LINE[1] or across < 1.2 * down:
        return Proposal(box, "area", 0.25 if content else 0.1)
    if cells:
        return Proposal(box, "area", 0.35 if content else 0.1)
    if not content:
        return Proposal(box, "field", 0.5)
    if len(content) > 2:
        return Proposal(box, "area", 0.25)
    # An icon and a word, or two words: together they stand in the middle of a button.
    left, right = min(each.box.x for each in content), max(each.box.right for each in content)
    centred = abs((left + right) / 2 - box.center.x) < 0.08 * box.width + 3 * scale
    close = right - left < sum(each.box.width for each in content) + box.height
    if centred and close and across < 12 * down:
        return Proposal(box, "button", 0.85)
    return Proposal(box, "field", 0.7)


def _rounds(mark: Box, face: Box) -> bool:
    """Whether a mark is only the arc of one of a face's rounded corners."""
    near = 0.3 * face.height
    side = min(abs(mark.center.x - face.x), abs(mark.center.x - face.right))
    level = min(abs(mark.center.y - face.y), abs(mark.center.y - face.bottom))
    return max(mark.width, mark.height) < near and side < near and level < near


def _distinct(found: list[Proposal]) -> list[Proposal]:
    """Without those that lie almost where a better one lies."""
    kept: list[Proposal] = []
    cells: dict[tuple[int, int], list[Proposal]] = {}
    for each in found:
        center = each.box.center
        column, row = int(center.x // 16), int(center.y // 16)
        near = [
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in cells.get((column + across, row + down), ())
        ]
        if any(each.box.overlap(other.box) > 0.7 for other in near):
            continue
        kept.append(each)
        cells.setdefault((column, row), []).append(each)
    return kept


def load_detector(path: str) -> Detector:
    """A detector from a Python file that defines `detector() -> Detector`.

    Raises:
        ValueError: the file is not there, or defines none; the message says what it needs.
    """
    import runpy
    from pathlib import Path

    if not Path(path).is_file():
        raise ValueError(f"{path}: there is no such file; it should define detector().")
    defined: dict[str, Any] = runpy.run_path(path)
    maker = defined.get("detector")
    made = maker() if callable(maker) else None
    if not callable(getattr(made, "detect", None)):
        raise ValueError(f"{path} must define detector(), which returns one with detect(picture).")
    return made  # type: ignore[return-value]  # it has the one method
