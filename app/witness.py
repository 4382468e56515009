"""Listens to a person who has taken over a run and works in the environment's own window."""

from __future__ import annotations

import logging

from actions.errors import EnvironmentUnavailable
from actions.late import LateEnvironment
from actions.trajectory import Step, Task
from app.recording.session import risk_of
from app.recording.takeover import Takeover
from perception.observation import Observation
from skills.reduce import reduce
from skills.tidy import cleaned

logger = logging.getLogger(__name__)


class Listener:
    """Implements `app.engine.hands.Witness` for an environment that has a window of its own.

    That nothing can be heard is no reason not to let the person take over.

    Args:
        environment: of the run.
    """

    def __init__(self, environment: LateEnvironment) -> None:
        self._environment = environment
        self._takeover: Takeover | None = None

    def begin(self, seen: Observation) -> None:
        """Listen to what is in front."""
        opened = self._environment.opened
        if opened is None:
            return
        takeover = Takeover(opened, seen)
        try:
            takeover.begin()
        except EnvironmentUnavailable as failure:
            logger.info("the takeover is not heard: %s", failure)
            return
        self._takeover = takeover

    def end(self) -> tuple[Step, ...]:
        """What the person did, as far as it could be understood."""
        takeover, self._takeover = self._takeover, None
        if takeover is None:
            return ()
        heard = reduce(takeover.end(), Task(text=""), judge=risk_of).trajectory.steps
        return tuple(cleaned(heard) or heard)
