"""What every platform answers: which windows there are, and what is in them.

Implemented for X11 with AT-SPI, for Windows (UI Automation) and for macOS (AX). All boxes and
points are in environment pixels: physical pixels of the virtual screen, negative left of or above
the main monitor. All methods may be called from one thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from perception.element import Element
from perception.geometry import Box, Point
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from perception.imaging import Pixels

WindowKind = Literal["normal", "dialog", "popup", "menu", "tooltip", "dock", "desktop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """One monitor.

    Attributes:
        box: in environment pixels.
        scale: physical pixels per logical one.
    """

    name: str
    box: Box
    scale: float = 1.0
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowInfo:
    """One top-level window.

    Attributes:
        id: the platform's (X window id, HWND, CGWindowID).
        ref: short, stable while the window lives ("w3"); the same as `Surface.ref`.
        pid: process id; 0 for unknown.
        application: the program ("soffice", "thunar"), in lower case, without a path.
        box: what the program draws into, without decorations and shadows.
        frame: with decorations.
        stacking: 0 is the front.
        active: whether keys go to it.
        minimized: not on the screen.
        desktop: number of the virtual desktop; -1: on all of them.
        transient_for: id of the window that it belongs to; 0 for none.
        override: it manages itself, past the window manager (menus, tooltips).
        shape: where it takes clicks, if that is not all of its frame: rectangles that do not
            overlap, none where clicks go through all of it.
    """

    id: int
    ref: str
    pid: int = 0
    application: str = ""
    title: str = ""
    box: Box
    frame: Box
    stacking: int = 0
    active: bool = False
    minimized: bool = False
    maximized: bool = False
    desktop: int = 0
    transient_for: int = 0
    override: bool = False
    kind: WindowKind = "normal"
    shape: tuple[Box, ...] | None = None

    @property
    def region(self) -> tuple[Box, ...]:
        """What lies under the window: nothing there can be clicked."""
        return (self.frame,) if self.shape is None else self.shape


class WindowSystem(Protocol):
    """Which windows and monitors there are. Reads; `actions.window_control` changes them."""

    def windows(self) -> tuple[WindowInfo, ...]:
        """All top-level windows, front first, minimised ones last; menus and tooltips too.

        Raises:
            PlatformGone: the display is gone.
        """

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors, the primary one first."""

    def screen(self) -> Box:
        """The virtual screen: the smallest box around all monitors."""

    def at(self, point: Point) -> WindowInfo | None:
        """The front-most window under the point."""

    def current_desktop(self) -> tuple[int, int]:
        """The number of the virtual desktop shown, and how many there are."""

    def close(self) -> None:
        """Let go of the connection. Idempotent."""


class ScreenCapture(Protocol):
    """Pictures of the screen."""

    def grab(self, region: Box | None = None) -> Screenshot:
        """The virtual screen, or a region of it, 1:1 in environment pixels.

        Raises:
            PlatformGone: the display is gone.
            CaptureFailed: it gave no picture, or an empty one.
        """

    def pixels(self, region: Box | None = None) -> Pixels:
        """The same as an array: height, width, and blue, green, red, unused. Raises likewise."""

    def stable(self, limit: float, quiet: float) -> bool:
        """Wait until the picture has not changed for `quiet` seconds; whether it did in `limit`."""

    def close(self) -> None:
        """Let go of it. Idempotent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeReading:
    """What was read of some windows.

    Attributes:
        elements: of all windows given, window by window in the order given, in document order.
        focused: ref of the element with the keyboard's focus.
        complete: whether everything asked for was read.
        unread: what was not read in time, or did not answer ("soffice does not answer").
    """

    elements: tuple[Element, ...]
    focused: str | None = None
    complete: bool = True
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """An element as it is right now.

    Attributes:
        element: with box, states and value of now.
        hit: whether the platform's own hit test at its click point leads to it or into it; None
            where the platform cannot tell.
        obstacle: what lies over it otherwise.
    """

    element: Element
    hit: bool | None = None
    obstacle: str = ""


class ElementTree(Protocol):
    """The accessibility trees of windows, and what can be asked of an element directly.

    The methods that act return whether the toolkit *said* that it did it, which proves nothing:
    callers read back. They raise `NotOffered` where the element has no such interface, and
    `ElementGone` where it is no longer there.
    """

    def read(
        self, windows: Sequence[WindowInfo], *, whole: bool = False, budget: float = 2.0
    ) -> TreeReading:
        """The elements of these windows.

        Args:
            windows: to read, front first. A window without a tree yields nothing and is `unread`.
            whole: also what is scrolled out of view (visibility OFFSCREEN).
            budget: seconds; what is not read by then is named in `unread`.

        Raises:
            PlatformGone: there is no accessibility.
        """

    def live(self, ref: str, *, scroll: bool = False) -> Live | None:
        """The element with this ref of the last reading, as it is now; None if it is gone.

        Args:
            ref: of an element.
            scroll: bring it into view first, if it is not.
        """

    def at(self, point: Point) -> Element | None:
        """The innermost element under the point, now."""

    def actions(self, ref: str) -> tuple[str, ...]:
        """The names of the actions that the element offers ("click", "press", "toggle", "")."""

    def invoke(self, ref: str, action: str = "") -> bool:
        """Do an action of the element: the named one, or the first."""

    def set_text(self, ref: str, text: str) -> bool:
        """Replace the whole text of an editable element."""

    def text(self, ref: str) -> str | None:
        """The whole text of an element, now; None if it has none. Never a password's."""

    def set_number(self, ref: str, value: float) -> bool:
        """Set the value of a slider, a spin button or a numeric cell."""

    def select(self, ref: str, *, on: bool = True) -> bool:
        """Select the element in its container, or deselect it."""

    def focus(self, ref: str) -> bool:
        """Give it the keyboard's focus."""

    def changes(self) -> int:
        """A counter that grows with every event which tells of a change."""

    def close(self) -> None:
        """Let go of the connection. Idempotent."""


class PlatformGone(Exception):
    """The display, or the accessibility service, is gone or was never there."""


class CaptureFailed(Exception):
    """The screen gave no picture, or an empty one."""


class NotOffered(Exception):
    """The element does not offer this."""


class ElementGone(Exception):
    """The element is no longer there."""
