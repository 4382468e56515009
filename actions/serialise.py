"""Actions written in Deskhand's own dialect: the inverse of `actions.parse`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from actions.action import Action, Claim, SecretRef
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.schema import ENTRIES, Json, Kind, name_of
from actions.target import Anchors, Description, ElementRef, PointOn, Target
from perception.geometry import Point
from perception.predicate import Predicate


def reply_json(
    actions: Sequence[Action], frame: Frame, *, thought: str = "", subgoal: str = ""
) -> Json:
    """A reply with these actions.

    Args:
        actions: what to do.
        frame: of the picture that the reply is about; points are written in its coordinates.
        thought: why.
        subgoal: what part of the task this serves.

    Raises:
        ReplyError: an action cannot be said, as a point outside the picture.
    """
    reply: dict[str, Json] = {"thought": thought} if thought else {}
    if subgoal:
        reply["subgoal"] = subgoal
    reply["actions"] = [action_json(action, frame) for action in actions]
    return reply


def action_json(action: Action, frame: Frame) -> Json:
    """One action; fields that hold their default are left out.

    Raises:
        ReplyError: it cannot be said.
    """
    return {"action": name_of(action), **_fields(action, frame)}


def _fields(value: Any, frame: Frame) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for field in ENTRIES[type(value)].fields:
        content = getattr(value, field.name)
        if not field.required and content == field.default:
            continue
        found[field.name] = _written(content, field.kind, frame)
    return found


def _written(content: Any, kind: Kind, frame: Frame) -> Json:
    match kind:
        case Kind.TARGET:
            return target_json(content, frame)
        case Kind.TARGETS:
            return [target_json(each, frame) for each in content]
        case Kind.SAID_TEXT:
            return {"secret": content.name} if isinstance(content, SecretRef) else content
        case Kind.BOX:
            return list(frame.box_to_model(content))
        case Kind.PREDICATE:
            return _predicate(content, frame)
        case Kind.PREDICATES:
            return [_predicate(each, frame) for each in content]
        case Kind.CLAIMS:
            return [_claim(each, frame) for each in content]
        case Kind.PAIRS:
            if len(dict(content)) < len(content):
                raise ReplyError("two arguments of a skill cannot have the same name")
            return dict(content)
        case Kind.TEXTS | Kind.CHOICES:
            return list(content)
        case _:
            return content


def _predicate(predicate: Predicate, frame: Frame) -> Json:
    return {"is": ENTRIES[type(predicate)].name, **_fields(predicate, frame)}


def _claim(claim: Claim, frame: Frame) -> Json:
    return _fields(claim, frame)


def target_json(target: Target, frame: Frame) -> Json:
    """One target.

    Raises:
        ReplyError: the point lies outside the picture, or it is a skill's anchors.
    """
    match target:
        case ElementRef(ref=ref):
            return ref
        case PointOn(x=x, y=y, surface=surface):
            across, down = frame.to_model(Point(x, y))
            return {"x": across, "y": down, "surface": surface} if surface else [across, down]
        case Description(text=text, role=role, purpose=purpose):
            said = {"text": text, "role": role, "purpose": purpose}
            return {name: value for name, value in said.items() if value or name == "text"}
        case Anchors():
            raise ReplyError("the anchors of a skill's step cannot be said; name a ref or a point")
        case _:
            assert_never(target)
