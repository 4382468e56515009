"""The image anchor: what an element of a skill's step looked like, and what stood around it.

It is one PNG that a person can look at: the element with a margin. A text chunk of the file holds
what the picture cannot show: where in it the element is, which words stood around it, where in the
window it was. Nothing of it is a place on a screen.
"""

from __future__ import annotations

import functools
import json
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from perception import imaging
from perception.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

MARGIN = 24  # pixels around the element that the picture shows too
MOST_WORDS = 24
_KEY = b"Deskhand anchor"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 16_000  # of the text chunk
_MOST_SIDE = 640
_LONGEST_WORD = 40


class NoImageAnchor(ValueError):
    """A picture is not one that an element can be found by."""


@dataclass(frozen=True, slots=True)
class Near:
    """A word in or around the element.

    Attributes:
        text: as it was read.
        dx, dy: of its middle, from the middle of what is compared, in pixels of the picture.
        width, height: in pixels of the picture.
        own: whether it stands in the element itself.
        tells: of what looks like the element, the share that it does not stand so beside: 0 to 1.
    """

    text: str
    dx: float
    dy: float
    width: float
    height: float
    own: bool = False
    tells: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageAnchor:
    """An element as it looked; lengths in pixels of the picture that it was cut from.

    Attributes:
        pixels: the element, or the part of a large one that is compared, and its margin: height,
            width, blue green red.
        focus: the part of `pixels` that is compared.
        size: width and height of the whole element.
        words: in and around it.
        place: from the middle of `focus` to the left, upper, right and lower edge of the window.
        hollow: what is inside the element may change (a field's text): only its rim is compared.
        rivals: how many places of the picture looked like it when it was made.
        scale: pixels of the picture for one of the environment's.
    """

    pixels: Pixels
    focus: Box
    size: tuple[float, float] = (0.0, 0.0)
    words: tuple[Near, ...] = ()
    place: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    hollow: bool = False
    rivals: int = 0
    scale: float = 1.0

    def png(self) -> bytes:
        """The file of it."""
        facts = {
            "focus": [round(each) for each in self.focus],
            "size": [round(each) for each in self.size],
            "words": [
                {name: _short(value) for name, value in asdict(each).items() if value}
                for each in self.words[:MOST_WORDS]
            ],
            "place": [round(each) for each in self.place],
            "hollow": self.hollow,
            "rivals": self.rivals,
            "scale": round(self.scale, 4),
        }
        text = json.dumps(facts, separators=(",", ":")).encode("ascii")
        data = imaging.png(self.pixels)
        head = len(_SIGNATURE) + 25  # the first chunk is always IHDR
        return data[:head] + _chunk(b"tEXt", _KEY + b"\0" + text) + data[head:]


@functools.lru_cache(maxsize=256)
def read(png: bytes) -> ImageAnchor:
    """The anchor in a file.

    Raises:
        NoImageAnchor: it is no PNG, or does not say what is to be found.
    """
    size, text = _parts(png)
    if text is None:
        raise NoImageAnchor("the picture does not say where in it the element is")
    try:
        facts = json.loads(text)
        anchor = _anchor(facts, imaging.decoded(png))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise NoImageAnchor(f"the picture of an anchor cannot be read: {failure}") from None
    whole = Box(0, 0, *size)
    if anchor.focus.intersection(whole).area < anchor.focus.area or anchor.focus.area < 16:
        raise NoImageAnchor("the element does not lie in the picture")
    return anchor


def _anchor(facts: Any, pixels: Pixels) -> ImageAnchor:
    words = facts["words"]
    if not isinstance(words, list) or len(words) > MOST_WORDS:
        raise ValueError(f"it has more than {MOST_WORDS} words")
    place = _numbers(facts["place"], 4)
    width, height = _numbers(facts["size"], 2)
    return ImageAnchor(
        pixels=pixels,
        focus=Box(*_numbers(facts["focus"], 4)),
        size=(width, height),
        words=tuple(_near(each) for each in words),
        place=(place[0], place[1], place[2], place[3]),
        hollow=facts["hollow"] is True,
        rivals=int(_numbers([facts["rivals"]], 1)[0]),
        scale=min(max(_numbers([facts["scale"]], 1)[0], 0.1), 10.0),
    )


def _near(facts: Any) -> Near:
    text = facts["text"]
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_WORD:
        raise ValueError("a word is none")
    numbers = _numbers([facts.get(key, 0) for key in ("dx", "dy", "width", "height", "tells")], 5)
    across, down, width, height, tells = numbers
    own = facts.get("own") is True
    return Near(text, across, down, width, height, own=own, tells=tells)


def _numbers(values: Any, count: int) -> Sequence[float]:
    """So many finite numbers of a size that pictures have.

    Raises:
        ValueError: they are not.
    """
    found = [float(each) for each in values if isinstance(each, int | float)]
    if len(found) != count or not all(math.isfinite(each) and abs(each) < 1e5 for each in found):
        raise ValueError("a number is none")
    return found


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST_WORD]
    return value if isinstance(value, bool) else round(value, 2)


def _parts(png: bytes) -> tuple[tuple[int, int], bytes | None]:
    """The size of a PNG, and our text in it; nothing is decoded.

    Raises:
        NoImageAnchor: it is no PNG, or too large.
    """
    if not png.startswith(_SIGNATURE) or len(png) < 33 or png[12:16] != b"IHDR":
        raise NoImageAnchor("it is no PNG picture")
    width, height = struct.unpack(">II", png[16:24])
    if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
        raise NoImageAnchor(f"it is {width}×{height} pixels")
    at = 8
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"tEXt" and data.startswith(_KEY + b"\0") and length <= _MOST_BYTES:
            return (width, height), data[len(_KEY) + 1 :]
        if kind in (b"IDAT", b"IEND"):
            break
        at += 12 + length
    return (width, height), None


def _chunk(kind: bytes, data: bytes) -> bytes:
    total = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + total
