"""What is asked of macOS' window server: windows, displays, input, the clipboard.

`QuartzApi` is the thin layer under `MacWindows`, `MacInput` and `MacCapture`. `mac_quartz` is the
real one, `fake_mac` the one that tests use. All boxes and points are in macOS' global points, from
the top left of the main display; `mac_space` turns them into environment pixels.

Not yet run on a real machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from perception.geometry import Box, Point

MouseButton = Literal["left", "middle", "right"]
MouseStep = Literal["move", "drag", "down", "up"]

# Masks of CGEventFlags.
SHIFT, CONTROL, OPTION, COMMAND = 1 << 17, 1 << 18, 1 << 19, 1 << 20
NUMBER_BLOCK, FUNCTION = 1 << 21, 1 << 23


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartzWindow:
    """A window of the window server.

    Attributes:
        number: CGWindowID.
        owner: the program's name, as "TextEdit".
        title: "" without the permission to record the screen.
        layer: 0 for usual windows, above it panels, menus and bars, below it the desktop.
        shown: on the screen of this space; minimised windows are not.
    """

    number: int
    pid: int
    owner: str
    title: str = ""
    box: Box
    layer: int = 0
    alpha: float = 1.0
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartzDisplay:
    """A display.

    Attributes:
        box: in points. `work`: what the menu bar and the Dock leave of it.
        scale: physical pixels for a point.
    """

    number: int
    name: str
    box: Box
    work: Box
    scale: float = 1.0
    main: bool = False


class LayoutKey(NamedTuple):
    """A key that gives a character: its code, and the flags (SHIFT, OPTION) held with it."""

    code: int
    flags: int = 0


class QuartzApi(Protocol):
    """The window server, as a client of it."""

    def windows(self) -> Sequence[QuartzWindow]:
        """All windows, front first, then those that are not shown."""

    def displays(self) -> Sequence[QuartzDisplay]:
        """The displays; none if nobody is logged in at the screen."""

    def may_record(self) -> bool:
        """Whether the permission "Screen & System Audio Recording" is given."""

    def may_post(self) -> bool:
        """Whether events may be posted: part of the permission "Accessibility"."""

    def locked(self) -> bool:
        """Whether the screen is locked, or belongs to another user now."""

    def pointer(self) -> Point:
        """Where the pointer is."""

    def double_click_time(self) -> float:
        """Seconds within which two clicks are a double click."""

    def post_mouse(
        self, step: MouseStep, point: Point, button: MouseButton, count: int, flags: int
    ) -> None:
        """Post a mouse event; `count` is 2 for the second click of a double click."""

    def post_scroll(self, lines_right: int, lines_down: int) -> None:
        """Turn the wheel where the pointer is."""

    def post_key(self, code: int, *, down: bool, flags: int, text: str | None = None) -> None:
        """Post a key event, with flags for what is held; `text`: what it types, by itself."""

    def layout(self) -> Mapping[str, LayoutKey]:
        """Which key gives which character on the layout in use; empty if that is not told."""

    def held_flags(self) -> int:
        """Flags of the modifier keys that are held down now, by anybody."""

    def clipboard_text(self) -> str | None:
        """The text on the clipboard; None if it holds none."""

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there, marked as passing; None empties it."""

    def clipboard_number(self) -> int:
        """A number that grows with each change of the clipboard."""

    def close(self) -> None:
        """Let go. Idempotent."""
