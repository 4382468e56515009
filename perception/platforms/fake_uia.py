"""A fake `UiaApi` over a screen in memory."""

from __future__ import annotations

from collections.abc import Callable

from perception.geometry import Point
from perception.platforms import uia_roles as kinds
from perception.platforms.fake_screen import FakeObject, FakeScreen
from perception.platforms.uia_api import (
    Pattern,
    Scope,
    UiaGone,
    UiaHandle,
    UiaNode,
    UiaRefused,
    UiaSilent,
    Way,
)

_KINDS = {
    "window": kinds.WINDOW, "dialog": kinds.WINDOW, "button": kinds.BUTTON,
    "checkbox": kinds.CHECKBOX, "radio": kinds.RADIO, "combobox": kinds.COMBOBOX,
    "textbox": kinds.EDIT, "searchbox": kinds.EDIT, "link": kinds.HYPERLINK, "img": kinds.IMAGE,
    "option": kinds.LISTITEM, "listitem": kinds.LISTITEM, "listbox": kinds.LIST,
    "list": kinds.LIST, "menu": kinds.MENU, "menubar": kinds.MENUBAR, "menuitem": kinds.MENUITEM,
    "slider": kinds.SLIDER, "spinbutton": kinds.SPINNER, "tablist": kinds.TAB,
    "tab": kinds.TABITEM, "text": kinds.TEXT, "heading": kinds.TEXT, "tree": kinds.TREE,
    "treeitem": kinds.TREEITEM, "grid": kinds.DATAGRID, "gridcell": kinds.CUSTOM,
    "document": kinds.DOCUMENT, "group": kinds.GROUP, "pane": kinds.PANE,
    "terminal": kinds.TEXT, "editor": kinds.DOCUMENT, "progressbar": kinds.PROGRESSBAR,
}  # fmt: skip
_INVOKED = frozenset({"button", "link", "menuitem"})
_TOGGLED = frozenset({"checkbox", "switch"})
_SELECTED = frozenset({"option", "radio", "tab", "treeitem", "listitem"})
_VALUED = frozenset({"textbox", "searchbox"})
_RANGED = frozenset({"slider", "spinbutton", "progressbar"})


class _FakeHandle(UiaHandle):
    """One of possibly many handles of an object."""

    __slots__ = ("item",)

    def __init__(self, item: FakeObject) -> None:
        self.item = item


class FakeUia:
    """Implements `UiaApi`.

    Attributes:
        calls: how many calls went to programs.
        careless: values and invocations are taken without anything happening.
    """

    def __init__(self, screen: FakeScreen) -> None:
        self.screen = screen
        self.calls = 0
        self.careless = False

    def window(self, hwnd: int) -> UiaHandle:
        """The element of a window."""
        window = self.screen.window(hwnd)
        if window is None:
            raise UiaGone("the window is closed")
        return _FakeHandle(window.root)

    def read(self, handle: UiaHandle, scope: Scope, *, visible: bool, timeout: float) -> UiaNode:
        """An element and what is below it, for the time that its program takes."""
        item = self._item(handle)
        window = self.screen.window_of(item)
        node, count = self._node(item, scope, visible)
        if window is not None:
            # Hidden objects cost their program time, too, even where they are not asked for.
            count = sum(1 for _ in item.walk()) if scope == "subtree" else count
            cost = count * window.seconds
            self.screen.now += min(cost, timeout)
            if cost > timeout:
                raise UiaSilent("the time is over")
        return node

    def at(self, point: Point, *, timeout: float) -> UiaHandle | None:
        """The innermost element under a point."""
        del timeout
        self.calls += 1
        found = self.screen.at(point)
        return _FakeHandle(found) if found is not None else None

    def parent(self, handle: UiaHandle) -> UiaHandle | None:
        """The element around one."""
        found = self._item(handle).parent
        return _FakeHandle(found) if found is not None else None

    def runtime_id(self, handle: UiaHandle) -> tuple[int, ...]:
        """What it is."""
        return 42, self._item(handle).number

    def invoke(self, handle: UiaHandle) -> None:
        """Do what a click would do."""
        self._do(handle, Pattern.INVOKE, self.screen.operate)

    def toggle(self, handle: UiaHandle) -> None:
        """Turn it to its next state."""
        self._do(handle, Pattern.TOGGLE, self.screen.operate)

    def expand(self, handle: UiaHandle, *, on: bool) -> None:
        """Expand or collapse it."""

        def do(item: FakeObject) -> None:
            item.states -= {"expanded", "collapsed"}
            item.states.add("expanded" if on else "collapsed")
            for child in item.children:
                child.hidden = not on

        self._do(handle, Pattern.EXPAND_COLLAPSE, do)

    def select(self, handle: UiaHandle, way: Way) -> None:
        """Select it, alone or with others, or deselect it."""

        def do(item: FakeObject) -> None:
            if way == "remove":
                item.states.discard("selected")
            else:
                self.screen.pick(item, beside=way == "add")

        self._do(handle, Pattern.SELECTION_ITEM, do)

    def legacy_action(self, handle: UiaHandle) -> None:
        """Do the default action of MSAA."""
        self._do(handle, Pattern.LEGACY, self.screen.operate)

    def set_value(self, handle: UiaHandle, text: str) -> None:
        """Set its text."""

        def do(item: FakeObject) -> None:
            if "readonly" in item.states:
                raise UiaRefused("it is read-only")
            item.value = text

        self._do(handle, Pattern.VALUE, do)

    def set_number(self, handle: UiaHandle, value: float) -> None:
        """Set its number."""

        def do(item: FakeObject) -> None:
            if not item.range[0] <= value <= item.range[1]:
                raise UiaRefused("it is out of range")
            item.value = f"{value:g}"

        self._do(handle, Pattern.RANGE_VALUE, do)

    def scroll_into_view(self, handle: UiaHandle) -> None:
        """Have it scrolled into view."""
        self._item(handle).hidden = False

    def set_focus(self, handle: UiaHandle) -> None:
        """Give it the keyboard's focus."""
        self.screen.focus(self._item(handle))

    def chosen(self, handle: UiaHandle) -> str | None:
        """The names of what is selected in it."""
        names = [each.name for each in self._item(handle).walk() if "selected" in each.states]
        return ", ".join(names) if names else None

    def text(self, handle: UiaHandle, longest: int) -> str:
        """The text of its Text pattern."""
        item = self._item(handle)
        if Pattern.TEXT not in _patterns(item):
            raise UiaRefused("it has no Text pattern")
        return item.value[:longest]

    def close(self) -> None:
        """Let go."""

    def _item(self, handle: UiaHandle) -> FakeObject:
        """The object, whose program is asked.

        Raises:
            UiaGone, UiaSilent: see there.
        """
        assert isinstance(handle, _FakeHandle)
        self.calls += 1
        if handle.item.gone:
            raise UiaGone("it is not there any more")
        window = self.screen.window_of(handle.item)
        if window is not None and not window.answers:
            self.screen.now += 1.0
            raise UiaSilent("the program does not answer")
        return handle.item

    def _do(self, handle: UiaHandle, pattern: Pattern, work: Callable[[FakeObject], None]) -> None:
        item = self._item(handle)
        if pattern not in _patterns(item):
            raise UiaRefused(f"it has no {pattern.name} pattern")
        if "disabled" in item.states:
            raise UiaRefused("it is not enabled")
        if not self.careless:
            work(item)

    def _node(self, item: FakeObject, scope: Scope, visible: bool) -> tuple[UiaNode, int]:
        node, count = _told(item), 1
        if scope != "element":
            deeper: Scope = "subtree" if scope == "subtree" else "element"
            for child in _shown(item) if visible else item.children:
                made, more = self._node(child, deeper, visible)
                node.children.append(made)
                count += more
        return node, count


def _shown(item: FakeObject) -> list[FakeObject]:
    """The children; in place of those that are hidden, what can be seen in them."""
    found: list[FakeObject] = []
    for child in item.children:
        found += _shown(child) if child.hidden else [child]
    return found


def _patterns(item: FakeObject) -> frozenset[Pattern]:
    found = set()
    for roles, pattern in (
        (_INVOKED, Pattern.INVOKE), (_TOGGLED, Pattern.TOGGLE), (_VALUED, Pattern.VALUE),
        (_SELECTED, Pattern.SELECTION_ITEM), (_RANGED, Pattern.RANGE_VALUE),
        (frozenset({"listbox", "combobox", "tablist"}), Pattern.SELECTION),
        (frozenset({"terminal", "editor", "textbox"}), Pattern.TEXT),
    ):  # fmt: skip
        if item.role in roles:
            found.add(pattern)
    if item.states & {"expanded", "collapsed"}:
        found.add(Pattern.EXPAND_COLLAPSE)
    if item.cell is not None:
        found.add(Pattern.GRID_ITEM)
    if item.on_click is not None and item.role not in _INVOKED | _TOGGLED:
        found.add(Pattern.LEGACY)
    if any(child.hidden for child in item.children):
        found.add(Pattern.SCROLL)
    return frozenset(found)


def _told(item: FakeObject) -> UiaNode:
    patterns = _patterns(item)
    states = item.states
    toggle = expanded = selected = several = number = None
    if Pattern.TOGGLE in patterns:
        toggle = 2 if "mixed" in states else int("checked" in states)
    if Pattern.EXPAND_COLLAPSE in patterns:
        expanded = int("expanded" in states)
    if Pattern.SELECTION_ITEM in patterns:
        selected = bool(states & {"selected", "checked"})
    if Pattern.SELECTION in patterns:
        several = "multiselectable" in states
    if Pattern.RANGE_VALUE in patterns:
        number = (float(item.value or 0), *item.range)
    secret = "password" in states
    return UiaNode(
        handle=_FakeHandle(item), runtime_id=(42, item.number), kind=_KINDS[item.role],
        name=item.name, class_name="TermControl" if item.role == "terminal" else "",
        automation_id=item.identifier, framework="WPF", help=item.description,
        box=item.box if item.box.area > 0 else None, offscreen=item.hidden,
        enabled="disabled" not in states, focused="focused" in states,
        focusable=item.focusable or item.role in ("terminal", "editor"), password=secret,
        required="required" in states, modal="modal" in states,
        read_only="readonly" in states, patterns=patterns,
        value="" if secret else item.value if Pattern.VALUE in patterns else "",
        number=number, toggle=toggle, expanded=expanded, selected=selected, several=several,
        cell=item.cell, level=2 if item.role == "heading" else 0,
        aria="searchbox" if item.role == "searchbox" else "",
    )  # fmt: skip
