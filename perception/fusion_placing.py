"""Whether the controls of a window are where its tree says, as the picture shows their texts.

Trees whose boxes count from another corner than the window's (wrong frame extents, a bar that is
not counted) are off by the same distance for all that is drawn alike. The texts of a few elements
are looked for in their own boxes; where they are not, all texts that are unique in the tree and in
the picture vote for a displacement. Where they do not agree, the tree's places are not to be
trusted at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from perception.element import Element, Visibility
from perception.fusion_controls import phrases
from perception.geometry import Box
from perception.ocr import Word

# Toolkits whose boxes are right, or put right where their trees are read; others are looked at.
_KNOWN = frozenset({"gtk3", "gtk4", "qt", "chromium", "gecko"})
# What has its name, or its value, drawn in its box; a button may show an icon instead.
_DRAWN = frozenset(
    {"menuitem", "text", "heading", "tab", "checkbox", "radio", "link", "listitem", "option"}
    | {"treeitem", "cell", "gridcell", "label", "menuitemcheckbox", "menuitemradio"}
)
_CELLS = frozenset({"cell", "gridcell"})
_SHORTEST = 3  # letters
_HEIGHT = (8, 80)  # pixels of what is one line
_SAMPLE = 8
_OUT = 3  # pixels that a box may stick out of its window
_PAIRS = 5  # fewer prove nothing
_TRUE = 0.6  # of the pairs have the text in the element's own box
_AGREED = 0.4  # of the pairs
_BIN = 4  # pixels
_MIDDLE = 0.2  # of a box's height
_AROUND = 3  # pixels


class Shift(NamedTuple):
    """How far a tree's boxes are to be moved, in environment pixels.

    `known` is False where they are wrong and nobody can tell by how much.
    """

    dx: float = 0.0
    dy: float = 0.0
    known: bool = True


STILL = Shift()
# The words in a part of the picture, boxes in environment pixels.
Read = Callable[[Box], Sequence[Word]]


class Placer:
    """Remembers of each window by how much its tree is off. Used by one thread."""

    def __init__(self) -> None:
        self._found: dict[object, Shift] = {}

    def shift(self, surface: str, box: Box, elements: Sequence[Element], read: Read) -> Shift:
        """By how much the boxes of a window's elements are off.

        Looked for once for each size of a window, and only where there is a reason to.

        Args:
            surface: the window's ref.
            box: of the window, in environment pixels.
            elements: its elements, as its tree places them.
            read: reads the words in a part of the picture.
        """
        if not elements or not _doubtful(elements, box):
            return STILL
        left = min(each.box.x for each in elements) - box.x
        top = min(each.box.y for each in elements) - box.y
        key = (surface, box.size, round(left), round(top))
        if key not in self._found:
            texts = _texts(elements)
            if len(texts) < _PAIRS:
                return STILL  # it may have more to say in a moment
            right = _say_so(texts, read)
            self._found[key] = STILL if right else displacement(texts, read(box))
        return self._found[key]


@dataclass(frozen=True, slots=True)
class Said:
    """An element and the text that should stand in it."""

    element: Element
    text: str


def displacement(texts: Iterable[Said], words: Iterable[Word]) -> Shift:
    """By how much boxes are off from the words that were read.

    Args:
        texts: what should stand in which box.
        words: of the picture, boxes in the same pixels.
    """
    shown: dict[str, list[Box]] = {}
    for phrase in phrases(words):
        shown.setdefault(_letters(phrase.text), []).append(phrase.box)
    pairs = [
        (each.element.box, shown[key][0])
        for each in texts
        if len(shown.get(key := _letters(each.text), ())) == 1
    ]
    if len(pairs) < _PAIRS:
        return STILL
    if sum(_in_place(own, text) for own, text in pairs) >= _TRUE * len(pairs):
        return STILL
    # A text is in the middle of its box from top to bottom, but it may begin where the box does.
    down = [text.center.y - own.center.y for own, text in pairs]
    level = _mode(down)
    across = [
        text.center.x - own.center.x
        for (own, text), dy in zip(pairs, down, strict=True)
        if abs(dy - level) <= _BIN / 2
    ]
    aside = _mode(across)
    votes = sum(1 for dx in across if abs(dx - aside) <= _BIN / 2)
    fits = sum(_in_place(own.moved(aside, level), text) for own, text in pairs)
    if votes < _AGREED * len(pairs) or fits < _TRUE * len(pairs):
        return Shift(known=False)
    return Shift(round(aside), round(level))


def _doubtful(elements: Sequence[Element], box: Box) -> bool:
    """Whether there is a reason to look: an unknown toolkit, or boxes outside the window."""
    toolkit = next(
        (each.attributes["toolkit"] for each in elements if "toolkit" in each.attributes), ""
    )
    if toolkit not in _KNOWN:
        return True
    around = Box(box.x - _OUT, box.y - _OUT, box.width + 2 * _OUT, box.height + 2 * _OUT)
    out = sum(
        1
        for each in elements
        if each.visibility is Visibility.VISIBLE
        and 0 < each.box.area < around.area / 4
        and 0 < each.box.intersection(around).area < each.box.area
    )
    return out >= 2


def _texts(elements: Iterable[Element]) -> list[Said]:
    """The elements that one line of text may stand in, which stands in no other."""
    said = []
    for each in elements:
        text = (each.value or "") if each.role in _CELLS else each.name
        fits = each.role in (*_DRAWN, "button") and _HEIGHT[0] <= each.box.height <= _HEIGHT[1]
        if fits and each.visibility is Visibility.VISIBLE and len(_letters(text)) >= _SHORTEST:
            said.append(Said(each, text))
    count = Counter(_letters(each.text) for each in said)
    return [each for each in said if count[_letters(each.text)] == 1]


def _say_so(texts: Sequence[Said], read: Read) -> bool:
    """Whether at least half of a few elements show their texts in their own boxes."""
    drawn = [each for each in texts if each.element.role in _DRAWN]
    texts = drawn if len(drawn) >= _PAIRS else texts
    sample = texts[:: max(len(texts) // _SAMPLE, 1)][:_SAMPLE]
    right = 0
    for each in sample:
        box = each.element.box
        grown = Box(
            box.x - _AROUND, box.y - _AROUND, box.width + 2 * _AROUND, box.height + 2 * _AROUND
        )
        wanted = _letters(each.text)
        right += any(
            _letters(phrase.text) == wanted and _in_place(box, phrase.box)
            for phrase in phrases(read(grown))
        )
    return 2 * right >= len(sample)


def _in_place(own: Box, text: Box) -> bool:
    """Whether a text is where a box has its text: inside, in the middle from top to bottom."""
    off = abs(text.center.y - own.center.y)
    return own.contains(text.center) and off <= max(_BIN, _MIDDLE * own.height)


def _mode(values: Sequence[float]) -> float:
    """The middle of the most frequent values."""
    best: list[float] = []
    for value in values:
        near = [each for each in values if abs(each - value) <= _BIN / 2]
        if len(near) > len(best):
            best = near
    return median(best)


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
