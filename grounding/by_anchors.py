"""Finds the element of a skill's step again by several independent anchors.

Every anchor family that was stored votes with its weight for the elements that it fits; the sum
decides, never the first hit: an XPath or a CSS path alone is silently wrong after a list was
reordered (measured: up to 100 % of targets), while the weighted sum over all families stays right
or refuses. Pictures are dear, and are looked at only where the other families leave a doubt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from actions.errors import InvalidAction, TargetAmbiguous, TargetNotFound
from actions.target import Anchors, Grounding
from grounding import by_picture
from grounding.find import Finder
from grounding.index import Index, index_of
from grounding.query import readings
from grounding.relate import containing
from grounding.tell import tell_apart
from grounding.text import match, phrase
from perception.geometry import Point
from perception.observation import Observation
from perception.predicate import bare, fold

# How much each family is worth. "selector" and "path" are places, not identities, so they can
# break a tie and never carry a decision.
WEIGHTS = {
    "role": 1.0,
    "name": 3.0,
    "text": 2.0,
    "test_id": 3.0,
    "id": 1.5,
    "href": 1.5,
    "near": 2.0,
    "within": 2.0,
    "selector": 0.5,
    "path": 0.5,
    "image": 3.0,
    "offset": 1.5,
}
# A place that it may have left, and a picture that was not found, say nothing against an element.
_SILENT = frozenset({"selector", "path", "image", "offset"})
_IDENTIFYING = frozenset({"name", "text", "test_id", "id", "near", "within", "image"})
# What a title in it does not reach out of.
_GROUPS = frozenset({"group", "article", "listitem", "row", "treeitem", "dialog", "tabpanel"})
_SURE = 0.9  # share from which on, with the lead below, no picture is looked at
_CLEAR = 0.2
_LEAST = 0.5  # share of the known anchors' weight that must agree; `skills.identify` decides
_STEADY, _STRAYED = 6.0, 60.0  # environment pixels: as good as there; not there any more
_LEAD = 0.08  # share by which the best must lead


def ground(target: Anchors, observation: Observation) -> Grounding:
    """The element on which the anchors agree.

    Raises:
        InvalidAction: no anchor is of a family that is known here.
        TargetNotFound: too few anchors agree on any element.
        TargetAmbiguous: they agree as well on several.
    """
    ways = [(family, value) for family, value in target.ways if family in WEIGHTS and value]
    if not any(family in _IDENTIFYING for family, _ in ways):
        raise InvalidAction("the step's target has no anchor that could identify it")
    index = index_of(observation)
    fits = {way: _fits(index, *way) for way in ways if way[0] not in ("image", "offset")}
    fits |= {way: _by_offset(index, observation, ways) for way in ways if way[0] == "offset"}
    sums = _sums(fits)
    if not _clear(sums):
        fits |= {way: _by_picture(index, observation, way[1]) for way in ways if way[0] == "image"}
        sums = _sums(fits)
    ranked = sorted(sums, key=lambda at: (-sums[at], at))
    if not ranked or sums[ranked[0]] < _LEAST:
        near = tell_apart(index, ranked[:3])
        raise TargetNotFound("the element of this step is not here any more", near)
    best = ranked[0]
    margin = sums[best] - (sums[ranked[1]] if len(ranked) > 1 else 0.0)
    if margin < _LEAD:
        rivals = [at for at in ranked if sums[best] - sums[at] < _LEAD]
        told = "; ".join(tell_apart(index, rivals[:6]))
        refs = [index.elements[at].ref for at in rivals]
        raise TargetAmbiguous(f"the element of this step could be: {told}", refs)
    element = index.elements[best]
    return Grounding(
        target=target,
        element=element,
        surface=element.surface,
        point=element.click_point or element.box.center,
        score=min(sums[best], 1.0),
        margin=margin,
        families=tuple(
            dict.fromkeys(way[0] for way in ways if fits.get(way, {}).get(best, 0) >= 0.7)
        ),
    )


def _sums(fits: Mapping[tuple[str, str], Mapping[int, float]]) -> dict[int, float]:
    """For each element the share of the anchors' weight that speaks for it."""
    usable = [way for way, found in fits.items() if found or way[0] not in _SILENT]
    total = sum(WEIGHTS[family] for family, _ in usable)
    sums: dict[int, float] = {}
    for way in usable:
        for at, score in fits[way].items():
            sums[at] = sums.get(at, 0.0) + WEIGHTS[way[0]] * score / total
    return sums


def _clear(sums: Mapping[int, float]) -> bool:
    """Whether one element has almost all and leads by far."""
    best = sorted(sums.values(), reverse=True)[:2]
    return bool(best) and best[0] >= _SURE and (len(best) < 2 or best[0] - best[1] >= _CLEAR)


def _fits(index: Index, family: str, value: str) -> dict[int, float]:
    """How well each element fits one anchor."""
    elements = index.elements
    match family:
        case "role":
            return dict.fromkeys(index.by_role.get(value, ()), 1.0)
        case "name":
            return _by_words(index, value)
        case "text":
            inner = _by_words(index, value)
            return inner | containing(index, range(len(elements)), inner)
        case "test_id" | "id" | "href" | "selector" | "path":
            return {
                at: 1.0
                for at, element in enumerate(elements)
                if element.attributes.get(family) == value
            }
        case "within":
            return _in_window(index, value) | _by_place(index, family, value)
        case _:
            return _by_place(index, family, value)


def _in_window(index: Index, value: str) -> dict[int, float]:
    """Elements of windows whose title holds a text as whole words."""
    titled = _titled(index, value)
    return {at: 1.0 for at, each in enumerate(index.elements) if each.surface in titled}


def _titled(index: Index, value: str) -> frozenset[str]:
    wanted = re.compile(rf"(?<!\w){re.escape(fold(value))}(?!\w)")
    return frozenset(ref for ref, title in index.titles.items() if wanted.search(fold(title)))


def _by_words(index: Index, value: str) -> dict[int, float]:
    """Elements of such a name; where one is called exactly so, the others speak half."""
    said, wanted = phrase(value), fold(value)
    scores = {
        at: match(said, phrase(element.name))
        for at, element in enumerate(index.elements)
        if element.name
    }
    fitting = {at: score for at, score in scores.items() if score >= 0.7}
    exact = {at for at in fitting if fold(index.elements[at].name) == wanted}
    exact = exact or {at for at in fitting if bare(index.elements[at].name) == bare(value)}
    if not exact:
        return fitting
    return {at: score if at in exact else score / 2 for at, score in fitting.items()}


def _by_picture(index: Index, observation: Observation, name: str) -> dict[int, float]:
    told = by_picture.seen(name, observation)
    return {at: told[each.ref] for at, each in enumerate(index.elements) if each.ref in told}


def _by_offset(
    index: Index, observation: Observation, ways: Sequence[tuple[str, str]]
) -> dict[int, float]:
    """Elements that stand so far from what `near` names, or `within`, or the window's corner."""
    value = next(said for family, said in ways if family == "offset")
    dx, dy = map(float, value.split(","))
    named = next((said for family in ("near", "within") for f, said in ways if f == family), "")
    if named:
        anchors = Finder(index).anchors(readings(f'"{named}"' if '"' not in named else named))
        starts = [index.elements[at].box.center for at in anchors]
        titled = _titled(index, named) if not starts else frozenset()
        starts += [Point(s.box.x, s.box.y) for s in observation.surfaces if s.ref in titled]
    else:
        active = observation.active
        starts = [Point(active.box.x, active.box.y)] if active is not None else []
    found: dict[int, float] = {}
    for at, element in enumerate(index.elements):
        center = element.box.center
        for start in starts:
            off = center.distance(start.offset(dx, dy))
            score = 1.0 - max(off - _STEADY, 0.0) / (_STRAYED + 0.15 * math.hypot(dx, dy))
            if score > 0.5:
                found[at] = max(found.get(at, 0.0), score)
    return found


def _by_place(index: Index, family: str, value: str) -> dict[int, float]:
    """Elements beside ("near") or inside ("within") something.

    Where something is called exactly so, what is only called alike ("Chen Wei Jr.") speaks half.
    """
    anchors = Finder(index).anchors(readings(f'"{value}"' if '"' not in value else value))
    exact = {at for at in anchors if fold(index.elements[at].name) == fold(value)}
    found: dict[int, float] = {}
    for at in range(len(index.elements)):
        if family == "near":
            label = index.nearest_label(at)
            row = index.row_of(at)
            fitting = {
                anchor
                for anchor in anchors
                if anchor == label or (row is not None and index.inside(anchor, row))
            }
        else:
            fitting = {
                anchor
                for anchor in anchors
                if index.inside(at, anchor)
                or (index.in_section(at, anchor) and not _parted(index, at, anchor))
            }
        if fitting:
            found[at] = 1.0 if not exact or fitting & exact else 0.5
    return found


def _parted(index: Index, at: int, title: int) -> bool:
    """Whether a title is part of a group that the element is not in: it heads that group alone.

    What is itself such a group heads nothing but what it holds.
    """
    if index.elements[title].role in _GROUPS:
        return True
    around = (up for up in index.ancestors(title) if index.elements[up].role in _GROUPS)
    group = next(around, None)
    return group is not None and not index.inside(at, group)
