"""What a person does in windows and in the pages of a browser among them, as one stream.

The desktop's source hears every window; of a browser that answers its debugging protocol a second
source hears the pages. What is done in that browser's windows is told by the pages alone: which
element, which option, which address, instead of keys and clicks. What is read of the screen is told
by the desktop alone, which sees the page in its window. Both count time from the start of the
desktop's source; an event is held back until an earlier one of the other can no longer come.
"""

from __future__ import annotations

import heapq
import itertools
import time
from dataclasses import replace

from actions.environment import Environment
from actions.environments.browser_record import BrowserSource
from actions.environments.desktop_record import DesktopSource
from actions.environments.host import HostedEnvironment
from actions.environments.sandbox import Sandbox
from actions.environments.workspace import BROWSERS
from actions.errors import EnvironmentUnavailable
from perception.events import (
    Allowed,
    FilesChosen,
    InputEvent,
    KeyPressed,
    Marked,
    MarkKind,
    Pasted,
    PointerPressed,
    Scrolled,
    Snapshot,
    SurfaceActivated,
    ValueChanged,
    Went,
)
from perception.observation import SurfaceKind

_HOLD = 0.6  # seconds that a page may take to tell what was done in it
_TURN = 0.05  # seconds that one source is waited for before the other is asked
_SWITCH = 0.0005  # seconds by which going to a window is told before what was done in it
_DEEDS = (PointerPressed, KeyPressed, Pasted, Scrolled, ValueChanged, FilesChosen)
_EVERYTHING = Allowed(origins=("*",))


class JoinedSource:
    """Implements `EventSource` for a sandbox in which there may be a browser, now or later.

    Args:
        environment: a sandbox, on its thread.
        allowed: programs that may be recorded; a browser among them with all that it shows.
    """

    def __init__(self, environment: HostedEnvironment, allowed: Allowed) -> None:
        self._environment = environment
        self._desktop = DesktopSource(environment, allowed)
        self._pages: BrowserSource | None = None
        told = {each.casefold() for each in allowed.applications}
        self._joins = bool(told & (BROWSERS | {"*"}))
        self._shift = 0.0  # seconds from the desktop's beginning to that of the pages
        self._waiting: list[tuple[float, int, bool, InputEvent]] = []  # a heap; True: of a page
        self._count = itertools.count()
        self._window = ""  # of the browser, by the last snapshot
        self._shown = ""  # the page in it
        self._front = ""  # the window that the person works in
        self._over = False
        self._gone: EnvironmentUnavailable | None = None

    def start(self) -> None:
        """Begin to listen; when it returns, the first snapshot is in the stream.

        Raises:
            EnvironmentUnavailable: nothing can be heard here; the message says what to do.
        """
        self._desktop.start()
        self._attach()

    def next(self, seconds: float) -> InputEvent | None:
        """The next event; None if none is due in time.

        Raises:
            EnvironmentUnavailable: the desktop has gone; what was heard before has been given out.
        """
        end = time.monotonic() + max(seconds, 0)
        while True:
            event = self._due()
            if event is not None:
                return event
            if self._gone is not None and not self._waiting:
                raise self._gone
            left = end - time.monotonic()
            if left <= 0 and seconds > 0:
                return None
            self._hear(min(max(left, 0), _TURN))
            if seconds <= 0:
                return self._due()

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """Put a `Marked` into the stream; "pause" stops listening, "resume" begins again."""
        pages = self._pages
        in_page = pages is not None and self._desktop.in_front in BROWSERS
        if pages is not None and (in_page or kind in ("pause", "resume")):
            pages.mark(kind, note)
        if not in_page or kind in ("pause", "resume"):
            self._desktop.mark(kind, note)

    def close(self) -> None:
        """Stop listening; what was heard can still be asked for. May be called twice."""
        if self._over:
            return
        if self._pages is not None:
            self._pages.close()
        self._desktop.close()
        self._over = True

    # Hearing.

    def _hear(self, seconds: float) -> None:
        """Take in what the sources have to say."""
        if self._gone is None:
            try:
                event = self._desktop.next(seconds)
            except EnvironmentUnavailable as gone:
                self._gone, self._over = gone, True
            else:
                if event is not None:
                    self._keep(event, of_page=False)
                if isinstance(event, Snapshot):
                    self._attach()
        while self._pages is not None:
            try:
                event = self._pages.next(0)
            except EnvironmentUnavailable:  # the browser was closed, and may come again
                self._pages.close()
                self._pages = None
                self._desktop.leave(())
                return
            if event is None:
                return
            self._keep(replace(event, at=max(event.at + self._shift, 0.0)), of_page=True)

    def _keep(self, event: InputEvent, *, of_page: bool) -> None:
        heapq.heappush(self._waiting, (event.at, next(self._count), of_page, event))

    def _attach(self) -> None:
        """Listen to the pages of a browser that has come up."""
        if self._pages is not None or self._over or not self._joins:
            return
        pages = self._environment.on_thread(_pages_of)
        if pages is None:
            return
        source = BrowserSource(pages, _EVERYTHING)
        try:
            source.start()
        except EnvironmentUnavailable:
            return  # it has gone again
        self._shift = source.began - self._desktop.began
        self._pages = source
        self._desktop.leave(BROWSERS)

    # Telling.

    def _due(self) -> InputEvent | None:
        """The earliest event that no earlier one can come before any more."""
        while self._waiting:
            at, _, of_page, event = self._waiting[0]
            if not self._over and at > self._known_until:
                return None
            if of_page and self._front != self._window and isinstance(event, _DEEDS):
                self._front = self._window
                if self._window:
                    return SurfaceActivated(at=max(at - _SWITCH, 0.0), surface=self._window)
            heapq.heappop(self._waiting)
            told = self._of_page(event) if of_page else self._of_desktop(event)
            if told is not None:
                return told
        return None

    @property
    def _known_until(self) -> float:
        """Seconds since the beginning until when neither source has anything more to tell."""
        known = self._desktop.known_until
        if self._pages is not None:
            known = min(known, time.monotonic() - _HOLD)
        return known - self._desktop.began

    def _of_page(self, event: InputEvent) -> InputEvent | None:
        """An event of a page as it is told; None if the desktop's source tells it."""
        both = isinstance(event, Marked) and event.kind in ("pause", "resume")
        return None if both or isinstance(event, Snapshot) else event

    def _of_desktop(self, event: InputEvent) -> InputEvent | None:
        """An event of a window as it is told; None if a page tells it."""
        if isinstance(event, Snapshot):
            self._look(event)
        elif isinstance(event, SurfaceActivated):
            if event.surface == self._front:
                return None  # told already, by what was done in its page
            self._front = event.surface
        elif isinstance(event, _DEEDS) and self._pages is not None:
            if event.surface in (self._window, self._shown):
                return None  # heard before the pages were listened to
            self._front = event.surface
        elif isinstance(event, Went):
            self._front = event.surface
        return event

    def _look(self, snapshot: Snapshot) -> None:
        seen = snapshot.observation
        windows = [each for each in seen.surfaces if each.kind is not SurfaceKind.PAGE]
        browsers = [each for each in windows if each.application in BROWSERS]
        active = seen.active
        if active is None:
            return
        page = active.kind is SurfaceKind.PAGE
        front = (active.opener or "") if page else active.ref
        self._shown = active.ref if page else ""
        if browsers:
            self._window = front if page else browsers[0].ref
        self._front = front


def _pages_of(environment: Environment) -> HostedEnvironment | None:
    pages = environment.pages if isinstance(environment, Sandbox) else None
    return pages if isinstance(pages, HostedEnvironment) else None
