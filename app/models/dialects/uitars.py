"""UI-TARS 1.0 and 1.5, Doubao-1.5-UI-TARS, and UI-TARS-2 (Seed).

The first three write a thought and function text and differ in how they write a point; the last
writes functions with parameters in tags, and has more of them. Waiting is five seconds and
scrolling five wheel clicks where there is no argument for it. A line feed at the end of a typed
text is Enter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.action import (
    Action,
    Ask,
    Button,
    Click,
    Drag,
    Finish,
    Hold,
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
from app.models.dialects.carriers_text import FunctionText, ParameterText
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.key_names import chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import (
    at,
    cannot,
    direction,
    look,
    scroll_target,
    toward,
    typed,
    whole,
)

_WAIT = 5.0  # seconds
_SCROLL = 5  # wheel clicks
_WAYS = ("up", "down", "left", "right")
# Every way of naming a point is read; models mix them.
_POINT = ("start_box", "point", "start_point")
_END = ("end_box", "end_point")

Show = Callable[[tuple[float, float]], str]


class Words:
    """The vocabulary of 1.0, 1.5 and Doubao.

    Args:
        show: how a point is written.
        names: the arguments that take a point, and the end of a drag.
        calls_user: whether `call_user` is there.
    """

    def __init__(self, show: Show, names: tuple[str, str, str], *, calls_user: bool) -> None:
        self._show = show
        self._point, self._start, self._end = names
        self.readers: Mapping[str, Reader] = {
            "click": lambda given, hand: hand.click(given.point(*_POINT)),
            "left_double": lambda given, hand: hand.click(given.point(*_POINT), "left", 2),
            "right_single": lambda given, hand: hand.click(given.point(*_POINT), "right"),
            "drag": lambda given, hand: hand.drag((given.point(*_POINT), given.point(*_END))),
            "hotkey": lambda given, hand: hand.press(_spaced(given.text("key"))),
            "type": _type,
            "scroll": _scroll,
            "wait": lambda given, hand: hand.wait(_WAIT),
            "finished": lambda given, hand: hand.add(Finish(answer=given.text("content", ""))),
            **({"call_user": _call_user} if calls_user else {}),
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, modifiers=()):
                return _clicks(action, {self._point: self._show(at(target, frame))})
            case Drag(path=(first, last), button="left", modifiers=()):
                start, end = self._show(at(first, frame)), self._show(at(last, frame))
                return [Unit("drag", {self._start: start, self._end: end})]
            case Scroll(target=target, unit="line") if target is not None:
                name = _scroll_way(action)
                return [Unit("scroll", {self._point: self._show(at(target, frame)), **name})]
            case Wait(seconds=seconds, until=None) if seconds == _WAIT:
                return [Unit("wait", {})]
            case Press(keys=keys, target=None, repeat=repeat):
                names = chord_names(one_chord(keys), "pyautogui")
                if len(names) > 3:
                    raise cannot(action, "it presses at most three keys at once")
                return [Unit("hotkey", {"key": " ".join(names)})] * repeat
            case Type():
                return [Unit("type", {"content": _content(action)})]
            case Finish(answer=answer) if action == Finish(answer=answer):
                return [Unit("finished", {"content": answer})]
            case _:
                raise cannot(action)


class SeedWords:
    """The vocabulary of UI-TARS-2."""

    def __init__(self) -> None:
        self.readers: Mapping[str, Reader] = {
            "click": lambda given, hand: hand.click(given.point("point")),
            "left_double": lambda given, hand: hand.click(given.point("point"), "left", 2),
            "right_single": lambda given, hand: hand.click(given.point("point"), "right"),
            "move_to": lambda given, hand: hand.move(given.point("point")),
            "mouse_down": lambda given, hand: hand.down(_button(given), _maybe(given)),
            "mouse_up": lambda given, hand: hand.up(_button(given), _maybe(given)),
            "drag": lambda given, hand: hand.drag(
                (given.point("start_point"), given.point("end_point"))
            ),
            "scroll": _scroll,
            "hotkey": lambda given, hand: hand.press(_spaced(given.text("key"))),
            "press": lambda given, hand: hand.key_down(given.text("key")),
            "release": lambda given, hand: hand.key_up(given.text("key")),
            "type": _type,
            "wait": lambda given, hand: hand.wait(given.number("time", _WAIT, low=0, high=300)),
            "take_screenshot": look,
            "finished": lambda given, hand: hand.add(Finish(answer=given.text("content", ""))),
            "infeasible": lambda given, hand: hand.add(
                Finish(answer=given.text("content", ""), success=False)
            ),
            "call_user": _call_user,
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, modifiers=modifiers):
                clicks = _clicks(action, {"point": _tagged(at(target, frame))})
                keys = [{"key": key_name(each, "pyautogui")} for each in modifiers]
                return [
                    *(Unit("press", key) for key in keys),
                    *clicks,
                    *(Unit("release", key) for key in keys),
                ]
            case Move(target=target):
                return [Unit("move_to", {"point": _tagged(at(target, frame))})]
            case MouseDown(target=target, button="left" | "right" as button):
                point = {"point": _tagged(at(target, frame))}
                return [Unit("mouse_down", point | _other(button))]
            case MouseUp(target=target, button="left" | "right" as button):
                point = {"point": _tagged(at(target, frame))}
                return [Unit("mouse_up", point | _other(button))]
            case Drag(path=path, button="left" | "right" as button, modifiers=()):
                return _seed_drag([_tagged(at(each, frame)) for each in path], button)
            case Scroll(unit="line"):
                place = scroll_target(action, frame)
                where = {"point": _tagged(place)} if place else {}
                return [Unit("scroll", {**where, **_scroll_way(action)})]
            case Press(keys=keys, target=None, repeat=repeat):
                names = chord_names(one_chord(keys), "pyautogui")
                return [Unit("hotkey", {"key": " ".join(names)})] * repeat
            case Hold(keys=keys, seconds=seconds) if seconds > 0:
                names = chord_names(one_chord(keys), "pyautogui")
                downs = [Unit("press", {"key": each}) for each in names]
                ups = [Unit("release", {"key": each}) for each in names]
                return [*downs, Unit("wait", {"time": whole(seconds)}), *ups]
            case Type():
                return [Unit("type", {"content": _content(action)})]
            case Wait(seconds=0, until=None):
                return [Unit("take_screenshot", {})]
            case Wait(seconds=seconds, until=None):
                return [Unit("wait", {"time": whole(seconds)})]
            case Finish(answer=answer, success=success) if not action.claims and not action.data:
                return [Unit("finished" if success else "infeasible", {"content": answer})]
            case Ask(question=question, options=()):
                return [Unit("call_user", {"content": question})]
            case _:
                raise cannot(action)


def _clicks(action: Click, point: Mapping[str, Any]) -> list[Unit]:
    match action:
        case Click(button="left", count=1):
            return [Unit("click", point)]
        case Click(button="left", count=2):
            return [Unit("left_double", point)]
        case Click(button="left", count=3):
            return [Unit("left_double", point), Unit("click", point)]
        case Click(button="right", count=1):
            return [Unit("right_single", point)]
        case _:
            raise cannot(action)


def _seed_drag(points: list[str], button: Button) -> list[Unit]:
    if len(points) == 2 and button == "left":
        return [Unit("drag", {"start_point": points[0], "end_point": points[1]})]
    moves = [Unit("move_to", {"point": each}) for each in points[1:]]
    down, up = {"point": points[0], **_other(button)}, {"point": points[-1], **_other(button)}
    return [Unit("mouse_down", down), *moves, Unit("mouse_up", up)]


def _other(button: Button) -> dict[str, str]:
    return {"button": button} if button != "left" else {}


def _button(given: Given) -> Button:
    return "right" if given.choice("button", ("left", "right"), "left") == "right" else "left"


def _maybe(given: Given) -> Any:
    return given.point("point") if "point" in given else None


def _content(action: Type) -> str:
    text = typed(action)
    if text.endswith("\n"):
        raise cannot(action, "a line feed at the end means Enter: submit, or press Enter")
    return text + "\n" * action.submit


def _type(given: Given, hand: Hand) -> None:
    text = given.text("content")
    submit = text.endswith("\n")
    hand.type(text[:-1] if submit else text, submit=submit)


def _scroll_way(action: Scroll) -> dict[str, str]:
    name, amount = direction(action.dx, action.dy)
    if amount != _SCROLL:
        raise cannot(action, f"it scrolls by {_SCROLL} lines at a time")
    return {"direction": name}


def _scroll(given: Given, hand: Hand) -> None:
    dx, dy = toward(given.choice("direction", _WAYS), _SCROLL)
    point = given.point(*_POINT) if any(name in given for name in _POINT) else None
    hand.scroll(Scroll(target=point, dx=dx, dy=dy))


def _spaced(text: str) -> str:
    """The chord "ctrl c": its keys are parted by blanks, or by + after all."""
    return chord_of(text.split()[:5])


def _call_user(given: Given, hand: Hand) -> None:
    hand.add(Ask(question=given.text("content", "")))


def _wrapped(point: tuple[float, float]) -> str:
    return f"<|box_start|>({point[0]:g},{point[1]:g})<|box_end|>"


def _bracketed(point: tuple[float, float]) -> str:
    return f"({point[0]:g},{point[1]:g})"


def _tagged(point: tuple[float, float]) -> str:
    return f"<point>{point[0]:g} {point[1]:g}</point>"


_BOXES = ("start_box", "start_box", "end_box")
_POINTS = ("point", "start_point", "end_point")


def _carrier() -> FunctionText:
    return FunctionText(
        before="Thought: {thought}\nAction: ",
        begins=r"(?:\A|\n)[ \t]{0,4}Action:",
        ends=r"<\|im_end\|>|</s>",
    )


UITARS = Spoken(
    name="ui-tars-1.0",
    carrier=_carrier(),
    vocabulary=Words(_wrapped, _BOXES, calls_user=True),
    example="Action: click(start_box='<|box_start|>(250,250)<|box_end|>')",
)
UITARS_1_5 = Spoken(
    name="ui-tars-1.5",
    carrier=_carrier(),
    vocabulary=Words(_bracketed, _BOXES, calls_user=True),
    example="Action: click(start_box='(483,273)')",
)
DOUBAO = Spoken(
    name="doubao-1.5-ui-tars",
    carrier=_carrier(),
    vocabulary=Words(_tagged, _POINTS, calls_user=False),
    example="Action: click(point='<point>250 250</point>')",
)
SEED = Spoken(
    name="ui-tars-2",
    carrier=ParameterText("seed:tool_call"),
    vocabulary=SeedWords(),
    example="<seed:tool_call><function=click><parameter=point><point>250 250</point></parameter>"
    "</function></seed:tool_call>",
)
