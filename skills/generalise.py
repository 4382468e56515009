"""From what was done to a skill: a draft that a person can read, correct and run.

First the skill is written down as it was shown, with its values in it; then the values are taken
out (`skills.slots`), everywhere at once. No model is needed. What is guessed says so in `review`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from actions.action import Open, SecretRef
from actions.target import Anchors
from actions.trajectory import Step as Taken
from perception.observation import Surface, SurfaceKind
from perception.predicate import Exists, Not, Predicate, Url, WindowTitle
from skills.aim import Picture
from skills.check import actions_of
from skills.claims import claims_shown
from skills.completed import completed
from skills.demonstration import Demonstration
from skills.names import described, skill_name
from skills.parameters import find_slots
from skills.postconditions import pattern_of, title_pattern, url_pattern
from skills.skill import Capabilities, Foreach, If, Kind, Node, Provenance, Skill, Step, nodes
from skills.slots import Slot, mentions, templated
from skills.template import literal
from skills.tidy import cleaned
from skills.transcribe import Writer, element_of

# Anchors that the program gives, in which a value stands only by chance.
_FIXED = frozenset({"role", "test_id", "id", "href", "offset", "selector", "path", "image"})
_FIXED_FIELDS = frozenset(
    {"id", "role", "state", "keys", "how", "kind", "unit", "button", "cell", "modifiers", "risk"}
    | {"application", "review", "about"}
)


class NothingToLearn(ValueError):
    """No step is left that a skill could be made of; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A draft.

    Attributes:
        skill: of trust "draft".
        notes: what could not be carried over, for people.
    """

    skill: Skill
    notes: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names under which the vault must hold something; their values are nowhere else."""
        return tuple(each.secret for each in self.skill.parameters if each.type == "secret")


def generalise(
    shown: Demonstration,
    *,
    kind: Kind = "demo",
    name: str = "",
    taken: Collection[str] = (),
    picture: Picture | None = None,
    created: str = "",
) -> Learned:
    """A skill from one demonstration.

    Args:
        shown: what was done, and the instruction.
        kind: whether a person showed it or a run did it.
        name: of the skill; "" takes one from the instruction.
        taken: names that other skills have.
        picture: makes pictures of elements, for anchors.
        created: date and time, ISO 8601.

    Raises:
        NothingToLearn: no step of it counts.
    """
    steps = cleaned(shown.trajectory.steps, shown.hints)
    if not steps:
        raise NothingToLearn("nothing was done that could be done again")
    instruction = shown.trajectory.task.text
    steps = completed(steps, instruction)
    slots = find_slots(steps, instruction, shown.hints)
    writer = Writer(slots, shown.hints, picture)
    written = [node for _, node in writer.written(steps)]
    if not written:
        raise NothingToLearn("; ".join(writer.notes) or "nothing was done that could be done again")
    made = numbered([*_beginning(steps[0], slots), *written])
    made = tuple(abstracted(node, slots) for node in made)
    skill = Skill(
        name=name or skill_name(instruction, _in_name(slots), taken),
        description=_description(instruction, slots),
        parameters=tuple(slot.parameter for slot in slots),
        capabilities=_capabilities(made, steps),
        steps=made,
        done=abstracted(claims_shown(shown, steps, slots), slots),
        provenance=Provenance(
            kind=kind, source=(shown.source,) if shown.source else (), created=created
        ),
    )
    return Learned(skill=skill, notes=(*shown.notes, *writer.notes))


def abstracted(value: Any, slots: Sequence[Slot]) -> Any:
    """A value with references in all its texts instead of the values of the slots."""
    if isinstance(value, str):
        return templated(value, slots)
    if isinstance(value, tuple):
        return tuple(abstracted(each, slots) for each in value)
    if isinstance(value, Anchors):
        return Anchors(
            ways=tuple(
                (family, literal(text) if family in _FIXED else templated(text, slots))
                for family, text in value.ways
            )
        )
    if isinstance(value, Open) and value.kind == "url":
        return replace(value, what=_templated_url(value.what, slots))
    if isinstance(value, Url):
        return Url(pattern=literal(value.pattern))
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    changed = {
        each.name: abstracted(getattr(value, each.name), slots)
        for each in dataclasses.fields(value)
        if each.name not in _FIXED_FIELDS
    }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked


def numbered(steps: Iterable[Node]) -> tuple[Node, ...]:
    """The steps with ids by their order: s1, s2, …; what holds others is counted as well."""
    count = 0

    def number(node: Node) -> Node:
        nonlocal count
        count += 1
        node = replace(node, id=f"s{count}")
        if isinstance(node, If):
            then = tuple(number(each) for each in node.then)
            return replace(node, then=then, otherwise=tuple(map(number, node.otherwise)))
        if isinstance(node, Foreach):
            return replace(node, steps=tuple(map(number, node.steps)))
        return node

    return tuple(number(node) for node in steps)


def _templated_url(url: str, slots: Sequence[Slot]) -> str:
    """An address with references, also where a query writes a value in its own way."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(mentions(text, slots) for _, text in pairs):
        return templated(url, slots)
    query = "&".join(
        f"{urlencode({key: ''})}{templated(text, slots)}"
        if mentions(text, slots)
        else literal(urlencode({key: text}))
        for key, text in pairs
    )
    whole = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return f"{templated(whole, slots)}?{query}"


def _in_name(slots: Sequence[Slot]) -> list[tuple[str, str]]:
    return [
        (text, slot.parameter.name.replace("_", " ") if slot.row else "")
        for slot in slots
        for text, _ in slot.pieces
    ]


def _description(instruction: str, slots: Sequence[Slot]) -> str:
    values = [
        (text, slot.parameter.name)
        for slot in slots
        if slot.parameter.type != "secret"
        for text, _ in slot.pieces
        if len(text) > 1
    ]
    return described(instruction, values)


def _beginning(first: Taken, slots: Sequence[Slot]) -> list[Node]:
    """How to get to where the first step was taken."""
    active = first.observation.active
    if isinstance(first.action, Open) or active is None:
        return []
    if active.kind is SurfaceKind.PAGE:
        return _opened_page(active, first, slots)
    if not active.application:
        return []
    pattern = title_pattern(active.title, slots) or f"*{pattern_of(active.application)}*"
    opened = Step(
        id="s",
        action=Open(what=active.application, kind="app"),
        post=(WindowTitle(pattern=pattern),),
        timeout=30.0,
    )
    review = f"a window of {active.application} was open already when it was shown"
    absent = Not(predicate=WindowTitle(pattern=pattern))
    return [If(id="i", condition=absent, then=(opened,), review=review)]


def _opened_page(page: Surface, first: Taken, slots: Sequence[Slot]) -> list[Node]:
    if urlsplit(page.url).scheme not in ("http", "https", "file"):
        return []
    post: tuple[Predicate, ...] = (Url(pattern=url_pattern(page.url, slots)),)
    element = element_of(first)
    if element is not None and element.name and not element.weak_name:
        post += (Exists(role=element.role, name=pattern_of(element.name)),)
    return [Step(id="s", action=Open(what=page.url), risk="read", post=post)]


def _capabilities(made: tuple[Node, ...], steps: Sequence[Taken]) -> Capabilities:
    """All that was touched, and nothing else."""
    origins: set[str] = set()
    apps: set[str] = set()
    for step in steps:
        spot = step.grounded.grounding if step.grounded is not None else None
        seen = step.observation
        surface = seen.surface(spot.surface) if spot is not None else seen.active
        if surface is not None and not isinstance(step.action, Open):
            _touch(surface, origins, apps)
    for node in nodes(made):
        if isinstance(node, Step) and isinstance(node.action, Open):
            what, kind = node.action.what, node.action.kind
            parts = urlsplit(what)
            if kind == "url" and parts.netloc:
                origins.add(f"{parts.scheme}://{parts.netloc}")
            elif kind == "app":
                apps.add(what)
            elif kind == "file" or parts.scheme == "file":
                origins.add("file://")
    return Capabilities(
        apps=tuple(sorted(apps)), origins=tuple(sorted(origins)), actions=actions_of(made)
    )


def _touch(surface: Surface, origins: set[str], apps: set[str]) -> None:
    if surface.origin:
        origins.add(surface.origin)
    elif surface.kind is SurfaceKind.WINDOW and surface.application:
        apps.add(surface.application)
