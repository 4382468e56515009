"""What every input backend does: real pointer and key events, exact text, the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actions.action import Button, Modifier
from actions.context import RunContext
from perception.geometry import Point


class InputBackend(Protocol):
    """Mouse and keyboard. Points are in environment pixels; may be called from one thread only.

    A cancelled run ends every method within a second, and nothing stays pressed. All methods raise
    `EnvironmentUnavailable` when the display is gone and `RunCancelled` when the run was stopped.
    """

    def pointer(self) -> Point:
        """Where the pointer is."""

    def move(self, point: Point) -> None:
        """Move the pointer there."""

    def click(
        self,
        point: Point,
        context: RunContext,
        *,
        button: Button = "left",
        count: int = 1,
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Click there: `count` times within the double-click time, with modifiers held."""

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a mouse button where the pointer is."""

    def drag(
        self,
        path: Sequence[Point],
        context: RunContext,
        *,
        button: Button = "left",
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Press at the first point, move along the path in steps that programs notice, release."""

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel there by lines (wheel clicks); positive is right and down."""

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Press a key or a chord as `actions.keys` writes them ("Enter", "Control+a", "ü").

        Raises:
            InvalidAction: there is no such key.
        """

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Hold a key or a chord down."""

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Type any Unicode text exactly, by key events, on any layout.

        Line feeds are typed as Enter, tabs as Tab. A `secret` is never put on the clipboard.
        """

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Put the text on the clipboard, press `keys`, and put back what was there before."""

    def clipboard(self) -> str | None:
        """The text on the clipboard; None if it holds none."""

    def release_all(self) -> None:
        """Release every button and key that this backend holds down."""

    def close(self) -> None:
        """Release everything and let go of the display. Idempotent."""
