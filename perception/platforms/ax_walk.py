"""Reading what is in a window by AX, within a time. Not yet run on a real machine.

Each element takes one call, which fetches all that is wanted of it at once. Levels are read one
after the other, so that the upper ones are there when the time is over; what lies out of view is
not descended into.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from perception.geometry import Box
from perception.platforms.ax_api import AxApi, AxGone, AxHandle, AxSilent
from perception.platforms.ax_roles import ATTRIBUTES, CHILDREN, VISIBLE_CHILDREN, AxNode
from perception.platforms.controls import Control

_MOST_CHILDREN = 2_000  # that are taken of one element
_PATIENCE = 1.0  # seconds that a program may take over one answer
_CLIPPING = frozenset({"AXScrollArea", "AXWebArea"})


@dataclass(frozen=True, slots=True)
class Found:
    """What was read below an element.

    Attributes:
        why: why it is not all; "" if it is.
    """

    root: AxNode | None
    why: str = ""


def read(
    api: AxApi,
    handle: AxHandle,
    *,
    whole: bool,
    clip: Box | None,
    deadline: float,
    clock: Callable[[], float],
) -> Found:
    """An element and all below it.

    Args:
        api: to ask.
        handle: of the element.
        whole: also what is scrolled out of view.
        clip: what can be seen, in points; None for everything.
        deadline: by the clock.
        clock: seconds.

    Raises:
        AxDenied: the permission is not given.
    """
    root: AxNode | None = None
    waiting: deque[tuple[AxHandle, AxNode | None, Box | None]] = deque([(handle, None, clip)])
    names = ATTRIBUTES + (CHILDREN if whole else VISIBLE_CHILDREN)
    while waiting:
        left = deadline - clock()
        if left <= 0:
            return Found(root, "was not read to its end" if root else "was not read in time")
        at, parent, shown = waiting.popleft()
        api.limit(min(left, _PATIENCE))
        try:
            node = AxNode(at, api.values(at, names), parent)
        except AxGone:
            continue
        except AxSilent:
            return Found(root, "was not read to its end" if root else "does not answer")
        if parent is None:
            root = node
        else:
            parent.children.append(node)
        box = node.box
        if not whole and shown is not None and box is not None and box.area > 0:
            if box.intersection(shown).area <= 0:
                continue
            if node.text("AXRole") in _CLIPPING:
                shown = box.intersection(shown)
        if _closed(node):
            continue
        waiting.extend((child, node, shown) for child in children(node, whole=whole))
    return Found(root, "" if root is not None else "has closed this window")


def children(node: AxNode, *, whole: bool) -> list[AxHandle]:
    """The children that were told; of what scrolls only those in view, unless `whole`."""
    for name in CHILDREN if whole else VISIBLE_CHILDREN:
        found = node.values.get(name)
        if isinstance(found, tuple) and found:
            handles = [each for each in found if isinstance(each, AxHandle)]
            return handles[:_MOST_CHILDREN]
    return []


def _closed(node: AxNode) -> bool:
    """Whether it is a menu's title: macOS tells what is in a menu while it is not open, too."""
    return node.text("AXRole") == "AXMenuBarItem" and not node.flag("AXSelected")


def controls(
    root: AxNode, make: Callable[[AxNode], Control]
) -> tuple[Control, dict[object, AxNode]]:
    """The nodes in ARIA words, and each node by its control's key."""
    nodes: dict[object, AxNode] = {}
    top = make(root)
    stack = [(root, top)]
    while stack:
        node, made = stack.pop()
        nodes[node.handle] = node
        made.children = [make(child) for child in node.children]
        stack += zip(node.children, made.children, strict=True)
    return top, nodes
