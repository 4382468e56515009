"""Our actions as what runners of desktops carry out: pyautogui code, or OSWorld's `computer_13`.

Each action becomes one piece of code, complete in itself, because nothing lasts from one to the
next. Texts only ever stand in literals that nothing can break out of (`machine_code.literal`).
"""

from __future__ import annotations

from typing import Any, Literal

from actions.action import (
    AnswerDialog,
    Click,
    Drag,
    EnvironmentAction,
    GroundedAction,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    SetValue,
    Type,
    Window,
)
from actions.environment import Capabilities, SecretResolver
from actions.environments import machine_code as code
from actions.environments.desktop_dialogs import message_boxes
from actions.errors import InvalidAction, TargetNotFound
from actions.input.pyautogui_input import KEY_NAMES
from actions.keys import parse
from actions.target import Grounding
from app.evaluation.agents.seeing import NO_HOME
from perception.element import TEXT_ROLES, Element
from perception.geometry import Point
from perception.observation import Observation

ActionSpace = Literal["pyautogui", "computer_13"]
Handed = str | dict[str, Any]  # what a runner takes for one action

_ACTIONS = frozenset(
    {"Click", "Move", "Drag", "MouseDown", "MouseUp", "Scroll", "Type", "Press", "Hold"}
    | {"SetValue", "Select", "Open", "Navigate", "AnswerDialog", "Window", "Wait"}
)
_PAGE = 9  # clicks of the wheel
_PIXELS = 50
_WAY = {"back": "Alt+ArrowLeft", "forward": "Alt+ArrowRight", "reload": "F5"}
_WINDOW = {
    "focus": ["-a"],
    "close": ["-c"],
    "maximize": ["-b", "add,maximized_vert,maximized_horz", "-r"],
    "restore": ["-b", "remove,maximized_vert,maximized_horz,hidden", "-r"],
    "minimize": ["-b", "add,hidden", "-r"],
}
_ON = frozenset({"checked", "selected", "pressed"})


class DesktopHands:
    """Writes actions down for a runner of desktops. Implements `turned.Hands`.

    Args:
        space: which of its action spaces.
        windows: whether its machine runs Windows.
    """

    def __init__(self, space: ActionSpace = "pyautogui", *, windows: bool = False) -> None:
        self._space = space
        self._windows = windows

    @property
    def capabilities(self) -> Capabilities:
        """What runners of desktops can do; their machines have their files elsewhere."""
        return Capabilities(
            actions=_ACTIONS,
            opens=frozenset({"url", "app", "file"}),
            rereads=False,
            private=True,
            home=NO_HOME,
        )

    @property
    def wait(self) -> Handed:
        """What they take for waiting."""
        return "WAIT"

    @property
    def selects(self) -> bool:
        """Choosing is done by clicks."""
        return False

    def reaches(self, element: Element) -> bool:
        """The pointer reaches only what is in view."""
        return False

    def write(
        self, grounded: GroundedAction, seen: Observation, secrets: SecretResolver | None
    ) -> tuple[Handed, ...]:
        """What carries out an action.

        Args:
            grounded: the action, with its targets.
            seen: what there is now.
            secrets: resolves secrets.

        Raises:
            InvalidAction: a runner cannot do it; the message says what can be done instead.
            TargetNotFound: there is no dialog to answer.
        """
        if self._space == "computer_13":
            return tuple(self._computer_13(grounded, seen, secrets))
        return (self._code(grounded, seen, secrets),)

    def click(self, point: Point) -> tuple[Handed, ...]:
        """A plain click."""
        if self._space == "computer_13":
            return (_named("CLICK", **_xy(point), button="left", num_clicks=1),)
        return (code.click(point, "left", 1, ()),)

    # pyautogui.

    def _code(
        self, grounded: GroundedAction, seen: Observation, secrets: SecretResolver | None
    ) -> str:
        action: EnvironmentAction = grounded.action
        match action:
            case Click():
                point = _point(grounded)
                return code.click(point, action.button, action.count, action.modifiers)
            case Move():
                return code.move(_point(grounded))
            case Drag():
                path = [_at(each) for each in grounded.groundings]
                return code.drag(path, action.button, action.modifiers)
            case MouseDown():
                return code.button(action.button, down=True, point=_point(grounded))
            case MouseUp():
                return code.button(action.button, down=False, point=_point(grounded))
            case Scroll():
                dx, dy = _clicks(action)
                return code.scroll(_scrolled(grounded, seen), dx, dy, windows=self._windows)
            case Type():
                return self._typed(action, grounded.grounding, secrets)
            case Press():
                pressed = code.press(action.keys, action.repeat)
                if grounded.grounding is None:
                    return pressed
                return code.joined([*self._focused(grounded.grounding), pressed])
            case Hold():
                down, up = code.hold(action.keys, down=True), code.hold(action.keys, down=False)
                return code.joined([down, code.pause(min(action.seconds, 60)), up])
            case SetValue():
                return self._valued(action, grounded)
            case Open():
                return self._opened(action)
            case Navigate(how="back" | "forward" | "reload" as how):
                return code.press(_WAY[how])
            case Navigate() | Window():
                return self._window(action, seen)
            case AnswerDialog():
                return code.click(_answer(action, seen), "left", 1, ())
            case _:
                raise InvalidAction(
                    f"the runner cannot do {type(action).__name__} at once: do it in single steps, "
                    "with the pointer and the keys"
                )

    def _focused(self, grounding: Grounding) -> list[str]:
        """A click into a field, unless it has the focus already."""
        element = grounding.element
        if element is not None and "focused" in element.states and element.role in TEXT_ROLES:
            return []
        return [code.click(_at(grounding), "left", 1, ()), code.pause(0.2)]

    def _typed(
        self, action: Type, grounding: Grounding | None, secrets: SecretResolver | None
    ) -> str:
        lines = self._focused(grounding) if grounding is not None else []
        if action.clear and grounding is not None and _clears(grounding.element):
            lines += [code.press("Control+a"), code.press("Delete")]
        text = _text(action, secrets)
        if text:
            lines.append(code.write(text, windows=self._windows))
        if action.submit:
            lines.append(code.press("Enter"))
        return code.joined(lines or ["pass"])

    def _valued(self, action: SetValue, grounded: GroundedAction) -> str:
        element = grounded.grounding.element if grounded.grounding is not None else None
        if element is None:
            raise InvalidAction("there is no control there: name one")
        if action.value in ("true", "false"):
            if bool(element.states & _ON) == (action.value == "true"):
                return code.pause(0.1)
            return code.click(_point(grounded), "left", 1, ())
        if element.editable:
            typed = Type(text=action.value, into=action.target)
            return self._typed(typed, grounded.grounding, None)
        raise InvalidAction(
            f"{element.described()} takes no value at once here: use the pointer and the keys"
        )

    def _opened(self, action: Open) -> str:
        if self._windows:
            steps = [code.press("Meta+r"), code.pause(1.0)]
            return code.joined([*steps, code.write(action.what, windows=True), code.press("Enter")])
        what = action.what.removeprefix("file://") if action.kind == "file" else action.what
        given = {"what": what, "kind": action.kind, "application": action.application}
        return code.scripted("open", given)

    def _window(self, action: Navigate | Window, seen: Observation) -> str:
        surface = seen.surface(action.surface) if action.surface else seen.active
        how = "focus" if action.how == "activate" else action.how
        if surface is None or how not in _WINDOW or self._windows:
            raise InvalidAction(
                f"the runner cannot {action.how} that window at once: use its title bar, its menu "
                "or its keys (Alt+F4, Alt+Tab)"
            )
        words = ["wmctrl", *_WINDOW[how], surface.title]
        called = ", ".join(code.literal(word) for word in words)
        return f"import subprocess; subprocess.run([{called}], timeout=10)"

    # computer_13.

    def _computer_13(
        self, grounded: GroundedAction, seen: Observation, secrets: SecretResolver | None
    ) -> list[Handed]:
        action = grounded.action
        match action:
            case Click():
                place = _xy(_point(grounded))
                clicked = _named("CLICK", **place, button=action.button, num_clicks=action.count)
                return _holding(action.modifiers, [clicked])
            case Move():
                return [_named("MOVE_TO", **_xy(_point(grounded)))]
            case Drag():
                places = [_xy(_at(each)) for each in grounded.groundings]
                moves = [_named("MOVE_TO", **each) for each in places]
                down, up = (_named(f"MOUSE_{how}", button=action.button) for how in ("DOWN", "UP"))
                return _holding(action.modifiers, [moves[0], down, *moves[1:], up])
            case MouseDown() | MouseUp():
                how = "MOUSE_DOWN" if isinstance(action, MouseDown) else "MOUSE_UP"
                place = _named("MOVE_TO", **_xy(_point(grounded)))
                return [place, _named(how, button=action.button)]
            case Scroll():
                dx, dy = _clicks(action)
                place = _named("MOVE_TO", **_xy(_scrolled(grounded, seen)))
                return [place, _named("SCROLL", dx=round(dx), dy=-round(dy))]
            case Type():
                return self._typing(action, grounded.grounding, secrets)
            case Press():
                before = [] if grounded.grounding is None else [*self.click(_point(grounded))]
                return before + _chords(action.keys) * action.repeat
            case SetValue() if action.value in ("true", "false"):
                element = grounded.grounding.element if grounded.grounding is not None else None
                same = element is not None and bool(element.states & _ON) == (
                    action.value == "true"
                )
                return [_named("WAIT")] if same else [*self.click(_point(grounded))]
            case Navigate(how="back" | "forward" | "reload" as way):
                return _chords(_WAY[way])
            case AnswerDialog():
                return [*self.click(_answer(action, seen))]
            case _:
                raise InvalidAction(
                    f"computer_13 has no {type(action).__name__}: do it in single steps"
                )

    def _typing(
        self, action: Type, grounding: Grounding | None, secrets: SecretResolver | None
    ) -> list[Handed]:
        found: list[Handed] = []
        if grounding is not None:
            found += self.click(_at(grounding))
            if action.clear and _clears(grounding.element):
                found += [*_chords("Control+a"), *_chords("Delete")]
        text = _text(action, secrets)
        if not all(" " <= each <= "~" or each in "\n\t" for each in text):
            raise InvalidAction("computer_13 types plain ASCII only: use the pyautogui space")
        for at, piece in enumerate(text.split("<")):  # which its server types as ">"
            if at:
                found.append(_named("HOTKEY", keys=["shift", ","]))
            if piece:
                found.append(_named("TYPING", text=piece))
        return found + (_chords("Enter") if action.submit else [])


def _text(action: Type, secrets: SecretResolver | None) -> str:
    if not isinstance(action.text, SecretRef):
        return action.text
    raise InvalidAction("a runner writes down all that is typed: no secret is typed through it")


def _point(grounded: GroundedAction) -> Point:
    if grounded.grounding is None:
        raise InvalidAction("the action aims at nothing")
    return _at(grounded.grounding)


def _at(grounding: Grounding) -> Point:
    element = grounding.element
    if element is not None and not grounding.bare and element.click_point is not None:
        return element.click_point
    return grounding.point


def _clears(element: Element | None) -> bool:
    """Whether what is typed takes the place of what an element holds, by Control+a."""
    if element is None:
        return True
    if element.attributes.get("terminal") == "true" or not element.editable:
        return False
    return bool(element.value) or element.value is None


def _clicks(action: Scroll) -> tuple[float, float]:
    """By how many clicks of the wheel; at least one where it is anything at all."""
    factor = {"line": 1.0, "page": float(_PAGE), "pixel": 1 / _PIXELS}[action.unit]

    def turned(amount: float) -> float:
        clicks = amount * factor
        return clicks if not 0 < abs(clicks) < 1 else (1.0 if clicks > 0 else -1.0)

    return turned(action.dx), turned(action.dy)


def _scrolled(grounded: GroundedAction, seen: Observation) -> Point:
    if grounded.grounding is not None:
        return _at(grounded.grounding)
    active = seen.active
    return (active.box if active is not None else seen.viewport.box).center


def _answer(action: AnswerDialog, seen: Observation) -> Point:
    for box in message_boxes(seen.elements, seen.surfaces):
        button = box.accept if action.accept or box.dismiss is None else box.dismiss
        if action.surface in ("", box.shown.surface) and button.click_point is not None:
            return button.click_point
    raise TargetNotFound("no message box waits for an answer")


def _named(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"action_type": kind, "parameters": parameters}


def _xy(point: Point) -> dict[str, int]:
    return {"x": round(point.x), "y": round(point.y)}


def _holding(modifiers: tuple[Any, ...], inside: list[dict[str, Any]]) -> list[Handed]:
    names = [KEY_NAMES[each] for each in modifiers]
    downs = [_named("KEY_DOWN", key=name) for name in names]
    return [*downs, *inside, *(_named("KEY_UP", key=name) for name in reversed(names))]


def _chords(keys: str) -> list[Handed]:
    found: list[Handed] = []
    for chord in parse(keys):
        names = [KEY_NAMES.get(each, each) for each in (*chord.modifiers, chord.key)]
        plain = len(names) == 1
        found.append(_named("PRESS", key=names[0]) if plain else _named("HOTKEY", keys=names))
    return found
