"""Writing a run's log: every event is on disk before anybody acts on it."""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from actions.trajectory import Outcome
from app.engine.events import ActionIntended, Event, RunFinished, RunStarted
from app.errors import StorageError, storage_error
from app.runs.format import EVENTS, OBSERVATION, SCREENS, line_hash, make_line
from app.runs.lock import RunLock
from app.runs.serial import dump, dump_screenshot
from perception.element import Element
from perception.observation import Observation
from perception.screenshot import Screenshot

Redact = Callable[[str], str]

# Events that must have reached the disk, not only the system's memory, before the run goes on.
_DURABLE = (RunStarted, ActionIntended, RunFinished)

# Kept back so that the end of a run can still be written when the disk is full.
_RESERVE = 64 * 1024
_RESERVE_NAME = "reserve"

_REMEMBERED = 8  # observations that are known again by identity


class RunLog:
    """The open log of a run, or of a recording, that is under way.

    Args:
        folder: of the run; made if it is not there.
        redact: takes secrets out of each free text before it is written.

    Raises (when made):
        UsageError: another process drives this run.
        StorageError: the folder cannot be written to.
    """

    def __init__(self, folder: Path, redact: Redact | None = None) -> None:
        self.folder = folder
        self._path = folder / EVENTS
        self._screens = folder / SCREENS
        self._redact = redact
        self._seq, self._prev, self._size = 0, "", 0
        self._seen: dict[int, tuple[Observation, int]] = {}
        self._base: tuple[Observation, int] | None = None
        self.finished = False
        try:
            self._screens.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = RunLock(folder)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._file = os.open(self._path, flags, 0o600)
            (folder / _RESERVE_NAME).write_bytes(b"\0" * _RESERVE)
        except OSError as failure:
            raise storage_error("write the log", self._path, failure) from failure

    def write(self, event: object) -> None:
        """Write an event of a run, or of a recording; before it, the observations that it knows.

        Raises:
            StorageError: the disk does not take it. The log still ends in a complete line.
        """
        custom: dict[type, Callable[[Any], Any]] = {Observation: self._observation}
        if self._redact is not None:
            custom[str] = self._redact
        data = dump(event, type(event), custom)
        if isinstance(event, RunFinished):
            self._let_go_of_reserve()
        self._append(type(event).__name__, data, durable=isinstance(event, _DURABLE))
        self.finished = self.finished or isinstance(event, RunFinished)

    def close(self) -> None:
        """Close the log and let go of the lock. Idempotent."""
        if self._file >= 0:
            self._let_go_of_reserve()
            os.close(self._file)
            self._file = -1
            self._lock.close()

    def _append(self, type_name: str, data: Any, *, durable: bool = False) -> int:
        line = make_line(self._seq, self._prev, time.time(), type_name, data)
        try:
            self._write_whole(line + b"\n", durable=durable)
        except OSError as failure:
            raise storage_error("write the log", self._path, failure) from failure
        self._seq, self._prev, self._size = (
            self._seq + 1,
            line_hash(line),
            self._size + len(line) + 1,
        )
        return self._seq - 1

    def _write_whole(self, data: bytes, *, durable: bool) -> None:
        """Write all of it or nothing: what was written of a line in part is cut off again."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
            if durable:
                os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._size)
            raise

    def _let_go_of_reserve(self) -> None:
        (self.folder / _RESERVE_NAME).unlink(missing_ok=True)

    def _observation(self, observation: Observation) -> int:
        """The number of the line that holds the observation; writes it if it is new."""
        if known := self._seen.get(id(observation)):
            return known[1]
        base = self._base
        same = _equal_elements(base[0], observation) if base else frozenset[str]()
        custom: dict[type, Callable[[Any], Any]] = {Screenshot: self._screenshot}
        if self._redact is not None:
            custom[str] = self._redact
        whole = dict(custom)
        whole[Element] = lambda element: (
            element.ref if element.ref in same else dump(element, Element, custom)
        )
        data = {"observation": dump(observation, Observation, whole)}
        if base and same:
            data["base"] = base[1]
        seq = self._append(OBSERVATION, data)
        self._base = (observation, seq)
        self._seen[id(observation)] = self._base
        while len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return seq

    def _screenshot(self, shot: Screenshot) -> Any:
        """Store the picture under its content's name, once, and let go of its bytes."""
        path = self._screens / shot.file_name
        if not path.exists():
            part = path.with_suffix(".part")
            try:
                part.write_bytes(shot.data)
                part.replace(path)
            except OSError as failure:
                part.unlink(missing_ok=True)
                raise storage_error("store the screenshot", path, failure) from failure
        shot.stored_at(path)
        return dump_screenshot(shot)


def record(
    events: Iterable[Event],
    folder: Path,
    *,
    redact: Redact | None = None,
    log: RunLog | None = None,
) -> Iterator[Event]:
    """Pass the events of a run on, each after it was written.

    An intended action is on disk before its event is passed on, and the engine executes it only
    when it is asked for the next event; so no action ever happens that the log does not know.

    When the disk takes no more, the run ends here: nothing is asked of the engine any more, and
    the last event says why. When the engine fails, the log gets an end that says so and the
    failure goes on to the caller.

    Args:
        events: of the engine.
        folder: of the run.
        redact: see `RunLog`.
        log: one that was opened before; by default it is opened in `folder`.

    Raises:
        UsageError: another process drives this run.
        StorageError: the log cannot even be begun.
    """
    log = log or RunLog(folder, redact)
    started = time.monotonic()
    begun = False
    source = iter(events)
    try:
        for event in source:
            try:
                log.write(event)
            except StorageError as failure:
                if not begun:
                    raise
                _close(source)
                yield _ended(log, str(failure), started)
                return
            begun = True
            yield event
    except StorageError:
        raise
    except Exception as failure:
        _write_crash(log, failure, started)
        raise
    finally:
        _close(source)
        log.close()


def _ended(log: RunLog, reason: str, started: float) -> RunFinished:
    """The end of a run whose log cannot go on; written where there is still room for it."""
    event = RunFinished(
        outcome=Outcome.CRASHED,
        reason=f"{reason} Nothing was done after the last step in the log.",
        seconds=time.monotonic() - started,
    )
    with contextlib.suppress(StorageError):  # then the missing end says that the run crashed
        log.write(event)
    return event


def _write_crash(log: RunLog, failure: Exception, started: float) -> None:
    if log.finished:
        return
    where = traceback.extract_tb(failure.__traceback__)
    place = f" (in {where[-1].name}, {Path(where[-1].filename).name})" if where else ""
    reason = f"{type(failure).__name__}: {failure}{place}"
    event = RunFinished(outcome=Outcome.CRASHED, reason=reason, seconds=time.monotonic() - started)
    with contextlib.suppress(StorageError):  # the failure itself goes on to the caller
        log.write(event)


def _close(source: Iterator[Event]) -> None:
    """Have the engine leave its loop and let go of what it holds."""
    if isinstance(source, Generator):
        source.close()


def _equal_elements(base: Observation, observation: Observation) -> frozenset[str]:
    """Refs of the elements that are exactly as they were."""
    before = base.by_ref
    return frozenset(
        element.ref for element in observation.elements if before.get(element.ref) == element
    )
