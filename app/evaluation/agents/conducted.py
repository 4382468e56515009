"""A run of Deskhand that somebody else's runner conducts, one step at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from actions.action import Finish
from actions.environment import Environment
from actions.late import LateEnvironment
from actions.trajectory import Outcome
from app.engine.events import (
    Answer,
    ApprovalRequested,
    Asked,
    Decided,
    Event,
    RunFinished,
    StepFinished,
)
from app.engine.planner import Planner
from app.evaluation.agents.relay import Relay
from app.launch import Launched, LaunchOptions, launch
from app.paths import Paths, paths
from app.place import Place
from app.safety.permissions import Mode
from app.settings import Settings, load_settings
from app.where import Where

logger = logging.getLogger(__name__)

T = TypeVar("T")
A = TypeVar("A")

_NOBODY = "nobody is there to answer: decide yourself, or give up"
_FOREVER = 100_000  # steps and minutes: the runner has its own limits
_LONGEST = 2_000  # characters of what is said of a step
_ENDING = 20.0  # seconds that a run has to end


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOptions:
    """How Deskhand takes part in a runner.

    Attributes:
        planner: "builtin", "script:FILE", or the name of a model of models.yaml.
        make_planner: makes the planner of each episode instead.
        patience: seconds that a step's decision may take; then the runner is told to wait.
        home: where Deskhand's files lie; None: the usual place.
        settings: None: those of the person.
        budget: dollars that models may cost in an episode; None takes that of the settings.
    """

    planner: str = "builtin"
    make_planner: Callable[[], Planner] | None = None
    patience: float = 600.0
    home: Paths | None = None
    settings: Settings | None = None
    budget: float | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How an episode ended.

    Attributes:
        infeasible: the planner holds the task to be impossible, or nothing could be done.
        said: in words.
        answer: that the run gave.
    """

    infeasible: bool
    said: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Step(Generic[A]):
    """What is told to a runner for one of its steps.

    Attributes:
        said: what was thought and done since the last one.
        actions: to carry out.
        ended: set when the episode is over.
        late: the planner needs longer.
    """

    said: str
    actions: tuple[A, ...] = ()
    ended: Ended | None = None
    late: bool = False


@dataclass
class Conducted(Generic[T, A]):
    """One episode.

    Args:
        instruction: in words.
        relay: where run and runner meet.
        make_environment: makes the turned environment.
        options: how.
    """

    instruction: str
    relay: Relay[T, A]
    make_environment: Callable[[], Environment]
    options: AgentOptions
    said: list[str] = field(default_factory=list)
    finished: RunFinished | None = None
    launched: Launched | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin the run.

        Raises:
            UsageError: an option makes no sense.
            StorageError: its folder cannot be written to.
        """
        where = paths_of(self.options)
        settings = self.options.settings or load_settings(where.settings)
        make = self.options.make_planner
        task = LaunchOptions(
            task=self.instruction,
            where=Where(environment="runner"),
            planner=self.options.planner,
            mode=Mode.AUTO,
            attended=True,  # by us: nothing depends on a benchmark's machine
            max_steps=_FOREVER,
            minutes=_FOREVER,
            budget=self.options.budget,
        )
        place = Place(
            environment=LateEnvironment("runner", self.make_environment), where=task.where
        )
        self.launched = launch(
            task, where, settings, place=place, planner=make() if make is not None else None
        )
        threading.Thread(target=self._attend, name="attend", daemon=True).start()

    def step(self, seen: T) -> Step[A]:
        """Bring what is seen now; what is to be done."""
        turn = self.relay.turn(seen, self.options.patience)
        if turn.ended:
            self._ended.wait(_ENDING)
            return Step(said=self._told(), ended=self._end())
        return Step(said=self._told(), actions=turn.actions, late=turn.late)

    def stop(self) -> None:
        """End the run, wherever it is."""
        if self.launched is not None:
            self.launched.handle.stop("the runner has ended the episode")
            self.relay.end()
            self.launched.handle.join(_ENDING)
            self._ended.wait(_ENDING)

    def _attend(self) -> None:
        """Follow the run: approve, answer, and note down what it says."""
        assert self.launched is not None
        handle = self.launched.handle
        try:
            for event in handle.events():
                self._heard(event)
        finally:
            self.relay.end()
            self._ended.set()

    def _heard(self, event: Event) -> None:
        assert self.launched is not None
        handle = self.launched.handle
        match event:
            case ApprovalRequested():
                identity = event.request.id
                _once_awaited(lambda: handle.approve(identity, Answer.ONCE))
            case Asked():
                _once_awaited(lambda: handle.reply(_NOBODY))
            case Decided() if event.decision.thought:
                self.said.append(event.decision.thought)
            case StepFinished() if event.step.error:
                self.said.append(f"[{type(event.step.action).__name__} failed: {event.step.error}]")
            case RunFinished():
                self.finished = event

    def _told(self) -> str:
        """What was said since the last step."""
        said, self.said = "\n".join(self.said), []
        return said[-_LONGEST:]

    def _end(self) -> Ended:
        end = self.finished
        if end is None:
            return Ended(True, "the run ended without a word")
        impossible = isinstance(end.control, Finish) and not end.control.success
        infeasible = impossible or end.outcome in _IMPOSSIBLE
        if end.outcome is Outcome.CRASHED:
            logger.error("the run crashed: %s", end.reason)
        reason = end.reason.splitlines()[0] if end.reason else ""
        said = f"{end.outcome}: {reason or end.answer}".rstrip(": ")
        return Ended(infeasible, said, end.answer)


def _once_awaited(answer: Callable[[], bool]) -> None:
    """Give an answer as soon as the run waits for it: the question comes a moment before."""
    end = time.monotonic() + _ENDING
    while not answer() and time.monotonic() < end:
        time.sleep(0.02)


_IMPOSSIBLE = frozenset(
    {Outcome.GAVE_UP, Outcome.REFUSED, Outcome.UNAVAILABLE, Outcome.CRASHED, Outcome.STOPPED}
)


def paths_of(options: AgentOptions) -> Paths:
    """Where Deskhand's files lie."""
    return options.home or paths()
