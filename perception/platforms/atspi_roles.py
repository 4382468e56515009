"""AT-SPI's roles and states in ARIA words."""

from __future__ import annotations

from collections.abc import Mapping

# Numbers of AT-SPI roles (atspi-constants.h) that something is done with.
ALERT, CANVAS, CHECK_BOX, CHECK_MENU_ITEM, COMBO_BOX = 2, 6, 7, 8, 11
DIALOG, FILE_CHOOSER, FILLER, FRAME = 16, 19, 20, 23
ICON, IMAGE, LABEL, LIST, LIST_ITEM = 26, 27, 29, 31, 32
MENU, MENU_BAR, MENU_ITEM = 33, 34, 35
PAGE_TAB, PANEL, PASSWORD, PUSH_BUTTON, SCROLL_PANE, SPIN_BUTTON = 37, 39, 40, 43, 49, 52
TABLE, TABLE_CELL, TERMINAL, TEXT, TOGGLE_BUTTON, TOOL_BAR = 55, 56, 60, 61, 62, 63
TREE, TREE_TABLE, VIEWPORT, WINDOW, PARAGRAPH = 65, 66, 68, 69, 73
ROOT_PANE = 46
APPLICATION, ENTRY, HEADING, SECTION, LINK = 75, 79, 83, 85, 88
DOCUMENT_SPREADSHEET, DOCUMENT_WEB, STATIC = 92, 95, 116

ROLES: Mapping[int, str] = {
    ALERT: "alertdialog",
    CANVAS: "img",
    CHECK_BOX: "checkbox",
    CHECK_MENU_ITEM: "menuitemcheckbox",
    10: "columnheader",
    COMBO_BOX: "combobox",
    13: "listitem",  # an icon on the desktop
    15: "slider",  # a dial
    DIALOG: "dialog",
    FILE_CHOOSER: "dialog",
    9: "dialog",  # a colour chooser
    22: "dialog",  # a font chooser
    ICON: "listitem",
    IMAGE: "img",
    LABEL: "text",
    LIST: "list",
    LIST_ITEM: "listitem",
    MENU: "menuitem",
    MENU_BAR: "menubar",
    MENU_ITEM: "menuitem",
    59: "menuitem",
    PAGE_TAB: "tab",
    38: "tablist",
    PASSWORD: "textbox",
    41: "menu",
    42: "progressbar",
    PUSH_BUTTON: "button",
    129: "button",
    44: "radio",
    45: "menuitemradio",
    47: "rowheader",
    48: "scrollbar",
    50: "separator",
    51: "slider",
    SPIN_BUTTON: "spinbutton",
    54: "status",
    TABLE: "table",
    TABLE_CELL: "cell",
    57: "columnheader",
    58: "rowheader",
    TERMINAL: "textbox",
    TEXT: "textbox",
    TOGGLE_BUTTON: "button",
    TOOL_BAR: "toolbar",
    64: "tooltip",
    TREE: "tree",
    TREE_TABLE: "treegrid",
    PARAGRAPH: "paragraph",
    76: "combobox",
    77: "textbox",
    ENTRY: "textbox",
    81: "caption",
    82: "document",
    HEADING: "heading",
    87: "form",
    LINK: "link",
    90: "row",
    91: "treeitem",
    DOCUMENT_SPREADSHEET: "document",
    93: "document",
    94: "document",
    DOCUMENT_WEB: "document",
    96: "document",
    98: "listbox",
    99: "group",
    101: "alert",
    102: "alert",  # an info bar
    103: "meter",
    109: "article",
    110: "region",
    111: "log",
    STATIC: "text",
}

# Structure that is worth an element only if it has a name of its own.
NAMED_ONLY: Mapping[int, str] = {
    PANEL: "group",
    SECTION: "group",
    74: "group",  # a ruler
    36: "group",
    5: "group",
    FRAME: "group",  # within a window: the display of a calculator
}

# Roles whose content is text that stands for itself.
TEXTS = frozenset({"text", "paragraph", "heading", "status", "caption", "tooltip", "alert"})

ACTIVE, BUSY, CHECKED, DEFUNCT, EDITABLE, ENABLED = 1, 3, 4, 6, 7, 8
EXPANDABLE, EXPANDED, FOCUSABLE, FOCUSED, MODAL = 9, 10, 11, 12, 16
MULTI_LINE, MULTISELECTABLE, PRESSED, SELECTABLE, SELECTED = 17, 18, 20, 22, 23
SENSITIVE, SHOWING, VISIBLE, MANAGES_DESCENDANTS = 24, 25, 30, 31
INDETERMINATE, REQUIRED, INVALID_ENTRY, CHECKABLE, HAS_POPUP = 32, 33, 36, 41, 42
READ_ONLY = 43

_STATES: Mapping[int, str] = {
    BUSY: "busy",
    CHECKED: "checked",
    EXPANDED: "expanded",
    FOCUSED: "focused",
    MODAL: "modal",
    MULTI_LINE: "multiline",
    MULTISELECTABLE: "multiselectable",
    SELECTED: "selected",
    INDETERMINATE: "mixed",
    REQUIRED: "required",
    INVALID_ENTRY: "invalid",
    HAS_POPUP: "haspopup",
}
_CHOICES = frozenset({"checkbox", "radio", "menuitemcheckbox", "menuitemradio", "switch"})
_SELECTED = frozenset({"option", "listitem", "tab", "treeitem", "row", "cell", "gridcell"})


def has(states: int, state: int) -> bool:
    """Whether a state is in a set of them, given as a bit field.

    >>> has(1 << SHOWING, SHOWING)
    True
    """
    return bool(states >> state & 1)


def aria_states(states: int, role: str, atspi_role: int) -> frozenset[str]:
    """A bit field of AT-SPI states as ARIA states, for an element with this role."""
    found = {name for bit, name in _STATES.items() if has(states, bit)}
    if has(states, EXPANDABLE) and "expanded" not in found:
        found.add("collapsed")
    if "checked" in found and role not in _CHOICES:
        found.discard("checked")
        found.add("pressed" if role == "button" else "selected")
    if atspi_role == TOGGLE_BUTTON and has(states, PRESSED):
        found.add("pressed")
    if "mixed" in found and role not in _CHOICES and role != "treeitem":
        found.discard("mixed")
    if "selected" in found and role not in _SELECTED and role != "menuitem":
        found.discard("selected")
    if not has(states, SENSITIVE) and not has(states, ENABLED):
        found.add("disabled")
    if role in ("textbox", "spinbutton", "combobox", "searchbox"):
        if has(states, EDITABLE) and not has(states, READ_ONLY):
            found.add("editable")
        elif role != "combobox":
            found.add("readonly")
    if atspi_role == PASSWORD:
        found.add("password")
    return frozenset(found)
