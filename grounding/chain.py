"""The grounder that is used unless another is asked for: each kind of target has its way."""

from __future__ import annotations

from typing import assert_never

from actions.context import RunContext
from actions.target import Anchors, Description, ElementRef, Grounding, PointOn, Target
from grounding import by_anchors, by_name, by_ref
from grounding.by_icon import IconGrounder
from grounding.grounder import Grounder
from perception.icon_naming import Icons
from perception.observation import Observation


class ChainGrounder:
    """Finds targets without a model."""

    def ground(
        self, target: Target, observation: Observation, context: RunContext | None = None
    ) -> Grounding:
        """See `Grounder.ground`."""
        match target:
            case ElementRef():
                return by_ref.ground_ref(target, observation)
            case PointOn():
                return by_ref.ground_point(target, observation)
            case Description():
                return by_name.ground(target, observation)
            case Anchors():
                return by_anchors.ground(target, observation)
            case _:
                assert_never(target)

    def close(self) -> None:
        """Nothing is held."""


def default_grounder(icons: Icons | None = None) -> Grounder:
    """A grounder that needs neither key nor download.

    Args:
        icons: knows what icons without a name look like; None: these cannot be found by it.
    """
    chain = ChainGrounder()
    return IconGrounder(chain, icons) if icons is not None else chain
