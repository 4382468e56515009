"""AX roles and attributes in ARIA words.

Sources: Apple's "Roles" and "Attributes" (NSAccessibility), "Core Accessibility API Mappings 1.2".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from perception.geometry import Box
from perception.platforms.ax_api import AxHandle, AxValue
from perception.platforms.ax_windows import box_of
from perception.platforms.controls import Control, folded, number

# Read of every element in one call.
ATTRIBUTES = (
    "AXRole", "AXSubrole", "AXTitle", "AXDescription", "AXValue", "AXHelp", "AXEnabled",
    "AXFocused", "AXPosition", "AXSize", "AXSelected", "AXExpanded", "AXDisclosing",
    "AXPlaceholderValue", "AXIdentifier", "AXMinValue", "AXMaxValue", "AXTitleUIElement",
    "AXRequired", "AXInvalid", "AXElementBusy", "AXURL", "AXMenuItemMarkChar", "AXModal",
    "AXRowIndexRange", "AXColumnIndexRange", "AXIndex", "AXHasPopup", "AXAllowsMultipleSelection",
)  # fmt: skip
CHILDREN = ("AXChildren",)
# What scrolls can be asked for what is in view alone.
VISIBLE_CHILDREN = ("AXVisibleRows", "AXVisibleChildren", "AXVisibleCells", "AXChildren")

_ROLES: Mapping[str, str] = {
    "AXButton": "button", "AXMenuButton": "button", "AXPopUpButton": "combobox",
    "AXCheckBox": "checkbox", "AXRadioButton": "radio", "AXTextField": "textbox",
    "AXTextArea": "textbox", "AXStaticText": "text", "AXLink": "link", "AXSlider": "slider",
    "AXIncrementor": "spinbutton", "AXComboBox": "combobox", "AXMenuItem": "menuitem",
    "AXMenuBarItem": "menuitem", "AXMenu": "menu", "AXMenuBar": "menubar", "AXImage": "img",
    "AXHeading": "heading", "AXRow": "row", "AXCell": "cell", "AXTable": "table",
    "AXOutline": "tree", "AXList": "list", "AXBrowser": "tree", "AXGrid": "grid",
    "AXProgressIndicator": "progressbar", "AXLevelIndicator": "meter", "AXScrollBar": "scrollbar",
    "AXTabGroup": "tablist", "AXToolbar": "toolbar", "AXWebArea": "document", "AXSheet": "dialog",
    "AXDrawer": "group", "AXDisclosureTriangle": "button", "AXColorWell": "button",
    "AXDateField": "textbox", "AXTimeField": "textbox", "AXDateTimeArea": "textbox",
    "AXHelpTag": "tooltip", "AXSplitter": "separator", "AXValueIndicator": "",
}  # fmt: skip
_SUBROLES: Mapping[str, str] = {
    "AXSwitch": "switch", "AXSearchField": "searchbox", "AXTabButton": "tab",
    "AXOutlineRow": "treeitem", "AXApplicationAlertDialog": "alertdialog",
    "AXApplicationDialog": "dialog", "AXDialog": "dialog", "AXLandmarkNavigation": "navigation",
    "AXLandmarkMain": "main", "AXApplicationStatus": "status", "AXApplicationAlert": "alert",
    "AXContentList": "list", "AXDescriptionList": "list",
}  # fmt: skip
_CLIPPING = frozenset({"AXScrollArea", "AXWebArea", "AXTable", "AXOutline", "AXList", "AXBrowser"})
_NUMBERED = frozenset({"slider", "spinbutton", "progressbar", "meter", "scrollbar"})
_WRITTEN = frozenset({"textbox", "searchbox"})
_CHECKED = frozenset({"checkbox", "switch", "radio"})
_TERMINAL = "shell"  # what Terminal and iTerm call the text area that a shell runs in
_TERMINAL_TAIL = 4000  # characters that are shown of a terminal


@dataclass(slots=True, eq=False)
class AxNode:
    """An element as it was read: its attributes, its children.

    Attributes:
        settable: whether its value can be set; None if that was not asked.
    """

    handle: AxHandle
    values: Mapping[str, AxValue]
    parent: AxNode | None = None
    settable: bool | None = None
    children: list[AxNode] = field(default_factory=list)

    def walk(self) -> Iterator[AxNode]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)

    def text(self, name: str) -> str:
        """An attribute that is a text; "" without it."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """An attribute that is true or false; False without it."""
        return bool(self.values.get(name, False))

    @property
    def box(self) -> Box | None:
        """Its box, in points."""
        return box_of(self.values.get("AXPosition"), self.values.get("AXSize"))


def control(
    node: AxNode, to_pixels: Callable[[Box], Box], label: Callable[[AxHandle], str]
) -> Control:
    """A node in ARIA words, without its children.

    Args:
        node: as it was read.
        to_pixels: turns boxes in points into environment pixels.
        label: the text of another element, which this one names as its title.
    """
    role = role_of(node)
    box = node.box
    secret = node.text("AXSubrole") == "AXSecureTextField"
    name = _name(node, role, label)
    return Control(
        key=node.handle,
        role=role,
        name=name,
        value=_value(node, role, secret),
        states=_states(node, role, secret),
        box=to_pixels(box) if box is not None and box.area > 0 else None,
        description=_described(node, name),
        attributes=MappingProxyType(_attributes(node, role)),
        clips=node.text("AXRole") in _CLIPPING,
    )


def role_of(node: AxNode) -> str:
    """The ARIA role of a node; "" for scaffolding."""
    role, subrole = node.text("AXRole"), node.text("AXSubrole")
    if role == "AXWindow":
        return ""
    around = node.parent.text("AXRole") if node.parent is not None else ""
    if role == "AXRadioButton" and around == "AXTabGroup":
        return "tab"
    if subrole in _SUBROLES:
        return _SUBROLES[subrole]
    if role == "AXMenuItem" and node.text("AXMenuItemMarkChar"):
        return "menuitemcheckbox"
    if role == "AXStaticText" and around == "AXList":
        return "listitem"
    if role == "AXGroup":
        return "group" if node.text("AXTitle") or node.text("AXDescription") else ""
    return _ROLES.get(role, "")


def _name(node: AxNode, role: str, label: Callable[[AxHandle], str]) -> str:
    if role == "text":
        return node.text("AXValue") or node.text("AXTitle") or node.text("AXDescription")
    name = node.text("AXTitle")
    title = node.values.get("AXTitleUIElement")
    if not name and isinstance(title, AxHandle):
        name = label(title).rstrip(":：")
    return name or node.text("AXDescription")


def _value(node: AxNode, role: str, secret: bool) -> str | None:
    value = node.values.get("AXValue")
    if secret:
        return "•" * len(value) if isinstance(value, str) else ""
    if _is_terminal(node):
        return node.text("AXValue").rstrip()[-_TERMINAL_TAIL:]
    if role in _NUMBERED:
        return number(value) if isinstance(value, (int, float)) else None
    if role in _WRITTEN or role == "combobox":
        return value if isinstance(value, str) else ""
    if role in ("cell", "gridcell") and isinstance(value, str):
        return value
    return None


def _states(node: AxNode, role: str, secret: bool) -> frozenset[str]:
    values = node.values
    flags = {
        "disabled": values.get("AXEnabled") is False, "focused": node.flag("AXFocused"),
        "password": secret, "required": node.flag("AXRequired"),
        "busy": node.flag("AXElementBusy"), "modal": values.get("AXRole") == "AXSheet",
        "multiline": values.get("AXRole") == "AXTextArea" and role == "textbox",
        "multiselectable": node.flag("AXAllowsMultipleSelection"),
        "invalid": node.text("AXInvalid") not in ("", "false"),
        "haspopup": values.get("AXRole") == "AXMenuButton" or node.flag("AXHasPopup"),
        "checked": role == "menuitemcheckbox",
    }  # fmt: skip
    found = {state for state, holds in flags.items() if holds}
    value = values.get("AXValue")
    if role in _CHECKED and isinstance(value, (int, float)) and value:
        found.add("mixed" if value == 2 else "checked")
    if role == "tab":
        found |= {"selected"} if value in (1, True) else set()
    elif node.flag("AXSelected") and role not in ("menuitem", "textbox"):
        found.add("selected")
    for name in ("AXExpanded", "AXDisclosing"):
        if name in values and (name != "AXDisclosing" or role == "treeitem"):
            found.add("expanded" if values[name] else "collapsed")
    if role in _WRITTEN or values.get("AXRole") == "AXComboBox":
        if node.settable is False or _is_terminal(node):
            found.add("readonly")
        else:
            found.add("editable")
    return frozenset(found)


def _described(node: AxNode, name: str) -> str:
    texts = (node.text("AXHelp"), node.text("AXDescription"), node.text("AXPlaceholderValue"))
    return next((each for each in texts if each and folded(each) != folded(name)), "")


def _is_terminal(node: AxNode) -> bool:
    return node.text("AXRole") == "AXTextArea" and node.text("AXDescription") == _TERMINAL


def _attributes(node: AxNode, role: str) -> dict[str, str]:
    found = {"toolkit": "ax"}
    for ours, theirs in (
        ("id", "AXIdentifier"), ("placeholder", "AXPlaceholderValue"), ("href", "AXURL"),
    ):  # fmt: skip
        if node.text(theirs):
            found[ours] = node.text(theirs)
    if role == "document" and "href" in found:
        found["url"] = found.pop("href")
    if _is_terminal(node):
        found["terminal"] = "true"
    for ours, theirs in (("row", "AXRowIndexRange"), ("column", "AXColumnIndexRange")):
        at = node.values.get(theirs)  # where it begins, and how long it is
        if isinstance(at, tuple) and at and isinstance(at[0], (int, float)):
            found[ours] = str(int(at[0]) + 1)
    for ours, theirs in (("min", "AXMinValue"), ("max", "AXMaxValue")):
        limit = node.values.get(theirs)
        if role in _NUMBERED and isinstance(limit, (int, float)):
            found[ours] = number(limit)
    if role == "heading" and isinstance(node.values.get("AXValue"), (int, float)):
        found["level"] = str(node.values["AXValue"])
    return found
