"""Rows as the page script writes them -> elements."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from perception.element import Element, Visibility
from perception.geometry import ORIGIN, Box, Point

_VISIBILITY = (Visibility.VISIBLE, Visibility.COVERED, Visibility.OFFSCREEN)
_NOTHING: Mapping[str, str] = MappingProxyType({})

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a frame lies in its page: top-page pixels = origin + scale * frame pixels.

    Attributes:
        clip: the part of the frame that can be seen, in top-page pixels; None for the top frame.
        covered: something else is in front of the whole frame.
    """

    origin: Point = ORIGIN
    scale_x: float = 1.0
    scale_y: float = 1.0
    clip: Box | None = None
    covered: bool = False

    def out(self, x: float, y: float) -> Point:
        """Frame pixels to top-page pixels."""
        return Point(self.origin.x + x * self.scale_x, self.origin.y + y * self.scale_y)

    def into(self, point: Point) -> Point:
        """Top-page pixels to frame pixels."""
        return Point(
            (point.x - self.origin.x) / self.scale_x, (point.y - self.origin.y) / self.scale_y
        )

    def view(self) -> dict[str, float] | None:
        """The visible part in frame pixels, as the page script takes it."""
        if self.clip is None:
            return None
        left, top = self.into(Point(self.clip.x, self.clip.y))
        right, bottom = self.into(Point(self.clip.right, self.clip.bottom))
        return {"left": left, "top": top, "right": right, "bottom": bottom}

    def within(self, frame: Sequence[float], visible: Box, covered: bool) -> Placement:
        """The placement of a child frame whose box is `[left, top, sx, sy, width, height]`."""
        left, top, scale_x, scale_y, width, height = frame
        origin = self.out(left, top)
        sx, sy = self.scale_x * scale_x, self.scale_y * scale_y
        area = Box(origin.x, origin.y, width * sx, height * sy)
        clip = area.intersection(self.clip if self.clip is not None else visible)
        return Placement(origin, sx, sy, clip, covered or self.covered)


@lru_cache(maxsize=4096)
def _kind(word: str) -> tuple[str, frozenset[str]]:
    role, _, states = word.partition("|")
    return role, frozenset(states.split())


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: many objects are made here, and none of them is garbage.

    Saves a sixth of the time of reading a page of 20,000 elements.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def elements(
    answer: Mapping[str, Any],
    *,
    surface: str,
    placement: Placement,
    ref: Callable[[int], str],
    root: str | None,
) -> list[Element]:
    """The elements of one frame.

    Args:
        answer: its rows, words and forms, as in `resources/page/kit.js: finish`.
        surface: the surface's ref.
        placement: of the frame.
        ref: id in the frame -> ref.
        root: the ref of the frame's own element in its parent, or None.
    """
    rows: list[Row] = answer["rows"]
    words: list[str] = answer["words"]
    forms = {f"#{number}": (ref(number), *stated) for number, stated in answer["forms"]}
    refs = [ref(row[0]) for row in rows]
    top = placement.clip is None
    found = []
    for own, row in zip(refs, rows, strict=True):
        _, parent, kind, name, value, x, y, width, height, seen = row[:10]
        click = Point(row[10], row[11]) if len(row) > 10 and row[10] is not None else None
        role, states = _kind(words[kind])
        if top:
            box = Box(x, y, width, height)
        else:
            corner = placement.out(x, y)
            box = Box(*corner, width * placement.scale_x, height * placement.scale_y)
            click = None if click is None else placement.out(*click)
            if placement.covered and seen == 0:
                seen, click = 1, None
        told = len(row) > 12
        found.append(
            Element(
                ref=own,
                surface=surface,
                role=role,
                name=name,
                value=value,
                states=states,
                box=box,
                click_point=click,
                visibility=_VISIBILITY[seen],
                parent=root if parent < 0 else refs[parent],
                description=row[12] if told else "",
                weak_name=told and row[13] == 1,
                attributes=_attributes(row, words, forms, ref) if len(row) > 14 else _NOTHING,
            )
        )
    return found


def _attributes(
    row: Row,
    words: Sequence[str],
    forms: Mapping[str, tuple[str, str, str]],
    ref: Callable[[int], str],
) -> Mapping[str, str]:
    given = {words[row[at]]: row[at + 1] for at in range(14, len(row), 2)}
    if "form" in given:
        own, method, action = forms[given["form"]]
        given = {"method": method, "action": action} | given
        given["form"] = own
    if "for" in given:
        given["for"] = ref(int(given["for"][1:]))
    return MappingProxyType(given)
