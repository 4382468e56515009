"""Where a picture of a screen shows something that can be worked, without trained weights.

Two kinds of shapes are looked for. *Faces* are even areas that an edge closes in: buttons, fields,
boxes to tick. *Marks* are clusters of strong edges: glyphs of icons and pieces of text. The way
from gradients over connected components to boxes is that of UIED (Chen et al., "Object Detection
for Graphical User Interface", 2020); what is proposed is ranked by how much it looks like what
toolkits draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from perception import imaging
from perception.geometry import Box

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


_SMALLEST = 6  # pixels: the side of the smallest control
_GLYPH = (9, 48)  # pixels: the side of a glyph
_LINE = (14, 64)  # pixels: the height of a button or a field


def proposals(picture: Pixels, most: int = MOST) -> list[Proposal]:
    """What in a picture looks as if it could be worked, the likeliest first.

    Args:
        picture: height, width, 3 or 4 channels in the order blue, green, red.
        most: how many to tell.
    """
    grey = imaging.grey(picture)
    edges = imaging.edges(grey)
    marks = _marks(edges)
    found = [*_faces(edges, marks), *marks]
    found.sort(key=lambda each: -each.score)
    return _distinct(found)[:most]


def _faces(edges: Pixels, marks: Sequence[Proposal]) -> list[Proposal]:
    """Even areas with an edge around them."""
    height, width = edges.shape
    found = []
    for x, y, across, down, area in imaging.components(255 - edges, around=4):
        if across < _SMALLEST or down < _SMALLEST or across > 0.9 * width or down > 0.5 * height:
            continue
        if area < 0.4 * across * down:
            continue
        kind, score = _face(across, down, area / (across * down))
        found.append(Proposal(Box(x, y, across, down), kind, score))
    return found


def _face(across: int, down: int, full: float) -> tuple[Kind, float]:
    if max(across, down) <= 26 and 0.75 < across / down < 1.33:
        return ("checkbox", 0.6) if full > 0.9 else ("radio", 0.5)
    if _LINE[0] <= down <= _LINE[1] and across >= 1.3 * down:
        return ("button", 0.5 + 0.3 * full) if across < 10 * down else ("field", 0.4 + 0.3 * full)
    return "area", 0.2 * full


def _marks(edges: Pixels) -> list[Proposal]:
    """Glyphs and phrases."""
    found = []
    for x, y, across, down, _ in imaging.components(imaging.joined(edges, 9, 3), around=8):
        if across < 4 or down < 4 or down > 64 or across > 1000:
            continue
        box = Box(x, y, across, down)
        if _GLYPH[0] <= max(across, down) <= _GLYPH[1] and 0.5 < across / down < 2:
            found.append(Proposal(box, "icon", 0.55))
        elif down <= 40 and across > down:
            found.append(Proposal(box, "text", 0.35))
    return found


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
