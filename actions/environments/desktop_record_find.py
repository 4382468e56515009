"""Asking programs at once: what is pressed, what has the focus, what is on the clipboard."""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections.abc import Callable

from actions.environments.desktop_record_scene import Seen, aimed_at
from actions.input.clipboard import Clipboard
from perception.element import Element
from perception.geometry import Point, Size, Viewport
from perception.observation import Observation
from perception.platforms.atspi import AtspiTree
from perception.platforms.atspi_walk import Place
from perception.platforms.interface import PlatformGone, WindowInfo, WindowSystem
from perception.platforms.session import DesktopSession

_BUDGET = 0.5  # seconds to read windows
_MOST = 3  # windows
_TIMEOUT = 0.4  # seconds that a program may leave a question unanswered

Found = Callable[[Element | None], None]


class Finder:
    """Asks programs what is under a point, on a thread of its own with a connection of its own.

    Args:
        session: of the desktop.
        windows: that are on it.
        changes: the counter of the changes that programs have told of.

    Raises:
        PlatformGone: there is no accessibility bus.
    """

    def __init__(
        self, session: DesktopSession, windows: WindowSystem, changes: Callable[[], int]
    ) -> None:
        self._changes = changes
        self._windows = windows
        self._session = session
        self._clipboard: Clipboard | None = None
        self._tree = AtspiTree(session, windows, timeout=_TIMEOUT)
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._answer, name="finder", daemon=True)
        self._thread.start()

    def unchanged(self, seen: Seen) -> bool:
        """Whether no program has told of a change since a snapshot was begun."""
        return self._changes() == seen.changes

    def pressed(self, point: Point, found: Found) -> None:
        """What a press at a point is for; `found` is told on the finder's thread."""
        self._ask(lambda: self._tree.pressed(point) or self._among(point), found)

    def look(self, place: Place, window: WindowInfo, found: Found) -> None:
        """What lives at a place; `found` is told on the finder's thread."""
        self._ask(lambda: self._tree.look(place, window), found)

    def clipboard(self, found: Callable[[str | None], None]) -> None:
        """The text on the clipboard; `found` is told on the finder's thread."""

        def do() -> None:
            clipboard = self._clipboard or Clipboard(self._session)
            self._clipboard = clipboard
            found(clipboard.text())

        self._asked.put(do)

    def close(self) -> None:
        """Let go of the connections. Idempotent."""
        self._asked.put(None)
        self._thread.join(3)

    def _among(self, point: Point) -> Element | None:
        """What a press is for in a window whose tree does not tell what is at a point: menus."""
        window = self._windows.at(point)
        if window is None:
            return None
        windows = self._windows.windows()
        kin = [each for each in windows if each.pid == window.pid and not each.minimized]
        reading = self._tree.read(kin[:_MOST], budget=_BUDGET)
        seen = Observation(
            viewport=Viewport(size=Size(1, 1)), surfaces=(), elements=reading.elements
        )
        return aimed_at(seen, point, window, windows)

    def _ask(self, question: Callable[[], Element | None], found: Found) -> None:
        def do() -> None:
            try:
                element = question()
            except PlatformGone:
                element = None
            # Its refs count on their own; they must not be taken for those of the snapshots.
            found(dataclasses.replace(element, ref=f"live-{element.ref}") if element else None)

        self._asked.put(do)

    def _answer(self) -> None:
        while (work := self._asked.get()) is not None:
            work()
        self._tree.close()
        if self._clipboard is not None:
            self._clipboard.close()
