"""The real `AxApi`: ApplicationServices by pyobjc, its only door. Not yet run on a real machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from perception.geometry import Point, Size
from perception.platforms.ax_api import (
    AxDenied,
    AxGone,
    AxHandle,
    AxRefused,
    AxSilent,
    AxValue,
)
from perception.platforms.interface import PlatformGone

# AXError (AXError.h).
_SUCCESS, _NO_VALUE, _NOT_SUPPORTED = 0, -25212, -25205
_ERRORS: Mapping[int, type[Exception]] = {
    -25200: AxRefused,  # failure
    -25201: AxRefused,  # illegal argument
    -25202: AxGone,  # invalid element
    -25204: AxSilent,  # cannot complete
    -25205: AxRefused,  # attribute unsupported
    -25206: AxRefused,  # action unsupported
    -25208: AxRefused,  # not implemented
    -25211: AxDenied,  # the interface is disabled
    -25212: AxRefused,  # no value
}
_POINT, _SIZE, _RECT, _RANGE = 1, 2, 3, 4  # AXValueType
_DEEPEST = 4  # of arrays in arrays


class _Handle(AxHandle):
    """An AXUIElementRef; pyobjc compares those by CFEqual and hashes them by CFHash."""

    __slots__ = ("element",)

    def __init__(self, element: Any) -> None:
        self.element = element

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle) and bool(self.element == other.element)

    def __hash__(self) -> int:
        return hash(self.element)


class Ax:
    """Implements `AxApi`. Used by one thread.

    Raises:
        PlatformGone: this is not macOS, or pyobjc is lacking.
    """

    def __init__(self) -> None:
        if sys.platform != "darwin":
            raise PlatformGone("this is not macOS")
        try:
            import ApplicationServices
        except ImportError as failure:
            raise PlatformGone(
                f"AX cannot be asked ({failure}): install pyobjc-framework-ApplicationServices"
            ) from failure
        self._ax: Any = ApplicationServices
        self._system: Any = self._ax.AXUIElementCreateSystemWide()
        self._element_type: int = self._ax.AXUIElementGetTypeID()
        self._value_type: int = self._ax.AXValueGetTypeID()

    def trusted(self, *, ask: bool = False) -> bool:
        """Whether the permission is given."""
        options = {self._ax.kAXTrustedCheckOptionPrompt: ask}
        return bool(self._ax.AXIsProcessTrustedWithOptions(options))

    def application(self, pid: int) -> AxHandle:
        """The element of a program."""
        return _Handle(self._ax.AXUIElementCreateApplication(pid))

    def focused_application(self) -> int:
        """The process that keys go to."""
        error, found = self._ax.AXUIElementCopyAttributeValue(
            self._system, "AXFocusedApplication", None
        )
        if error != _SUCCESS or found is None:
            return 0
        error, pid = self._ax.AXUIElementGetPid(found, None)
        return int(pid) if error == _SUCCESS else 0

    def limit(self, seconds: float) -> None:
        """How long any program may take; set on the system's element it holds for all."""
        self._ax.AXUIElementSetMessagingTimeout(self._system, max(seconds, 0.05))

    def values(self, handle: AxHandle, names: Sequence[str]) -> Mapping[str, AxValue]:
        """Some of an element's attributes, in one call."""
        error, found = self._ax.AXUIElementCopyMultipleAttributeValues(
            _of(handle), list(names), 0, None
        )
        if error in (_NO_VALUE, _NOT_SUPPORTED):
            return {}
        _check(error)
        values = {name: self._value(value) for name, value in zip(names, found or (), strict=False)}
        return {name: value for name, value in values.items() if value is not None}

    def actions(self, handle: AxHandle) -> tuple[str, ...]:
        """The names of its actions."""
        error, found = self._ax.AXUIElementCopyActionNames(_of(handle), None)
        if error in (_NO_VALUE, _NOT_SUPPORTED):
            return ()
        _check(error)
        return tuple(str(each) for each in found or ())

    def perform(self, handle: AxHandle, action: str) -> None:
        """Do an action."""
        _check(self._ax.AXUIElementPerformAction(_of(handle), action))

    def settable(self, handle: AxHandle, name: str) -> bool:
        """Whether an attribute can be set."""
        error, found = self._ax.AXUIElementIsAttributeSettable(_of(handle), name, None)
        if error in (_NO_VALUE, _NOT_SUPPORTED):
            return False
        _check(error)
        return bool(found)

    def set(self, handle: AxHandle, name: str, value: AxValue) -> None:
        """Set an attribute."""
        raw: Any = value
        if isinstance(value, Point):
            raw = self._ax.AXValueCreate(_POINT, tuple(value))
        elif isinstance(value, Size):
            raw = self._ax.AXValueCreate(_SIZE, tuple(value))
        elif isinstance(value, AxHandle):
            raw = _of(value)
        _check(self._ax.AXUIElementSetAttributeValue(_of(handle), name, raw))

    def at(self, point: Point) -> AxHandle | None:
        """The innermost element under a point."""
        error, found = self._ax.AXUIElementCopyElementAtPosition(
            self._system, float(point.x), float(point.y), None
        )
        if error == _NO_VALUE:
            return None
        _check(error)
        return _Handle(found) if found is not None else None

    def changes(self) -> int:
        """Always 0: notifications take an observer and a run loop for every program.

        That the screen rests is told by its picture alone.
        """
        return 0

    def close(self) -> None:
        """Let go. Core Foundation frees what is no longer referred to."""

    def _value(self, raw: Any, depth: int = 0) -> AxValue | None:
        """A value of Core Foundation as one of ours; None for errors and what we do not use."""
        if raw is None or isinstance(raw, (bool, int, float)):
            return raw
        if isinstance(raw, str):
            return str(raw)
        kind = self._ax.CFGetTypeID(raw)
        if kind == self._element_type:
            return _Handle(raw)
        if kind == self._value_type:
            return self._structure(raw)
        if hasattr(raw, "absoluteString"):  # NSURL
            return str(raw.absoluteString())
        if hasattr(raw, "string"):  # NSAttributedString
            return str(raw.string())
        if hasattr(raw, "__len__") and hasattr(raw, "__getitem__") and depth < _DEEPEST:
            each = (self._value(raw[at], depth + 1) for at in range(len(raw)))
            return tuple(value for value in each if value is not None)
        return None

    def _structure(self, raw: Any) -> AxValue | None:
        kind = self._ax.AXValueGetType(raw)
        if kind not in (_POINT, _SIZE, _RECT, _RANGE):
            return None  # an AXError: the element lacks this attribute
        good, found = self._ax.AXValueGetValue(raw, kind, None)
        if not good:
            return None
        if kind == _POINT:
            return Point(float(found.x), float(found.y))
        if kind == _SIZE:
            return Size(float(found.width), float(found.height))
        if kind == _RANGE:
            return (int(found[0]), int(found[1]))
        (x, y), (width, height) = found.origin, found.size
        return (float(x), float(y), float(width), float(height))


def _of(handle: AxHandle) -> Any:
    assert isinstance(handle, _Handle)
    return handle.element


def _check(error: int) -> None:
    if error != _SUCCESS:
        raise _ERRORS.get(error, AxRefused)(f"AX error {error}")
