"""From words to what they ask for: "the second Edit in the row of Chen Wei" -> `Query`.

English only, and no model: role words, attributes, ordinals and relations come from the tables of
`grounding.words`. As words like "in", "for" or "search" are also parts of names, a text has several
*readings*; `readings` gives them in the order in which they are to be tried. Quoted text is never
taken apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from grounding.words import (
    COLORS,
    EVERYWHERE,
    KINDS,
    LONGEST_KIND,
    NUMBERS,
    ORDINALS,
    PARTICLE_VERBS,
    SHAPES,
    SIZES,
    STATES,
    alternatives,
)

_MOST_CHARACTERS = 400  # a description longer than this describes nothing
_MOST_READINGS = 8
_STRICT = 0.8  # for readings that take "in", "of" as part of a name: every word must be there


class Relation(StrEnum):
    """How the thing that is meant stands to another one."""

    IN = "in"  # inside a container, a section, a row
    OF = "of"  # belongs to: the same row or card, or labelled by it
    CONTAINING = "containing"
    NEAR = "near"
    RIGHT = "right of"
    LEFT = "left of"
    BELOW = "below"
    ABOVE = "above"
    UNDER = "under"  # below it, or in the section with this heading
    BETWEEN = "between"
    COLUMN = "in column"
    REGION = "at"  # a part of the screen: "top right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which one of several equals.

    Attributes:
        index: 1 is the first, -1 the last.
        by: "reading" order, or "x", "y" (from left, from top) or "area" (from the largest).
    """

    index: int
    by: str = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A relation to other things.

    Attributes:
        relation: how.
        to: the readings of what it is related to, in the order of trial.
        second: the same of the second one ("between A and B").
        words: the words themselves: for messages, and the value of `REGION`.
    """

    relation: Relation
    to: tuple[Query, ...] = ()
    second: tuple[Query, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a text asks for.

    Attributes:
        text: the text itself.
        name: words that the label holds; "" where only a kind of thing is asked for.
        quoted: the name was quoted: only this very text will do.
        kind: the role word that was used, a key of `words.KINDS`, or "".
        attributes: "color:red", "shape:circle", "size:large", "state:checked", "state:-checked".
        order: which one of several.
        related: relations that must hold, all of them.
        cell: row and column, 1-based, of "row 2, column 3".
        least: how well the name must fit for this reading to be the right one.
    """

    text: str
    name: str = ""
    quoted: bool = False
    kind: str = ""
    attributes: tuple[str, ...] = ()
    order: Order | None = None
    related: tuple[Related, ...] = ()
    cell: tuple[int, int] | None = None
    least: float = 0.7

    @property
    def literal(self) -> bool:
        """Whether the whole text is taken as a name."""
        return self.least > 0.9


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
    tokens = _tokens(text)
    found = list(_literal(tokens, text))
    cell = _cell(tokens, text)
    if cell is not None:
        found.append(cell)
    cuts = _cuts(tokens)
    for query in _related(tokens, cuts, text):
        if query not in found:
            found.append(query)
    for query in _head(tokens, text):
        if query.name or query.kind:
            strict = replace(query, least=max(query.least, _STRICT)) if cuts else query
            found.append(strict)
    return tuple(found[:_MOST_READINGS]) or (Query(text=text, name=text.strip()[:80]),)


# ---- tokens

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "`": "`", "'": "'", "”": "”"}
_QUOTED = re.compile(
    r'"([^"]+)"|“([^”"]+)[”"]|„([^“”]+)[“”]|«([^»]+)»|‘([^’]+)’(?!\w)|`([^`]+)`'
    r"|(?<!\w)'((?:[^']|'(?=\w))+)'(?!\w)"
)
_SPLIT = re.compile(r"[^\s,;:!?()\[\]]+|[,;:]|[?!()\[\]]")
_POLITE = re.compile(
    r"^(?:please|kindly|could you|can you|would you|just|i (?:want|need|mean)|its?|the one)\s+",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "any", "please", "one"})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    @property
    def low(self) -> str:
        """For comparison with a table; nothing of a quoted text is in any table."""
        return "" if self.quoted else self.text.casefold()


def _tokens(text: str) -> tuple[_Token, ...]:
    text = " ".join(text.replace("\x00", " ").split())[:_MOST_CHARACTERS]
    while (polite := _POLITE.match(text)) is not None:
        text = text[polite.end() :]
    found: list[_Token] = []
    at = 0
    for quote in _QUOTED.finditer(text):
        found.extend(_Token(word) for word in _words(text[at : quote.start()]))
        inner = next(group for group in quote.groups() if group is not None)
        found.append(_Token(inner.strip(), quoted=True))
        at = quote.end()
    found.extend(_Token(word) for word in _words(text[at:]))
    while found and found[-1].low in {",", ";", ":", ".", "!", "?", "please"}:
        found.pop()
    return tuple(found)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in _SPLIT.findall(text):
        possessive = re.fullmatch(r"(.+)['’]s", word)
        if possessive and possessive[1][-1].isalnum() and len(possessive[1]) > 1:
            words.extend((possessive[1], "'s"))
        else:
            words.append(word.rstrip(".") if len(word) > 1 and word.endswith(".") else word)
    return words


def _joined(tokens: tuple[_Token, ...]) -> str:
    text = " ".join(token.text for token in tokens)
    return re.sub(r" ('s\b|[,;:!?)\]])", r"\1", text).replace("( ", "(").replace("[ ", "[")


def _bare(tokens: tuple[_Token, ...]) -> tuple[_Token, ...]:
    """Without leading articles and punctuation at either end."""
    while tokens and (tokens[0].low in _ARTICLES or tokens[0].low in {",", ";", ":"}):
        tokens = tokens[1:]
    while tokens and tokens[-1].low in {",", ";", ":", "please"}:
        tokens = tokens[:-1]
    return tokens


def _literal(tokens: tuple[_Token, ...], text: str) -> list[Query]:
    bare = _bare(tokens) or tokens
    if not bare or any(token.quoted for token in bare):
        return []
    name = _joined(bare)
    if len(bare) == 1 and not _trailing_kind(bare)[0]:
        return []
    found = [Query(text=text, name=name, least=0.93)]
    kind, rest = _trailing_kind(bare)
    if kind and len(rest) >= 2:
        found.append(Query(text=text, name=_joined(rest), kind=kind, least=0.93))
    return found


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
_NAMED = {
    tuple(words.split())
    for words in alternatives(
        "labelled|labeled|called|named|titled|saying|that says|which says|with the label"
        "|with label|with the text|with text|with the name|with name|with the title"
        "|with title|with the caption|with caption|with placeholder|with the placeholder"
        "|reading|that reads|marked|with value|with the value|that is labelled"
        "|that is labeled|that is called|whose label is|whose name is|with the words"
        "|with the heading|whose title is|that is named|headed|with header"
        "|with the header|with heading"
    )
}
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


def _cuts(tokens: tuple[_Token, ...]) -> tuple[_Cut, ...]:
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


def _marker(tokens: tuple[_Token, ...], at: int) -> tuple[int, Relation | None]:
    """The length of the relation words at `at`, and the relation; none for naming words."""
    for length in range(min(_LONGEST_MARKER, len(tokens) - at), 0, -1):
        words = tuple(token.low for token in tokens[at : at + length])
        if words in _NAMED:
            return length, None
        if words in _MARKERS:
            return length, _MARKERS[words]
    if tokens[at].low == "'s" and at + 1 < len(tokens):
        return 1, Relation.OF
    return 0, None


def _particle(tokens: tuple[_Token, ...], at: int, length: int) -> bool:
    """Whether the word belongs to a verb in a name: "Sign in", "Check in"."""
    if length != 1 or tokens[at].low not in {"in", "on"} or not at:
        return False
    return tokens[at - 1].low in PARTICLE_VERBS and (
        at + 1 >= len(tokens) or tokens[at + 1].low not in {"the", "my", "row", "section"}
    )


def _related(tokens: tuple[_Token, ...], cuts: tuple[_Cut, ...], text: str) -> list[Query]:
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
                for head in _head(left, text)
                if head.name or head.kind
            )
        flat = _flat(tokens, cuts[number:], text)
        if flat is not None:
            found.append(flat)
    return found


def _turned(tokens: tuple[_Token, ...], cut: _Cut) -> tuple[_Token, ...]:
    """Puts the relation last: of "In the Billing section, the Save button"."""
    for at in range(len(tokens) - 2, cut.end, -1):
        if tokens[at].low in {",", ":"}:
            return (*tokens[at + 1 :], *tokens[:at])
    return ()


def _possessive(
    left: tuple[_Token, ...], right: tuple[_Token, ...]
) -> tuple[tuple[_Token, ...], tuple[_Token, ...]]:
    """The thing and its owner, which stands first: "Chen Wei's Edit button"."""
    return right, left


def _flat(tokens: tuple[_Token, ...], cuts: tuple[_Cut, ...], text: str) -> Query | None:
    """The reading in which every relation is one of the head."""
    if len(cuts) < 2 or any(tokens[cut.start].low == "'s" for cut in cuts):
        return None
    heads = _head(tokens[: cuts[0].start], text)
    if not heads:
        return None
    ends = [*(cut.start for cut in cuts[1:]), len(tokens)]
    relations = []
    for cut, end in zip(cuts, ends, strict=True):
        part = _relate(cut.relation, tokens[cut.end : end])
        if part is None:
            return None
        relations.append(part)
    return replace(heads[0], related=(*heads[0].related, *relations))


def _relate(relation: Relation, right: tuple[_Token, ...]) -> Related | None:
    """The relation to what the words on the right say; None where that makes no sense."""
    bare = _bare(right)
    words = _joined(bare)
    if not bare:
        return None
    region = _REGIONS.match(words)
    if relation is Relation.IN and region and region[1].strip():
        return Related(relation=Relation.REGION, words=region[1].strip().casefold())
    if relation is Relation.IN and words.casefold() in EVERYWHERE:
        return Related(relation=Relation.REGION, words="")
    if relation is Relation.BETWEEN:
        for at, token in enumerate(bare):
            if token.low == "and" and 0 < at < len(bare) - 1:
                first, second = readings(_quote(bare[:at])), readings(_quote(bare[at + 1 :]))
                return Related(relation=relation, to=first, second=second, words=words)
        return None
    to = readings(_quote(bare))
    if relation is Relation.IN:
        if bare[0].low == "column" or bare[-1].low == "column":
            name = bare[1:] if bare[0].low == "column" else bare[:-1]
            column = readings(_quote(name)) if name else ()
            return Related(relation=Relation.COLUMN, to=column, words=_joined(name))
        plain = next((query for query in to if not query.literal), to[0])
        container = not plain.kind or KINDS[plain.kind].container
        if not container and not plain.name and not plain.related:
            return None  # "Sign in button" is not a sign within a button
    return Related(relation=relation, to=to, words=words)


def _quote(tokens: tuple[_Token, ...]) -> str:
    """Tokens as text again, with quotes where there were some."""
    return _joined(tuple(_Token(f'"{t.text}"') if t.quoted else t for t in tokens))


# ---- the head

_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_PLACES = {
    "top": Order(index=1, by="y"),
    "topmost": Order(index=1, by="y"),
    "uppermost": Order(index=1, by="y"),
    "bottom": Order(index=-1, by="y"),
    "bottommost": Order(index=-1, by="y"),
    "lowest": Order(index=-1, by="y"),
    "leftmost": Order(index=1, by="x"),
    "rightmost": Order(index=-1, by="x"),
    "largest": Order(index=1, by="area"),
    "biggest": Order(index=1, by="area"),
    "smallest": Order(index=-1, by="area"),
}


def _head(tokens: tuple[_Token, ...], text: str) -> list[Query]:
    """Readings of a thing without relations: name, kind, attributes, ordinal."""
    tokens = _bare(tokens)
    if not tokens:
        return []
    named = _named(tokens)
    if named is not None:
        before, name = named
        tokens = before
    else:
        name = ()
    place, tokens = _corner(tokens)
    order, tokens = (None, tokens) if place else _order(tokens)
    kind, tokens, numbered = _kind(_bare(tokens))
    attributes: tuple[str, ...] = ()
    attributes, tokens = _attributes(_bare(tokens), bool(kind))
    attributes += tuple(f"shape:{word}" for word in kind.split() if word in SHAPES)
    rest = _bare(tuple(token for token in tokens if token.low not in {",", ";", ":"}))
    if name:
        rest = (*rest, *_bare(name))
    quoted = len(rest) == 1 and rest[0].quoted
    query = Query(
        text=text,
        name=_joined(rest),
        quoted=quoted,
        kind=kind,
        attributes=attributes,
        order=order,
        related=place,
    )
    return _numbered(query, numbered)


def _numbered(query: Query, number: int | None) -> list[Query]:
    """What a number may mean: "row 3" is the third row, "button 3" at first one that says 3."""
    if number is None:
        return [query]
    ordered = replace(query, order=Order(index=number))
    if query.name or query.order:
        name = f"{query.name} {number}".strip()
        return [replace(query, name=name), ordered]
    named = replace(query, name=str(number), quoted=True)
    if query.kind in {"row", "column", "line", "cell"}:
        return [ordered]
    spoken = replace(query, name=f"{query.kind} {number}", kind="", least=0.93)
    return [spoken, replace(named, least=0.93), ordered]


def _named(tokens: tuple[_Token, ...]) -> tuple[tuple[_Token, ...], tuple[_Token, ...]] | None:
    """The parts before and after "labelled", "called", "with the text"."""
    for at in range(len(tokens) - 1):
        for length in range(min(4, len(tokens) - at - 1), 0, -1):
            if tuple(token.low for token in tokens[at : at + length]) in _NAMED:
                before = tokens[:at]
                if before or at == 0:
                    return before, tokens[at + length :]
    return None


def _corner(tokens: tuple[_Token, ...]) -> tuple[tuple[Related, ...], tuple[_Token, ...]]:
    """The relation that "top right" at the start stands for, and the rest."""
    for length in (2, 1):
        words = " ".join(token.low for token in tokens[:length]).replace("-", " ")
        corner = re.fullmatch(r"(top|bottom|upper|lower) (left|right|center|middle)", words)
        if corner and len(tokens) > length:
            return (Related(relation=Relation.REGION, words=words),), tokens[length:]
    return (), tokens


def _order(tokens: tuple[_Token, ...]) -> tuple[Order | None, tuple[_Token, ...]]:
    """An ordinal at the start, and the rest."""
    if len(tokens) < 2:
        low = tokens[0].low if tokens else ""
        alone = low in ORDINALS and tokens[0].text[0].islower()
        return (Order(index=ORDINALS[low]), ()) if alone else (None, tokens)
    lows = tuple(token.low for token in tokens)
    for words in (("second", "to", "last"), ("second-to-last",), ("next", "to", "last")):
        if lows[: len(words)] == words:
            return Order(index=-2), tokens[len(words) :]
    number = _ORDINAL.fullmatch(lows[0])
    index = int(number[1]) if number else ORDINALS.get(lows[0], 0)
    if index:
        used = 1
        if lows[1] == "last":
            index, used = -index, 2
        if lows[used : used + 2] in {("of", "the"), ("one", "of")}:
            used += 2
        return Order(index=index), tokens[used:]
    if lows[0] in _PLACES:
        return _PLACES[lows[0]], tokens[1:]
    return None, tokens


def _trailing_kind(tokens: tuple[_Token, ...]) -> tuple[str, tuple[_Token, ...]]:
    for length in range(min(LONGEST_KIND, len(tokens)), 0, -1):
        kind = _singular(" ".join(token.low for token in tokens[-length:]))
        if kind in KINDS:
            return kind, tokens[:-length]
    return "", tokens


def _kind(tokens: tuple[_Token, ...]) -> tuple[str, tuple[_Token, ...], int | None]:
    """The role word, the rest, and a number right after the role word."""
    number: int | None = None
    kind, rest = _trailing_kind(tokens)
    if not kind and len(tokens) >= 2:
        shorn = tokens[-1].low.lstrip("#")
        written = _NUMBER.fullmatch(shorn)
        value = int(written[1]) if written else NUMBERS.get(shorn)
        if value is not None:
            before = tokens[:-1]
            if before[-1].low in {"number", "no", "#", "nr"}:
                before = before[:-1]
            kind, rest = _trailing_kind(before)
            number = value if kind else None
    if not kind:
        for length in range(min(LONGEST_KIND, len(tokens) - 1), 0, -1):
            leading = _singular(" ".join(token.low for token in tokens[:length]))
            if leading in KINDS:
                return leading, tokens[length:], None
        rest = tokens
    if kind and not rest and len(tokens) == 1 and tokens[0].text[:1].isupper():
        return kind, rest, number
    return kind, rest, number


def _singular(words: str) -> str:
    if words in KINDS or not words.endswith("s"):
        return words
    return next((cut for cut in (words[:-1], words[:-2]) if cut in KINDS), words)


def _attributes(
    tokens: tuple[_Token, ...], has_kind: bool
) -> tuple[tuple[str, ...], tuple[_Token, ...]]:
    """Adjectives: taken from the start while they are ones, if a noun remains or was there."""
    found: list[str] = []
    while tokens and (len(tokens) > 1 or has_kind):
        word = tokens[0].low
        if word in COLORS:
            found.append(f"color:{word}")
        elif word in SIZES:
            found.append(f"size:{'small' if SIZES[word] == -1 else 'large'}")
        elif word in STATES and has_kind:
            found.append(f"state:{STATES[word]}")
        elif word in SHAPES and has_kind:
            found.append(f"shape:{word}")
        elif word in {",", "and"} and found:
            pass
        else:
            break
        tokens = tokens[1:]
    if has_kind and len(tokens) == 1 and tokens[0].low in STATES and not found:
        return (f"state:{STATES[tokens[0].low]}",), ()
    return tuple(found), tokens


# ---- cells

_CELL = re.compile(
    r"(?:(?:the )?(?:table |grid )?(?:cell|field|box|square|entry)?\s*(?:at|in|on)?\s*)?(?:the )?"
    r"(?:row\s*(?P<r>\d+)|(?P<r2>\d+|[a-z]+?)(?:st|nd|rd|th)? row)\s*(?:,|and|in|of)*\s*(?:the )?"
    r"col(?:umn)?\s*(?P<c>\d+)",
    re.IGNORECASE,
)
_CELL_TURNED = re.compile(
    r"(?:(?:the )?(?:table |grid )?(?:cell|field|box|square|entry)?\s*(?:at|in|on)?\s*)?(?:the )?"
    r"col(?:umn)?\s*(?P<c>\d+)\s*(?:,|and|in|of)*\s*(?:the )?row\s*(?P<r>\d+)",
    re.IGNORECASE,
)


def _cell(tokens: tuple[_Token, ...], text: str) -> Query | None:
    if any(token.quoted for token in tokens):
        return None
    words = _joined(tokens)
    match = _CELL.fullmatch(words) or _CELL_TURNED.fullmatch(words)
    if match is None:
        return None
    groups = match.groupdict()
    row = groups["r"] or groups.get("r2") or ""
    number = int(row) if row.isdigit() else ORDINALS.get(row.casefold(), 0)
    if number < 1:
        return None
    return Query(text=text, kind="cell", cell=(number, int(groups["c"])))
