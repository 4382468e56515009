"""Where a run and a runner meet: the one wants to act and look, the other calls once a step.

Two threads meet here. The runner's brings what it sees and waits for what to do (`turn`). The run's
takes what was brought (`look`) and hands out what is to be done (`hand`); what it sees after that
is what the runner brings next.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Generic, TypeVar

from actions.context import RunContext
from actions.errors import EnvironmentUnavailable

T = TypeVar("T")  # what the runner sees
A = TypeVar("A")  # what the runner is handed


@dataclass(frozen=True, slots=True)
class Turn(Generic[A]):
    """What the runner is to do.

    Attributes:
        actions: to carry out; none if the run has ended or needs longer.
        ended: whether the run has ended.
        late: whether the run was not ready in time.
    """

    actions: tuple[A, ...] = ()
    ended: bool = False
    late: bool = False


class Relay(Generic[T, A]):
    """The meeting place of one run and its runner."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._seen: T | None = None
        self._fresh = False  # whether what was brought shows all that was handed out
        self._handed: tuple[A, ...] | None = None
        self._ended = False

    # The runner's side.

    def turn(self, seen: T, limit: float) -> Turn[A]:
        """Bring what is seen now, and wait for what to do.

        Args:
            seen: now, after all that was handed out has been done.
            limit: seconds that the run has.
        """
        end = time.monotonic() + limit
        with self._news:
            self._seen, self._fresh = seen, True
            self._news.notify_all()
            while self._handed is None and not self._ended:
                left = end - time.monotonic()
                if left <= 0:
                    return Turn(late=True)
                self._news.wait(left)
            if self._handed is not None:
                handed, self._handed = self._handed, None
                return Turn(actions=handed)
            return Turn(ended=True)

    def end(self) -> None:
        """The run is over: nothing more will be handed out."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    # The run's side.

    def look(self, context: RunContext) -> T:
        """What there is now, as soon as the runner has brought it.

        Raises:
            EnvironmentUnavailable: it will bring nothing more.
            RunCancelled: the run was stopped.
        """
        with self._news:
            self._await_fresh(context)
            assert self._seen is not None
            return self._seen

    def hand(self, actions: tuple[A, ...], context: RunContext) -> None:
        """Hand out what is to be done, once all that was handed out before has been.

        Raises:
            EnvironmentUnavailable: nobody will do it.
            RunCancelled: the run was stopped.
        """
        with self._news:
            self._await_fresh(context)
            self._handed, self._fresh = actions, False
            self._news.notify_all()

    @property
    def owed(self) -> bool:
        """Whether something was handed out whose effect nobody has seen yet."""
        with self._news:
            return not self._fresh

    def _await_fresh(self, context: RunContext) -> None:
        def wake() -> None:
            with self._news:
                self._news.notify_all()

        with context.cancel.register(wake):
            while not self._fresh:
                context.check()
                if self._ended:
                    raise EnvironmentUnavailable("the runner has ended the episode")
                self._news.wait(0.5)
        context.check()
