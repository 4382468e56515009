"""Boxes to tick and round options in a picture, ticked or not, and the text beside them.

Their outline is closed, small, as high as wide, and free on all sides; a text follows after a gap.
What reads text takes them for letters, so that what stands after one is read again without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from perception import imaging
from perception.geometry import Box
from perception.ocr import Word
from perception.widgets import Proposal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_SHARP = 16  # shades between neighbours from which on an edge counts
_SIDE = (10, 26)  # pixels
_ROUND = 22  # pixels: a larger circle is a picture
_DRAWN = 0.9  # of the middle of a side
_FREE = 3  # pixels around it without anything
_EVEN = 0.2  # of the contrast: how far a round option may differ from its mirror image
_SURE = 0.75
_EDGE = 2  # pixels beside it that may be of its outline
_INSIDE = 0.6
_GAP = 1.5  # of its height: a wider one ends the text after it


def ticks(grey: Pixels, scale: float) -> list[Proposal]:
    """What in a picture looks like a box to tick or a round option.

    Args:
        grey: height, width.
        scale: how large controls are, compared with those of an unscaled screen.
    """
    edges = imaging.edges(grey, _SHARP)
    found = []
    for x, y, across, down, _ in imaging.components(edges):
        side = min(across, down) - 2
        if not _SIDE[0] * scale <= side <= _SIDE[1] * scale or abs(across - down) > 2 * scale:
            continue
        if not _closed(edges[y : y + down, x : x + across]) or not _free(
            edges, x, y, across, down, scale
        ):
            continue
        kind = _kind(edges[y : y + down, x : x + across])
        inner = grey[y + 1 : y + down - 1, x + 1 : x + across - 1]
        if kind == "radio" and (side > _ROUND * scale or not _mirrored(inner)):
            continue
        found.append(Proposal(Box(x + 1, y + 1, across - 2, down - 2), kind, _SURE))
    return found


def with_ticks(shapes: Sequence[Proposal], found: Sequence[Proposal]) -> list[Proposal]:
    """Shapes, with boxes to tick in the place of what else was seen in them."""
    kept = [
        each
        for each in shapes
        if not any(each.box.intersection(tick.box).area > _INSIDE * each.box.area for tick in found)
    ]
    return [*kept, *found]


def beside(
    words: Sequence[Word], found: Sequence[Proposal], read: Callable[[Box], Sequence[Word]]
) -> list[Word]:
    """Words without what boxes to tick were taken for; what stands after one is read again.

    Args:
        words: that were read in the picture.
        found: boxes to tick in it.
        read: reads the words in a part of the picture.
    """
    kept = list(words)
    for box in (each.box for each in found):
        taken = [each for each in kept if _touches(each.box, box)]
        if not taken:
            continue
        after = _after(kept, box)
        kept = [each for each in kept if each not in taken and each not in after]
        if after:
            left, top = box.right + _EDGE, min(min(each.box.y for each in after), box.y)
            right = max(each.box.right for each in after) + _EDGE
            bottom = max(max(each.box.bottom for each in after), box.bottom)
            free = max((each.line for each in [*kept, *taken]), default=0) + 1
            again = read(Box(left, top, right - left, bottom - top))
            kept += [replace(each, line=each.line + free) for each in again]
    return kept


def _after(words: Sequence[Word], box: Box) -> list[Word]:
    """The words on a level with a box and after it, up to a wide gap."""
    level = [
        each
        for each in words
        if abs(each.box.center.y - box.center.y) < 0.5 * max(each.box.height, box.height)
        and each.box.right > box.right + _EDGE
    ]
    found: list[Word] = []
    end = box.right
    for each in sorted(level, key=lambda word: word.box.x):
        if each.box.x - end > _GAP * box.height:
            break
        found.append(each)
        end = max(end, each.box.right)
    return found


def _touches(word: Box, box: Box) -> bool:
    common = word.intersection(box)
    return common.width > _EDGE and common.height > 0.5 * min(word.height, box.height)


def _closed(edges: Pixels) -> bool:
    """Whether all four sides are drawn, in their middle at least."""
    height, width = edges.shape
    along, down = slice(width // 4, width - width // 4), slice(height // 4, height - height // 4)
    sides = (
        edges[:3, along].max(axis=0),
        edges[-3:, along].max(axis=0),
        edges[down, :3].max(axis=1),
        edges[down, -3:].max(axis=1),
    )
    return all(float((side > 0).mean()) >= _DRAWN for side in sides)


def _free(edges: Pixels, x: int, y: int, across: int, down: int, scale: float) -> bool:
    """Whether nothing stands right beside it."""
    gap = round(_FREE * scale)
    left, top = max(x - gap, 0), max(y - gap, 0)
    around = edges[top : y + down + gap, left : x + across + gap].copy()
    around[y - top : y - top + down, x - left : x - left + across] = 0
    return not around.any()


def _kind(edges: Pixels) -> Literal["checkbox", "radio"]:
    """A circle leaves the corners of its box free."""
    corner = max(round(0.15 * edges.shape[0]), 2)
    corners = (
        edges[:corner, :corner],
        edges[:corner, -corner:],
        edges[-corner:, :corner],
        edges[-corner:, -corner:],
    )
    return "checkbox" if any(each.any() for each in corners) else "radio"


def _mirrored(inner: Pixels) -> bool:
    """Whether the inside is the same from all sides: empty, or with a dot."""
    shades = inner.astype("int16")
    contrast = max(int(shades.max() - shades.min()), 1)
    return all(
        float(abs(shades - other).mean()) <= _EVEN * contrast
        for other in (shades[::-1], shades[:, ::-1])
    )
