"""Entering values: which field a label means, and getting the value in whatever it takes."""

from __future__ import annotations

from collections.abc import Sequence

from actions.action import Click, Press, Select, SetValue, Type
from actions.target import ElementRef
from app.planners.builtin import dates, find
from app.planners.builtin.claims import value_claim
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import fit, plain, similarity
from app.planners.builtin.plan import Assignment, Phrase
from perception.element import Element

_SYNONYMS = (
    {"username", "user name", "user", "login", "user id", "account"},
    {"email", "e-mail", "mail", "email address"},
    {"phone", "telephone", "mobile", "phone number", "tel"},
    {"password", "passcode", "passphrase", "pass"},
    {"zip", "postcode", "postal code", "zip code"},
    {"name", "full name"},
    {"date", "day", "when", "departure date"},
    {"comment", "message", "text", "body", "note", "notes"},
    {"from", "origin", "departure", "leaving from"},
    {"to", "destination", "arrival", "going to", "recipient"},
)


def editable_fields(desk: Desk) -> list[Element]:
    """All fields that take a value, in document order."""
    return [e for e in desk.shown() if takes_value(e)]


def takes_value(element: Element) -> bool:
    """Whether a value can be entered: typed, chosen or picked from a calendar."""
    if "disabled" in element.states:
        return False
    if element.editable or element.role in ("combobox", "listbox", "slider", "spinbutton"):
        return True
    return element.role == "textbox"  # a read-only one may open a calendar


def field_named(desk: Desk, label: str, pool: Sequence[Element] | None = None) -> Element | None:
    """The field that a label means, None where none or several do."""
    pool = editable_fields(desk) if pool is None else pool
    scored = sorted(((label_fit(desk, label, e), -place, e) for place, e in enumerate(pool)),
                    key=lambda each: (-each[0], -each[1]))  # fmt: skip
    if not scored or scored[0][0] < 0.6:
        return None
    return scored[0][2]


def label_fit(desk: Desk, label: str, element: Element) -> float:
    """How well a label names a field: its accessible name, else what stands beside it."""
    best = _fit(label, element)
    if plain(label) in ("password", "passcode") and "password" in element.states:
        best = max(best, 0.85)
    kind = element.attributes.get("type")
    if kind in ("date", "time", "email", "tel", "url", "color") and plain(label) == kind:
        best = max(best, 0.75)
    if best < 0.6:
        beside = text_beside(desk, element)
        if beside:
            best = max(best, _words_fit(label, beside) * 0.95)
    return best


def synonyms(label: str) -> set[str]:
    """The label, folded, and what people say for it."""
    folded = plain(label)
    return {folded}.union(*(group for group in _SYNONYMS if folded in group))


def _fit(label: str, element: Element) -> float:
    best = fit(label, element)
    for group in _SYNONYMS:
        if plain(label) in group:
            best = max([best, *(fit(word, element) * 0.93 for word in group)])
    return best


def _words_fit(label: str, shown: str) -> float:
    best = similarity(label, shown)
    for group in _SYNONYMS:
        if plain(label) in group:
            best = max([best, *(similarity(word, shown) * 0.93 for word in group)])
    return best


def text_beside(desk: Desk, element: Element) -> str:
    """The text left of a field on its line, or right above it."""
    left: tuple[float, str] | None = None
    above: tuple[float, str] | None = None
    box = element.box
    for other in desk.elements:
        if other.interactive or not other.name or other.ref == element.ref:
            continue
        level = min(box.bottom, other.box.bottom) - max(box.y, other.box.y)
        if level > 0.4 * min(box.height, other.box.height) and other.box.right <= box.x + 4:
            gap = box.x - other.box.right
            if gap < 160 and (left is None or gap < left[0]):
                left = (gap, other.name)
        elif other.box.bottom <= box.y + 4 and other.box.x < box.right and other.box.right > box.x:
            gap = box.y - other.box.bottom
            if gap < 40 and (above is None or gap < above[0]):
                above = (gap, other.name)
    chosen = left or above
    return chosen[1] if chosen is not None else ""


def target_fields(desk: Desk, value: Assignment, place: Phrase | None) -> list[Element]:
    """The fields that an assignment goes to, as far as it can be told."""
    pool = editable_fields(desk)
    if place is not None and (place.every or place.ordinal) and place.text:
        chosen = find.pick(find.matches(desk, place, purpose="type"), place)
        if chosen:
            return chosen
    if value.field:
        field = field_named(desk, value.field, pool)
        if field is not None:
            return [field]
    if place is not None and (place.names or place.words):
        for name in find.names_of(place):
            field = field_named(desk, name, pool)
            if field is not None:
                return [field]
    if place is not None and place.roles:
        chosen = find.pick(find.matches(desk, place, purpose="type"), place)
        if chosen:
            return _likeliest(desk, chosen)
    if value.field or _is_named(place):  # what is called otherwise is not meant
        pool = [e for e in pool if not e.name and not text_beside(desk, e)]
    typed = [e for e in pool if e.editable]
    focused = desk.observation.by_ref.get(desk.observation.focused or "")
    if focused is not None and focused in typed and not value.field:
        return [focused]
    return _likeliest(desk, typed or pool)


def _is_named(place: Phrase | None) -> bool:
    """Whether a phrase calls a field by a name of its own, rather than by what it is."""
    if place is None:
        return False
    return bool(place.names) or any(word[:1].isupper() for word in place.words.split())


def _likeliest(desk: Desk, fields: list[Element]) -> list[Element]:
    """One field where nothing says which: an empty single-line one before others."""
    if len(fields) < 2:
        return fields
    empty = [e for e in fields if not e.value and "multiline" not in e.states]
    return empty[:1] if len(empty) >= 1 else fields[:1]


def enter(desk: Desk, field: Element, value: str) -> Script:
    """Give a field a value, in the way that its kind takes it, and see that it arrived."""
    kind = field.attributes.get("type", "")
    if kind in ("date", "time", "datetime-local", "month", "week"):
        return (yield from _set(desk, field, dates.for_input(value, kind) or value))
    if field.role in ("combobox", "listbox") and field.attributes.get("options"):
        return (yield from choose_option(desk, field, (value,)))
    if field.role == "slider" or kind == "color":
        return (yield from _set(desk, field, value))
    if field.role == "textbox" and not field.editable:
        from app.planners.builtin.widgets import calendars

        return (yield from calendars.choose_date(desk, field, value))
    typed = yield from type_into(desk, field, value)
    if field.role == "combobox":
        from app.planners.builtin.widgets import suggestions

        yield from suggestions.take_if_offered(desk, desk.now(field) or field, value)
    return typed


def _set(desk: Desk, field: Element, value: str) -> Script:
    yield desk.act(
        f"Set {field.described()} to “{value}”.",
        SetValue(target=ElementRef(ref=field.ref), value=value),
    )
    note_value(desk, field, value)
    return not desk.failure


def type_into(desk: Desk, field: Element, value: str) -> Script:
    """Type text; when it did not arrive, focus the field and type again key by key."""
    target = ElementRef(ref=field.ref)
    yield desk.act(f"Type “{value}” into {field.described()}.", Type(text=value, into=target))
    if find.only_seen(field):
        return (yield from _typed_into_seen(desk, field, value))
    now = desk.now(field)
    if now is not None and not _arrived(now, value):
        yield desk.act(
            "The text did not arrive: click the field and type again.", Click(target=target)
        )
        yield desk.act("Select what is there.", Press(keys="Control+a"))
        yield desk.act(f"Type “{value}”.", Type(text=value, clear=False))
    note_value(desk, field, value)
    return True


def _typed_into_seen(desk: Desk, field: Element, value: str) -> Script:
    """See that a field which is only seen took the text; type once more if it did not.

    Its text is read in the picture, and so not to the letter: no claim is made of it.
    """
    if desk.failure and desk.now(field) is not None:
        yield desk.act(
            "The text did not arrive: type it once more.",
            Type(text=value, into=ElementRef(ref=field.ref)),
        )
    return not desk.failure


def _arrived(field: Element, value: str) -> bool:
    if "password" in field.states:
        return len(field.value or "") == len(value)
    return plain(field.value or "") == plain(value) or field.value is None


def note_value(desk: Desk, field: Element, value: str) -> None:
    """Remember that this field must hold this value, for the end of the task."""
    now = desk.now(field)
    claim = value_claim(now or field, value)
    if claim is not None:
        desk.claims.append(claim)


def choose_option(desk: Desk, field: Element, options: Sequence[str]) -> Script:
    """Choose options of a native select or list box by the text that fits best."""
    offered = [line for line in field.attributes.get("options", "").split("\n") if line.strip()]
    chosen = []
    for option in options:
        best = max(offered, key=lambda text: similarity(option, text), default="")
        if similarity(option, best) < find.GOOD:
            return False
        chosen.append(best)
    yield desk.act(
        f"Choose {', '.join(f'“{each}”' for each in chosen)} in {field.described()}.",
        Select(target=ElementRef(ref=field.ref), options=tuple(chosen)),
    )
    if len(chosen) == 1:
        note_value(desk, field, chosen[0])
    return not desk.failure
