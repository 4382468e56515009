"""Anthropic's computer use: the toolset of August 2026 and its two predecessors.

All write the same members; in the toolset each is a tool of its own, before that an "action" of
one tool. Coordinates are pixels of the picture that was sent. Keys are written as xdotool does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.action import (
    Action,
    Button,
    Click,
    Drag,
    Hold,
    Modifier,
    MouseDown,
    MouseUp,
    Move,
    Press,
    Scroll,
    Type,
    Wait,
    Zoom,
)
from actions.coordinates import Frame
from actions.errors import ReplyError
from app.models.dialects.carriers import MemberCalls, OneTool, Unit
from app.models.dialects.given import Given, as_numbers
from app.models.dialects.hand import Hand
from app.models.dialects.interface import ACT
from app.models.dialects.key_names import chord_names, key_name, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import (
    at,
    cannot,
    direction,
    look,
    modifiers_of,
    scroll_target,
    toward,
    typed,
    whole,
)

_CLICKS: Mapping[str, tuple[Button, int]] = {
    "left_click": ("left", 1),
    "double_click": ("left", 2),
    "triple_click": ("left", 3),
    "right_click": ("right", 1),
    "middle_click": ("middle", 1),
}
_LONGEST = 300  # seconds


class Members:
    """The vocabulary.

    Args:
        zooms: whether the member "zoom" is there.
    """

    def __init__(self, *, zooms: bool) -> None:
        self._zooms = zooms
        self.readers: Mapping[str, Reader] = {
            **{name: _click_reader(*way) for name, way in _CLICKS.items()},
            "mouse_move": lambda given, hand: hand.move(given.point("coordinate")),
            "left_click_drag": _drag,
            "left_mouse_down": lambda given, hand: hand.down(),
            "left_mouse_up": lambda given, hand: hand.up(),
            "scroll": _scroll,
            "type": lambda given, hand: hand.type(given.text("text")),
            "key": lambda given, hand: hand.press(
                given.text("text"), given.whole("repeat", 1, low=1, high=100)
            ),
            "hold_key": _hold,
            "wait": lambda given, hand: hand.wait(given.number("duration", low=0, high=_LONGEST)),
            "screenshot": look,
            "cursor_position": _cursor,
            **({"zoom": _zoom} if zooms else {}),
        }

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button=button, count=count, modifiers=modifiers):
                name = next((name for name, way in _CLICKS.items() if way == (button, count)), "")
                if not name:
                    raise cannot(action)
                return [Unit(name, {"coordinate": list(at(target, frame)), **_held(modifiers)})]
            case Move(target=target):
                return [_move(at(target, frame))]
            case Drag(path=path, button="left", modifiers=modifiers):
                points = [at(each, frame) for each in path]
                return _drag_units(action, points, modifiers)
            case MouseDown(target=target, button="left"):
                return [_move(at(target, frame)), Unit("left_mouse_down", {})]
            case MouseUp(target=target, button="left"):
                return [_move(at(target, frame)), Unit("left_mouse_up", {})]
            case Scroll(dx=dx, dy=dy, unit="line"):
                name, amount = direction(dx, dy)
                given = {"scroll_direction": name, "scroll_amount": whole(amount)}
                point = scroll_target(action, frame)
                return [Unit("scroll", given | ({"coordinate": list(point)} if point else {}))]
            case Type(submit=False):
                return [Unit("type", {"text": typed(action)})]
            case Press(keys=keys, target=None, repeat=repeat):
                text = "+".join(chord_names(one_chord(keys), "xdotool"))
                return [Unit("key", {"text": text, **({"repeat": repeat} if repeat > 1 else {})})]
            case Hold(keys=keys, seconds=seconds) if 0 < seconds <= _LONGEST:
                text = "+".join(chord_names(one_chord(keys), "xdotool"))
                return [Unit("hold_key", {"text": text, "duration": whole(seconds)})]
            case Wait(seconds=0, until=None):
                return [Unit("screenshot", {})]
            case Wait(seconds=seconds, until=None) if seconds <= _LONGEST:
                return [Unit("wait", {"duration": whole(seconds)})]
            case Zoom(region=region) if region is not None and self._zooms:
                frame.check_inside(region)
                return [Unit("zoom", {"region": list(frame.box_to_model(region))})]
            case _:
                raise cannot(action)


def _move(point: tuple[float, float]) -> Unit:
    return Unit("mouse_move", {"coordinate": list(point)})


def _held(modifiers: tuple[Modifier, ...]) -> dict[str, str]:
    return {"text": "+".join(key_name(each, "xdotool") for each in modifiers)} if modifiers else {}


def _drag_units(
    action: Drag, points: list[tuple[float, float]], modifiers: tuple[Modifier, ...]
) -> list[Unit]:
    if len(points) == 2:
        given = {"start_coordinate": list(points[0]), "coordinate": list(points[1])}
        return [Unit("left_click_drag", {**given, **_held(modifiers)})]
    if modifiers:
        raise cannot(action)
    first, *rest = [_move(point) for point in points]
    return [first, Unit("left_mouse_down", {}), *rest, Unit("left_mouse_up", {})]


def _click_reader(button: Button, count: int) -> Reader:
    def read(given: Given, hand: Hand) -> None:
        point = given.point("coordinate") if "coordinate" in given else None
        hand.click(point, button, count, _modifiers(given))

    return read


def _modifiers(given: Given) -> tuple[Modifier, ...]:
    return modifiers_of(given.text("text")) if "text" in given else ()


def _drag(given: Given, hand: Hand) -> None:
    end = given.point("coordinate")
    if "start_coordinate" in given:
        hand.drag((given.point("start_coordinate"), end), "left", _modifiers(given))
    else:
        hand.drag_to(end)


def _scroll(given: Given, hand: Hand) -> None:
    way = given.choice("scroll_direction", ("up", "down", "left", "right"))
    dx, dy = toward(way, given.whole("scroll_amount", low=0, high=1000))
    target = given.point("coordinate") if "coordinate" in given else None
    if "text" in given:
        raise given.wrong("text", "cannot be held while scrolling; press keys to zoom")
    hand.scroll(Scroll(target=target, dx=dx, dy=dy))


def _hold(given: Given, hand: Hand) -> None:
    chord = one_chord(given.text("text"))
    hand.add(Hold(keys=str(chord), seconds=given.number("duration", low=0, high=_LONGEST)))


def _zoom(given: Given, hand: Hand) -> None:
    numbers = as_numbers(given.raw("region"))
    if numbers is None or len(numbers) != 4:
        raise given.wrong("region", "is [left, top, right, bottom]")
    left, top, right, bottom = numbers
    region = given.frame.box_to_environment(left, top, right, bottom)
    given.frame.check_inside(region)
    hand.add(Zoom(region=region))


def _cursor(given: Given, hand: Hand) -> None:
    raise ReplyError("the position of the pointer is not told: the screenshot shows it")


def _toolset(frame: Frame) -> tuple[Mapping[str, Any], ...]:
    configs = {"zoom": {"enabled": True}, "cursor_position": {"enabled": False}}
    return ({"type": "computer_toolset_20260801", "configs": configs},)


def _single(version: str, extra: Mapping[str, Any]) -> Any:
    def tools(frame: Frame) -> tuple[Mapping[str, Any], ...]:
        width, height = round(frame.sent.width), round(frame.sent.height)
        size = {"display_width_px": width, "display_height_px": height}
        return ({"type": f"computer_{version}", "name": "computer", **size, **extra},)

    return tools


TOOLSET = Spoken(
    name="anthropic-toolset-20260801",
    carrier=MemberCalls(ACT),
    vocabulary=Members(zooms=True),
    functions=True,
    tools=_toolset,
    example='left_click {"coordinate": [364, 205]}',
)
COMPUTER_20251124 = Spoken(
    name="anthropic-computer-20251124",
    carrier=OneTool("computer", "action", ACT),
    vocabulary=Members(zooms=True),
    functions=True,
    tools=_single("20251124", {"enable_zoom": True}),
    example='{"action": "left_click", "coordinate": [364, 205]}',
)
COMPUTER_20250124 = Spoken(
    name="anthropic-computer-20250124",
    carrier=OneTool("computer", "action", ACT),
    vocabulary=Members(zooms=False),
    functions=True,
    tools=_single("20250124", {}),
    example='{"action": "left_click", "coordinate": [364, 205]}',
)
