"""Actions in words, for reports, lists and the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from actions.action import (
    Action,
    AnswerDialog,
    Ask,
    Click,
    Drag,
    Finish,
    GiveUp,
    GroundedAction,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    RunSkill,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Wait,
    Window,
    Zoom,
    targets,
)
from actions.target import Anchors, Description, ElementRef, PointOn, Target
from perception.predicate import described

Say = Callable[[str], str]  # turns a phrase of `PHRASES` into the person's language

_CLICKS = {
    ("left", 1): "Click {target}",
    ("left", 2): "Double-click {target}",
    ("left", 3): "Triple-click {target}",
    ("right", 1): "Right-click {target}",
    ("middle", 1): "Middle-click {target}",
}
_NAVIGATION = {
    "back": "Go back",
    "forward": "Go forward",
    "reload": "Reload the page",
    "activate": "Bring a tab to the front",
    "close": "Close a tab",
}
_WINDOWS = {
    "focus": "Focus the window",
    "move": "Move the window",
    "resize": "Resize the window",
    "maximize": "Maximize the window",
    "minimize": "Minimize the window",
    "restore": "Restore the window",
    "close": "Close the window",
}
_DIRECTIONS = {
    "down": "down {amount} {unit}",
    "up": "up {amount} {unit}",
    "right": "right {amount} {unit}",
    "left": "left {amount} {unit}",
}
_UNITS = {"line": ("line", "lines"), "page": ("page", "pages"), "pixel": ("pixel", "pixels")}
_POINT, _DRAG = "Point at {target}", "Drag {target} to {place}"
_DOWN, _UP = "Press the {button} button on {target}", "Release the {button} button over {target}"
_SCROLL, _NOWHERE, _BOTH = "Scroll {way}", "nowhere", "{first} and {last}"
_IN, _INTO, _ENTER = "{what} in {target}", "{what} into {target}", "{what} and press Enter"
_TYPE, _PRESS, _TIMES = "Type {text}", "Press {keys}", "{what} {count} times"
_HOLD, _SET = "Hold {keys} for {seconds} s", "Set {target} to {text}"
_CHOOSE, _GIVE, _OPEN = "Choose {text} in {target}", "Give {files} to {target}", "Open {what}"
_ACCEPT, _DISMISS = "Accept the dialog", "Dismiss the dialog"
_WITH = "{what} with {text}"
_WAIT, _UNTIL = "Wait {seconds} s", "Wait up to {seconds} s until {condition}"
_WHOLE, _CLOSER = "Look at the whole page", "Look closer"
_SKILL, _ASK, _FINISH, _GIVE_UP = "Run the skill {name}", "Ask: {text}", "Finish", "Give up: {text}"
_SECRET = "the secret {name}"

# All that can be said, for whoever translates.
PHRASES = (
    *_CLICKS.values(), *_NAVIGATION.values(), *_WINDOWS.values(), *_DIRECTIONS.values(),
    *(unit for units in _UNITS.values() for unit in units),
    _POINT, _DRAG, _DOWN, _UP, _SCROLL, _NOWHERE, _BOTH, _IN, _INTO, _ENTER, _TYPE, _PRESS, _TIMES,
    _HOLD, _SET, _CHOOSE, _GIVE, _OPEN, _ACCEPT, _DISMISS, _WITH, _WAIT, _UNTIL, _WHOLE, _CLOSER,
    _SKILL, _ASK, _FINISH, _GIVE_UP, _SECRET,
)  # fmt: skip


def in_words(action: Action, grounded: GroundedAction | None = None, say: Say = str) -> str:
    """The action as a short sentence: `Click button "Save"`.

    What things are called and what they are (their roles) stays as it is.

    >>> in_words(Press(keys="Enter", repeat=2))
    'Press Enter 2 times'

    Args:
        action: to be told.
        grounded: with what was found for its targets.
        say: translates a phrase.
    """
    names = [each.described() for each in grounded.groundings] if grounded else []
    names = names or [target_in_words(target) for target in targets(action)]
    if isinstance(action, Ask | Finish | GiveUp | RunSkill | Zoom):
        return _to_itself(action, say)
    if isinstance(action, Click | Move | Drag | MouseDown | MouseUp | Scroll):
        return _with_the_mouse(action, names, say)
    if isinstance(action, Type | Press | Hold):
        return _with_the_keyboard(action, names, say)
    return _with_the_rest(action, names, say)


def _with_the_mouse(
    action: Click | Move | Drag | MouseDown | MouseUp | Scroll, names: list[str], say: Say
) -> str:
    target = names[0] if names else ""
    match action:
        case Click():
            usual = action.button, (action.count if action.button == "left" else 1)
            told = say(_CLICKS.get(usual, _CLICKS["left", 1])).format(target=target).strip()
            return " ".join([*(f"{key} +" for key in action.modifiers), told])
        case Move():
            return say(_POINT).format(target=target)
        case Drag():
            return say(_DRAG).format(target=target, place=names[-1])
        case MouseDown():
            return say(_DOWN).format(button=action.button, target=target)
        case MouseUp():
            return say(_UP).format(button=action.button, target=target)
        case Scroll():
            return _at(say(_SCROLL).format(way=_direction(action, say)), _IN, target, say)
        case _:
            assert_never(action)


def _with_the_keyboard(action: Type | Press | Hold, names: list[str], say: Say) -> str:
    target = names[0] if names else ""
    match action:
        case Type():
            told = say(_TYPE).format(text=_quoted(action.text, say))
            told = _at(told, _INTO, target, say)
            return say(_ENTER).format(what=told) if action.submit else told
        case Press():
            told = say(_PRESS).format(keys=action.keys)
            if action.repeat > 1:
                told = say(_TIMES).format(what=told, count=action.repeat)
            return _at(told, _IN, target, say)
        case Hold():
            return say(_HOLD).format(keys=action.keys, seconds=f"{action.seconds:g}")
        case _:
            assert_never(action)


def _with_the_rest(
    action: SetValue | Select | Upload | Open | Navigate | AnswerDialog | Window | Wait,
    names: list[str],
    say: Say,
) -> str:
    target = names[0] if names else ""
    match action:
        case SetValue():
            return say(_SET).format(target=target, text=_quoted(action.value, say))
        case Select():
            options = ", ".join(_quoted(each, say) for each in action.options)
            return say(_CHOOSE).format(text=options, target=target)
        case Upload():
            files = ", ".join(path.rpartition("/")[2] for path in action.paths)
            return say(_GIVE).format(files=files, target=target)
        case Open():
            return say(_OPEN).format(what=action.what)
        case Navigate():
            return say(_NAVIGATION[action.how])
        case AnswerDialog():
            told = say(_ACCEPT if action.accept else _DISMISS)
            text = _quoted(action.text, say) if action.text else ""
            return say(_WITH).format(what=told, text=text) if text else told
        case Window():
            return say(_WINDOWS[action.how])
        case Wait():
            seconds = f"{action.seconds:g}"
            if not action.until:
                return say(_WAIT).format(seconds=seconds)
            return say(_UNTIL).format(seconds=seconds, condition=described(action.until))
        case _:
            assert_never(action)


def _to_itself(action: Ask | Finish | GiveUp | RunSkill | Zoom, say: Say) -> str:
    match action:
        case Zoom():
            return say(_WHOLE if action.region is None else _CLOSER)
        case RunSkill():
            return say(_SKILL).format(name=action.name)
        case Ask():
            return say(_ASK).format(text=action.question)
        case Finish():
            return say(_FINISH)
        case GiveUp():
            return say(_GIVE_UP).format(text=action.reason)
        case _:
            assert_never(action)


def _at(what: str, phrase: str, target: str, say: Say) -> str:
    return say(phrase).format(what=what, target=target) if target else what


def target_in_words(target: Target) -> str:
    """What was aimed at, before it was found."""
    match target:
        case ElementRef():
            return f"element {target.ref}"
        case PointOn():
            return f"point ({target.x:g}, {target.y:g})"
        case Description():
            return target.text
        case Anchors():
            return " / ".join(value for _family, value in target.ways) or "element"
        case _:
            assert_never(target)


def _quoted(text: str | SecretRef, say: Say) -> str:
    if isinstance(text, SecretRef):
        return say(_SECRET).format(name=text.name)
    shown = text if len(text) <= 80 else text[:79] + "…"
    return f"“{shown}”"


def _direction(action: Scroll, say: Say) -> str:
    parts = []
    for amount, positive, negative in ((action.dy, "down", "up"), (action.dx, "right", "left")):
        if amount:
            unit = say(_UNITS[action.unit][abs(amount) != 1])
            way = _DIRECTIONS[positive if amount > 0 else negative]
            parts.append(say(way).format(amount=f"{abs(amount):g}", unit=unit))
    if len(parts) == 2:
        return say(_BOTH).format(first=parts[0], last=parts[1])
    return parts[0] if parts else say(_NOWHERE)
