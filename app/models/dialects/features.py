"""What there is to an action: the rows of the table of what each dialect can say.

An action has one or several features; a dialect says an action as well as the least of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from actions.action import (
    Action,
    AnswerDialog,
    Ask,
    Claim,
    Click,
    Drag,
    Finish,
    GiveUp,
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
from actions.keys import parse
from actions.schema import name_of
from actions.target import Anchors, Description, ElementRef, PointOn
from perception.geometry import Box
from perception.predicate import Text

_AT = PointOn(x=480, y=270)
_THERE = PointOn(x=600, y=300)

_SCROLLS: Mapping[str, Scroll] = {
    "scroll by 5 lines": Scroll(target=_AT, dy=5),
    "scroll by another number of lines": Scroll(target=_AT, dy=3),
    "scroll by parts of a line": Scroll(target=_AT, dy=2.5),
    "scroll by lines, sideways": Scroll(target=_AT, dx=5),
    "scroll by lines, both ways at once": Scroll(target=_AT, dx=5, dy=5),
    "scroll by pixels": Scroll(target=_AT, dy=300, unit="pixel"),
    "scroll by pixels, sideways": Scroll(target=_AT, dx=300, unit="pixel"),
    "scroll by pixels, both ways at once": Scroll(target=_AT, dx=300, dy=300, unit="pixel"),
    "scroll by a page": Scroll(target=_AT, dy=1, unit="page"),
    "scroll by several pages": Scroll(target=_AT, dy=3, unit="page"),
    "scroll by pages, both ways at once": Scroll(target=_AT, dx=1, dy=1, unit="page"),
}

# Every feature, and an action that has it.
FEATURES: Mapping[str, Action] = {
    "aim at a point": Click(target=_AT),
    "aim at an element by its ref": Click(target=ElementRef(ref="e12")),
    "aim at an element in words": Click(target=Description(text="the Save button")),
    "aim at a point of another surface": Click(target=PointOn(x=480, y=270, surface="t2")),
    "aim at a skill's anchors": Click(target=Anchors(ways=(("role", "button"),))),
    "click": Click(target=_AT),
    "click, right": Click(target=_AT, button="right"),
    "click, middle": Click(target=_AT, button="middle"),
    "double click": Click(target=_AT, count=2),
    "triple click": Click(target=_AT, count=3),
    "several clicks with another button": Click(target=_AT, button="right", count=2),
    "click holding keys": Click(target=_AT, modifiers=("Control",)),
    "move": Move(target=_AT),
    "drag": Drag(path=(_AT, _THERE)),
    "drag along several points": Drag(path=(_AT, _THERE, _AT)),
    "drag, right": Drag(path=(_AT, _THERE), button="right"),
    "drag, middle": Drag(path=(_AT, _THERE), button="middle"),
    "drag holding keys": Drag(path=(_AT, _THERE), modifiers=("Shift",)),
    "drag along several points holding keys": Drag(path=(_AT, _THERE, _AT), modifiers=("Shift",)),
    "button down or up": MouseDown(target=_AT),
    "button down or up, right": MouseUp(target=_AT, button="right"),
    "button down or up, middle": MouseUp(target=_AT, button="middle"),
    **_SCROLLS,
    **{f"{name}, no target": replace(scroll, target=None) for name, scroll in _SCROLLS.items()},
    "type where the focus is": Type(text="Lisbon", clear=False),
    "type where the focus is, replacing": Type(text="Lisbon"),
    "type into a target": Type(text="Lisbon", into=_AT, clear=False),
    "type into a target, replacing": Type(text="Lisbon", into=_AT),
    "type and submit": Type(text="Lisbon", clear=False, submit=True),
    "type into a target and submit": Type(text="Lisbon", into=_AT, submit=True),
    "type a line feed at the end": Type(text="Lisbon\n", clear=False),
    "type a secret": Type(text=SecretRef(name="password"), clear=False),
    "press a key": Press(keys="Enter"),
    "press a chord": Press(keys="Control+s"),
    "press a chord of more than three keys": Press(keys="Control+Alt+Shift+s"),
    "press a capital letter": Press(keys="S"),
    "press several chords": Press(keys="Tab Tab"),
    "press a key repeatedly": Press(keys="Tab", repeat=3),
    "press a chord repeatedly": Press(keys="Control+z", repeat=3),
    "press on a target": Press(keys="Enter", target=_AT),
    "hold a key": Hold(keys="Shift+a", seconds=2),
    "hold a capital letter": Hold(keys="A", seconds=2),
    "hold for parts of a second": Hold(keys="a", seconds=0.5),
    "set a value": SetValue(target=_AT, value="7"),
    "select": Select(target=_AT, options=("Weekly",)),
    "upload": Upload(target=_AT, paths=("/tmp/a.txt",)),
    "open an address": Open(what="https://example.org"),
    "open an application or a file": Open(what="Mousepad", kind="app"),
    "open on a surface of its own": Open(what="https://example.org", new_surface=True),
    "go back or forward": Navigate(how="back"),
    "reload": Navigate(how="reload"),
    "activate or close a page": Navigate(how="close", surface="t2"),
    "answer a dialog": AnswerDialog(accept=True),
    "window": Window(surface="w3", how="maximize"),
    "look again": Wait(seconds=0),
    "wait for 2 seconds": Wait(seconds=2),
    "wait for 5 seconds": Wait(seconds=5),
    "wait for other whole seconds": Wait(seconds=3),
    "wait for parts of a second": Wait(seconds=0.5),
    "wait until": Wait(seconds=9, until=Text(text="Saved")),
    "zoom into a region": Zoom(region=Box(100, 100, 400, 300)),
    "see the whole page": Zoom(),
    "run a skill": RunSkill(name="add-contact", arguments=(("name", "Ada"),)),
    "ask": Ask(question="Which one?"),
    "ask with options": Ask(question="Which one?", options=("a", "b")),
    "finish": Finish(),
    "finish with an answer": Finish(answer="42"),
    "finish as impossible": Finish(success=False),
    "finish with claims": Finish(claims=(Claim(predicate=Text(text="Saved")),)),
    "finish with data": Finish(data="{}"),
    "give up": GiveUp(reason="no way on"),
}

_SIMPLE: Mapping[str, str] = {
    "move": "move",
    "set_value": "set a value",
    "select": "select",
    "upload": "upload",
    "answer_dialog": "answer a dialog",
    "window": "window",
    "run_skill": "run a skill",
    "give_up": "give up",
}
_COUNTS = {1: "click", 2: "double click", 3: "triple click"}


def features(action: Action) -> tuple[str, ...]:
    """The features of an action, as named in `FEATURES`."""
    return (*_aims(action), *_of(action))


def _aims(action: Action) -> Iterator[str]:
    for target in targets(action):
        match target:
            case PointOn(surface=""):
                yield "aim at a point"
            case PointOn():
                yield "aim at a point of another surface"
            case ElementRef():
                yield "aim at an element by its ref"
            case Description():
                yield "aim at an element in words"
            case Anchors():
                yield "aim at a skill's anchors"
            case _:
                assert_never(target)


def _of(action: Action) -> Iterator[str]:
    match action:
        case Click():
            yield _COUNTS[action.count]
            if action.button != "left":
                yield f"click, {action.button}"
            if action.button != "left" and action.count > 1:
                yield "several clicks with another button"
            if action.modifiers:
                yield "click holding keys"
        case Drag():
            yield from _drag(action)
        case MouseDown(button=button) | MouseUp(button=button):
            yield "button down or up" + (f", {button}" if button != "left" else "")
        case Scroll():
            yield from _scroll(action)
        case Type():
            yield from _type(action)
        case Press():
            yield from _press(action)
        case Hold():
            yield "hold a key"
            if any(len(chord.key) == 1 and chord.key.isupper() for chord in parse(action.keys)):
                yield "hold a capital letter"
            if action.seconds != int(action.seconds):
                yield "hold for parts of a second"
        case Open():
            yield "open an address" if action.kind == "url" else "open an application or a file"
            if action.new_surface or action != Open(
                what=action.what, kind=action.kind, new_surface=action.new_surface
            ):
                yield "open on a surface of its own"
        case Navigate(how="reload"):
            yield "reload"
        case Navigate(how="back" | "forward", surface=""):
            yield "go back or forward"
        case Navigate():
            yield "activate or close a page"
        case Wait():
            yield _wait(action)
        case Zoom(region=region):
            yield "see the whole page" if region is None else "zoom into a region"
        case Ask(options=options):
            yield "ask with options" if options else "ask"
        case Finish():
            yield from _finish(action)
        case _:
            yield _SIMPLE[name_of(action)]


def _drag(action: Drag) -> Iterator[str]:
    several = len(action.path) > 2
    yield "drag along several points" if several else "drag"
    if action.button != "left":
        yield f"drag, {action.button}"
    if action.modifiers:
        yield "drag along several points holding keys" if several else "drag holding keys"


def _scroll(action: Scroll) -> Iterator[str]:
    where = ", no target" if action.target is None else ""
    unit = f"{action.unit}s"
    if action.dx and action.dy:
        yield f"scroll by {unit}, both ways at once{where}"
    elif action.dx and action.unit != "page":
        yield f"scroll by {unit}, sideways{where}"
    if action.unit == "pixel":
        yield f"scroll by pixels{where}"
        return
    for amount in {abs(action.dx), abs(action.dy)} - {0}:
        if action.unit == "page":
            yield f"scroll by {'a page' if amount == 1 else 'several pages'}{where}"
        elif amount != int(amount):
            yield f"scroll by parts of a line{where}"
        else:
            yield f"scroll by {'5 lines' if amount == 5 else 'another number of lines'}{where}"


def _type(action: Type) -> Iterator[str]:
    place = "into a target" if action.into is not None else "where the focus is"
    yield f"type {place}" + (", replacing" if action.clear else "")
    if action.submit:
        yield "type and submit" if action.into is None else "type into a target and submit"
    if isinstance(action.text, SecretRef):
        yield "type a secret"
    elif action.text.endswith("\n"):
        yield "type a line feed at the end"


def _press(action: Press) -> Iterator[str]:
    chords = parse(action.keys)
    chord = any(each.modifiers for each in chords)
    yield "press a chord" if chord else "press a key"
    if len(chords) > 1:
        yield "press several chords"
    if any(len(each.modifiers) > 2 for each in chords):
        yield "press a chord of more than three keys"
    if any(len(each.key) == 1 and each.key.isupper() for each in chords):
        yield "press a capital letter"
    if action.repeat > 1:
        yield "press a chord repeatedly" if chord else "press a key repeatedly"
    if action.target is not None:
        yield "press on a target"


def _wait(action: Wait) -> str:
    if action.until is not None:
        return "wait until"
    if action.seconds == 0:
        return "look again"
    if action.seconds != int(action.seconds):
        return "wait for parts of a second"
    if action.seconds in (2, 5):
        return f"wait for {action.seconds:g} seconds"
    return "wait for other whole seconds"


def _finish(action: Finish) -> Iterator[str]:
    if action.answer:
        yield "finish with an answer"
    else:
        yield "finish" if action.success else "finish as impossible"
    if action.answer and not action.success:
        yield "finish as impossible"
    if action.claims:
        yield "finish with claims"
    if action.data:
        yield "finish with data"
