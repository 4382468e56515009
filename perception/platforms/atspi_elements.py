"""From accessible objects to elements: what a person would call the things in a window."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
_FLOATING = frozenset({roles.COMBO_BOX, roles.MENU, 41})
_MOSTLY = 0.5
_WINDOWS = frozenset(
    {roles.FRAME, roles.WINDOW, roles.DIALOG, roles.ALERT, roles.FILE_CHOOSER, 0, 9, 22, 67}
)
_CLIPPING = frozenset({roles.SCROLL_PANE, roles.VIEWPORT, roles.DOCUMENT_WEB})
_CONTAINERS = frozenset(
    {"list", "listbox", "table", "tree", "treegrid", "menu", "menubar", "tablist", "toolbar"}
    | {"dialog", "alertdialog", "document", "row", "group", "form"}
)
_NUMBERED = frozenset({"slider", "spinbutton", "progressbar", "meter", "scrollbar"})
_CLASS_NAME = re.compile(r"(?:Gtk|Adw|Gdk|Gsk|Editor|Math|Q)[A-Z]\w+")
_NAMED_BY_CONTENT = frozenset(
    {roles.PUSH_BUTTON, roles.TOGGLE_BUTTON, roles.LINK, roles.MENU_ITEM, roles.LIST_ITEM}
    | {roles.PAGE_TAB, roles.CHECK_BOX}
)
_BUTTONS = frozenset({roles.PUSH_BUTTON, roles.TOGGLE_BUTTON})
_HOLDERS = frozenset({roles.TOOL_BAR, roles.PANEL})
_MOST_INSIDE = 12  # nodes that a name is gathered from
_TERMINAL_TAIL = 4000  # characters that are shown of a terminal
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the elements of one window are made with.

    Attributes:
        placing: repairs their boxes.
        covers: frames of the windows above it.
        popups: windows that its program has put above it for menus and lists, front first: each
            with the frames above it.
        screen: boxes of the monitors.
        ref: gives a node its ref.
    """

    window: WindowInfo
    placing: Placing
    toolkit: str
    covers: Sequence[Box]
    screen: Sequence[Box]
    ref: Callable[[Node], str]
    popups: Sequence[tuple[Box, Sequence[Box]]] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """An element, the node that it was made of, and how that one's boxes are repaired."""

    element: Element
    node: Node
    placing: Placing


_FILLS = 0.98  # of a box and the one around it
_MENU_BAR_MOST = 120  # pixels; a menu bar is not higher, on any scale


def elements(root: Node, scene: Scene) -> list[Placed]:
    """The elements of a window, in document order."""
    found: list[Placed] = []
    shift = _office_shift(root) if scene.toolkit == "libreoffice" else 0.0
    _Gathering(scene, shift, found).gather(root, None, scene.window.box, scene.placing)
    return found


def single(node: Node, scene: Scene, placing: Placing) -> Element | None:
    """One node as an element, whatever its place in the tree."""
    return _element(node, None, scene.window.box, placing, scene, keep=True)


def _office_shift(root: Node) -> float:
    """How far above their true place LibreOffice says that what it draws itself is, in pixels.

    With GTK's own menu bar in the window, it counts from below that bar as if from its top
    (LibreOffice 7.4), until the window is laid out anew, by a click for instance; what GTK draws,
    the menu bar too, is always where it says. So the pane in which all lies that LibreOffice draws
    is compared with the GTK panel that it fills.
    """
    for pane in root.walk():
        around = pane.parent
        if pane.role == roles.ROOT_PANE and pane.box and around is not None and around.box:
            above = around.box.y - pane.box.y
            return above if 0 < above <= _MENU_BAR_MOST else 0.0
    return 0.0


@dataclass(slots=True)
class _Gathering:
    """Walks the nodes of a window and keeps what is worth an element.

    Attributes:
        home: of the popup that is gone through; None in the window itself.
    """

    scene: Scene
    shift: float
    found: list[Placed]
    home: Box | None = None

    def gather(self, node: Node, parent: str | None, clip: Box, placing: Placing) -> None:
        """This node's element, if it is worth one, and those of all below it."""
        if node.role == roles.MENU_BAR and node.box is None:
            return  # the shadow of another one
        if self.scene.popups and node.box is not None and floats(node):
            home = _popup(placing.on_screen(node.box), self.scene.popups)
            if home is not None and home[0] != self.home:
                self._gather_in(home, node, parent, placing)
                return
        if self.shift:
            placing = self._in_office(node, placing)
        if node.role == roles.DOCUMENT_WEB and self.scene.toolkit == "chromium":
            placing = placing.inside
        element = self._made(node, parent, clip, placing)
        if element is not None:
            self.found.append(Placed(element, node, placing))
            parent = element.ref
        if node.role in _CLIPPING and node.box is not None:
            clip = clip.intersection(placing.on_screen(node.box))
        for child in node.children:
            if element is not None and _repeated(child, element):
                continue
            self.gather(child, parent, clip, placing)

    def _gather_in(
        self, home: tuple[Box, Sequence[Box]], node: Node, parent: str | None, placing: Placing
    ) -> None:
        """Gather what is drawn in a window of its own, above the one in whose tree it is."""
        scene = replace(self.scene, covers=home[1])
        _Gathering(scene, self.shift, self.found, home[0]).gather(node, parent, home[0], placing)

    def _made(self, node: Node, parent: str | None, clip: Box, placing: Placing) -> Element | None:
        if node.parent is not None or node.role not in _WINDOWS:
            return _element(node, parent, clip, placing, self.scene)
        if roles.ROLES.get(node.role) in ("dialog", "alertdialog"):
            return _element(node, parent, clip, placing, self.scene, keep=True)
        return None  # a window is a surface, not an element

    def _in_office(self, node: Node, placing: Placing) -> Placing:
        """Shifted, unless GTK has drawn it: then it lies in its parent, or fills it, as it is."""
        own = self.scene.placing
        if node.role == roles.MENU_BAR or node.parent is None or self._holds_menus(node):
            return own
        shifted = replace(own, dy=own.dy + own.scale * self.shift)  # it counts in raw pixels
        if node.parent.parent is None:
            return shifted
        if placing == own or node.box is None or node.parent.box is None:
            return placing
        around = placing.on_screen(node.parent.box)
        as_it_is = own.on_screen(node.box)
        inside = [_inside(each, around) for each in (shifted.on_screen(node.box), as_it_is)]
        fills = as_it_is.overlap(around) > _FILLS
        return own if fills or inside[1] > inside[0] + 0.05 else shifted

    def _holds_menus(self, node: Node) -> bool:
        """Whether it is the strip at the top of the window that the menu bar lies in."""
        if node.box is None or node.box.height > self.shift + 12:
            return False
        return any(each.role == roles.MENU_BAR and each.box for each in node.walk())


def floats(node: Node) -> bool:
    """Whether it belongs to a menu or to the list of a combo box."""
    around = node.parent
    while around is not None:
        if around.role in _FLOATING:
            return True
        around = around.parent
    return False


def in_popup(scene: Scene, box: Box) -> Scene:
    """The scene with the window that a box is drawn in, if that is one of its popups."""
    home = _popup(box, scene.popups)
    if home is None:
        return scene
    window = replace(scene.window, box=home[0])
    return replace(scene, window=window, covers=home[1], popups=())


def _popup(
    box: Box, popups: Sequence[tuple[Box, Sequence[Box]]]
) -> tuple[Box, Sequence[Box]] | None:
    """The window that something which floats is drawn in; lists may be wider than their window."""
    for popup in popups:
        start = Point(box.x + min(8, box.width / 2), box.center.y)
        if popup[0].contains(start) or _inside(box, popup[0]) > _MOSTLY:
            return popup
    return None


def _inside(box: Box, around: Box) -> float:
    """How much of a box lies in another, 0 to 1."""
    return box.intersection(around).area / box.area if box.area else 1.0


def _repeated(child: Node, element: Element) -> bool:
    """Whether a text only says again what the control that it is part of is called."""
    if roles.ROLES.get(child.role) != "text" or child.children:
        return False
    said = _folded(child.name or child.text or "")
    return said == element.name or (element.role in INTERACTIVE_ROLES and not said)


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
    name = _own_name(node, toolkit)
    if name or node.role not in _NAMED_BY_CONTENT:
        return name
    inside = [each for each in node.walk() if each is not node]
    if len(inside) > _MOST_INSIDE or any(each.role in _NAMED_BY_CONTENT for each in inside):
        return ""
    texts = (_own_name(each, toolkit) or _folded(each.text or "") for each in inside)
    return " ".join(dict.fromkeys(filter(None, texts))) or _name_around(node, toolkit)


def _name_around(node: Node, toolkit: str) -> str:
    """The name of what holds nothing but this button: LibreOffice names that instead."""
    around = node.parent if node.role in _BUTTONS else None
    while around is not None and around.role in _HOLDERS and around.count == 1:
        if name := _own_name(around, toolkit):
            return name
        around = around.parent
    return ""


def _own_name(node: Node, toolkit: str) -> str:
    name = _folded(node.name)
    if toolkit == "gtk4":
        if _CLASS_NAME.fullmatch(name):
            return ""
        # GTK before 4.10 says the name of a button, with its mnemonic, and that of its label.
        plain = name.replace("_", "", 1)
        half = len(plain) // 2
        if len(plain) % 2 and plain[half] == " " and plain[:half] == plain[half + 1 :]:
            return plain[:half]
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
        return role != "scrollbar" and (bool(name) or node.box is not None)
    if role in _CONTAINERS:
        return bool(name) or (node.box is not None and role not in ("group", "form"))
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
