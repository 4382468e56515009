"""A person steps a run, looks at its actions first, corrects it and takes over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from actions.action import Ask, Click, Finish, GiveUp, Press, Type, Wait
from actions.context import RunContext
from actions.fake import FakeEnvironment
from actions.target import Description, PointOn
from actions.trajectory import Decision, History, Outcome, Task
from app.engine.approval import Correction
from app.engine.events import (
    ActionIntended,
    Answer,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Corrected,
    Event,
    GivenBack,
    Observed,
    Paused,
    Previewed,
    Steered,
    StepFinished,
    TakenOver,
    Warned,
)
from app.engine.gate import Gate
from app.engine.handle import RunHandle
from app.engine.heard import Heard
from app.engine.hold import ByHand, PreviewAnswer, Say
from app.engine.limits import Limits
from app.engine.needed import needed
from app.engine.stowed import Past, Stowed
from app.planners.scripted import ScriptedPlanner
from app.safety.permissions import Mode, default_permissions
from grounding.chain import default_grounder
from perception.element import Element
from perception.geometry import Box
from perception.observation import Observation

SETTINGS = "https://fake.example/settings"
NAME = Type(text="Ada", into=Description(text="Display name"))
LANGUAGE = Click(target=Description(text="Language"))
SAVE = Click(target=Description(text="Save"))


def start(
    script: object,
    *,
    environment: FakeEnvironment | None = None,
    mode: Mode = Mode.AUTO,
    before: Callable[[RunHandle], None] = lambda handle: None,
    limits: Limits | None = None,
    attended: bool = False,
    task: str = "save the settings",
) -> RunHandle:
    go = threading.Event()
    planner = ScriptedPlanner(script)  # type: ignore[arg-type]
    decide = planner.decide

    def held(*given: object) -> Decision:
        go.wait(10)
        return decide(*given)  # type: ignore[arg-type]

    planner.decide = held  # type: ignore[method-assign, assignment]
    handle = RunHandle.start(
        Task(text=task),
        environment=environment or FakeEnvironment(url=SETTINGS),
        planner=planner,
        grounder=default_grounder(),
        gate=Gate(default_permissions(), mode),
        limits=limits,
        attended=attended,
        patience=20,
    )
    before(handle)
    go.set()
    return handle


def of(handle: RunHandle, kind: type) -> list:  # type: ignore[type-arg]
    return [each for each in handle.events() if isinstance(each, kind)]


def wait_for(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def element(seen: Observation, name: str) -> Element:
    return next(each for each in seen.elements if each.name == name and each.interactive)


def test_a_run_goes_on_by_single_steps() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    handle = start([NAME, NAME, Finish()], environment=environment, before=RunHandle.pause)
    held = 0
    done: list[int] = []
    for event in handle.events():
        if isinstance(event, Paused):
            held += 1
            done.append(len(environment.done))
            handle.step() if held < 3 else handle.resume()
    assert done == [0, 1, 2]


def test_an_action_is_shown_before_it_happens_and_may_be_aimed_elsewhere() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    handle = start([LANGUAGE, SAVE, Finish()], environment=environment, before=_preview)
    answers = iter([Say.INSTEAD, Say.NOT])
    seen: list[Observation] = []
    for event in handle.events():
        if isinstance(event, Observed):
            seen.append(event.observation)
        if isinstance(event, Previewed):
            say = next(answers)
            other = element(seen[-1], "Save") if say is Say.INSTEAD else None
            answer = PreviewAnswer(say=say, ref=other.ref if other else "", note="no need")
            assert not handle.answer_preview("another", answer)
            assert handle.answer_preview(event.id, answer)
            assert not handle.answer_preview(event.id, answer), "answered already"
    steps = [event.step for event in of(handle, StepFinished)]
    assert steps[0].grounded.grounding.element.name == "Save"
    assert "the person does not want that: no need" in steps[1].error
    assert len(environment.done) == 1
    (corrected,) = of(handle, Corrected)
    assert (corrected.wrong.name, corrected.meant.name) == ("Language", "Save")


def _preview(handle: RunHandle) -> None:
    handle.set_preview(True)


def test_a_shown_action_goes_on_when_previews_are_turned_off() -> None:
    handle = start([NAME, NAME, Finish()], before=_preview)
    for event in handle.events():
        if isinstance(event, Previewed):
            handle.set_preview(False)
    assert len(of(handle, Previewed)) == 1
    assert len(of(handle, StepFinished)) == 2


def test_what_is_shown_is_judged_after_the_person_has_aimed_it_elsewhere() -> None:
    first = Click(target=Description(text="the cell Chen Wei"))
    environment = FakeEnvironment(url="https://fake.example/contacts")
    handle = start([first, Finish()], environment=environment, before=_preview)
    seen: list[Observation] = []
    for event in handle.events():
        if isinstance(event, Observed):
            seen.append(event.observation)
        if isinstance(event, Previewed):
            ref = next(each.ref for each in seen[-1].elements if each.name == "Delete")
            handle.answer_preview(event.id, PreviewAnswer(say=Say.INSTEAD, ref=ref))
    intents = of(handle, ActionIntended)
    assert [each.verdict.risk for each in intents] == ["commit"]


def test_a_person_takes_over_and_gives_back() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    heard: list[str] = []

    def script(task: Task, observation: Observation, history: History) -> object:
        heard[:] = [each.text for each in history.messages]
        return Finish() if heard else Wait(seconds=0.01)

    handle = start(script, environment=environment, before=lambda it: it.take_over("to look"))
    (taken,) = [_next(handle, TakenOver)]
    assert taken.reason == "to look"
    seen = next(e.observation for e in handle.events() if isinstance(e, Observed))
    field = element(seen, "Display name").click_point
    save = element(seen, "Save").click_point
    before = len(environment.done)
    assert handle.by_hand(ByHand(action=Click(target=PointOn(x=field.x, y=field.y))))
    for letter in "Ada":
        assert handle.by_hand(ByHand(action=Type(text=letter, clear=False)))
    assert handle.by_hand(ByHand(action=Click(target=PointOn(x=save.x, y=save.y))))
    wait_for(lambda: len(environment.done) == before + 5, "the person did five things")
    assert handle.give_back("all yours")
    assert handle.result(10).outcome in (Outcome.DONE_UNVERIFIED, Outcome.DONE_VERIFIED)
    assert not handle.by_hand(ByHand(action=Wait(seconds=0))), "given back"
    assert not handle.give_back()
    (given,) = of(handle, GivenBack)
    told = [
        (type(each.action).__name__, each.grounded.grounding.element.name) for each in given.steps
    ]
    assert told == [("Click", "Display name"), ("Type", "Display name"), ("Click", "Save")]
    assert given.steps[1].action.text == "Ada"
    assert any("The person took over and did this: Click" in text for text in heard)
    assert "all yours" in heard[-1]


def _next(handle: RunHandle, kind: type[Event]) -> Event:
    return next(event for event in handle.events() if isinstance(event, kind))


def test_nothing_is_done_while_a_person_has_the_environment() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    begun, go = threading.Event(), threading.Event()

    def script(task: Task, observation: Observation, history: History) -> object:
        if history.steps:
            return GiveUp(reason="enough")
        begun.set()
        go.wait(5)
        return NAME

    handle = start(script, environment=environment)
    begun.wait(5)
    handle.take_over()  # while it thinks
    go.set()
    _next(handle, TakenOver)
    assert environment.done == []
    handle.give_back()
    handle.result(10)
    (step,) = (event.step for event in of(handle, StepFinished))
    assert "the person took over" in step.error
    assert environment.done == []


def test_taking_over_denies_an_open_approval_and_answers_a_question() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    handle = start(
        [SAVE, Ask(question="Which?"), Finish()], environment=environment, mode=Mode.ASK_RISKY
    )
    for event in handle.events():
        if isinstance(event, ApprovalRequested | Asked):
            handle.take_over()
        if isinstance(event, TakenOver):
            handle.give_back()
    (approval,) = of(handle, ApprovalGiven)
    assert approval.approval.answer is Answer.DENY
    assert environment.done == []
    steps = [event.step for event in of(handle, StepFinished)]
    assert steps[1].reply == "the person took over"
    assert len(of(handle, TakenOver)) == 2


def test_a_stop_ends_a_takeover_and_a_preview() -> None:
    for before, kind in ((lambda it: it.take_over(), TakenOver), (_preview, Previewed)):
        handle = start([NAME, Finish()], before=before)
        _next(handle, kind)
        handle.stop()
        assert handle.result(5).outcome is Outcome.STOPPED


def test_a_correction_is_heard_by_the_planner() -> None:
    seen: list[Observation] = []

    def script(task: Task, observation: Observation, history: History) -> object:
        seen.append(observation)
        if history.messages:
            return GiveUp(reason=history.messages[-1].text)
        return Wait(seconds=0.01)

    handle = start(script)
    wait_for(lambda: bool(seen), "it looks")
    wrong, meant = element(seen[0], "Save"), element(seen[0], "Language")
    handle.correct(Correction(index=0, wrong=wrong, meant=meant, note="Please."))
    told = handle.result(10).answer
    assert told == f'Not button "Save": combobox "Language" (ref {meant.ref}) is meant. Please.'
    assert of(handle, Corrected)[0].meant == meant
    assert of(handle, Steered)


def test_an_old_step_is_packed_and_still_whole() -> None:
    environment = FakeEnvironment(url=SETTINGS)
    steps = [Press(keys="Tab")] * 40
    handle = start(
        [*steps, Finish()],
        environment=environment,
        limits=Limits(steps=60, stale=99, repeats=99, cycle=1),
    )
    finished = [event.step for event in of(handle, StepFinished)]
    assert len(finished) == 40
    past = Past(finished, recent=3)
    old, new = past[0], past[-1]
    assert isinstance(old.observation, Stowed)
    assert not isinstance(new.observation, Stowed)
    assert past[30].observation.elements == finished[30].observation.elements
    assert past[30].observation.by_ref == finished[30].observation.by_ref
    assert past[30].observation.children == finished[30].observation.children
    assert old.observation.progress_key == finished[0].observation.progress_key
    assert old.after is past[1].observation, "what was seen once is kept once"


def test_only_the_first_and_the_last_events_are_kept() -> None:
    heard = Heard(whole=2, most=5)
    for number in range(20):
        heard.append(Warned(text=str(number)))
    assert heard.get(0) == (0, Warned(text="0"))
    assert heard.get(1) == (15, Warned(text="15"))
    assert heard.get(19) == (19, Warned(text="19"))
    assert heard.end == 20


def _page(*elements: Element) -> Observation:
    environment = FakeEnvironment(url=SETTINGS)
    return replace(environment.observe(RunContext()), elements=elements)


@pytest.mark.parametrize(
    ("role", "name", "states", "kind"),
    [
        ("checkbox", "I'm not a robot", set(), "captcha"),
        ("text", "I'm not a robot", set(), None),
        ("textbox", "Verification code", {"editable"}, "code"),
        ("textbox", "Discount code", {"editable"}, None),
        ("textbox", "Password", {"editable", "password"}, "login"),
    ],
)
def test_what_only_a_person_can_do_is_known(
    role: str, name: str, states: set[str], kind: str | None
) -> None:
    seen = _page(replace(PASSWORD, role=role, name=name, states=frozenset(states)), LOG_IN)
    found = needed(seen, Task(text="Read the newest mail"))
    assert (found.kind if found else None) == kind
    if kind == "login":
        assert needed(seen, Task(text="Log in as ada with the password 1234")) is None


PASSWORD = Element(
    ref="p1",
    surface="t1",
    role="textbox",
    name="Password",
    states=frozenset({"editable", "password"}),
    box=Box(0, 0, 9, 9),
)
LOG_IN = Element(ref="p2", surface="t1", role="button", name="Log in", box=Box(0, 20, 9, 9))


class Login(FakeEnvironment):
    """Whatever is opened, there is only a form to log in with."""

    def observe(self, *given: object, **named: object) -> Observation:
        seen = super().observe(*given, **named)  # type: ignore[arg-type]  # passed on as given
        return replace(seen, elements=(PASSWORD, LOG_IN))


def test_the_person_is_asked_to_log_in_once() -> None:
    script = [Wait(seconds=0), Wait(seconds=0), Finish()]
    handle = start(script, environment=Login(url=SETTINGS), attended=True)
    for event in handle.events():
        if isinstance(event, Asked):
            assert event.kind == "login"
            handle.take_over()
        if isinstance(event, TakenOver):
            handle.give_back()
    assert len(of(handle, Asked)) == 1
    assert len(of(handle, TakenOver)) == 1
