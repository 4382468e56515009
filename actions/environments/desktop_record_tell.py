"""Telling of what is done: in order, and not of what may not be told."""

from __future__ import annotations

import collections
from collections.abc import Callable

from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_stream import Pending, Stream
from perception.element import Element
from perception.events import Elsewhere, InputEvent
from perception.platforms.interface import WindowInfo

_KEPT = 200


class Teller:
    """Puts events into the stream. Thread-safe.

    Args:
        stream: where they go.
        mask: what may be told.
        since: seconds since the recording began.

    Attributes:
        left: programs whose windows another source tells of.
        last: `time.monotonic()` of the last input that was told.
        moves: when something was done that may move the keyboard's focus.
    """

    def __init__(self, stream: Stream, mask: Mask, since: Callable[[float], float]) -> None:
        self.stream = stream
        self.since = since
        self._mask = mask
        self._elsewhere = False
        self.left: frozenset[str] = frozenset()
        self.last = float("-inf")
        self.moves: collections.deque[float] = collections.deque([float("-inf")], maxlen=_KEPT)

    def may_tell(self, window: WindowInfo | None) -> bool:
        """Whether what happens in a window may be told here."""
        application = window.application if window is not None else ""
        return application not in self.left and self._mask.allows(application)

    def masked(self, element: Element | None) -> Element | None:
        """An element without what it must not tell."""
        return self._mask.element(element)

    def outside(self, at: float, window: WindowInfo | None) -> None:
        """Something was done where nothing is told of it; several in a row are told as one."""
        if window is not None and window.application in self.left:
            return

        def make() -> InputEvent | None:
            if self._elsewhere:
                return None
            self._elsewhere = True
            return Elsewhere(at=self.since(at))

        self.stream.put(Pending(at=at, make=make))

    def now(self, at: float, event: InputEvent) -> None:
        """Tell an event that is known in full."""
        self.put(Pending(at=at, make=lambda: event))

    def put(self, pending: Pending) -> None:
        """Tell an event when it is known."""
        make = pending.make

        def made() -> InputEvent | None:
            event = make()
            if event is not None:
                self._elsewhere = False
            return event

        pending.make = made
        self.stream.put(pending)

    def next_move(self, at: float) -> float:
        """When the focus may have been moved first after a time; infinite for never."""
        return next((each for each in self.moves.copy() if each > at), float("inf"))
