"""Gives the icons among the elements of a picture the names of what they mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from perception.element import Element
from perception.geometry import Box
from perception.icons import Meaning

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

LARGEST = 56  # pixels on an unscaled screen: the side of a button with nothing but an icon
SOURCE = "pixels"
OTHER_NAMES = "also"  # the attribute with further names, separated by line feeds
_AROUND = 2  # pixels of what is behind an icon that are taken along
_SURE = 0.85  # confidence from which on it is no letter, and no speck
_SMALL = 11  # pixels of the longer side
_ICONS = frozenset({"img", "image", "button", "generic"})


class Icons(Protocol):
    """Whatever knows what icons mean."""

    def meanings(self, pictures: Sequence[Pixels]) -> list[Meaning | None]:
        """See `icons.IconLibrary.meanings`."""


def with_names(
    elements: Sequence[Element], boxes: Sequence[Box], pixels: Pixels, icons: Icons, scale: float
) -> list[Element]:
    """The elements of a picture, with names for those that are icons of a known meaning.

    Of a button and the glyph on it only one is kept. The name is a weak one, and the confidence
    that of the meaning; further names are in the attribute `OTHER_NAMES`.

    Args:
        elements: read in the picture.
        boxes: of each of them, in pixels of the picture.
        pixels: of the picture: height, width, 3 or 4 channels in the order blue, green, red.
        icons: knows them.
        scale: how large controls are, compared with those of an unscaled screen.
    """
    chosen = [
        at
        for at, (element, box) in enumerate(zip(elements, boxes, strict=True))
        if element.source == SOURCE
        and (not element.name if element.role in _ICONS else _may_be_icon(element))
        and max(box.size) <= LARGEST * scale
    ]
    pictures = [_crop(pixels, boxes[at], scale) for at in chosen]
    known = {
        at: meaning
        for at, meaning in zip(chosen, icons.meanings(pictures), strict=True)
        if meaning is not None and meaning.confidence >= _least(elements[at], boxes[at], scale)
    }
    icons_now = [at for at in chosen if at in known or elements[at].role != "text"]
    twice = _twice(icons_now, boxes, known)
    return [
        _with(element, known[at]) if at in known else element
        for at, element in enumerate(elements)
        if at not in twice
    ]


def _least(element: Element, box: Box, scale: float) -> float:
    """How sure a meaning must be: small shapes and letters look like many things."""
    return _SURE if element.name or max(box.size) < _SMALL * scale else 0.0


def _twice(chosen: Sequence[int], boxes: Sequence[Box], known: Mapping[int, Meaning]) -> set[int]:
    """Those of the icons that are the same as another one: a button and the glyph on it.

    The one whose meaning is surer stays.
    """

    def sure(at: int) -> tuple[float, float]:
        return (known[at].confidence if at in known else 0.0, boxes[at].area)

    gone: set[int] = set()
    kept: list[int] = []
    for at in sorted(chosen, key=sure, reverse=True):
        box = boxes[at]
        if any(
            box.intersection(boxes[other]).area > 0.7 * min(box.area, boxes[other].area)
            for other in kept
        ):
            gone.add(at)
        else:
            kept.append(at)
    return gone


def _may_be_icon(element: Element) -> bool:
    """Whether what was read as a text of a letter or two may be an icon: "x", "C"."""
    across, down = element.box.size
    few = len(element.name) <= 2 and not element.name.isdecimal()
    return element.role == "text" and few and 0.5 < across / max(down, 1) < 2


def _crop(pixels: Pixels, box: Box, scale: float) -> Pixels:
    around = _AROUND * scale
    left, top = max(int(box.x - around), 0), max(int(box.y - around), 0)
    return pixels[top : int(box.bottom + around) + 1, left : int(box.right + around) + 1]


def _with(element: Element, meaning: Meaning) -> Element:
    also = "\n".join(meaning.names[1:])
    attributes = {**element.attributes, OTHER_NAMES: also} if also else element.attributes
    return dataclasses.replace(
        element,
        role="button",
        name=meaning.name,
        weak_name=True,
        confidence=round(meaning.confidence, 3),
        attributes=attributes,
    )
