"""What must be true of a skill beyond its form: names, references, risks, bounds.

The loader tells each fault with its line, the printer refuses to write a skill that has one.
"""

from __future__ import annotations

import dataclasses
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from actions.action import (
    Hold,
    Open,
    Press,
    SecretRef,
    Wait,
    Window,
    targets,
)
from actions.errors import InvalidAction
from actions.keys import parse as parse_keys
from actions.schema import ENVIRONMENT_ACTIONS, snake
from actions.target import Anchors
from perception.predicate import Exists, Predicate
from skills.skill import (
    FAMILIES,
    IDENTIFYING,
    AgentStep,
    Call,
    Equals,
    Foreach,
    If,
    Node,
    Parameter,
    Skill,
    Step,
    inner_of,
    nodes,
)
from skills.template import NAME, TemplateError, references
from skills.values import value_fault

MOST_STEPS = 500
_MOST_DEPTH = 8
_LONGEST = 10_000  # characters of one text
_SKILL_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ORIGIN = re.compile(r"https?://[^\s/@?#]+|file://")
_PICTURE = re.compile(r"anchors/[0-9a-f]{8,64}\.png")
_SCHEMES = frozenset({"http", "https", "about", "file"})
# Anchors of one group fail together when an interface changes, so they count as one witness.
GROUPS: Mapping[str, str] = {
    "name": "words",
    "text": "words",
    "test_id": "structure",
    "id": "structure",
    "selector": "structure",
    "path": "structure",
    "href": "link",
    "within": "place",
    "near": "place",
    "offset": "place",
    "image": "picture",
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "count": (1, 3),
    "repeat": (1, 100),
    "seconds": (0, 300),
    "timeout": (0.1, 600),
    "dx": (-100_000, 100_000),
    "dy": (-100_000, 100_000),
    "desktop": (0, 100),
    "max_steps": (1, 30),
    "most": (1, 100_000),
    "version": (1, 1_000_000),
}

Faults = Iterator[tuple[str, str]]


def faults(skill: Skill) -> list[tuple[str, str]]:
    """What is wrong with the skill: where (as `names_of` calls it) and why."""
    return [*_head(skill), *_parameters(skill), *_nodes(skill), *_claims(skill)]


def names_of(made: Any) -> Iterator[str]:
    """What the place of a part is called in faults."""
    if isinstance(made, Step | If | Foreach | Call | AgentStep):
        yield f"step {made.id}"
    elif isinstance(made, Parameter):
        yield f"parameter {made.name}"


def pictures(skill: Skill) -> tuple[str, ...]:
    """The pictures that its anchors speak of, sorted, as "anchors/….png"."""
    found = {
        value
        for node in nodes(skill.steps)
        if isinstance(node, Step)
        for target in targets(node.action)
        if isinstance(target, Anchors)
        for family, value in target.ways
        if family == "image"
    }
    return tuple(sorted(found))


def actions_of(steps: tuple[Node, ...]) -> tuple[str, ...]:
    """The kinds of actions that some steps use, sorted; for `Capabilities.actions`."""
    found: set[str] = set()
    for node in nodes(steps):
        if isinstance(node, Step):
            found.add(snake(type(node.action).__name__))
        elif isinstance(node, AgentStep):
            found |= set(node.actions)
    return tuple(sorted(found))


def witnesses(target: Anchors) -> frozenset[str]:
    """The groups of anchors that could speak for an element independently."""
    return frozenset(GROUPS[family] for family, value in target.ways if family in GROUPS and value)


def name_fault(name: str) -> str:
    """Why this is no name for a skill; "" if it is one."""
    if len(name) <= 64 and _SKILL_NAME.fullmatch(name):
        return ""
    return "a name has small letters, digits and single hyphens between them, at most 64"


def _head(skill: Skill) -> Faults:
    if reason := name_fault(skill.name):
        yield "name", reason
    if not skill.description.strip():
        yield "description", "say what it does and when to use it"
    if len(skill.description) > 1024:
        yield "description", "it has more than 1,024 characters"
    yield from _plain(skill, "")
    for origin in skill.capabilities.origins:
        if not _ORIGIN.fullmatch(origin):
            yield "capabilities", f"{origin[:80]!r} is no origin as https://example.com"
    used = actions_of(skill.steps)
    if missing := [kind for kind in used if kind not in skill.capabilities.actions]:
        yield "capabilities", f"the actions {', '.join(missing)} are used but not listed"
    scope = _scope(skill)
    for predicate in skill.pre:
        yield from _condition(predicate, scope, "pre")


def _parameters(skill: Skill) -> Faults:
    counted = Counter(each.name for each in skill.parameters)
    for each in skill.parameters:
        where = f"parameter {each.name}"
        if not NAME.fullmatch(each.name):
            yield where, "a name has small letters, digits and _, and begins with a letter"
        if counted[each.name] > 1:
            yield where, "it is there twice"
        yield from _plain(each, where)
        yield from ((where, reason) for reason in _parameter(each))


def _parameter(parameter: Parameter) -> Iterator[str]:
    kind = parameter.type
    if bool(parameter.choices) != (kind == "enum"):
        yield "an enum, and nothing else, has choices"
    if bool(parameter.columns) != (kind == "table"):
        yield "a table, and nothing else, has columns"
    if bool(parameter.secret) != (kind == "secret"):
        yield "a secret, and nothing else, says under `secret` what it is called in the vault"
    if kind in ("secret", "table") and (parameter.default or parameter.example):
        yield f"a {kind} has no default and no example"
    if len(set(parameter.choices)) < len(parameter.choices) or "" in parameter.choices:
        yield "choices differ from each other and are not empty"
    if len(set(parameter.columns)) < len(parameter.columns) or not all(
        NAME.fullmatch(column) for column in parameter.columns
    ):
        yield "columns are names that differ from each other"
    if kind not in ("secret", "table"):
        for value in filter(None, (parameter.default, parameter.example)):
            if reason := value_fault(parameter, value):
                yield reason


@dataclasses.dataclass(frozen=True)
class _Scope:
    """What texts at one place may speak of."""

    names: Mapping[str, str]  # name to type; a table's under its own name, cells as "row.column"
    tables: Mapping[str, tuple[str, ...]]


def _scope(skill: Skill) -> _Scope:
    return _Scope(
        {each.name: each.type for each in skill.parameters},
        {each.name: each.columns for each in skill.parameters if each.type == "table"},
    )


def _nodes(skill: Skill) -> Faults:
    everything = list(nodes(skill.steps))
    if not skill.steps:
        yield "steps", "there is no step"
    if len(everything) > MOST_STEPS:
        yield "steps", f"there are {len(everything):,} steps; at most {MOST_STEPS} are allowed"
        return
    for name, count in Counter(node.id for node in everything).items():
        if count > 1:
            yield f"step {name}", "its id is there twice"
    yield from _among(skill, skill.steps, _scope(skill), 1)


def _among(skill: Skill, steps: tuple[Node, ...], scope: _Scope, depth: int) -> Faults:
    for node in steps:
        where = f"step {node.id}"
        if not _ID.fullmatch(node.id):
            yield where, "an id has letters, digits, _ and -, at most 64"
        if depth > _MOST_DEPTH:
            yield where, f"steps are nested deeper than {_MOST_DEPTH} levels"
            return
        yield from _plain(node, where)
        yield from _node(skill, node, scope)
        inside = scope
        if isinstance(node, Foreach):
            cells = {f"{node.row}.{each}": "cell" for each in scope.tables.get(node.table, ())}
            inside = _Scope({**scope.names, **cells}, scope.tables)
        yield from _among(skill, inner_of(node), inside, depth + 1)


def _node(skill: Skill, node: Node, scope: _Scope) -> Faults:
    where = f"step {node.id}"
    match node:
        case Step():
            yield from _step(node, scope)
        case If():
            if not node.then:
                yield where, "there is nothing to do if the condition holds"
            yield from _condition(node.condition, scope, where)
        case Foreach():
            if node.table not in scope.tables:
                yield where, f"{node.table[:64]!r} is no parameter that is a table"
            if not NAME.fullmatch(node.row) or node.row in scope.names:
                yield where, f"{node.row[:64]!r} is no name, or is the name of something else"
            if not node.steps:
                yield where, "there is nothing to do with each row"
        case Call():
            if name_fault(node.skill) or node.skill == skill.name:
                yield where, f"{node.skill[:64]!r} is no other skill"
            if len(dict(node.arguments)) < len(node.arguments):
                yield where, "an argument is there twice"
            for name, value in node.arguments:
                whole = re.fullmatch(r"\{\{([a-z][a-z0-9_]*)\}\}", value)
                if whole and scope.names.get(whole[1]) in ("secret", "table"):
                    continue  # handed on as it is
                yield from _text(value, scope, f"{where}: {name}")
        case AgentStep():
            if not node.post:
                yield where, "it must say under `post` what holds afterwards"
            if unknown := [kind for kind in node.actions if kind not in ENVIRONMENT_ACTIONS]:
                yield where, f"there are no actions {', '.join(unknown)[:200]}"
            yield from _text(node.instruction, scope, where)
            for predicate in node.post:
                yield from _condition(predicate, scope, where)
        case _:
            assert_never(node)


def _step(step: Step, scope: _Scope) -> Faults:
    where, action = f"step {step.id}", step.action
    for target in targets(action):
        if not isinstance(target, Anchors):
            yield where, "a target is given by anchors; points and refs mean nothing later"
        else:
            yield from ((where, reason) for reason in _target(step, target))
    if step.risk == "commit" and not step.identity:
        yield where, "what cannot be taken back needs `identity`: what must be shown before"
    if isinstance(action, Press | Hold):
        if "{{" in action.keys:
            yield where, "keys are fixed; a parameter cannot be one"
        else:
            try:
                parse_keys(action.keys)
            except InvalidAction as failure:
                yield where, str(failure)
    if isinstance(action, Wait) and action.until is None:
        yield where, "a wait needs `until`; time alone says nothing"
    if isinstance(action, Open) and action.kind == "url":
        scheme, colon, _ = action.what.partition(":")
        if colon and re.fullmatch(r"[\w+.\s-]+", scheme) and scheme.strip() not in _SCHEMES:
            yield where, f"addresses that begin with {scheme[:40]}: are not opened"
    if isinstance(action, Window) and action.how in ("move", "resize") and action.box is None:
        yield where, f"{action.how} needs a box"
    secret = getattr(action, "text", None)
    if isinstance(secret, SecretRef) and scope.names.get(secret.name) != "secret":
        yield where, f"{secret.name[:64]!r} is no parameter that is a secret"
    for predicate in (*step.identity, *step.post):
        yield from _condition(predicate, scope, where)
    for text in _texts(action):
        yield from _text(text, scope, where)


def _target(step: Step, target: Anchors) -> Iterator[str]:
    families = {family for family, value in target.ways if value}
    if unknown := families - set(FAMILIES):
        yield f"there are no anchors {', '.join(sorted(unknown))[:100]}"
        return
    if not families & IDENTIFYING:
        yield f"a target needs one of {', '.join(sorted(IDENTIFYING))}"
    if any(not value for _, value in target.ways):
        yield "an anchor is empty"
    for family, value in target.ways:
        if family == "image" and not _PICTURE.fullmatch(value):
            yield f"{value[:80]!r} is no picture as anchors/0123abcd.png"
        if family == "offset" and not re.fullmatch(r"-?\d{1,5},-?\d{1,5}", value):
            yield f"{value[:40]!r} is no offset as 120,-8"
    if step.risk == "commit" and len(witnesses(target)) < 2:
        yield "what cannot be taken back needs anchors of two kinds (words, structure, place, …)"


def _claims(skill: Skill) -> Faults:
    scope = _scope(skill)
    for claim in skill.done:
        yield from _condition(claim.predicate, scope, "done")
        yield from _text(claim.url, scope, "done")


def _condition(condition: Predicate | Equals, scope: _Scope, where: str) -> Faults:
    if isinstance(condition, Equals):
        if scope.names.get(condition.parameter, "secret") in ("secret", "table"):
            yield where, f"{condition.parameter[:64]!r} is no parameter that can be compared"
        yield from _text(condition.value, scope, where)
        return
    for each in _inside(condition):
        if isinstance(each, Exists) and not each.role and each.name.strip("*") == "":
            yield where, "a condition that always holds says nothing"
        if any(value == "" or value == () for value in _needed(each)):
            yield where, "a condition is empty"
    for text in _texts(condition):
        yield from _text(text, scope, where)


def _needed(predicate: Predicate) -> Iterator[Any]:
    for field in dataclasses.fields(predicate):
        if field.default is dataclasses.MISSING and field.name != "value":
            yield getattr(predicate, field.name)


def _inside(predicate: Any) -> Iterator[Predicate]:
    yield predicate
    for inner in getattr(predicate, "predicates", ()):
        yield from _inside(inner)
    if (inner := getattr(predicate, "predicate", None)) is not None:
        yield from _inside(inner)


def _text(text: str, scope: _Scope, where: str) -> Faults:
    try:
        found = list(references(text))
    except TemplateError as failure:
        yield where, str(failure)
        return
    for reference in found:
        kind = scope.names.get(reference.name)
        if kind is None:
            yield where, f"{{{{{reference.name}}}}} is no parameter"
        elif kind == "secret":
            yield where, f"{reference.name} is a secret: it is typed with {{secret: …}} only"
        elif kind == "table":
            yield where, f"{reference.name} is a table: use its rows in a foreach"
        elif reference.form and kind not in ("date", "cell"):
            yield where, f"{reference.name} is no date and has no form"


def _texts(value: Any) -> Iterator[str]:
    """All texts inside a value; not the names of secrets."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, SecretRef | type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def _plain(value: Any, where: str) -> Faults:
    """Faults of texts and numbers as such, not of what is nested in them."""
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if field.name in ("steps", "then", "otherwise", "parameters"):
            continue  # each of these speaks for itself
        place = where or field.name
        for text in _texts(content):
            if len(text) > _LONGEST:
                yield place, f"a text has more than {_LONGEST:,} characters"
            elif bad := next((c for c in text if _forbidden(c)), ""):
                yield place, f"the character U+{ord(bad):04X} is not allowed"
        yield from ((place, reason) for reason in _numbers(field.name, content))


def _numbers(name: str, content: Any) -> Iterator[str]:
    if dataclasses.is_dataclass(content) and not isinstance(content, type):
        for field in dataclasses.fields(content):
            yield from _numbers(field.name, getattr(content, field.name))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        low, high = _RANGES.get(name, (-1e9, 1e9))
        if not math.isfinite(content) or not low <= content <= high:
            yield f"{name} is from {low:g} to {high:g}"


def _forbidden(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in (
        "Cc",
        "Cs",
        "Cn",
        "Zl",
        "Zp",
    )
