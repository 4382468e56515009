"""Fields that were seen a moment ago, found again while text and a caret break up their faces.

An empty field is an even face. What is typed into it splits that face, and a caret that reaches
from its upper to its lower border cuts it in two. But its frame stays: where that is still drawn,
the field is still there, and what stands in it is its value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from perception import imaging
from perception.geometry import Box
from perception.ocr import Word
from perception.widgets import Proposal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_BORDER = 4  # pixels around where the border was; some toolkits widen it with the focus
_DRAWN = 0.8  # of a border's length
_WITHIN = 0.8  # of a shape
_SCORE = 0.7
_BORDERS = "_|[]/\\"  # signs that borders read as
_EDGE = 3  # pixels: a border, and the blur beside a word


def with_known_fields(
    shapes: Sequence[Proposal], fields: Sequence[Box], pixels: Pixels
) -> list[Proposal]:
    """Shapes, with whole fields in the place of the parts that are left of their faces.

    Args:
        shapes: that were found in the picture.
        fields: where fields were a moment ago, in pixels of the picture.
        pixels: height, width, 3 or 4 channels, blue green red.
    """
    found = list(shapes)
    if not fields:
        return found
    edges = imaging.edges(imaging.grey(pixels))
    for box in fields:
        whole = any(each.kind == "field" and _same(each.box, box) for each in found)
        if whole or not _framed(edges, box):
            continue
        # What filled it may have made it look like a button, and a part of it like a small field.
        found = [each for each in found if not _part(each.box, box)]
        found.append(Proposal(box, "field", _SCORE))
    return found


def _same(box: Box, field: Box) -> bool:
    sides = (
        (box.x, field.x), (box.y, field.y), (box.right, field.right), (box.bottom, field.bottom)
    )  # fmt: skip
    return all(abs(one - other) <= _BORDER for one, other in sides)


def _part(box: Box, field: Box) -> bool:
    return box.intersection(field).area >= _WITHIN * box.area


def parted(
    words: Sequence[Word], shapes: Sequence[Proposal], read: Callable[[Box], Sequence[Word]]
) -> list[Word]:
    """Words, none of which goes across the border of a field or a button.

    A label that stands close to its field is read together with what the field holds. Such words
    are read again, inside the field and beside it.

    Args:
        words: that were read in the picture.
        shapes: what was found in it.
        read: reads the words in a part of the picture.
    """
    kept = list(words)
    for box in (each.box for each in shapes if each.kind in ("field", "button")):
        across = [each for each in kept if _crosses(each.box, box)]
        if not across:
            continue
        kept = [each for each in kept if each not in across]
        parts = [Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)]
        for each in across:
            parts.append(Box(each.box.x, each.box.y, box.x - _EDGE - each.box.x, each.box.height))
            right = box.right + _EDGE
            parts.append(Box(right, each.box.y, each.box.right - right, each.box.height))
        for part in parts:
            if part.width > 2 * _EDGE:
                free = max((each.line for each in kept), default=0) + 1
                again = [_without_border(each) for each in read(part)]
                kept += [replace(each, line=each.line + free) for each in again if each.text]
    return kept


def _without_border(word: Word) -> Word:
    """A word without the signs that a border beside it reads as."""
    return replace(word, text=word.text.strip(_BORDERS))


def _crosses(word: Box, field: Box) -> bool:
    """Whether a word is partly inside a field and partly beside it, if only by its border."""
    common = word.intersection(field)
    level = common.height > 0.5 * min(word.height, field.height)
    outside = word.width - common.width
    return level and common.width > _EDGE and (outside > 1 or word.height > field.height + 1)


def _framed(edges: Pixels, box: Box) -> bool:
    """Whether a border is drawn above, below and on both sides of a box."""
    height, width = edges.shape
    left, right = max(int(box.x), 0), min(int(box.right), width)
    top, bottom = max(int(box.y), 0), min(int(box.bottom), height)
    if right - left < 8 or bottom - top < 8:
        return False
    across = edges[:, left:right].mean(axis=1) / 255
    down = edges[top:bottom].mean(axis=0) / 255
    return all(
        _line(lengths, at)
        for lengths, at in ((across, top), (across, bottom), (down, left), (down, right))
    )


def _line(lengths: NDArray[np.float64], at: int) -> bool:
    near = lengths[max(at - _BORDER, 0) : at + _BORDER]
    return bool(near.size and near.max() >= _DRAWN)
