"""Forms as a whole: set a field, search, log in, make a new record, save what was changed."""

from __future__ import annotations

import re

from app.planners.builtin import fields, find, labelled, lexicon
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import plain, similarity
from app.planners.builtin.plan import Assignment, Clause, Phrase
from app.planners.builtin.reading import numbers_in
from app.planners.builtin.seek import seek
from app.planners.builtin.widgets import sliders
from perception.element import Element

_GREETING = re.compile(r"^(?:to|for|with|as|is|of)\s+", re.IGNORECASE)


def set_value(desk: Desk, clause: Clause) -> Script:
    """Set fields, sliders or boxes; open and save the record that they belong to if need be."""
    for value in clause.values:
        phrase = clause.target if not value.field else Phrase(text=value.field, words=value.field)
        if not (yield from _set_one(desk, clause, phrase, value)):
            return False
    return bool(clause.values)


def _set_one(desk: Desk, clause: Clause, phrase: Phrase, value: Assignment) -> Script:
    text = _GREETING.sub("", value.value)
    slides = "slider" in phrase.text or (
        phrase.noun == "" and sliders.sliders(desk) and numbers_in(text)
    )
    if slides and (yield from sliders.set_slider(desk, phrase, text)):
        return True
    field = _field(desk, phrase)
    if field is None and not desk.observation.complete:
        yield desk.look_wider()
        field = _field(desk, phrase)
    if field is None:
        label, owner = _owned(phrase)
        if owner and (yield from _open_record(desk, owner)):
            field = fields.field_named(desk, label)
            phrase = Phrase(text=label, words=label)
    if field is not None:
        return (yield from fields.enter(desk, field, text))
    boxes = [e for e in desk.shown() if e.role in ("checkbox", "radio", "switch")]
    found = find.pick(find.matches(desk, phrase, within=boxes), phrase)
    if found and plain(text) in ("on", "off", "true", "false", "checked", "unchecked", "yes", "no"):
        from app.planners.builtin.choosing import set_checked

        wanted = plain(text) in ("on", "true", "checked", "yes")
        return (yield from set_checked(desk, found[0], wanted))
    from app.planners.builtin.choosing import choose_named

    return (yield from choose_named(desk, text))


def _field(desk: Desk, phrase: Phrase) -> Element | None:
    for name in find.names_of(phrase):
        field = fields.field_named(desk, name)
        if field is not None:
            return field
    if phrase.roles or phrase.ordinal:
        found = find.pick(find.matches(desk, phrase, purpose="type"), phrase)
        return found[0] if found else None
    return None


def _owned(phrase: Phrase) -> tuple[str, str]:
    """("phone", "Chen Wei") of "Chen Wei's phone" and "the phone of Chen Wei"."""
    match = re.match(r"^(.+?)['’]s?\s+(.+)$", phrase.words or phrase.text)
    if match:
        return match[2], match[1]
    of = phrase.related("of", "for", "in")
    return phrase.words or phrase.noun, of.name if of is not None else ""


def _open_record(desk: Desk, owner: str) -> Script:
    """Open the record of somebody or something for editing."""
    for _ in range(3):
        if fields.editable_fields(desk) and _editing(desk):
            return True
        anchors = find.anchors_of(desk, Phrase(text=owner, names=(owner,)))
        edit = [m for m in find.matches(desk, Phrase(text="edit", words="edit")) if m.score >= 0.8]
        if edit and (len(edit) == 1 or anchors):
            chosen = find.nearest(desk, edit, anchors[:1]) if anchors else edit
            yield desk.click(chosen[0].element, f"Edit {owner}.")
        elif anchors:
            yield desk.click(anchors[0], f"Open {owner}.")
        else:
            found = yield from seek(desk, Phrase(text=owner, names=(owner,)))
            if found is None:
                return False
            yield desk.click(found, f"Open {owner}.")
        if desk.failure:
            return False
    return _editing(desk)


def _editing(desk: Desk) -> bool:
    return len([e for e in desk.shown() if e.editable and e.role != "searchbox"]) >= 2


def search(desk: Desk, clause: Clause) -> Script:
    """Search for something: one field takes the words, several take their parts."""
    pool = [e for e in fields.editable_fields(desk) if e.editable or e.role == "combobox"]
    boxes = [
        e for e in pool if e.role == "searchbox" or "search" in plain(e.name + " " + e.description)
    ]
    text = _searched(clause.target)
    desk.remembered["found"] = text
    field: Element | None
    if len(pool) > 1 and not boxes:
        parts = split_by_fields(desk, clause.target.text, pool)
        for ref, part in parts.items():
            now = desk.observation.by_ref.get(ref)
            if now is not None:
                yield from fields.enter(desk, now, part)
        field = pool[-1] if parts else None
    else:
        field = next(iter(boxes or pool), None)
        if field is not None:
            yield from fields.enter(desk, field, text)
    if field is None:
        return False
    button = _search_button(desk, field)
    if button is None:
        yield desk.press("Enter")
    else:
        yield desk.click(button)
    return not desk.failure


def _searched(phrase: Phrase) -> str:
    """What is searched for, without the place: "the contacts for X", "X in the contacts"."""
    wanted = phrase.related("for")
    if wanted is not None and wanted.text:
        return wanted.name or wanted.text
    if len(phrase.names) == 1:
        return phrase.names[0]
    where = phrase.related("in", "on", "among", "within")
    return phrase.words if where is not None and phrase.words else phrase.text


def _search_button(desk: Desk, field: Element) -> Element | None:
    named = [
        e for e in desk.shown()
        if e.interactive and not e.editable and similarity("search", plain(e.name)) >= 0.8
    ]  # fmt: skip
    return named[0] if named else find.submit_button(desk, field)


def split_by_fields(desk: Desk, text: str, pool: list[Element]) -> dict[str, str]:
    """Deal the words of "action movies directed by Bowen from year 1998" out to the fields.

    A word that sounds like a field's label begins that field's part; the words in front of the
    first such word, without the noun they describe, are for the field that is left over.
    """
    labels = {e.ref: plain(e.name or fields.text_beside(desk, e) or e.description) for e in pool}
    words = text.replace(",", " ").split()
    parts: dict[str, list[str]] = {}
    rest: list[str] = []
    current: str | None = None
    for word in words:
        low = plain(word)
        hit = next((ref for ref, label in labels.items() if _akin(low, label)), None)
        if hit is not None:
            current = hit
            parts.setdefault(hit, [])
            continue
        if low in _JOINTS:
            if current is not None and parts.get(current):
                current = None
            continue
        (parts[current] if current is not None else rest).append(word)
    left = [ref for ref in labels if ref not in parts]
    if rest and len(left) == 1:
        parts[left[0]] = rest[:-1] if len(rest) > 1 and rest[-1].islower() else rest
    return {ref: " ".join(piece) for ref, piece in parts.items() if piece}


_JOINTS = frozenset(
    ["by", "from", "of", "in", "the", "a", "an", "with", "for", "on", "and", "to", "any", "all"]
)


def _akin(word: str, label: str) -> bool:
    """Whether a word and a label share a stem: "directed" and "Director"."""
    if not word or not label:
        return False
    for part in label.split():
        if word == part or (min(len(word), len(part)) >= 5 and word[:5] == part[:5]):
            return True
    return False


def log_in(desk: Desk, clause: Clause) -> Script:
    """Enter user name and password, and send them."""
    values = list(clause.values)
    if not any("password" in e.states for e in desk.shown()):
        link = find.pick(find.matches(desk, Phrase(text="log in", words="log in")), Phrase())
        if link:
            yield desk.click(link[0])
    told = list(labelled.pairs(desk, clause))
    if told:
        values = told
    elif clause.target.text and not any(each.field for each in values[:1]):
        name = _GREETING.sub("", clause.target.text)
        values.insert(0, Assignment(field="username", value=name, quoted=True))
    pool = [e for e in desk.shown() if e.editable]
    secret = next((e for e in pool if "password" in e.states), None)
    user = next((e for e in pool if "password" not in e.states), None)
    for value in values:
        wants_secret = similarity("password", value.field) > 0.8
        field = secret if wants_secret else fields.field_named(desk, value.field) or user
        if field is None:
            return False
        yield from fields.type_into(desk, desk.now(field) or field, value.value)
    button = find.submit_button(desk, secret)
    if button is None:
        yield desk.press("Enter")
    else:
        yield desk.click(button)
    return not desk.failure


def create(desk: Desk, clause: Clause, last: bool) -> Script:
    """Make a new record: open its form, fill it in, save it. Later clauses may do part of that."""
    if not _form_for(desk, clause):
        opener = yield from _opener(desk, clause)
        if opener is None:
            return False
        yield desk.click(opener)
    for value in clause.values:
        field = fields.field_named(desk, value.field) if value.field else None
        if field is None:
            typed = [e for e in desk.shown() if e.editable and not e.value]
            field = typed[0] if typed and not value.field else None
        if field is None:
            return False
        if not (yield from fields.enter(desk, field, value.value)):
            return False
    if not last:
        return True
    button = find.submit_button(desk)
    if button is None:
        return False
    yield desk.click(button)
    return not desk.failure


def _form_for(desk: Desk, clause: Clause) -> bool:
    named = [v for v in clause.values if v.field and fields.field_named(desk, v.field) is not None]
    return bool(named) and len(named) == len([v for v in clause.values if v.field])


def _opener(desk: Desk, clause: Clause):  # type: ignore[no-untyped-def]
    said = f"{clause.target.words} {clause.target.noun}".split()
    noun = " ".join(word for word in dict.fromkeys(said) if word not in ("new", "another"))
    for word in ("new", "add", "create", clause.verb):
        for phrase in (f"{word} {noun}", word):
            found = find.matches(desk, Phrase(text=phrase, words=phrase))
            good = [m for m in found if m.score >= 0.85 and m.element.interactive]
            if good:
                return good[0].element
    if not desk.observation.complete:
        yield desk.look_wider()
        return (yield from _opener(desk, clause))
    section = find.matches(desk, Phrase(text=noun, words=noun)) if noun else []
    if section and section[0].element.role in ("link", "tab", "menuitem"):
        yield desk.click(section[0].element)
        return (yield from _opener(desk, clause)) if desk.changed else None
    return None


def left_unsent(desk: Desk) -> Element | None:
    """The button that sends what was entered, where the page has one that says so."""
    button = find.submit_button(desk)
    if button is None:
        return None
    name = plain(button.name)
    known = any(name == each or name.startswith(each + " ") for each in lexicon.SUBMIT_NAMES)
    return button if known and name != "search" else None
