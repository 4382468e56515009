"""What is asked of macOS' accessibility interface (AX).

`AxApi` is the thin layer under `AxTree` and `MacWindowControl`. `ax_pyobjc` is the real one,
`fake_mac` the one that tests use. Boxes and points are in points.

Not yet run on a real machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from perception.geometry import Point, Size


class AxHandle:
    """An element as the API knows it; opaque. Equal, and of the same hash, for the same element."""


AxValue: TypeAlias = str | bool | int | float | Point | Size | AxHandle | tuple["AxValue", ...]


class AxGone(Exception):
    """The element is no longer there."""


class AxSilent(Exception):
    """The program did not answer in time."""


class AxRefused(Exception):
    """The element does not offer this."""


class AxDenied(Exception):
    """The permission "Accessibility" is not given."""


class AxApi(Protocol):
    """The accessibility interface, as a client of it.

    All methods about an element raise `AxGone`, `AxSilent` and `AxDenied`; those that act also
    `AxRefused`.
    """

    def trusted(self, *, ask: bool = False) -> bool:
        """Whether the permission is given; `ask`: let macOS show the question for it."""

    def application(self, pid: int) -> AxHandle:
        """The element of a program."""

    def focused_application(self) -> int:
        """The process that keys go to; 0 for none."""

    def limit(self, seconds: float) -> None:
        """How long any program may take over one answer."""

    def values(self, handle: AxHandle, names: Sequence[str]) -> Mapping[str, AxValue]:
        """Some of an element's attributes, in one call; those that it lacks are left out."""

    def actions(self, handle: AxHandle) -> tuple[str, ...]:
        """The names of its actions ("AXPress")."""

    def perform(self, handle: AxHandle, action: str) -> None:
        """Do an action."""

    def settable(self, handle: AxHandle, name: str) -> bool:
        """Whether an attribute can be set."""

    def set(self, handle: AxHandle, name: str, value: AxValue) -> None:
        """Set an attribute."""

    def at(self, point: Point) -> AxHandle | None:
        """The innermost element under a point; None for none."""

    def changes(self) -> int:
        """A counter that grows with each notification of a change; 0 where none are heard."""

    def close(self) -> None:
        """Let go. Idempotent."""
