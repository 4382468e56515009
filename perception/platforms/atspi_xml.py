"""The accessibility trees of a desktop as one XML document, as OSWorld's server tells them.

Elements are called by their AT-SPI roles; states, attributes, places, values and actions stand in
namespaces of their own. The evaluators of OSWorld's tasks search it by XPath and CSS selectors.
Boxes are what the toolkits say, in their own pixels: nothing is repaired.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from perception.geometry import Box
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_apps import Apps
from perception.platforms.atspi_bus import accessibility_address
from perception.platforms.atspi_roles import has
from perception.platforms.atspi_walk import (
    ACCESSIBLE,
    ACTION,
    COMPONENT,
    SELECTION,
    TEXT,
    VALUE,
    Node,
    Walk,
    ask,
    get,
)
from perception.platforms.dbus import Bus, numbers
from perception.platforms.session import DesktopSession

_SPACE = "https://accessibility.ubuntu.example.org/ns/"
_STATES, _ATTRIBUTES = f"{{{_SPACE}state}}", f"{{{_SPACE}attributes}}"
_PLACES, _VALUES, _ACTIONS = (f"{{{_SPACE}{name}}}" for name in ("component", "value", "action"))
_IMAGE = "org.a11y.atspi.Image"
_NUMBERS = {
    "value": "CurrentValue",
    "min": "MinimumValue",
    "max": "MaximumValue",
    "step": "MinimumIncrement",
}
# In the order of their numbers (AtspiStateType).
_STATE_NAMES = (
    "invalid", "active", "armed", "busy", "checked", "collapsed", "defunct", "editable",
    "enabled", "expandable", "expanded", "focusable", "focused", "has_tooltip",
    "horizontal", "iconified", "modal", "multi_line", "multiselectable", "opaque",
    "pressed", "resizable", "selectable", "selected", "sensitive", "showing", "single_line",
    "stale", "transient", "vertical", "visible", "manages_descendants", "indeterminate",
    "required", "truncated", "animated", "invalid_entry", "supports_autocompletion",
    "selectable_text", "is_default", "visited", "checkable", "has_popup", "read_only",
)  # fmt: skip
# Likewise of roles (AtspiRole): toolkits call them as they like.
_ROLE_NAMES = re.findall(
    r"\S+",
    "invalid accelerator-label alert animation arrow calendar canvas check-box "
    "check-menu-item color-chooser column-header combo-box date-editor desktop-icon "
    "desktop-frame dial dialog directory-pane drawing-area file-chooser filler "
    "focus-traversable font-chooser frame glass-pane html-container icon image internal-frame "
    "label layered-pane list list-item menu menu-bar menu-item option-pane page-tab "
    "page-tab-list panel password-text popup-menu progress-bar push-button radio-button "
    "radio-menu-item root-pane row-header scroll-bar scroll-pane separator slider spin-button "
    "split-pane status-bar table table-cell table-column-header table-row-header "
    "tearoff-menu-item terminal text toggle-button tool-bar tool-tip tree tree-table unknown "
    "viewport window extended header footer paragraph ruler application autocomplete editbar "
    "embedded entry chart caption document-frame heading page section redundant-object form "
    "link input-method-window table-row tree-item document-spreadsheet document-presentation "
    "document-text document-web document-email comment list-box grouping image-map "
    "notification info-bar level-bar title-bar block-quote audio video definition article "
    "landmark log marquee math rating timer static math-fraction math-root subscript "
    "superscript description-list description-term description-value footnote "
    "content-deletion content-insertion mark suggestion push-button-menu ",
)
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLACEHOLDERS = str.maketrans("", "", "\ufffc\ufffd")  # of objects within a text
_SILENCE = 5.0  # seconds after which a program is not waited for
_MOST_ACTIONS = 20  # of one element
_LONGEST = 20_000  # characters of a text


def desktop_xml(session: DesktopSession, limit: float = 60.0) -> str:
    """All programs on the accessibility bus with everything in them, shown or not.

    Of very long lists and tables what is on the screen.

    Args:
        session: the desktop.
        limit: seconds; what is not read by then is left out.

    Raises:
        PlatformGone: the desktop or its accessibility bus is gone.
    """
    bus = Bus(accessibility_address(session))
    try:
        deadline = time.monotonic() + limit
        apps = Apps(bus).all(_SILENCE)
        walk = _Everything(
            bus,
            timeout=_SILENCE,
            deadline=deadline,
            whole=True,
            lenient=frozenset(),
            clip=lambda node: node.box or Box(0, 0, 0, 0),
        )
        trees = walk.read([app.root for app in apps])
        nodes = [node for tree in trees for node in tree.walk()]
        told = dict(zip(map(id, nodes), _told(bus, nodes, deadline), strict=True))
    finally:
        bus.close()
    root = ElementTree.Element("desktop-frame")
    root.extend([_element(tree, told) for tree in trees])
    return ElementTree.tostring(root, encoding="unicode")


class _Everything(Walk):
    """A reading that leaves nothing out for not being shown."""

    def _shown(self, node: Node) -> bool:
        return True


def _told(bus: Bus, nodes: Sequence[Node], deadline: float) -> list[dict[str, Any]]:
    """What a walk does not read of its nodes, in their order."""
    asked = []
    for at, node in enumerate(nodes):
        if _role_name(node) == "extended":
            asked.append((at, "role", ask(node.place, ACCESSIBLE, "GetRoleName")))
        asked.append((at, "attributes", ask(node.place, ACCESSIBLE, "GetAttributes")))
        if TEXT in node.interfaces:
            asked.append((at, "text", ask(node.place, TEXT, "GetText", "ii", numbers(0, -1))))
        if ACTION in node.interfaces:
            asked.append((at, "actions", get(node.place, ACTION, "NActions")))
        if VALUE in node.interfaces:
            asked += [(at, name, get(node.place, VALUE, what)) for name, what in _NUMBERS.items()]
    found: list[dict[str, Any]] = [{} for _ in nodes]
    answers = bus.calls([call for _, _, call in asked], _SILENCE, deadline=deadline)
    for (at, name, _), answer in zip(asked, answers, strict=True):
        found[at][name] = answer
    _tell_actions(bus, nodes, found, deadline)
    return found


def _tell_actions(
    bus: Bus, nodes: Sequence[Node], found: Sequence[dict[str, Any]], deadline: float
) -> None:
    """Put names, descriptions and keys in the place of the number of actions."""
    asked = [
        (about, ask(node.place, ACTION, member, "i", numbers(at)))
        for node, about in zip(nodes, found, strict=True)
        if isinstance(count := about.pop("actions", 0), int)
        for at in range(min(count, _MOST_ACTIONS))
        for member in ("GetName", "GetDescription", "GetKeyBinding")
    ]
    answers = bus.calls([call for _, call in asked], _SILENCE, deadline=deadline)
    for at in range(0, len(asked), 3):
        told = tuple(each if isinstance(each, str) else "" for each in answers[at : at + 3])
        asked[at][0].setdefault("actions", []).append(told)


def _role_name(node: Node) -> str:
    return _ROLE_NAMES[node.role] if node.role < len(_ROLE_NAMES) else "unknown"


def _element(node: Node, told: dict[int, dict[str, Any]]) -> ElementTree.Element:
    about = told[id(node)]
    role = about.get("role")
    name = role.strip().replace(" ", "-") if isinstance(role, str) else _role_name(node)
    element = ElementTree.Element(name if _NAME.match(name) else "unknown")
    element.set("name", _clean(node.name))
    for at, state in enumerate(_STATE_NAMES):
        if has(node.states, at):
            element.set(_STATES + state, "true")
    attributes = about.get("attributes")
    for key, value in attributes.items() if isinstance(attributes, dict) else ():
        if _NAME.match(key):
            element.set(_ATTRIBUTES + key, _clean(value))
    shown = has(node.states, roles.VISIBLE) and has(node.states, roles.SHOWING)
    if shown and node.box is not None and COMPONENT in node.interfaces:
        box = node.box
        element.set(f"{_PLACES}screencoord", f"({box.x:.0f}, {box.y:.0f})")
        element.set(f"{_PLACES}size", f"({box.width:.0f}, {box.height:.0f})")
    for interface, key in ((_IMAGE, "image"), (SELECTION, "selection")):
        if interface in node.interfaces:
            element.set(key, "true")
    for key in _NUMBERS:
        if isinstance(about.get(key), int | float):
            element.set(_VALUES + key, str(float(about[key])))
    for action, description, keys in about.get("actions", ()):
        if _NAME.match(called := action.replace(" ", "-")):
            element.set(f"{_ACTIONS}{called}_desc", _clean(description))
            element.set(f"{_ACTIONS}{called}_kb", _clean(keys))
    if isinstance(text := about.get("text"), str) and text:
        element.text = _clean(text[:_LONGEST].translate(_PLACEHOLDERS))
    element.extend([_element(child, told) for child in node.children])
    return element


def _clean(text: str) -> str:
    """A text without what may not stand in XML."""
    return _NOT_XML.sub("", text)
