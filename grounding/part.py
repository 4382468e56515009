"""Where in a text that was read in a picture the words are that were said.

What stands side by side on a line is read as one text, though its parts may be things of their own:
the entries of a menu bar, links in a row.
"""

from __future__ import annotations

from grounding.text import phrase
from perception.element import Element
from perception.geometry import Point


def point_at(element: Element, said: str) -> Point | None:
    """The middle of the words that were said, if they are a part of a longer text in a picture.

    >>> from perception.geometry import Box
    >>> text = Element(ref="p1", surface="w1", role="text", name="Terms Imprint",
    ...                box=Box(70, 300, 90, 12), attributes={"words": "70:110 115:160"})
    >>> point_at(text, "imprint")
    Point(x=137, y=306)
    """
    spans = element.attributes.get("words", "").split()
    words = [phrase(word).stems for word in element.name.split()]
    wanted = phrase(said).stems
    if len(spans) != len(words) or not wanted:
        return None
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            inside = tuple(stem for word in words[first:last] for stem in word)
            if inside == wanted and last - first < len(words):
                left, right = spans[first].split(":")[0], spans[last - 1].split(":")[1]
                return Point((int(left) + int(right)) // 2, int(element.box.center.y))
    return None
