"""From words to what they ask for: "the second Edit in the row of Chen Wei" -> `Query`.

English only, and no model: role words, attributes, ordinals and relations come from the tables of
`grounding.words`. As words like "in", "for" or "search" are also parts of names, a text has several
*readings*; `readings` gives them in the order in which they are to be tried. Quoted text is never
taken apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from grounding.asked import Order, Query, Related, Relation
from grounding.query_head import LITERAL, NAMED, head_readings, leading_kind, trailing_kind
from grounding.query_tokens import Token, bare, joined, tokenise
from grounding.words import EVERYWHERE, KINDS, ORDINALS, PARTICLE_VERBS, STATES

__all__ = ["Order", "Query", "Related", "Relation", "parse", "readings"]

_MOST_READINGS = 10
_WHOLE = 0.9  # for a guess at what a word stands for: the rest must be the whole name
_NAMED_SO = 0.85  # for "the Open button" where no button is in the state of being open
_STRICT = 0.8  # for readings that take "in", "of" as part of a name: every word must be there


def parse(text: str) -> Query:
    """The plainest reading of a description.

    >>> query = parse("the second Edit button in the row of Chen Wei")
    >>> query.name, query.kind, query.order.index, query.related[0].to[0].kind
    ('Edit', 'button', 2, 'row')
    """
    found = readings(text)
    return next((query for query in found if not query.literal), found[0])


@lru_cache(maxsize=1024)
def readings(text: str) -> tuple[Query, ...]:
    """All readings of a description, in the order in which they should be tried.

    Literal readings (the whole text is a name) come first; they only count where something is
    named just so. Later ones take "in", "for" and the like as parts of names. No reading drops
    a word that could carry meaning.
    """
    tokens = tokenise(text)
    found = list(_literal(tokens, text))
    cell = _cell(tokens, text)
    if cell is not None:
        found.append(cell)
    cuts = _cuts(tokens)
    for query in _related(tokens, cuts, text):
        if query not in found:
            found.append(query)
    for query in head_readings(tokens, text):
        if query.name or query.kind:
            strict = replace(query, least=max(query.least, _STRICT)) if cuts else query
            found.append(strict)
    found = found[: _MOST_READINGS - 1]
    found += [replace(query, least=_NAMED_SO) for query in found if _is_state(query)]
    if (sectioned := _sectioned(tokens, cuts, text)) is not None:
        found.append(sectioned)
    return tuple(found) or (Query(text=text, name=text.strip()[:80]),)


def _literal(tokens: tuple[Token, ...], text: str) -> list[Query]:
    core = bare(tokens) or tokens
    if not core or any(token.quoted for token in core):
        return []
    name = joined(core)
    if len(core) == 1 and not trailing_kind(core)[0]:
        return []
    found = [Query(text=text, name=name, least=LITERAL)]
    for kind, rest in (trailing_kind(core), leading_kind(core)):
        state = len(rest) == 1 and rest[0].low in STATES
        if kind and (len(rest) >= 2 or state):
            found.append(Query(text=text, name=joined(rest), kind=kind, least=LITERAL))
    return found


def _sectioned(tokens: tuple[Token, ...], cuts: tuple[_Cut, ...], text: str) -> Query | None:
    """The first word as the section in which the rest is found, as in "the billing street"."""
    core = bare(tokens)
    if cuts or len(core) < 2 or core[0].quoted or not core[0].text.isalpha():
        return None
    head = next(iter(head_readings(core[1:], text)), None)
    if head is None or not head.name or head.related or head.order:
        return None
    section = Query(text=core[0].text, name=core[0].text, kind="section", least=LITERAL)
    inside = Related(relation=Relation.IN, to=(section,), words=core[0].text)
    return replace(head, related=(inside,), least=_WHOLE)


def _is_state(query: Query) -> bool:
    """Whether a name is also a word for a state: "open"."""
    return query.literal and bool(query.kind) and query.name.casefold() in STATES


# ---- relations

_R = Relation
_MARKERS: dict[tuple[str, ...], Relation] = {
    tuple(words.split()): relation
    for relation, group in {
        _R.NEAR: "next to|beside|near|near to|by the side of|adjacent to|close to|alongside|nearest"
        "|closest to|nearest to|beneath to|on the same line as|along with|opposite",
        _R.RIGHT: "to the right of|right of|on the right of|on the right side of|to right of"
        "|at the right of|just right of",
        _R.LEFT: "to the left of|left of|on the left of|on the left side of|to left of"
        "|at the left of|just left of",
        _R.BELOW: "below|underneath|beneath|directly below|just below|right below"
        "|directly underneath",
        _R.UNDER: "under|right under|directly under|just under",
        _R.ABOVE: "above|over|on top of|directly above|just above|right above|atop",
        _R.BETWEEN: "between|in between",
        _R.IN: "in|inside|inside of|within|in the same row as|on|from|at|among|amongst"
        "|located in|that is in|which is in|that's in|that is on|belonging to the section",
        _R.OF: "of|for|belonging to|associated with|corresponding to|that belongs to|in front of"
        "|related to|against",
        _R.CONTAINING: "with|containing|that contains|which contains|that has|which has|having"
        "|that includes|including|where it says|showing|that shows|mentioning|whose text is",
    }.items()
    for words in group.split("|")
}
_LONGEST_MARKER = max(map(len, _MARKERS))
_REGIONS = re.compile(
    r"^(?:the )?((?:very )?(?:top|bottom|upper|lower)?[ -]?(?:left|right|center|centre|middle)?)"
    r"(?: hand)?(?: (?:corner|side|edge|part|half|end))?"
    r"(?: (?:of|in) (?:the )?(?:page|screen|window))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    relation: Relation


def _cuts(tokens: tuple[Token, ...]) -> tuple[_Cut, ...]:
    """Where the text could be parted into a thing and what it is related to."""
    found: list[_Cut] = []
    at = 0
    while at < len(tokens):
        length, relation = _marker(tokens, at)
        if relation is not None and at + length < len(tokens) and not _particle(tokens, at, length):
            found.append(_Cut(at, at + length, relation))
            at += length
        else:
            at += max(length, 1)
    return tuple(found)


def _marker(tokens: tuple[Token, ...], at: int) -> tuple[int, Relation | None]:
    """The length of the relation words at `at`, and the relation; none for naming words."""
    for length in range(min(_LONGEST_MARKER, len(tokens) - at), 0, -1):
        words = tuple(token.low for token in tokens[at : at + length])
        if words in NAMED:
            return length, None
        if words in _MARKERS:
            return length, _MARKERS[words]
    if tokens[at].low == "'s" and at + 1 < len(tokens):
        return 1, Relation.OF
    return 0, None


def _particle(tokens: tuple[Token, ...], at: int, length: int) -> bool:
    """Whether the word belongs to a verb in a name: "Sign in", "Check in"."""
    if length != 1 or tokens[at].low not in {"in", "on"} or not at:
        return False
    return tokens[at - 1].low in PARTICLE_VERBS and (
        at + 1 >= len(tokens) or tokens[at + 1].low not in {"the", "my", "row", "section"}
    )


def _related(tokens: tuple[Token, ...], cuts: tuple[_Cut, ...], text: str) -> list[Query]:
    """Readings with at least one relation."""
    found: list[Query] = []
    if cuts and cuts[0].start == 0:
        turned = _turned(tokens, cuts[0])
        return _related(turned, _cuts(turned), text) if turned else []
    for number, cut in enumerate(cuts):
        left, right = tokens[: cut.start], tokens[cut.end :]
        if tokens[cut.start].low == "'s":
            left, right = _possessive(left, right)
        if (related := _relate(cut.relation, right)) is not None:
            found.extend(
                replace(
                    head, related=(*head.related, related), least=_STRICT if number else head.least
                )
                for head in head_readings(left, text)
                if head.name or head.kind
            )
    found.extend(_parted(tokens, cuts, text))
    return found


def _turned(tokens: tuple[Token, ...], cut: _Cut) -> tuple[Token, ...]:
    """Puts the relation last: of "In the Billing section, the Save button"."""
    for at in range(len(tokens) - 2, cut.end, -1):
        if tokens[at].low in {",", ":"}:
            return (*tokens[at + 1 :], *tokens[:at])
    return ()


def _possessive(
    left: tuple[Token, ...], right: tuple[Token, ...]
) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The thing and its owner, which stands first: "Chen Wei's Edit button"."""
    return right, left


def _parted(tokens: tuple[Token, ...], cuts: tuple[_Cut, ...], text: str) -> list[Query]:
    """Readings in which the head has two relations, each with all that follows up to the next."""
    if any(tokens[cut.start].low == "'s" for cut in cuts):
        return []
    found: list[Query] = []
    heads = head_readings(tokens[: cuts[0].start], text) if cuts else []
    for second in cuts[1:]:
        parts = (
            _relate(cuts[0].relation, tokens[cuts[0].end : second.start]),
            _relate(second.relation, tokens[second.end :]),
        )
        if parts[0] is not None and parts[1] is not None:
            both = (parts[0], parts[1])
            found.extend(replace(head, related=(*head.related, *both)) for head in heads)
    return found


def _relate(relation: Relation, right: tuple[Token, ...]) -> Related | None:
    """The relation to what the words on the right say; None where that makes no sense."""
    core = bare(right)
    words = joined(core)
    if not core:
        return None
    region = _REGIONS.match(words)
    if relation is Relation.IN and region and region[1].strip():
        return Related(relation=Relation.REGION, words=region[1].strip().casefold())
    if relation is Relation.IN and words.casefold() in EVERYWHERE:
        return Related(relation=Relation.REGION, words="")
    if relation is Relation.BETWEEN:
        for at, token in enumerate(core):
            if token.low == "and" and 0 < at < len(core) - 1:
                first, second = readings(_quote(core[:at])), readings(_quote(core[at + 1 :]))
                return Related(relation=relation, to=first, second=second, words=words)
        return None
    to = readings(_quote(core))
    if relation is Relation.IN:
        if core[0].low == "column" or core[-1].low == "column":
            name = core[1:] if core[0].low == "column" else core[:-1]
            column = readings(_quote(name)) if name else ()
            return Related(relation=Relation.COLUMN, to=column, words=joined(name))
        plain = next((query for query in to if not query.literal), to[0])
        container = not plain.kind or KINDS[plain.kind].container
        if not container and not plain.name and not plain.related:
            return None  # "Sign in button" is not a sign within a button
    return Related(relation=relation, to=to, words=words)


def _quote(tokens: tuple[Token, ...]) -> str:
    """Tokens as text again, with quotes where there were some."""
    return joined(tuple(Token(f'"{t.text}"') if t.quoted else t for t in tokens))


# ---- cells

_CELL = re.compile(
    r"(?:(?:the )?(?:table |grid )?(?:cell|field|box|square|entry)?\s*(?:at|in|on)?\s*)?(?:the )?"
    r"(?:row\s*(?P<r>\d+)|(?:(?P<r2>\d+)(?:st|nd|rd|th)|(?P<word>[a-z]+)) row)"
    r"\s*(?:,|and|in|of)*\s*(?:the )?"
    r"col(?:umn)?\s*(?P<c>\d+)",
    re.IGNORECASE,
)
_CELL_TURNED = re.compile(
    r"(?:(?:the )?(?:table |grid )?(?:cell|field|box|square|entry)?\s*(?:at|in|on)?\s*)?(?:the )?"
    r"col(?:umn)?\s*(?P<c>\d+)\s*(?:,|and|in|of)*\s*(?:the )?row\s*(?P<r>\d+)",
    re.IGNORECASE,
)


def _cell(tokens: tuple[Token, ...], text: str) -> Query | None:
    if any(token.quoted for token in tokens):
        return None
    words = joined(tokens)
    match = _CELL.fullmatch(words) or _CELL_TURNED.fullmatch(words)
    if match is None:
        return None
    groups = match.groupdict()
    row = groups["r"] or groups.get("r2") or groups.get("word") or ""
    number = int(row) if row.isdecimal() else ORDINALS.get(row.casefold(), 0)
    if number < 1:
        return None
    return Query(text=text, kind="cell", cell=(number, int(groups["c"])))
