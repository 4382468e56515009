"""From a machine's accessibility XML to the nodes that windows' elements are made of.

The XML says less than AT-SPI does: it has no process ids, no toolkits and no relations. What a
field is called is then taken from the label that stands beside it, as a person would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.environments.machine_xml import RawNode, RawTree
from perception.geometry import Box
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_walk import ACTION, SELECTION, VALUE, Node

# AT-SPI's roles that are worth something, by the name that `getRoleName` gives them.
_ROLES: Mapping[str, int] = {
    "alert": 2, "canvas": 6, "check-box": 7, "check-menu-item": 8, "color-chooser": 9,
    "column-header": 10, "combo-box": 11, "desktop-icon": 13, "dial": 15, "dialog": 16,
    "drawing-area": 18, "file-chooser": 19, "filler": 20, "font-chooser": 22, "frame": 23,
    "icon": 26, "image": 27, "internal-frame": 28, "label": 29, "layered-pane": 30, "list": 31,
    "list-item": 32, "menu": 33, "menu-bar": 34, "menu-item": 35, "option-pane": 36, "page-tab": 37,
    "page-tab-list": 38, "panel": 39, "password-text": 40, "popup-menu": 41, "progress-bar": 42,
    "push-button": 43, "button": 43, "radio-button": 44, "radio-menu-item": 45, "root-pane": 46,
    "row-header": 47, "scroll-bar": 48, "scroll-pane": 49, "separator": 50, "slider": 51,
    "spin-button": 52, "split-pane": 53, "status-bar": 54, "statusbar": 54, "table": 55,
    "table-cell": 56, "table-column-header": 57, "table-row-header": 58, "tear-off-menu-item": 59,
    "terminal": 60, "text": 61, "toggle-button": 62, "tool-bar": 63, "tool-tip": 64, "tree": 65,
    "tree-table": 66, "viewport": 68, "window": 69, "paragraph": 73, "ruler": 74, "application": 75,
    "autocomplete": 76, "editbar": 77, "entry": 79, "caption": 81, "document-frame": 82,
    "heading": 83, "page": 84, "section": 85, "form": 87, "link": 88, "table-row": 90,
    "tree-item": 91, "document-spreadsheet": 92, "document-presentation": 93, "document-text": 94,
    "document-web": 95, "document-email": 96, "list-box": 98, "grouping": 99, "notification": 101,
    "info-bar": 102, "level-bar": 103, "article": 109, "landmark": 110, "log": 111, "static": 116,
    "switch": 62,
}  # fmt: skip
# What pywinauto calls the classes of Windows' controls.
_WINDOWS_ROLES: Mapping[str, int] = {
    "button": 43, "edit": 79, "document": 95, "static": 29, "text": 29, "checkbox": 7,
    "radiobutton": 44, "combobox": 11, "listitem": 32, "listbox": 98, "list": 31, "listview": 31,
    "menuitem": 35, "menu": 34, "tabitem": 37, "tabcontrol": 38, "tab": 38, "treeitem": 91,
    "treeview": 65, "tree": 65, "hyperlink": 88, "dialog": 16, "window": 23, "slider": 51,
    "spinner": 52, "toolbar": 63, "statusbar": 54, "titlebar": 39, "scrollbar": 48, "pane": 39,
    "group": 99, "groupbox": 99, "image": 27, "custom": 39, "dataitem": 90, "datagrid": 66,
    "table": 55, "header": 39, "headeritem": 10, "progressbar": 42, "progress": 42, "separator": 50,
    "splitbutton": 43, "tooltip": 64, "uwpapp": 23,
}  # fmt: skip
_STATES: Mapping[str, int] = {
    "active": roles.ACTIVE, "busy": roles.BUSY, "checked": roles.CHECKED,
    "defunct": roles.DEFUNCT, "editable": roles.EDITABLE, "enabled": roles.ENABLED,
    "expandable": roles.EXPANDABLE, "expanded": roles.EXPANDED, "focusable": roles.FOCUSABLE,
    "focused": roles.FOCUSED, "modal": roles.MODAL, "multi_line": roles.MULTI_LINE,
    "multiselectable": roles.MULTISELECTABLE, "pressed": roles.PRESSED,
    "selectable": roles.SELECTABLE, "selected": roles.SELECTED, "sensitive": roles.SENSITIVE,
    "showing": roles.SHOWING, "visible": roles.VISIBLE,
    "manages_descendants": roles.MANAGES_DESCENDANTS, "indeterminate": roles.INDETERMINATE,
    "required": roles.REQUIRED, "invalid_entry": roles.INVALID_ENTRY,
    "checkable": roles.CHECKABLE, "has_popup": roles.HAS_POPUP, "read_only": roles.READ_ONLY,
    # Windows:
    "keyboard_focused": roles.FOCUSED, "has_keyboard_focus": roles.FOCUSED,
    "is_keyboard_focusable": roles.FOCUSABLE,
}  # fmt: skip
_LABELLED = frozenset(
    {roles.COMBO_BOX, roles.ENTRY, roles.TEXT, roles.SPIN_BUTTON, roles.PASSWORD, 51, 76, 77}
)
OPTIONS = "options"  # the attribute with what can be chosen in a combo box
_MOST_OPTIONS = 500
_NEAR = 24.0  # pixels between a label and its field
_TEXT_ROLES = frozenset({roles.ENTRY, roles.TEXT, roles.PASSWORD, roles.SPIN_BUTTON, 76, 77})


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """A top-level object of a program.

    Attributes:
        node: with all that is in it.
        program: as the program calls itself.
        path: where it is found: the program's name, which of those of that name, child numbers.
        toolkit: as `perception.platforms.atspi_apps` tells them; "" if nothing tells.
    """

    node: Node
    program: str
    path: tuple[str, int, tuple[int, ...]]
    toolkit: str

    @property
    def title(self) -> str:
        """What its window is called."""
        return self.node.name

    @property
    def active(self) -> bool:
        """Whether it says that keys go to it."""
        return roles.has(self.node.states, roles.ACTIVE)


def tops(tree: RawTree, toolkits: Mapping[str, str] | None = None) -> list[Top]:
    """The windows that a tree tells of, in its order.

    Args:
        tree: that was read.
        toolkits: name of a program to its toolkit, where that is known.
    """
    if tree.windows:
        return [
            Top(_node(raw, None, windows=True), raw.name, (raw.name, 0, (at,)), "windows")
            for at, raw in enumerate(tree.root.children)
        ]
    found = []
    seen: dict[str, int] = {}
    for program in tree.root.children:
        number = seen.get(program.name, 0)
        seen[program.name] = number + 1
        known = (toolkits or {}).get(program.name, "")
        for at, raw in enumerate(program.children):
            toolkit = known or _toolkit(program.name, raw)
            node = _node(raw, None, windows=False)
            for each in _down(node):
                _label_fields(each.children)
            found.append(Top(node, program.name, (program.name, number, (at,)), toolkit))
    return found


def _toolkit(program: str, raw: RawNode) -> str:
    """The toolkit of a window by what little tells of it."""
    if program.casefold().startswith(("soffice", "libreoffice")):
        return "libreoffice"
    if program.casefold() in ("chromium", "google chrome", "google-chrome", "chrome"):
        return "chromium"
    for at, node in enumerate(raw.walk()):
        said = node.attributes.get("toolkit", "").casefold()
        if said:
            return {"gtk": "gtk3", "gail": "gtk3"}.get(said, said)
        if "Set-Focus" in node.actions or "SetFocus" in node.actions:
            return "qt"
        if at > 300:
            break
    return ""


def _node(raw: RawNode, parent: Node | None, path: tuple[int, ...] = (), *, windows: bool) -> Node:
    """A node with all below it that is not hidden. Depth is limited where the XML is read.

    Its place is its tag, and the child numbers that lead to it from its window, separated by "/".
    """
    known = _WINDOWS_ROLES if windows else _ROLES
    role = known.get(raw.tag, 0)
    states = 0
    for each in raw.states:
        if each in _STATES:
            states |= 1 << _STATES[each]
    if windows:
        states = _windows_states(raw, role, states)
    box = Box(*map(float, raw.place)) if raw.place is not None else None
    text: str | None = raw.text or None
    if text is None and role in _TEXT_ROLES:
        text = raw.attributes.get("value", "")
    interfaces = {VALUE} if "value" in raw.numbers else set()
    interfaces |= {ACTION} if raw.actions else set()
    interfaces |= {SELECTION} if raw.selection else set()
    number = raw.numbers.get("value")
    node = Node(
        place=(raw.tag, "/".join(map(str, path))),
        parent=parent,
        depth=len(path),
        states=states,
        role=role,
        name=raw.name,
        interfaces=frozenset(interfaces),
        box=box,
        text=text,
        number=None
        if number is None
        else (number, raw.numbers.get("min", number), raw.numbers.get("max", number)),
        count=len(raw.children),
        attributes=dict(raw.attributes),
        action=raw.actions[0].casefold() if raw.actions else None,
    )
    if role == roles.COMBO_BOX and not roles.has(states, roles.EDITABLE):
        # What can be chosen is told even while the list is shut.
        node.attributes[OPTIONS] = "\n".join(_options(raw))
    for at, below in enumerate(raw.children):
        child = _node(below, node, (*path, at), windows=windows)
        if roles.has(child.states, roles.SHOWING) or roles.has(child.states, roles.VISIBLE):
            node.children.append(child)
    return node


def _options(raw: RawNode) -> list[str]:
    items = [e.name for e in raw.walk() if e.tag in ("list-item", "menu-item", "listitem")]
    return list(dict.fromkeys(filter(None, items)))[:_MOST_OPTIONS]


def _windows_states(raw: RawNode, role: int, states: int) -> int:
    """Windows has fewer states: what is enabled can be used, what is visible is shown."""
    states |= 1 << roles.SHOWING if "visible" in raw.states else 0
    states |= 1 << roles.SENSITIVE if "enabled" in raw.states else 0
    if role in _TEXT_ROLES and "enabled" in raw.states and "read_only" not in raw.states:
        states |= 1 << roles.EDITABLE
    return states


def _down(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        each = stack.pop()
        yield each
        stack += reversed(each.children)


def _label_fields(children: Sequence[Node]) -> None:
    """Name fields after the labels before them; a field of that name keeps it."""
    for label, field in zip(children, children[1:], strict=False):  # noqa: RUF007 - by pairs
        if label.role not in (roles.LABEL, roles.STATIC) or field.role not in _LABELLED:
            continue
        if not label.name or not _beside(label.box, field.box):
            continue
        if field.role == roles.COMBO_BOX and field.name and field.text is None:
            # What is chosen is told as its name.
            field.text, field.name = field.name, label.name
        elif not field.name:
            field.name = label.name


def _beside(label: Box | None, field: Box | None) -> bool:
    """Whether a label stands right before a field, or right above it."""
    if label is None or field is None:
        return False
    level = min(label.bottom, field.bottom) - max(label.y, field.y) > 0
    if level:
        return -2 <= field.x - label.right <= 3 * _NEAR
    aligned = min(label.right, field.right) - max(label.x, field.x) > 0
    return aligned and -2 <= field.y - label.bottom <= _NEAR
