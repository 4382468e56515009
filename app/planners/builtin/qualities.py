"""Colour, size, shape and place: which of several elements an adjective means."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence

from app.planners.builtin import lexicon
from app.planners.builtin.plan import Phrase
from perception.element import Element

_NAMED_RGB: dict[str, tuple[int, int, int]] = {
    "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0),
    "orange": (255, 165, 0), "purple": (128, 0, 128), "violet": (238, 130, 238),
    "pink": (255, 192, 203), "brown": (165, 42, 42), "black": (0, 0, 0),
    "white": (255, 255, 255), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "cyan": (0, 255, 255), "aqua": (0, 255, 255), "magenta": (255, 0, 255),
    "fuchsia": (255, 0, 255), "lime": (0, 255, 0), "maroon": (128, 0, 0), "navy": (0, 0, 128),
    "olive": (128, 128, 0), "teal": (0, 128, 128), "silver": (192, 192, 192),
    "gold": (255, 215, 0), "indigo": (75, 0, 130), "turquoise": (64, 224, 208),
    "beige": (245, 245, 220),
}  # fmt: skip
_HUES = {"red": 0, "orange": 35, "yellow": 60, "green": 120, "cyan": 180, "blue": 240,
         "purple": 285, "magenta": 300, "pink": 340}  # fmt: skip


def rgb(text: str) -> tuple[int, int, int] | None:
    """A CSS colour as red, green, blue; None where it is none or transparent.

    >>> rgb("#f80"), rgb("rgba(1, 2, 3, 0)")
    ((255, 136, 0), None)
    """
    text = text.strip().casefold()
    if text in _NAMED_RGB:
        return _NAMED_RGB[text]
    if match := re.fullmatch(r"#?([0-9a-f]{6})", text):
        digits = match.group(1)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.fullmatch(r"#([0-9a-f]{3})", text):
        red, green, blue = (int(digit * 2, 16) for digit in match.group(1))
        return red, green, blue
    if match := re.match(r"rgba?\(\s*(\d+)[, ]+(\d+)[, ]+(\d+)(?:[, /]+([\d.]+))?", text):
        if match.group(4) is not None and float(match.group(4)) == 0:
            return None
        return int(match.group(1)), int(match.group(2)), int(match.group(3))
    return None


def hex_of(name: str) -> str:
    """A colour name or CSS colour as six hex digits, "" where it is none."""
    color = rgb(name)
    return "{:02x}{:02x}{:02x}".format(*color) if color is not None else ""


def color_of(element: Element) -> tuple[int, int, int] | None:
    """The colour that the element is drawn in."""
    return rgb(element.attributes.get("color", ""))


def distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """How unlike two colours are, 0 to about 440."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def hue_name(color: tuple[int, int, int]) -> str:
    """The colour family that a shade belongs to: "red", "blue", "gray" …."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    if light < 0.08:
        return "black"
    if light > 0.96:
        return "white"
    if saturation < 0.1:
        return "gray"
    degrees = hue * 360
    return min(
        _HUES, key=lambda name: min(abs(degrees - _HUES[name]), 360 - abs(degrees - _HUES[name]))
    )


def nearest_name(color: tuple[int, int, int]) -> str:
    """The name of the nearest basic colour."""
    return min(_NAMED_RGB, key=lambda name: distance(_NAMED_RGB[name], color))


def with_qualities(
    found: Sequence[Element], phrase: Phrase, pool: Sequence[Element]
) -> list[Element]:
    """Of these elements, those with the colours, sizes and places that the phrase names."""
    kept = list(found)
    for quality in phrase.qualities:
        if quality in lexicon.COLORS:
            kept = _colored(kept, quality) or _colored(list(pool), quality)
        elif quality in ("left", "right", "top", "bottom"):
            kept = _placed(kept, quality)
    for quality in phrase.qualities:
        if quality in lexicon.SIZES or quality in ("biggest", "largest", "smallest"):
            kept = _sized(kept, quality, pool)
    return kept


def _colored(found: list[Element], name: str) -> list[Element]:
    wanted = rgb(name)
    if wanted is None:
        return []
    drawn = [(element, color) for element in found if (color := color_of(element)) is not None]
    exact = [element for element, color in drawn if distance(color, wanted) < 12]
    return exact or [element for element, color in drawn if hue_name(color) == hue_name(wanted)]


def _placed(found: list[Element], where: str) -> list[Element]:
    if len(found) < 2:
        return found
    keys = {
        "left": lambda e: e.box.x, "right": lambda e: -e.box.right,
        "top": lambda e: e.box.y, "bottom": lambda e: -e.box.bottom,
    }  # fmt: skip
    return [min(found, key=keys[where])]


def _sized(found: list[Element], quality: str, pool: Sequence[Element]) -> list[Element]:
    sign = lexicon.SIZES.get(quality) or lexicon.SUPERLATIVES.get(quality, 1)
    if len(found) < 1:
        return []
    if quality.endswith(("er", "est")) or len(found) == 2:
        return [max(found, key=lambda element: sign * element.box.area)]
    extents = sorted(max(e.box.width, e.box.height) for e in found)
    middle = (extents[0] + extents[-1]) / 2
    if extents[-1] < extents[0] * 1.25:
        return list(found)
    return [e for e in found if (max(e.box.width, e.box.height) - middle) * sign > 0]
