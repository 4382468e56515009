"""The list of steps while they come: what is under way, said meanwhile, or never ended."""

from __future__ import annotations

import pytest
from shown import page

from actions.action import Wait
from actions.trajectory import Decision, Step, Timing
from app.gui.timeline import ROW, Row, Timeline


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


def step(index: int) -> Step:
    action = Wait(seconds=1)
    return Step(
        index=index,
        observation=page(),
        decision=Decision(actions=(action,)),
        action=action,
        timing=Timing(act=1.0),
    )


def rows(timeline: Timeline) -> list[Row]:
    return [timeline.index(at).data(ROW) for at in range(timeline.rowCount())]


def test_what_is_said_while_a_step_goes_on_makes_no_second_one(timeline: Timeline) -> None:
    timeline.begin("Wait 1 s")
    timeline.say("You: take your time")
    timeline.finish(step(0))
    timeline.begin("Wait 1 s")
    timeline.finish(step(1))
    told = [(row.number, row.under_way, row.seconds) for row in rows(timeline)]
    assert told == [(1, False, 1.0), (0, False, None), (2, False, 1.0)]


def test_a_step_that_never_ended_is_not_under_way_for_ever(timeline: Timeline) -> None:
    timeline.begin("Wait 1 s")
    assert rows(timeline)[0].under_way
    timeline.break_off()
    timeline.say("stopped by the person")
    (broken, _) = rows(timeline)
    assert (broken.number, broken.under_way, broken.seconds) == (1, False, None)
