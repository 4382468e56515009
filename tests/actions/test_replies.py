"""The catalogue, its schema, and Deskhand's own dialect."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from actions.action import Claim, Click, Drag, Finish, Scroll, SecretRef, Type, Wait, Window
from actions.coordinates import CoordinateSpace, Frame
from actions.errors import ActionError, ReplyError
from actions.parse import parse_json, parse_text
from actions.schema import ACTIONS, CATALOGUE, action_text, reply_schema
from actions.serialise import reply_json
from actions.target import Description, ElementRef, PointOn
from perception.geometry import Box, Point, Size, Viewport
from perception.predicate import Not, Text

FRAME = Frame(viewport=Viewport(size=Size(1920, 1080)), sent=Size(960, 540))

REPLIES: list[tuple[Any, Any]] = [
    ({"action": "click", "target": "e12"}, Click(target=ElementRef(ref="e12"))),
    ({"action": "click", "target": "[e12]"}, Click(target=ElementRef(ref="e12"))),
    ({"action": "click", "target": [240, 135]}, Click(target=PointOn(x=480, y=270))),
    (
        {"action": "click", "target": {"text": "Save", "role": "button"}, "count": 2},
        Click(target=Description(text="Save", role="button"), count=2),
    ),
    (
        {"action": "click", "target": {"x": 0, "y": 0, "surface": "t2"}, "modifiers": ["Shift"]},
        Click(target=PointOn(x=0, y=0, surface="t2"), modifiers=("Shift",)),
    ),
    (
        {"action": "drag", "path": ["e1", [5, 5]]},
        Drag(path=(ElementRef(ref="e1"), PointOn(x=10, y=10))),
    ),
    ({"action": "scroll", "dy": 3, "target": None}, Scroll(dy=3)),
    (
        {"action": "type", "text": {"secret": "bank"}, "into": "e3", "submit": True},
        Type(text=SecretRef(name="bank"), into=ElementRef(ref="e3"), submit=True),
    ),
    (
        {"action": "wait", "seconds": 9, "until": {"is": "text", "text": "Saved"}},
        Wait(seconds=9, until=Text(text="Saved")),
    ),
    (
        {
            "action": "finish",
            "claims": [{"predicate": {"is": "not", "predicate": {"is": "text", "text": "Ada"}}}],
            "data": {"a": 1},
        },
        Finish(claims=(Claim(predicate=Not(predicate=Text(text="Ada"))),), data='{"a": 1}'),
    ),
    (
        {"action": "window", "surface": "w1", "how": "move", "box": [-10, 0, 90, 100]},
        Window(surface="w1", how="move", box=Box(-20, 0, 200, 200)),
    ),
]


@pytest.mark.parametrize(("said", "meant"), REPLIES)
def test_replies(said: Any, meant: Any) -> None:
    assert parse_json({"thought": "why", "actions": [said]}, FRAME).actions == (meant,)
    assert parse_json(said, FRAME).actions == parse_json([said], FRAME).actions == (meant,)
    assert parse_text(f"So: ```json\n{json.dumps(said)}\n```", FRAME).actions == (meant,)


@pytest.mark.parametrize(("said", "meant"), REPLIES)
def test_what_is_written_keeps_to_the_schema(said: Any, meant: Any) -> None:
    reply = reply_json([meant], FRAME, thought="why", subgoal="part")
    jsonschema.Draft202012Validator(reply_schema(limits=FRAME.limits)).validate(reply)
    read = parse_json(reply, FRAME)
    assert (read.actions, read.thought, read.subgoal) == ((meant,), "why", "part")


WRONG: list[tuple[Any, str]] = [
    ({"actions": []}, "at least one action"),
    ({"thoughts": "x", "actions": [{"action": "zoom"}]}, "there is no thoughts"),
    ([{"action": "zoom"}] * 99, "too many for one reply"),
    ({"action": "fly"}, 'there is no "action": "fly"; there are click, move'),
    ({"action": "click"}, "click lacks target"),
    ({"action": "click", "target": "the Save button"}, "no ref"),
    ({"action": "click", "target": [1]}, "no target"),
    ({"action": "click", "target": [1, "2"]}, "no number"),
    ({"action": "click", "target": [1, True]}, "no number"),
    ({"action": "click", "target": [1, 10**400]}, "no number"),
    ({"action": "click", "target": [1, float("nan")]}, "no number"),
    ({"action": "click", "target": [960.5, 1]}, "x goes from 0 to 959"),
    ({"action": "click", "target": "e1", "count": 4}, "4 is not between 1 and 3"),
    ({"action": "click", "target": "e1", "count": 1.5}, "no whole number"),
    ({"action": "click", "target": "e1", "button": "up"}, '"up" is none of left, middle, right'),
    ({"action": "click", "target": "e1", "times": 1}, "there is no times; allowed: action, target"),
    ({"action": "press", "keys": "Hyper+x"}, "there is no key"),
    ({"action": "press", "keys": "a" * 500}, "typed, not pressed"),
    ({"action": "type", "text": "a" * 100_001}, "longer than"),
    ({"action": "drag", "path": ["e1"]}, "at least two"),
    ({"action": "zoom", "region": [0, 0, 2000, 100]}, "reaches out of the picture"),
    ({"action": "zoom", "region": [9, 9, 9, 9]}, "empty"),
    ({"action": "wait", "until": {"is": "magic"}}, 'there is no "is": "magic"'),
    ({"action": "select", "target": "e1", "options": "x"}, "no list"),
    ({"action": "run_skill", "name": "x", "arguments": {"a": 1}}, "no text"),
    ("hello", "a reply is"),
    (None, "a reply is"),
]


@pytest.mark.parametrize(("said", "message"), WRONG)
def test_wrong_replies_say_how_it_is_written(said: Any, message: str) -> None:
    with pytest.raises(ReplyError, match=message) as raised:
        parse_json(said, FRAME)
    assert isinstance(raised.value, ActionError)
    assert len(str(raised.value)) < 600


def test_conditions_end_somewhere() -> None:
    until: Any = {"is": "text", "text": "a"}
    for _ in range(50):
        until = {"is": "not", "predicate": until}
    with pytest.raises(ReplyError, match="nested too deeply"):
        parse_json({"action": "wait", "until": until}, FRAME)


def test_the_catalogue_holds_every_action_with_its_words() -> None:
    text = action_text()
    schema = json.dumps(reply_schema())
    for entry in CATALOGUE:
        assert entry.doc, entry.name
        assert f'"action": "{entry.name}"' in text
        assert f'"{entry.name}"' in schema
        for field in entry.fields:
            assert f'"{field.name}"' in text
    assert "replace what is there" in ACTIONS["type"].by_name["clear"].doc


def test_fewer_actions_can_be_offered() -> None:
    schema = reply_schema(["click", "finish"])
    offered = schema["properties"]["actions"]["items"]["anyOf"]
    assert [each["properties"]["action"]["enum"] for each in offered] == [["click"], ["finish"]]
    assert "set_value" not in action_text(["click", "finish"])


def test_the_schema_holds_a_model_to_the_picture() -> None:
    validator = jsonschema.Draft202012Validator(reply_schema(limits=(999, 999)))
    assert validator.is_valid({"actions": [{"action": "click", "target": [0, 999]}]})
    assert not validator.is_valid({"actions": [{"action": "click", "target": [0, 1000]}]})
    assert not validator.is_valid({"actions": [{"action": "click", "target": [0.5, 1]}]})


def test_the_edge_means_the_last_pixel() -> None:
    for name, edge in (("k1000", 1000.0), ("k999", 999.0), ("unit", 1.0)):
        frame = Frame(
            viewport=Viewport(size=Size(1920, 1080), origin=Point(-1920, 0)),
            sent=Size(960, 540),
            space=CoordinateSpace(name=name),  # type: ignore[arg-type]  # of the three
        )
        assert frame.to_environment(edge, edge) == (-1, 1079)
        assert frame.to_environment(0, 0) == (-1920, 0)
        with pytest.raises(ReplyError):
            frame.to_environment(edge * 1.001, 0)
        with pytest.raises(ReplyError):
            frame.to_environment(float("nan"), 0)


def test_a_crop_is_a_picture_like_any_other() -> None:
    crop = Frame(
        viewport=Viewport(size=Size(200, 100), origin=Point(400, 300)), sent=Size(800, 400)
    )
    assert crop.to_environment(400, 200) == (500, 350)
    assert crop.to_model(Point(500, 350)) == (400, 200)
    with pytest.raises(ReplyError):
        crop.to_model(Point(100, 100))
