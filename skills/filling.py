"""Values put into the actions, conditions and claims of a skill.

A value is to be taken as it is: where a text is a pattern, signs that mean something in it are
escaped.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.action import Claim, Press, SecretRef
from perception.predicate import All, AnyOf, Exists, Not, Predicate, Value, fold
from skills.skill import Skill
from skills.template import filled
from skills.values import Values

_PATTERNED = frozenset({"Exists", "Url", "WindowTitle"})


def claims_of(skill: Skill, values: Values) -> tuple[Claim, ...]:
    """What is true when a skill has been carried out with these values."""
    return tuple(with_values(claim, values.texts) for claim in skill.done)


def with_values(value: Any, texts: Mapping[str, str]) -> Any:
    """An action, condition or anything of a skill with all its texts filled.

    Raises:
        TemplateError: a text speaks of what has no value.
    """
    if isinstance(value, str):
        return filled(value, texts)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(with_values(each, texts) for each in value)
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    if isinstance(value, Press):
        changed = {"target": with_values(value.target, texts)}
    else:
        changed = {
            each.name: with_values(
                getattr(value, each.name),
                _escaped(texts) if each.name in _patterns(value) else texts,
            )
            for each in dataclasses.fields(value)
        }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked


def _patterns(value: Any) -> frozenset[str]:
    """The fields in which `*` and `?` mean something."""
    return frozenset({"name", "pattern"}) if type(value).__name__ in _PATTERNED else frozenset()


def _escaped(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {name: plain_pattern(text) for name, text in texts.items()}


def plain_pattern(text: str) -> str:
    """A text as a pattern that only it matches."""
    return re.sub(r"([*?\[])", r"[\1]", text)


def as_called(predicate: Predicate, names: Mapping[str, str]) -> Predicate:
    """A condition with the names that controls have now."""
    match predicate:
        case Exists(name=name) if (now := names.get(fold(name))) is not None:
            return replace(predicate, name=plain_pattern(now))
        case Value(name=name) if (now := names.get(fold(name))) is not None:
            return replace(predicate, name=now)
        case Not(predicate=inner):
            return replace(predicate, predicate=as_called(inner, names))
        case All(predicates=several) | AnyOf(predicates=several):
            made = tuple(as_called(each, names) for each in several)
            return replace(predicate, predicates=made)
        case _:
            return predicate
