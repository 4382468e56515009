"""Windows as the accessibility bus tells of them, where no window system may be asked (Wayland).

Where a window is and what lies over it is not known there: boxes count from the window's own
corner, and nothing may be concluded from them about the screen.
"""

from __future__ import annotations

from perception.geometry import Box, Point
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_apps import Apps, Frame
from perception.platforms.atspi_bus import accessibility_address
from perception.platforms.atspi_roles import has
from perception.platforms.atspi_walk import ACCESSIBLE, Place, ask
from perception.platforms.dbus import Bus
from perception.platforms.interface import Monitor, WindowInfo
from perception.platforms.processes import program_of
from perception.platforms.session import DesktopSession

_TIMEOUT = 1.0
_DIALOGS = frozenset({roles.DIALOG, roles.ALERT, roles.FILE_CHOOSER})
_SOMEWHERE = Box(0, 0, 1, 1)


class AtspiWindows:
    """Implements `WindowSystem`, without places.

    Args:
        session: of the desktop.

    Raises:
        PlatformGone: there is no accessibility bus.
    """

    def __init__(self, session: DesktopSession) -> None:
        self._processes = session.processes
        self._bus = Bus(accessibility_address(session))
        self._apps = Apps(self._bus)
        self._ids: dict[Place, int] = {}

    def windows(self) -> tuple[WindowInfo, ...]:
        """The windows that programs say are showing, the active one first."""
        pids = {app.pid for app in self._apps.all(_TIMEOUT)}
        frames = self._apps.frames(pids, _TIMEOUT, set())
        calls = [ask(frame.place, ACCESSIBLE, "GetState") for frame in frames]
        calls += [ask(frame.place, ACCESSIBLE, "GetRole") for frame in frames]
        answers = self._bus.calls(calls, _TIMEOUT)
        found = []
        for at, frame in enumerate(frames):
            state, role = answers[at], answers[len(frames) + at]
            if isinstance(state, list) and len(state) >= 2 and isinstance(role, int):
                bits = state[0] | state[1] << 32
                if has(bits, roles.SHOWING):
                    found.append(self._info(frame, bits, role))
        found.sort(key=lambda each: not each.active)
        return tuple(found)

    def monitors(self) -> tuple[Monitor, ...]:
        """One, around all windows: which there are is not told."""
        return (Monitor(name="unknown", box=self.screen(), primary=True),)

    def screen(self) -> Box:
        """The smallest box around all windows, counted from their own corners."""
        boxes = [each.box for each in self.windows()] or [_SOMEWHERE]
        return Box(0, 0, max(each.right for each in boxes), max(each.bottom for each in boxes))

    def at(self, point: Point) -> WindowInfo | None:
        """The active window: what is under a point of the screen is not told."""
        del point
        return next((each for each in self.windows() if each.active), None)

    def current_desktop(self) -> tuple[int, int]:
        """The only one that is known of."""
        return 0, 1

    def close(self) -> None:
        """Let go of the bus."""
        self._bus.close()

    def _info(self, frame: Frame, states: int, role: int) -> WindowInfo:
        box = frame.box if frame.box is not None else _SOMEWHERE
        number = self._ids.setdefault(frame.place, len(self._ids) + 1)
        return WindowInfo(
            id=number,
            ref=f"w{number}",
            pid=frame.app.pid,
            application=program_of(frame.app.pid, self._processes),
            title=frame.title,
            box=box,
            frame=box,
            active=has(states, roles.ACTIVE),
            kind="dialog" if role in _DIALOGS else "normal",
        )
