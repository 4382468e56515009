"""Tells elements apart as a person would: 'button "Edit" in the row "Chen Wei …"'."""

from __future__ import annotations

from collections.abc import Sequence

from grounding.index import ROW_ROLES, Index
from perception.element import Visibility

_LONGEST = 48  # characters of a text that is quoted


def tell(index: Index, at: int) -> str:
    """A phrase for one element, with what it stands in."""
    element = index.elements[at]
    label = element.name or element.description
    if not label and (beside := index.nearest_label(at)) is not None:
        label = index.elements[beside].name
    phrase = f'{element.role} "{_short(label)}"' if label else element.role
    place = _place(index, at)
    hidden = {Visibility.COVERED: " (covered)", Visibility.OFFSCREEN: " (not in view)"}
    return f"{phrase}{place}{hidden.get(element.visibility, '')}"


def tell_apart(index: Index, places: Sequence[int]) -> list[str]:
    """Phrases for several elements; where two read the same, their position is added."""
    phrases = [tell(index, at) for at in places]
    told = []
    for phrase, at in zip(phrases, places, strict=True):
        if phrases.count(phrase) > 1:
            box = index.elements[at].box
            phrase += f" at ({box.center.x:.0f}, {box.center.y:.0f})"
        told.append(phrase)
    return told


def _place(index: Index, at: int) -> str:
    for above in index.ancestors(at):
        element = index.elements[above]
        if element.role in ROW_ROLES:
            words = _contents(index, above, at) or element.name
            if words:
                kind = "row" if element.role == "row" else "item"
                return f' in the {kind} "{_short(words)}"'
        if element.role in ("dialog", "alertdialog", "form", "group", "region") and element.name:
            return f' in the {element.role} "{_short(element.name)}"'
    heading = next((one for one in reversed(index.headings) if index.in_section(at, one)), None)
    if heading is not None:
        return f' under "{_short(index.elements[heading].name)}"'
    return ""


def _contents(index: Index, container: int, apart: int) -> str:
    """The texts in a row, without what can be operated there."""
    words: list[str] = []
    guesses = {
        index.elements[b].name for b in index.within(container) if index.elements[b].weak_name
    }
    for below in index.within(container):
        element = index.elements[below]
        if any(index.elements[one].role == "button" for one in index.within(below)):
            continue
        repeated = element.name in guesses or any(element.name in word for word in words)
        if below != apart and element.name and not element.interactive and not repeated:
            words.append(element.name)
        if sum(map(len, words)) > _LONGEST:
            break
    return " ".join(words)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
