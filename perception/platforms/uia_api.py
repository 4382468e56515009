"""What is asked of UI Automation.

`UiaApi` is the thin layer under `UiaTree`. `uia_com` is the real one, `fake_uia` the one that tests
use. Boxes and points are physical pixels of the virtual screen.

Not yet run on a real machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, Protocol

from perception.geometry import Box, Point

Scope = Literal["element", "children", "subtree"]
Way = Literal["only", "add", "remove"]


class Pattern(IntEnum):
    """What an element may offer (UIA_*PatternId)."""

    INVOKE = 10000
    SELECTION = 10001
    VALUE = 10002
    RANGE_VALUE = 10003
    SCROLL = 10004
    EXPAND_COLLAPSE = 10005
    GRID_ITEM = 10007
    SELECTION_ITEM = 10010
    TEXT = 10014
    TOGGLE = 10015
    SCROLL_ITEM = 10017
    LEGACY = 10018


class UiaHandle:
    """An element as the API knows it; opaque. Two handles may stand for the same element."""


@dataclass(slots=True, eq=False, kw_only=True)
class UiaNode:
    """An element with what was read of it in one call (a cache request).

    Attributes:
        runtime_id: what it is: equal for the same element as long as it lives.
        kind: its control type, UIA_*ControlTypeId.
        offscreen: whether it is scrolled or otherwise out of sight.
        patterns: what it offers; LEGACY only with a default action.
        value: of the Value pattern; "" for a password.
        number: of the RangeValue pattern: current, least, most.
        toggle: 0 off, 1 on, 2 neither; None without the pattern.
        expanded: 0 collapsed, 1 expanded, 2 partly, 3 a leaf; None without the pattern.
        selected: None without the SelectionItem pattern.
        several: whether several in it can be selected; None without the Selection pattern.
        aria: AriaRole, where the program is a browser or tells it all the same.
        properties: AriaProperties, as "checked=true;level=2".
        cell: row and column from 1, of a grid's item.
        level: of a heading; 0 for none.
        children: those that were asked for.
    """

    handle: UiaHandle
    runtime_id: tuple[int, ...]
    kind: int = 0
    name: str = ""
    class_name: str = ""
    automation_id: str = ""
    framework: str = ""
    help: str = ""
    box: Box | None = None
    offscreen: bool = False
    enabled: bool = True
    focused: bool = False
    focusable: bool = False
    password: bool = False
    required: bool = False
    modal: bool = False
    read_only: bool = False
    patterns: frozenset[Pattern] = frozenset()
    value: str = ""
    number: tuple[float, float, float] | None = None
    toggle: int | None = None
    expanded: int | None = None
    selected: bool | None = None
    several: bool | None = None
    aria: str = ""
    properties: str = ""
    cell: tuple[int, int] | None = None
    level: int = 0
    children: list[UiaNode] = field(default_factory=list)

    def walk(self) -> Iterator[UiaNode]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)


class UiaGone(Exception):
    """The element is no longer there."""


class UiaSilent(Exception):
    """The program did not answer in time."""


class UiaDenied(Exception):
    """The program has more rights than this one."""


class UiaRefused(Exception):
    """The element does not offer this, or is disabled or read-only."""


class UiaApi(Protocol):
    """UI Automation, as a client of it.

    All methods raise `UiaGone`, `UiaSilent` and `UiaDenied`; those that act also `UiaRefused`.
    """

    def window(self, hwnd: int) -> UiaHandle:
        """The element of a window."""

    def read(self, handle: UiaHandle, scope: Scope, *, visible: bool, timeout: float) -> UiaNode:
        """An element with all properties, and its children or all below it, in one call.

        Args:
            handle: of the element.
            scope: how much.
            visible: without those that are off the screen; what lies in them goes to their parent.
            timeout: seconds after which `UiaSilent` is raised.
        """

    def at(self, point: Point, *, timeout: float) -> UiaHandle | None:
        """The innermost element under a point; None for none."""

    def parent(self, handle: UiaHandle) -> UiaHandle | None:
        """The element around one; None for the root."""

    def runtime_id(self, handle: UiaHandle) -> tuple[int, ...]:
        """What it is; see `UiaNode.runtime_id`."""

    def invoke(self, handle: UiaHandle) -> None:
        """Do what a click would do."""

    def toggle(self, handle: UiaHandle) -> None:
        """Turn it to its next state."""

    def expand(self, handle: UiaHandle, *, on: bool) -> None:
        """Expand or collapse it."""

    def select(self, handle: UiaHandle, way: Way) -> None:
        """Select it, alone or with others, or deselect it."""

    def legacy_action(self, handle: UiaHandle) -> None:
        """Do the default action of MSAA."""

    def set_value(self, handle: UiaHandle, text: str) -> None:
        """Set its text."""

    def set_number(self, handle: UiaHandle, value: float) -> None:
        """Set its number."""

    def scroll_into_view(self, handle: UiaHandle) -> None:
        """Have it scrolled into view."""

    def set_focus(self, handle: UiaHandle) -> None:
        """Give it the keyboard's focus."""

    def chosen(self, handle: UiaHandle) -> str | None:
        """The names of what is selected in it, by its Selection pattern; None for nothing."""

    def text(self, handle: UiaHandle, longest: int) -> str:
        """The text of its Text pattern."""

    def close(self) -> None:
        """Let go. Idempotent."""
