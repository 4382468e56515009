"""An environment on a thread of its own, callable from any thread.

While nobody calls, the thread serves what comes in by itself (dialogs, popups, bindings of a page):
a planner may think as long as it likes.
"""

from __future__ import annotations

import atexit
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Protocol, TypeVar, runtime_checkable

from actions.action import GroundedAction
from actions.context import Cancel, RunContext
from actions.environment import (
    Capabilities,
    Effect,
    Environment,
    Probe,
    Reading,
    SecretResolver,
)
from actions.errors import EnvironmentUnavailable, RunCancelled
from actions.target import Grounding
from perception.observation import Observation
from perception.predicate import Predicate
from perception.screenshot import Screenshot

T = TypeVar("T")

# A cancelled call has this long to end by itself before it is ended by force.
GRACE = 0.5
# How long `close` waits for the thread, before and after force.
PATIENCE = 10.0


@runtime_checkable
class Served(Protocol):
    """What an environment offers beside the Protocol if it needs its thread while idle."""

    def serve(self, seconds: float) -> None:
        """Handle what comes in, for this long or until `wake`."""

    def wake(self) -> None:
        """End `serve` early. Called from any thread."""

    def unstick(self) -> None:
        """Make the call that is under way end, whatever it takes. Called from any thread."""


class HostedEnvironment:
    """A proxy of an environment that lives on its own thread. Implements `Environment`.

    Every call blocks until the environment has answered; a cancelled run ends it within a second.
    """

    def __init__(self, factory: Callable[[], Environment]) -> None:
        """Start the thread and the environment.

        Args:
            factory: makes the environment; called on its thread.

        Raises:
            EnvironmentUnavailable: it could not be started. Other exceptions of `factory` likewise.
        """
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._environment: Environment | None = None
        self._closing = threading.Lock()
        self._closed = False
        self._running = threading.Lock()  # held by the thread while it works on a call
        started: Future[Environment] = Future()
        self._thread = threading.Thread(
            target=self._live, args=(factory, started), name="environment", daemon=True
        )
        self._thread.start()
        environment = started.result()
        self._environment = environment
        self._name = environment.name
        atexit.register(self.close)

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._call(lambda environment: environment.capabilities)

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive; see `Environment.observe`."""
        return self._call(
            lambda it: it.observe(context, whole=whole, screenshot=screenshot), context
        )

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until stable; see `Environment.settle`."""
        return self._call(lambda it: it.settle(context, limit=limit, until=until), context)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at the target now; see `Environment.probe`."""
        return self._call(lambda it: it.probe(grounding, context), context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action; see `Environment.execute`."""
        return self._call(lambda it: it.execute(action, context, secrets=secrets), context)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time; see `Environment.read`."""
        return self._call(lambda it: it.read(context, fresh=fresh, url=url), context)

    def on_thread(self, work: Callable[[Environment], T]) -> T:
        """Have the environment's thread do something with the environment itself; what it answers.

        It must be short: a run may be waiting.

        Raises:
            EnvironmentUnavailable: the environment is closed. Whatever else `work` raises.
        """
        return self._call(work)

    def frame(self) -> Screenshot | None:
        """A picture for the live view; None while the environment is busy."""
        if self._closed or self._running.locked():
            return None
        return self._call(lambda environment: environment.frame())

    def close(self) -> None:
        """Let go of everything. Idempotent; ends what is under way."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        atexit.unregister(self.close)
        self._queue.put(None)
        self._wake()
        # An idle environment closes at once; one that hangs is freed first.
        self._thread.join(GRACE if self._running.locked() else PATIENCE)
        if self._thread.is_alive():
            if isinstance(self._environment, Served):
                self._environment.unstick()
            self._thread.join(PATIENCE)

    def __enter__(self) -> HostedEnvironment:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, work: Callable[[Environment], T], context: RunContext | None = None) -> T:
        """Have the thread do `work` and wait for it.

        Raises:
            RunCancelled: the run was stopped; the call was ended or has been left behind.
        """
        if context is not None:
            context.check()
        if self._closed or not self._thread.is_alive():
            raise EnvironmentUnavailable("the environment is closed")
        if threading.current_thread() is self._thread:
            return work(self._alive())
        future: Future[T] = Future()
        ended = threading.Event()
        future.add_done_callback(lambda _: ended.set())
        self._queue.put(lambda: self._work(work, future))
        self._wake()
        cancel = context.cancel if context is not None else Cancel()
        with cancel.register(ended.set):
            while not ended.wait(0.5):
                if not self._thread.is_alive() and not future.done():
                    raise EnvironmentUnavailable("the environment's thread has ended")
        if future.done():
            return future.result()
        return self._abandon(future, cancel)

    def _abandon(self, future: Future[T], cancel: Cancel) -> T:
        """The run was stopped: let the call end, by force if need be."""
        if not future.cancel():  # it had begun
            try:
                future.result(GRACE)
            except FutureTimeout:
                if isinstance(self._environment, Served):
                    self._environment.unstick()
            except Exception:  # noqa: BLE001 - the run has ended; how the call failed is of no use
                pass
        raise RunCancelled(cancel.reason)

    def _work(self, work: Callable[[Environment], T], future: Future[T]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        with self._running:
            try:
                value = work(self._alive())
            except BaseException as failure:  # noqa: BLE001 - handed to the caller, type and all
                future.set_exception(failure)
            else:
                future.set_result(value)

    def _alive(self) -> Environment:
        if self._environment is None:
            raise EnvironmentUnavailable("the environment is closed")
        return self._environment

    def _wake(self) -> None:
        if isinstance(self._environment, Served):
            self._environment.wake()

    def _live(self, factory: Callable[[], Environment], started: Future[Environment]) -> None:
        """The thread: start, serve and obey, close."""
        try:
            environment = factory()
        except BaseException as failure:  # noqa: BLE001 - handed to whoever starts us
            started.set_exception(failure)
            return
        self._environment = environment
        started.set_result(environment)
        try:
            while (command := self._next(environment)) is not None:
                command()
        finally:
            environment.close()
            self._refuse_rest()

    def _next(self, environment: Environment) -> Callable[[], None] | None:
        """The next command; None to end."""
        if not isinstance(environment, Served):
            return self._queue.get()
        while True:
            try:
                return self._queue.get_nowait()
            except queue.Empty:
                environment.serve(1.0)

    def _refuse_rest(self) -> None:
        """Calls that came in while closing see a closed environment."""
        self._environment = None
        while True:
            try:
                command = self._queue.get_nowait()
            except queue.Empty:
                return
            if command is not None:
                command()
