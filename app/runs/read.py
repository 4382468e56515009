"""Reading a run's log back, as far as it can be trusted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from actions.trajectory import Outcome, Step, Trajectory
from app.engine.events import Decided, Event, RunFinished, RunStarted, StepFinished
from app.engine.spending import Spending
from app.errors import DeskhandError, storage_error
from app.runs.format import EVENT_TYPES, EVENTS, HEAD, OBSERVATION, SCREENS, line_hash
from app.runs.serial import SerialError, load, load_any, screenshot_loader
from perception.element import Element
from perception.observation import Observation
from perception.screenshot import Screenshot


class UnreadableRun(DeskhandError):
    """A folder holds no log of a run that could be read."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with its place and time in the log."""

    seq: int
    time: float
    event: Event


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """What a log says of a run.

    Attributes:
        folder: of the run.
        entries: the events, up to the first fault.
        fault: why the log could not be read further, in words; "" if it was read to its end.
        torn: the fault is only that the last line was not written to its end, as a crash leaves it.
    """

    folder: Path
    entries: tuple[Entry, ...]
    fault: str = ""
    torn: bool = False

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events alone."""
        return tuple(entry.event for entry in self.entries)

    @property
    def started(self) -> RunStarted | None:
        """The first event."""
        first = self.events[0] if self.events else None
        return first if isinstance(first, RunStarted) else None

    @property
    def finished(self) -> RunFinished | None:
        """The end, if the run came to one."""
        last = self.events[-1] if self.events else None
        return last if isinstance(last, RunFinished) else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The finished steps."""
        return tuple(event.step for event in self.events if isinstance(event, StepFinished))

    @property
    def outcome(self) -> Outcome | None:
        """Why the run ended; None while it is under way or after a crash."""
        return self.finished.outcome if self.finished else None

    @property
    def spent(self) -> Spending:
        """What models used up."""
        return spent_in(self.events)

    def trajectory(self) -> Trajectory:
        """The run as a trajectory.

        Raises:
            UnreadableRun: not even the first line could be read.
        """
        if self.started is None:
            raise UnreadableRun(f"The log in {self.folder} does not begin with the start of a run.")
        return Trajectory(task=self.started.task, steps=self.steps, outcome=self.outcome)


def spent_in(events: Iterable[Event]) -> Spending:
    """What models used up in a run: as its end says, or added up where it has none."""
    total = Spending()
    for event in events:
        if isinstance(event, RunFinished):
            return event.spent
        if isinstance(event, Decided):
            total += event.spent
    return total


class _Fault(Exception):
    """The log cannot be read beyond here."""

    def __init__(self, message: str, *, torn: bool = False) -> None:
        super().__init__(message)
        self.torn = torn


def read(folder: Path) -> RunRecord:
    """Read the log in a run's folder, to the last line that is complete and in its place.

    Raises:
        UnreadableRun: there is no log.
        StorageError: it cannot be opened.
    """
    lines = read_lines(folder, EVENT_TYPES)
    entries = tuple(Entry(seq=seq, time=time, event=event) for seq, time, event in lines.entries)
    return RunRecord(folder=folder, entries=entries, fault=lines.fault, torn=lines.torn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the lines of a log say: number, seconds since the epoch and event of each.

    `fault` and `torn` are as in `RunRecord`.
    """

    entries: tuple[tuple[int, float, Any], ...]
    fault: str = ""
    torn: bool = False


def read_lines(folder: Path, types: Mapping[str, type]) -> Lines:
    """Read a log of events of these types, by name, as far as it can be trusted.

    Raises:
        UnreadableRun: there is no log.
        StorageError: it cannot be opened.
    """
    path = folder / EVENTS
    entries: list[tuple[int, float, Any]] = []
    fault, torn = "", False
    try:
        with path.open("rb") as file:
            try:
                entries.extend(_entries(file, folder, types))
            except _Fault as found:
                fault, torn = str(found), found.torn
    except FileNotFoundError:
        raise UnreadableRun(f"There is no log of a run in {folder}.") from None
    except OSError as failure:
        raise storage_error("read the log", path, failure) from failure
    return Lines(entries=tuple(entries), fault=fault, torn=torn)


def _entries(
    lines: Iterable[bytes], folder: Path, types: Mapping[str, type]
) -> Iterator[tuple[int, float, Any]]:
    reader = _EventReader(folder / SCREENS, types)
    prev = ""
    for seq, whole in enumerate(lines):
        line = whole.removesuffix(b"\n")
        if line == whole:
            raise _Fault(f"line {seq + 1} is not complete", torn=True)
        head = HEAD.match(line)
        if head is None:
            raise _Fault(f"line {seq + 1} is not a line of a log")
        if int(head[1]) != seq or head[2].decode() != prev:
            raise _Fault(f"line {seq + 1} does not follow from the one before: it was changed")
        try:
            entry = json.loads(line)
            event = reader.read(seq, entry["type"], entry["data"])
        except (ValueError, KeyError, RecursionError) as failure:
            raise _Fault(f"line {seq + 1} cannot be read: {failure}") from failure
        if event is not None:
            yield seq, entry["time"], event
        prev = line_hash(line)


class _EventReader:
    """Turns the data of lines into events; remembers the observations that they refer to."""

    def __init__(self, screens: Path, types: Mapping[str, type]) -> None:
        self._types = types
        self._observations: dict[int, Observation] = {}
        self._screenshot = screenshot_loader(screens)

    def read(self, seq: int, type_name: str, data: Any) -> Any:
        """An event; None for what is only referred to."""
        if type_name == OBSERVATION:
            self._observations[seq] = self._observation(data)
            return None
        cls = self._types.get(type_name)
        if cls is None:
            raise SerialError(f"unknown kind of event {type_name!r}; is Deskhand older than it?")
        return load_any(data, cls, {Observation: self._known})

    def _known(self, seq: Any) -> Observation:
        if type(seq) is not int or seq not in self._observations:
            raise SerialError(f"no observation in line {seq!r}")
        return self._observations[seq]

    def _observation(self, data: Any) -> Observation:
        before = self._known(data["base"]).by_ref if "base" in data else {}

        def element(json_value: Any) -> Element:
            if not isinstance(json_value, str):
                return load(json_value, Element)
            if json_value not in before:
                raise SerialError(f"no element {json_value!r} in the observation before")
            return before[json_value]

        custom = {Element: element, Screenshot: self._screenshot}
        return load(data["observation"], Observation, custom)
