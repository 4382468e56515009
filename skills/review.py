"""What was guessed about a skill, and a person's answer to it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from actions.action import SecretRef
from skills.skill import Foreach, If, Node, Parameter, Skill, nodes
from skills.template import filled, literal


@dataclass(frozen=True, slots=True)
class Review:
    """One guess.

    Attributes:
        text: what was guessed, for people.
        parameter: that it is about, or "".
        step: id of the step that it is about, or "".
        constant: whether the parameter could as well be a fixed value.
    """

    text: str
    parameter: str = ""
    step: str = ""
    constant: bool = False

    def __str__(self) -> str:
        return f"{self.parameter or 'step ' + self.step}: {self.text}"


def open_reviews(skill: Skill) -> tuple[Review, ...]:
    """The guesses that nobody has confirmed yet, parameters first."""
    return tuple(_open(skill))


def _open(skill: Skill) -> Iterator[Review]:
    for each in skill.parameters:
        if each.review:
            fixed = each.type not in ("secret", "table") and bool(each.default or each.example)
            yield Review(each.review, parameter=each.name, constant=fixed)
    for node in nodes(skill.steps):
        if node.review:
            yield Review(node.review, step=node.id)


def accepted(skill: Skill, review: Review) -> Skill:
    """The skill with the guess confirmed."""
    return replace(
        skill,
        parameters=tuple(
            replace(each, review="") if each.name == review.parameter else each
            for each in skill.parameters
        ),
        steps=_changed(
            skill.steps,
            lambda node: replace(node, review="") if node.id == review.step else node,
        ),
    )


def made_constant(skill: Skill, review: Review) -> Skill:
    """The skill with a fixed value instead of the parameter."""
    parameter = skill.parameter(review.parameter)
    if parameter is None or not review.constant:
        return skill
    return replace(
        skill,
        parameters=tuple(each for each in skill.parameters if each is not parameter),
        pre=_bound(skill.pre, parameter),
        steps=_bound(skill.steps, parameter),
        done=_bound(skill.done, parameter),
        description=skill.description,
    )


def _changed(steps: tuple[Node, ...], change: Callable[[Node], Node]) -> tuple[Node, ...]:
    def changed(node: Node) -> Node:
        if isinstance(node, If):
            then = tuple(map(changed, node.then))
            node = replace(node, then=then, otherwise=tuple(map(changed, node.otherwise)))
        elif isinstance(node, Foreach):
            node = replace(node, steps=tuple(map(changed, node.steps)))
        return change(node)

    return tuple(map(changed, steps))


def _bound(value: Any, parameter: Parameter) -> Any:
    """A value with the parameter's own value instead of references to it."""
    if isinstance(value, str):
        values = {parameter.name: parameter.default or parameter.example}
        return re.sub(
            rf"(?<!\{{\{{)\{{\{{{parameter.name}(?::[^{{}}]*)?\}}\}}",
            lambda found: literal(filled(found[0], values)),
            value,
        )
    if isinstance(value, tuple):
        return tuple(_bound(each, parameter) for each in value)
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    changed = {
        each.name: _bound(getattr(value, each.name), parameter)
        for each in dataclasses.fields(value)
    }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked
