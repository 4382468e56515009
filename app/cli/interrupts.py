"""Ctrl-C: the first one stops the run in good order, the second one ends the program."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.cli.terminal import say
from app.engine.handle import RunHandle

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interrupts:
    """Turns signals into a stop of the run.

    Attributes:
        stopped: whether a signal came.
        asking: set while the person is asked something: then the first signal also ends the
            question, by a KeyboardInterrupt.
    """

    def __init__(self, handle: RunHandle) -> None:
        self._handle = handle
        self.stopped = False
        self._when = 0.0
        self.asking = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Catch the signals while the block runs."""
        before = {each: signal.signal(each, self._came) for each in _SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def left(self, seconds: float) -> float:
        """What is left of some seconds since the first signal."""
        return max(self._when + seconds - time.monotonic(), 0.0)

    def _came(self, number: int, _frame: FrameType | None) -> None:
        if self.stopped:
            # The log is written line by line and needs no closing.
            os._exit(128 + number)
        self.stopped, self._when = True, time.monotonic()
        # On a thread: this one may hold a lock that stopping needs.
        threading.Thread(target=self._stop, daemon=True).start()
        if self.asking:
            raise KeyboardInterrupt

    def _stop(self) -> None:
        say("Stopping. (Ctrl-C again ends it at once.)")
        self._handle.stop()
