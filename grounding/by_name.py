"""Finds an element by its description: "the Delete button in the row of Chen Wei".

The score of an element is the product of how well its name fits, its role, its state, the
relations and whether the purpose can be carried out on it (`grounding.score`). An element is
chosen only if it scores `ACCEPT` (0.70) or more and leads the best *other* thing by `MARGIN` (0.05;
`LOOSE_MARGIN`, 0.08, where the words are only a part of its name). Two elements are the same thing
if one is inside the other and says the same, if one is the label of the other, or if both are
links to the same address with the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.errors import TargetAmbiguous, TargetNotFound
from actions.target import Description, Grounding
from grounding.find import Finder, Hit
from grounding.index import Index, index_of
from grounding.part import point_at
from grounding.query import Query, readings
from grounding.score import ACCEPT, FULL_NAME, LOOSE_MARGIN, MARGIN, NEAR, same_words
from grounding.tell import tell_apart
from perception.element import Element, Visibility
from perception.observation import Observation

_MOST_TOLD = 6  # candidates named in a message
_SAME_WORDS = 0.98  # a name of just the words that were said
_LEAD = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An element and how well it fits.

    Attributes:
        score: 0 to 1; from `score.ACCEPT` on it is good enough to be chosen.
        families: what it fits by: "name", "role", "attribute", "relation", "ordinal".
        name: how well the name alone fits; 1 where none was said.
    """

    element: Element
    score: float
    families: tuple[str, ...]
    name: float = 1.0


def candidates(
    query: Query | str,
    observation: Observation,
    purpose: str = "",
    limit: int = 10,
    role: str = "",
) -> list[Scored]:
    """The elements that fit best, one of each thing, best first.

    Args:
        query: a description, or a query made of one (then only that reading is tried).
        observation: where to look.
        purpose: "click", "type", "select", "check", "read" or "": prefers what it can be done to.
        limit: how many at most.
        role: an ARIA role that they must have, or "".
    """
    index = index_of(observation)
    hits, _ = _look(index, _readings(query), purpose, role)
    return [
        Scored(
            element=index.elements[hit.at], score=hit.score, families=hit.families, name=hit.name
        )
        for hit in _distinct(index, hits, limit)
    ]


def ground(target: Description, observation: Observation) -> Grounding:
    """The element that a description means.

    Raises:
        TargetNotFound: nothing fits well enough; `near` says what comes closest.
        TargetAmbiguous: several things fit about as well; the message tells them apart.
    """
    index = index_of(observation)
    finder = Finder(index)
    hits, reading = finder.find(_readings(target.text), target.purpose, target.role)
    things = _distinct(index, hits, _MOST_TOLD + 1)
    if not things or things[0].score < ACCEPT:
        raise _not_found(index, target, things, finder.counted)
    best, others = things[0], things[1:]
    margin = best.score - others[0].score if others else best.score
    rivals = [hit for hit in others if best.score - hit.score < _needed(reading, best, hit)]
    if rivals:
        raise _ambiguous(index, target, [best, *rivals])
    element = index.elements[best.at]
    return Grounding(
        target=target,
        element=element,
        surface=element.surface,
        point=point_at(element, reading.name) or element.click_point or element.box.center,
        score=best.score,
        margin=margin,
        families=best.families,
    )


def _needed(reading: Query, best: Hit, rival: Hit) -> float:
    """By how much the best must lead a rival."""
    if reading.name and best.name >= _SAME_WORDS and rival.name < best.name:
        return _LEAD  # "Save As" is not "Save", nor is "Device" "Devices"
    return MARGIN if not reading.name or best.name >= FULL_NAME else LOOSE_MARGIN


def _readings(query: Query | str) -> tuple[Query, ...]:
    return readings(query) if isinstance(query, str) else (query,)


def _look(
    index: Index, asked: tuple[Query, ...], purpose: str, role: str
) -> tuple[list[Hit], Query]:
    return Finder(index).find(asked, purpose, role)


# ---- one of each thing


def _distinct(index: Index, hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The best hit of each thing, best first."""
    kept: list[Hit] = []
    for hit in hits:
        twin = next((at for at, one in enumerate(kept) if _same(index, one.at, hit.at)), None)
        if twin is None:
            if len(kept) >= limit:
                break
            kept.append(hit)
        elif _fitter(index, hit, kept[twin]):
            name = max(hit.name, kept[twin].name)
            kept[twin] = Hit(hit.at, kept[twin].score, hit.families, name)
    return kept


def _same(index: Index, one: int, two: int) -> bool:
    first, second = index.elements[one], index.elements[two]
    if index.label_of(one) == two or index.label_of(two) == one:
        return not (first.interactive and second.interactive)
    href = first.attributes.get("href")
    if href and href == second.attributes.get("href") and not href.startswith("javascript"):
        return href not in ("#", "") and same_words(first.name, second.name)
    if not (index.inside(one, two) or index.inside(two, one)):
        return _labels(first, second) or _labels(second, first)
    return same_words(first.name, second.name) or (
        not (first.interactive and second.interactive) and not (first.name and second.name)
    )


def _labels(text: Element, control: Element) -> bool:
    """Whether a text is the visible label of a control that has its name from it."""
    if _operated(text) or not _operated(control) or not text.name:
        return False
    near = text.box.center.distance(control.box.center)
    return near < 400 and same_words(text.name, control.name)


def _operated(element: Element) -> bool:
    """Whether it is a control; a text in a picture may be one, or the label of one."""
    return element.interactive and not (element.role == "text" and element.source == "pixels")


def _fitter(index: Index, hit: Hit, other: Hit) -> bool:
    """Whether the first of two elements that are the same thing is the one to act on."""
    one, two = index.elements[hit.at], index.elements[other.at]
    if _operated(one) != _operated(two):
        return _operated(one) and hit.score > other.score - (0.2 if two.source != "pixels" else 0.1)
    if one.visibility is not two.visibility and hit.score > other.score - 0.1:
        return one.visibility is Visibility.VISIBLE
    return False


# ---- what went wrong


def _not_found(index: Index, target: Description, near: list[Hit], counted: int) -> TargetNotFound:
    told = tell_apart(index, [hit.at for hit in near[:_MOST_TOLD] if hit.score >= NEAR])
    message = f'nothing here fits "{target.text}"'
    if counted >= 0:
        message += f": there {'is' if counted == 1 else 'are'} only {counted} like it"
    if told:
        message += "; closest: " + ", ".join(told)
    return TargetNotFound(message, told)


def _ambiguous(index: Index, target: Description, rivals: list[Hit]) -> TargetAmbiguous:
    told = tell_apart(index, [hit.at for hit in rivals[:_MOST_TOLD]])
    more = " and more" if len(rivals) > _MOST_TOLD else ""
    refs = [index.elements[hit.at].ref for hit in rivals]
    message = f'"{target.text}" could be: {"; ".join(told)}{more}. Say which one.'
    return TargetAmbiguous(message, refs)
