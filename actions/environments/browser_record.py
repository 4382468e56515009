"""What a person does in a browser, as a stream of events. Implements `perception.events`."""

from __future__ import annotations

import queue
import threading
import time

from actions.environment import Environment
from actions.environments.browser import BrowserEnvironment
from actions.environments.browser_record_watch import Watch
from actions.environments.host import HostedEnvironment
from actions.errors import EnvironmentUnavailable
from perception.events import Allowed, InputEvent, MarkKind


class BrowserSource:
    """Hears what a person does in a browser that Deskhand has open. Implements `EventSource`.

    The browser stays open when the source is closed. What Deskhand itself does in it meanwhile is
    not told. Methods may be called from any thread.

    Args:
        environment: a browser on its thread (`open_browser`); visible, for a person.
        allowed: `allowed.origins` are recorded; of others only that something was done there.
    """

    def __init__(self, environment: HostedEnvironment, allowed: Allowed) -> None:
        self._environment = environment
        self._allowed = allowed
        self._events: queue.SimpleQueue[InputEvent | None] = queue.SimpleQueue()
        self._stirred = threading.Event()
        self._closing = False
        self._watch: Watch | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin to listen; when it returns, the first snapshot is in the stream.

        Raises:
            EnvironmentUnavailable: the browser is closed.
        """
        if self._thread is not None:
            return
        self._watch = self._environment.on_thread(self._begin)
        self._thread = threading.Thread(target=self._listen, name="recorder", daemon=True)
        self._thread.start()

    @property
    def began(self) -> float:
        """`time.monotonic()` that the times of events count from; 0 before the start."""
        watch = self._watch
        return time.monotonic() - (time.time() - watch.began) if watch is not None else 0.0

    def next(self, seconds: float) -> InputEvent | None:
        """The next event; None if none comes in time.

        Raises:
            EnvironmentUnavailable: the browser has gone; what was heard before has been given out.
        """
        try:
            event = self._events.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None
        if event is None and self._failure is not None:
            self._events.put(None)  # for who asks again
            if isinstance(self._failure, EnvironmentUnavailable):
                raise EnvironmentUnavailable(str(self._failure)) from self._failure
            raise self._failure
        return event

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """Put a `Marked` into the stream; "pause" stops listening, "resume" begins again."""
        watch = self._watch
        if watch is not None and not self._closing:
            self._environment.on_thread(lambda _: watch.mark(kind, note))
            self._stirred.set()

    def close(self) -> None:
        """Stop listening; what was heard can still be asked for. May be called twice."""
        if self._closing:
            return
        self._closing = True
        self._stirred.set()
        if self._thread is not None:
            self._thread.join()
        watch = self._watch
        if watch is not None and self._failure is None:
            try:
                self._environment.on_thread(lambda _: watch.close())
            except EnvironmentUnavailable:
                return

    def _begin(self, environment: Environment) -> Watch:
        if not isinstance(environment, BrowserEnvironment):
            raise EnvironmentUnavailable("only a browser can be listened to in this way")
        watch = Watch(environment, self._allowed, self._events.put, self._stirred.set)
        watch.begin()
        return watch

    def _listen(self) -> None:
        watch = self._watch
        assert watch is not None
        try:
            while not self._closing:
                self._stirred.clear()
                wait = self._environment.on_thread(lambda _: watch.step())
                self._stirred.wait(wait)
        except Exception as failure:  # noqa: BLE001 - told to who asks for the next event
            self._failure = failure
            self._events.put(None)
