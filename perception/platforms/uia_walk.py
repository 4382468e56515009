"""Reading what is in a window by UI Automation, within a time. Not yet run on a real machine.

A whole window is asked for in one call (a cache request over its subtree), which is what makes it
fast. A program that cannot answer that in time is asked again, level by level, for as long as there
is time: what has been read by then is told, and that it is not all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from perception.platforms.controls import Control
from perception.platforms.uia_api import (
    Pattern,
    UiaApi,
    UiaDenied,
    UiaGone,
    UiaHandle,
    UiaNode,
    UiaRefused,
    UiaSilent,
)
from perception.platforms.uia_roles import COMBOBOX, control

_AT_ONCE = 0.6  # of the time left may go into the one call for everything
_LONGEST_TEXT = 20_000  # characters that are read of one element
_MOST_TEXTS = 12  # elements whose content takes a call of its own
_MOST_CHILDREN = 2_000  # that are taken of one element


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a window.

    Attributes:
        why: why it is not all; "" if it is.
    """

    root: UiaNode | None
    why: str = ""


def read(
    api: UiaApi, hwnd: int, *, whole: bool, deadline: float, clock: Callable[[], float]
) -> Found:
    """All nodes of a window that are on the screen; with `whole`, the others too."""
    left = deadline - clock()
    if left <= 0:
        return Found(None, "was not read in time")
    try:
        handle = api.window(hwnd)
        return Found(api.read(handle, "subtree", visible=not whole, timeout=left * _AT_ONCE))
    except UiaDenied:
        return Found(None, "runs with more rights than Deskhand, which therefore cannot look in")
    except UiaGone:
        return Found(None, "has closed this window")
    except UiaSilent:
        return _by_levels(api, hwnd, whole, deadline, clock)


def _by_levels(
    api: UiaApi, hwnd: int, whole: bool, deadline: float, clock: Callable[[], float]
) -> Found:
    root: UiaNode | None = None
    waiting: deque[tuple[UiaHandle, UiaNode | None]]
    try:
        waiting = deque([(api.window(hwnd), None)])
    except (UiaGone, UiaSilent, UiaDenied):
        return Found(None, "does not answer")
    while waiting:
        left = deadline - clock()
        if left <= 0:
            break
        handle, node = waiting.popleft()
        try:
            read_now = api.read(handle, "children", visible=not whole, timeout=left)
        except (UiaGone, UiaDenied):
            continue
        except UiaSilent:
            break
        if node is None:
            root = node = read_now
        node.children = read_now.children[:_MOST_CHILDREN]
        waiting.extend((child.handle, child) for child in node.children)
    else:
        return Found(root, "" if root is not None else "does not answer")
    return Found(root, "was not read to its end" if root is not None else "does not answer")


def controls(
    api: UiaApi, root: UiaNode, *, deadline: float, clock: Callable[[], float]
) -> tuple[Control, dict[object, UiaNode]]:
    """The nodes in ARIA words, and each node by its control's key."""
    nodes: dict[object, UiaNode] = {}
    texts = 0
    top = control(root)
    stack: list[tuple[UiaNode, Control]] = [(root, top)]
    while stack:
        node, made = stack.pop()
        nodes[node.runtime_id] = node
        for child in node.children:
            text = None
            if texts < _MOST_TEXTS and asks_more(child) and clock() < deadline:
                texts += 1
                text = more(api, child)
            made.children.append(control(child, node, text))
        stack += zip(node.children, made.children, strict=True)
    return top, nodes


def asks_more(node: UiaNode) -> bool:
    """Whether its content takes a call of its own: editors, terminals, some combo boxes."""
    if node.password or Pattern.VALUE in node.patterns:
        return False
    if node.kind == COMBOBOX:
        return Pattern.SELECTION in node.patterns
    return Pattern.TEXT in node.patterns and (node.focusable or not node.children)


def more(api: UiaApi, node: UiaNode) -> str | None:
    """That content; None if it is not told."""
    try:
        if node.kind == COMBOBOX:
            return api.chosen(node.handle)
        return api.text(node.handle, _LONGEST_TEXT)
    except (UiaGone, UiaSilent, UiaRefused, UiaDenied):
        return None
