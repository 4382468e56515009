"""What an element says of itself when the pointer rests on it."""

from __future__ import annotations

import time

from actions.action import GroundedAction, Move
from actions.context import RunContext
from actions.environment import Environment
from actions.target import Grounding
from perception.element import Element, Visibility
from perception.observation import Observation

_LIMIT = 2.0  # seconds: toolkits show tooltips after half a second or so
_PAUSE = 0.1
_NEAR = 160  # pixels from the pointer to a text that has just come up


def tooltip(
    environment: Environment, grounding: Grounding, context: RunContext, limit: float = _LIMIT
) -> str:
    """Hover over what was grounded, and read the tooltip; "" if none comes up.

    The pointer stays there. Moving it changes nothing but what shows on hovering.

    Args:
        environment: where it is.
        grounding: the element, or a point.
        context: of the run.
        limit: seconds to wait for it.

    Raises:
        ActionError: the pointer cannot be moved there.
    """
    before = environment.observe(context, screenshot=False)
    move = GroundedAction(action=Move(target=grounding.target), groundings=(grounding,))
    environment.execute(move, context)
    end = time.monotonic() + limit
    while True:
        context.check()
        said = _new_text(before, environment.observe(context, screenshot=False), grounding)
        if said or time.monotonic() >= end:
            return said
        time.sleep(_PAUSE)


def _new_text(before: Observation, now: Observation, grounding: Grounding) -> str:
    """A tooltip; else a text that has come up near the pointer."""
    known = {(each.role, each.name) for each in before.elements}
    new = [
        each
        for each in now.elements
        if each.name
        and each.visibility is Visibility.VISIBLE
        and (each.role, each.name) not in known
    ]
    for each in new:
        if each.role == "tooltip":
            return each.name
    near = [each for each in new if not each.interactive and _distance(each, grounding) <= _NEAR]
    return min(near, key=lambda each: _distance(each, grounding)).name if near else ""


def _distance(element: Element, grounding: Grounding) -> float:
    """From the pointer to the nearest edge of an element."""
    box, at = element.box, grounding.point
    across = max(box.x - at.x, at.x - box.right, 0)
    down = max(box.y - at.y, at.y - box.bottom, 0)
    return float((across**2 + down**2) ** 0.5)
