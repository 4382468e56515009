"""What was guessed about a skill, and a person's answer to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from skills.revise import changed_nodes, texts_changed
from skills.skill import Parameter, Skill, nodes
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
        steps=changed_nodes(
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


def _bound(value: Any, parameter: Parameter) -> Any:
    """A value with the parameter's own value instead of references to it."""
    values = {parameter.name: parameter.default or parameter.example}
    told = re.compile(rf"(?<!\{{\{{)\{{\{{{parameter.name}(?::[^{{}}]*)?\}}\}}")
    return texts_changed(
        value, lambda text: told.sub(lambda found: literal(filled(found[0], values)), text)
    )
