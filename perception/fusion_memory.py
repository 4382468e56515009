"""What was read in a picture a moment ago: which element is which, and whether it is as it was."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from perception import imaging
from perception.element import Element
from perception.fusion_pixels import part_of
from perception.geometry import Box, Viewport

if TYPE_CHECKING:
    from perception.imaging import Pixels

_STAYED = 0.3  # overlap with what was there a moment ago, to be the same element
_CHANGED = 24  # of 255: less is noise of a coded picture
_MOST_CHANGED = 0.04  # of what stands out in an element
_CARET = 60  # pixels that a caret in its row may change
_BESIDE = 500  # pixels to each side of an element that belong to its row
_ALIKE = 0.8  # of the letters of two names


class Memory:
    """Keeps the elements of the last reading of each surface, and what they looked like."""

    def __init__(self) -> None:
        self._before: dict[str, list[Element]] = {}
        self._looks: dict[str, Pixels] = {}
        self._rows: dict[str, Pixels] = {}
        self._next = 1

    def of(self, surface: str) -> Sequence[Element]:
        """The elements of a surface, as they were read last."""
        return self._before.get(surface, ())

    def keep(
        self, found: Sequence[Element], surfaces: Iterable[str], pixels: Pixels, viewport: Viewport
    ) -> list[Element]:
        """The elements of a reading, under the refs that they had a moment ago.

        Args:
            found: without refs.
            surfaces: that were read.
            pixels: of the whole viewport, in which they were read.
            viewport: what they show.
        """
        named = self._with_refs(found, set(surfaces))
        self._looks = {each.ref: part_of(pixels, viewport, each.box).copy() for each in named}
        self._rows = {
            each.ref: part_of(pixels, viewport, _row(each)).copy() for each in _with_twins(named)
        }
        return named

    def unchanged(self, element: Element, pixels: Pixels, viewport: Viewport) -> bool:
        """Whether the picture still shows an element as it was when it was read.

        Args:
            element: of the last reading.
            pixels: of the whole viewport, now.
            viewport: what they show.
        """
        then = self._looks.get(element.ref)
        now = part_of(pixels, viewport, element.box)
        return then is not None and _share_changed(then, now) <= _MOST_CHANGED

    def in_its_row(self, element: Element, pixels: Pixels, viewport: Viewport) -> bool:
        """Whether what stands beside an element is as it was when it was read.

        Asked of those that others are called like: the button of the next row, which has moved up,
        looks the same. Always true of the others.

        Args:
            element: of the last reading.
            pixels: of the whole viewport, now.
            viewport: what they show.
        """
        then = self._rows.get(element.ref)
        now = part_of(pixels, viewport, _row(element))
        return then is None or _share_changed(then, now, _CARET) <= _MOST_CHANGED

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


def _share_changed(then: Pixels, now: Pixels, most: int = 0) -> float:
    """How many pixels have changed, as a share of those that stand out; 0 if at most that many."""
    import numpy as np

    if then.shape != now.shape or not then.size:
        return 1.0
    before, after = (imaging.grey(each).astype(np.int16) for each in (then, now))
    shown = int((abs(before - int(np.median(before))) > _CHANGED).sum())
    changed = int((abs(before - after) > _CHANGED).sum())
    return changed / max(shown, 1) if changed > most else 0.0


def _with_twins(elements: Sequence[Element]) -> list[Element]:
    """Those that can be operated and that others are called like, or that have no name."""
    count = Counter((each.surface, each.role, each.name) for each in elements)
    return [
        each
        for each in elements
        if each.interactive and count[each.surface, each.role, each.name] > 1
    ]


def _row(element: Element) -> Box:
    box = element.box
    return Box(box.x - _BESIDE, box.y, box.width + 2 * _BESIDE, box.height)


def _may_be(before: Element, element: Element) -> bool:
    """Whether two names in one place may be one, read a little differently the second time."""
    if before.name == element.name or element.role == "textbox":
        return True
    digits = ["".join(filter(str.isdigit, each.name)) for each in (before, element)]
    alike = SequenceMatcher(None, before.name, element.name, autojunk=False).ratio()
    return digits[0] == digits[1] and alike >= _ALIKE


def _known(element: Element, before: Sequence[Element]) -> Element | None:
    """Which of those of a moment ago this one is: what overlaps it, else its only namesake."""
    alike = [
        each for each in before if each.surface == element.surface and each.role == element.role
    ]
    near = [
        each
        for each in alike
        if each.box.overlap(element.box) >= _STAYED and _may_be(each, element)
    ]
    if near:
        return max(
            near, key=lambda each: (each.name == element.name, each.box.overlap(element.box))
        )
    namesakes = [each for each in alike if each.name and each.name == element.name]
    return namesakes[0] if len(namesakes) == 1 else None
