"""Readings of a thing without relations: its name, kind, attributes and ordinal."""

from __future__ import annotations

import re
from dataclasses import replace

from grounding.asked import Order, Query, Related, Relation
from grounding.query_tokens import Token, bare, joined
from grounding.words import (
    COLORS,
    KINDS,
    LONGEST_KIND,
    NUMBERS,
    ORDINALS,
    SHAPES,
    SIZES,
    STATES,
    SYNONYMS,
    alternatives,
)

NAMED = {
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
LITERAL = 0.93  # how well a name must fit where the words are taken as a name as they stand

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


def head_readings(tokens: tuple[Token, ...], text: str) -> list[Query]:
    """Readings of a thing without relations: name, kind, attributes, ordinal."""
    tokens = bare(tokens)
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
    tokens_of_kind = bare(tokens)
    kind, tokens, numbered = _kind(tokens_of_kind)
    attributes: tuple[str, ...] = ()
    attributes, tokens = _attributes(bare(tokens), bool(kind))
    attributes += tuple(f"shape:{word}" for word in kind.split() if word in SHAPES)
    rest = bare(tuple(token for token in tokens if token.low not in {",", ";", ":"}))
    if name:
        rest = (*rest, *bare(name))
    quoted = len(rest) == 1 and rest[0].quoted
    query = Query(
        text=text,
        name=joined(rest),
        quoted=quoted,
        kind=kind,
        attributes=attributes,
        order=order,
        related=place,
    )
    found = _numbered(query, numbered)
    if kind and not query.name and numbered is None and len(tokens_of_kind) == 1:
        # "Select next to X" may mean a button that says just "Select".
        word = tokens_of_kind[0].text
        found.insert(0, replace(query, name=word, kind="", attributes=(), least=LITERAL))
    return found


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
    spoken = replace(query, name=f"{query.kind} {number}", kind="", least=LITERAL)
    return [spoken, replace(named, least=LITERAL), ordered]


def _named(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]] | None:
    """The parts before and after "labelled", "called", "with the text"."""
    for at in range(len(tokens) - 1):
        for length in range(min(4, len(tokens) - at - 1), 0, -1):
            if tuple(token.low for token in tokens[at : at + length]) in NAMED:
                before = tokens[:at]
                if before or at == 0:
                    return before, tokens[at + length :]
    return None


def _corner(tokens: tuple[Token, ...]) -> tuple[tuple[Related, ...], tuple[Token, ...]]:
    """The relation that "top right" at the start stands for, and the rest."""
    for length in (2, 1):
        words = " ".join(token.low for token in tokens[:length]).replace("-", " ")
        corner = re.fullmatch(r"(top|bottom|upper|lower) (left|right|center|middle)", words)
        if corner and len(tokens) > length:
            return (Related(relation=Relation.REGION, words=words),), tokens[length:]
    return (), tokens


def _order(tokens: tuple[Token, ...]) -> tuple[Order | None, tuple[Token, ...]]:
    """An ordinal at the start, and the rest."""
    if len(tokens) < 2:
        low = tokens[0].low if tokens else ""
        alone = low in ORDINALS and tokens[0].text[0].islower()
        return (Order(index=ORDINALS[low]), ()) if alone else (None, tokens)
    lows = tuple(token.low for token in tokens)
    if lows[:2] in SYNONYMS:
        return None, tokens  # "first name" is no ordinal
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


def trailing_kind(tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]]:
    """The role word at the end, or "", and the words before it."""
    for length in range(min(LONGEST_KIND, len(tokens)), 0, -1):
        kind = _singular(" ".join(token.low for token in tokens[-length:]))
        if kind in KINDS:
            return kind, tokens[:-length]
    return "", tokens


def leading_kind(tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]]:
    """The role word at the start, or "", and the words after it."""
    for length in range(min(LONGEST_KIND, len(tokens) - 1), 0, -1):
        kind = _singular(" ".join(token.low for token in tokens[:length]))
        if kind in KINDS:
            return kind, tokens[length:]
    return "", tokens


def _kind(tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...], int | None]:
    """The role word, the rest, and a number right after the role word."""
    number: int | None = None
    kind, rest = trailing_kind(tokens)
    if not kind and len(tokens) >= 2:
        shorn = tokens[-1].low.lstrip("#")
        written = _NUMBER.fullmatch(shorn)
        value = int(written[1]) if written else NUMBERS.get(shorn)
        if value is not None:
            before = tokens[:-1]
            if before[-1].low in {"number", "no", "#", "nr"}:
                before = before[:-1]
            kind, rest = trailing_kind(before)
            number = value if kind else None
    if not kind:
        kind, rest = leading_kind(tokens)
    if kind and not rest and len(tokens) == 1 and tokens[0].text[:1].isupper():
        return kind, rest, number
    return kind, rest, number


def _singular(words: str) -> str:
    words = words.replace("-", " ")
    if words in KINDS or not words.endswith("s"):
        return words
    return next((cut for cut in (words[:-1], words[:-2]) if cut in KINDS), words)


def _attributes(
    tokens: tuple[Token, ...], has_kind: bool
) -> tuple[tuple[str, ...], tuple[Token, ...]]:
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
