"""How well an element fits the words for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from app.planners.builtin import lexicon
from perception.element import Element

EXACT, SAME, NEAR, FAINT = 1.0, 0.94, 0.7, 0.55

_NOT_WORD = re.compile(r"[^\w#@$€£%+<>×?-]+")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Text for comparison: case, punctuation at word ends and white space folded.

    >>> plain("  Chen   Wei: ")
    'chen wei'
    """
    return _NOT_WORD.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=50_000)
def similarity(wanted: str, shown: str) -> float:
    """0 to 1: how well a shown text fits a wanted one.

    >>> similarity("Ok", "Ok") > similarity("Ok", "ok") > similarity("Ok", "look")
    True
    """
    if not wanted or not shown:
        return 0.0
    if wanted == shown.strip():
        return EXACT
    if wanted.casefold() == shown.strip().casefold():
        return 0.97
    want, show = plain(wanted), plain(shown)
    if not want or not show:
        return 0.0
    if want == show:
        return SAME
    if _singular(want) == _singular(show):
        return 0.9
    if re.search(rf"(?<![\w-]){re.escape(want)}(?![\w-])", show):
        return NEAR + 0.15 * len(want) / len(show) + (0.03 if show.startswith(want) else 0)
    if len(show) > 2 and re.search(rf"(?<![\w-]){re.escape(show)}(?![\w-])", want):
        return 0.6 + 0.2 * len(show) / len(want)
    if min(len(want), len(show)) < 4:
        return 0.0
    ratio = fuzz.ratio(want, show) / 100
    tokens = fuzz.token_set_ratio(want, show) / 100 if " " in want and " " in show else 0.0
    best = max(ratio, tokens * 0.92)
    return FAINT + (best - 0.8) if best > 0.82 else 0.0


@lru_cache(maxsize=5_000)
def _singular(text: str) -> str:
    return re.sub(r"s\b", "", text)


def synonym_similarity(wanted: str, shown: str) -> float:
    """As `similarity`, for commands: "remove" fits a "Delete" button."""
    found = similarity(wanted, shown)
    want, show = plain(wanted), plain(shown) or shown.strip().casefold()
    if found >= SAME or not show:
        return found
    words = lexicon.synonyms(want)
    if len(words) > 1 and (show in words or shown.strip().casefold() in words):
        return max(found, 0.86)
    first, *rest = show.split() or [""]
    if rest and len(words) > 1 and first in words:
        return max(found, 0.62)
    return found


def labels(element: Element) -> Iterable[tuple[str, float]]:
    """The texts that an element is known by, with how much each counts."""
    if element.name:
        yield element.name, 0.88 if element.weak_name else 1.0
    if element.description:
        yield element.description, 0.92
    placeholder = element.attributes.get("placeholder", "")
    if placeholder:
        yield placeholder, 0.92
    if element.value and element.role in ("button", "option", "combobox"):
        yield element.value, 0.9
    for key in ("test_id", "id", "class"):
        text = element.attributes.get(key, "")
        if text:
            yield re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", text), 0.72


def fit(wanted: str, element: Element, command: bool = False) -> float:
    """How well `wanted` names the element."""
    measure = synonym_similarity if command else similarity
    return max((measure(wanted, text) * weight for text, weight in labels(element)), default=0.0)
