"""Every core type goes to JSON and back unchanged; what does not fit is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.action import Action, Click, Drag, GroundedAction, SecretRef, Type
from actions.target import Description, ElementRef
from actions.trajectory import Task
from app.engine.events import Event, RunStarted
from app.runs.serial import SerialError, dump, dump_screenshot, load, load_any, screenshot_loader
from perception.element import Element
from perception.geometry import Box, Point, Size
from perception.observation import Observation
from perception.predicate import All, AnyOf, Not, Text, Url
from perception.screenshot import Screenshot

FOLDER = Path("/nowhere")
DUMPERS = {Screenshot: dump_screenshot}
LOADERS = {Screenshot: screenshot_loader(FOLDER)}

text = st.text(max_size=8)
numbers = st.floats(allow_nan=False) | st.integers(-1000, 1000)
st.register_type_strategy(float, numbers)
st.register_type_strategy(str, text)
st.register_type_strategy(Point, st.builds(Point, numbers, numbers))
st.register_type_strategy(Size, st.builds(Size, numbers, numbers))
st.register_type_strategy(Box, st.builds(Box, numbers, numbers, numbers, numbers))
st.register_type_strategy(
    Screenshot, st.builds(Screenshot, st.binary(max_size=4), st.just(Size(4, 3)), st.just("png"))
)
leaves = st.builds(Text, text=text) | st.builds(Url, pattern=text)
nested = leaves | st.builds(Not, predicate=leaves)
st.register_type_strategy(Not, st.builds(Not, predicate=nested))
st.register_type_strategy(All, st.builds(All, predicates=st.lists(nested, max_size=2).map(tuple)))
st.register_type_strategy(
    AnyOf, st.builds(AnyOf, predicates=st.lists(nested, max_size=2).map(tuple))
)


def _through_json(value: object, declared: Any) -> Any:
    written = json.dumps(dump(value, declared, DUMPERS), allow_nan=False)
    return load_any(json.loads(written), declared, LOADERS)


def _plain(value: object) -> object:
    """A value for comparison; screenshots compare by identity otherwise."""
    return dump(value, type(value), {Screenshot: dump_screenshot})


@pytest.mark.parametrize("cls", [*get_args(Event), *get_args(Action)], ids=lambda cls: cls.__name__)
def test_every_event_and_action_survives(cls: type) -> None:
    declared = Event if cls in get_args(Event) else Action

    @given(st.from_type(cls))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def survives(value: object) -> None:
        back = _through_json(value, declared)
        assert type(back) is type(value)
        assert _plain(back) == _plain(value)

    survives()


@given(st.from_type(Element))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_element_survives_exactly(element: Element) -> None:
    assert _through_json(element, Element) == element


def test_defaults_are_not_written() -> None:
    written = dump(Click(target=ElementRef(ref="e1")), Action)
    assert written == {"is": "Click", "target": {"is": "ElementRef", "ref": "e1"}}


def test_secrets_stay_names_and_texts_stay_texts() -> None:
    for content in ("plain", SecretRef(name="crm")):
        assert _through_json(Type(text=content), Action) == Type(text=content)
    assert dump(Type(text=SecretRef(name="crm")), Action)["text"] == {
        "is": "SecretRef",
        "name": "crm",
    }


def test_a_screenshot_keeps_its_name_and_size() -> None:
    shot = Screenshot(b"abc", Size(10, 20), "webp")
    back = _through_json(shot, Screenshot)
    assert (back.file_name, back.size) == (shot.file_name, shot.size)


def test_numbers_beyond_json_survive() -> None:
    box = Box(float("inf"), float("-inf"), 0, 1.5)
    assert _through_json(box, Box) == box


def test_free_text_can_be_rewritten_on_the_way_out() -> None:
    action = Type(text="my hunter2!", into=Description(text="hunter2 field"))
    written = dump(action, Action, {str: lambda text: text.replace("hunter2", "•")})
    assert "hunter2" not in json.dumps(written)
    assert load_any(written, Action) == Type(text="my •!", into=Description(text="• field"))


@pytest.mark.parametrize(
    ("written", "declared", "place"),
    [
        ({"is": "Teleport"}, Action, "unknown kind 'Teleport'"),
        ({"target": {"is": "ElementRef", "ref": "e"}}, Action, "does not say what it is"),
        ({"is": "Click"}, Action, ".Click: Click lacks target"),
        ({"is": "Click", "target": {"is": "ElementRef", "ref": 7}}, Action, ".ref: 7 is no str"),
        (
            {"is": "Click", "target": {"is": "ElementRef", "ref": "e"}, "button": "third"},
            Action,
            ".button: 'third' is none of",
        ),
        ({"is": "Drag", "path": "e"}, Action, ".path: 'e' is no list"),
        ({"is": "RunStarted", "run_id": "a", "what": 1}, Event, "RunStarted has no what"),
        ([1, 2, 3], Box, "3 values instead of 4"),
        ([1, 2, True, 3], Box, "[2]: True is no number"),
        (["../../etc/passwd", 1, 1], Screenshot, "not the name of a screenshot"),
    ],
)
def test_what_does_not_fit_is_refused(written: object, declared: Any, place: str) -> None:
    with pytest.raises(SerialError) as caught:
        load_any(written, declared, LOADERS)
    assert place in str(caught.value)


def test_typed_load_returns_the_type() -> None:
    started = RunStarted(run_id="a", task=Task(text="t"), environment="fake", planner="scripted")
    assert load(dump(started, RunStarted), RunStarted) == started
    drag = Drag(path=(ElementRef(ref="a"), ElementRef(ref="b")))
    grounded = GroundedAction(action=drag)
    assert load(dump(grounded, GroundedAction), GroundedAction) == grounded


def test_an_observation_is_rebuilt_with_its_lookups() -> None:
    from perception.geometry import Viewport

    observation = Observation(
        viewport=Viewport(size=Size(8, 6)),
        surfaces=(),
        elements=(Element(ref="e1", surface="t1", role="button", box=Box(0, 0, 1, 1)),),
    )
    back = _through_json(observation, Observation)
    assert back == observation
    assert back.by_ref["e1"].role == "button"
