"""The real `UiaApi`: UI Automation by comtypes, its only door. Not yet run on a real machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from perception.geometry import Point
from perception.platforms.interface import PlatformGone
from perception.platforms.uia_api import (
    Pattern,
    Scope,
    UiaDenied,
    UiaGone,
    UiaHandle,
    UiaNode,
    UiaRefused,
    UiaSilent,
    Way,
)
from perception.platforms.uia_properties import Property, node

_AUTOMATION = "{e22ad333-b25f-460c-83d0-0581107395c9}"  # CUIAutomation8, which knows time limits
_MULTITHREADED = 0  # COINIT_MULTITHREADED: a client of UI Automation must not pump messages
_ELEMENT, _CHILDREN, _DESCENDANTS = 1, 2, 4  # TreeScope_*
_SCOPES: Mapping[Scope, int] = {
    "element": _ELEMENT,
    "children": _ELEMENT | _CHILDREN,
    "subtree": _ELEMENT | _CHILDREN | _DESCENDANTS,
}
_SHORTEST = 0.1  # seconds; a time limit of 0 would mean none
_USUAL = 5.0
# What UI Automation's results (HRESULT) mean to us.
_ERRORS: Mapping[int, type[Exception]] = {
    0x80040200: UiaRefused,  # not enabled
    0x80040201: UiaGone,  # not available
    0x80040204: UiaRefused,  # not supported
    0x80131509: UiaRefused,  # invalid operation
    0x80070057: UiaRefused,  # invalid argument
    0x80131505: UiaSilent,  # time limit
    0x80070005: UiaDenied,  # access denied
    0x800706BA: UiaGone,  # the program has ended
    0x80010108: UiaGone,  # disconnected
}


class _ComHandle(UiaHandle):
    """An IUIAutomationElement."""

    __slots__ = ("element",)

    def __init__(self, element: Any) -> None:
        self.element = element


class Uia:
    """Implements `UiaApi`. Used by the thread that made it.

    Raises:
        PlatformGone: this is not Windows, or it has no UI Automation.
    """

    def __init__(self) -> None:
        if sys.platform != "win32":
            raise PlatformGone("this is not Windows")
        # comtypes initialises COM for the importing thread as this variable of `sys` says.
        sys.coinit_flags = _MULTITHREADED
        try:
            import comtypes
            import comtypes.client

            self._error: Any = comtypes.COMError
            self._initialise(comtypes)
            self._types: Any = comtypes.client.GetModule("UIAutomationCore.dll")
            self._automation: Any = comtypes.client.CreateObject(
                _AUTOMATION, interface=self._types.IUIAutomation2
            )
        except (ImportError, OSError) as failure:
            raise PlatformGone(
                f"UI Automation cannot be asked ({failure}): it takes Windows 10 or later and the "
                "package comtypes"
            ) from failure
        self._limit(_USUAL)
        self._requests: dict[tuple[Scope, bool], Any] = {
            (scope, visible): self._request(flags, visible=visible)
            for scope, flags in _SCOPES.items()
            for visible in (False, True)
        }

    def window(self, hwnd: int) -> UiaHandle:
        """The element of a window."""
        with self._told():
            return _ComHandle(self._automation.ElementFromHandle(hwnd))

    def read(self, handle: UiaHandle, scope: Scope, *, visible: bool, timeout: float) -> UiaNode:
        """An element with all properties, and what is below it; one call to its program."""
        with self._told(timeout):
            found = _of(handle).BuildUpdatedCache(self._requests[scope, visible])
            return self._node(found, scope)

    def at(self, point: Point, *, timeout: float) -> UiaHandle | None:
        """The innermost element under a point."""
        import ctypes.wintypes

        with self._told(timeout):
            place = ctypes.wintypes.POINT(int(point.x), int(point.y))
            found = self._automation.ElementFromPoint(place)
            return _ComHandle(found) if found else None

    def parent(self, handle: UiaHandle) -> UiaHandle | None:
        """The element around one."""
        with self._told():
            found = self._automation.ControlViewWalker.GetParentElement(_of(handle))
            return _ComHandle(found) if found else None

    def runtime_id(self, handle: UiaHandle) -> tuple[int, ...]:
        """What it is."""
        with self._told():
            return tuple(_of(handle).GetRuntimeId() or ())

    def invoke(self, handle: UiaHandle) -> None:
        """Do what a click would do."""
        with self._told():
            self._pattern(handle, Pattern.INVOKE, "Invoke").Invoke()

    def toggle(self, handle: UiaHandle) -> None:
        """Turn it to its next state."""
        with self._told():
            self._pattern(handle, Pattern.TOGGLE, "Toggle").Toggle()

    def expand(self, handle: UiaHandle, *, on: bool) -> None:
        """Expand or collapse it."""
        with self._told():
            pattern = self._pattern(handle, Pattern.EXPAND_COLLAPSE, "ExpandCollapse")
            if on:
                pattern.Expand()
            else:
                pattern.Collapse()

    def select(self, handle: UiaHandle, way: Way) -> None:
        """Select it, alone or with others, or deselect it."""
        with self._told():
            pattern = self._pattern(handle, Pattern.SELECTION_ITEM, "SelectionItem")
            match way:
                case "only":
                    pattern.Select()
                case "add":
                    pattern.AddToSelection()
                case "remove":
                    pattern.RemoveFromSelection()

    def legacy_action(self, handle: UiaHandle) -> None:
        """Do the default action of MSAA."""
        with self._told():
            self._pattern(handle, Pattern.LEGACY, "LegacyIAccessible").DoDefaultAction()

    def set_value(self, handle: UiaHandle, text: str) -> None:
        """Set its text."""
        with self._told():
            self._pattern(handle, Pattern.VALUE, "Value").SetValue(text)

    def set_number(self, handle: UiaHandle, value: float) -> None:
        """Set its number."""
        with self._told():
            self._pattern(handle, Pattern.RANGE_VALUE, "RangeValue").SetValue(value)

    def scroll_into_view(self, handle: UiaHandle) -> None:
        """Have it scrolled into view."""
        with self._told():
            self._pattern(handle, Pattern.SCROLL_ITEM, "ScrollItem").ScrollIntoView()

    def set_focus(self, handle: UiaHandle) -> None:
        """Give it the keyboard's focus."""
        with self._told():
            _of(handle).SetFocus()

    def chosen(self, handle: UiaHandle) -> str | None:
        """The names of what is selected in it."""
        with self._told():
            found = self._pattern(handle, Pattern.SELECTION, "Selection").GetCurrentSelection()
            names = [found.GetElement(at).CurrentName or "" for at in range(found.Length)]
            return ", ".join(names) if names else None

    def text(self, handle: UiaHandle, longest: int) -> str:
        """The text of its Text pattern."""
        with self._told():
            whole = self._pattern(handle, Pattern.TEXT, "Text").DocumentRange
            return str(whole.GetText(longest) or "").replace("\r\n", "\n").replace("\r", "\n")

    def close(self) -> None:
        """Let go. COM frees what is no longer referred to."""
        self._requests.clear()

    def _initialise(self, comtypes: Any) -> None:
        try:
            comtypes.CoInitializeEx(_MULTITHREADED)
        except OSError:
            # The thread belongs to a single-threaded apartment already, as Qt makes them: that is
            # slower and works.
            return

    def _request(self, scope: int, *, visible: bool) -> Any:
        request = self._automation.CreateCacheRequest()
        for each in Property:
            try:
                request.AddProperty(int(each))
            except self._error:
                if each is not Property.HEADING_LEVEL:  # which older ones do not know
                    raise
        request.TreeScope = scope
        condition = self._automation.ControlViewCondition
        if visible:
            shown = self._automation.CreatePropertyCondition(int(Property.OFFSCREEN), False)
            condition = self._automation.CreateAndCondition(condition, shown)
        request.TreeFilter = condition
        return request

    def _node(self, element: Any, scope: Scope) -> UiaNode:
        def get(wanted: Property, of: Any) -> Any:
            try:
                return of.GetCachedPropertyValue(int(wanted))
            except self._error:
                return None  # not asked for, or this program fails to tell it

        def made(of: Any) -> UiaNode:
            return node(_ComHandle(of), lambda wanted: get(wanted, of))

        root = made(element)
        waiting = [(element, root)] if scope != "element" else []
        while waiting:
            around, parent = waiting.pop()
            children = around.GetCachedChildren()
            for at in range(children.Length if children else 0):
                child = children.GetElement(at)
                parent.children.append(made(child))
                if scope == "subtree":
                    waiting.append((child, parent.children[-1]))
        return root

    def _pattern(self, handle: UiaHandle, pattern: Pattern, name: str) -> Any:
        found = _of(handle).GetCurrentPattern(int(pattern))
        if not found:
            raise UiaRefused(f"it has no {name} pattern")
        return found.QueryInterface(getattr(self._types, f"IUIAutomation{name}Pattern"))

    def _limit(self, seconds: float) -> None:
        """How long a program may take over one call; known to UI Automation since Windows 8."""
        milliseconds = int(max(seconds, _SHORTEST) * 1000)
        self._automation.ConnectionTimeout = milliseconds
        self._automation.TransactionTimeout = milliseconds

    @contextmanager
    def _told(self, timeout: float = _USUAL) -> Iterator[None]:
        """Errors of COM as ours, and a time limit."""
        try:
            self._limit(timeout)
            yield
        except self._error as failure:
            number = failure.hresult & 0xFFFFFFFF
            kind = _ERRORS.get(number, UiaGone)
            raise kind(f"{failure.text or 'UI Automation failed'} ({number:#010x})") from failure


def _of(handle: UiaHandle) -> Any:
    assert isinstance(handle, _ComHandle)
    return handle.element
