"""Anchors for an element: how a skill's step will find it again.

All families that say something are taken, independent of each other. Then it is tried out, in the
observation in which the element was used, with the very code that will look for it: what would not
surely be found there is helped with more anchors, or told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from actions.errors import ActionError
from actions.target import Anchors
from grounding.by_anchors import ground
from grounding.structure import nearest_label, row_of, section_of
from perception.element import Element
from perception.observation import Observation, SurfaceKind
from perception.predicate import fold
from skills.identify import Accepted, accept, ways_of
from skills.literals import is_leading
from skills.skill import anchors
from skills.slots import Slot, mentions

# Makes a picture of an element and gives its name, "anchors/….png"; "" where that says nothing.
Picture = Callable[[Element, Observation], str]

_PLACES = frozenset(
    {"dialog", "alertdialog", "group", "form", "region", "navigation", "toolbar", "tabpanel"}
    | {"menu", "menubar", "radiogroup", "tablist", "article", "complementary", "search", "list"}
)
_WORDLESS = frozenset({"generic", "text", ""})
_LONGEST = 120  # characters of an anchor's text
_LONGEST_LABEL = 60  # longer texts beside a field are no labels
# Ids that a program makes anew each time: framework counters and long runs of digits or hex.
_MADE = re.compile(r"^:|[:.]\w*\d|\d{3,}|[0-9a-f]{8,}|^(?:ember|react|mui|radix|headlessui)", re.I)


@dataclass(frozen=True, slots=True)
class Aim:
    """Anchors, as literal texts, and what is not sure about them ("" if nothing is).

    Attributes:
        anchors: to find the element by.
        given: texts that mean the record that the step is about.
        doubt: for people.
    """

    anchors: Anchors
    given: tuple[str, ...] = ()
    doubt: str = ""


def aim(
    element: Element,
    observation: Observation,
    slots: Sequence[Slot],
    *,
    commit: bool,
    picture: Picture | None = None,
) -> Aim:
    """Anchors for an element.

    Args:
        element: that was acted on.
        observation: immediately before.
        slots: values that differ from use to use.
        commit: whether what is done to it cannot be taken back; two kinds must then agree.
        picture: makes pictures of elements.
    """
    key = _key(element, observation, slots)
    own = _own(element, observation, slots, in_row=bool(key))
    place = {"near": key} if key else {}
    section = _section(element, observation, slots)
    window = "" if section else _window(element, observation, slots)
    label = _beside(element, observation) if not own.get("name") else ""
    beside = {**place, **({} if key else {"near": label})}
    plain: list[tuple[dict[str, str], str]] = [
        ({**own, **beside, "within": section or window}, ""),
        ({**own, **beside}, ""),
    ]
    if window:
        place_in = _offset_in_window(element, observation)
        plain.append(({**own, **beside, "within": window, "offset": place_in}, ""))
    rows = [] if key else list(_row_texts(element, observation))
    doubt = "it acts on the row of {!r} each time; is that what is wanted?"
    in_rows = [({**own, "near": text}, doubt.format(text)) for text in rows]

    def tries() -> Iterator[tuple[dict[str, str], str]]:
        yield from plain
        yield {**own, **place}, ""
        yield from in_rows  # a person is told of the record; a picture would show it silently
        image = picture(element, observation) if picture is not None else ""  # dear
        yield {**own, **place, "image": image}, ""
        yield {**own, **place, "within": section, "image": image}, ""

    tried = set()
    last = plain[0][0]
    for families, doubt in tries():
        last = families
        made = anchors(**families)
        if made in tried or not made.ways:
            continue
        tried.add(made)
        if finds(made, element, observation, slots, commit=commit):
            return Aim(made, (key,) if key else (), doubt)
    known = own.keys() & {"name", "text", "test_id", "id"} or label or key
    if not known and not last.get("image"):
        return Aim(Anchors())
    made = anchors(**(plain[0][0] if known else last))
    told = "it could not be told apart for sure from what is beside it"
    return Aim(made, (key,) if key else (), told)


def finds(
    made: Anchors,
    element: Element,
    observation: Observation,
    slots: Sequence[Slot],
    *,
    commit: bool,
) -> bool:
    """Whether the anchors find this element, and surely enough to act on it."""
    stored = Anchors(ways=tuple((f, "{{x}}" if mentions(v, slots) else v) for f, v in made.ways))
    try:
        found = ground(made, observation)
    except ActionError:
        return False
    if found.element is None or found.element.ref != element.ref:
        return False
    return isinstance(accept(ways_of(stored, made), found, observation, commit=commit), Accepted)


def _own(
    element: Element, observation: Observation, slots: Sequence[Slot], *, in_row: bool
) -> dict[str, str]:
    """What the element says of itself."""
    attributes = element.attributes
    found = {"role": element.role if element.role not in _WORDLESS else ""}
    if element.name and not element.weak_name and len(element.name) <= _LONGEST:
        found["name"] = element.name
    elif inner := next(
        (each.name for each in observation.within(element) if 0 < len(each.name) <= _LONGEST), ""
    ):
        found["text"] = inner
    for family in ("test_id", "id"):
        value = attributes.get(family, "")
        if value and not _MADE.search(value) and _only(family, value, observation):
            found[family] = value
    href = attributes.get("href", "")
    # The address of a link that is named by a value is that of one record.
    own = mentions(element.name, slots)
    if href and not in_row and not own and element.role == "link" and _steady_link(href, slots):
        found["href"] = href
    return found


def _only(family: str, value: str, observation: Observation) -> bool:
    return sum(each.attributes.get(family) == value for each in observation.elements) == 1


def _steady_link(href: str, slots: Sequence[Slot]) -> bool:
    """Whether a link's address will be the same again: no numbers or tokens of a record in it."""
    if mentions(href, slots):
        return False  # how a value is written into an address is the program's business
    path = re.sub(r"^\w+://[^/]*", "", href)
    return not re.search(r"\d|[0-9a-f]{12,}|=[\w%-]{16,}", path) and len(href) <= 500


def _key(element: Element, observation: Observation, slots: Sequence[Slot]) -> str:
    """The value that tells the row of an element from the others; "" if none does."""
    row = row_of(element, observation)
    if row is None or is_leading(element, observation):
        return ""
    texts = {
        fold(text)
        for each in (row, *observation.within(row))
        for text in (each.name, each.value or "")
    }
    keys = [
        text
        for slot in slots
        if slot.row
        for text, _ in slot.pieces
        if text and any(_holds(shown, fold(text)) for shown in texts)
    ]
    own = fold(element.name)
    return max((key for key in keys if fold(key) != own), key=len, default="")


def _holds(shown: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", shown) is not None


def _row_texts(element: Element, observation: Observation) -> Iterator[str]:
    """Texts that are in this row and in no other."""
    row = row_of(element, observation)
    if row is None or is_leading(element, observation):
        return
    counted: dict[str, int] = {}
    for each in observation.elements:
        counted[fold(each.name)] = counted.get(fold(each.name), 0) + 1
    for each in observation.within(row):
        text = each.name
        if 1 < len(text) <= 60 and text != element.name and counted[fold(text)] <= 2:
            yield text


def _section(element: Element, observation: Observation, slots: Sequence[Slot]) -> str:
    """The nearest thing around an element that has a name which will be the same again."""
    for around in observation.ancestors(element):
        if around.role in _PLACES and _steady(around.name, slots):
            return around.name
        if around.role in ("dialog", "alertdialog"):
            break
    heading = section_of(element, observation)
    return heading.name if heading is not None and _steady(heading.name, slots) else ""


def _window(element: Element, observation: Observation, slots: Sequence[Slot]) -> str:
    """What the window of an element without a better place is called; its program, mostly."""
    surface = observation.surface(element.surface)
    if surface is None or surface.kind is not SurfaceKind.WINDOW:
        return ""
    part = re.split(r"\s[-–—]\s", surface.title)[-1].strip(" *•●")
    return part if _steady(part, slots) else ""


def _offset_in_window(element: Element, observation: Observation) -> str:
    """How far its middle is from the corner of its window, in environment pixels."""
    surface = observation.surface(element.surface)
    assert surface is not None
    center = element.box.center
    return f"{center.x - surface.box.x:.0f},{center.y - surface.box.y:.0f}"


def _steady(name: str, slots: Sequence[Slot]) -> bool:
    """Whether a name will be the same again: no number in it but in the values themselves."""
    if not 0 < len(name) <= _LONGEST:
        return False
    for slot in slots:
        for text, _ in slot.pieces:
            name = name.replace(text, " ") if len(text) > 1 else name
    return not re.search(r"\d", name)


def _beside(element: Element, observation: Observation) -> str:
    label = nearest_label(element, observation)
    if label is None or len(label.name) > _LONGEST_LABEL or label.name.endswith((".", "!")):
        return ""
    return label.name
