"""GLM-4.5V and its successors: function text in a box, in thousandths of the picture."""

from __future__ import annotations

from collections.abc import Mapping

from actions.action import Action, Button, Click, Drag, Finish, Move, Press, Scroll, Type, Wait
from actions.coordinates import Frame
from app.models.dialects.carriers import Unit
from app.models.dialects.carriers_text import FunctionText
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from app.models.dialects.key_names import chord_names, chord_of, one_chord
from app.models.dialects.spoken import Reader, Spoken
from app.models.dialects.words import at, cannot, direction, look, toward, typed, whole

_CLICKS: Mapping[str, tuple[Button, int]] = {
    "left_click": ("left", 1),
    "right_click": ("right", 1),
    "middle_click": ("middle", 1),
    "left_double_click": ("left", 2),
}
_WAIT = 5.0  # seconds
_STEP = 5  # wheel clicks, if nothing is said
_WAYS = ("up", "down", "left", "right")


class Words:
    """The vocabulary."""

    def __init__(self) -> None:
        readers: Mapping[str, Reader] = {
            **{name: _click_reader(*way) for name, way in _CLICKS.items()},
            "hover": lambda given, hand: hand.move(given.point("start_box")),
            "left_drag": lambda given, hand: hand.drag(
                (given.point("start_box"), given.point("end_box"))
            ),
            "key": lambda given, hand: hand.press(chord_of([given.text("keys")])),
            "type": lambda given, hand: hand.type(given.text("content")),
            "scroll": _scroll,
            "screenshot": look,
            "WAIT": lambda given, hand: hand.wait(_WAIT),
            "DONE": lambda given, hand: hand.add(Finish()),
            "FAIL": lambda given, hand: hand.add(Finish(success=False)),
        }
        self.readers = {name: _without_info(read) for name, read in readers.items()}

    def write(self, action: Action, frame: Frame) -> list[Unit]:
        """The units that say an action."""
        match action:
            case Click(target=target, button=button, count=count, modifiers=()):
                box = _box("start_box", at(target, frame))
                if (button, count) == ("left", 3):
                    return [Unit("left_double_click", box), Unit("left_click", box)]
                for name, way in _CLICKS.items():
                    if way == (button, count):
                        return [Unit(name, box)]
                raise cannot(action)
            case Move(target=target):
                return [Unit("hover", _box("start_box", at(target, frame)))]
            case Drag(path=(first, last), button="left", modifiers=()):
                start, end = at(first, frame), at(last, frame)
                return [Unit("left_drag", _box("start_box", start) | _box("end_box", end))]
            case Press(keys=keys, target=None, repeat=repeat):
                names = chord_names(one_chord(keys), "pyautogui")
                return [Unit("key", {"keys": "+".join(names)})] * repeat
            case Type():
                enter = [Unit("key", {"keys": "enter"})] if action.submit else []
                return [Unit("type", {"content": typed(action)}), *enter]
            case Scroll(target=target, dx=dx, dy=dy, unit="line") if target is not None:
                side, amount = direction(dx, dy)
                given = {"direction": side, "step": whole(amount)}
                return [Unit("scroll", {**_box("start_box", at(target, frame)), **given})]
            case Wait(seconds=0, until=None):
                return [Unit("screenshot", {})]
            case Wait(seconds=seconds, until=None) if seconds == _WAIT:
                return [Unit("WAIT", {})]
            case Finish(answer="", success=success) if not action.claims and not action.data:
                return [Unit("DONE" if success else "FAIL", {})]
            case _:
                raise cannot(action)


def _box(name: str, point: tuple[float, float]) -> dict[str, str]:
    return {name: f"[{point[0]:g},{point[1]:g}]"}


def _without_info(read: Reader) -> Reader:
    def without_info(given: Given, hand: Hand) -> None:
        given.ignore("element_info", "start_element_info", "end_element_info")
        read(given, hand)

    return without_info


def _click_reader(button: Button, count: int) -> Reader:
    return lambda given, hand: hand.click(given.point("start_box"), button, count)


def _scroll(given: Given, hand: Hand) -> None:
    amount = given.whole("step", _STEP, low=0, high=1000)
    dx, dy = toward(given.choice("direction", _WAYS), amount)
    hand.scroll(Scroll(target=given.point("start_box"), dx=dx, dy=dy))


GLM = Spoken(
    name="glm-4.5v",
    carrier=FunctionText(
        before="Thought: {thought}\nAction: <|begin_of_box|>",
        after="<|end_of_box|>",
        begins=r"<\|begin_of_box\|>|(?:\A|\n)[ \t]{0,4}Action:(?![ \t]{0,4}<\|begin)",
        ends=r"<\|end_of_box\|>|\n[ \t]{0,4}Memory:",
    ),
    vocabulary=Words(),
    example="<|begin_of_box|>left_click(start_box='[250,250]')<|end_of_box|>",
)
