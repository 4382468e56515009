"""OpenAI's computer tool, with batches of actions, and `computer_use_preview`, with single ones.

Coordinates and scroll distances are pixels of the picture that was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.action import (
    Action,
    Button,
    Click,
    Drag,
    Modifier,
    Move,
    Navigate,
    Press,
    Scroll,
    Type,
    Wait,
)
from actions.coordinates import Frame
from app.models.dialects.carriers import Batches, Unit
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.interface import ACT
from app.models.dialects.key_names import any_case, chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, look, modifiers_of, typed

_BUTTONS: Mapping[str, Button] = {"left": "left", "right": "right", "wheel": "middle"}
_PAUSE = 2.0  # seconds: how long `wait`, which has no length, lasts
_MOST_POINTS = 200


class Actions:
    """The vocabulary."""

    def __init__(self) -> None:
        self.readers: Mapping[str, Reader] = {
            "click": _click,
            "double_click": lambda given, hand: hand.click(given.xy(), "left", 2, _held(given)),
            "move": _move,
            "drag": _drag,
            "scroll": _scroll,
            "type": lambda given, hand: hand.type(given.text("text")),
            "keypress": lambda given, hand: hand.press(
                chord_of([any_case(each) for each in given.texts("keys")])
            ),
            "wait": lambda given, hand: hand.wait(_PAUSE),
            "screenshot": look,
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button=button, count=count, modifiers=modifiers):
                given = {**_xy(at(target, frame)), **_keys(modifiers)}
                name = next(name for name, meant in _BUTTONS.items() if meant == button)
                single, double = (
                    Unit("click", {"button": name, **given}),
                    Unit("double_click", given),
                )
                if count == 1:
                    return [single]
                if button == "left":
                    return [double] if count == 2 else [double, single]
                raise cannot(action)
            case Move(target=target):
                return [Unit("move", _xy(at(target, frame)))]
            case Drag(path=path, button="left", modifiers=modifiers):
                points = [_xy(at(each, frame)) for each in path]
                return [Unit("drag", {"path": points, **_keys(modifiers)})]
            case Scroll(target=target, dx=dx, dy=dy, unit="pixel") if target is not None:
                across, down = frame.length_to_model(dx, dy)
                amounts = {"scroll_x": across, "scroll_y": down}
                return [Unit("scroll", {**_xy(at(target, frame)), **amounts})]
            case Type(submit=False):
                return [Unit("type", {"text": typed(action)})]
            case Press(keys=keys, target=None, repeat=1):
                return [Unit("keypress", {"keys": chord_names(one_chord(keys), "openai")})]
            case Wait(seconds=0, until=None):
                return [Unit("screenshot", {})]
            case Wait(seconds=seconds, until=None) if seconds == _PAUSE:
                return [Unit("wait", {})]
            case Navigate(how="back" | "forward" as how, surface=""):
                middle = frame.to_model(frame.viewport.box.center)
                return [Unit("click", {"button": how, **_xy(middle)})]
            case _:
                raise cannot(action)


def _xy(point: tuple[float, float]) -> dict[str, Any]:
    return {"x": point[0], "y": point[1]}


def _keys(modifiers: tuple[Modifier, ...]) -> dict[str, Any]:
    return {"keys": [key_name(each, "openai") for each in modifiers]} if modifiers else {}


def _held(given: Given) -> tuple[Modifier, ...]:
    names = given.texts("keys") if "keys" in given else []
    return modifiers_of("+".join(names)) if names else ()


def _no_keys(given: Given) -> None:
    if _held(given):
        raise given.wrong("keys", "cannot be held during this; use keypress")


def _click(given: Given, hand: Hand) -> None:
    button = given.choice("button", (*_BUTTONS, "back", "forward"), "left")
    point, held = given.xy(), _held(given)
    if button in ("back", "forward"):
        hand.add(Navigate(how="back" if button == "back" else "forward"))
    else:
        hand.click(point, _BUTTONS[button], 1, held)


def _move(given: Given, hand: Hand) -> None:
    _no_keys(given)
    hand.move(given.xy())


def _drag(given: Given, hand: Hand) -> None:
    path = given.raw("path")
    if not isinstance(path, list) or not 2 <= len(path) <= _MOST_POINTS:
        raise given.wrong("path", "is a list of two points or more")
    points = []
    for each in path:
        if not isinstance(each, Mapping):
            raise given.wrong("path", 'is a list of {"x": ..., "y": ...}')
        point = Given("a point of the path", each, given.frame)
        points.append(point.xy())
        point.done()
    hand.drag(tuple(points), "left", _held(given))


def _scroll(given: Given, hand: Hand) -> None:
    _no_keys(given)
    dx, dy = given.number("scroll_x", 0), given.number("scroll_y", 0)
    across, down = given.frame.length_to_environment(dx, dy)
    hand.scroll(Scroll(target=given.xy(), dx=across, dy=down, unit="pixel"))


def _preview(frame: Frame) -> tuple[Mapping[str, Any], ...]:
    width, height = round(frame.sent.width), round(frame.sent.height)
    size = {"display_width": width, "display_height": height}
    return ({"type": "computer_use_preview", "environment": "linux", **size},)


COMPUTER = Spoken(
    name="openai-computer",
    carrier=Batches(ACT, batched=True),
    vocabulary=Actions(),
    functions=True,
    tools=lambda frame: ({"type": "computer"},),
    example='{"type": "click", "button": "left", "x": 480, "y": 270}',
)
PREVIEW = Spoken(
    name="openai-computer-use-preview",
    carrier=Batches(ACT, batched=False),
    vocabulary=Actions(),
    functions=True,
    tools=_preview,
    example='{"type": "click", "button": "left", "x": 480, "y": 270}',
)
