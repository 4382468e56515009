"""Rows as the page script writes them -> elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
def _states(joined: str) -> frozenset[str]:
    return frozenset(joined.split())


def elements(
    rows: Sequence[Row],
    *,
    surface: str,
    placement: Placement,
    ref: Callable[[int], str],
    root: str | None,
) -> list[Element]:
    """The elements of one frame.

    Args:
        rows: as in `resources/page/kit.js: finish`.
        surface: the surface's ref.
        placement: of the frame.
        ref: id in the frame -> ref.
        root: the ref of the frame's own element in its parent, or None.
    """
    refs = [ref(row[0]) for row in rows]
    top = placement.clip is None
    found = []
    for own, row in zip(refs, rows, strict=True):
        (_, parent, role, name, value, states, x, y, width, height) = row[:10]
        (seen, click_x, click_y, description, weak, attributes) = row[10:]
        if top:
            box = Box(x, y, width, height)
            point = None if click_x is None else Point(click_x, click_y)
        else:
            corner = placement.out(x, y)
            box = Box(*corner, width * placement.scale_x, height * placement.scale_y)
            point = None if click_x is None else placement.out(click_x, click_y)
            if placement.covered and seen == 0:
                seen, point = 1, None
        found.append(
            Element(
                ref=own,
                surface=surface,
                role=role,
                name=name,
                value=value,
                states=_states(states),
                box=box,
                click_point=point,
                visibility=_VISIBILITY[seen],
                parent=root if parent < 0 else refs[parent],
                description=description,
                weak_name=weak == 1,
                attributes=_attributes(attributes, ref) if attributes else _NOTHING,
            )
        )
    return found


def _attributes(given: dict[str, str], ref: Callable[[int], str]) -> Mapping[str, str]:
    for name in ("form", "for"):
        stated = given.get(name)
        if stated is not None and stated.startswith("#"):
            given[name] = ref(int(stated[1:]))
    return MappingProxyType(given)
