"""What a desktop is seen and worked with: one set of backends for each platform."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.errors import EnvironmentUnavailable
from actions.input.interface import InputBackend
from actions.window_control.interface import WindowControl
from perception.platforms.interface import (
    ElementTree,
    PlatformGone,
    ScreenCapture,
    WindowSystem,
)
from perception.platforms.session import DesktopSession

_started: list[subprocess.Popen[bytes]] = []

# Starts a program in a folder; its process id.
Launch = Callable[[Sequence[str], Path], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The backends of one desktop.

    Attributes:
        second_tree: opens another connection to the accessibility trees, for reading back.
        prepare: told that windows, trees and picture will all be asked for now: at the end of a
            line they are fetched side by side.
    """

    windows: WindowSystem
    tree: ElementTree
    capture: ScreenCapture
    input: InputBackend
    control: WindowControl
    second_tree: Callable[[], ElementTree]
    prepare: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Let go of everything."""
        for part in (self.input, self.control, self.capture, self.tree, self.windows):
            part.close()


def x11_parts(session: DesktopSession) -> Parts:
    """The backends of an X11 desktop.

    Raises:
        EnvironmentUnavailable: there is no display, or no accessibility; the message says more.
    """
    from actions.input.x11 import X11Input
    from actions.window_control.x11 import X11WindowControl
    from perception.platforms.atspi import AtspiTree
    from perception.platforms.x11 import X11Windows
    from perception.screen import MssCapture

    if not session.display:
        raise EnvironmentUnavailable(
            "there is no display here (DISPLAY is not set): use --in sandbox, which brings its own"
        )
    opened: list[WindowSystem | ElementTree | ScreenCapture | InputBackend] = []
    try:
        windows = X11Windows(session)
        opened.append(windows)
        tree = AtspiTree(session, windows)
        opened.append(tree)
        capture = MssCapture(session)
        opened.append(capture)
        hands = X11Input(session)
        opened.append(hands)
        return Parts(
            windows=windows,
            tree=tree,
            capture=capture,
            input=hands,
            control=X11WindowControl(session, windows),
            second_tree=lambda: AtspiTree(session, windows),
        )
    except PlatformGone as failure:
        for part in opened:
            part.close()
        raise EnvironmentUnavailable(str(failure)) from failure


def start_here(session: DesktopSession) -> Launch:
    """Starts programs on the person's own desktop; they outlive Deskhand."""

    def launch(command: Sequence[str], folder: Path) -> int:
        try:
            process = subprocess.Popen(
                list(command),
                cwd=folder,
                env=dict(session.variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as failure:
            raise EnvironmentUnavailable(
                f"{command[0]} could not be started: {failure.strerror}"
            ) from failure
        # They outlive us; those that have ended are reaped when the next one starts.
        _started[:] = [*(each for each in _started if each.poll() is None), process]
        return process.pid

    return launch
