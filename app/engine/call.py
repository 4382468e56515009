"""Calls into planners and environments that a stop need not wait for.

A planner may sit in a plain `sleep`, an environment may hang in a system call: neither can be
interrupted in Python. So all such calls of a run are made, one after another, on one helper thread.
When the run is stopped, or its time is over, the call is told through its `RunContext`, gets a
moment to end, and is then left behind: its thread is a daemon and its result is dropped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from queue import SimpleQueue
from typing import Generic, TypeVar

from actions.context import RunContext
from actions.errors import ActionError

T = TypeVar("T")

GRACE = 0.4  # seconds that a call has to notice the stop by itself
STOP_LAG = 0.2  # seconds by which a stop may come later than what it breaks


class TimeOver(Exception):
    """The run's time was over while something was under way."""


class _Call(Generic[T]):
    """One call: what to do, and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.ended = threading.Event()
        self.done = False  # unlike `ended`, which a stop sets as well
        self.result: T | None = None
        self.failure: BaseException | None = None

    def make(self) -> None:
        try:
            self.result = self.work()
        except BaseException as failure:  # noqa: BLE001  raised again on the run's own thread
            self.failure = failure
        self.done = True
        self.ended.set()


class Caller:
    """Makes the blocking calls of one run, and keeps the run's time.

    Args:
        context: of the run.
        seconds: the time that the run has, without the time spent on waiting for the person.
    """

    def __init__(self, context: RunContext, seconds: float) -> None:
        self._context = context
        self._seconds = seconds
        self._started = time.monotonic()
        self._waited = 0.0
        self._calls: SimpleQueue[_Call[object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def seconds(self) -> float:
        """How much of its time the run has used."""
        return time.monotonic() - self._started - self._waited

    def __call__(self, function: Callable[[RunContext], T]) -> T:
        """Call a function with the run's context.

        Raises:
            RunCancelled: the run was stopped.
            TimeOver: its time is over.
        """
        deadline = self._started + self._waited + self._seconds
        if self._context.deadline is not None:
            deadline = min(deadline, self._context.deadline)
        return self._make(function, replace(self._context, deadline=deadline))

    def person(self, function: Callable[[RunContext], T]) -> T:
        """Call a function that waits for the person; the time it takes does not count.

        Raises:
            RunCancelled: the run was stopped.
        """
        began = time.monotonic()
        try:
            return self._make(function, replace(self._context, deadline=None))
        finally:
            self._waited += time.monotonic() - began

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond a stop.

        Raises:
            RunCancelled: the run was stopped.
        """
        self._context.cancel.wait(seconds)
        self._context.check()

    def close(self) -> None:
        """Let the helper thread end as soon as it is free."""
        if self._thread is not None:
            self._calls.put(None)

    def _make(self, function: Callable[[RunContext], T], context: RunContext) -> T:
        self._context.check()
        call = _Call(lambda: function(context))
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="deskhand-calls", daemon=True)
            self._thread.start()
        self._calls.put(call)  # type: ignore[arg-type]  # a queue of calls of all kinds
        with self._context.cancel.register(call.ended.set):
            remaining = context.remaining()
            call.ended.wait(None if remaining == float("inf") else remaining)
        return self._result(call)

    def _result(self, call: _Call[T]) -> T:
        """What came of a call that ended, or that the run cannot wait for any longer."""
        until = time.monotonic() + GRACE
        while not call.done and time.monotonic() < until:
            time.sleep(0.005)
        if call.failure is not None and not isinstance(call.failure, ActionError):
            # Ctrl-C on a terminal reaches the browser's processes as well, perhaps before us.
            self._context.cancel.wait(STOP_LAG)
        self._context.check()
        if call.failure is not None:
            raise call.failure
        if not call.done:
            raise TimeOver
        return call.result  # type: ignore[return-value]  # None where T is None

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            call.make()
