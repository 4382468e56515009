"""Reading off the page: label and value, rows and columns, words of a text, counts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from app.planners.builtin import find
from app.planners.builtin.desk import Desk
from app.planners.builtin.find import GOOD
from app.planners.builtin.match import plain, similarity
from app.planners.builtin.plan import Phrase
from perception.element import Element

_WORD_NOUNS = {"word", "words"}
_TEXT_NOUNS = {"text", "texts", "content", "contents", "paragraph", "value", "message", "sentence"}


def read(desk: Desk, phrase: Phrase) -> str | None:
    """The text that a phrase such as "the email of Chen Wei" stands for; None if unclear."""
    noun = phrase.noun
    if noun in _WORD_NOUNS and phrase.ordinal:
        words = source_text(desk, phrase).split()
        place = phrase.ordinal - 1 if phrase.ordinal > 0 else phrase.ordinal
        if -len(words) <= place < len(words):
            return words[place].strip(".,;:!?\"'()")
        return None
    wanted, owner = _asked(phrase)
    if owner is not None and wanted:
        found = cell(desk, wanted, owner)
        if found:
            return found
    if wanted:
        found = labelled(desk, wanted, owner)
        if found:
            return found
    if phrase.noun in _TEXT_NOUNS or phrase.words.casefold() in _TEXT_NOUNS:
        return source_text(desk, phrase) or None
    return None


def _asked(phrase: Phrase) -> tuple[str, Phrase | None]:
    """What is asked for, and of whom: ("email", Chen Wei); possessives are taken apart."""
    of = phrase.related("of", "for", "from", "by", "in")
    words = phrase.words or phrase.text
    if phrase.noun in ("value", "values", "content", "contents") and of is not None:
        inner = of.related("of", "for")
        return of.text if inner is None else of.words or of.text.split(" of ")[0], inner
    match = re.match(r"^(.+?)['’]s?\s+(.+)$", words)
    if match and match[1][-1:].isalnum():
        return match[2], Phrase(text=match[1], words=match[1])
    return words, of


def source_text(desk: Desk, phrase: Phrase) -> str:
    """The running text that "the paragraph", "the 3rd text area", "the text below" means."""
    place = phrase.related("in", "of", "from", "inside", "within") or phrase
    if place.noun.startswith(("text", "input", "box", "field", "entry")) and place.noun != "text":
        fields = [e for e in desk.shown() if e.role == "textbox" and e.value is not None]
        areas = [e for e in fields if "multiline" in e.states]
        pool = areas if areas and ("area" in place.noun or any(e.value for e in areas)) else fields
        if not place.ordinal:
            pool = [e for e in pool if e.value] or pool
        chosen = _nth(pool, place.ordinal)
        return (chosen.value or "").strip() if chosen is not None else ""
    paragraphs = blocks_of_text(desk)
    if place.ordinal:
        chosen_text = paragraphs[place.ordinal - 1 if place.ordinal > 0 else place.ordinal :]
        return chosen_text[0] if chosen_text else ""
    return max(paragraphs, key=len, default="")


def _nth(pool: Sequence[Element], ordinal: int) -> Element | None:
    if not pool:
        return None
    place = ordinal - 1 if ordinal > 0 else ordinal
    return pool[place] if -len(pool) <= place < len(pool) else None


def blocks_of_text(desk: Desk) -> list[str]:
    """Running texts of the page, pieces on one line joined as they stand."""
    blocks: list[list[Element]] = []
    for element in desk.shown():
        if not element.name or element.interactive or desk.observation.children.get(element.ref):
            continue
        if element.role not in (
            "text",
            "paragraph",
            "generic",
            "heading",
            "listitem",
            "cell",
            "status",
        ):
            continue
        last = blocks[-1][-1] if blocks else None
        if last is not None and last.parent == element.parent and _touching(last, element):
            blocks[-1].append(element)
        else:
            blocks.append([element])
    return [_joined(block) for block in blocks]


def _touching(one: Element, other: Element) -> bool:
    level = min(one.box.bottom, other.box.bottom) - max(one.box.y, other.box.y)
    return level > 0 and -20 < other.box.x - one.box.right < 14


def _joined(block: Sequence[Element]) -> str:
    text = block[0].name
    for before, after in itertools.pairwise(block):
        tight = len(before.name) == 1 and len(after.name) == 1
        text += after.name if tight else " " + after.name
    return text


def labelled(desk: Desk, label: str, owner: Phrase | None = None) -> str | None:
    """The value that stands beside or below a label."""
    label = label.removesuffix(":")
    pool = list(desk.shown())
    named = [e for e in pool if similarity(label, e.name.rstrip(": ")) >= 0.86]
    if owner is not None:
        anchors = find.anchors_of(desk, owner)
        if anchors:
            kept = find.nearest(desk, [find.Match(e, 1.0) for e in named], anchors)
            named = [match.element for match in kept] or named
    for element in named:
        if element.value and element.role in ("textbox", "combobox", "spinbutton", "slider"):
            return element.value
    for element in named:
        value = _beside(desk, element, pool)
        if value is not None:
            return value.name or value.value
    for element in pool:  # "Phone: 555" in one text
        match = re.match(rf"^\s*{re.escape(label)}\s*[:=]\s*(.+)$", element.name, re.IGNORECASE)
        if match:
            return match[1].strip()
    return None


def _beside(desk: Desk, label: Element, pool: Sequence[Element]) -> Element | None:
    best: tuple[float, Element] | None = None
    for other in pool:
        if (
            other.ref == label.ref
            or not (other.name or other.value)
            or other.role in ("row", "table")
        ):
            continue
        if label.parent == other.ref:
            continue
        level = min(label.box.bottom, other.box.bottom) - max(label.box.y, other.box.y)
        gap = other.box.x - label.box.right
        same_line = level > 0.4 * min(label.box.height, other.box.height) and gap > -4
        if same_line and (best is None or gap < best[0]):
            best = (gap, other)
    if best is not None:
        return best[1]
    below = [
        o
        for o in pool
        if 0 <= o.box.y - label.box.bottom < 40 and abs(o.box.x - label.box.x) < 30 and o.name
    ]
    return below[0] if below else None


def rows(desk: Desk) -> list[tuple[Element, list[Element]]]:
    """The rows of the page's tables with their cells."""
    found = []
    for element in desk.elements:
        if element.role != "row":
            continue
        cells = [e for e in desk.observation.within(element)
                 if e.role in ("cell", "gridcell", "columnheader", "rowheader")]  # fmt: skip
        if cells:
            found.append((element, cells))
    return found


def text_of(desk: Desk, element: Element) -> str:
    """All that an element shows, itself and inside."""
    inside = [e.name or e.value or "" for e in desk.observation.within(element)]
    own = element.name or (element.value or "")
    if own and all(plain(text) in plain(own) for text in inside):
        return own
    return " ".join(text for text in [own, *inside] if text)


def column_of(desk: Desk, label: str, table: list[tuple[Element, list[Element]]]) -> int:
    """The number of the column that a label heads; -1 for none."""
    best = (0.0, -1)
    for _, cells in table:
        for place, each in enumerate(cells):
            if each.role == "columnheader":
                score = similarity(label, text_of(desk, each))
                if score > best[0]:
                    best = (score, place)
    return best[1] if best[0] >= GOOD else -1


def cell(desk: Desk, label: str, owner: Phrase) -> str | None:
    """The cell in the column `label` of the row that shows `owner`."""
    table = rows(desk)
    column = column_of(desk, label, table)
    if column < 0:
        return None
    for text in find.names_of(owner):
        hits = [cells for _, cells in table
                if any(similarity(text, text_of(desk, each)) >= 0.8 for each in cells)
                and cells[0].role != "columnheader"]  # fmt: skip
        if len(hits) == 1 and column < len(hits[0]):
            return text_of(desk, hits[0][column])
    return None


_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def numbers_in(text: str) -> list[float]:
    """The numbers in a text, thousands separators understood.

    >>> numbers_in("$1,200.50 for 2")
    [1200.5, 2.0]
    """
    return [float(piece.replace(",", "")) for piece in _NUMBER.findall(text)]


def quantity(text: str) -> float | None:
    """One number for comparing: a duration in minutes, else the first number."""
    match = re.search(r"(\d+)\s*h(?:ours?|rs?)?(?:\s*(\d+)\s*m)?", text)
    if match:
        return int(match[1]) * 60 + int(match[2] or 0)
    found = numbers_in(text)
    return found[0] if found else None
