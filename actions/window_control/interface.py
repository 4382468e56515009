"""What every platform lets be done to windows."""

from __future__ import annotations

from typing import Protocol

from actions.context import RunContext
from perception.geometry import Point, Size


class WindowControl(Protocol):
    """Changes windows, by `WindowInfo.id`, and waits until it has happened.

    All methods raise `TargetChanged` if there is no such window any more, `ActionTimedOut` if the
    window manager did not do it, and `EnvironmentUnavailable` if the display is gone.
    """

    def focus(self, window: int, context: RunContext) -> None:
        """Bring it to the front, on its virtual desktop, restore it if minimised, give it keys."""

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Move the top left corner of its frame there, in environment pixels."""

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Make its frame this large, as near as its own limits allow."""

    def minimize(self, window: int, context: RunContext) -> None:
        """Take it off the screen."""

    def maximize(self, window: int, context: RunContext) -> None:
        """Fill the work area with it."""

    def restore(self, window: int, context: RunContext) -> None:
        """Undo minimising and maximising."""

    def close_window(self, window: int, context: RunContext) -> None:
        """Ask it to close; it may ask back ("Save changes?"), which is no failure."""

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Send it to a virtual desktop, counted from 0."""

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Switch to a virtual desktop, counted from 0."""

    def close(self) -> None:
        """Let go of the display. Idempotent."""
