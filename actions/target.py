"""What an action aims at, and what that turned out to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from perception.element import Element
from perception.geometry import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRef:
    """The element with this ref in the last observation."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOn:
    """A point on a surface, in environment pixels; "" means the active surface."""

    x: float
    y: float
    surface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An element in words, as in "the Delete button in the row of Chen Wei".

    Attributes:
        text: the words; relations and ordinals in them are understood by `grounding.by_name`.
        role: an ARIA role that the element must have, or "".
        purpose: what will be done to it ("click", "type", "select", "read"): prefers elements that
            this can be done to.
    """

    text: str
    role: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Independent ways to find the element of a skill's step again.

    Attributes:
        ways: anchor family to its value, as stored by the skill ("role", "name", "selector",
            "path", "text", "image", "near", "within").
    """

    ways: tuple[tuple[str, str], ...] = field(default=())


Target = ElementRef | PointOn | Description | Anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """What a target turned out to be.

    Attributes:
        target: what was asked for.
        element: the element; None for a bare point on which nothing is known.
        surface: where it is.
        point: where to act, in environment pixels.
        score: 0 to 1, how well it fits.
        margin: the distance of `score` to the runner-up's.
        families: the independent anchor families that agreed ("ref", "name", "role", "relation").
    """

    target: Target
    element: Element | None
    surface: str
    point: Point
    score: float = 1.0
    margin: float = 1.0
    families: tuple[str, ...] = ("ref",)

    @property
    def bare(self) -> bool:
        """Whether the point was meant, whatever is there; nothing may be moved to reach it."""
        return self.element is None or isinstance(self.target, PointOn)

    def described(self) -> str:
        """A short phrase for people and logs."""
        if self.element is not None:
            return self.element.described()
        return f"point ({self.point.x:g}, {self.point.y:g})"
