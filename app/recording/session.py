"""A recording under way: from what is heard to its file, and what has been understood so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from actions.action import GroundedAction
from actions.errors import EnvironmentUnavailable
from actions.trajectory import Step
from app.recording.files import written_claims
from app.recording.folder import (
    Recorded,
    RecordingBegan,
    RecordingEnded,
    open_log,
    read_recording,
)
from app.runs.words import in_words
from app.safety.risk import judge
from perception.events import EventSource, InputEvent, MarkKind
from perception.observation import Observation
from skills.demonstration import Demonstration
from skills.reduce import Reducer, reduce

_LAST = 8.0  # seconds that the last events may take to arrive
_ASKED = 0.05  # seconds between looks at what the person says
_QUIET = 1.2  # seconds without an event after which there is none


class Session:
    """A recording under way. Used by one thread.

    Args:
        source: what is listened to; started and closed here.
        folder: of the recording.
        began: what it is for.
        secrets: values that must not be on disk.

    Raises (when made):
        EnvironmentUnavailable: nothing can be heard.
        StorageError: the folder cannot be written to.
    """

    def __init__(
        self,
        source: EventSource,
        folder: Path,
        began: RecordingBegan,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.began = began
        self._source = source
        self._reducer = Reducer(risk_of)
        self._log = open_log(folder, began, secrets)
        self._ended = False
        self._started = time.time()
        try:
            source.start()
        except BaseException:
            self._log.close()
            raise

    def take(self, seconds: float) -> InputEvent | None:
        """Wait for an event and write it down; None if none came.

        Raises:
            EnvironmentUnavailable: what was listened to has gone; what was heard is on disk.
            StorageError: the disk takes no more.
        """
        event = self._source.next(seconds)
        if event is not None:
            self._log.write(event)
            self._reducer.hear(event)
        return event

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """The person tells something; it comes back as an event."""
        self._source.mark(kind, note)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What has been understood so far; the last steps may still change."""
        return tuple(self._reducer.recorded.steps)

    @property
    def seen(self) -> Observation:
        """What was seen last."""
        return self._reducer.recorded.now

    @property
    def in_front(self) -> tuple[str, str]:
        """Ref and title of the window or page that the person works in, once it has been read.

        Two times "" before that: what is clicked then is known only by itself.
        """
        active = self.seen.active
        if active is None or (not self.seen.elements and self.seen.screenshot is None):
            return "", ""
        return active.ref, active.title or active.application

    def listen(self, until: Callable[[], bool], told: Callable[[tuple[Step, ...]], None]) -> None:
        """Take events until something is so, or until nothing more can be heard.

        Args:
            until: asked after each event and many times a second: what the person says counts from
                then on.
            told: of the steps, whenever there is another event.
        """
        while not until():
            try:
                event = self.take(_ASKED)
            except EnvironmentUnavailable:
                return
            if event is not None:
                told(self.steps)

    def end(self) -> Recorded:
        """Stop listening, take in what is still on its way, and read the recording back.

        May be called twice.
        """
        if not self._ended:
            self._ended = True
            try:
                self._drain()
                self._source.close()
                self._drain()
                home = Path(self.began.home) if self.began.home else None
                claims = tuple(written_claims(home, self._started)) if home is not None else ()
                self._log.write(RecordingEnded(claims=claims))
            finally:
                self._source.close()
                self._log.close()
        return read_recording(self.folder)

    def _drain(self) -> None:
        deadline = time.monotonic() + _LAST
        try:
            while time.monotonic() < deadline and self.take(_QUIET) is not None:
                pass
        except EnvironmentUnavailable:
            return


def risk_of(grounded: GroundedAction, seen: Observation) -> str:
    """What an action risks, as the gate would judge it."""
    return judge(grounded, seen).risk.value


def shown_in(recorded: Recorded) -> Demonstration:
    """The steps of a recording."""
    began = recorded.began
    shown = reduce(recorded.events, began.task, judge=risk_of, source=began.id)
    return replace(shown, claims=recorded.claims)


def step_in_words(step: Step) -> str:
    """A step as it is told while it is recorded."""
    return in_words(step.action, step.grounded)
