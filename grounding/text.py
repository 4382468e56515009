"""How well a few words fit a label: folding, light stemming, synonyms, typing errors.

All comparison of words in `grounding` happens here. Scores are between 0 and 1:

    1.0   the same text (0.99 but for a colon) 0.72-0.95  all words said are in the label
    0.98  the same but for plural, signs       0.5-0.8    all words of the label were said
    0.92  the same but for synonyms            below 0.5  only some words agree
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from grounding.words import LIGHT, PARTICLE_VERBS, SIGNS, STOP, SYNONYMS

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text for comparison: case, white space, accents and width folded.

    >>> fold("  Café\u00a0 MÜLLER ")
    'cafe muller'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(text.casefold().split())


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without a plural ending.

    >>> [stem(word) for word in ("boxes", "entries", "addresses", "status", "rows")]
    ['box', 'entry', 'address', 'status', 'row']
    """
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text made ready for comparison.

    Attributes:
        folded: the whole text, folded.
        stems: its words without plural endings; for a text of signs alone, what the signs stand
            for ("×" is "close").
        content: `stems` without the little words.
    """

    folded: str
    stems: tuple[str, ...]
    content: tuple[str, ...]

    @property
    def canonical(self) -> tuple[str, ...]:
        """`content` with each word or pair of words replaced by the head of its synonyms."""
        return _canonical(self.content)


@lru_cache(maxsize=65536)
def phrase(text: str) -> Phrase:
    """Make a text ready for comparison."""
    folded = fold(text)
    stems = tuple(stem(word) for word in _WORD.findall(folded))
    if not stems:
        stems = tuple(dict.fromkeys(SIGNS[sign] for sign in folded if sign in SIGNS))
        stems = stems or ((folded,) if folded else ())
    content = tuple(
        word
        for before, word in zip(("", *stems), stems, strict=False)
        if word not in STOP or (word in ("in", "on") and before in PARTICLE_VERBS)
    )
    content = content or stems
    return Phrase(folded, stems, content)


def identifier_words(identifier: str) -> str:
    """The words in a machine's name: "btnSaveAll_2" is "btn Save All 2"."""
    return " ".join(_WORD.findall(_CAMEL.sub(" ", identifier)))


@lru_cache(maxsize=16384)
def _canonical(words: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in (3, 2, 1):
            head = SYNONYMS.get(words[at : at + length]) if at + length <= len(words) else None
            if head is not None:
                if found[-1:] != [head]:  # a "notification bell" is one thing
                    found.append(head)
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return tuple(found)


def synonyms(word: str) -> str:
    """The head of a word's group of synonyms; the word itself where it has none."""
    return SYNONYMS.get((word,), word)


@lru_cache(maxsize=1)
def _distance() -> Callable[[str, str], int]:
    from rapidfuzz.distance import OSA

    distance: Callable[[str, str], int] = OSA.distance
    return distance


@lru_cache(maxsize=65536)
def alike(said: str, shown: str) -> float:
    """How alike two (stemmed) words are.

    A typing error costs; words with digits and short words must be the same, and so must first
    letters, which keeps "import" from "export" and "order 1041" from "order 1042".
    """
    if said == shown:
        return 1.0
    if said.isdecimal() and shown.isdecimal():
        return 1.0 if int(said) == int(shown) else 0.0
    if any(sign.isdecimal() for sign in said + shown):
        return 0.0
    if synonyms(said) == synonyms(shown):
        return 0.9
    if " " in said or " " in shown:
        return 0.0  # heads of synonyms: the same or not
    shorter = min(len(said), len(shown))
    if shorter >= 4 and (shown.startswith(said) or said.startswith(shown)):
        longer = max(len(said), len(shown))
        return 0.85 if shorter / longer >= 0.35 else 0.0
    if shorter < 4 or said[:1] != shown[:1]:
        return 0.0
    allowed = 2 if shorter >= 8 else 1
    errors = _distance()(said, shown)
    if errors > allowed or (shorter < 5 and sorted(said) != sorted(shown)):
        return 0.0
    return 0.88 if errors == 1 else 0.82


def _weight(word: str) -> float:
    return 0.3 if word in LIGHT else 1.0


@lru_cache(maxsize=65536)
def match(said: Phrase, shown: Phrase) -> float:
    """How well words that were said fit a label that is shown, 0 to 1 (table above)."""
    if not said.stems or not shown.stems:
        return 0.0
    if said.folded == shown.folded:
        return 1.0
    if said.folded == shown.folded.rstrip(" :*.…"):
        return 0.99
    if said.stems == shown.stems or "".join(said.stems) == "".join(shown.stems):
        return 0.98
    if said.content == shown.content:
        return 0.95
    if said.canonical == shown.canonical:
        return 0.92
    return _by_words(said.canonical, shown.canonical)


def _by_words(said: tuple[str, ...], shown: tuple[str, ...]) -> float:
    best = {word: max(alike(word, other) for other in shown) for word in said}
    back = {other: max(alike(word, other) for word in said) for other in shown}
    total_said = sum(map(_weight, said))
    # A count that nobody said, as in "Cart (2)", says little.
    weights = {
        one: _weight(one) * (0.3 if one.isdecimal() and not back[one] else 1) for one in shown
    }
    total_shown = sum(weights[one] for one in shown)
    covered_said = sum(_weight(word) * best[word] for word in said) / total_said
    covered_shown = sum(weights[one] * back[one] for one in shown) / total_shown
    if min(best.values()) > 0:
        if min(back.values()) > 0 and len(said) == len(shown):
            mean = min(covered_said, covered_shown)
            return (0.9 if sorted(said) == sorted(shown) else 0.92) * (0.4 + 0.6 * mean)
        score = 0.72 + 0.2 * covered_shown + (0.03 if said[0] == shown[0] else 0)
        return score * (0.5 + 0.5 * covered_said)
    if min(back.values()) > 0:
        return 0.5 + 0.3 * covered_said - (0.08 if covered_said < 0.75 else 0)
    return 0.45 * covered_said


def match_quoted(said: Phrase, shown: Phrase) -> float:
    """How well a label fits a text that was quoted: only the text itself will do.

    Case, white space and plural are forgiven; a longer label holding the words scores lower.
    """
    if said.folded == shown.folded:
        return 1.0
    if said.stems == shown.stems or (said.stems and "".join(said.stems) == "".join(shown.stems)):
        return 0.97
    length = len(said.stems)
    if not length or length > len(shown.stems):
        return 0.45 * match(said, shown)
    for start in range(len(shown.stems) - length + 1):
        if shown.stems[start : start + length] == said.stems:
            return 0.74 + 0.16 * length / len(shown.stems) + (0.02 if start == 0 else 0)
    return 0.45 * match(said, shown)
