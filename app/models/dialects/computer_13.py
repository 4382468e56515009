"""OSWorld's `computer_13`: one JSON object per action, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from actions.action import (
    Action,
    Button,
    Click,
    Drag,
    Finish,
    MouseDown,
    MouseUp,
    Move,
    Press,
    Scroll,
    Type,
    Wait,
)
from actions.coordinates import Frame
from app.models.dialects.carriers import Unit
from app.models.dialects.carriers_text import JsonText
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.key_names import chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, typed, whole

_BUTTONS = ("left", "middle", "right")
_PAUSE = 2.0  # seconds: how long WAIT lasts


class Words:
    """The vocabulary."""

    def __init__(self) -> None:
        self.readers: Mapping[str, Reader] = {
            "MOVE_TO": lambda given, hand: hand.move(given.xy()),
            "CLICK": _click,
            "RIGHT_CLICK": lambda given, hand: hand.click(_maybe(given), "right"),
            "DOUBLE_CLICK": lambda given, hand: hand.click(_maybe(given), "left", 2),
            "MOUSE_DOWN": lambda given, hand: hand.down(_button(given)),
            "MOUSE_UP": lambda given, hand: hand.up(_button(given)),
            "DRAG_TO": lambda given, hand: hand.drag_to(given.xy()),
            "SCROLL": _scroll,
            "TYPING": lambda given, hand: hand.type(given.text("text")),
            "PRESS": lambda given, hand: hand.press(chord_of([given.text("key")])),
            "KEY_DOWN": lambda given, hand: hand.key_down(given.text("key")),
            "KEY_UP": lambda given, hand: hand.key_up(given.text("key")),
            "HOTKEY": lambda given, hand: hand.press(chord_of(given.texts("keys"))),
            "WAIT": lambda given, hand: hand.wait(_PAUSE),
            "DONE": lambda given, hand: hand.add(Finish()),
            "FAIL": lambda given, hand: hand.add(Finish(success=False)),
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button=button, count=count, modifiers=modifiers):
                given = {**_xy(at(target, frame)), "button": button, "num_clicks": count}
                return _holding(modifiers, [Unit("CLICK", given)])
            case Move(target=target):
                return [Unit("MOVE_TO", _xy(at(target, frame)))]
            case Drag(path=path, button=button, modifiers=modifiers):
                points = [_xy(at(each, frame)) for each in path]
                return _holding(modifiers, _drag_units(points, button))
            case MouseDown(target=target, button=button):
                move = Unit("MOVE_TO", _xy(at(target, frame)))
                return [move, Unit("MOUSE_DOWN", {"button": button})]
            case MouseUp(target=target, button=button):
                move = Unit("MOVE_TO", _xy(at(target, frame)))
                return [move, Unit("MOUSE_UP", {"button": button})]
            case Scroll(target=target, dx=dx, dy=dy, unit="line"):
                turn = Unit("SCROLL", {"dx": whole(dx), "dy": -whole(dy)})
                if target is not None:
                    return [Unit("MOVE_TO", _xy(at(target, frame))), turn]
                if frame.pointer is not None:
                    raise cannot(action, "give the point to scroll at")
                return [turn]
            case Type():
                enter = [Unit("PRESS", {"key": "enter"})] if action.submit else []
                return [Unit("TYPING", {"text": typed(action)}), *enter]
            case Press(keys=text, target=None, repeat=repeat):
                names = chord_names(one_chord(text), "pyautogui")
                if len(names) > 1:
                    return [Unit("HOTKEY", {"keys": names})] * repeat
                return [Unit("PRESS", {"key": names[0]})] * repeat
            case Wait(seconds=seconds, until=None) if seconds == _PAUSE:
                return [Unit("WAIT", {})]
            case Finish(answer="", success=success) if not action.claims and not action.data:
                return [Unit("DONE" if success else "FAIL", {})]
            case _:
                raise cannot(action)


def _xy(point: tuple[float, float]) -> dict[str, Any]:
    return {"x": point[0], "y": point[1]}


def _holding(modifiers: Sequence[str], units: list[Unit]) -> list[Unit]:
    """The units between keys that go down and keys that come up."""
    names = [{"key": key_name(each, "pyautogui")} for each in modifiers]
    downs = [Unit("KEY_DOWN", name) for name in names]
    return [*downs, *units, *(Unit("KEY_UP", name) for name in reversed(names))]


def _drag_units(points: list[dict[str, Any]], button: Button) -> list[Unit]:
    first, *rest = [Unit("MOVE_TO", each) for each in points]
    if len(rest) == 1 and button == "left":
        return [first, Unit("DRAG_TO", rest[0].arguments)]
    pressed = {"button": button}
    return [first, Unit("MOUSE_DOWN", pressed), *rest, Unit("MOUSE_UP", pressed)]


def _maybe(given: Given) -> Any:
    return given.xy() if "x" in given or "y" in given else None


def _button(given: Given) -> Button:
    return cast("Button", given.choice("button", _BUTTONS, "left"))


def _click(given: Given, hand: Hand) -> None:
    count = given.whole("num_clicks", 1, low=1, high=3)
    hand.click(_maybe(given), _button(given), count)


def _scroll(given: Given, hand: Hand) -> None:
    dx = given.number("dx", 0, low=-1000, high=1000)
    dy = given.number("dy", 0, low=-1000, high=1000)
    hand.scroll(Scroll(dx=dx, dy=-dy))


COMPUTER_13 = Spoken(
    name="computer_13",
    carrier=JsonText("action_type"),
    vocabulary=Words(),
    example='{"action_type": "CLICK", "x": 480, "y": 270, "button": "left", "num_clicks": 1}',
)
