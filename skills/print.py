"""Writes skills canonically: one skill has one text, so that differences are small and true.

Keys have their fixed order, what holds its default is left out, conditions and anchors stand on one
line. Statistics and other facts of one machine are never written into a skill.
"""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any, cast, get_args, get_origin

from actions.action import EnvironmentAction, SecretRef
from actions.target import Anchors, Target
from perception.geometry import Box
from perception.predicate import Predicate
from skills import check
from skills.form import (
    ACTIONS,
    CONDITIONS,
    NODES,
    fields_of,
    short_field,
    without_none,
)
from skills.load import SCHEMA, SkillError
from skills.skill import Condition, Node, Skill, Step, in_order
from skills.yaml_tree import Fault, Inline, InlineList, Place, write_tree

_WORDS = {cls: word for word, cls in {**ACTIONS, **CONDITIONS}.items()}


def print_skill(skill: Skill) -> str:
    """The text of `skill.yaml`. Reading it gives the skill, with anchors in their order.

    Raises:
        SkillError: the skill is one that would not be read.
    """
    if faults := check.faults(skill):
        raise SkillError([Fault(Place(), f"{where}: {reason}") for where, reason in faults])
    return write_tree({"schema": SCHEMA, **_record(skill)})


def digest(skill: Skill, pictures: Path | None = None) -> str:
    """SHA-256 over the canonical text and the pictures that it speaks of, in hex.

    Args:
        skill: of which.
        pictures: the skill's folder.

    Raises:
        OSError: a picture cannot be read.
    """
    sums = [hashlib.sha256(print_skill(skill).encode()).hexdigest()]
    if pictures is not None:
        for way in check.pictures(skill):
            data = (pictures / way).read_bytes()
            sums.append(f"{way} {hashlib.sha256(data).hexdigest()}")
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def tidy(value: Any) -> Any:
    """The same value with all anchors in the order in which they are written."""
    if isinstance(value, Anchors):
        return in_order(value)
    if isinstance(value, tuple) and not isinstance(value, Box):
        return tuple(tidy(each) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: tidy(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return type(value)(**changed)
    return value


def condition_data(condition: Condition) -> Any:
    """A condition as it stands in a file."""
    cls: type = type(condition)
    short = short_field(cls)
    given = [field for field in fields_of(cls) if getattr(condition, field.name) != field.default]
    if short is not None and given == [short]:
        content = _write(short.hint, getattr(condition, short.name))
        return Inline({_WORDS[cls]: content})
    return Inline({_WORDS[cls]: Inline(_record(condition))})


def _record(value: Any) -> dict[str, Any]:
    """The fields that do not hold their default."""
    found: dict[str, Any] = {}
    cls: type = type(value)
    for field in fields_of(cls):
        content = getattr(value, field.name)
        if not field.required and _same(content, field.default):
            continue
        if isinstance(value, Step) and field.name == "action":
            found |= _action(cast(EnvironmentAction, content))
            continue
        found[field.key] = _write(field.hint, content)
    return found


def _same(content: Any, default: Any) -> bool:
    return isinstance(content, bool) is isinstance(default, bool) and bool(content == default)


def _write(hint: Any, value: Any) -> Any:
    hint = without_none(hint)
    if hint == Target or hint is Anchors:
        return _anchors(value)
    if hint in (Predicate, Condition):
        return condition_data(value)
    if hint == Node:
        return _node(value)
    if isinstance(value, SecretRef):
        return Inline({"secret": value.name})
    if isinstance(value, Box):
        return InlineList([_number(each) for each in value])
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner == tuple[str, str]:
            return Inline(dict(value))
        if inner is str or (get_origin(inner) is not None and inner not in (Node, Predicate)):
            return InlineList([_write(inner, each) for each in value])
        return [_write(inner, each) for each in value]
    if dataclasses.is_dataclass(value):
        return _record(value)
    return _number(value) if hint is float else value


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _action(action: EnvironmentAction) -> dict[str, Any]:
    return {"do": _WORDS[type(action)], **_record(action)}


def _node(node: Node) -> dict[str, Any]:
    """A node with its id and the key that tells its kind in front."""
    written = _record(node)
    tag = next(tag for tag, cls in NODES.items() if cls is type(node))
    front = {key: written.pop(key) for key in ("id", tag)}
    return {**front, **written}


def _anchors(target: Anchors) -> Inline:
    found: dict[str, Any] = {}
    for family, value in in_order(target).ways:
        if family not in found:
            found[family] = value
        elif isinstance(found[family], InlineList):
            found[family].append(value)
        else:
            found[family] = InlineList([found[family], value])
    return Inline(found)
