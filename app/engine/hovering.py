"""Hovering over icons to hear what they are: an action like any other, so the gate is asked."""

from __future__ import annotations

from dataclasses import replace

from actions.action import GroundedAction, Move
from actions.context import RunContext
from actions.environment import Environment
from actions.errors import ActionError
from actions.target import Grounding
from actions.tooltip import tooltip
from app.engine.events import Effect
from app.engine.gate import Gate
from grounding.by_icon import IconGrounder
from grounding.grounder import Grounder
from perception.observation import Observation

_LIMIT = 1.5  # seconds that a tooltip may take


class Hovering:
    """Implements `grounding.by_icon.Hover`.

    Nobody is asked for leave: where the gate would ask, it is not done.

    Args:
        environment: in which the pointer is moved.
        gate: judges that.
    """

    def __init__(self, environment: Environment, gate: Gate) -> None:
        self._environment = environment
        self._gate = gate

    def __call__(self, grounding: Grounding, seen: Observation, context: RunContext) -> str:
        """See `Hover`."""
        if "Move" not in self._environment.capabilities.actions:
            return ""
        move = GroundedAction(action=Move(target=grounding.target), groundings=(grounding,))
        if self._gate.check(move, seen).effect is not Effect.ALLOW:
            return ""
        context.emit("What is this? Asking an icon for its tooltip.")
        try:
            now = self._environment.probe(grounding, context)
            if now.element is None or not now.hit:
                return ""
            point = now.element.click_point or now.element.box.center
            there = replace(grounding, element=now.element, point=point)
            return tooltip(self._environment, there, context, limit=_LIMIT)
        except ActionError:  # it moved away, or is covered: then it says nothing
            return ""


def with_hovering(grounder: Grounder, environment: Environment, gate: Gate) -> Grounder:
    """The grounder, and behind it the tooltips of icons; nothing is opened for it yet."""
    return IconGrounder(grounder, hover=Hovering(environment, gate))
