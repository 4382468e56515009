"""The run that the window holds, what state it is in, and the tasks that wait behind it."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from actions.action import RunSkill
from actions.trajectory import Step
from app.engine.events import (
    ActionIntended,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Decided,
    Event,
    GivenBack,
    Observed,
    Paused,
    PreviewAnswered,
    Previewed,
    Resumed,
    RunFinished,
    RunStarted,
    StepFinished,
    TakenOver,
)
from app.engine.spending import Spending
from app.errors import DeskhandError
from app.gui.bridge import Background, RunBridge
from perception.observation import Observation

if TYPE_CHECKING:  # they take long to import, and the window is to open at once
    from app.launch import Launched
    from app.place import Place

_REMEMBERED = 16  # steps, for corrections and takeovers
_STOPPED_WITHIN = 5.0  # seconds


class State(Enum):
    """What goes on; WAITING is for the person, YOURS means that they have taken over."""

    READY = auto()
    STARTING = auto()
    LOOKING = auto()
    THINKING = auto()
    ACTING = auto()
    WAITING = auto()
    PAUSED = auto()
    YOURS = auto()
    STOPPING = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Job:
    """A task that can be begun.

    Attributes:
        title: in words.
        begin: begins it, in the place that the run before has left open if it follows that one.
        follows: it goes on where the run before has ended.
    """

    title: str
    begin: Callable[[Place | None], Launched]
    follows: bool = False


class RunSession(QObject):
    """Begins runs one after another, and tells of the one that goes on.

    Signals:
        began: a run began.
        happened: an `Event` of it.
        pictured: a `Picture` of its environment.
        changed: state, steps or cost are others.
        ended: a run is over and everything is let go of.
        refused: a task could not be begun; why.
        queue_changed: other tasks wait.
    """

    began = Signal()
    happened = Signal(object)
    pictured = Signal(object)
    changed = Signal()
    ended = Signal()
    refused = Signal(str)
    queue_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Background(self)
        self._bridge: RunBridge | None = None
        self._starting = False
        self._closing = False
        self._skills: list[RunSkill] = []
        self.state = State.READY
        self.place: Place | None = None
        self.waiting: list[Job] = []
        self.preview = False
        self._forget()

    def _forget(self) -> None:
        """Nothing is known of a run yet."""
        self._skills = []
        self.title = ""
        self.steps = 0
        self.spent = Spending()
        self.since = 0.0
        self.seconds = 0.0
        self.finished: RunFinished | None = None
        self.seen: Observation | None = None
        self.decided: Decided | None = None
        self.recent: deque[Step] = deque(maxlen=_REMEMBERED)

    # What is going on.

    @property
    def running(self) -> bool:
        """Whether a run goes on, or is being started."""
        return self._bridge is not None or self._starting

    @property
    def bridge(self) -> RunBridge | None:
        """To the run that goes on."""
        return self._bridge

    @property
    def launched(self) -> Launched | None:
        """The run that goes on, or the last one."""
        return self._launched if hasattr(self, "_launched") else None

    @property
    def skill(self) -> RunSkill | None:
        """The skill that decides now; None while the task's planner does."""
        return self._skills[-1] if self._skills else None

    @property
    def elapsed(self) -> float:
        """Seconds since the run began, or that it took."""
        return time.monotonic() - self.since if self.running and self.since else self.seconds

    # What the person wants.

    def order(self, job: Job) -> None:
        """Begin a task, or let it wait until the run that goes on is over."""
        if self.running:
            self.waiting.append(job)
            self.queue_changed.emit()
        else:
            self._begin(job)

    def forget(self, at: int) -> None:
        """Take a waiting task off the list."""
        del self.waiting[at]
        self.queue_changed.emit()

    def stop(self) -> None:
        """End the run now."""
        if self._bridge is not None:
            self._set(State.STOPPING)
            self._bridge.stop()

    def pause(self, paused: bool) -> None:
        """Hold the run, or let it go on."""
        if self._bridge is not None:
            self._bridge.pause(paused)

    def step(self) -> None:
        """Let the run do one step and hold it again."""
        if self._bridge is not None:
            self._bridge.step()

    def set_preview(self, on: bool) -> None:
        """Have actions shown before they happen, in this run and the next ones."""
        self.preview = on
        if self._bridge is not None:
            self._bridge.preview(on)

    def leave_place(self) -> None:
        """Close what the last run has left open."""
        place, self.place = self.place, None
        if place is not None:
            self._work.ask("close", place.close, lambda _: None, lambda _: None)
            self.changed.emit()

    def end(self) -> None:
        """Stop everything and wait for it: the window is being closed."""
        self._closing = True
        self.waiting.clear()
        if self._bridge is not None:
            self._bridge.stop()
            self._bridge.wait(_STOPPED_WITHIN)
        self.leave_place()
        self._work.close()

    # One run.

    def _begin(self, job: Job) -> None:
        self._forget()
        self.title = job.title
        self._starting = True
        place, self.place = self.place, None
        if place is not None and not (job.follows and place.open):
            old, place = place, None
            self._work.ask("close", old.close, lambda _: None, lambda _: None)
        self._set(State.STARTING)
        self._work.ask("begin", lambda: job.begin(place), self._launch, self._not_begun)

    def _not_begun(self, failure: DeskhandError) -> None:
        self._starting = False
        self._set(State.READY)
        self.refused.emit(str(failure))
        self._next()

    def _launch(self, launched: Launched) -> None:
        self._starting = False
        self._launched = launched
        self.title = self.title or launched.task.text
        self.since = time.monotonic()
        bridge = self._bridge = RunBridge(launched, self)
        bridge.happened.connect(self._hear)
        bridge.pictured.connect(self.pictured)
        bridge.closed.connect(self._closed)
        if self.preview:
            bridge.preview(True)
        if self._closing:
            bridge.stop()
        self.began.emit()
        self.changed.emit()

    def _closed(self) -> None:
        bridge, self._bridge = self._bridge, None
        if bridge is None:
            return
        bridge.wait(0)
        bridge.deleteLater()
        self.seconds = time.monotonic() - self.since
        place = bridge.launched.place
        if place is not None and self._closing:
            place.close()
        elif place is not None and place.open:
            self.place = place
        self._set(State.DONE)
        self.ended.emit()
        self._next()

    def _next(self) -> None:
        """Begin what waits longest."""
        if self.waiting and not self._closing:
            job = self.waiting.pop(0)
            self.queue_changed.emit()
            self._begin(job)

    # What happens in it.

    def _hear(self, event: Event) -> None:
        state = self._take(event)
        if state is not None and self.state is not State.STOPPING:
            self._set(state)
        self.happened.emit(event)

    def _take(self, event: Event) -> State | None:
        """Keep what is told; the state that it means, if another one."""
        match event:
            case RunStarted():
                return State.LOOKING
            case Observed(observation=observation):
                if self.seen is None:
                    gc.freeze()  # what runs need has been imported: it stays for good
                self.seen = observation
                return State.THINKING
            case Decided(decision=decision, spent=spent):
                self.decided = event
                self.spent += spent
                self._skills += [each for each in decision.actions if isinstance(each, RunSkill)]
            case ActionIntended() | Resumed() | ApprovalGiven() | PreviewAnswered():
                return State.ACTING
            case StepFinished(step=step):
                self.steps += 1
                self.recent.append(step)
                self.seen = step.after or self.seen
                if isinstance(step.action, RunSkill) and self._skills:
                    self._skills.pop()
                return State.LOOKING
            case ApprovalRequested() | Asked() | Previewed():
                return State.WAITING
            case Paused():
                return State.PAUSED
            case TakenOver():
                return State.YOURS
            case GivenBack():
                return State.LOOKING
            case RunFinished():
                self.finished = event
                self.spent = event.spent or self.spent
                return State.DONE
            case _:
                pass
        return None

    def _set(self, state: State) -> None:
        self.state = state
        self.changed.emit()
