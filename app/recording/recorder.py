"""A recording that goes on by itself and is steered from another thread. Knows no widget."""

from __future__ import annotations

import logging
import queue
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from actions.errors import EnvironmentUnavailable
from actions.trajectory import Step, Task
from app.errors import DeskhandError, UsageError
from app.instruction import clean_instruction
from app.paths import Paths
from app.recording.folder import Recorded
from app.recording.session import Session, step_in_words
from app.recording.start import recording
from app.where import Where
from perception.events import MarkKind

logger = logging.getLogger(__name__)

State = Literal["opening", "recording", "paused", "ending", "over"]


class CannotRecord(DeskhandError):
    """Nothing can be recorded there; the message says what to do."""

    exit_code = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """How a recording stands.

    Attributes:
        state: whether anything is recorded.
        steps: what has been understood so far, in words; the last may still change.
        since: `time.monotonic()` when it began to listen; 0 before that.
    """

    state: State = "opening"
    steps: tuple[str, ...] = ()
    since: float = 0.0


class Recorder:
    """Records until it is told to end.

    `run` is called on a thread of its own; all else may be called from any thread and does not
    wait.

    Args:
        task: what the person shows, in words.
        where: it is recorded.
        allow: origins and programs that may be recorded, beside where it begins.
        home: where things lie.

    Raises (when made):
        UsageError: there are no words, or nothing may be recorded.
    """

    def __init__(self, task: str, where: Where, allow: Sequence[str], home: Paths) -> None:
        from app.recording.open import allowed_in

        if not task.strip():
            raise UsageError("Say in words what you show.")
        self._task = Task(text=clean_instruction(task))
        self.allowed = allowed_in(where, tuple(allow))
        self._where, self._allow, self._home = where, tuple(allow), home
        self._wanted: queue.SimpleQueue[tuple[MarkKind, str]] = queue.SimpleQueue()
        self._end = threading.Event()
        self._now = Now()

    @property
    def now(self) -> Now:
        """How it stands."""
        return self._now

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """Tell the recorder something; see `perception.events.Marked`."""
        self._wanted.put((kind, note))

    def end(self) -> None:
        """It is done, or nothing is to be recorded any more."""
        self._end.set()

    def run(self) -> Recorded:
        """Record until `end` is called or what is recorded is closed; what was recorded.

        Raises:
            CannotRecord: what is to be recorded cannot be opened, or not be listened to.
            DeskhandError: as `app.recording.start.recording`.
        """
        try:
            with recording(self._task, self._where, self._allow, self._home) as session:
                self._now = Now(state="recording", since=time.monotonic())
                session.listen(lambda: self._over(session), self._tell)
                self._now = replace(self._now, state="ending")
            return session.end()
        except EnvironmentUnavailable as failure:
            raise CannotRecord(f"{str(failure)[:1].upper()}{str(failure)[1:]}.") from failure
        except DeskhandError:
            raise
        except Exception as failure:  # a person waits for word of it
            logger.exception("the recorder failed")
            told = f"The recorder failed: {failure}. What was recorded until then is kept."
            raise CannotRecord(told) from failure
        finally:
            self._now = replace(self._now, state="over")

    def _over(self, session: Session) -> bool:
        while True:
            try:
                kind, note = self._wanted.get_nowait()
            except queue.Empty:
                return self._end.is_set()
            session.mark(kind, note)
            if kind in ("pause", "resume"):
                self._now = replace(self._now, state="paused" if kind == "pause" else "recording")

    def _tell(self, steps: tuple[Step, ...]) -> None:
        self._now = replace(self._now, steps=tuple(step_in_words(each) for each in steps))


def thrown_away(recorded: Recorded) -> None:
    """Delete a recording; its folder is gone afterwards."""
    shutil.rmtree(recorded.folder, ignore_errors=True)
