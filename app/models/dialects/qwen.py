"""Qwen2.5-VL and Qwen3-VL: the function `computer_use`, as JSON or in XML tags.

Scrolling counts pixels, positive is up. Keys are named as pyautogui does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.action import Action, Button, Click, Drag, Finish, Move, Press, Scroll, Type, Wait
from actions.coordinates import Frame
from app.models.dialects.carriers import Unit
from app.models.dialects.carriers_text import ParameterText, ToolCallText
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.key_names import chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, modifiers_of, scroll_target, typed

_CLICKS: Mapping[str, tuple[Button, int]] = {
    "left_click": ("left", 1),
    "right_click": ("right", 1),
    "middle_click": ("middle", 1),
    "double_click": ("left", 2),
    "triple_click": ("left", 3),
}


class Words:
    """The vocabulary.

    Args:
        third: whether it is that of Qwen3-VL, with triple clicks, horizontal scrolls, points to
            scroll at, and answers.
        modifiers: whether clicks may name keys to hold, as Qwen3.5 does.
    """

    def __init__(self, *, third: bool, modifiers: bool = False) -> None:
        self._third = third
        self._modifiers = modifiers
        readers: dict[str, Reader] = {
            **{name: _click_reader(*way, modifiers=modifiers) for name, way in _CLICKS.items()},
            "mouse_move": lambda given, hand: hand.move(given.point("coordinate")),
            "left_click_drag": lambda given, hand: hand.drag_to(given.point("coordinate")),
            "key": lambda given, hand: hand.press(chord_of(_keys(given))),
            "type": lambda given, hand: hand.type(given.text("text")),
            "scroll": lambda given, hand: _scroll(given, hand, across=False),
            "hscroll": lambda given, hand: _scroll(given, hand, across=True),
            "wait": lambda given, hand: hand.wait(given.number("time", low=0, high=300)),
            "terminate": _terminate,
            "answer": lambda given, hand: hand.answer(given.text("text")),
        }
        if not third:
            for name in ("triple_click", "hscroll", "answer"):
                del readers[name]
        self.readers: Mapping[str, Reader] = readers

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click():
                return self._clicks(action, frame)
            case Move(target=target):
                return [Unit("mouse_move", _at(target, frame))]
            case Drag(path=(first, last), button="left", modifiers=()):
                start, end = _at(first, frame), _at(last, frame)
                return [Unit("mouse_move", start), Unit("left_click_drag", end)]
            case Scroll(unit="pixel"):
                return self._scrolls(action, frame)
            case Press(keys=keys, target=None, repeat=repeat):
                names = chord_names(one_chord(keys), "pyautogui")
                return [Unit("key", {"keys": names})] * repeat
            case Type(submit=False):
                return [Unit("type", {"text": typed(action)})]
            case Wait(seconds=seconds, until=None):
                return [Unit("wait", {"time": seconds})]
            case Finish(answer=answer, success=success) if not action.claims and not action.data:
                status = Unit("terminate", {"status": "success" if success else "failure"})
                if not answer:
                    return [status]
                if not self._third:
                    raise cannot(action, "it ends without an answer")
                return [Unit("answer", {"text": answer}), status]
            case _:
                raise cannot(action)

    def _clicks(self, action: Click, frame: Frame) -> list[Unit]:
        given = _at(action.target, frame)
        if action.modifiers:
            if not self._modifiers:
                raise cannot(action, "it holds no keys during a click")
            names = [key_name(each, "pyautogui") for each in action.modifiers]
            given["text"] = "+".join(names)
        if (action.button, action.count) == ("left", 3) and not self._third:
            return [Unit("double_click", given), Unit("left_click", given)]
        for name, way in _CLICKS.items():
            if way == (action.button, action.count):
                return [Unit(name, given)]
        raise cannot(action)

    def _scrolls(self, action: Scroll, frame: Frame) -> list[Unit]:
        point = scroll_target(action, frame)
        where = {"coordinate": list(point)} if point else {}
        across, down = frame.length_to_model(action.dx, action.dy)
        if bool(across) == bool(down):
            raise cannot(action, "scroll in one direction at a time")
        if not self._third:
            if across:
                raise cannot(action, "it scrolls up and down only")
            moves = [Unit("mouse_move", where)] if where else []
            return [*moves, Unit("scroll", {"pixels": -down})]
        if across:
            return [Unit("hscroll", {**where, "pixels": across})]
        return [Unit("scroll", {**where, "pixels": -down})]


def _at(target: Any, frame: Frame) -> dict[str, Any]:
    return {"coordinate": list(at(target, frame))}


def _click_reader(button: Button, count: int, *, modifiers: bool) -> Reader:
    def read(given: Given, hand: Hand) -> None:
        point = given.point("coordinate") if "coordinate" in given else None
        held = modifiers_of(given.text("text")) if modifiers and "text" in given else ()
        hand.click(point, button, count, held)

    return read


def _keys(given: Given) -> list[str]:
    value = given.raw("keys")
    if isinstance(value, str):  # in tags everything is text
        value = [each.strip(" \"'\n") for each in value.strip("[] \n").split(",")]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise given.wrong("keys", "is no list of keys")
    return value[:20]


def _scroll(given: Given, hand: Hand, *, across: bool) -> None:
    point = given.point("coordinate") if "coordinate" in given else None
    pixels = given.number("pixels", low=-100_000, high=100_000)
    dx, dy = given.frame.length_to_environment(*((pixels, 0) if across else (0, -pixels)))
    hand.scroll(Scroll(target=point, dx=dx, dy=dy, unit="pixel"))


def _terminate(given: Given, hand: Hand) -> None:
    hand.end(success=given.choice("status", ("success", "failure")) == "success")


TOOL = "computer_use"
_JSON_EXAMPLE = (
    '<tool_call>{"name": "computer_use", "arguments": '
    '{"action": "left_click", "coordinate": [250, 250]}}</tool_call>'
)

QWEN_2_5 = Spoken(
    name="qwen2.5-vl",
    carrier=ToolCallText(TOOL, "action"),
    vocabulary=Words(third=False),
    example=_JSON_EXAMPLE,
)
QWEN_3 = Spoken(
    name="qwen3-vl",
    carrier=ToolCallText(TOOL, "action"),
    vocabulary=Words(third=True),
    example=_JSON_EXAMPLE,
)
QWEN_3_XML = Spoken(
    name="qwen3-vl-xml",
    carrier=ParameterText("tool_call", tool="computer", field="action", lines=True),
    vocabulary=Words(third=True, modifiers=True),
    example="<tool_call><function=computer><parameter=action>left_click</parameter>"
    "<parameter=coordinate>[250, 250]</parameter></function></tool_call>",
)
