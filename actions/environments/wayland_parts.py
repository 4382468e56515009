"""What of a Wayland session can be worked: elements, through the accessibility bus; no places.

Wayland lets no program see the screen, point at it or press keys in another's window without the
compositor's help. What needs that is refused with the reason, never done in the dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from actions.action import Button, Modifier
from actions.context import RunContext
from actions.environments.desktop_parts import Parts
from actions.errors import ActionRefused, EnvironmentUnavailable
from perception.geometry import Box, Point, Size
from perception.platforms.interface import CaptureFailed, PlatformGone
from perception.platforms.session import DesktopSession
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from perception.imaging import Pixels

_REASON = (
    "on Wayland programs may not {what}: only what an element offers by itself can be done here. "
    "Use --in sandbox, or log in to an X11 session"
)
_POINT = "point at or click the screen"
_KEYS = "press keys in each other's windows"
_WINDOWS = "move or raise each other's windows"


def wayland_parts(session: DesktopSession) -> Parts:
    """The backends of a Wayland session.

    Raises:
        EnvironmentUnavailable: there is no accessibility either.
    """
    from perception.platforms.atspi import AtspiTree
    from perception.platforms.atspi_windows import AtspiWindows

    try:
        windows = AtspiWindows(session)
        tree = AtspiTree(session, windows)
    except PlatformGone as failure:
        raise EnvironmentUnavailable(str(failure)) from failure
    return Parts(
        windows=windows,
        tree=tree,
        capture=NoCapture(),
        input=RefusingInput(),
        control=RefusingControl(),
        second_tree=lambda: AtspiTree(session, windows),
    )


def _refuse(what: str) -> NoReturn:
    raise ActionRefused(_REASON.format(what=what), "wayland")


class NoCapture:
    """Implements `ScreenCapture`: there are no pictures."""

    def grab(self, region: Box | None = None) -> Screenshot:
        """Always fails."""
        raise CaptureFailed("Wayland gives no pictures of the screen")

    def pixels(self, region: Box | None = None) -> Pixels:
        """Always fails."""
        raise CaptureFailed("Wayland gives no pictures of the screen")

    def stable(self, limit: float, quiet: float) -> bool:
        """Nothing is seen to change."""
        return True

    def close(self) -> None:
        """Nothing is held."""


class RefusingInput:
    """Implements `InputBackend`: everything is refused with the reason."""

    def pointer(self) -> Point:
        """Refused."""
        _refuse(_POINT)

    def move(self, point: Point) -> None:
        """Refused."""
        _refuse(_POINT)

    def click(
        self,
        point: Point,
        context: RunContext,
        *,
        button: Button = "left",
        count: int = 1,
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Refused."""
        _refuse(_POINT)

    def button(self, button: Button, *, down: bool) -> None:
        """Refused."""
        _refuse(_POINT)

    def drag(
        self,
        path: Sequence[Point],
        context: RunContext,
        *,
        button: Button = "left",
        modifiers: Sequence[Modifier] = (),
    ) -> None:
        """Refused."""
        _refuse(_POINT)

    def scroll(self, point: Point, dx: float, dy: float) -> None:
        """Refused."""
        _refuse(_POINT)

    def press(self, keys: str, context: RunContext, *, repeat: int = 1) -> None:
        """Refused."""
        _refuse(_KEYS)

    def hold(self, keys: str, seconds: float, context: RunContext) -> None:
        """Refused."""
        _refuse(_KEYS)

    def type_text(self, text: str, context: RunContext, *, secret: bool = False) -> None:
        """Refused."""
        _refuse(_KEYS)

    def paste(self, text: str, context: RunContext, *, keys: str = "Control+v") -> None:
        """Refused."""
        _refuse(_KEYS)

    def clipboard(self) -> str | None:
        """Not known."""
        return None

    def release_all(self) -> None:
        """Nothing is held down."""

    def close(self) -> None:
        """Nothing is held."""


class RefusingControl:
    """Implements `WindowControl`: everything is refused with the reason."""

    def focus(self, window: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def move(self, window: int, to: Point, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def resize(self, window: int, size: Size, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def minimize(self, window: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def maximize(self, window: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def restore(self, window: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def close_window(self, window: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def to_desktop(self, window: int, desktop: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def show_desktop(self, desktop: int, context: RunContext) -> None:
        """Refused."""
        _refuse(_WINDOWS)

    def close(self) -> None:
        """Nothing is held."""
