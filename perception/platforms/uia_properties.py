"""Which properties are read of an element in one call, and the node that they make.

Their numbers are UI Automation's own (UIAutomationClient.h). Not yet run on a real machine.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from perception.geometry import Box
from perception.platforms.uia_api import Pattern, UiaHandle, UiaNode


class Property(IntEnum):
    """UIA_*PropertyId."""

    RUNTIME_ID = 30000
    BOX = 30001
    KIND = 30003
    NAME = 30005
    HAS_FOCUS = 30008
    FOCUSABLE = 30009
    ENABLED = 30010
    AUTOMATION_ID = 30011
    CLASS_NAME = 30012
    HELP = 30013
    PASSWORD = 30019
    OFFSCREEN = 30022
    FRAMEWORK = 30024
    REQUIRED = 30025
    HAS_EXPAND = 30028
    HAS_GRID_ITEM = 30029
    HAS_INVOKE = 30031
    HAS_RANGE = 30033
    HAS_SCROLL = 30034
    HAS_SCROLL_ITEM = 30035
    HAS_SELECTION_ITEM = 30036
    HAS_SELECTION = 30037
    HAS_TEXT = 30040
    HAS_TOGGLE = 30041
    HAS_VALUE = 30043
    VALUE = 30045
    VALUE_READ_ONLY = 30046
    NUMBER = 30047
    NUMBER_READ_ONLY = 30048
    LEAST = 30049
    MOST = 30050
    SEVERAL = 30060
    ROW = 30064
    COLUMN = 30065
    EXPANDED = 30070
    MODAL = 30077
    SELECTED = 30079
    TOGGLE = 30086
    DEFAULT_ACTION = 30100
    ARIA_ROLE = 30101
    ARIA_PROPERTIES = 30102
    HEADING_LEVEL = 30173  # Windows 10, version 1803, and later


_PATTERNS = {
    Property.HAS_INVOKE: Pattern.INVOKE,
    Property.HAS_SELECTION: Pattern.SELECTION,
    Property.HAS_VALUE: Pattern.VALUE,
    Property.HAS_RANGE: Pattern.RANGE_VALUE,
    Property.HAS_SCROLL: Pattern.SCROLL,
    Property.HAS_EXPAND: Pattern.EXPAND_COLLAPSE,
    Property.HAS_GRID_ITEM: Pattern.GRID_ITEM,
    Property.HAS_SELECTION_ITEM: Pattern.SELECTION_ITEM,
    Property.HAS_TEXT: Pattern.TEXT,
    Property.HAS_TOGGLE: Pattern.TOGGLE,
    Property.HAS_SCROLL_ITEM: Pattern.SCROLL_ITEM,
    Property.DEFAULT_ACTION: Pattern.LEGACY,
}
_NO_HEADING = 80050


def node(handle: UiaHandle, get: Callable[[Property], Any]) -> UiaNode:
    """An element as it was read.

    Properties of a pattern that the element lacks have values that look like real ones ("off",
    "collapsed"), so those are taken only with the pattern.

    Args:
        handle: of the element.
        get: tells a property: a string, a number, a tuple, or None.
    """
    patterns = frozenset(pattern for has, pattern in _PATTERNS.items() if get(has))

    def with_(pattern: Pattern, wanted: Property) -> Any:
        return get(wanted) if pattern in patterns else None

    left, top, width, height = get(Property.BOX) or (0.0, 0.0, 0.0, 0.0)
    several = with_(Pattern.SELECTION, Property.SEVERAL)
    selected = with_(Pattern.SELECTION_ITEM, Property.SELECTED)
    number = None
    if Pattern.RANGE_VALUE in patterns:
        number = (get(Property.NUMBER), get(Property.LEAST), get(Property.MOST))
    cell = None
    if Pattern.GRID_ITEM in patterns:
        cell = (int(get(Property.ROW)) + 1, int(get(Property.COLUMN)) + 1)
    return UiaNode(
        handle=handle,
        runtime_id=tuple(get(Property.RUNTIME_ID) or ()),
        kind=int(get(Property.KIND) or 0),
        name=get(Property.NAME) or "",
        class_name=get(Property.CLASS_NAME) or "",
        automation_id=get(Property.AUTOMATION_ID) or "",
        framework=get(Property.FRAMEWORK) or "",
        help=get(Property.HELP) or "",
        box=Box(left, top, width, height) if width > 0 and height > 0 else None,
        offscreen=bool(get(Property.OFFSCREEN)),
        enabled=bool(get(Property.ENABLED)),
        focused=bool(get(Property.HAS_FOCUS)),
        focusable=bool(get(Property.FOCUSABLE)),
        password=bool(get(Property.PASSWORD)),
        required=bool(get(Property.REQUIRED)),
        modal=bool(get(Property.MODAL)),
        read_only=bool(
            with_(Pattern.VALUE, Property.VALUE_READ_ONLY)
            or with_(Pattern.RANGE_VALUE, Property.NUMBER_READ_ONLY)
        ),
        patterns=patterns,
        value=with_(Pattern.VALUE, Property.VALUE) or "",
        number=number,
        toggle=with_(Pattern.TOGGLE, Property.TOGGLE),
        expanded=with_(Pattern.EXPAND_COLLAPSE, Property.EXPANDED),
        selected=None if selected is None else bool(selected),
        several=None if several is None else bool(several),
        aria=(get(Property.ARIA_ROLE) or "").partition(" ")[0],
        properties=get(Property.ARIA_PROPERTIES) or "",
        cell=cell,
        level=max(int(get(Property.HEADING_LEVEL) or 0) - _NO_HEADING, 0),
    )
