"""Grounding by a model that is shown the picture and asked where something is.

Asked only where no element fits the words. The answer is refined: the model is shown the
surroundings of its first answer enlarged, and asked again (zoom and refine). Two answers that
disagree are no answer.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Protocol

from actions.context import RunContext
from actions.errors import TargetNotFound
from actions.target import Description, Grounding, PointOn, Target
from grounding.by_ref import ground_point
from grounding.grounder import Grounder
from perception.geometry import Box, Point
from perception.observation import Observation

_ZOOM = 0.4  # part of the width and height of the picture that the second look shows
_APART = 0.12  # of the picture's diagonal: answers farther apart than this disagree


class Pointer(Protocol):
    """A model that finds what is described in a picture."""

    def point(
        self, description: str, observation: Observation, region: Box | None, context: RunContext
    ) -> Point | None:
        """Where it is, in environment pixels; None if the model does not see it.

        Args:
            description: what is looked for.
            observation: with a screenshot.
            region: the part of the environment that is shown, in environment pixels; all if None.
            context: of the run.

        Raises:
            TargetNotFound: the model cannot be asked; the message says why.
        """

    def close(self) -> None:
        """Let go of the model."""


class ModelGrounder:
    """Grounds descriptions by another grounder, and by a model where that finds nothing.

    Args:
        usual: tried first, and for all other targets.
        pointer: the model.
    """

    def __init__(self, usual: Grounder, pointer: Pointer) -> None:
        self._usual = usual
        self._pointer = pointer

    def ground(
        self, target: Target, observation: Observation, context: RunContext | None = None
    ) -> Grounding:
        """See `Grounder.ground`."""
        try:
            return self._usual.ground(target, observation, context)
        except TargetNotFound as missed:
            pictured = observation.screenshot is not None and bool(observation.viewport.size.width)
            if not isinstance(target, Description) or context is None or not pictured:
                raise
            found = self._pointed(target.text, observation, context)
            if found is None:
                raise
            return _grounding(found, observation, missed)

    def close(self) -> None:
        """Let go of the model."""
        self._usual.close()
        self._pointer.close()

    def _pointed(
        self, description: str, observation: Observation, context: RunContext
    ) -> Point | None:
        """The point that two looks agree on."""
        first = self._pointer.point(description, observation, None, context)
        if first is None:
            return None
        size = observation.viewport.size
        region = _around(first, size.width, size.height)
        second = self._pointer.point(description, observation, region, context)
        if second is None:
            return None
        apart = math.hypot(second.x - first.x, second.y - first.y)
        return second if apart <= _APART * math.hypot(size.width, size.height) else None


def _grounding(point: Point, observation: Observation, missed: TargetNotFound) -> Grounding:
    # Its target is the point: inside a picture or a canvas the middle of the element is no use.
    try:
        found = ground_point(PointOn(x=point.x, y=point.y), observation)
    except TargetNotFound as failure:
        raise TargetNotFound(f"{missed}; the model points outside: {failure}") from failure
    return replace(found, families=("model",))


def _around(point: Point, width: float, height: float) -> Box:
    """The surroundings of a point, within the picture."""
    wide, high = width * _ZOOM, height * _ZOOM
    left = min(max(point.x - wide / 2, 0.0), width - wide)
    top = min(max(point.y - high / 2, 0.0), height - high)
    return Box(left, top, wide, high)
