from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.action import Click, Press, Scroll, Type, Wait, Zoom
from actions.fake import FakeEnvironment
from actions.target import Description
from actions.trajectory import Outcome
from app.engine.events import Warned
from app.engine.limits import Limits, Watch
from app.engine.planner import PlannerLimit
from app.engine.spending import Spending

Play = Callable[..., Any]
ODD = "https://fake.example/odd"


def click(text: str) -> Click:
    return Click(target=Description(text=text))


def test_the_same_three_times_without_progress_is_warned_of_and_then_ends(play: Play) -> None:
    played = play(lambda *_: click("Nothing"), environment=FakeEnvironment(url=ODD))
    assert played.outcome is Outcome.LIMIT
    assert "the same was done 3 times" in played.of(Warned)[0].text
    assert len(played.steps) == 6, "three more to find another way"


def test_the_warning_reaches_the_planner(play: Play) -> None:
    def script(task: Any, seen: Any, history: Any) -> Any:
        if history.warnings:
            from actions.action import GiveUp

            return GiveUp(reason=history.warnings[0].text)
        return click("Nothing")

    played = play(script, environment=FakeEnvironment(url=ODD))
    assert played.outcome is Outcome.GAVE_UP
    assert "no progress" in played.end.reason
    assert len(played.steps) == 3


@pytest.mark.parametrize("action", [Zoom(), Scroll(dy=-5), Press(keys="F6")])
def test_looking_again_and_again_is_a_loop(play: Play, action: Any) -> None:
    played = play(lambda *_: action, environment=FakeEnvironment(url=ODD))
    assert played.outcome is Outcome.LIMIT
    assert len(played.steps) == 6


def test_waiting_is_no_loop_so_soon(play: Play) -> None:
    played = play(lambda *_: Wait(seconds=0), environment=FakeEnvironment(url=ODD))
    assert len(played.steps) == Limits().stale + Limits().patience - 0
    assert "nothing new in 8 steps" in played.of(Warned)[0].text


def test_a_cycle_of_states_twice_is_a_loop(play: Play) -> None:
    settings = FakeEnvironment(url="https://fake.example/settings")
    played = play(lambda *_: click("Newsletter"), environment=settings)
    assert "the same 2 states came round twice" in played.of(Warned)[0].text
    assert played.outcome is Outcome.LIMIT
    assert len(played.steps) == 7


def test_typing_777_and_counting_up_is_none(play: Play) -> None:
    digits = Description(text="Digits")
    script = [Press(keys="7", target=digits)] * 12 + [click("Count")] * 12
    played = play(script, environment=FakeEnvironment(url=ODD))
    assert played.of(Warned) == []
    assert played.environment.value("digits") == "7" * 12
    assert played.outcome is Outcome.GAVE_UP, "the script is at its end"


def test_filling_a_form_is_none(play: Play) -> None:
    new = FakeEnvironment(url="https://fake.example/contacts/new")
    fields = ["Name", "Email", "Notes"]
    script = [
        Type(text=f"{text} {round}", into=Description(text=name))
        for round, text in enumerate("abcd")
        for name in fields
    ]
    played = play(script, environment=new)
    assert played.of(Warned) == []


def test_errors_in_a_row_are_warned_of_and_then_end(play: Play) -> None:
    script = [click(f"no such thing {number}") for number in range(20)]
    played = play(script, environment=FakeEnvironment(url=ODD))
    assert played.outcome is Outcome.LIMIT
    assert len(played.steps) == Limits().errors
    assert "3 steps in a row failed" in played.of(Warned)[0].text


def test_the_last_steps_are_announced(play: Play) -> None:
    script = [Press(keys="7", target=Description(text="Digits"))] * 10
    played = play(script, environment=FakeEnvironment(url=ODD), limits=Limits(steps=10))
    assert [warned.text for warned in played.of(Warned)] == ["2 steps are left"]
    assert played.outcome is Outcome.LIMIT


def test_the_end_of_the_budget_is_said_once_before_it_comes() -> None:
    watch = Watch(Limits(dollars=0.5))
    assert watch.look([], 0, Spending(calls=3, dollars=0.39)) is None
    near = watch.look([], 0, Spending(calls=4, dollars=0.39, doubtful=0.02))
    assert near is not None
    assert (near.text, near.ends) == ("$0.0900 of the budget are left: come to an end", False)
    assert watch.look([], 0, Spending(calls=5, dollars=0.42)) is None
    assert Watch(Limits()).look([], 0, Spending(dollars=1000)) is None


def test_a_planner_that_may_spend_no_more_ends_at_a_limit(play: Play) -> None:
    def script(*_: Any) -> Any:
        raise PlannerLimit("the budget is used up")

    played = play(script)
    assert played.outcome is Outcome.LIMIT
    assert played.end.reason == "the budget is used up"
