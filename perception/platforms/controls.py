"""From what UI Automation and AX tell of a window to elements: the part that both share.

A platform's module says of each object what it is in ARIA words (`Control`); here is decided which
of them are worth an element, what of each can be seen, and where it can be clicked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from perception.element import INTERACTIVE_ROLES, Element, Visibility
from perception.geometry import Box, Point
from perception.platforms.interface import WindowInfo
from perception.platforms.visible import click_point, uncovered

# Roles whose content is text that stands for itself.
TEXTS = frozenset({"text", "paragraph", "heading", "status", "caption", "tooltip", "alert"})
# Roles that hold others; they are told even without a name.
_CONTAINERS = frozenset(
    {"list", "listbox", "table", "grid", "tree", "treegrid", "menu", "menubar", "tablist"}
    | {"toolbar", "dialog", "alertdialog", "document", "row", "gridcell"}
)
_MOST_INSIDE = 12  # controls that a name is gathered from
_NAMED_BY_CONTENT = frozenset(
    {"button", "link", "menuitem", "listitem", "option", "tab", "checkbox", "treeitem", "row"}
)
_SPACES = re.compile(r"\s+")


@dataclass(slots=True, eq=False, kw_only=True)
class Control:
    """One object in a window, in ARIA words.

    Attributes:
        key: what it is to its platform: equal for the same object in two readings.
        role: ARIA role; "" for scaffolding that only holds others.
        box: in environment pixels; None if it has none.
        hidden: whether the platform says that it is scrolled or otherwise out of sight.
        clips: whether what lies outside its box cannot be seen.
        children: in document order.
    """

    key: Hashable
    role: str = ""
    name: str = ""
    value: str | None = None
    states: frozenset[str] = frozenset()
    box: Box | None = None
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hidden: bool = False
    clips: bool = False
    children: list[Control] = field(default_factory=list)

    def walk(self) -> Iterator[Control]:
        """This control and all below it, in document order."""
        stack = [self]
        while stack:
            control = stack.pop()
            yield control
            stack += reversed(control.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the elements of one window are made with.

    Attributes:
        covers: frames of the windows above it.
        screen: boxes of the monitors.
        ref: gives an object's key its ref.
        source: `Element.source`.
    """

    window: WindowInfo
    covers: Sequence[Box]
    screen: Sequence[Box]
    ref: Callable[[Hashable], str]
    source: str


@dataclass(frozen=True, slots=True)
class Made:
    """An element and the control that it was made of."""

    element: Element
    control: Control


def elements(root: Control, scene: Scene, *, whole: bool = False) -> list[Made]:
    """The elements of a window, in document order; `root` itself is the window, and none.

    Args:
        root: the window.
        scene: that it is in.
        whole: also those that are scrolled out of view.
    """
    found: list[Made] = []
    # A window's own tree may be deep: no recursion. Entries: control, parent's ref, clip, parent.
    stack: list[tuple[Control, str | None, Box | None, Element | None]]
    clip = scene.window.frame
    stack = [(child, None, clip, None) for child in reversed(root.children)]
    while stack:
        control, parent, clip_box, around = stack.pop()
        if around is not None and _repeats(control, around):
            continue
        element = made(control, scene, parent=parent, clip=clip_box)
        if element is not None and (whole or element.visibility is not Visibility.OFFSCREEN):
            found.append(Made(element, control))
            parent = element.ref
        if control.clips and control.box is not None and clip_box is not None:
            clip_box = clip_box.intersection(control.box)
        stack += [(child, parent, clip_box, element) for child in reversed(control.children)]
    return found


def made(
    control: Control,
    scene: Scene,
    *,
    parent: str | None = None,
    clip: Box | None = None,
    keep: bool = False,
) -> Element | None:
    """A control as an element; None if it is not worth one.

    Args:
        control: to make it of.
        scene: that it is in.
        parent: ref of the element around it.
        clip: what can be seen of the place that it is in; None for what its window leaves of it.
        keep: make one of it in any case.
    """
    name = folded(control.name) or _name_inside(control)
    role = control.role or ("generic" if "clickable" in control.states or keep else "")
    if not role or not (keep or _worth(control, role, name)):
        return None
    clip = scene.window.frame if clip is None else clip
    box = control.box if control.box is not None else Box(clip.x, clip.y, 0, 0)
    visibility, point = seen(box, clip, scene, hidden=control.hidden)
    description = folded(control.description)
    return Element(
        ref=scene.ref(control.key),
        surface=scene.window.ref,
        role=role,
        name=name,
        value=control.value,
        states=control.states,
        box=box,
        click_point=point,
        visibility=visibility,
        parent=parent,
        description="" if description == name else description,
        source=scene.source,
        attributes=control.attributes,
    )


def seen(box: Box, clip: Box, scene: Scene, *, hidden: bool) -> tuple[Visibility, Point | None]:
    """Whether a box can be seen, and where it can be clicked, in environment pixels."""
    if box.area <= 0 or scene.window.minimized or hidden:
        return Visibility.OFFSCREEN, None
    parts = [box.intersection(clip).intersection(monitor) for monitor in scene.screen]
    parts = [part for part in parts if part.area > 0]
    if not parts:
        return Visibility.OFFSCREEN, None
    free = [piece for part in parts for piece in uncovered(part, scene.covers)]
    if not free:
        return Visibility.COVERED, None
    largest = max(parts, key=lambda part: part.area)
    return Visibility.VISIBLE, click_point(largest, free)


def is_part(inside: Element | None) -> bool:
    """Whether what a hit test found is nothing by itself, but part of the element around it."""
    return inside is None or (inside.role in TEXTS | {"img", "generic"} and not inside.interactive)


def folded(text: str) -> str:
    """White space folded, and without the signs that stand for objects or direction."""
    return _SPACES.sub(" ", text.replace("\ufffc", " ").replace("\u200e", "")).strip()


def number(value: float) -> str:
    """A number as an element's value.

    >>> number(5.0), number(0.25)
    ('5', '0.25')
    """
    return f"{value:.10g}"


def _worth(control: Control, role: str, name: str) -> bool:
    if role in INTERACTIVE_ROLES:
        return role != "scrollbar" and (bool(name) or control.box is not None)
    if role in _CONTAINERS:
        return bool(name) or control.box is not None
    if role == "separator":
        return False
    return bool(name or control.value or "focused" in control.states) or role == "generic"


def _name_inside(control: Control) -> str:
    """The texts in a control that has no name of its own, such as a row or a link."""
    if control.role not in _NAMED_BY_CONTENT:
        return ""
    inside: list[Control] = []
    for each in control.walk():
        inside.append(each)
        if len(inside) > _MOST_INSIDE + 1:
            return ""
    if any(each.role in INTERACTIVE_ROLES for each in inside[1:]):
        return ""
    return " ".join(dict.fromkeys(filter(None, (folded(each.name) for each in inside[1:]))))


def _repeats(control: Control, around: Element) -> bool:
    """Whether a text only says again what the control that it is part of is called."""
    if control.role != "text" or control.children:
        return False
    said = folded(control.name)
    if around.role in INTERACTIVE_ROLES:
        return not said or said in (around.name, around.value) or said in around.name
    return said == around.name
