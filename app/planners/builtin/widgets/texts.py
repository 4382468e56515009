"""Text as an object: highlighting it, giving it a style, resizing the box that it is in."""

from __future__ import annotations

import re

from actions.action import Drag, Press
from actions.target import ElementRef, PointOn
from app.planners.builtin import find
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import similarity
from app.planners.builtin.plan import Clause, Phrase
from app.planners.builtin.qualities import rgb
from perception.element import Element
from perception.geometry import Box

STYLES = {
    "bold": "bold", "bolded": "bold", "italic": "italic", "italics": "italic",
    "italicized": "italic", "underline": "underline", "underlined": "underline",
    "strikethrough": "strike", "struck": "strike", "bolden": "bold", "italicize": "italic",
    "italicise": "italic",
}  # fmt: skip


def highlight(desk: Desk, clause: Clause) -> Script:
    """Select a text with the pointer: from its first to its last letter."""
    element = _text_meant(desk, clause.target)
    if element is None:
        return False
    box = element.box
    last = _last_line_end(box)
    yield desk.act(
        f"Drag over {element.described()}.",
        Drag(path=(PointOn(x=box.x + 1, y=box.y + min(6, box.height / 2)),
                   PointOn(x=last[0], y=last[1]))),
    )  # fmt: skip
    return not desk.failure


def _last_line_end(box: Box) -> tuple[float, float]:
    return box.right + 30, box.bottom - min(4, box.height / 2)


def _text_meant(desk: Desk, phrase: Phrase) -> Element | None:
    place = phrase.related("in", "of", "from") or phrase
    if phrase.names:
        found = find.pick(find.matches(desk, phrase), phrase)
        return found[0] if found else None
    texts = [
        e
        for e in desk.shown()
        if not e.interactive and e.name and not desk.observation.children.get(e.ref)
    ]
    texts = [e for e in texts if e.role in ("text", "paragraph", "generic", "cell", "heading")]
    if place.ordinal:
        index = place.ordinal - 1 if place.ordinal > 0 else place.ordinal
        return texts[index] if -len(texts) <= index < len(texts) else None
    return max(texts, key=lambda e: len(e.name), default=None)


def style_said(text: str) -> str:
    """The style or colour that a text names, "" for none."""
    words: list[str] = re.findall(r"[a-z]+", text.casefold())
    for word in words:
        if word in STYLES:
            return STYLES[word]
    for word in words:
        if rgb(word) and word not in ("text",):
            return word
    return ""


def editor(desk: Desk) -> Element | None:
    """The rich text editor of the page."""
    rich = [e for e in desk.shown() if "editable" in e.states and e.role == "textbox"]
    return rich[0] if rich else None


def format_text(desk: Desk, clause: Clause) -> Script:
    """Give text in an editor a style."""
    style = style_said(clause.text)
    box = editor(desk)
    if not style or box is None:
        return False
    yield desk.click(box, "Put the focus into the editor.")
    piece = _piece(clause, box)
    if piece is None:
        yield desk.act("Select everything.", Press(keys="Control+a"))
    else:
        start, end = piece
        yield desk.act("Go to the beginning.", Press(keys="Control+Home"))
        if start:
            yield desk.act("Go to the text.", Press(keys="ArrowRight", repeat=start))
        yield desk.act("Select the text.", Press(keys="Shift+ArrowRight", repeat=end - start))
    control = style_control(desk, style)
    if control is None:
        return False
    yield desk.click(control, f"Choose the style {style}.")
    if rgb(style):
        choice = _color_choice(desk, style)
        if choice is None:
            return False
        yield desk.click(choice, f"Choose {style}.")
    return not desk.failure


def _piece(clause: Clause, box: Element) -> tuple[int, int] | None:
    """Where the text that is to be styled stands in the editor; None for all of it."""
    text = box.value or ""
    quoted = [*clause.target.names, *(v.value for v in clause.values if v.quoted)]
    candidates = [*quoted, *re.findall(r"[\w'-]+", clause.target.text)]
    for wanted in candidates:
        if style_said(wanted) or wanted.casefold() in (
            "text",
            "style",
            "the",
            "everything",
            "all",
            "word",
        ):
            continue
        match = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text)
        if match:
            return match.start(), match.end()
    return None


def style_control(desk: Desk, style: str) -> Element | None:
    """The button for a style, by name or by what its class says."""
    wanted = "color" if rgb(style) else style
    best: tuple[float, Element] | None = None
    for element in desk.shown():
        if not element.interactive or element.editable:
            continue
        told: str = " ".join(
            [element.name, element.description, element.attributes.get("class", "")]
        )
        told = re.sub(r"[-_]", " ", told)
        score = max((similarity(wanted, word) for word in told.split()), default=0)
        if wanted == "color" and "picker" in told:
            score = max(score, 0.95)
        if score >= 0.85 and (best is None or score > best[0]):
            best = (score, element)
    return best[1] if best is not None else None


def _color_choice(desk: Desk, name: str) -> Element | None:
    for element in [*desk.appeared, *desk.shown()]:
        if (
            element.attributes.get("color") == name
            and element.interactive
            and element.box.area < 1500
        ):
            return element
    return None


def resize(desk: Desk, clause: Clause) -> Script:
    """Drag the corner of a box until it is as large as is asked for."""
    text = f"{clause.text} {clause.goal}".casefold()
    pool = [e for e in desk.shown() if "multiline" in e.states] or [
        e for e in desk.shown() if e.editable
    ]
    if not pool:
        return False
    box = pool[0]
    larger = not re.search(
        r"\b(smaller|shrink|less|shorter|narrower|reduce|decrease|lower)\b", text
    )
    reach = 30 if larger else -20
    dx = 0 if re.search(r"\b(height|taller|shorter|tall)\b", text) else reach
    dy = 0 if re.search(r"\b(width|wider|narrower|wide)\b", text) else reach
    corner = box.box.right - 4, box.box.bottom - 4
    yield desk.act(
        f"Drag the corner of {box.described()}.",
        Drag(path=(PointOn(x=corner[0], y=corner[1]), PointOn(x=corner[0] + dx, y=corner[1] + dy))),
    )
    now = desk.now(box)
    if now is not None and now.box == box.box and not desk.failure:
        yield desk.act(
            "Drag it by the corner itself.",
            Drag(path=(ElementRef(ref=box.ref), PointOn(x=corner[0] + dx, y=corner[1] + dy))),
        )
    return not desk.failure
