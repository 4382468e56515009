"""Models that write pyautogui code: OpenCUA, EvoCUA, and OSWorld's `pyautogui` action space.

The code is read by a tokenizer of calls with literal arguments and never run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from actions.action import (
    Action,
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
from app.models.dialects.carriers_text import FunctionText
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.key_names import chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, direction, scroll_target, typed, whole

_BUTTONS = ("left", "middle", "right", "primary", "secondary")
_PAUSE = 2.0  # seconds: how long WAIT lasts
_CLICK = ("x", "y", "clicks", "interval", "button", "duration")
_PLACE = ("x", "y", "interval", "button", "duration")
_SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "click": _CLICK,
    "leftClick": _PLACE,
    "doubleClick": _PLACE,
    "tripleClick": _PLACE,
    "rightClick": _PLACE,
    "middleClick": _PLACE,
    "computer.triple_click": ("x", "y"),
    "computer.tripleClick": ("x", "y"),
    "moveTo": ("x", "y", "duration"),
    "dragTo": ("x", "y", "duration", "tween", "button"),
    "mouseDown": ("x", "y", "button", "duration"),
    "mouseUp": ("x", "y", "button", "duration"),
    "scroll": ("clicks", "x", "y"),
    "vscroll": ("clicks", "x", "y"),
    "hscroll": ("clicks", "x", "y"),
    "write": ("message", "interval"),
    "typewrite": ("message", "interval"),
    "press": ("keys", "presses", "interval"),
    "hotkey": ("*keys",),
    "keyDown": ("key",),
    "keyUp": ("key",),
    "sleep": ("seconds",),
    "time.sleep": ("seconds",),
    "computer.wait": ("seconds",),
    "computer.terminate": ("status", "answer"),
}


class Words:
    """The vocabulary."""

    def __init__(self) -> None:
        readers: dict[str, Reader] = {
            "click": _click,
            "leftClick": _click_reader("left", 1),
            "doubleClick": _click_reader("left", 2),
            "tripleClick": _click_reader("left", 3),
            "rightClick": _click_reader("right", 1),
            "middleClick": _click_reader("middle", 1),
            "moveTo": lambda given, hand: hand.move(given.xy()),
            "dragTo": lambda given, hand: hand.drag_to(given.xy(), _button(given)),
            "mouseDown": lambda given, hand: hand.down(_button(given), _maybe(given)),
            "mouseUp": lambda given, hand: hand.up(_button(given), _maybe(given)),
            "scroll": lambda given, hand: _scroll(given, hand, across=False),
            "hscroll": lambda given, hand: _scroll(given, hand, across=True),
            "write": lambda given, hand: hand.type(given.text("message")),
            "press": _press,
            "hotkey": lambda given, hand: hand.press(chord_of(given.texts("keys"))),
            "keyDown": lambda given, hand: hand.key_down(given.text("key")),
            "keyUp": lambda given, hand: hand.key_up(given.text("key")),
            "sleep": lambda given, hand: hand.wait(given.number("seconds", low=0, high=300)),
            "computer.wait": lambda given, hand: hand.wait(
                given.number("seconds", _PAUSE, low=0, high=300)
            ),
            "computer.terminate": _terminate,
            "WAIT": lambda given, hand: hand.wait(_PAUSE),
            "DONE": lambda given, hand: hand.add(Finish()),
            "FAIL": lambda given, hand: hand.add(Finish(success=False)),
        }
        aliases = {
            "typewrite": "write",
            "vscroll": "scroll",
            "time.sleep": "sleep",
            "computer.triple_click": "tripleClick",
            "computer.tripleClick": "tripleClick",
        }
        named = readers | {alias: readers[name] for alias, name in aliases.items()}
        self.readers: Mapping[str, Reader] = {
            name: _with_timing(read) for name, read in named.items()
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(modifiers=modifiers):
                names = [key_name(each, "pyautogui") for each in modifiers]
                return [*_downs(names), _click_unit(action, frame), *_ups(names)]
            case Move(target=target):
                return [Unit("moveTo", _xy(at(target, frame)))]
            case Drag():
                return _drag_units(action, frame)
            case MouseDown(target=target, button=button):
                return [Unit("mouseDown", _xy(at(target, frame)) | _other(button))]
            case MouseUp(target=target, button=button):
                return [Unit("mouseUp", _xy(at(target, frame)) | _other(button))]
            case Scroll(dx=dx, dy=dy, unit="line"):
                direction(dx, dy)
                point = scroll_target(action, frame)
                name, clicks = ("hscroll", dx) if dx else ("scroll", -dy)
                return [Unit(name, {"clicks": whole(clicks), **(_xy(point) if point else {})})]
            case Type():
                enter = [Unit("press", {"keys": "enter"})] if action.submit else []
                return [Unit("write", {"message": typed(action)}), *enter]
            case Press(keys=keys, target=None, repeat=repeat):
                names = chord_names(one_chord(keys), "pyautogui")
                if len(names) > 1:
                    return [Unit("hotkey", {"keys": names})] * repeat
                times = {"presses": repeat} if repeat > 1 else {}
                return [Unit("press", {"keys": names[0], **times})]
            case Hold(keys=keys, seconds=seconds) if seconds > 0:
                names = chord_names(one_chord(keys), "pyautogui")
                return [*_downs(names), Unit("time.sleep", {"seconds": seconds}), *_ups(names)]
            case Wait(seconds=seconds, until=None):
                return [Unit("time.sleep", {"seconds": seconds})]
            case Finish(answer=answer, success=success) if not action.claims and not action.data:
                said = {"status": "success" if success else "failure"}
                return [Unit("computer.terminate", said | ({"answer": answer} if answer else {}))]
            case _:
                raise cannot(action)


def _xy(point: tuple[float, float]) -> dict[str, Any]:
    return {"x": point[0], "y": point[1]}


def _other(button: Button) -> dict[str, Any]:
    return {"button": button} if button != "left" else {}


def _downs(names: list[str]) -> list[Unit]:
    return [Unit("keyDown", {"key": each}) for each in names]


def _ups(names: list[str]) -> list[Unit]:
    return [Unit("keyUp", {"key": each}) for each in reversed(names)]


def _click_unit(action: Click, frame: Frame) -> Unit:
    place = _xy(at(action.target, frame))
    if (action.button, action.count) == ("left", 3):
        return Unit("computer.triple_click", place)
    times = {"clicks": action.count} if action.count > 1 else {}
    return Unit("click", place | times | _other(action.button))


def _drag_units(action: Drag, frame: Frame) -> list[Unit]:
    names = [key_name(each, "pyautogui") for each in action.modifiers]
    first, *rest = [_xy(at(each, frame)) for each in action.path]
    other = _other(action.button)
    if len(rest) == 1:
        moves = [Unit("moveTo", first), Unit("dragTo", rest[0] | other)]
    else:
        between = [Unit("moveTo", each) for each in rest]
        moves = [Unit("mouseDown", first | other), *between, Unit("mouseUp", rest[-1] | other)]
    return [*_downs(names), *moves, *_ups(names)]


def _with_timing(read: Reader) -> Reader:
    def without_timing(given: Given, hand: Hand) -> None:
        given.ignore("duration", "interval", "tween", "_pause", "logScreenshot")
        read(given, hand)

    return without_timing


def _maybe(given: Given) -> Any:
    return given.xy() if "x" in given or "y" in given else None


def _button(given: Given) -> Button:
    name = given.choice("button", _BUTTONS, "left")
    return cast("Button", {"primary": "left", "secondary": "right"}.get(name, name))


def _click(given: Given, hand: Hand) -> None:
    count = given.whole("clicks", 1, low=1, high=3)
    hand.click(_maybe(given), _button(given), count)


def _click_reader(button: Button, count: int) -> Reader:
    def read(given: Given, hand: Hand) -> None:
        given.ignore("button")
        hand.click(_maybe(given), button, count)

    return read


def _scroll(given: Given, hand: Hand, *, across: bool) -> None:
    clicks = given.number("clicks", low=-1000, high=1000)
    dx, dy = (clicks, 0.0) if across else (0.0, -clicks)
    hand.scroll(Scroll(target=_maybe(given), dx=dx, dy=dy))


def _press(given: Given, hand: Hand) -> None:
    keys, presses = given.raw("keys"), given.whole("presses", 1, low=1, high=100)
    names = keys if isinstance(keys, list) else [keys]
    if len(names) > 20 or not all(isinstance(each, str) for each in names):
        raise given.wrong("keys", "is no key and no list of keys")
    if len(names) > 1 and presses > 1:
        raise given.wrong("presses", "counts for one key; press the keys one after another")
    for name in names:
        hand.press(chord_of([name]), presses)


def _terminate(given: Given, hand: Hand) -> None:
    status = given.choice("status", ("success", "failure", "fail"), "success")
    hand.add(Finish(answer=given.text("answer", ""), success=status == "success"))


OPENCUA = Spoken(
    name="pyautogui",
    carrier=FunctionText(
        before="## Thought:\n{thought}\n\n## Code:\n```python\n",
        after="\n```",
        begins=r"(?:\A|\n)[ \t]{0,4}(?:```\w{0,20}|#{1,3} ?(?:Code|Action):?)[ \t]{0,4}\n"
        r"(?:[ \t]{0,4}```\w{0,20}[ \t]{0,4}\n)?",
        ends=r"\n[ \t]{0,4}```",
        named=_SIGNATURES,
        bare=("WAIT", "DONE", "FAIL"),
        module="pyautogui",
        loose=False,
    ),
    vocabulary=Words(),
    example="pyautogui.click(x=480, y=270)",
)
