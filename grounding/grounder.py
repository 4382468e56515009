"""The grounder: target -> element and point."""

from __future__ import annotations

from typing import Protocol

from actions.context import RunContext
from actions.target import Grounding, Target
from perception.observation import Observation


class Grounder(Protocol):
    """Finds what a target means in an observation."""

    def ground(
        self, target: Target, observation: Observation, context: RunContext | None = None
    ) -> Grounding:
        """Find it.

        Args:
            target: what is aimed at.
            observation: where it is looked for.
            context: of the run; without one no model is asked.

        Raises:
            TargetNotFound: nothing fits. If the observation is not complete, the caller observes
                the whole page and asks again.
            TargetAmbiguous: several elements fit about as well; the message lists them.
            TargetChanged: the ref of an `ElementRef` is not in this observation.
        """

    def close(self) -> None:
        """Let go of what it holds, when the run is over. Idempotent."""
