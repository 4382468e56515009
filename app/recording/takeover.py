"""What a person does while they have taken over a run: heard, kept in memory, never on disk.

Only what was in front when they took over is listened to; passwords are not told even there.
"""

from __future__ import annotations

import threading
import time

from actions.environment import Environment
from actions.errors import EnvironmentUnavailable
from app.recording.open import listen_to
from perception.events import Allowed, InputEvent, Went
from perception.observation import Observation

_MOST = 20_000  # events that are kept
_LAST = 3.0  # seconds that the last events may take to arrive
_QUIET = 0.4  # seconds without an event after which there is none


class Takeover:
    """Listens from `begin` to `end`. For one thread; it has one of its own in between.

    Args:
        environment: of the run, on its thread; it stays open. Nothing else is to be done in it
            meanwhile: the run is paused.
        seen: what the run saw last: its active surface is what may be listened to.
    """

    def __init__(self, environment: Environment, seen: Observation) -> None:
        self._source = listen_to(environment, in_front(seen))
        self._events: list[InputEvent] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Listen from now on; when it returns, the person may begin.

        Raises:
            EnvironmentUnavailable: nothing can be heard here; the takeover can go on without.
        """
        self._source.start()
        self._thread = threading.Thread(target=self._listen, name="takeover", daemon=True)
        self._thread.start()

    def end(self) -> tuple[InputEvent, ...]:
        """Stop listening; what was heard, in order. May be called twice."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._drain()
            self._source.close()
            self._drain()
        return tuple(self._events)

    def _listen(self) -> None:
        try:
            while not self._over.is_set():
                self._keep(self._source.next(0.2))
        except EnvironmentUnavailable:
            return  # what was heard before is there

    def _drain(self) -> None:
        deadline = time.monotonic() + _LAST
        try:
            while time.monotonic() < deadline and self._keep(self._source.next(_QUIET)):
                pass
        except EnvironmentUnavailable:
            return

    def _keep(self, event: InputEvent | None) -> bool:
        there_already = isinstance(event, Went) and not self._events
        if event is not None and not there_already and len(self._events) < _MOST:
            self._events.append(event)
        return event is not None


def in_front(seen: Observation) -> Allowed:
    """The site or the program that is in front."""
    active = seen.active
    if active is None:
        return Allowed()
    if active.origin:
        return Allowed(origins=(active.origin,), applications=(active.application,))
    return Allowed(applications=(active.application,))
