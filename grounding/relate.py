"""How well elements stand in a relation to other elements.

Structure decides where there is some (the same row, the same card, a labelled section); where
there is none, geometry does: the same line, the nearest. A relation never reaches from one row of
a table, or one item of a list, into the next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from grounding.index import Index
from grounding.query import Query, Related, Relation
from grounding.words import KINDS, alternatives
from perception.geometry import Box

Scores = dict[int, float]
Find = Callable[[tuple[Query, ...]], Scores]

_REACH = 260  # pixels from which on two things are no longer said to belong together
_SLACK = 18  # pixels: differences in distance below this mean little
_PARTED = 0.6  # for two things with a heading between them
_FALLBACK = 0.9  # an anchor that is not the heading of anything

_SECTION_ROLES = frozenset(
    alternatives(
        "region|group|form|article|section|navigation|complementary|tabpanel|dialog"
        "|alertdialog|listitem|row|list|table|grid|toolbar|menu|banner|contentinfo|search"
        "|figure|main|menubar|listbox|tablist|treeitem|radiogroup|tree"
    )
)
_PAGE_ROLES = frozenset(alternatives("main|document|application|region|form|banner|contentinfo"))
_CARD_ROLES = frozenset(
    alternatives("row|listitem|article|group|option|treeitem|figure|cell|gridcell")
)


def relate(index: Index, places: Iterable[int], related: Related, find: Find) -> Scores:
    """For each place how well the relation holds, 0 to 1; places where it does not are left out."""
    places = list(places)
    match related.relation:
        case Relation.REGION:
            return _region(index, places, related.words)
        case Relation.BETWEEN:
            return _between(index, places, find(related.to), find(related.second))
        case Relation.COLUMN:
            return _column(index, places, related, find)
        case Relation.IN:
            return _inside(index, places, related, find)
        case Relation.CONTAINING:
            return containing(index, places, find(related.to))
        case Relation.UNDER:
            anchors = _headings_first(index, find(related.to))
            heads = {at: s for at, s in anchors.items() if index.elements[at].role == "heading"}
            sections = _members(index, places, heads)
            return sections or _directed(index, places, anchors, Relation.BELOW)
        case Relation.OF:
            return _belonging(index, places, find(related.to))
        case direction:
            return _directed(index, places, find(related.to), direction)


def _better(found: Scores, at: int, score: float) -> None:
    if score > found.get(at, 0.0):
        found[at] = score


# ---- inside


def _inside(index: Index, places: list[int], related: Related, find: Find) -> Scores:
    scopes = find(related.to)
    found = _members(index, places, _headings_first(index, scopes))
    if found:
        return found
    plain = next((query for query in related.to if not query.literal), related.to[0])
    if plain.kind and KINDS[plain.kind] is KINDS["row"]:
        return _same_line(index, places, _row_words(plain, find))
    if not plain.kind:
        return _belonging(index, places, scopes)
    return {}


def _row_words(row: Query, find: Find) -> Scores:
    """What a row that is no element is known by: the things in it."""
    if row.name:
        return find((Query(text=row.name, name=row.name, quoted=row.quoted),))
    for part in row.related:
        if part.relation in (Relation.OF, Relation.CONTAINING):
            return find(part.to)
    return {}


def _headings_first(index: Index, anchors: Scores) -> Scores:
    """Anchors, with those that head or hold nothing scored lower if others do."""
    heads = _SECTION_ROLES | {"heading"}
    if not any(index.elements[at].role in heads for at in anchors):
        return anchors
    return {
        at: score if index.elements[at].role in heads else score * _FALLBACK
        for at, score in anchors.items()
    }


def _members(index: Index, places: list[int], scopes: Scores) -> Scores:
    """Places inside a container or in the section under a heading."""
    found: Scores = {}
    containers = {at: s for at, s in scopes.items() if index.elements[at].role != "heading"}
    for at in places:
        for above in index.ancestors(at):
            if above in containers:
                _better(found, at, containers[above])
    for heading in (at for at in scopes if index.elements[at].role == "heading"):
        for at in places:
            if index.in_section(at, heading):
                _better(found, at, scopes[heading])
    return found


def _same_line(index: Index, places: list[int], anchors: Scores) -> Scores:
    found: Scores = {}
    for anchor, score in anchors.items():
        box = index.elements[anchor].box
        for at in places:
            if (
                at != anchor
                and _level(index.elements[at].box, box)
                and not index.other_record(at, anchor)
            ):
                _better(found, at, score)
    return found


def containing(index: Index, places: Iterable[int], inner: Scores) -> Scores:
    """Places that hold one of the inner things, the smallest such places."""
    wanted = set(places)
    found: Scores = {}
    for at, score in inner.items():
        for above in (at, *index.ancestors(at)):
            if above in wanted:
                _better(found, above, score)
                break
    return found


# ---- belonging


def _belonging(index: Index, places: list[int], anchors: Scores) -> Scores:
    """In the same row or card, labelled by it, or else the nearest to it."""
    found = _labelled(index, places, anchors)
    if found:
        return found
    for anchor, score in _headings_first(index, anchors).items():
        for at, closeness in _closeness(index, places, anchor).items():
            _better(found, at, score * closeness)
    return found


def _labelled(index: Index, places: list[int], anchors: Scores) -> Scores:
    """Controls that an anchor labels; or that are named so themselves: "the field for Email"."""
    found: Scores = {}
    for at in places:
        if not index.elements[at].interactive:
            continue
        label = index.label_of(at)
        if at in anchors:
            _better(found, at, anchors[at])
        elif label is not None and label in anchors:
            _better(found, at, anchors[label])
    return found


def _closeness(index: Index, places: list[int], anchor: int) -> Scores:
    """How closely places belong to an anchor: by the smallest thing around both, then by gap."""
    above = [anchor, *index.ancestors(anchor)]
    rank = {container: depth for depth, container in enumerate(above)}
    shared: dict[int, int] = {}
    for at in places:
        if at == anchor or index.other_record(at, anchor):
            continue
        common = next((up for up in index.ancestors(at) if up in rank), -1)
        shared[at] = rank.get(common, len(above))
    if not shared:
        return {}
    closest = min(shared.values())
    container = above[closest] if closest < len(above) else -1
    inner = [at for at, depth in shared.items() if depth == closest]
    if container >= 0 and index.elements[container].role in _CARD_ROLES:
        return dict.fromkeys(inner, 1.0)
    box = index.elements[anchor].box
    peers = _peers(index, anchor)
    gaps = {
        at: _gap(index.elements[at].box, box)
        for at in inner
        if _belongs(index, at, anchor) and not _nearer_to_peer(index, at, box, peers)
    }
    return _by_gap(gaps, unlimited={at for at in gaps if _level(index.elements[at].box, box)})


def _belongs(index: Index, at: int, anchor: int) -> bool:
    """Whether a place could belong to an anchor: on its line, in its column, or after it."""
    box, other = index.elements[at].box, index.elements[anchor].box
    across = min(box.right, other.right) - max(box.x, other.x)
    return at > anchor or across > 0 or _level(box, other)


def _peers(index: Index, anchor: int) -> list[int]:
    """Things like the anchor, aligned with it: the titles of the other cards, the other rows."""
    element = index.elements[anchor]
    return [
        at
        for at in index.by_role.get(element.role, ())
        if at != anchor
        and abs(index.elements[at].box.height - element.box.height) < 4
        and (
            abs(index.elements[at].box.y - element.box.y) < 4
            or abs(index.elements[at].box.x - element.box.x) < 4
        )
    ]


def _nearer_to_peer(index: Index, at: int, anchor: Box, peers: list[int]) -> bool:
    """Whether a place belongs to a peer of the anchor instead.

    What stands on the anchor's line is not taken away by another thing on that line.
    """
    box = index.elements[at].box
    mine, level = _gap(box, anchor), _level(box, anchor)
    for peer in peers:
        other = index.elements[peer].box
        if at == peer or (level and _level(box, other)):
            continue
        if _gap(box, other) < mine - 1:
            return True
    return False


def _by_gap(gaps: dict[int, float], unlimited: Collection[int] = ()) -> Scores:
    """1 for the nearest; less the farther the others are, and for all beyond reach."""
    if not gaps:
        return {}
    least = min(gaps.values())
    found = {}
    for at, gap in gaps.items():
        reach = 1.0 if gap <= _REACH or at in unlimited else _REACH / gap
        found[at] = min(reach, (least + _SLACK) / (gap + _SLACK))
    return found


def _gap(one: Box, two: Box) -> float:
    """The distance between two boxes; on the same line it counts less."""
    dx = max(one.x - two.right, two.x - one.right, 0)
    dy = max(one.y - two.bottom, two.y - one.bottom, 0)
    return float(dx * 0.5 if _level(one, two) else (dx**2 + dy**2) ** 0.5 + 6)


def _level(one: Box, two: Box) -> bool:
    """Whether two boxes stand on the same line."""
    overlap = min(one.bottom, two.bottom) - max(one.y, two.y)
    return overlap >= 0.5 * min(one.height, two.height) > 0


# ---- direction


def _directed(index: Index, places: list[int], anchors: Scores, direction: Relation) -> Scores:
    found: Scores = _labelled(index, places, anchors) if direction is Relation.NEAR else {}
    if found:
        return {at: score for at, score in found.items() if at not in anchors} or found
    for anchor, score in anchors.items():
        box = index.elements[anchor].box
        peers = _peers(index, anchor) if direction is Relation.NEAR else []
        gaps: dict[int, float] = {}
        for at in places:
            nested = at == anchor or index.inside(at, anchor) or index.inside(anchor, at)
            records = index.other_record(at, anchor)
            if nested or (direction is Relation.NEAR and records):
                continue
            gap = _directed_gap(index.elements[at].box, box, direction, records)
            if gap is not None and not _nearer_to_peer(index, at, box, peers):
                gaps[at] = gap
        level = {at for at in gaps if _level(index.elements[at].box, box)}
        for at, closeness in _by_gap(gaps, level).items():
            parted = 1.0 if _same_part(index, at, anchor) else _PARTED
            _better(found, at, score * closeness * parted)
    return found


def _same_part(index: Index, at: int, anchor: int) -> bool:
    """Whether no heading parts the two."""
    if index.elements[anchor].role == "heading":
        return True
    low, high = sorted((at, anchor))
    return not any(low < heading < high for heading in index.headings)


def _directed_gap(box: Box, anchor: Box, direction: Relation, records: bool) -> float | None:
    """How far a box lies in a direction; rows below each other need not overlap sideways."""
    if direction is Relation.NEAR:
        return _gap(box, anchor)
    across = min(box.right, anchor.right) - max(box.x, anchor.x)
    along = min(box.bottom, anchor.bottom) - max(box.y, anchor.y)
    slack = 4
    if direction in (Relation.RIGHT, Relation.LEFT):
        ahead = box.x - anchor.right if direction is Relation.RIGHT else anchor.x - box.right
        if ahead < -slack or along <= 0:
            return None
        return max(ahead, 0)
    ahead = box.y - anchor.bottom if direction is Relation.BELOW else anchor.y - box.bottom
    if ahead < -slack:
        return None
    aside = max(-across, 0)
    if aside > 120 and ahead < aside and not records:
        return None
    return max(ahead, 0) + (0 if records else 1.5 * aside)


def _between(index: Index, places: list[int], first: Scores, second: Scores) -> Scores:
    found: Scores = {}
    for one, score in first.items():
        for two, other in second.items():
            if one == two:
                continue
            a, b = index.elements[one].box, index.elements[two].box
            for at in places:
                if at not in (one, two) and _lies_between(index.elements[at].box, a, b):
                    _better(found, at, min(score, other))
    return found


def _lies_between(box: Box, a: Box, b: Box) -> bool:
    middle = box.center
    if _level(a, b):
        left, right = sorted((a, b), key=lambda one: one.x)
        return left.right - 4 <= middle.x <= right.x + 4 and (_level(box, a) or _level(box, b))
    upper, lower = sorted((a, b), key=lambda one: one.y)
    return upper.bottom - 4 <= middle.y <= lower.y + 4


# ---- columns and regions


def _column(index: Index, places: list[int], related: Related, find: Find) -> Scores:
    if related.words.isdecimal():
        number = related.words
        return {
            at: 1.0
            for at in places
            if any(
                index.elements[up].attributes.get("column") == number
                for up in (at, *index.ancestors(at))
            )
        }
    headers = find(related.to)
    exact = {at: s for at, s in headers.items() if index.elements[at].role == "columnheader"}
    found: Scores = {}
    if not exact and not index.by_role.get("columnheader"):
        exact = headers  # a table made of other things: the text over the column will do
    for header, score in exact.items():
        box = index.elements[header].box
        for at in places:
            inner = index.elements[at].box
            if box.x - 2 <= inner.center.x <= box.right + 2 and inner.y >= box.bottom - 4:
                _better(found, at, score)
    return found


def _region(index: Index, places: list[int], words: str) -> Scores:
    """In a part of the screen: the nearest to that corner or side."""
    said = words.replace("-", " ").split()
    view = index.viewport.box
    gaps: dict[int, float] = {}
    for at in places:
        box = index.elements[at].box
        gap = 0.0
        for word in said:
            if word in ("top", "upper"):
                gap += max(box.y, 0)
            elif word in ("bottom", "lower"):
                low = max(view.height, max(index.elements[one].box.bottom for one in places))
                gap += abs(low - box.bottom)
            elif word == "left":
                gap += max(box.x, 0)
            elif word == "right":
                gap += max(view.width - box.right, 0)
            elif word in ("center", "centre", "middle"):
                gap += box.center.distance(view.center)
        gaps[at] = gap
    if not said:
        return dict.fromkeys(places, 1.0)
    least = min(gaps.values(), default=0)
    return {at: (least + 60) / (gap + 60) for at, gap in gaps.items()}
