"""Noun phrases: "the second Edit button in the row of Chen Wei" taken apart."""

from __future__ import annotations

import re
from dataclasses import replace

from app.planners.builtin import lexicon
from app.planners.builtin.plan import Phrase
from app.planners.builtin.tokens import Token, source
from app.planners.builtin.words import words

_PREPOSITIONS = frozenset(
    words(
        "in on of by from for with into inside onto under below above beside near to at "
        "as between within using via through containing over next after before without "
        "during among behind matching around like underneath beneath where that which "
        "whose who having against towards toward until per along off"
    )
)
_NAMING = frozenset(words("labeled labelled named called titled saying reading captioned marked"))
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_COLORED = frozenset(["colored", "coloured", "color", "colour"])


def parse_phrase(tokens: tuple[Token, ...], text: str) -> Phrase:
    """Take a noun phrase apart.

    Args:
        tokens: of the phrase.
        text: the whole instruction that the tokens point into.
    """
    tokens = _trimmed(tokens)
    if not tokens:
        return Phrase()
    head, relations = _relations(tokens, text)
    found = _Head(head, text).parse()
    named = next((phrase for said, phrase in relations if said == "named"), None)
    if named is not None:
        found = replace(found, names=named.names or (named.text,))
        relations = tuple(each for each in relations if each[0] != "named")
    return replace(found, text=source(tokens, text), relations=relations)


def ordinal(word: str) -> int:
    """The number of an ordinal word, 0 for any other; -1 for the last.

    >>> ordinal("3rd"), ordinal("last"), ordinal("red")
    (3, -1, 0)
    """
    match = _ORDINAL.match(word)
    return int(match.group(1)) if match else lexicon.ORDINALS.get(word, 0)


def number(word: str) -> int:
    """The small whole number that a word says, 0 for any other word."""
    return int(word) if word.isdecimal() and len(word) < 4 else lexicon.NUMBERS.get(word, 0)


def _trimmed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    marks = {",", ".", ";", ":", "!", "?"}
    while tokens and tokens[0].kind == "mark" and tokens[0].text in marks:
        tokens = tokens[1:]
    while tokens and tokens[-1].kind == "mark" and tokens[-1].text in marks:
        tokens = tokens[:-1]
    return tokens


def _relations(
    tokens: tuple[Token, ...], text: str
) -> tuple[tuple[Token, ...], tuple[tuple[str, Phrase], ...]]:
    """The part before the first preposition, and what follows each."""
    cuts = [
        place
        for place, token in enumerate(tokens)
        if place > 0 and (token.low in _PREPOSITIONS or token.low in _NAMING)
    ]
    cuts = [cut for cut in cuts if not _inside_a_name(tokens, cut)]
    if tokens[0].low in _PREPOSITIONS | _NAMING:
        cuts = [0, *cuts]
    if not cuts:
        return tokens, ()
    relations: list[tuple[str, Phrase]] = []
    for cut, end in zip(cuts, [*cuts[1:], len(tokens)], strict=True):
        said, body = tokens[cut].low, tokens[cut + 1 : end]
        if said in _NAMING:
            said = "named"
        elif said in ("that", "with", "which") and body and body[0].low in ("says", "reads"):
            said, body = "named", body[1:]
        elif said in ("that", "which") and [t.low for t in body[:2]] in (["is", "labeled"],):
            said, body = "named", body[2:]
        elif said == "with" and _label_words(body) and body[-1].kind == "quoted":
            said, body = "named", body[-1:]
        if body:
            relations.append((said, parse_phrase(body, text)))
    return tokens[: cuts[0]], tuple(relations)


def _label_words(body: tuple[Token, ...]) -> bool:
    words = {token.low for token in body if token.kind == "word"} - lexicon.DETERMINERS
    return bool(words) and words <= {"label", "name", "text", "caption", "title", "words", "word"}


def _inside_a_name(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a preposition is part of a name, as in "Share via DM" or "Log In"."""
    word = tokens[place].text
    return word[0].isupper() and tokens[place - 1].text[:1].isupper() and word.lower() != word


class _Head:
    """The part of a phrase before its first preposition."""

    def __init__(self, tokens: tuple[Token, ...], text: str) -> None:
        self._tokens = list(tokens)
        self._text = text
        self._ordinal = self._count = 0
        self._every = False
        self._qualities: list[str] = []

    def parse(self) -> Phrase:
        self._take_front()
        names = tuple(token.text for token in self._tokens if token.kind == "quoted")
        rest = [token for token in self._tokens if token.kind != "quoted"]
        noun, roles, rest = self._take_noun(rest, bool(names))
        rest = self._take_colors(rest, noun)
        words = " ".join(token.text for token in rest if token.kind == "word")
        if len(rest) > 1:
            words = (
                " ".join(source((rest[0], rest[-1]), self._text).split()) if not names else words
            )
        return Phrase(
            names=names,
            words=words,
            noun=noun,
            roles=roles,
            ordinal=self._ordinal,
            count=self._count,
            every=self._every,
            qualities=tuple(self._qualities),
        )

    def _take_front(self) -> None:
        while self._tokens and self._tokens[0].kind == "word":
            low = self._tokens[0].low
            following = self._tokens[1].low if len(self._tokens) > 1 else ""
            if low in lexicon.DETERMINERS:
                pass
            elif low in lexicon.EVERY:
                self._every = True
                if len(self._tokens) == 1:
                    return
            elif ordinal(low) and len(self._tokens) > 1:
                self._ordinal = ordinal(low)
            elif number(low) and following and self._is_noun(following):
                self._count = number(low)
            elif self._is_quality(low) and len(self._tokens) > 1:
                self._qualities.append(low)
            elif low in _COLORED and following:
                pass
            else:
                return
            self._tokens.pop(0)

    def _is_noun(self, word: str) -> bool:
        return word.isalpha() and word.islower() and (
            word.endswith("s") or word in lexicon.PLAIN_NOUNS or word in lexicon.ROLES
            or word in lexicon.COLORS or word in lexicon.SIZES
        )  # fmt: skip

    def _is_quality(self, word: str) -> bool:
        if self._tokens[0].text[0].isupper():
            return False
        return (
            word in lexicon.COLORS or word in lexicon.SIZES or word in lexicon.SUPERLATIVES
            or word in {"top", "bottom", "left", "right", "middle", "center", "centre"}
        )  # fmt: skip

    def _take_noun(
        self, rest: list[Token], named: bool
    ) -> tuple[str, tuple[str, ...], list[Token]]:
        """The noun of the kind: at the end ("Save button") or in front ("button ONE")."""
        for length in (3, 2, 1):
            if len(rest) < length:
                continue
            tail = " ".join(token.low for token in rest[-length:])
            if tail in lexicon.ROLES and not (len(rest) == 1 and rest[0].text.isupper()):
                return tail, lexicon.ROLES[tail], rest[:-length]
        for length in (3, 2, 1):
            if len(rest) <= length and not named:
                continue
            lead = " ".join(token.low for token in rest[:length])
            if lead in lexicon.ROLES:
                return lead, lexicon.ROLES[lead], rest[length:]
        known = rest and (rest[-1].low in lexicon.PLAIN_NOUNS or rest[-1].low in lexicon.SHAPES)
        if known and rest[-1].text.islower():
            return rest[-1].low, (), rest[:-1]
        return "", (), rest

    def _take_colors(self, rest: list[Token], noun: str) -> list[Token]:
        if not noun:
            return rest
        kept = []
        for token in rest:
            if token.low in lexicon.COLORS and token.text.islower():
                self._qualities.append(token.low)
            elif token.low not in _COLORED:
                kept.append(token)
        return kept
