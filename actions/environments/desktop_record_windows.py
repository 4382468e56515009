"""Windows that come, go and are gone to, while a desktop is recorded."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from actions.applications import Applications
from actions.environments.desktop_record_look import Looker
from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_pointer import Pointer
from actions.environments.desktop_record_scene import Scene
from actions.environments.desktop_record_tell import Teller
from actions.errors import ActionError
from perception.events import SurfaceActivated, SurfaceClosed, Went
from perception.platforms.interface import PlatformGone, WindowInfo, WindowSystem
from perception.platforms.session import DesktopSession
from perception.platforms.x11_events_windows import X11WindowEvents

_KINDS = ("normal", "dialog")
_LED = 20.0  # seconds that a program may take to show itself after what started it
_NEW = 1.0  # seconds in which a window that came becomes active by itself
_FALLS_BACK = 0.5  # seconds after a window has closed in which another becomes active by itself


class WindowWatch:
    """Tells of windows.

    Args:
        session: of the desktop.
        windows: that are on it.
        scene: is kept up to date.
        mask: what may be told.
        looker: is told that something has changed.
        pointer: knows which windows were pressed.
        teller: puts events into the stream.

    Raises:
        PlatformGone: there is no display.
    """

    def __init__(
        self,
        session: DesktopSession,
        windows: WindowSystem,
        scene: Scene,
        mask: Mask,
        looker: Looker,
        pointer: Pointer,
        teller: Teller,
    ) -> None:
        self._session = session
        self._windows = windows
        self._scene = scene
        self._mask = mask
        self._looker = looker
        self._pointer = pointer
        self._teller = teller
        self.paused = False
        self._closed_at = 0.0
        self._was = next((each.id for each in scene.windows if each.active), 0)
        self._first = {each.id: float("-inf") for each in scene.windows}
        self._applications = Applications(session)
        self._events = X11WindowEvents(session, self._changed)

    def close(self) -> None:
        """Stop. Idempotent."""
        self._events.close()

    def _changed(self) -> None:
        at = time.monotonic()
        try:
            now = self._windows.windows()
        except PlatformGone:
            return  # whoever looks next is told
        before = self._scene.list(now)
        before, now = (
            tuple(w for w in each if not self._scene.ours(w)) for each in (before, tuple(now))
        )
        fresh = [each for each in now if each.id not in self._first]
        for each in fresh:
            self._first[each.id] = at
        if any(each.kind != "tooltip" for each in fresh):
            self._looker.hurry()
        else:
            self._looker.stir()
        if self.paused:
            return
        self._closed(before, now, at)
        self._came(before, now, at)
        self._active(now, at)

    def _closed(self, before: Sequence[WindowInfo], now: Sequence[WindowInfo], at: float) -> None:
        here = {each.id for each in now}
        for gone in (each for each in before if each.id not in here and _told(each)):
            self._closed_at = at
            if self._mask.allows(gone.application):
                event = SurfaceClosed(at=self._teller.since(at), surface=gone.ref)
                self._teller.now(at, event)

    def _came(self, before: Sequence[WindowInfo], now: Sequence[WindowInfo], at: float) -> None:
        known = {each.id for each in before}
        pids = {each.pid for each in before if _told(each)}
        for fresh in (each for each in now if each.id not in known and _told(each)):
            if fresh.pid in pids or not self._mask.allows(fresh.application):
                continue
            pids.add(fresh.pid)
            name = self._called(fresh)
            led = self._teller.last > at - _LED or not name
            event = Went(
                at=self._teller.since(at),
                surface=fresh.ref,
                where=name or fresh.application,
                how="followed" if led else "started",
                new=True,
            )
            self._teller.now(at, event)

    def _active(self, now: Sequence[WindowInfo], at: float) -> None:
        active = next((each for each in now if each.active), None)
        if active is None or not _told(active) or self._was == active.id:
            return  # on the way from one window to another, none is active for a moment
        was, self._was = self._was, active.id
        there = at - self._first[active.id] > _NEW
        left = all(each.id != was for each in now)
        if not there or left or at - self._closed_at < _FALLS_BACK:
            return
        if self._mask.allows(active.application) and not self._pointer.entered(active):
            event = SurfaceActivated(at=self._teller.since(at), surface=active.ref)
            self._teller.now(at, event)

    def _called(self, window: WindowInfo) -> str:
        """The application of a window, as `Open` takes it; "" if it is not an installed one."""
        known = [each for each in self._applications.all() if each.listed and each.name]
        running = [each for each in known if each.program.casefold() == window.application]
        titled = [each for each in running or known if each.name in window.title]
        if titled:
            return max(titled, key=lambda each: len(each.name)).name
        with contextlib.suppress(ActionError):
            found = self._applications.find(window.application)
            return found.name if found in running else ""
        return ""


def _told(window: WindowInfo) -> bool:
    return window.kind in _KINDS and not window.override
