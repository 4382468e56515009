from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from actions.action import Ask, Click, Finish, GiveUp, Type, Wait
from actions.context import RunContext
from actions.environment import Environment
from actions.fake import FakeEnvironment, Fault
from actions.target import Description
from actions.trajectory import Decision, History, Outcome, Task
from app.engine.approval import Approver
from app.engine.events import (
    Answer,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Decided,
    Event,
    Observed,
    RunFinished,
    Steered,
    StepFinished,
)
from app.engine.gate import Gate
from app.engine.handle import RunHandle
from app.engine.planner import Planner
from app.planners.scripted import ScriptedPlanner
from app.safety.permissions import Mode, default_permissions
from grounding.chain import default_grounder
from perception.observation import Observation

SETTINGS = "https://fake.example/settings"
SAVE = Click(target=Description(text="Save"))


def start(
    script: Sequence[object] | Planner | Callable[..., object],
    *,
    environment: Environment | None = None,
    approver: Approver | None = None,
    mode: Mode = Mode.ASK_RISKY,
    patience: float = 20,
    record: Callable[[Iterator[Event]], Iterator[Event]] = iter,
    at_end: Callable[[], None] | None = None,
) -> RunHandle:
    planner = script if hasattr(script, "decide") else ScriptedPlanner(script)  # type: ignore[arg-type]
    return RunHandle.start(
        Task(text="save the settings"),
        environment=environment or FakeEnvironment(url=SETTINGS),
        planner=planner,  # type: ignore[arg-type]
        grounder=default_grounder(),
        gate=Gate(default_permissions(), mode),
        approver=approver,
        patience=patience,
        record=record,
        at_end=at_end,
    )


def until(handle: RunHandle, kind: type[Event]) -> Event:
    return next(event for event in handle.events() if isinstance(event, kind))


class Sleeper:
    """Thinks without ever looking at the stop flag."""

    name = "sleeper"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        time.sleep(self.seconds)
        return Decision(actions=(GiveUp(reason="slept"),))

    def close(self) -> None:
        """Nothing is held."""


def check_stop(handle: RunHandle, log: list[Event]) -> None:
    began = time.monotonic()
    handle.stop()
    end = handle.result(timeout=30)
    assert time.monotonic() - began < 2.5  # nobody waits for what takes 3 s
    assert end.outcome is Outcome.STOPPED
    assert list(handle.events())[-1] is end
    assert log[-1] is end, "the log is complete"
    assert log == list(handle.events())


def logging(log: list[Event]) -> Callable[[Iterator[Event]], Iterator[Event]]:
    def record(events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            log.append(event)
            yield event

    return record


def test_a_stop_does_not_wait_for_a_planner_that_sleeps() -> None:
    log: list[Event] = []
    handle = start(Sleeper(3), record=logging(log))
    time.sleep(0.2)
    check_stop(handle, log)


@pytest.mark.parametrize("call", ["observe", "probe", "execute", "settle"])
@pytest.mark.parametrize("kind", ["hang", "deaf"])
def test_a_stop_does_not_wait_for_an_environment(call: str, kind: str) -> None:
    log: list[Event] = []
    fault = Fault(kind=kind, at=call, seconds=3)  # type: ignore[arg-type]
    environment = FakeEnvironment(url="https://fake.example/odd", faults=[fault])
    script = [Click(target=Description(text="Count 0")), Wait(seconds=9)]
    handle = start(script, environment=environment, record=logging(log))
    time.sleep(0.3)
    check_stop(handle, log)


def test_a_stop_ends_the_second_reading() -> None:
    log: list[Event] = []
    from actions.action import Claim
    from perception.predicate import Text

    environment = FakeEnvironment(faults=[Fault(kind="deaf", at="read", seconds=3)])
    script = [Finish(claims=(Claim(predicate=Text(text="Welcome")),))]
    handle = start(script, environment=environment, record=logging(log))
    time.sleep(0.3)
    check_stop(handle, log)


def test_a_stop_ends_the_wait_for_an_approval_a_question_and_a_pause() -> None:
    for script, kind in (([SAVE], ApprovalRequested), ([Ask(question="?")], Asked)):
        log: list[Event] = []
        handle = start(script, record=logging(log))
        until(handle, kind)
        check_stop(handle, log)
    log = []
    handle = start([Wait(seconds=0.1)] * 20, record=logging(log))
    handle.pause()
    time.sleep(0.3)
    check_stop(handle, log)


def test_a_stop_before_the_start_and_after_the_end() -> None:
    handle = start(Sleeper(0))
    end = handle.result(5)
    handle.stop()
    assert handle.result(5) is end
    assert end.outcome is Outcome.GAVE_UP


def test_an_approved_action_is_done_once() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    handle = start([SAVE, SAVE, Finish()], environment=environment)
    answers = iter([Answer.ONCE, Answer.DENY])
    for event in handle.events():
        if isinstance(event, ApprovalRequested):
            assert not handle.approve("another", Answer.ONCE)
            assert handle.approve(event.request.id, next(answers), "because")
            assert not handle.approve(event.request.id, Answer.DENY), "answered already"
    assert len(environment.done) == 1
    second = [e.step for e in handle.events() if isinstance(e, StepFinished)][1]
    assert "not approved by person (because)" in second.error


def test_an_answer_for_the_task_covers_the_same_control_and_no_other() -> None:
    environment = FakeEnvironment(url="https://fake.example/contacts")
    delete = Click(target=Description(text="the Delete button in the row of Chen Wei"))
    script = [SAVE, SAVE, Finish()]
    handle = start(script)
    asked = 0
    for event in handle.events():
        if isinstance(event, ApprovalRequested):
            asked += 1
            handle.approve(event.request.id, Answer.TASK)
    assert asked == 1
    environment = FakeEnvironment(url="https://fake.example/contacts")
    handle = start([delete, Finish()], environment=environment)
    for event in handle.events():
        if isinstance(event, ApprovalRequested):
            asked += 1
            handle.approve(event.request.id, Answer.DENY)
    assert asked == 2


def test_always_is_never_said_of_a_commit() -> None:
    handle = start([SAVE, SAVE, Finish()])
    given = []
    for event in handle.events():
        if isinstance(event, ApprovalRequested):
            handle.approve(event.request.id, Answer.ALWAYS)
        if isinstance(event, ApprovalGiven):
            given.append(event.approval.answer)
    assert given == [Answer.ONCE, Answer.ONCE]


def test_no_answer_in_time_is_a_no() -> None:
    handle = start([SAVE, GiveUp(reason="no")], patience=0.2)
    end = handle.result(5)
    assert end.outcome is Outcome.REFUSED
    given = next(e for e in handle.events() if isinstance(e, ApprovalGiven))
    assert (given.approval.by, given.approval.answer) == ("timeout", Answer.DENY)


def test_the_planner_hears_the_reply_and_what_is_said() -> None:
    heard: list[object] = []

    def script(task: Task, observation: Observation, history: History) -> object:
        if not history.steps:
            return Ask(question="Which one?", options=("a", "b"))
        heard.append(history.steps[-1].reply)
        heard.extend(message.text for message in history.messages)
        return GiveUp(reason="heard")

    handle = start(script)
    assert not handle.reply("too early") or True
    question = until(handle, Asked)
    assert isinstance(question, Asked)
    time.sleep(0.1)
    handle.steer("hurry up")
    assert handle.reply("b")
    assert handle.result(5).outcome is Outcome.GAVE_UP
    assert heard == ["b", "hurry up"]
    assert until(handle, Steered)


def test_a_paused_run_does_nothing_until_it_is_resumed() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    handle = start(Sleeper(0.3), environment=environment)
    until(handle, Observed)
    handle.pause()
    until(handle, Decided)
    handle.resume()
    assert handle.result(5).outcome is Outcome.GAVE_UP

    begun, go = threading.Event(), threading.Event()

    def script(task: Task, observation: Observation, history: History) -> object:
        begun.set()
        go.wait(5)
        return Type(text="x", into=Description(text="Display name"))

    handle = start(script, environment=environment)
    begun.wait(5)
    handle.pause()
    go.set()
    time.sleep(0.4)
    assert environment.done == []
    handle.resume()
    until(handle, StepFinished)
    handle.stop()
    handle.result(5)
    assert environment.done


def test_events_can_be_heard_late_and_twice() -> None:
    handle = start([Finish()])
    handle.result(5)
    assert [type(e) for e in handle.events()] == [type(e) for e in handle.events()]
    assert isinstance(list(handle.events())[-1], RunFinished)


def test_a_crash_is_an_outcome() -> None:
    environment = FakeEnvironment(faults=[Fault(kind="bug", at="observe")])
    handle = start([Finish()], environment=environment)
    end = handle.result(5)
    assert end.outcome is Outcome.CRASHED
    assert isinstance(handle.failure, RuntimeError)
    assert [isinstance(e, RunFinished) for e in handle.events()].count(True) == 1


def test_a_recorder_that_fails_is_a_crash() -> None:
    def record(events: Iterator[Event]) -> Iterator[Event]:
        yield next(events)
        raise OSError(28, "No space left on device")

    end = start([Finish()], record=record).result(5)
    assert end.outcome is Outcome.CRASHED
    assert "No space left" in end.reason


def test_the_environment_is_closed_at_the_end() -> None:
    environment = FakeEnvironment()
    handle = start([Finish()], environment=environment, at_end=environment.close)
    handle.result(5)
    assert handle.join(5)
    with pytest.raises(Exception, match="closed"):
        environment.observe(RunContext())


def test_result_can_be_waited_for_in_vain() -> None:
    handle = start(Sleeper(0.5))
    with pytest.raises(TimeoutError):
        handle.result(0.05)
    assert handle.running
    handle.stop()
    assert handle.result(2).outcome is Outcome.STOPPED
    assert not handle.running
