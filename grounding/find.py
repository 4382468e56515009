"""Evaluates a query over an observation: every element that fits, with its score."""

from __future__ import annotations

from dataclasses import dataclass

from grounding.index import Index
from grounding.query import Order, Query, Related, Relation
from grounding.relate import containing, relate
from grounding.score import (
    ACCEPT,
    FULL_NAME,
    by_name,
    fits_attributes,
    fits_kind,
    fits_purpose,
    fits_size,
    fits_state,
)
from grounding.text import fold, phrase
from grounding.words import KINDS
from perception.element import Element

_MOST_DEPTH = 6  # nested relations
_EQUAL = 0.06  # scores within this of the best count as equals when an ordinal chooses
_KEPT_ANCHORS = 200  # things that a relation may refer to

# Role words for containers that are known by anything in them, not only by a heading.
_RECORDS = ("row", "item", "card", "cell", "folder", "column")


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that fits to some degree.

    Attributes:
        at: its position in the observation.
        score: 0 to 1.
        families: what it fits by: "name", "role", "attribute", "relation", "ordinal".
        name: how well the name alone fits.
    """

    at: int
    score: float
    families: tuple[str, ...]
    name: float


class Finder:
    """Evaluates queries over one observation."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._anchors: dict[tuple[Query, ...], dict[int, float]] = {}
        self._depth = 0
        self.counted = -1  # how many there were when an ordinal asked for more
        modal = [
            at
            for role in ("dialog", "alertdialog")
            for at in index.by_role.get(role, ())
            if "modal" in index.elements[at].states
        ]
        self._modal = modal[-1] if modal else None

    def find(
        self, readings: tuple[Query, ...], purpose: str = "", role: str = ""
    ) -> tuple[list[Hit], Query]:
        """The hits of the first reading that finds something, best first; and that reading.

        If none does, the near misses of the plainest one.
        """
        near: tuple[list[Hit], Query] = ([], readings[0])
        for query in readings:
            hits = self.evaluate(query, purpose, role)
            if query.literal:
                hits = [hit for hit in hits if hit.name >= query.least]
            if hits and self._accepts(query, hits[0]):
                return hits, query
            if not query.literal and (not near[0] or (hits and hits[0].score > near[0][0].score)):
                near = (hits, query)
        return [hit for hit in near[0] if hit.score < ACCEPT], near[1]

    def _accepts(self, query: Query, best: Hit) -> bool:
        """Whether a reading with this best hit is the right one."""
        if query.literal and not query.related:
            return best.score >= query.least
        return best.score >= ACCEPT and (not query.name or best.name >= query.least)

    def evaluate(self, query: Query, purpose: str = "", role: str = "") -> list[Hit]:
        """All elements that fit one reading, best first."""
        if query.cell is not None:
            return self._cells(query.cell)
        names = self._named(query)
        related: dict[int, float] | None = None
        places = {
            at: score for at, score in names.items() if not role or self._element(at).role == role
        }
        container = bool(query.kind) and KINDS[query.kind].container
        for relation in query.related:
            holds = self._related(list(places), relation, container)
            places = {at: score for at, score in places.items() if at in holds}
            related = holds if related is None else {at: related[at] * holds[at] for at in places}
        hits = [
            self._hit(query, at, score, 1.0 if related is None else related[at], purpose)
            for at, score in places.items()
        ]
        hits = self._sized(query, hits)
        hits.sort(key=lambda hit: (-hit.score, hit.at))
        if query.order is not None:
            hits = [hit for hit in hits if not self._is_plural(hit.at, query.name)]
            if purpose == "click" and not query.kind:
                hits = [hit for hit in hits if self._element(hit.at).interactive]
            hits = self._ordered(hits, query.order)
        return hits

    def anchors(self, readings: tuple[Query, ...]) -> dict[int, float]:
        """What a relation refers to: everything that fits well, with its score."""
        found = self._anchors.get(readings)
        if found is not None:
            return found
        if self._depth >= _MOST_DEPTH or not readings:
            return {}
        self._depth += 1
        try:
            hits, _ = self.find(readings, "read")
        finally:
            self._depth -= 1
        best = hits[0].score if hits else 0.0
        found = {
            hit.at: hit.score
            for hit in hits[:_KEPT_ANCHORS]
            if hit.score >= max(ACCEPT, best - 0.2)
        }
        self._anchors[readings] = found
        return found

    # ---- parts

    def _element(self, at: int) -> Element:
        return self.index.elements[at]

    def _named(self, query: Query) -> dict[int, float]:
        """Elements that fit by name, or all of the kind where no name was said."""
        if query.name:
            found = by_name(self.index, query.name, query.quoted)
            if query.kind and KINDS[query.kind].container:
                for at, score in self._holders(query, found).items():
                    found[at] = max(found.get(at, 0.0), score)
            return found
        if query.kind and (roles := KINDS[query.kind].roles):
            wanted = self.index.of_roles(roles | KINDS[query.kind].also)
            wanted = [at for at in wanted if fits_kind(self._element(at), query.kind) > 0.5]
            if KINDS[query.kind] is KINDS["row"]:
                wanted = [at for at in wanted if not self._is_header(at)]
            surely = [at for at in wanted if fits_kind(self._element(at), query.kind) == 1.0]
            return dict.fromkeys(surely or wanted, 1.0)
        if query.kind or query.attributes or query.order or query.related:
            elements = enumerate(self.index.elements)
            return {
                at: 1.0
                for at, element in elements
                if element.interactive or (query.attributes and "color" in element.attributes)
            }
        return {}

    def _holders(self, query: Query, named: dict[int, float]) -> dict[int, float]:
        """Containers known by what they hold: "the Chen Wei row", "the Billing section"."""
        meant = KINDS[query.kind]
        inner = {at: score for at, score in named.items() if score >= ACCEPT}
        rows = any(meant is KINDS[word] for word in _RECORDS)
        if not rows:
            inner = {at: s for at, s in inner.items() if self._heads(at)}
        places = self.index.of_roles(meant.roles | meant.also)
        found = containing(self.index, places, inner)
        for heading in (at for at in inner if self._element(at).role == "heading" and not rows):
            for at in places:
                if self.index.in_section(at, heading):
                    found.setdefault(at, 0.97 * inner[heading])
        return found

    def _heads(self, at: int) -> bool:
        """Whether an element names what it stands in: a heading, or the first thing there."""
        parent = self.index.parent[at]
        first = parent >= 0 and self.index.children[parent][0] == at
        return self._element(at).role == "heading" or (first and not self._element(at).interactive)

    def _is_header(self, row: int) -> bool:
        roles = [self._element(child).role for child in self.index.children.get(row, ())]
        return bool(roles) and all(role == "columnheader" for role in roles)

    def _related(self, places: list[int], related: Related, container: bool) -> dict[int, float]:
        if container and related.relation is Relation.OF:
            inner = containing(self.index, places, self.anchors(related.to))
            if inner:
                return inner
        return relate(self.index, places, related, self.anchors)

    def _hit(self, query: Query, at: int, name: float, relation: float, purpose: str) -> Hit:
        element = self._element(at)
        kind = fits_kind(element, query.kind)
        attributes = fits_attributes(element, query.attributes)
        behind = (
            self._modal is not None and at != self._modal and not self.index.inside(at, self._modal)
        )
        score = name * kind * relation * attributes * fits_purpose(element, purpose)
        score *= fits_state(element, purpose, behind, self.index.url)
        families = (
            ("name",) if query.name and name >= ACCEPT else (),
            ("role",) if query.kind and kind > 0.5 else (),
            ("attribute",) if query.attributes and attributes > 0.8 else (),
            ("relation",) if query.related and relation > 0.5 else (),
        )
        return Hit(at, score, sum(families, ()), name)

    def _sized(self, query: Query, hits: list[Hit]) -> list[Hit]:
        sizes = [part.partition(":")[2] for part in query.attributes if part.startswith("size:")]
        for size in sizes:
            good = {hit.at: self._element(hit.at) for hit in hits if hit.score >= ACCEPT}
            factor = fits_size(good, size)
            hits = [
                Hit(hit.at, hit.score * factor.get(hit.at, 0.5), hit.families, hit.name)
                for hit in hits
            ]
        return hits

    def _ordered(self, hits: list[Hit], order: Order) -> list[Hit]:
        """The one that an ordinal chooses among the equals."""
        best = hits[0].score if hits else 0.0
        full = bool(hits) and hits[0].name >= FULL_NAME
        equals = [
            hit
            for hit in hits
            if (hit.score >= max(best - _EQUAL, ACCEPT) and (hit.name >= FULL_NAME or not full))
            or (full and hit.name >= 0.97 and hit.score >= ACCEPT)
        ]
        known = {hit.at for hit in equals}
        equals = [hit for hit in equals if not self._repeats(hit, known)]
        if not full and len(equals) < 2:
            return []  # "the first order" is not the one thing whose name holds "order"
        keys = {
            "reading": lambda hit: hit.at,
            "x": lambda hit: (self._element(hit.at).box.x, hit.at),
            "y": lambda hit: (self._element(hit.at).box.y, hit.at),
            "area": lambda hit: (-self._element(hit.at).box.area, hit.at),
        }
        equals.sort(key=keys[order.by])
        at = order.index - 1 if order.index > 0 else len(equals) + order.index
        if not 0 <= at < len(equals):
            self.counted = len(equals)
            return []
        chosen = equals[at]
        return [Hit(chosen.at, chosen.score, (*chosen.families, "ordinal"), chosen.name)]

    def _is_plural(self, at: int, name: str) -> bool:
        """Whether a label names many of what was said: "Orders" is not the first order."""
        said, shown = fold(name), fold(self._element(at).name)
        return said != shown and shown.endswith("s") and phrase(name).stems == phrase(shown).stems

    def _repeats(self, hit: Hit, known: set[int]) -> bool:
        """Whether a better element around or inside it stands for the same thing."""
        mine = self._element(hit.at)
        for above in self.index.ancestors(hit.at):
            if above in known:
                outer = self._element(above)
                if outer.interactive and not mine.interactive and outer.name == mine.name:
                    return True
        if mine.interactive:
            return False
        return any(
            self._element(below).interactive and self._element(below).name == mine.name
            for below in self.index.within(hit.at)
            if below in known
        )

    def _cells(self, cell: tuple[int, int]) -> list[Hit]:
        """The cells at a row and column, header rows not counted; one of each table."""
        row, column = cell
        counted: dict[int, int] = {}
        hits = []
        for at in self.index.by_role.get("row", ()):
            if self._is_header(at):
                continue
            table = self.index.parent[at]
            while table >= 0 and self._element(table).role not in ("table", "grid", "treegrid"):
                table = self.index.parent[table]
            counted[table] = counted.get(table, 0) + 1
            cells = self.index.children.get(at, [])
            if counted[table] == row and len(cells) >= column:
                hits.append(Hit(cells[column - 1], 1.0, ("relation",), 1.0))
        return hits
