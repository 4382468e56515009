"""Is this element the one that a step means?

The grounder ranks elements by how many anchors speak for them. Here the best one is accepted or
refused: a ranking always has a first, but a step must rather halt than act on a neighbour. The
rules, hardest first:

1. An anchor that came from a parameter is what the step is about ("the row of Chen Wei"): it must
   fit to the letter. It is never healed.
2. What cannot be taken back needs two independent kinds of anchors that agree.
3. What else disagrees may be healed if enough is left: a name that changed needs an identity given
   by the program (id, test id, link) or two other kinds of anchors beside the role, or, where it
   can be taken back, that nothing else in the row that is meant has its role; a place that changed
   needs the name to be the same.

The danger is measured, not imagined: recorders that heal by ranking alone wrote to the wrong record
and reported success when a row was missing (OpenAdapt's drift study).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from actions.target import Anchors, Grounding
from grounding.structure import section_of
from perception.element import Element
from perception.observation import Observation
from perception.predicate import bare, fold
from skills.check import GROUPS

LEAST_SCORE = 0.5
LEAST_MARGIN = 0.08
_ROWS = frozenset({"row", "listitem", "article", "option", "treeitem", "group", "form", "region"})
_MANY = frozenset({"row", "listitem", "article", "option", "treeitem"})
_FACTS = frozenset({"test_id", "id", "href"})


@dataclass(frozen=True, slots=True)
class Way:
    """One anchor of a step, as it is now.

    Attributes:
        family: of the anchor.
        value: with the values of this run in it.
        given: whether a parameter is part of it.
    """

    family: str
    value: str
    given: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """The element, and the anchors that did not fit it.

    Attributes:
        element: to act on.
        agreed: families that fit.
        healed: anchors that did not; empty if the step found what it knew.
    """

    element: Element
    agreed: tuple[str, ...]
    healed: tuple[Way, ...] = ()


def accept(
    ways: Sequence[Way], found: Grounding, observation: Observation, *, commit: bool
) -> Accepted | str:
    """The element that was found, or why it is not taken.

    Args:
        ways: the step's anchors.
        found: the grounder's best.
        observation: in which it was found.
        commit: whether the action cannot be taken back.
    """
    element = found.element
    if element is None:
        return "there is nothing"
    if found.score < LEAST_SCORE or found.margin < LEAST_MARGIN:
        return f"{element.described()} fits too little ({found.score:.2f}, lead {found.margin:.2f})"
    fits = {way: _fits(way, element, found, observation) for way in ways}
    known = [way for way in ways if fits[way] is not None]
    agreed = [way for way in known if fits[way]]
    missed = [way for way in known if not fits[way]]
    kinds = {GROUPS[way.family] for way in agreed if way.family in GROUPS}
    for way in missed:
        if way.given:
            return f"{element.described()} is not {way.family} {way.value!r}"
    if commit and len(kinds) < 2:
        return f"only {', '.join(sorted(kinds)) or 'nothing'} speaks for {element.described()}"
    lost = {way.family for way in missed} & {"role", "name", "text", "near", "within"}
    alone = not commit and _alone(element, agreed, {way.family for way in ways}, observation)
    if lost and not alone and (reason := _too_little_left(lost, agreed, kinds)):
        return f"{element.described()} {reason}"
    families = tuple(dict.fromkeys(way.family for way in agreed))
    return Accepted(element, families, tuple(missed))


def _alone(
    element: Element, agreed: Sequence[Way], families: Collection[str], observation: Observation
) -> bool:
    """Whether it is the only one of its role in the very row that is meant, to the letter.

    Where no row is meant: the only one on a surface that was read whole.
    """
    fitting = {way.family for way in agreed}
    if "role" not in fitting:
        return False
    if "within" in fitting and "near" not in families:
        there = [e for e in observation.elements if e.surface == element.surface]
        return observation.complete and sum(e.role == element.role for e in there) == 1
    near = [way for way in agreed if way.family == "near"]
    if not any(_beside(element, fold(way.value), observation) for way in near):
        return False
    row = next((a for a in observation.ancestors(element) if a.role in _ROWS), None)
    if row is None:
        return False
    return sum(inner.role == element.role for inner in observation.within(row)) == 1


def _too_little_left(lost: set[str], agreed: Sequence[Way], kinds: set[str]) -> str:
    """Why what still agrees does not carry the decision; "" if it does."""
    left = {way.family for way in agreed}
    sure = bool(left & _FACTS)
    if "role" in lost and not (sure and "words" in kinds):
        return "has another role"
    if lost & {"name", "text"} and not sure and len(kinds - {"words"}) < 2:
        return "is called otherwise, and too little else fits"
    if lost & {"near", "within"}:
        if "words" not in kinds:
            return "is elsewhere and called otherwise"
        if not sure and not left & {"near", "within"}:
            return "is not where it was, and has only its name left"
    return ""


def _fits(way: Way, element: Element, found: Grounding, observation: Observation) -> bool | None:
    """Whether an anchor fits; None where it cannot be said."""
    value = fold(way.value)
    match way.family:
        case "role":
            return element.role == way.value
        case "name":
            return fold(element.name) == value or (
                not way.given and _only_adorned(element, value, observation)
            )
        case "text":
            shown = [element.name, element.value or ""]
            shown += [inner.name for inner in observation.within(element)]
            return any(_says(text, value) for text in shown)
        case "test_id" | "id" | "href":
            return element.attributes.get(way.family) == way.value
        case "near":
            row = _in_row(element, observation)
            if row or way.given:  # which row is meant is not a matter of more or less
                return _beside(element, value, observation)
            return "near" in found.families
        case "within":
            if way.given or _one_of_several(element, observation):
                return _inside(element, value, observation)
            return "within" in found.families
        case _:
            return True if way.family in found.families else None


def _only_adorned(element: Element, value: str, observation: Observation) -> bool:
    """Whether it is called so but for signs before and behind, and nothing is just called so."""
    if bare(element.name) != bare(value):
        return False
    return all(fold(each.name) != value for each in observation.elements if each.role != "text")


def _one_of_several(element: Element, observation: Observation) -> bool:
    """Whether others have its role and its name, so that only its place tells which it is."""
    alike = (
        each
        for each in observation.elements
        if (each.role, each.surface) == (element.role, element.surface)
        and fold(each.name) == fold(element.name)
    )
    return sum(1 for _ in alike) > 1


def _inside(element: Element, value: str, observation: Observation) -> bool:
    """Whether it stands in what is called so to the letter, or under such a heading."""
    if _beside(element, value, observation):
        return True
    if any(value in _parts(around.name) for around in observation.ancestors(element)):
        return True
    heading = section_of(element, observation)
    if heading is not None and value in _parts(heading.name):
        return True
    surface = observation.surface(element.surface)
    return surface is not None and _says(surface.title, value)


def _in_row(element: Element, observation: Observation) -> bool:
    """Whether it is part of something of which there are many."""
    return any(around.role in _MANY for around in observation.ancestors(element))


def _beside(element: Element, value: str, observation: Observation) -> bool:
    """Whether the row, item or group around an element shows a text, to the letter.

    It must be a whole text of it, or a part that signs set off ("A-1043" in "A-1043 – Wei"): "Chen
    Wei" is not in the row of "Chen Wei Jr.".
    """
    around = _row_of(element, observation)
    if around is None:
        return value in _parts(element.name)
    inner = list(observation.within(around))
    texts = [around.name, *(each.name for each in inner)]
    texts += [each.value or "" for each in inner]
    return any(value in _parts(text) for text in texts)


def _row_of(element: Element, observation: Observation) -> Element | None:
    """The row or item that it is part of, also of a group in it; else the group or form."""
    above = [each for each in observation.ancestors(element) if each.role in _ROWS]
    many = (each for each in above if each.role in _MANY)
    return next(many, above[0] if above else None)


def _parts(text: str) -> set[str]:
    """A text, and what stands between its signs."""
    folded = fold(text)
    parts = (part.strip() for part in re.split(r"[,;:()\[\]|·•–—/#\n\t]|\s-\s", folded))
    return {folded, *filter(None, parts)}


def _says(text: str, value: str) -> bool:
    """Whether a text holds another as whole words: "order 100" is not in "order 1003"."""
    folded = fold(text)
    if value == folded:
        return True
    return bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", folded))


def ways_of(stored: Anchors, now: Anchors) -> tuple[Way, ...]:
    """The anchors as stored and as filled with values, side by side."""
    return tuple(
        Way(family, value, "{{" in template)
        for (family, template), (_, value) in zip(stored.ways, now.ways, strict=True)
        if value
    )
