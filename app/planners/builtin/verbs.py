"""Verbs: finding one at a place in the instruction, in whatever form it stands."""

from __future__ import annotations

from dataclasses import dataclass

from app.planners.builtin import lexicon
from app.planners.builtin.plan import Intent
from app.planners.builtin.tokens import Token
from app.planners.builtin.words import words

_PARTICLES = frozenset(words("on in out up down off over at into to for between through of"))
_IRREGULAR = {
    "sent": "send", "written": "write", "wrote": "write", "chosen": "choose", "found": "find",
    "given": "give", "bought": "buy", "made": "make", "put": "put", "drawn": "draw",
    "shown": "show", "hidden": "hide", "taken": "take", "shrunk": "shrink", "opened": "open",
    "trashed": "trash", "starred": "star", "forwarded": "forward", "got": "get",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, its intent and how many tokens it takes."""

    base: str
    intent: Intent
    length: int


def verb_at(tokens: tuple[Token, ...], place: int) -> Verb | None:
    """The longest verb of the lexicon that begins at `place`."""
    for length in range(lexicon.LONGEST_VERB, 0, -1):
        piece = tokens[place : place + length]
        if len(piece) < length or any(token.kind != "word" for token in piece):
            continue
        said = " ".join(token.low for token in piece)
        if said in lexicon.VERBS:
            return Verb(said, lexicon.VERBS[said], length)
    return None


def base_form(word: str) -> str:
    """The base form of an inflected verb of the lexicon, or "".

    >>> base_form("clicking"), base_form("deleted"), base_form("dragging"), base_form("chair")
    ('click', 'delete', 'drag', '')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in ("ing", "ed", "es", "s", "d"):
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        stem = word[: -len(ending)]
        doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
        for candidate in (
            stem,
            stem + "e",
            doubled,
            stem[:-1] + "y" if stem.endswith("i") else stem,
        ):
            if candidate in lexicon.VERBS:
                return candidate
    return ""


def inflected_at(tokens: tuple[Token, ...], place: int) -> Verb | None:
    """A verb in -ing or -ed form at `place`, with a particle if the lexicon knows it so."""
    token = tokens[place]
    if token.kind != "word":
        return None
    base = base_form(token.low)
    if not base:
        return None
    if place + 1 < len(tokens) and tokens[place + 1].low in _PARTICLES:
        together = f"{base} {tokens[place + 1].low}"
        if together in lexicon.VERBS:
            return Verb(together, lexicon.VERBS[together], 2)
    return Verb(base, lexicon.VERBS[base], 1)
