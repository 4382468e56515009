"""Changes that a person makes to a skill: each gives another skill, the one before stays as it was.

Texts of a skill speak of its parameters as `{{name}}`; a parameter that gets another name gets it
everywhere.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions.action import SecretRef
from perception.geometry import Box
from skills.check import faults
from skills.skill import (
    Equals,
    Foreach,
    If,
    Node,
    Parameter,
    ParameterType,
    Skill,
    Step,
)

# What a parameter may be made without changing the steps.
PLAIN_TYPES: tuple[ParameterType, ...] = ("text", "number", "date", "path", "enum")


class CannotRevise(ValueError):
    """The skill would be none; the message says why."""


def renamed(skill: Skill, old: str, new: str) -> Skill:
    """The skill with another name for a parameter.

    Raises:
        CannotRevise: it is no name, or there is another parameter of this name.
    """
    if old == new:
        return skill
    if skill.parameter(new) is not None:
        raise CannotRevise(f"there is a parameter called {new} already")
    return _sound(
        replace(
            skill,
            parameters=tuple(
                replace(each, name=new) if each.name == old else each for each in skill.parameters
            ),
            **_rewritten(skill, old, new),
        )
    )


def _told_of(description: str, old: str, new: str) -> str:
    """A description that calls a parameter by its new name, as `skills.names.described` does."""
    was, now = (f"({each.replace('_', ' ')})" for each in (old, new))
    return description.replace(was, now)


def column_renamed(skill: Skill, table: str, old: str, new: str) -> Skill:
    """The skill with another name for a column of a table.

    Raises:
        CannotRevise: it is no name, or there is another column of this name.
    """
    parameter = skill.parameter(table)
    if parameter is None or old == new:
        return skill
    columns = tuple(new if each == old else each for each in parameter.columns)

    def inside(node: Node) -> Node:
        if isinstance(node, Foreach) and node.table == table:
            old_cell, new_cell = f"{node.row}.{old}", f"{node.row}.{new}"
            return replace(node, steps=_spoken(node.steps, old_cell, new_cell))
        return node

    changed = with_parameter(skill, table, replace(parameter, columns=columns))
    return _sound(replace(changed, steps=changed_nodes(skill.steps, inside)))


def retyped(skill: Skill, name: str, kind: ParameterType, choices: tuple[str, ...] = ()) -> Skill:
    """The skill with another type for a parameter, which its values must then be of.

    Args:
        skill: to change.
        name: of the parameter.
        kind: one of `PLAIN_TYPES`.
        choices: of an enum; without any, the example alone.

    Raises:
        CannotRevise: the example is no such value, or the steps need the type that it has.
    """
    parameter = skill.parameter(name)
    if parameter is None or (parameter.type == kind and not choices):
        return skill
    if {parameter.type, kind} & {"secret", "table"}:
        raise CannotRevise(f"a {parameter.type} cannot become a {kind}")
    known = choices or tuple(dict.fromkeys(filter(None, (parameter.example, parameter.default))))
    changed = replace(parameter, type=kind, choices=known if kind == "enum" else (), review="")
    return _sound(with_parameter(skill, name, changed))


def with_parameter(skill: Skill, name: str, parameter: Parameter) -> Skill:
    """The skill with another parameter of the same name in its place."""
    return replace(
        skill,
        parameters=tuple(parameter if each.name == name else each for each in skill.parameters),
    )


def without_post(skill: Skill, step: str, at: int) -> Skill:
    """The skill without one of the conditions that hold after a step."""

    def change(node: Node) -> Node:
        if isinstance(node, Step) and node.id == step:
            kept = tuple(each for index, each in enumerate(node.post) if index != at)
            return replace(node, post=kept)
        return node

    return replace(skill, steps=changed_nodes(skill.steps, change))


def without_claim(skill: Skill, at: int) -> Skill:
    """The skill without one of the claims of what is true when it is done."""
    return replace(skill, done=tuple(each for index, each in enumerate(skill.done) if index != at))


def without_step(skill: Skill, step: str) -> Skill:
    """The skill without a step, and without what was only there for it.

    Raises:
        CannotRevise: nothing would be left, or another step needs it.
    """

    def kept(steps: tuple[Node, ...]) -> tuple[Node, ...]:
        found: list[Node] = []
        for node in steps:
            if node.id == step:
                continue
            if isinstance(node, If):
                node = replace(node, then=kept(node.then), otherwise=kept(node.otherwise))
                if not node.then:
                    continue
            elif isinstance(node, Foreach):
                node = replace(node, steps=kept(node.steps))
                if not node.steps:
                    continue
            found.append(node)
        return tuple(found)

    return _sound(replace(skill, steps=kept(skill.steps)))


def changed_nodes(steps: tuple[Node, ...], change: Callable[[Node], Node]) -> tuple[Node, ...]:
    """The steps with each changed, inner ones first."""

    def changed(node: Node) -> Node:
        if isinstance(node, If):
            then = tuple(map(changed, node.then))
            node = replace(node, then=then, otherwise=tuple(map(changed, node.otherwise)))
        elif isinstance(node, Foreach):
            node = replace(node, steps=tuple(map(changed, node.steps)))
        return change(node)

    return tuple(map(changed, steps))


def texts_changed(value: Any, change: Callable[[str], str]) -> Any:
    """A value of a skill with all texts in it changed; references to secrets stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple) and not isinstance(value, Box):
        return tuple(texts_changed(each, change) for each in value)
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    changed = {
        each.name: texts_changed(getattr(value, each.name), change)
        for each in dataclasses.fields(value)
    }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked


def _rewritten(skill: Skill, old: str, new: str) -> dict[str, Any]:
    """All parts of a skill that may speak of a parameter."""
    parts = {name: getattr(skill, name) for name in ("description", "capabilities", "pre", "done")}
    return {
        **{name: _spoken(part, old, new) for name, part in parts.items()},
        "description": _told_of(_spoken(skill.description, old, new), old, new),
        "steps": _spoken(skill.steps, old, new),
    }


def _spoken(value: Any, old: str, new: str) -> Any:
    """A value that speaks of a parameter by its new name."""
    told = re.compile(rf"(\{{\{{\{{\{{)|\{{\{{{re.escape(old)}(?=[:}}])")
    value = texts_changed(value, lambda text: told.sub(lambda at: at[1] or "{{" + new, text))
    return _named(value, old, new)


def _named(value: Any, old: str, new: str) -> Any:
    """A value in which the fields that name a parameter without braces name it anew."""
    if isinstance(value, tuple) and not isinstance(value, Box):
        return tuple(_named(each, old, new) for each in value)
    if isinstance(value, SecretRef):
        return replace(value, name=new) if value.name == old else value
    if isinstance(value, Equals):
        return replace(value, parameter=new) if value.parameter == old else value
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Foreach) and value.table == old:
        value = replace(value, table=new)
    changed = {
        each.name: _named(getattr(value, each.name), old, new) for each in dataclasses.fields(value)
    }
    return replace(value, **changed)


def _sound(skill: Skill) -> Skill:
    found = faults(skill)
    if found:
        where, reason = found[0]
        raise CannotRevise(f"{where}: {reason}" if where else reason)
    return skill
