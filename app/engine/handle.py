"""The one way to hold a run: command line, window, MCP server and evaluation use only this."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

from actions.context import Cancel, RunContext
from actions.environment import Environment, SecretResolver
from actions.trajectory import Outcome, Task
from app.engine.approval import Approver, Correction, Person
from app.engine.events import Answer, Event, RunFinished
from app.engine.gate import Gate
from app.engine.heard import Heard
from app.engine.hold import ByHand, PreviewAnswer
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from grounding.grounder import Grounder

Recorder = Callable[[Iterator[Event]], Iterator[Event]]


def _unrecorded(events: Iterator[Event]) -> Iterator[Event]:
    return events


class RunHandle:
    """A run on a thread of its own.

    Make it with `start`. All methods may be called from any thread. A stop ends the run within a
    second, whatever the planner or the environment is doing, with a `RunFinished` as last event.
    """

    def __init__(
        self,
        play: Callable[[RunContext, Person], Iterator[Event]],
        *,
        emit: Callable[[str], None] | None = None,
        at_end: Callable[[], None] | None = None,
        patience: float = 600.0,
    ) -> None:
        """Hold a run that `play` makes; it begins at once.

        Args:
            play: gives the events, recorded already.
            emit: told progress that is shown and not logged.
            at_end: called on the run's thread after the last event, as to close the environment.
            patience: seconds that the person has to answer.
        """
        self.person = Person(patience=patience)
        self.context = RunContext(cancel=Cancel())
        if emit is not None:
            self.context = RunContext(cancel=self.context.cancel, emit=emit)
        self._play = play
        self._at_end = at_end
        self._news = threading.Condition()
        self._events = Heard()
        self._result: RunFinished | None = None
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="deskhand-run", daemon=True)
        self._thread.start()

    @classmethod
    def start(
        cls,
        task: Task,
        *,
        environment: Environment,
        planner: Planner,
        grounder: Grounder,
        gate: Gate,
        approver: Approver | None = None,
        limits: Limits | None = None,
        record: Recorder = _unrecorded,
        secrets: SecretResolver | None = None,
        screenshots: bool = True,
        run_id: str = "",
        parent: str = "",
        settings: Mapping[str, str] | None = None,
        attended: bool = False,
        emit: Callable[[str], None] | None = None,
        at_end: Callable[[], None] | None = None,
        patience: float = 600.0,
    ) -> RunHandle:
        """Start a run. What is not said here is as in `app.engine.run.run` and `RunHandle`.

        `approver` answers approvals and questions; by default they wait for `approve` and `reply`.
        `record` writes each event before it is passed on (`app.runs.log.record`).
        """

        def play(context: RunContext, person: Person) -> Iterator[Event]:
            return record(
                run(
                    task,
                    environment=environment,
                    planner=planner,
                    grounder=grounder,
                    gate=gate,
                    approver=approver or person,
                    limits=limits,
                    context=context,
                    person=person,
                    secrets=secrets,
                    screenshots=screenshots,
                    run_id=run_id,
                    parent=parent,
                    settings=settings,
                    attended=attended,
                )
            )

        return cls(play, emit=emit, at_end=at_end, patience=patience)

    def events(self) -> Iterator[Event]:
        """The events from the first one on, as they come; ends after the `RunFinished`.

        May be called several times, as for a window that opens late. Of a long run only the first
        event and the last few thousand are still here, with old observations packed: the log has
        them all.
        """
        at = 0
        while True:
            with self._news:
                while at >= self._events.end:
                    if self._result is not None:
                        return
                    self._news.wait()
                at, event = self._events.get(at)
            at += 1
            yield event

    def stop(self, reason: str = "stopped by the person") -> None:
        """End the run now."""
        self.context.cancel.cancel(reason)

    def pause(self) -> None:
        """Hold the run before its next decision or action."""
        self.person.hold.pause()

    def resume(self) -> None:
        """Let a paused run go on."""
        self.person.hold.resume()

    def step(self) -> None:
        """Let the run do one step, and hold it after that."""
        self.person.hold.step()

    @property
    def paused(self) -> bool:
        """Whether the run is held, or will be before its next action."""
        return self.person.hold.paused

    def set_preview(self, on: bool) -> None:
        """Have each action shown (`Previewed`) before it happens, or not any more."""
        self.person.hold.set_preview(on)

    def answer_preview(self, identity: str, answer: PreviewAnswer) -> bool:
        """Say what is to become of a shown action; False if it is not waited for (any more)."""
        return self.person.hold.answer(identity, answer)

    def take_over(self, reason: str = "") -> None:
        """Give the environment to the person as soon as what is under way has ended.

        From then on the run does nothing in it. An approval that is open counts as denied, a
        question as answered by it.
        """
        self.person.hold.take(reason)

    def by_hand(self, deed: ByHand) -> bool:
        """Do something in the environment as the person; False if they do not have it."""
        return self.person.hold.hand(deed)

    def give_back(self, note: str = "") -> bool:
        """Let the run have the environment again; False if the person did not have it.

        The run looks anew, and its planner is told what the person did.
        """
        return self.person.hold.give_back(note)

    def correct(self, correction: Correction) -> None:
        """Say "not that one: this one"; the planner is told before its next decision."""
        self.person.correct(correction)

    def approve(self, request_id: str, answer: Answer, note: str = "") -> bool:
        """Answer an approval; False if the run does not wait for this one (any more)."""
        return self.person.answer(request_id, answer, note)

    def reply(self, text: str) -> bool:
        """Answer the planner's question; False if the run does not wait for one."""
        return self.person.respond(text)

    def steer(self, text: str) -> None:
        """Say something to the planner, heard before its next decision."""
        self.person.say(text)

    @property
    def running(self) -> bool:
        """Whether the last event is still to come."""
        with self._news:
            return self._result is None

    def result(self, timeout: float | None = None) -> RunFinished:
        """Wait for the end.

        Raises:
            TimeoutError: it did not come in time; the run goes on.
        """
        with self._news:
            if not self._news.wait_for(lambda: self._result is not None, timeout):
                raise TimeoutError("the run has not ended yet")
            assert self._result is not None
            return self._result

    def join(self, timeout: float | None = None) -> bool:
        """Wait until everything is closed, too; whether it is."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        last: RunFinished | None = None
        try:
            for event in self._play(self.context, self.person):
                if isinstance(event, RunFinished):
                    last = event  # told only when nothing can go wrong with it any more
                else:
                    self.person.expect(event)
                    self._tell(event)
        except BaseException as failure:  # noqa: BLE001  a thread has nobody to raise it to
            self.failure = failure
            if last is None or last.outcome is not Outcome.CRASHED:
                cause = f"{type(failure).__name__}: {failure}"
                last = RunFinished(outcome=Outcome.CRASHED, reason=cause)
        self._tell(last or RunFinished(outcome=Outcome.CRASHED, reason="the run ended silently"))
        if self._at_end is not None:
            self._at_end()

    def _tell(self, event: Event) -> None:
        with self._news:
            self._events.append(event)
            if isinstance(event, RunFinished):
                self._result = event
            self._news.notify_all()
