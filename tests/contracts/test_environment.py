"""What every environment promises; see `actions.environment.Environment`."""

from __future__ import annotations

import dataclasses
import threading
import time
import typing

import pytest

from actions.action import (
    AnswerDialog,
    Click,
    EnvironmentAction,
    GroundedAction,
    Press,
    Select,
    SetValue,
    Type,
    Wait,
)
from actions.context import RunContext
from actions.environment import Environment
from actions.errors import (
    ActionError,
    EnvironmentUnavailable,
    InvalidAction,
    RunCancelled,
    TargetChanged,
    TargetNotReady,
)
from actions.target import ElementRef, Grounding
from perception.element import Element
from perception.observation import Observation
from perception.predicate import Text, holds

T = ElementRef(ref="")
FREE = RunContext()


def see(environment: Environment, *, whole: bool = True) -> Observation:
    return environment.observe(FREE, whole=whole, screenshot=False)


def find(environment: Environment, name: str) -> Element:
    seen = see(environment)
    return next(each for each in seen.elements if each.name == name and each.interactive)


def ground(element: Element) -> Grounding:
    return Grounding(
        target=ElementRef(ref=element.ref),
        element=element,
        surface=element.surface,
        point=element.click_point or element.box.center,
    )


def do(
    environment: Environment,
    action: EnvironmentAction,
    aim: str | Element | None = None,
    context: RunContext = FREE,
) -> None:
    element = find(environment, aim) if isinstance(aim, str) else aim
    groundings = (ground(element),) if element is not None else ()
    environment.execute(GroundedAction(action=action, groundings=groundings), context)


def asked(environment: Environment, limit: float = 20.0) -> list[tuple[str, str]]:
    """The dialogs that wait for an answer, once there are any."""
    end = time.monotonic() + limit
    while not (dialogs := see(environment).dialogs) and time.monotonic() < end:
        time.sleep(0.05)
    return [(each.kind, each.message) for each in dialogs]


def shows(environment: Environment, text: str, limit: float = 20.0) -> bool:
    end = time.monotonic() + limit
    while not holds(Text(text=text), see(environment)):
        if time.monotonic() > end:
            return False
        time.sleep(0.03)
    return True


def test_it_is_an_environment(environment: Environment) -> None:
    assert environment.name
    known = {kind.__name__ for kind in typing.get_args(EnvironmentAction)}
    assert environment.capabilities.actions <= known
    assert {"Click", "Type"} <= environment.capabilities.actions


def test_an_observation_is_whole_and_consistent(environment: Environment) -> None:
    seen = environment.observe(FREE, whole=True)
    refs = [each.ref for each in seen.elements]
    assert len(refs) == len(set(refs))
    assert seen.complete
    assert seen.active is not None
    assert [each.active for each in seen.surfaces].count(True) == 1
    assert {each.surface for each in seen.elements} <= {each.ref for each in seen.surfaces}
    parents = {each.parent for each in seen.elements if each.parent is not None}
    assert parents <= set(refs)
    assert seen.place_key
    assert seen.progress_key
    assert abs(seen.taken_at - time.time()) < 60
    assert seen.screenshot is not None
    assert seen.screenshot.image().size == tuple(map(int, seen.screenshot.size))
    box = seen.viewport.box
    for element in seen.elements:
        if element.click_point is not None:
            assert element.click_point in box, element.described()
    assert see(environment).screenshot is None


def test_refs_and_keys_stay_while_nothing_happens(environment: Environment) -> None:
    one, two = see(environment), see(environment)
    assert [each.ref for each in one.elements] == [each.ref for each in two.elements]
    assert one.place_key == two.place_key
    assert one.progress_key == two.progress_key


def test_work_is_progress_in_the_same_place(environment: Environment) -> None:
    before = see(environment)
    name = find(environment, "Name")
    do(environment, Type(text="Ann", into=T), name)
    after = see(environment)
    assert after.by_ref[name.ref].value == "Ann"
    assert after.progress_key != before.progress_key
    assert after.place_key == before.place_key


def test_fields_are_filled_in(environment: Environment) -> None:
    do(environment, Type(text="Zoë 日本", into=T), "Name")
    assert find(environment, "Name").value == "Zoë 日本"
    do(environment, Type(text="Bo", into=T), "Name")
    assert find(environment, "Name").value == "Bo"
    do(environment, Type(text="b", into=T, clear=False), "Name")
    assert find(environment, "Name").value == "Bob"
    do(environment, Select(target=T, options=("Green",)), "Colour")
    assert find(environment, "Colour").value == "Green"
    do(environment, SetValue(target=T, value="true"), "News")
    assert "checked" in find(environment, "News").states
    do(environment, Click(target=T), "News")
    assert "checked" not in find(environment, "News").states


def test_an_option_that_is_not_there_is_refused(environment: Environment) -> None:
    with pytest.raises(ActionError):
        do(environment, Select(target=T, options=("Mauve",)), "Colour")
    assert find(environment, "Colour").value == "Red"


def test_probe_tells_what_is_there_now(environment: Environment) -> None:
    grounding = ground(find(environment, "Victim"))
    probe = environment.probe(grounding, FREE)
    active = see(environment).active
    assert active is not None
    assert (probe.surface, probe.origin) == (active.ref, active.origin)
    assert probe.hit
    assert probe.element is not None
    assert probe.element.name == "Victim"
    assert probe.element.ref == grounding.element.ref  # type: ignore[union-attr] # it has one
    do(environment, Click(target=T), "Remove")
    probe = environment.probe(grounding, FREE)
    assert probe.element is None
    assert not probe.hit


def test_what_is_gone_or_disabled_is_not_acted_on(environment: Environment) -> None:
    victim = find(environment, "Victim")
    do(environment, Click(target=T), "Remove")
    with pytest.raises(TargetChanged):
        do(environment, Click(target=T), victim)
    with pytest.raises(TargetNotReady):
        do(environment, Click(target=T), "Off")


def test_what_is_out_of_view_is_brought_into_it(environment: Environment) -> None:
    last = find(environment, "Last")
    probe = environment.probe(ground(last), FREE)
    assert probe.hit
    assert probe.element is not None
    assert probe.element.click_point in see(environment).viewport.box  # type: ignore[operator] # hit
    do(environment, Click(target=T), last)
    assert shows(environment, "Deep")


def test_a_dialog_waits_for_its_answer(environment: Environment) -> None:
    for accept, answer in ((False, "No"), (True, "Yes")):
        do(environment, Click(target=T), "Ask")
        assert asked(environment) == [("confirm", "Sure?")]
        do(environment, AnswerDialog(accept=accept))
        assert not see(environment).dialogs
        assert shows(environment, answer)
    with pytest.raises(InvalidAction):
        do(environment, AnswerDialog(accept=True))


def test_nonsense_is_refused(environment: Environment) -> None:
    with pytest.raises(InvalidAction):
        do(environment, Press(keys="NoSuchKey"))


def test_waiting_ends_when_it_is_so(environment: Environment) -> None:
    started = time.monotonic()
    do(environment, Wait(seconds=60, until=Text(text="Form")))
    assert time.monotonic() - started < 30


def test_settling(environment: Environment) -> None:
    assert environment.settle(FREE, limit=20.0)


def test_a_second_reading_tells_stored_from_shown(environment: Environment) -> None:
    do(environment, Type(text="Ann", into=T), "Name")
    unsaved = environment.read(FREE, fresh=True)
    assert not unsaved.fresh
    assert unsaved.reason
    assert find(environment, "Name").value == "Ann"
    do(environment, Click(target=T), "Save")
    assert shows(environment, "Saved")
    assert not shows(environment, "Stored: Ann", limit=0)
    if environment.capabilities.rereads:
        reading = environment.read(FREE, fresh=True)
        assert reading.fresh, reading.reason
        assert reading.method == "reloaded"
        assert holds(Text(text="Stored: Ann"), reading.observation)
    live = environment.read(FREE, fresh=False)
    assert not live.fresh
    assert holds(Text(text="Saved"), live.observation)
    assert shows(environment, "Saved", limit=0)


def test_a_stopped_run_ends_calls_within_a_second(environment: Environment) -> None:
    context = RunContext()
    timer = threading.Timer(0.3, context.cancel.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(RunCancelled):
        do(environment, Wait(seconds=60), context=context)
    assert time.monotonic() - started < 20
    timer.join()
    for call in (
        lambda: environment.observe(context),
        lambda: environment.settle(context),
        lambda: environment.read(context, fresh=True),
    ):
        with pytest.raises(RunCancelled):
            call()
    assert see(environment).elements  # another run may go on with it


def test_a_picture_for_the_live_view(environment: Environment) -> None:
    frame = environment.frame()
    assert frame is None or frame.image().size[0] > 0


def test_closing_is_final_and_may_be_repeated(environment: Environment) -> None:
    environment.close()
    environment.close()
    with pytest.raises(EnvironmentUnavailable):
        environment.observe(RunContext())


def test_observations_are_values(environment: Environment) -> None:
    seen = see(environment)
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.settled = False  # type: ignore[misc] # that is the point


@pytest.mark.parametrize("backend", ["browser", "hosted fake"], indirect=True)
def test_a_hosted_environment_is_called_from_any_thread(environment: Environment) -> None:
    seen: list[Observation] = []
    threads = [threading.Thread(target=lambda: seen.append(see(environment))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(seen) == 4
    assert len({each.progress_key for each in seen}) == 1
