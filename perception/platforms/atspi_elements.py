"""From accessible objects to elements: what a person would call the things in a window."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from perception.element import INTERACTIVE_ROLES, Element, Visibility
from perception.geometry import Box, Point
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_apps import Placing
from perception.platforms.atspi_roles import aria_states, has
from perception.platforms.atspi_walk import ACTION, Node
from perception.platforms.interface import WindowInfo
from perception.platforms.visible import click_point, uncovered

_CLICKS = frozenset({"click", "press", "activate", "jump", "open", "toggle"})
_CLIPPING = frozenset({roles.SCROLL_PANE, roles.VIEWPORT, roles.DOCUMENT_WEB})
_CONTAINERS = frozenset(
    {"list", "listbox", "table", "tree", "treegrid", "menu", "menubar", "tablist", "toolbar"}
    | {"dialog", "alertdialog", "document", "row", "group", "form"}
)
_NUMBERED = frozenset({"slider", "spinbutton", "progressbar", "meter", "scrollbar"})
_CLASS_NAME = re.compile(r"(?:Gtk|Adw|Gdk|Gsk|Editor|Math|Q)[A-Z]\w+")
_TERMINAL_TAIL = 4000  # characters that are shown of a terminal
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the elements of one window are made with.

    Attributes:
        placing: repairs their boxes.
        covers: frames of the windows above it.
        screen: boxes of the monitors.
        ref: gives a node its ref.
    """

    window: WindowInfo
    placing: Placing
    toolkit: str
    covers: Sequence[Box]
    screen: Sequence[Box]
    ref: Callable[[Node], str]


def elements(root: Node, scene: Scene) -> list[Element]:
    """The elements of a window, in document order."""
    found: list[Element] = []
    _gather(root, None, scene.window.box, scene.placing, scene, found)
    return found


def single(node: Node, scene: Scene, *, in_page: bool = False) -> Element | None:
    """One node as an element, whatever its place in the tree."""
    placing = scene.placing.inside if in_page else scene.placing
    return _element(node, None, scene.window.box, placing, scene, keep=True)


def _gather(
    node: Node,
    parent: str | None,
    clip: Box,
    placing: Placing,
    scene: Scene,
    found: list[Element],
) -> None:
    element = None
    if node.parent is not None:  # the window itself is a surface, not an element
        element = _element(node, parent, clip, placing, scene)
    elif roles.ROLES.get(node.role) in ("dialog", "alertdialog"):
        element = _element(node, parent, clip, placing, scene, keep=True)
    if element is not None:
        found.append(element)
        parent = element.ref
    if node.role in _CLIPPING and node.box is not None:
        clip = clip.intersection(placing.on_screen(node.box))
    if node.role == roles.DOCUMENT_WEB and scene.toolkit == "chromium":
        placing = placing.inside
    for child in node.children:
        if element is not None and _repeated(child, element):
            continue
        _gather(child, parent, clip, placing, scene, found)


def _repeated(child: Node, element: Element) -> bool:
    """Whether a text only says again what the control that it is part of is called."""
    if roles.ROLES.get(child.role) != "text" or child.children:
        return False
    said = _folded(child.name or child.text or "")
    return element.role in INTERACTIVE_ROLES and (not said or said == element.name)


def _element(
    node: Node,
    parent: str | None,
    clip: Box,
    placing: Placing,
    scene: Scene,
    *,
    keep: bool = False,
) -> Element | None:
    """A node as an element; None if it is only scaffolding."""
    role = _role(node)
    name = _name(node, scene.toolkit)
    clicked = role == "" and node.action in _CLICKS
    if role == "" and node.role in roles.NAMED_ONLY and name:
        role = roles.NAMED_ONLY[node.role]
    if clicked:
        role = "generic"
    if not role and not keep:
        return None
    role = role or "generic"
    states = aria_states(node.states, role, node.role) | ({"clickable"} if clicked else set())
    value = _value(node, role, states)
    if role == "combobox" and value is None and name and not node.labels:
        name, value = "", name  # what is chosen is told as its name
    if role in roles.TEXTS and not name:
        name = _folded(node.text or "")
        value = None
    if not keep and not _worth(node, role, name, value):
        return None
    box = placing.on_screen(node.box) if node.box is not None else Box(clip.x, clip.y, 0, 0)
    visibility, point = _seen(box, clip, scene)
    return Element(
        ref=scene.ref(node),
        surface=scene.window.ref,
        role=role,
        name=name,
        value=value,
        states=states,
        box=box,
        click_point=point,
        visibility=visibility,
        parent=parent,
        description=_described(node, name),
        source="atspi",
        attributes=MappingProxyType(_attributes(node, role, scene.toolkit)),
    )


def _role(node: Node) -> str:
    if node.role == roles.TEXT and not has(node.states, roles.EDITABLE):
        return "textbox" if has(node.states, roles.FOCUSABLE) else "text"
    if node.role == roles.MENU and node.parent is not None and node.parent.role == roles.WINDOW:
        return "menu"
    if node.role == roles.LIST_ITEM and node.parent is not None:
        around = node.parent.role
        if around in (roles.COMBO_BOX, 98) or (ACTION in node.interfaces and around == roles.MENU):
            return "option"
    if node.role == roles.TABLE_CELL and node.parent is not None:
        return "gridcell" if has(node.parent.states, roles.MANAGES_DESCENDANTS) else "cell"
    return roles.ROLES.get(node.role, "")


def _name(node: Node, toolkit: str) -> str:
    name = _folded(node.name)
    if toolkit == "gtk4":
        if _CLASS_NAME.fullmatch(name):
            return ""
        half = len(name) // 2
        if len(name) % 2 and name[half] == " " and name[:half] == name[half + 1 :]:
            return name[:half]  # GTK before 4.10 says the name of a button and of its label
    return name


def _value(node: Node, role: str, states: frozenset[str]) -> str | None:
    if "password" in states:
        return "•" * len(node.text or "")
    if node.role == roles.TERMINAL:
        return (node.text or "").rstrip()[-_TERMINAL_TAIL:]
    if role in _NUMBERED and node.text is None and node.number is not None:
        return f"{node.number[0]:.10g}"
    if role in ("textbox", "spinbutton", "combobox", "searchbox"):
        return node.text
    if role == "paragraph" and has(node.states, roles.EDITABLE):
        return node.text
    if role in ("cell", "gridcell") and node.text is not None:
        return node.text
    return None


def _worth(node: Node, role: str, name: str, value: str | None) -> bool:
    if role in INTERACTIVE_ROLES:
        return role != "scrollbar"
    if role in _CONTAINERS:
        return bool(name) or role not in ("group", "form")
    if role in ("paragraph", "gridcell"):
        return True
    if role == "separator":
        return False
    return bool(name or value or has(node.states, roles.FOCUSED)) or role == "generic"


def _seen(box: Box, clip: Box, scene: Scene) -> tuple[Visibility, Point | None]:
    """Whether a box can be seen, and where it can be clicked."""
    if box.area <= 0 or scene.window.minimized:
        return Visibility.OFFSCREEN, None
    shown = [box.intersection(clip).intersection(monitor) for monitor in scene.screen]
    shown = [part for part in shown if part.area > 0]
    if not shown:
        return Visibility.OFFSCREEN, None
    free = [piece for part in shown for piece in uncovered(part, scene.covers)]
    if not free:
        return Visibility.COVERED, None
    middle = max(shown, key=lambda part: part.area)
    return Visibility.VISIBLE, click_point(middle, free)


def _described(node: Node, name: str) -> str:
    text = _folded(node.description) or node.attributes.get("placeholder-text", "")
    return "" if text == name else text


def _attributes(node: Node, role: str, toolkit: str) -> Mapping[str, str]:
    found = {"toolkit": toolkit}
    for ours, theirs in (("level", "level"), ("url", "DocURL"), ("url", "URI"), ("id", "id")):
        if theirs in node.attributes:
            found.setdefault(ours, node.attributes[theirs])
    if "placeholder-text" in node.attributes:
        found["placeholder"] = node.attributes["placeholder-text"]
    if node.role == roles.TERMINAL:
        found["terminal"] = "true"
    if role in _NUMBERED and node.number is not None:
        found["min"], found["max"] = f"{node.number[1]:.10g}", f"{node.number[2]:.10g}"
    return found


def _folded(text: str) -> str:
    # U+FFFC stands for an object inside a text.
    return _SPACES.sub(" ", text.replace("\ufffc", " ")).strip()
