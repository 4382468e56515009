"""Gemini's computer use: the functions of 3.5 and later, and the older ones of 2.5.

Coordinates are thousandths of the picture, as whole numbers. Every call may carry an "intent" and
a "safety_decision"; the wire client makes a safety check of the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions.action import (
    Action,
    Button,
    Click,
    Drag,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Type,
    Wait,
)
from actions.coordinates import Frame
from app.models.dialects.carriers import MemberCalls, Unit
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.interface import ACT
from app.models.dialects.key_names import any_case, chord_names, chord_of, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, direction, look, toward, typed, whole

_WAYS = ("up", "down", "left", "right")
_CLICKS: Mapping[str, tuple[Button, int]] = {
    "click": ("left", 1),
    "double_click": ("left", 2),
    "triple_click": ("left", 3),
    "middle_click": ("middle", 1),
    "right_click": ("right", 1),
}
_SCROLL = 300  # pixels, if nothing is said
_OLD_SCROLL = 800  # thousandths of the picture, if nothing is said
_OLD_WAIT = 5.0  # seconds
_SEARCH = "https://www.google.com"


def _reader(read: Callable[[Given, Hand], None]) -> Reader:
    def with_intent(given: Given, hand: Hand) -> None:
        given.ignore("intent", "safety_decision")
        read(given, hand)

    return with_intent


class Functions:
    """The vocabulary of 3.5 and later."""

    def __init__(self) -> None:
        readers: Mapping[str, Reader] = {
            **{name: _click_reader(*way) for name, way in _CLICKS.items()},
            "move": lambda given, hand: hand.move(given.xy()),
            "mouse_down": lambda given, hand: hand.down("left", _maybe(given)),
            "mouse_up": lambda given, hand: hand.up("left", _maybe(given)),
            "drag_and_drop": _drag,
            "scroll": _scroll,
            "type": lambda given, hand: hand.type(
                given.text("text"), submit=given.flag("press_enter", False)
            ),
            "press_key": lambda given, hand: hand.press(any_case(given.text("key"))),
            "hotkey": lambda given, hand: hand.press(_hotkey(given)),
            "key_down": lambda given, hand: hand.key_down(any_case(given.text("key"))),
            "key_up": lambda given, hand: hand.key_up(any_case(given.text("key"))),
            "wait": lambda given, hand: hand.wait(given.number("seconds", 1, low=0, high=300)),
            "take_screenshot": look,
            "navigate": lambda given, hand: hand.add(Open(what=given.text("url"))),
            "go_back": lambda given, hand: hand.add(Navigate(how="back")),
            "go_forward": lambda given, hand: hand.add(Navigate(how="forward")),
        }
        self.readers = {name: _reader(read) for name, read in readers.items()}

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button=button, count=count, modifiers=modifiers):
                name = next((name for name, way in _CLICKS.items() if way == (button, count)), "")
                if not name:
                    raise cannot(action)
                return _holding(modifiers, [Unit(name, _xy(at(target, frame)))])
            case Move(target=target):
                return [Unit("move", _xy(at(target, frame)))]
            case Drag(path=path, button="left", modifiers=modifiers):
                return _holding(modifiers, _drag_units([at(each, frame) for each in path]))
            case MouseDown(target=target, button="left"):
                return [Unit("mouse_down", _xy(at(target, frame)))]
            case MouseUp(target=target, button="left"):
                return [Unit("mouse_up", _xy(at(target, frame)))]
            case Scroll(target=target) if target is not None:
                return [_scroll_unit(action, frame)]
            case Type():
                enter = {"press_enter": True} if action.submit else {}
                return [Unit("type", {"text": typed(action), **enter})]
            case Press(keys=keys, target=None, repeat=1):
                names = chord_names(one_chord(keys), "dom")
                if len(names) == 1:
                    return [Unit("press_key", {"key": names[0]})]
                return [Unit("hotkey", {"keys": names})]
            case Hold(keys=keys, seconds=seconds) if seconds > 0:
                chord = one_chord(keys)
                wait = Unit("wait", {"seconds": whole(seconds)})
                return _holding((*chord.modifiers, chord.key), [wait])
            case Wait(seconds=0, until=None):
                return [Unit("take_screenshot", {})]
            case Wait(seconds=seconds, until=None):
                return [Unit("wait", {"seconds": whole(seconds)})]
            case Open() | Navigate():
                return [_going(action)]
            case _:
                raise cannot(action)


class OldFunctions:
    """The vocabulary of 2.5."""

    def __init__(self) -> None:
        readers: Mapping[str, Reader] = {
            "click_at": lambda given, hand: hand.click(given.xy()),
            "hover_at": lambda given, hand: hand.move(given.xy()),
            "type_text_at": _type_at,
            "drag_and_drop": _drag,
            "scroll_at": _scroll_at,
            "scroll_document": _scroll_document,
            "key_combination": lambda given, hand: hand.press(_hotkey(given)),
            "wait_5_seconds": lambda given, hand: hand.wait(_OLD_WAIT),
            "open_web_browser": look,  # it is open, or else there would be no picture
            "search": lambda given, hand: hand.add(Open(what=_SEARCH)),
            "navigate": lambda given, hand: hand.add(Open(what=given.text("url"))),
            "go_back": lambda given, hand: hand.add(Navigate(how="back")),
            "go_forward": lambda given, hand: hand.add(Navigate(how="forward")),
        }
        self.readers = {name: _reader(read) for name, read in readers.items()}

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button="left", count=1, modifiers=()):
                return [Unit("click_at", _xy(at(target, frame)))]
            case Move(target=target):
                return [Unit("hover_at", _xy(at(target, frame)))]
            case Type(text=text, into=into) if into is not None:
                if isinstance(text, SecretRef):
                    raise cannot(action)
                # All is said: the defaults of the two differ between sources.
                ways = {"press_enter": action.submit, "clear_before_typing": action.clear}
                return [Unit("type_text_at", {**_xy(at(into, frame)), "text": text, **ways})]
            case Drag(path=(first, last), button="left", modifiers=()):
                end = _xy(at(last, frame), "destination_")
                return [Unit("drag_and_drop", {**_xy(at(first, frame)), **end})]
            case Scroll(target=target, dx=dx, dy=dy, unit="pixel") if target is not None:
                way, amount = direction(*frame.length_to_model(dx, dy))
                if amount > 1000:
                    raise cannot(action, "scroll by at most a screen at a time")
                given = {"direction": way, "magnitude": amount}
                return [Unit("scroll_at", {**_xy(at(target, frame)), **given})]
            case Scroll(target=None, dx=dx, dy=dy, unit="page"):
                way, amount = direction(dx, dy)
                if amount != 1:
                    raise cannot(action, "it scrolls by one page at a time")
                return [Unit("scroll_document", {"direction": way})]
            case Press(keys=keys, target=None, repeat=1):
                names = chord_names(one_chord(keys), "dom")
                return [Unit("key_combination", {"keys": "+".join(names)})]
            case Wait(seconds=0, until=None):
                return [Unit("open_web_browser", {})]
            case Wait(seconds=seconds, until=None) if seconds == _OLD_WAIT:
                return [Unit("wait_5_seconds", {})]
            case Open() | Navigate():
                return [_going(action)]
            case _:
                raise cannot(action)


def _xy(point: tuple[float, float], before: str = "") -> dict[str, Any]:
    return {f"{before}x": point[0], f"{before}y": point[1]}


def _holding(keys: Sequence[str], units: list[Unit]) -> list[Unit]:
    """The units between keys that go down and keys that come up."""
    names = [{"key": key_name(each, "dom")} for each in keys]
    downs = [Unit("key_down", name) for name in names]
    return [*downs, *units, *(Unit("key_up", name) for name in reversed(names))]


def _drag_units(points: list[tuple[float, float]]) -> list[Unit]:
    if len(points) == 2:
        start, end = _xy(points[0], "start_"), _xy(points[1], "end_")
        return [Unit("drag_and_drop", {**start, **end})]
    moves = [Unit("move", _xy(each)) for each in points[1:]]
    return [Unit("mouse_down", _xy(points[0])), *moves, Unit("mouse_up", _xy(points[-1]))]


def _maybe(given: Given) -> Any:
    return given.xy() if "x" in given or "y" in given else None


def _click_reader(button: Button, count: int) -> Reader:
    return lambda given, hand: hand.click(given.xy(), button, count)


def _going(action: Open | Navigate) -> Unit:
    match action:
        case Open(what=what) if action == Open(what=what):
            return Unit("navigate", {"url": what})
        case Navigate(how="back" | "forward" as how, surface=""):
            return Unit(f"go_{how}", {})
        case _:
            raise cannot(action)


def _hotkey(given: Given) -> str:
    keys = given.raw("keys")
    if isinstance(keys, str):
        chord = one_chord(keys)
        return str(chord._replace(key=any_case(chord.key)))
    if not isinstance(keys, list) or not all(isinstance(each, str) for each in keys):
        raise given.wrong("keys", "is no list of keys")
    return chord_of([any_case(each) for each in keys[:20]])


def _drag(given: Given, hand: Hand) -> None:
    start = given.xy("start_x", "start_y") if "start_x" in given else given.xy()
    later = "end_" if "end_x" in given else "destination_"
    hand.drag((start, given.xy(f"{later}x", f"{later}y")))


def _scroll(given: Given, hand: Hand) -> None:
    way, target = given.choice("direction", _WAYS), given.xy()
    if "magnitude_in_wheel_clicks" in given:
        amount = given.number("magnitude_in_wheel_clicks", low=0, high=1000)
        dx, dy = toward(way, amount)
        hand.scroll(Scroll(target=target, dx=dx, dy=dy))
        return
    if "magnitude" in given:
        dx, dy = given.frame.length_to_environment(
            *toward(way, given.number("magnitude", low=0, high=1000))
        )
    else:
        pixels = given.number("magnitude_in_pixels", _SCROLL, low=0, high=100_000)
        dx, dy = toward(way, pixels)
    hand.scroll(Scroll(target=target, dx=dx, dy=dy, unit="pixel"))


def _scroll_unit(action: Scroll, frame: Frame) -> Unit:
    way, amount = direction(action.dx, action.dy)
    names = {"pixel": "magnitude_in_pixels", "line": "magnitude_in_wheel_clicks"}
    if action.unit not in names or amount > 1000:
        raise cannot(action)
    given = {"direction": way, names[action.unit]: whole(amount)}
    return Unit("scroll", {**_xy(at(action.target, frame)), **given})


def _type_at(given: Given, hand: Hand) -> None:
    into, text = given.xy(), given.text("text")
    submit = given.flag("press_enter", False)
    clear = given.flag("clear_before_typing", True)
    hand.add(Type(text=text, into=into, clear=clear, submit=submit))


def _scroll_at(given: Given, hand: Hand) -> None:
    amount = given.number("magnitude", _OLD_SCROLL, low=0, high=1000)
    way = given.choice("direction", _WAYS)
    dx, dy = given.frame.length_to_environment(*toward(way, amount))
    hand.scroll(Scroll(target=given.xy(), dx=dx, dy=dy, unit="pixel"))


def _scroll_document(given: Given, hand: Hand) -> None:
    dx, dy = toward(given.choice("direction", _WAYS), 1)
    hand.add(Scroll(dx=dx, dy=dy, unit="page"))


def _tools(frame: Frame) -> tuple[Mapping[str, Any], ...]:
    return ({"computerUse": {"environment": "ENVIRONMENT_BROWSER"}},)


def _desktop_tools(frame: Frame) -> tuple[Mapping[str, Any], ...]:
    return ({"computerUse": {"environment": "ENVIRONMENT_DESKTOP"}},)


GEMINI = Spoken(
    name="gemini-3.5",
    carrier=MemberCalls(ACT),
    vocabulary=Functions(),
    functions=True,
    tools=_desktop_tools,
    example='click {"x": 250, "y": 250}',
)
GEMINI_2_5 = Spoken(
    name="gemini-2.5",
    carrier=MemberCalls(ACT),
    vocabulary=OldFunctions(),
    functions=True,
    tools=_tools,
    example='click_at {"x": 250, "y": 250}',
)
