"""Finding the element that a noun phrase means among those perceived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.planners.builtin import lexicon
from app.planners.builtin.desk import Desk
from app.planners.builtin.match import fit, plain, similarity
from app.planners.builtin.plan import Phrase
from app.planners.builtin.qualities import with_qualities
from perception.element import Element, Visibility
from perception.geometry import Box

_TEXTUAL = frozenset(
    {"text", "generic", "cell", "listitem", "heading", "img", "paragraph", "gridcell"}
)
GOOD = 0.68


@dataclass(frozen=True, slots=True)
class Match:
    """An element and how well it fits, 0 to a little over 1."""

    element: Element
    score: float


def matches(
    desk: Desk,
    phrase: Phrase,
    *,
    purpose: str = "click",
    within: Sequence[Element] | None = None,
) -> list[Match]:
    """Elements that fit a phrase, best first; relations and qualities in it are respected."""
    pool = list(within if within is not None else desk.shown())
    named = _named(pool, phrase, purpose)
    if not named:
        named = _of_kind(pool, phrase, purpose)
    if not named and not phrase.names and not phrase.words and phrase.text:
        # "Options" is a kind of thing in one place and the name of a button in another.
        named = _named(pool, replace(phrase, words=bare_text(phrase)), purpose)
    if phrase.qualities or _color_word(phrase):
        kept = with_qualities([match.element for match in named] or pool, phrase, pool)
        named = [match for match in named if match.element in kept] or [
            Match(element, 0.8) for element in kept
        ]
    named = _related(desk, named, phrase)
    return _without_doubles(desk, sorted(named, key=lambda match: -match.score))


def _color_word(phrase: Phrase) -> bool:
    return False


def names_of(phrase: Phrase) -> list[str]:
    """Texts that may stand on the element, the likeliest first."""
    found = list(phrase.names)
    if not found:
        found = [text for text in (phrase.words, bare_text(phrase)) if text]
    return list(dict.fromkeys(found))


def bare_text(phrase: Phrase) -> str:
    """The phrase without its determiner."""
    whole = phrase.text.strip()
    for determiner in ("the ", "a ", "an "):
        if whole.casefold().startswith(determiner):
            whole = whole[len(determiner) :]
    return whole


def _named(pool: Iterable[Element], phrase: Phrase, purpose: str) -> list[Match]:
    found = []
    wanted = names_of(phrase)
    if not phrase.names and not phrase.words:
        return []
    for element in pool:
        score = max((fit(text, element, purpose == "click") for text in wanted), default=0.0)
        if score < 0.5:
            continue
        found.append(Match(element, score + _aptness(element, phrase, purpose)))
    return [match for match in found if match.score >= GOOD]


def _aptness(element: Element, phrase: Phrase, purpose: str) -> float:
    """What speaks for or against the element besides its name."""
    score = 0.0
    if phrase.roles:
        score += 0.08 if element.role in phrase.roles else -0.06
    if purpose == "click":
        score += 0.04 if element.interactive else -0.03
    elif purpose == "type":
        score += 0.1 if element.editable else -0.5
    elif purpose == "read":
        score += 0.0
    if "disabled" in element.states:
        score -= 0.05
    if element.visibility is not Visibility.VISIBLE:
        score -= 0.02
    return score


def _of_kind(pool: Sequence[Element], phrase: Phrase, purpose: str) -> list[Match]:
    """Elements of the role that the phrase names, when it has no name of its own."""
    if not phrase.roles or (phrase.names and purpose != "type") or phrase.words:
        return []
    first = [element for element in pool if element.role == phrase.roles[0]]
    kind = first or [element for element in pool if element.role in phrase.roles]
    if phrase.roles[0] == "textbox":
        kind = [element for element in pool if element.editable]
        if "area" in phrase.noun:
            kind = [e for e in pool if "multiline" in e.states] or kind
    if phrase.roles[0] == "button" and not first:
        kind = [element for element in pool if element.interactive]
    return [Match(element, 0.8 + _aptness(element, phrase, purpose)) for element in kind]


def _related(desk: Desk, found: list[Match], phrase: Phrase) -> list[Match]:
    """Keep what stands in the relation that the phrase asks for, where it can be told."""
    for said, other in phrase.relations:
        if said not in ("in", "of", "for", "from", "on", "by", "inside", "within", "beside", "near",
                        "under", "below", "above", "next", "with", "to", "at"):  # fmt: skip
            continue
        anchors = anchors_of(desk, other)
        if _must_be_there(phrase, said, other):
            if not anchors and (len(found) > 1 or _only_seen(found)):
                return []  # what it stands beside is not here, so neither is it
            refs = {anchor.ref for anchor in anchors}
            found = [
                match
                for match in (_leading(found, anchors) if found else [])
                if match.element.ref not in refs and _on_line_of(match.element, anchors)
            ]
        if anchors and len(found) > 1:
            found = nearest(desk, _leading(found, anchors), anchors) or found
    return found


# Sources that tell what an element is; any other has only seen it.
_TREES = frozenset({"dom", "ax", "atspi", "uia", "fake"})


def only_seen(element: Element) -> bool:
    """Whether no tree tells of the element: there is only its picture."""
    return element.source not in _TREES


def _only_seen(found: Sequence[Match]) -> bool:
    return any(only_seen(match.element) for match in found)


def _must_be_there(phrase: Phrase, said: str, other: Phrase) -> bool:
    """Whether the relation tells which of several is meant: "in the row of X", "next to X"."""
    if said in ("beside", "next") or (said == "to" and "next to" in phrase.text.casefold()):
        return True
    if "row" in other.roles:
        return bool(other.name)
    rows = [each for _, each in phrase.relations if "row" in each.roles]
    return said in ("of", "for", "with") and bool(rows) and not rows[0].name


def _on_line_of(element: Element, anchors: Sequence[Element]) -> bool:
    """Whether what is only seen stands on the line of one of the anchors; others may."""
    return not only_seen(element) or any(_same_line(element.box, a.box) for a in anchors)


def _leading(found: list[Match], anchors: Sequence[Element]) -> list[Match]:
    """The matches that fit about as well as the best, without what they are related to.

    A relation chooses among equals: "Edit in the row of Chen Wei" is an Edit, and not Chen Wei.
    """
    refs = {anchor.ref for anchor in anchors}
    others = [match for match in found if match.element.ref not in refs] or found
    top = max(match.score for match in others)
    return [match for match in others if match.score >= top - 0.1]


def anchors_of(desk: Desk, phrase: Phrase) -> list[Element]:
    """Elements that show the text of a phrase: where a row, a card or a section is."""
    best: list[tuple[float, Element]] = []
    texts = names_of(phrase)
    inner = [text for _, each in phrase.relations for text in names_of(each)]
    if phrase.roles and inner:  # "the row of Chen Wei": the name tells more than the kind
        texts = inner
    for element in desk.elements:
        if element.box.area <= 0 and element.role != "text":
            continue
        score = max((similarity(text, element.name) for text in texts), default=0.0)
        if not score and element.value:
            score = max((similarity(text, element.value) for text in texts), default=0.0)
        if score >= GOOD:
            best.append((score, element))
    if not best:
        return []
    top = max(score for score, _ in best)
    chosen = [element for score, element in best if score >= top - 0.02]
    return _innermost(desk, chosen)


def _innermost(desk: Desk, found: list[Element]) -> list[Element]:
    outer = {parent.ref for element in found for parent in desk.observation.ancestors(element)}
    return [element for element in found if element.ref not in outer]


def nearest(desk: Desk, found: list[Match], anchors: Sequence[Element]) -> list[Match]:
    """Of the matches, those that belong together with one of the anchors."""
    kept: dict[str, Match] = {}
    for anchor in anchors:
        ranked = sorted(found, key=lambda match: belonging(desk, anchor, match.element))
        if not ranked:
            continue
        best = belonging(desk, anchor, ranked[0].element)
        for match in ranked:
            if belonging(desk, anchor, match.element) <= best:
                kept.setdefault(match.element.ref, match)
    return list(kept.values())


def belonging(desk: Desk, anchor: Element, element: Element) -> tuple[int, int, float]:
    """How far an element is from an anchor; smaller is closer.

    First by the size of the smallest block that holds both, then by the order on the page (what
    belongs to a heading or a name follows it), then by distance.
    """
    if element.ref == anchor.ref:
        return (0, 0, 0.0)
    places = _places(desk)
    block = _common_block(desk, anchor, element)
    gap = places[element.ref] - places[anchor.ref]
    row = _same_line(anchor.box, element.box)
    order = abs(gap) if gap > 0 else abs(gap) * 3 + 2
    if only_seen(anchor) or only_seen(element):  # in no order, and in no block
        return (block, 0 if row else 1, anchor.box.center.distance(element.box.center))
    if row:
        order = min(order, 3) if gap > 0 else order
    return (block, order, anchor.box.center.distance(element.box.center))


def _places(desk: Desk) -> dict[str, int]:
    return {element.ref: place for place, element in enumerate(desk.elements)}


def _common_block(desk: Desk, one: Element, other: Element) -> int:
    """The number of elements in the smallest block with both; large where there is none."""
    over = [one, *desk.observation.ancestors(one)]
    refs = {each.ref for each in [other, *desk.observation.ancestors(other)]}
    common = next((each for each in over if each.ref in refs), None)
    if common is None:
        return len(desk.elements)
    return sum(1 for _ in desk.observation.within(common))


def _same_line(one: Box, other: Box) -> bool:
    top, bottom = max(one.y, other.y), min(one.bottom, other.bottom)
    return bottom - top > 0.5 * min(one.height, other.height)


def _without_doubles(desk: Desk, found: list[Match]) -> list[Match]:
    """Of an element and what is inside it with the same text, keep what can be operated."""
    kept: list[Match] = []
    for match in found:
        rival = next((k for k in kept if _double(desk, k.element, match.element)), None)
        if rival is None:
            kept.append(match)
        elif match.element.interactive and not rival.element.interactive:
            kept[kept.index(rival)] = Match(match.element, max(rival.score, match.score))
    return kept


def _double(desk: Desk, one: Element, other: Element) -> bool:
    above = {each.ref for each in desk.observation.ancestors(one)}
    below = {each.ref for each in desk.observation.ancestors(other)}
    nested = other.ref in above or one.ref in below
    return nested and (one.interactive != other.interactive or plain(one.name) == plain(other.name))


def pick(found: Sequence[Match], phrase: Phrase) -> list[Element]:
    """The elements that are meant: several where the phrase says so or where it is ambiguous."""
    if not found:
        return []
    if phrase.ordinal:
        level = [m for m in found if m.score >= found[0].score - 0.1]
        ordered = sorted(level, key=lambda match: (match.element.box.y // 8, match.element.box.x))
        place = phrase.ordinal - 1 if phrase.ordinal > 0 else phrase.ordinal
        in_range = -len(ordered) <= place < len(ordered)
        return [ordered[place].element] if in_range else []
    if phrase.every or phrase.count:
        same = [match.element for match in found if match.score >= found[0].score - 0.1]
        return same[: phrase.count] if phrase.count else same
    top = found[0].score
    return [match.element for match in found if match.score >= top - 0.015]


def near_names(desk: Desk, limit: int = 8) -> tuple[str, ...]:
    """What could be operated here, for messages."""
    names = [e.described() for e in desk.shown() if e.interactive and (e.name or e.description)]
    return tuple(dict.fromkeys(names))[:limit]


def submit_button(desk: Desk, near: Element | None = None) -> Element | None:
    """The button that sends the form: by its type, its name, its place after the fields."""
    best: tuple[float, Element] | None = None
    for place, element in enumerate(desk.shown()):
        if not element.interactive or "disabled" in element.states or element.editable:
            continue
        if says_no(element):
            continue
        score = _submit_score(element)
        if score <= 0:
            continue
        if near is not None:
            same = element.attributes.get("form") == near.attributes.get("form")
            score += 0.5 if same and near.attributes.get("form") else 0
        score += place * 0.0001
        if best is None or score > best[0]:
            best = (score, element)
    return best[1] if best is not None else None


_NO = frozenset({"cancel", "no", "back", "go back", "keep", "close", "dismiss", "abort", "not now"})


def says_no(element: Element) -> bool:
    """Whether it is the button that leaves everything as it was."""
    name = plain(element.name)
    return name in _NO or name.startswith("no ")


def _submit_score(element: Element) -> float:
    name = plain(element.name or element.value or "")
    score = 0.0
    for rank, known in enumerate(lexicon.SUBMIT_NAMES):
        if name == known:
            score = 2 - rank * 0.03
        elif name.startswith(known + " ") or name.endswith(" " + known):
            score = max(score, 1.2 - rank * 0.03)
    if name.split()[:1] == ["yes"]:
        score = max(score, 2.0)
    if element.attributes.get("type") == "submit" and element.role == "button":
        score += 0.7
    return score if element.role != "text" else 0.0
