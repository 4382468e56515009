from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.action import (
    Ask,
    Claim,
    Click,
    Finish,
    GiveUp,
    Navigate,
    Open,
    Press,
    RunSkill,
    Scroll,
    Type,
    Wait,
    Zoom,
)
from actions.context import RunContext
from actions.errors import InvalidAction
from actions.fake import FakeEnvironment, Fault
from actions.target import Description, ElementRef
from actions.trajectory import Decision, History, Outcome, Task
from app.engine.approval import HeadlessApprover
from app.engine.events import (
    ActionIntended,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Decided,
    Event,
    Observed,
    RunFinished,
    RunStarted,
    StepFinished,
)
from app.engine.limits import Limits
from app.safety.permissions import Mode
from perception.observation import Observation
from perception.predicate import Url

Play = Callable[..., Any]  # the fixture `play`: what it gives is `conftest.Played`


def named(text: str, role: str = "") -> Description:
    return Description(text=text, role=role)


def click(text: str, role: str = "") -> Click:
    return Click(target=named(text, role))


def at(path: str, **more: object) -> FakeEnvironment:
    return FakeEnvironment(url=f"https://fake.example{path}", **more)  # type: ignore[arg-type]


def test_the_events_of_a_step_come_in_order(play: Play) -> None:
    played = play([click("Contacts", "link"), Finish()])
    kinds = [type(event) for event in played.events]
    assert kinds == [
        RunStarted, Observed, Decided, ActionIntended, StepFinished, Observed, Decided, RunFinished
    ]  # fmt: skip
    step = played.steps[0]
    assert step.change is not None
    assert step.change.moved_on
    assert step.after is played.of(Observed)[1].observation, "the after-observation is reused"
    assert step.timing.perceive > 0
    assert step.timing.decide > 0
    assert step.timing.act > 0


def test_without_screenshots_none_is_taken(play: Play) -> None:
    played = play([click("Contacts", "link"), Finish()], screenshots=False)
    assert all(seen.observation.screenshot is None for seen in played.of(Observed))
    assert play([Finish()]).of(Observed)[0].observation.screenshot is not None


def test_what_is_not_in_view_is_found_on_the_whole_page(play: Play) -> None:
    played = play([click("Item 77"), Finish()], environment=at("/long"))
    assert not played.of(Observed)[0].observation.complete
    step = played.steps[0]
    assert step.error == ""
    assert step.observation.complete
    assert [e.name for e in played.end.final.elements if e.role == "status"] == ["Item 77 chosen"]  # type: ignore[union-attr]


def test_a_ref_of_the_whole_page_still_holds_later_in_the_batch(play: Play) -> None:
    def script(task: Task, observation: Observation, history: History) -> Decision:
        if not history.steps:
            return Decision(actions=(Zoom(),))
        if len(history.steps) > 1:
            return Decision(actions=(Finish(),))
        refs = {element.name: element.ref for element in observation.elements}
        far = [Type(text="x", into=ElementRef(ref=refs["Item 90"]))]
        near = [click("Item 80"), click("Item 90")]
        return Decision(actions=(*near, *far))

    played = play(script, environment=at("/long"))
    errors = [step.error for step in played.steps]
    assert errors[:3] == ["", "", ""]
    assert "text fields only" in errors[3]


def test_a_batch_ends_where_the_place_changes(play: Play) -> None:
    batch = Decision(actions=(click("Contacts", "link"), click("New contact"), Finish()))
    played = play([batch, GiveUp(reason="seen")])
    assert len(played.steps) == 1
    assert "the rest was dropped: the place is another one" in played.steps[0].note
    assert played.outcome is Outcome.GAVE_UP


def test_a_batch_ends_where_a_dialog_appears(play: Play) -> None:
    batch = Decision(actions=(click("Greet"), click("Count 0")))
    played = play([batch, GiveUp(reason="seen")], environment=at("/odd"))
    assert "a dialog has appeared" in played.steps[0].note
    assert len(played.steps) == 1


def test_a_batch_goes_on_while_nothing_unexpected_happens(play: Play) -> None:
    batch = Decision(actions=tuple(Press(keys="7", target=named("Digits")) for _ in range(3)))
    played = play([batch, Finish()], environment=at("/odd"))
    assert [step.error for step in played.steps] == ["", "", ""]
    assert played.environment.value("digits") == "777"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(kind="vanish", at="probe", key="counter"), "is gone"),
        (Fault(kind="cover", at="probe", key="counter"), "lies over"),
        (Fault(kind="rename", at="probe", key="counter", name="Delete all"), "is now called"),
        (Fault(kind="move", at="probe", key="/settings"), "gone"),
    ],
)
def test_what_changed_since_it_was_seen_is_not_acted_on(
    play: Play, fault: Fault, said: str
) -> None:
    played = play(
        [click("Count 0", "button"), GiveUp(reason="no")], environment=at("/odd", faults=[fault])
    )
    assert said in played.steps[0].error
    assert played.steps[0].error.startswith("target changed")
    assert played.environment.done == []


def test_a_number_in_a_name_may_go_on_counting(play: Play) -> None:
    fault = Fault(kind="rename", at="probe", key="counter", name="Count 5")
    played = play([click("Count 0"), Finish()], environment=at("/odd", faults=[fault]))
    assert played.steps[0].error == ""


def test_errors_are_told_and_the_run_goes_on(play: Play) -> None:
    played = play([click("no such thing"), click("Contacts", "link"), Finish()])
    assert played.steps[0].error.startswith("target not found")
    assert played.steps[1].error == ""


def test_a_planner_without_an_action_is_told(play: Play) -> None:
    class Poor:
        name = "poor"
        turn = 0

        def decide(
            self, task: Task, observation: Observation, history: History, context: RunContext
        ) -> Decision:
            self.turn += 1
            if self.turn == 1:
                return Decision(actions=())
            if self.turn == 2:
                raise InvalidAction("the reply is no action")
            return Decision(actions=(GiveUp(reason="enough"),))

        def close(self) -> None:
            """Nothing is held."""

    played = play(Poor())
    assert [step.error for step in played.steps] == [
        "no action was decided",
        "the reply is no action",
    ]
    assert played.environment.done == []


def test_skills_are_not_there_yet(play: Play) -> None:
    played = play([RunSkill(name="x"), GiveUp(reason="no")])
    assert "no skill" in played.steps[0].error


def test_a_headless_question_is_answered_by_nobody(play: Play) -> None:
    played = play([Ask(question="Which?"), GiveUp(reason="no")], approver=HeadlessApprover())
    assert played.of(Asked)[0].question == "Which?"
    assert "nobody is there" in played.steps[0].error


def test_giving_up_after_a_refusal_is_refused(play: Play) -> None:
    played = play(
        [click("Save"), GiveUp(reason="no way")],
        environment=at("/settings"),
        approver=HeadlessApprover(yes=True),
        mode=Mode.ASK_RISKY,
    )
    assert played.outcome is Outcome.REFUSED
    assert played.of(ApprovalGiven)[0].approval.by == "headless"
    assert played.environment.done == []
    assert played.steps[0].error.startswith("action refused")


def test_giving_up_otherwise_is_not_refused(play: Play) -> None:
    script = [click("Save"), Type(text="B", into=named("Display name")), GiveUp(reason="no")]
    played = play(
        script,
        environment=at("/settings"),
        approver=HeadlessApprover(yes=True),
        mode=Mode.ASK_RISKY,
    )
    assert played.outcome is Outcome.GAVE_UP


def test_only_refusals_until_the_limit_is_refused(play: Play) -> None:
    played = play(
        [click("Save")] * 9,
        environment=at("/settings"),
        approver=HeadlessApprover(),
        mode=Mode.ASK_RISKY,
        limits=Limits(errors=3),
    )
    assert played.outcome is Outcome.REFUSED


def test_the_request_shows_exactly_what_will_be_typed(play: Play) -> None:
    played = play(
        [Type(text="line one\n ⟨x⟩ ", into=named("Display name")), GiveUp(reason="no")],
        environment=at("/settings"),
        approver=HeadlessApprover(),
        mode=Mode.ASK_ALL,
    )
    request = played.of(ApprovalRequested)[0].request
    assert request.data == "line one\n ⟨x⟩ "
    assert (request.verb, request.origin) == ("type", "https://fake.example")
    assert request.in_scope
    assert 'textbox "Display name"' in request.target


def test_a_crash_is_written_down_and_raised(play: Play) -> None:
    heard: list[Event] = []
    with pytest.raises(RuntimeError, match="as ordered"):
        play([click("Count 0")], environment=at("/odd", faults=[Fault(kind="bug")]), heard=heard)
    last = heard[-1]
    assert isinstance(last, RunFinished)
    assert last.outcome is Outcome.CRASHED
    assert "RuntimeError: a bug, as ordered" in last.reason
    assert "Traceback" in last.reason


@pytest.mark.parametrize("call", ["observe", "probe", "execute", "settle"])
def test_an_environment_that_is_gone_ends_the_run(play: Play, call: str) -> None:
    fault = Fault(kind="crash", at=call)  # type: ignore[arg-type]
    played = play([click("Count 0")], environment=at("/odd", faults=[fault]))
    assert played.outcome is Outcome.UNAVAILABLE
    assert "start another one" in played.end.reason


def test_the_limit_of_steps_ends_the_run(play: Play) -> None:
    played = play(
        lambda task, seen, history: click("Count", "button"),
        environment=at("/odd"),
        limits=Limits(steps=5),
    )
    assert played.outcome is Outcome.LIMIT
    assert len(played.steps) == 5


def test_the_limit_of_time_ends_a_planner_that_thinks(play: Play) -> None:
    played = play(lambda task, seen, history: Wait(seconds=30), limits=Limits(minutes=0.3 / 60))
    assert played.outcome is Outcome.LIMIT
    assert played.end.seconds < 20


def test_files_that_came_to_be_are_listed_once(play: Play) -> None:
    from actions.environment import Effect

    class Downloading(FakeEnvironment):
        def execute(self, *args: object, **options: object) -> Effect:  # type: ignore[override]
            super().execute(*args, **options)  # type: ignore[arg-type]
            return Effect(files=("/tmp/a.csv",), note="downloaded")

    batch = [click("Count", "button"), click("Count", "button"), Finish()]
    played = play(batch, environment=Downloading(url="https://fake.example/odd"))
    assert played.end.files == ("/tmp/a.csv",)
    assert played.steps[0].note == "downloaded"


def test_the_dialog_is_answered(play: Play) -> None:
    from actions.action import AnswerDialog

    script = [click("Ask me"), AnswerDialog(accept=True, text="Ada"), Finish()]
    played = play(script, environment=at("/odd"))
    assert [step.error for step in played.steps] == ["", ""]
    assert played.environment.control("status").name == "Hello Ada"


def test_a_run_that_is_dropped_half_way_leaves_nothing_behind() -> None:
    """The fixture that looks for threads is the assertion."""
    from app.engine.gate import Gate
    from app.engine.run import run
    from app.planners.scripted import ScriptedPlanner
    from app.safety.permissions import default_permissions
    from grounding.chain import default_grounder

    events = run(
        Task(text="x"),
        environment=FakeEnvironment(),
        planner=ScriptedPlanner([Scroll(dy=1)] * 9),
        grounder=default_grounder(),
        gate=Gate(default_permissions()),
        approver=HeadlessApprover(),
    )
    for _ in range(4):
        next(events)
    events.close()  # type: ignore[attr-defined]


def test_back_and_a_new_tab(play: Play) -> None:
    script = [
        click("Settings in a new tab"),
        Navigate(how="close"),
        Open(what="/contacts"),
        Navigate(how="back"),
        Finish(claims=(Claim(predicate=Url(pattern="*/odd")),)),
    ]
    played = play(script, environment=at("/odd"))
    assert [step.error for step in played.steps] == [""] * 4
    assert played.end.final is not None
    assert played.end.final.active is not None
    assert played.end.final.active.url.endswith("/odd")
    assert played.outcome is Outcome.DONE_UNVERIFIED, "it was there from the start"
