"""UI Automation's control types, patterns and properties in ARIA words.

Sources: Microsoft's "Control Types", "Core Accessibility API Mappings 1.2" (W3C).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from perception.platforms.controls import Control, number
from perception.platforms.uia_api import Pattern, UiaNode

(BUTTON, CALENDAR, CHECKBOX, COMBOBOX, EDIT, HYPERLINK, IMAGE, LISTITEM, LIST, MENU) = range(
    50000, 50010
)
(MENUBAR, MENUITEM, PROGRESSBAR, RADIO, SCROLLBAR, SLIDER, SPINNER, STATUSBAR, TAB) = range(
    50010, 50019
)
(TABITEM, TEXT, TOOLBAR, TOOLTIP, TREE, TREEITEM, CUSTOM, GROUP, THUMB, DATAGRID) = range(
    50019, 50029
)
(DATAITEM, DOCUMENT, SPLITBUTTON, WINDOW, PANE, HEADER, HEADERITEM, TABLE, TITLEBAR) = range(
    50029, 50038
)
SEPARATOR, SEMANTICZOOM, APPBAR = 50038, 50039, 50040

_ROLES: Mapping[int, str] = {
    BUTTON: "button", CALENDAR: "grid", CHECKBOX: "checkbox", COMBOBOX: "combobox",
    EDIT: "textbox", HYPERLINK: "link", IMAGE: "img", LISTITEM: "listitem", LIST: "list",
    MENU: "menu", MENUBAR: "menubar", MENUITEM: "menuitem", PROGRESSBAR: "progressbar",
    RADIO: "radio", SCROLLBAR: "scrollbar", SLIDER: "slider", SPINNER: "spinbutton",
    STATUSBAR: "status", TAB: "tablist", TABITEM: "tab", TEXT: "text", TOOLBAR: "toolbar",
    TOOLTIP: "tooltip", TREE: "tree", TREEITEM: "treeitem", DATAGRID: "grid", DATAITEM: "row",
    DOCUMENT: "document", SPLITBUTTON: "button", HEADERITEM: "columnheader", TABLE: "table",
    SEPARATOR: "separator", APPBAR: "toolbar",
}  # fmt: skip
# Structure that is worth an element only if it has a name of its own.
_NAMED_ONLY = frozenset({GROUP, PANE, CUSTOM})
# What browsers say in AriaRole that says more than the control type.
_ARIA = frozenset(
    {"heading", "searchbox", "switch", "alert", "alertdialog", "dialog", "option", "listbox"}
    | {"menuitemcheckbox", "menuitemradio", "gridcell", "cell", "row", "grid", "treegrid"}
    | {"navigation", "main", "form", "region", "article", "log", "status", "meter", "rowheader"}
)
_CLICKABLE = frozenset({Pattern.INVOKE, Pattern.TOGGLE})
_PASSIVE = frozenset({"text", "img", "status", "heading", "listitem", "row", "cell", "gridcell"})
_NUMBERED = frozenset({"slider", "spinbutton", "progressbar", "meter", "scrollbar"})
_CHOICES = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"})
_TERMINALS = frozenset({"TermControl", "ConsoleWindowClass"})
_TERMINAL_TAIL = 4000  # characters that are shown of a terminal
_STATES_OF_ARIA = {
    "checked": "checked", "pressed": "pressed", "required": "required", "invalid": "invalid",
    "busy": "busy", "haspopup": "haspopup", "multiline": "multiline", "readonly": "readonly",
    "modal": "modal",
}  # fmt: skip


def control(node: UiaNode, parent: UiaNode | None = None, text: str | None = None) -> Control:
    """A node in ARIA words, without its children.

    Args:
        node: as it was read.
        parent: around it; None if that was not read.
        text: of its Text pattern, or what is chosen in it, where that was asked.
    """
    role = role_of(node, parent)
    aria = _properties(node)
    states = _states(node, role, aria)
    value = _value(node, role, text)
    return Control(
        key=node.runtime_id,
        role=role,
        name=_name(node, role),
        value=value,
        states=states,
        box=node.box,
        description=node.help,
        attributes=MappingProxyType(_attributes(node, role, aria)),
        hidden=node.offscreen,
        clips=Pattern.SCROLL in node.patterns or node.kind == DOCUMENT,
    )


def role_of(node: UiaNode, parent: UiaNode | None) -> str:
    """The ARIA role of a node; "" for scaffolding."""
    if node.aria in _ARIA:
        return node.aria
    kind = node.kind
    if kind == WINDOW:
        return "dialog" if parent is not None else ""
    if kind == LISTITEM:
        return _item_role(node, parent)
    if kind == LIST and node.several is not None:
        return "listbox"
    if kind == BUTTON and node.toggle is not None and node.class_name == "ToggleSwitch":
        return "switch"
    if kind == MENUITEM and node.toggle is not None:
        return "menuitemcheckbox"
    if kind == MENUITEM and node.selected is not None:
        return "menuitemradio"
    if kind == DATAITEM and node.cell is not None and not _holds_cells(node):
        return "gridcell"
    if kind == DOCUMENT and _takes_text(node):
        return "textbox"
    if kind == TEXT and node.class_name in _TERMINALS:
        return "document"
    if kind == TEXT and node.level:
        return "heading"
    if kind in _NAMED_ONLY:
        if node.cell is not None:
            return "gridcell"
        return "group" if node.name and kind != PANE else ""
    return _ROLES.get(kind, "")


def _item_role(node: UiaNode, parent: UiaNode | None) -> str:
    if node.toggle is not None and node.selected is None:
        return "checkbox"
    if node.selected is not None or (parent is not None and parent.kind == COMBOBOX):
        return "option"
    return "listitem"


def _holds_cells(node: UiaNode) -> bool:
    return any(child.cell is not None or child.kind in (EDIT, TEXT) for child in node.children)


def _takes_text(node: UiaNode) -> bool:
    """Whether a document is written in: a browser's page has a value too, its address."""
    return Pattern.VALUE in node.patterns and not node.read_only and node.framework != "Chrome"


def _name(node: UiaNode, role: str) -> str:
    # Of a text the name is the text; of an edit with no label some toolkits give the value.
    if role == "textbox" and node.name and node.name == node.value:
        return ""
    return node.name


def _value(node: UiaNode, role: str, text: str | None) -> str | None:
    if node.password:
        return "•" * len(node.value)
    if _is_terminal(node):
        return (text or "").rstrip()[-_TERMINAL_TAIL:]
    if role in ("textbox", "searchbox", "combobox"):
        if Pattern.VALUE in node.patterns:
            return node.value
        return text
    if role in _NUMBERED and node.number is not None:
        return number(node.number[0])
    if role in ("spinbutton", "gridcell", "cell", "progressbar", "meter", "slider"):
        return node.value if Pattern.VALUE in node.patterns else None
    return None


def _is_terminal(node: UiaNode) -> bool:
    return node.class_name in _TERMINALS


def _states(node: UiaNode, role: str, aria: Mapping[str, str]) -> frozenset[str]:
    found = {
        state
        for name, state in _STATES_OF_ARIA.items()
        if aria.get(name, "false") not in ("false", "", "undefined")
    }
    flags = {
        "disabled": not node.enabled, "focused": node.focused, "password": node.password,
        "required": node.required, "modal": node.modal,
        "multiselectable": bool(node.several), "collapsed": node.expanded == 0,
        "expanded": node.expanded in (1, 2), "haspopup": node.kind == SPLITBUTTON,
    }  # fmt: skip
    found |= {state for state, holds in flags.items() if holds}
    if node.toggle is not None:
        found -= {"checked", "pressed"}
        if node.toggle:
            on = "checked" if role in _CHOICES else "pressed"
            found.add("mixed" if node.toggle == 2 else on)
    if node.selected:
        found.add("checked" if role in ("radio", "menuitemradio") else "selected")
    if role in ("textbox", "searchbox", "spinbutton", "combobox"):
        writable = Pattern.VALUE in node.patterns and not node.read_only
        if writable or (Pattern.RANGE_VALUE in node.patterns and role == "spinbutton"):
            found.add("editable")
        elif role != "combobox":
            found.add("readonly")
    if node.kind == DOCUMENT and role == "textbox":
        found.add("multiline")
    if (role in _PASSIVE or not role) and node.patterns & _CLICKABLE:
        found.add("clickable")
    return frozenset(found)


def _properties(node: UiaNode) -> Mapping[str, str]:
    pairs = (each.partition("=") for each in node.properties.split(";") if "=" in each)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _attributes(node: UiaNode, role: str, aria: Mapping[str, str]) -> dict[str, str]:
    found = {"toolkit": node.framework.casefold() or "win32"}
    if node.automation_id:
        found["id"] = node.automation_id
    if _is_terminal(node):
        found["terminal"] = "true"
    if node.cell is not None:
        found["row"], found["column"] = str(node.cell[0]), str(node.cell[1])
    if role == "heading":
        found["level"] = aria.get("level", "") or str(node.level or 2)
    if role == "link" and node.value:
        found["href"] = node.value
    if role in _NUMBERED and node.number is not None:
        found["min"], found["max"] = number(node.number[1]), number(node.number[2])
    if role == "combobox":
        options = [each.name for each in node.walk() if each.kind == LISTITEM and each.name]
        if options:
            found["options"] = "\n".join(options)
    return found
