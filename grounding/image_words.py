"""Whether the words around a place are those that stood around an element."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import median

from grounding.image_anchor import ImageAnchor, Near
from grounding.text import fold
from perception.geometry import Box, Point
from perception.ocr import Word

_ALL = 0.99  # share of the rivals from which on a word tells the element from all of them
_SOME = 0.3
_AGREED = 12.0  # pixels within which words mean the same place
_DISTANT = 100.0  # pixels from the element at which a word counts half


@dataclass(frozen=True, slots=True)
class Spoken:
    """What words say of a place; shares from 0 to 1, None where there is nothing to say.

    Attributes:
        own: 1 the element's own text is there; 0 it cannot be read; -1 another text is there;
            None it has none.
        around: share of the words around that are there.
        line: the same of those on the element's line.
        letters: how many letters and digits the words on the line have.
        tells: the same of those that tell it from what looks alike.
    """

    own: int | None = None
    around: float | None = None
    line: float | None = None
    letters: int = 0
    tells: float | None = None


class Words:
    """The words of an anchor and those of a picture, compared.

    Args:
        anchor: what is looked for.
        words: that were read, boxes in pixels of the picture.
    """

    def __init__(self, anchor: ImageAnchor, words: Sequence[Word]) -> None:
        self._focus = anchor.focus
        self._words = words
        self._near = [near for near in anchor.words if not near.own]
        self._own = [near for near in anchor.words if near.own and _letters((near.text,))]
        self._alike = {
            near: [word for word in words if alike(near.text, word.text)] for near in anchor.words
        }
        self.scale = self._scale()

    def votes(self, scale: float, most: int) -> list[Point]:
        """Where known words say that the element is; what most of them say first."""
        said: list[tuple[Point, float]] = []
        for near, words in self._alike.items():
            if len(near.text) < 3 and not near.own:
                continue
            for word in words:
                middle = word.box.center
                point = Point(middle.x - near.dx * scale, middle.y - near.dy * scale)
                said.append((point, (3.0 if near.own else _weight(near)) / len(words)))
        heard = [
            (sum(other for at, other in said if at.distance(point) <= _AGREED), point)
            for point, _ in said
        ]
        found: list[Point] = []
        for _, point in sorted(heard, key=lambda each: -each[0]):
            if len(found) < most and all(point.distance(other) > 8 for other in found):
                found.append(point)
        return found

    def spoken(self, point: Point, scale: float, text_scale: float) -> Spoken:
        """What words say of a place.

        Args:
            point: the middle of what is compared, in pixels of the picture.
            scale: how much larger that is than in the anchor.
            text_scale: how much larger text is.
        """
        met = {near: self.met(near, point, text_scale) for near in self._near}
        level = [near for near in self._near if on_line(near, self._focus.height)]
        return Spoken(
            own=self._own_text(point, scale),
            around=_share(met, self._near),
            line=_share(met, level),
            letters=len(_letters(near.text for near in level)),
            tells=self._telling(met, level),
        )

    def met(self, near: Near, point: Point, scale: float) -> float:
        """How surely a word stands beside a place as it stood beside the element: 0 to 1."""
        dx, dy = near.dx * scale, near.dy * scale
        if abs(near.dy) <= 0.6 * near.height:
            wide, high = 14 * scale + 0.5 * abs(dx), 0.6 * near.height * scale + 2
        else:
            wide, high = 14 * scale + 0.3 * abs(dx), 8 * scale + 0.15 * abs(dy)
        best = 0.0
        for word in self._alike[near]:
            middle = word.box.center
            off = max(
                abs(middle.x - point.x - dx) / wide, abs(middle.y - point.y - dy) / high
            )  # fmt: skip
            if off <= 1.0:
                best = max(best, 1.0 - 0.4 * off)
        return best

    def _telling(self, met: dict[Near, float], level: Sequence[Near]) -> float | None:
        """The share of what tells the element from its rivals; a row's own words count alone."""
        for words in (
            [near for near in level if near.tells >= _ALL],
            [near for near in self._near if near.tells >= _ALL],
        ):
            if len(_letters(near.text for near in words)) >= 3:
                return _share(met, words)
        return _share(met, [near for near in self._near if near.tells > _SOME])

    def _own_text(self, point: Point, scale: float) -> int | None:
        if not self._own:
            return None
        wide, high = self._focus.width * scale / 2 + 2, self._focus.height * scale / 2 + 2
        there = [
            word.text
            for word in self._words
            if abs(word.box.center.x - point.x) <= wide and abs(word.box.center.y - point.y) <= high
        ]
        said, shown = _letters(near.text for near in self._own), _letters(there)
        if not shown:
            return 0
        if said == shown:
            return 1
        if _digits(said) != _digits(shown):
            return -1
        like = SequenceMatcher(None, said, shown, autojunk=False).ratio()
        if like >= 0.8 and min(len(said), len(shown)) >= 4:
            return 1
        return 0 if like >= 0.6 or max(len(said), len(shown)) < 4 else -1

    def _scale(self) -> float | None:
        """How much larger words are than they were; None where too few are the same."""
        ratios = [
            word.box.width / near.width
            for near, words in self._alike.items()
            if len(near.text) >= 4 and near.width >= 16
            for word in words
            if len(word.text) == len(near.text) and 0.6 < word.box.width / near.width < 1.8
        ]
        if len(ratios) < 2:
            return None
        usual = median(ratios)
        close = sum(abs(each / usual - 1) < 0.08 for each in ratios)
        return usual if close >= 0.5 * len(ratios) else None


def on_line(near: Near, height: float) -> bool:
    """Whether a word stands on the line of an element of this height."""
    return abs(near.dy) <= max(0.6 * near.height, 0.3 * min(height, 40))


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> bool:
    """Whether two words are the same, but for what is easily misread. Digits are not.

    >>> alike("Settings", "Settinqs"), alike("1003", "1004")
    (True, False)
    """
    one, other = fold(one), fold(other)
    if one == other:
        return True
    if any(map(str.isdigit, one + other)) or min(len(one), len(other)) < 4:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8


def _share(met: dict[Near, float], words: Sequence[Near]) -> float | None:
    whole = sum(map(_weight, words))
    return sum(_weight(near) * met[near] for near in words) / whole if whole else None


def _weight(near: Near) -> float:
    weight = 1.0 / (1.0 + math.hypot(near.dx, near.dy) / _DISTANT)
    return weight if any(map(str.isalpha, near.text)) else 0.5 * weight  # numbers change


def _letters(texts: Iterable[str]) -> str:
    return "".join(sign for text in texts for sign in fold(text) if sign.isalnum())


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def own_words(words: Sequence[Word], box: Box) -> list[Word]:
    """The words inside a box."""
    return [word for word in words if box.contains(word.box.center)]
