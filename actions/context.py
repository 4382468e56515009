"""What enters every blocking call of a run: cancellation, a deadline, a way to tell progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from actions.errors import RunCancelled

Closer = Callable[[], None]


class Cancel:
    """A stop flag that can also unstick calls which do not look at it.

    Thread-safe. `register` adds a closer that is called once, from the cancelling thread, when the
    flag is set: it aborts an HTTP request, or kills a browser that hangs.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._closers: list[Closer] = []
        self.reason = ""

    @property
    def set(self) -> bool:
        """Whether the run was stopped."""
        return self._event.is_set()

    def cancel(self, reason: str = "stopped") -> None:
        """Set the flag and call the closers."""
        with self._lock:
            if self._event.is_set():
                return
            self.reason = reason
            self._event.set()
            closers, self._closers = self._closers, []
        for close in closers:
            close()

    @contextmanager
    def register(self, close: Closer) -> Iterator[None]:
        """Have `close` called if the flag is set while the block runs."""
        with self._lock:
            already = self._event.is_set()
            if not already:
                self._closers.append(close)
        if already:
            close()
        try:
            yield
        finally:
            with self._lock:
                if close in self._closers:
                    self._closers.remove(close)

    def wait(self, seconds: float) -> bool:
        """Sleep, but wake at once when the flag is set. Returns whether it is set."""
        return self._event.wait(max(seconds, 0))


def _ignore(_message: str) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """Cancellation, deadline and progress of one run.

    Attributes:
        cancel: the stop flag.
        deadline: `time.monotonic()` at which the run's time is over; None for no limit.
        emit: told short texts on progress, and tokens as they come; shown, never logged.
    """

    cancel: Cancel = field(default_factory=Cancel)
    deadline: float | None = None
    emit: Callable[[str], None] = _ignore

    def check(self) -> None:
        """Raise if the run was stopped.

        Raises:
            RunCancelled: it was.
        """
        if self.cancel.set:
            raise RunCancelled(self.cancel.reason)

    def sleep(self, seconds: float) -> None:
        """Sleep, but no longer than the run lives.

        Raises:
            RunCancelled: the run was stopped meanwhile.
        """
        self.cancel.wait(min(seconds, self.remaining()))
        self.check()

    def remaining(self) -> float:
        """Seconds to the deadline; infinite without one."""
        return float("inf") if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)
