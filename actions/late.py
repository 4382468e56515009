"""An environment that is opened when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from actions.action import GroundedAction
from actions.context import RunContext
from actions.environment import (
    Capabilities,
    Effect,
    Environment,
    Probe,
    Reading,
    SecretResolver,
)
from actions.errors import EnvironmentUnavailable
from actions.target import Grounding
from perception.observation import Observation
from perception.predicate import Predicate
from perception.screenshot import Screenshot


class LateEnvironment:
    """Stands for an environment and opens it at the first call.

    So a run can begin, and be stopped, while a browser still starts. May be closed from another
    thread at any time: what is opened after that is closed at once.

    Args:
        name: of the environment that will be opened.
        opener: opens it; may raise `EnvironmentUnavailable`.
    """

    def __init__(self, name: str, opener: Callable[[], Environment]) -> None:
        self._name = name
        self._opener = opener
        self._opening = threading.Lock()  # held while it is opened
        self._state = threading.Lock()
        self._environment: Environment | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._opened().capabilities

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive."""
        return self._opened().observe(context, whole=whole, screenshot=screenshot)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until the active surface is stable."""
        return self._opened().settle(context, limit=limit, until=until)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now."""
        return self._opened().probe(grounding, context)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action that the gate let pass."""
        return self._opened().execute(action, context, secrets=secrets)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time."""
        return self._opened().read(context, fresh=fresh, url=url)

    @property
    def opened(self) -> Environment | None:
        """The environment itself; None before it is opened and after it is closed."""
        with self._state:
            return self._environment

    def frame(self) -> Screenshot | None:
        """A picture for the live view; None before it is opened."""
        environment = self.opened
        return environment.frame() if environment is not None else None

    def close(self) -> None:
        """Let go of everything. Idempotent; does not wait for an opening that is under way."""
        with self._state:
            self._closed = True
            environment, self._environment = self._environment, None
        if environment is not None:
            environment.close()

    def _opened(self) -> Environment:
        with self._opening:
            with self._state:
                if self._closed:
                    raise EnvironmentUnavailable(f"The {self._name} was closed.")
                if self._environment is not None:
                    return self._environment
            environment = self._opener()
            with self._state:
                if not self._closed:
                    self._environment = environment
                    return environment
            environment.close()
            raise EnvironmentUnavailable(f"The {self._name} was closed while it started.")
