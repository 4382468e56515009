"""Events in the order in which they happened, though they become known in another.

An event waits here until what it needs is known, or until its time is up: a program that does not
answer must not hold up what came after.
"""

from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from perception.events import InputEvent

_HOLD = 0.04  # seconds that each event is held back, in case that an earlier one is yet to be heard


@dataclass(eq=False)
class Pending:
    """An event that may not yet be known in full.

    Attributes:
        at: when it happened, as `time.monotonic()`.
        make: gives the event when its turn comes; None if it is none after all.
        needs: how many parts of it are still being found out.
        deadline: until when they are waited for.
    """

    at: float
    make: Callable[[], InputEvent | None]
    needs: int = 0
    deadline: float = field(default=0.0)


class Stream:
    """A queue that is ordered by time. Thread-safe."""

    def __init__(self) -> None:
        self._waiting: list[Pending] = []
        self._changed = threading.Condition()
        self._closed = False

    def put(self, pending: Pending) -> None:
        """Add an event; of several at the same time the one added first comes first."""
        with self._changed:
            if not self._closed:
                bisect.insort_right(self._waiting, pending, key=lambda each: each.at)
                self._changed.notify_all()

    def found(self, pending: Pending) -> None:
        """Another part of it is known."""
        with self._changed:
            pending.needs -= 1
            self._changed.notify_all()

    def settle(self, seconds: float) -> None:
        """Wait until all that is waited for is known."""
        end = time.monotonic() + seconds
        with self._changed:
            while any(each.needs > 0 for each in self._waiting):
                left = end - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(left)

    def next(self, seconds: float) -> InputEvent | None:
        """The next event; None if none is known in time, or the stream is closed and empty."""
        end = time.monotonic() + seconds
        while True:
            with self._changed:
                pending = self._due(end)
            if pending is None:
                return None
            event = pending.make()
            if event is not None:
                return event

    @property
    def known_until(self) -> float:
        """`time.monotonic()` before which nothing more comes."""
        with self._changed:
            first = self._waiting[0].at if self._waiting else float("inf")
        return min(first, time.monotonic() - _HOLD)

    def close(self) -> None:
        """Take in no more; what is there can still be had, as far as it is known."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _due(self, end: float) -> Pending | None:
        """Wait for the first event to be known; called with the lock held."""
        while True:
            now = time.monotonic()
            wait = end - now
            if self._waiting:
                first = self._waiting[0]
                due = first.at + _HOLD
                if first.needs > 0:
                    due = max(due, first.deadline)
                if now >= due or self._closed:
                    return self._waiting.pop(0)
                wait = min(wait, due - now)
            elif self._closed:
                return None
            if now >= end:
                return None
            self._changed.wait(max(wait, 0.0005))
