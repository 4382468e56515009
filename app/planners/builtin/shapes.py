"""Drawn things: circles, squares, letters and digits by colour and size."""

from __future__ import annotations

import re

from app.planners.builtin import lexicon
from app.planners.builtin.desk import Desk
from app.planners.builtin.plan import Phrase
from app.planners.builtin.qualities import with_qualities
from perception.element import Element


def shape_of(element: Element) -> str:
    """What is drawn: "circle", "rectangle", "triangle", "letter", "digit" …; "" for nothing."""
    shape = element.attributes.get("shape", "")
    if shape in ("text", "") and re.fullmatch(r"-?\d", element.name) and _drawn(element):
        return "digit"
    if shape in ("text", "") and re.fullmatch(r"[^\W\d_]", element.name) and _drawn(element):
        return "letter"
    if shape in ("rect", "square"):
        return "rectangle"
    if shape == "ellipse":
        return "circle"
    return shape if shape != "text" else ""


def _drawn(element: Element) -> bool:
    return element.attributes.get("tag") in ("text", "tspan", "canvas") or bool(
        element.attributes.get("shape")
    )


def shape_elements(desk: Desk, phrase: Phrase) -> list[Element] | None:
    """The drawn things that a phrase means; None where it speaks of no shape or none is drawn."""
    drawn = [e for e in desk.shown() if shape_of(e)]
    if not drawn:
        return None
    noun = phrase.noun or (phrase.words.split()[-1] if phrase.words else "")
    if noun.casefold() not in lexicon.SHAPES:
        return None
    wanted = lexicon.SHAPES[noun.casefold()]
    kept = [e for e in drawn if not wanted or shape_of(e) == wanted]
    return with_qualities(kept, phrase, kept) if phrase.qualities else kept
