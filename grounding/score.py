"""How well single elements fit the name, kind, attributes and purpose of a query."""

from __future__ import annotations

import colorsys
import itertools
import re
from collections.abc import Iterable, Mapping

from grounding.index import Index
from grounding.text import Phrase, match, match_quoted, phrase, synonyms
from grounding.words import COLOR_FAMILIES, COLORS, KINDS, PURPOSES, alternatives
from perception.element import Element, Visibility

# An element must score this much to be chosen; below it is a near miss.
ACCEPT = 0.7
# The best must lead by this much; by `LOOSE_MARGIN` where its name fits only in part.
MARGIN = 0.05
LOOSE_MARGIN = 0.08
# Below this there is no likeness worth telling.
NEAR = 0.2
# From this on the words are the name, not a part of it.
FULL_NAME = 0.9

_MOST_LABELS = 500  # distinct labels that are compared word by word
_RARE = 300  # a word in fewer elements than this is worth a look even where others are missing

_COVERED, _DISABLED, _OFFSCREEN, _BEHIND_MODAL, _LEADS_HERE = 0.9, 0.93, 0.985, 0.75, 0.93
_OTHER_KIND, _RELATED_KIND, _TEXT_FOR_ICON = 0.45, 0.93, 0.85
_ANY_SHAPE, _OTHER_SHAPE = 0.95, 0.85
_SHAPELESS = frozenset({"text", "generic", "img"})
# Inputs that look like buttons and hold a value.
_ENTRY_TYPES = frozenset({"color", "date", "time", "month", "week", "datetime-local", "file"})
_CONTAINERS = frozenset(
    alternatives(
        "row|listitem|article|group|region|form|dialog|table|grid|list|navigation|main"
        "|banner|contentinfo|complementary|toolbar|menu|tablist|tabpanel|document|section"
        "|search"
    )
)


def by_name(index: Index, name: str, quoted: bool) -> dict[int, float]:
    """Name scores of all elements that have anything to do with the words."""
    said = phrase(name)
    known: dict[str, float] = {}
    compare = match_quoted if quoted else match
    found: dict[int, float] = {}
    for at in _holders(index, said):
        best = 0.0
        for text, weight in index.labels(at):
            score = known.get(text)
            if score is None:
                score = known[text] = compare(said, phrase(text))
            best = max(best, score * weight)
        if best >= NEAR:
            found[at] = best
    return found


def _holders(index: Index, said: Phrase) -> Iterable[int]:
    """Elements worth a comparison: those that hold all the words, or else any of them."""
    words = tuple(dict.fromkeys(said.canonical))
    sets = [index.holding(word) for word in words]
    compact = "".join(sign for sign in said.folded if sign.isalnum())
    same = set(index.compact.get(compact, ()))
    together: set[int] = set(frozenset.intersection(*sorted(sets, key=len))) if sets else set()
    if len(words) > 1:
        rare = [places for places in sets if len(places) <= _RARE]
        together = together.union(*rare)
        if not together:
            together = set(min((places for places in sets if places), key=len, default=()))
    if len(together) > _MOST_LABELS:
        texts: dict[str, list[int]] = {}
        for at in together:
            texts.setdefault(index.elements[at].name, []).append(at)
        kept = sorted(texts, key=len)[:_MOST_LABELS]
        together = {at for text in kept for at in texts[text]}
    return sorted(together | same)


def fits_kind(element: Element, kind: str) -> float:
    """Whether the element is what a role word stands for."""
    if not kind:
        return 1.0
    meant = KINDS[kind]
    if not meant.roles:
        return 1.0 if element.interactive else _OTHER_KIND
    if meant is KINDS["icon"] and element.role in meant.roles:
        return 1.0 if _looks_like_icon(element) else _TEXT_FOR_ICON
    if element.role in meant.roles:
        return 1.0 if meant.state in ("", *element.states) else _RELATED_KIND
    if element.source == "pixels":
        # What a picture shows has a role by its shape alone; a text may be anything.
        if element.role == "textbox" and "combobox" in meant.roles:
            return 1.0
        return _ANY_SHAPE if element.role in _SHAPELESS else _OTHER_SHAPE
    if element.role == "generic" and kind == "field" and not element.editable:
        return _OTHER_KIND
    if element.role in meant.also and (
        element.role != "generic" or element.interactive or "shape" in element.attributes
    ):
        return _RELATED_KIND
    if "editable" in element.states and "textbox" in meant.roles:
        return _RELATED_KIND
    return _OTHER_KIND


def _looks_like_icon(element: Element) -> bool:
    """Whether it is a picture, a sign, or at least about as wide as high."""
    signs = not any(sign.isalnum() for sign in element.name)
    return signs or element.role in ("image", "img") or element.box.width < 1.6 * element.box.height


def fits_purpose(element: Element, purpose: str) -> float:
    """Whether what is to be done can be done to the element."""
    if purpose in ("", "read"):
        return 0.95 if purpose == "" and not element.interactive else 1.0
    if purpose in PURPOSES:
        surely, maybe = PURPOSES[purpose]
        if purpose == "type" and (element.editable or "editable" in element.states):
            chooser = element.attributes.get("tag") == "select"
            return 0.8 if chooser else 1.0
        if element.role in surely:
            return 0.97 if purpose == "type" else 1.0
        if element.role == "button" and element.attributes.get("type") in _ENTRY_TYPES:
            return 0.9
        fits = element.role in maybe and (element.interactive or element.role in ("row", "cell"))
        return 0.85 if fits else 0.5
    if element.interactive:
        return 1.0
    if element.role in ("image", "img", "graphic", "canvas"):
        return 0.95
    return 0.8 if element.role in _CONTAINERS else 0.86


def fits_state(element: Element, purpose: str, behind: bool, url: str) -> float:
    """Whether a person would see it, could operate it now, and would get anywhere by it."""
    factor = _BEHIND_MODAL if behind else 1.0
    if purpose == "click" and url and element.attributes.get("href") == url:
        factor *= _LEADS_HERE
    if element.visibility is Visibility.OFFSCREEN:
        factor *= _OFFSCREEN
    elif element.visibility is Visibility.COVERED:
        factor *= _COVERED
    if purpose not in ("", "read") and "disabled" in element.states:
        factor *= _DISABLED
    return factor


def fits_attributes(element: Element, attributes: Iterable[str]) -> float:
    """Whether colour, shape and state are the ones said. Sizes are compared elsewhere."""
    factor = 1.0
    for attribute in attributes:
        key, _, value = attribute.partition(":")
        if key == "color":
            factor *= _fits_color(element, value)
        elif key == "shape":
            factor *= _fits_shape(element, value)
        elif key == "state":
            factor *= 1.0 if _has_state(element, value) else 0.4
    return factor


def _fits_color(element: Element, wanted: str) -> float:
    shown = element.attributes.get("color", "")
    if shown:
        named = color_name(shown)
        if named == wanted or any({named, wanted} <= family for family in COLOR_FAMILIES):
            return 1.0
        return 0.4
    words = phrase(f"{element.name} {element.description}").stems
    return 0.95 if wanted in words else 0.5


def _fits_shape(element: Element, wanted: str) -> float:
    shown = element.attributes.get("shape", "").casefold()
    if shown:
        alike = {"oval": "ellipse", "square": "rect", "rectangle": "rect", "circle": "ellipse"}
        if shown == wanted or (shown == alike.get(wanted) and not _uneven(element, wanted)):
            return 1.0
        return 0.4
    words = phrase(f"{element.name} {element.description}").stems
    return 0.95 if wanted in words else 0.6


def _uneven(element: Element, wanted: str) -> bool:
    """Whether something is too long to be a square or a circle."""
    if wanted not in ("square", "circle") or not element.box.height:
        return False
    return not 0.8 <= element.box.width / element.box.height <= 1.25


def _has_state(element: Element, wanted: str) -> bool:
    negated, state = wanted.startswith("-"), wanted.removeprefix("-")
    if state == "empty":
        holds = not element.value
    elif state == "interactive":
        holds = element.interactive
    elif state in ("covered", "visible"):
        holds = element.visibility == state
    elif state == "selected":
        holds = bool(element.states & {"selected", "checked", "pressed", "focused"})
    else:
        holds = state in element.states
    return holds is not negated


_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


def color_name(color: str) -> str:
    """The plain name of a colour given by name, as "#rrggbb" or as "rgb(r, g, b)".

    >>> color_name("rgb(250, 10, 10)"), color_name("#1e90ff"), color_name("Gold")
    ('red', 'blue', 'gold')
    """
    color = color.strip().casefold()
    if color in COLORS or not color:
        return color
    if color.startswith("#") and len(color) in (4, 7):
        digits = color[1:] if len(color) == 7 else "".join(sign * 2 for sign in color[1:])
        try:
            red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
        except ValueError:
            return color
    elif color.startswith("rgb"):
        parts = [float(part) for part in _NUMBERS.findall(color)]
        if len(parts) < 3:
            return color
        red, green, blue = (int(part) for part in parts[:3])
    else:
        return color
    return _nearest_color(red, green, blue)


def _nearest_color(red: int, green: int, blue: int) -> str:
    hue, light, vivid = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if light < 0.12:
        return "black"
    if light > 0.93:
        return "white"
    if vivid < 0.15:
        return "gray"
    degrees = hue * 360
    if 15 <= degrees < 50 and light < 0.4:
        return "brown"
    table = (
        (15, "red"), (42, "orange"), (70, "yellow"), (165, "green"), (195, "cyan"), (255, "blue"),
        (290, "purple"), (345, "magenta" if light < 0.6 else "pink"), (361, "red"),
    )  # fmt: skip
    return next(name for limit, name in table if degrees < limit)


def fits_size(elements: Mapping[int, Element], wanted: str) -> dict[int, float]:
    """Large or small among others: parted where the areas differ most."""
    ordered = sorted(elements, key=lambda at: elements[at].box.area)
    if len(ordered) < 2:
        return dict.fromkeys(ordered, 1.0)
    areas = [max(elements[at].box.area, 1.0) for at in ordered]
    ratios = [after / before for before, after in itertools.pairwise(areas)]
    cut = max(range(len(ratios)), key=ratios.__getitem__) + 1
    if ratios[cut - 1] < 1.3:
        return dict.fromkeys(ordered, 1.0)
    chosen = set(ordered[:cut] if wanted == "small" else ordered[cut:])
    return {at: 1.0 if at in chosen else 0.5 for at in ordered}


def same_words(first: str, second: str) -> bool:
    """Whether two labels say the same."""
    one, two = phrase(first), phrase(second)
    return one.stems == two.stems or (
        one.canonical == two.canonical and synonyms(one.content[0] if one.content else "") != ""
    )
