"""Actions in words, for reports, lists and the terminal."""

from __future__ import annotations

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

_NAVIGATION = {
    "back": "Go back",
    "forward": "Go forward",
    "reload": "Reload the page",
    "activate": "Bring a tab to the front",
    "close": "Close a tab",
}


def in_words(action: Action, grounded: GroundedAction | None = None) -> str:
    """The action as a short sentence: `Click button "Save"`.

    >>> in_words(Press(keys="Enter", repeat=2))
    'Press Enter 2 times'
    """
    names = [each.described() for each in grounded.groundings] if grounded else []
    names = names or [target_in_words(target) for target in targets(action)]
    target = names[0] if names else ""
    match action:
        case Click():
            kind = {1: "Click", 2: "Double-click", 3: "Triple-click"}.get(action.count, "Click")
            kind = kind if action.button == "left" else f"{action.button.title()}-click"
            return " ".join([*(f"{key} +" for key in action.modifiers), kind, target])
        case Move():
            return f"Point at {target}"
        case Drag():
            return f"Drag {target} to {names[-1]}"
        case MouseDown():
            return f"Press the {action.button} button on {target}"
        case MouseUp():
            return f"Release the {action.button} button over {target}"
        case Scroll():
            return f"Scroll {_direction(action)}" + (f" in {target}" if target else "")
        case Type():
            what = f"Type {_quoted(action.text)}"
            into = f" into {target}" if target else ""
            return what + into + (" and press Enter" if action.submit else "")
        case Press():
            times = f" {action.repeat} times" if action.repeat > 1 else ""
            return f"Press {action.keys}{times}" + (f" in {target}" if target else "")
        case Hold():
            return f"Hold {action.keys} for {action.seconds:g} s"
        case SetValue():
            return f"Set {target} to {_quoted(action.value)}"
        case Select():
            return f"Choose {', '.join(map(_quoted, action.options))} in {target}"
        case Upload():
            files = ", ".join(path.rpartition("/")[2] for path in action.paths)
            return f"Give {files} to {target}"
        case Open():
            return f"Open {action.what}"
        case Navigate():
            return _NAVIGATION[action.how]
        case AnswerDialog():
            text = f" with {_quoted(action.text)}" if action.text else ""
            return ("Accept" if action.accept else "Dismiss") + f" the dialog{text}"
        case Window():
            return f"{action.how.title()} the window"
        case Wait():
            until = f" until {described(action.until)}" if action.until else ""
            return f"Wait {'up to ' if until else ''}{action.seconds:g} s{until}"
        case Zoom():
            return "Look at the whole page" if action.region is None else "Look closer"
        case RunSkill():
            return f"Run the skill {action.name}"
        case Ask():
            return f"Ask: {action.question}"
        case Finish():
            return "Finish"
        case GiveUp():
            return f"Give up: {action.reason}"
        case _:
            assert_never(action)


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


def _quoted(text: str | SecretRef) -> str:
    if isinstance(text, SecretRef):
        return f"the secret {text.name}"
    shown = text if len(text) <= 80 else text[:79] + "…"
    return f"“{shown}”"


def _direction(action: Scroll) -> str:
    parts = []
    for amount, positive, negative in ((action.dy, "down", "up"), (action.dx, "right", "left")):
        if amount:
            plural = "" if abs(amount) == 1 else "s"
            way = positive if amount > 0 else negative
            parts.append(f"{way} {abs(amount):g} {action.unit}{plural}")
    return " and ".join(parts) or "nowhere"
