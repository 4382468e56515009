"""Runs commands over Playwright's event loop so that each can be ended from outside.

Playwright's synchronous calls wait inside greenlets: the caller's greenlet is suspended while that
of the dispatcher runs the loop. A command is given a greenlet of its own here, in which an
exception can be raised at the very call that waits: when the run is stopped, when time is up, when
a dialog opens that blocks the page. So no hanging page can hold the environment, whatever call was
made and by whom, and nothing has to be killed for it.

This is the only file that knows how Playwright waits (`_sync`, `_loop`; the same since 1.8).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from greenlet import greenlet
from playwright.sync_api import Playwright

from actions.context import RunContext
from actions.errors import RunCancelled

T = TypeVar("T")


class TimeUp(Exception):
    """A step of a command took longer than it was given."""


class Loop:
    """The event loop of one Playwright instance. All but `wake` and `interrupt` on its thread."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._loop: asyncio.AbstractEventLoop = playwright._loop
        self._worker: greenlet | None = None
        self._woken = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        return self._worker is not None

    def run(self, command: Callable[[], T], context: RunContext | None = None) -> T:
        """Carry out a command, which ends at once when the run is stopped.

        Raises:
            RunCancelled: the run was stopped. Whatever else `command` raises.
        """
        if self._worker is not None:  # part of a command
            return command()
        if context is None:
            return self._run(command)
        context.check()
        with context.cancel.register(
            lambda: self.interrupt(lambda: RunCancelled(context.cancel.reason))
        ):
            return self._run(command)

    def serve(self, seconds: float) -> None:
        """Handle events for this long, or until somebody wakes us."""

        async def wait() -> None:
            try:
                await asyncio.wait_for(self._woken.wait(), seconds)
            except TimeoutError:
                return
            self._woken.clear()

        self._wait(wait())

    def sleep(self, seconds: float) -> None:
        """Sleep while events are handled."""
        if seconds > 0:
            self._wait(asyncio.sleep(seconds))

    @contextmanager
    def limit(self, seconds: float, what: str = "it") -> Iterator[None]:
        """Raise in the block if it is not done in time.

        Raises:
            TimeUp: it was not.
        """
        worker = greenlet.getcurrent()
        timer = self._loop.call_later(
            max(seconds, 0), self._throw, worker, TimeUp(f"{what} took longer than {seconds:.1f} s")
        )
        try:
            yield
        finally:
            timer.cancel()

    def wake(self) -> None:
        """End `serve`. Called from any thread."""
        self._from_any_thread(self._woken.set)

    def interrupt(self, make: Callable[[], BaseException]) -> None:
        """Raise an exception in the command that is under way, if any. Called from any thread."""

        def raise_in_worker() -> None:
            if self._worker is not None:
                self._throw(self._worker, make())

        self._from_any_thread(raise_in_worker)

    def give_up(self) -> None:
        """The browser is being killed: its calls fail, and nobody waits for them any more."""
        self._loop.set_exception_handler(lambda _loop, _context: None)

    def soon(self, work: Callable[[], object]) -> None:
        """Do something that may call Playwright, beside the command under way."""
        self._loop.call_soon(lambda: greenlet(work).switch())

    def _from_any_thread(self, work: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(work)
        except RuntimeError:  # the loop is closed: nobody is left to tell
            return

    def _throw(self, worker: greenlet, failure: BaseException) -> None:
        """Raise in a greenlet that waits. Runs in the dispatcher's greenlet."""
        if not worker.dead:
            worker.throw(failure)

    def _run(self, command: Callable[[], T]) -> T:
        ended = asyncio.Event()
        values: list[T] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                values.append(command())
            except BaseException as failure:  # noqa: BLE001 - raised again in the caller's greenlet
                failures.append(failure)
            finally:
                self._worker = None
                ended.set()

        async def supervise() -> None:
            self._worker = greenlet(work)
            self._worker.switch()  # comes back when the command waits for the first time
            await ended.wait()

        self._wait(supervise())
        if failures:
            raise failures[0]
        return values[0]

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        self._playwright._sync(work)
