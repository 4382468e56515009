"""From what was done to a skill: a draft that a person can read, correct and run.

First the skill is written down as it was shown, with its values in it; then the values are taken
out (`skills.slots`), everywhere at once. No model is needed. What is guessed says so in `review`.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from actions.action import Open, Upload
from actions.trajectory import Step as Taken
from perception.observation import Surface, SurfaceKind
from perception.predicate import Exists, Not, Predicate, Url, WindowTitle
from skills.abstract import abstracted, numbered, speaks_of
from skills.aim import Picture
from skills.align import aligned
from skills.check import actions_of
from skills.claims import claims_shown
from skills.completed import completed
from skills.confirm import confirmed
from skills.demonstration import Demonstration
from skills.joined import joined
from skills.loops import Loop, find_loop, table_of
from skills.names import described, skill_name
from skills.parameters import find_slots
from skills.postconditions import pattern_of, title_pattern, url_pattern
from skills.skill import (
    Capabilities,
    Foreach,
    If,
    Kind,
    Node,
    Parameter,
    Provenance,
    Skill,
    Step,
    nodes,
)
from skills.slots import Slot
from skills.tidy import cleaned
from skills.transcribe import Writer, element_of, program_named

_VALUE = re.compile(r"\{\{[^{}]*\}\}")


class NothingToLearn(ValueError):
    """No step is left that a skill could be made of; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A draft.

    Attributes:
        skill: of trust "draft".
        notes: what could not be carried over, for people.
        shown: id of a step to what was done when it was shown.
    """

    skill: Skill
    notes: tuple[str, ...] = ()
    shown: Mapping[str, Taken] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names under which the vault must hold something; their values are nowhere else."""
        return tuple(each.secret for each in self.skill.parameters if each.type == "secret")


def generalise(
    shown: Demonstration,
    *,
    others: Sequence[Demonstration] = (),
    kind: Kind = "demo",
    name: str = "",
    taken: Collection[str] = (),
    picture: Picture | None = None,
    created: str = "",
    loops: bool = True,
) -> Learned:
    """A skill from one demonstration, confirmed by others of the same.

    Args:
        shown: what was done, and the instruction.
        others: the same done with other values.
        kind: whether a person showed it or a run did it.
        name: of the skill; "" takes one from the instruction.
        taken: names that other skills have.
        picture: makes pictures of elements, for anchors.
        created: date and time, ISO 8601.
        loops: whether what was done again and again may become a loop over a table.

    Raises:
        NothingToLearn: no step of it counts.
    """
    steps = prepared(shown)
    if not steps:
        raise NothingToLearn("nothing was done that could be done again")
    slots = find_slots(steps, shown.trajectory.task.text, shown.hints)
    for other in others:
        slots = confirmed(slots, aligned(steps, prepared(other)), shown, other)
    writer = Writer(slots, shown.hints, picture)
    written = [
        (taken, replace(node, id=f"t{at}"))
        for at, (taken, node) in enumerate(writer.written(steps))
    ]
    if not written:
        raise NothingToLearn("; ".join(writer.notes) or "nothing was done that could be done again")
    loop = find_loop(steps, slots) if loops and not others else None
    body = [abstracted(node, slots) for _, node in written]
    parameters = [slot.parameter for slot in slots]
    gone: frozenset[str] = frozenset()
    if loop is not None:
        table, cells = table_of(loop, slots)
        looped = _looped(written, steps, loop, table, slots, cells)
        if looped is not None:
            gone = frozenset(each.parameter.name for each in (*loop.columns, *loop.others))
            parameters = [*(each for each in parameters if each.name not in gone), table]
            body = looped
    for other in others:
        body = joined(body, written, other, aligned(steps, prepared(other)), slots)
    whole = (*abstracted(tuple(_beginning(steps[0], slots)), slots), *body)
    made = numbered(whole)
    claims = abstracted(claims_shown(shown, steps, slots), slots)
    skill = Skill(
        name=name or skill_name(shown.trajectory.task.text, _in_name(slots), taken),
        description=_description(shown.trajectory.task.text, slots),
        parameters=tuple(parameters),
        capabilities=_capabilities(made, steps),
        steps=made,
        done=tuple(each for each in claims if not speaks_of(each, gone)),
        provenance=Provenance(
            kind=kind,
            source=tuple(each.source for each in (shown, *others) if each.source),
            created=created,
        ),
    )
    taken_for = {node.id: taken for taken, node in written}
    return Learned(
        skill=skill,
        notes=(*shown.notes, *writer.notes),
        shown={
            now.id: taken_for[was.id]
            for was, now in zip(nodes(whole), nodes(made), strict=True)
            if was.id in taken_for
        },
    )


def prepared(shown: Demonstration) -> tuple[Taken, ...]:
    """The steps of a demonstration that count."""
    return completed(cleaned(shown.trajectory.steps, shown.hints), shown.trajectory.task.text)


def _looped(
    written: Sequence[tuple[Taken, Step]],
    steps: Sequence[Taken],
    loop: Loop,
    table: Parameter,
    slots: Sequence[Slot],
    cells: Sequence[Slot],
) -> list[Node] | None:
    """The steps with a repetition as a loop over a table; None if others need its values too."""
    gone = frozenset(each.parameter.name for each in (*loop.columns, *loop.others))
    rounds = [id(each) for each in steps[loop.start : loop.start + loop.period * loop.count]]
    first = rounds[: loop.period]
    inside: list[Node] = []
    body: list[Node] = []
    for taken, node in written:
        if id(taken) in first:
            if not inside:
                body.append(Foreach(id="f", row="row", table=table.name, steps=()))
            inside.append(_without(abstracted(node, cells), gone))
        elif id(taken) not in rounds:
            body.append(_without(abstracted(node, slots), gone))
    everything = (*body, *inside)
    bare = any(isinstance(e, Step) and e.risk == "commit" and not e.identity for e in everything)
    if bare or any(speaks_of(each, gone) for each in everything):
        return None
    return [
        replace(each, steps=tuple(inside)) if isinstance(each, Foreach) else each for each in body
    ]


def _without(step: Step, gone: frozenset[str]) -> Step:
    """The step without conditions on values that it cannot know."""
    return replace(
        step,
        identity=tuple(each for each in step.identity if not speaks_of(each, gone)),
        post=tuple(each for each in step.post if not speaks_of(each, gone)),
    )


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
        action=Open(what=program_named(active.application, first.observation), kind="app"),
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
    files: set[str] = set()
    for node in nodes(made):
        if isinstance(node, Step) and isinstance(node.action, Upload):
            files.update(node.action.paths)
        if isinstance(node, Step) and isinstance(node.action, Open):
            what, kind = node.action.what, node.action.kind
            parts = urlsplit(what)
            if kind == "url" and parts.netloc:
                origins.add(f"{parts.scheme}://{parts.netloc}")
            elif kind == "app" and what.casefold() not in map(str.casefold, apps):
                apps.add(what)
            elif kind == "file" or parts.scheme == "file":
                origins.add("file://")
                files.add(unquote(what.removeprefix("file://")))
    return Capabilities(
        apps=tuple(sorted(apps)),
        origins=tuple(sorted(origins)),
        actions=actions_of(made),
        # A file that is a value as a whole may be touched anyway.
        files=tuple(sorted(glob.escape(each) for each in files if not _VALUE.fullmatch(each))),
    )


def _touch(surface: Surface, origins: set[str], apps: set[str]) -> None:
    if surface.origin:
        origins.add(surface.origin)
    elif surface.kind is SurfaceKind.WINDOW and surface.application:
        apps.add(surface.application)
