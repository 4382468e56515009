"""Steps of a skill as they were shown: each action with anchors, risk, identity and result.

The values are still in them; `skills.generalise` takes them out of all texts at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.action import (
    AnswerDialog,
    EnvironmentAction,
    Navigate,
    Open,
    SecretRef,
    Type,
    Window,
    targets,
)
from actions.target import Anchors
from actions.trajectory import Step as Taken
from perception.element import Element
from perception.observation import Observation, SurfaceKind
from perception.predicate import Exists, Predicate, Text, Value
from skills.aim import Aim, Picture, aim
from skills.demonstration import Hint
from skills.heal import aimed
from skills.identity import identity_of
from skills.postconditions import (
    pattern_of,
    postconditions,
    record_parts,
    title_pattern,
    url_pattern,
)
from skills.skill import RiskWord, Step
from skills.slots import Slot

_WAITED = 60.0  # seconds, where the person said that it may take long
_LONGEST = 200  # characters of a text that is checked
_RISKS: Mapping[str, RiskWord] = {"read": "read", "edit": "edit", "commit": "commit"}


@dataclass
class Writer:
    """Writes steps down as they were shown.

    Args:
        slots: values that differ from use to use.
        hints: what the person said of the steps.
        picture: makes pictures of elements, for anchors.

    Attributes:
        notes: what had to be left out, for people.
    """

    slots: Sequence[Slot]
    hints: Mapping[int, Sequence[Hint]] = field(default_factory=dict)
    picture: Picture | None = None
    notes: list[str] = field(default_factory=list)
    _records: frozenset[str] = frozenset()  # parts of addresses that stand for records

    def written(self, steps: Sequence[Taken]) -> list[tuple[Taken, Step]]:
        """What was taken, with the step of a skill that does it again; ids are not given yet."""
        made = []
        for at, step in enumerate(steps):
            then = steps[at + 1] if at + 1 < len(steps) else None
            node = self._step(step, then)
            if node is not None:
                made.append((step, node))
        return made

    def _step(self, step: Taken, then: Taken | None) -> Step | None:
        aims = self._aims(step)
        if aims is None:
            return None
        doubts = [each.doubt for each in aims.values() if each.doubt]
        action = self._action(step, {at: each.anchors for at, each in aims.items()})
        given = tuple(text for each in aims.values() for text in each.given)
        commit = step.risk == "commit"
        identity = identity_of(step, self.slots, given) if commit else ()
        if commit and not identity:
            doubts.append("nothing was shown before it that tells whether it is the right one")
        after = _settled(step, then)
        self._records |= record_parts(step, after, self.slots)
        post = postconditions(step, after, element_of(then), self.slots, self._records)
        post, timeout = self._hinted(step, post)
        return Step(
            id="s",
            action=action,
            risk=_RISKS.get(step.risk, "edit"),
            identity=identity or (_fallback(aims) if commit else ()),
            post=post,
            timeout=timeout,
            review="; ".join(doubts),
        )

    def _aims(self, step: Taken) -> dict[int, Aim] | None:
        """Anchors for each target; None, and a note, where something cannot be found again."""
        spots = step.grounded.groundings if step.grounded is not None else ()
        if len(spots) != len(targets(step.action)):
            self.notes.append(f"step {step.index + 1} was left out: nobody knows what it acted on")
            return None
        found = {}
        for at, spot in enumerate(spots):
            element = spot.element
            if element is None:
                self.notes.append(f"step {step.index + 1} was left out: nothing names its target")
                return None
            commit = step.risk == "commit"
            element, seen = _seen_with(element, step)
            made = aim(element, seen, self.slots, commit=commit, picture=self.picture)
            if not made.anchors.ways:
                self.notes.append(f"step {step.index + 1} was left out: nothing names its target")
                return None
            found[at] = made
        return found

    def _action(self, step: Taken, aims: Mapping[int, Anchors]) -> EnvironmentAction:
        action: Any = step.action
        if aims:
            action = aimed(action, dict(aims))
        if isinstance(action, Type) and isinstance(action.text, SecretRef):
            secret = next(
                slot.parameter.name
                for slot in self.slots
                if slot.parameter.type == "secret" and slot.value == action.text.name
            )
            action = replace(action, text=SecretRef(name=secret))
        if isinstance(action, Window | Navigate) and action.surface:
            pattern = surface_pattern(step.observation, action.surface, self.slots, self._records)
            action = replace(action, surface=pattern)
        if isinstance(action, AnswerDialog):
            action = replace(action, surface="")
        if isinstance(action, Open) and action.kind == "app" and step.after is not None:
            action = replace(action, what=program_named(action.what, step.after))
        made: EnvironmentAction = action
        return made

    def _hinted(
        self, step: Taken, post: tuple[Predicate, ...]
    ) -> tuple[tuple[Predicate, ...], float]:
        """The conditions with those that the person asked for, and how long they are waited for."""
        timeout = 10.0
        for hint in self.hints.get(step.index, ()):
            if hint.kind == "wait":
                timeout = _WAITED
            elif hint.kind == "check" and hint.element is not None:
                wanted = checked(hint.element)
                post = (*post, wanted) if wanted is not None and wanted not in post else post
        return post, timeout


def program_named(what: str, after: Observation) -> str:
    """The program that was started, by what its window calls it, where that says more.

    One program may have several faces: of "soffice" only the window "Untitled 1 - LibreOffice
    Calc" tells which of them was wanted.
    """
    active = after.active
    parts = re.split(r"\s[-–—]\s", active.title) if active is not None else []
    if len(parts) < 2:
        return what
    shown = parts[-1].strip()
    named = len(shown.split()) > 1 and re.fullmatch(r"[A-Z][\w. ]*", shown) is not None
    return shown if named and what.casefold() not in shown.casefold() else what


def checked(element: Element) -> Predicate | None:
    """That an element is as it is now; None where nothing can be said of it."""
    if element.name and element.value is not None:
        return Value(name=element.name, value=element.value)
    if element.name and len(element.name) <= _LONGEST:
        return Text(text=element.name)
    return Text(text=element.value) if element.value else None


def surface_pattern(
    observation: Observation, ref: str, slots: Sequence[Slot], records: Collection[str] = ()
) -> str:
    """What a window or tab is called, so that it alone is meant."""
    surface = observation.surface(ref)
    if surface is None:
        return ref
    others = [each for each in observation.surfaces if each.ref != ref]
    if surface.kind is SurfaceKind.PAGE:
        pattern = url_pattern(surface.url, slots, records) if surface.url else ""
        return pattern or title_pattern(surface.title, slots) or surface.title
    alone = all(each.application.casefold() != surface.application.casefold() for each in others)
    if alone and surface.application:
        return surface.application
    return title_pattern(surface.title, slots) or surface.title or surface.application


def _settled(step: Taken, then: Taken | None) -> Observation:
    """The last look at what a step led to."""
    assert step.after is not None
    return step.after if then is None or step.after is not step.observation else then.observation


def element_of(step: Taken | None) -> Element | None:
    """What a step acted on."""
    spot = step.grounded.grounding if step is not None and step.grounded is not None else None
    return spot.element if spot is not None else None


def _seen_with(element: Element, step: Taken) -> tuple[Element, Observation]:
    """An element and a look at what is around it.

    One that was only seen at the moment of the press may be in the look after it; where it is not
    there either, it stands in the look before it by itself.
    """
    before, after = step.observation, step.after
    if element.ref in before.by_ref or after is None:
        return element, before
    for each in after.elements:
        same = (each.role, each.surface) == (element.role, element.surface)
        if same and (each.ref == element.ref or each.box.contains(element.box.center)):
            return each, after
    seen = after if before.surface(element.surface) is None else before
    return element, replace(seen, elements=(*seen.elements, element))


def _fallback(aims: Mapping[int, Aim]) -> tuple[Predicate, ...]:
    """At least the control itself, where nothing else tells what it would act on."""
    ways = dict(next(iter(aims.values())).anchors.ways) if aims else {}
    name = ways.get("name") or ways.get("text") or ""
    return (Exists(role=ways.get("role", ""), name=pattern_of(name)),) if name else ()
