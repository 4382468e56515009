"""Old observations, packed: a run of thousands of steps stays small.

What was seen long ago is seldom looked at again, but it must be possible: the second reading at the
end asks what a page showed before the first edit. So the elements of an observation can be packed;
whoever asks for them gets them unpacked, and nothing keeps them.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, overload

from actions.trajectory import Step
from perception.change import Change
from perception.element import Element
from perception.observation import Observation

_TOLD = 20  # sentences of what changed in an old step
RECENT = 24  # steps whose observations are kept as they are

_FIELDS = tuple(each.name for each in fields(Element))
_ATTRIBUTES = _FIELDS.index("attributes")
_KEY = "_stowed"


class Stowed(Observation):
    """An observation whose elements are packed; equal to nothing but itself."""

    _packed: bytes

    @property
    def elements(self) -> tuple[Element, ...]:
        """Unpacked anew each time."""
        return tuple(_element(each) for each in pickle.loads(zlib.decompress(self._packed)))

    @property
    def by_ref(self) -> dict[str, Element]:  # not cached: that is its point
        """Elements by their ref."""
        return {element.ref: element for element in self.elements}

    @property
    def children(self) -> dict[str | None, tuple[Element, ...]]:  # likewise
        """Elements by their parent's ref; roots under None."""
        return self.whole().children

    def whole(self) -> Observation:
        """The observation as it was."""
        names = (each.name for each in fields(Observation))
        return Observation(**{name: getattr(self, name) for name in names})

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def stowed(observation: Observation) -> Observation:
    """The observation with its elements packed; the same object for the same observation."""
    if isinstance(observation, Stowed):
        return observation
    known: Stowed | None = observation.__dict__.get(_KEY)
    if known is None:
        known = Stowed.__new__(Stowed)
        kept = {each.name: getattr(observation, each.name) for each in fields(Observation)}
        flat = [_flat(element) for element in kept.pop("elements")]
        known.__dict__.update(kept, _packed=zlib.compress(pickle.dumps(flat), 1))
        observation.__dict__[_KEY] = known  # frozen for the world; the same fact, said shorter
    return known


def stowed_step(step: Step) -> Step:
    """The step with what was seen before and after it packed."""
    after = stowed(step.after) if step.after is not None else None
    change = step.change
    if change is not None and (change.appeared or change.gone or change.altered):
        # The sentences tell it; refs of long ago mean nothing any more.
        change = Change(lines=change.lines[:_TOLD], moved_on=change.moved_on)
    return replace(step, observation=stowed(step.observation), after=after, change=change)


class Past(Sequence[Step]):
    """The steps of a run; those before the last few with their observations packed."""

    def __init__(self, steps: Iterable[Step] = (), recent: int = RECENT) -> None:
        self._recent = recent
        self._steps: list[Step] = []
        for step in steps:
            self.append(step)

    def append(self, step: Step) -> None:
        """Another step."""
        self._steps.append(step)
        old = len(self._steps) - self._recent - 1
        if old >= 0:
            self._steps[old] = stowed_step(self._steps[old])

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, at: int) -> Step: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Step]: ...

    def __getitem__(self, at: int | slice) -> Step | Sequence[Step]:
        return self._steps[at]

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)


def _flat(element: Element) -> tuple[Any, ...]:
    values = [getattr(element, name) for name in _FIELDS]
    values[_ATTRIBUTES] = dict(element.attributes)  # a read-only view cannot be pickled
    return tuple(values)


def _element(values: tuple[Any, ...]) -> Element:
    return Element(**dict(zip(_FIELDS, values, strict=True)))
