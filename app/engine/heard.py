"""The events of a run as a front end can still ask for them: bounded, however long the run is."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from app.engine.events import Event, GivenBack, Observed, StepFinished
from app.engine.stowed import stowed, stowed_step

_WHOLE = 64  # events whose observations are kept as they are
_MOST = 4096  # events after the first one


class Heard:
    """Numbered events: the first one, and the last few thousand."""

    def __init__(self, whole: int = _WHOLE, most: int = _MOST) -> None:
        self._whole, self._most = whole, most
        self._first: Event | None = None
        self._rest: deque[Event] = deque()
        self._dropped = 0
        self.end = 0  # the number of the next one

    def append(self, event: Event) -> None:
        """Another event."""
        if self._first is None:
            self._first = event
        else:
            self._rest.append(event)
            if len(self._rest) > self._whole:
                self._rest[-self._whole - 1] = packed(self._rest[-self._whole - 1])
            if len(self._rest) > self._most:
                self._rest.popleft()
                self._dropped += 1
        self.end += 1

    def get(self, at: int) -> tuple[int, Event]:
        """The event with this number, or the next one that is still here; with its number."""
        assert self._first is not None
        if at == 0:
            return 0, self._first
        place = max(at - 1 - self._dropped, 0)
        return place + 1 + self._dropped, self._rest[place]


def packed(event: Event) -> Event:
    """The event with what was seen packed."""
    match event:
        case Observed(observation=observation):
            return replace(event, observation=stowed(observation))
        case StepFinished(step=step):
            return replace(event, step=stowed_step(step))
        case GivenBack(steps=steps):
            return replace(event, steps=tuple(stowed_step(each) for each in steps))
        case _:
            return event
