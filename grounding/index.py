"""What is looked up about the elements of one observation, built lazily and kept with it."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from functools import cached_property

from grounding.text import alike, fold, identifier_words, stem, synonyms
from grounding.words import SIGNS, STOP, SYNONYMS, alternatives
from perception.element import Element
from perception.geometry import Box
from perception.observation import Observation, SurfaceKind

# Roles that can name what they stand beside.
_LABEL_ROLES = frozenset(
    {"text", "label", "heading", "paragraph", "legend", "caption", "cell", "rowheader", "term"}
    | {"generic", "strong", "labeltext", "LabelText", "columnheader"}
)
# Controls that are often left without a name of their own.
_FIELD_ROLES = frozenset(
    alternatives("textbox|searchbox|spinbutton|combobox|listbox|checkbox|radio|switch|slider")
)
_TICK_ROLES = frozenset({"checkbox", "radio", "switch"})
ROW_ROLES = frozenset({"row", "listitem", "article", "option", "treeitem"})

_STRIPE = 32  # pixels per bucket of the vertical index
_LONGEST_COMPACT = 30  # characters of names that are also looked up without their spaces
_LONGEST_LABEL = 80  # characters; longer texts name nothing
_LEFT_REACH, _UP_REACH, _RIGHT_REACH = 260, 40, 80  # pixels between a field and its label

_WORD = re.compile(r"[^\W_]+")
_KNOWN_TYPES = frozenset(
    alternatives(
        "password|date|time|datetime-local|month|week|color|file|email|tel|url|number|range|search"
    )
)

# A label that is not the accessible name counts for less; the values keep a name that merely
# holds the words (0.72 to 0.95, see `text`) comparable with a placeholder that is just them.
NAME, WEAK_NAME, NEARBY, DESCRIPTION, HEADER, VALUE, TYPE, IDENTIFIER = (
    1.0,
    0.88,
    0.97,
    0.94,
    0.92,
    0.8,
    0.86,
    0.76,
)
# An icon that is hardly like any, and by how much its further names count for less.
ICON, ALSO = 0.76, 0.06


class Index:
    """Look-ups over the elements of an observation; elements are known by their position."""

    def __init__(self, observation: Observation) -> None:
        self.elements = observation.elements
        self.viewport = observation.viewport
        windows = [each for each in observation.surfaces if each.kind is SurfaceKind.WINDOW]
        self.titles = {each.ref: each.title for each in windows}
        active = observation.active
        self.url = active.url if active is not None else ""

    @cached_property
    def position(self) -> dict[str, int]:
        """Position by ref."""
        return {element.ref: at for at, element in enumerate(self.elements)}

    @cached_property
    def parent(self) -> list[int]:
        """Position of the parent, -1 for none."""
        position = self.position
        return [
            position.get(element.parent, -1) if element.parent else -1 for element in self.elements
        ]

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Positions of the children, roots under -1."""
        found: dict[int, list[int]] = {}
        for at, parent in enumerate(self.parent):
            found.setdefault(parent, []).append(at)
        return found

    @cached_property
    def by_role(self) -> dict[str, list[int]]:
        """Positions by role."""
        found: dict[str, list[int]] = {}
        for at, element in enumerate(self.elements):
            found.setdefault(element.role, []).append(at)
        return found

    def of_roles(self, roles: frozenset[str]) -> list[int]:
        """Positions of all elements with one of the roles, in document order."""
        return sorted(at for role in roles for at in self.by_role.get(role, ()))

    def ancestors(self, at: int) -> Iterator[int]:
        """Enclosing elements, nearest first."""
        parent = self.parent
        for _ in range(200):  # a cycle of parents would be a fault of the reader
            at = parent[at]
            if at < 0:
                return
            yield at

    def inside(self, at: int, container: int) -> bool:
        """Whether the first is a descendant of the second."""
        return any(above == container for above in self.ancestors(at))

    def within(self, at: int) -> Iterator[int]:
        """All descendants, in document order."""
        for child in self.children.get(at, ()):
            yield child
            yield from self.within(child)

    # ---- labels

    def labels(self, at: int) -> tuple[tuple[str, float], ...]:
        """Every text that an element could be called by, with the weight of its kind."""
        found = self._labels.get(at)
        if found is None:
            found = self._labels[at] = tuple(self._gather(at))
        return found

    @cached_property
    def _labels(self) -> dict[int, tuple[tuple[str, float], ...]]:
        return {}

    def _gather(self, at: int) -> Iterator[tuple[str, float]]:
        element = self.elements[at]
        if element.name:
            yield element.name, self._name_weight(element)
        if element.description and element.description != element.name:
            yield element.description, DESCRIPTION
        placeholder = element.attributes.get("placeholder", "")
        if placeholder and placeholder not in (element.name, element.description):
            yield placeholder, DESCRIPTION
        if element.value and len(element.value) <= _LONGEST_LABEL:
            # In a picture, what is drawn in a control may as well be what it is called.
            yield element.value, DESCRIPTION if element.source == "pixels" else VALUE
        if header := element.attributes.get("header", ""):
            yield header, HEADER
        for other in element.attributes.get("also", "").split("\n"):
            if other:
                yield other, self._name_weight(element) - ALSO
        if _nameless(element) and element.interactive:
            yield from self._borrowed(at)
        for kind, weight in _typed(element):
            yield kind, weight
            if element.name and kind not in element.name.casefold():
                yield f"{element.name} {kind}", weight  # "departure date"

    def _name_weight(self, element: Element) -> float:
        if not element.weak_name:
            return NAME
        if element.source == "pixels":
            if element.role == "button":
                return ICON + (WEAK_NAME - ICON) * element.confidence
            return NEARBY
        known = (element.attributes.get("id"), element.attributes.get("test_id"))
        return IDENTIFIER if element.name in known else WEAK_NAME

    def _borrowed(self, at: int) -> Iterator[tuple[str, float]]:
        """Names of a control that has none: a text beside it, a column's header, its id."""
        element = self.elements[at]
        if element.role in _FIELD_ROLES or "editable" in element.states:
            beside = self.nearest_label(at)
            if beside is not None:
                yield self.elements[beside].name, NEARBY
            header = self.column_header(at)
            if header is not None:
                yield self.elements[header].name, HEADER
        else:
            inner = " ".join(
                self.elements[below].name for below in self.within(at) if self.elements[below].name
            )
            if inner and len(inner) <= _LONGEST_LABEL:
                yield inner, NAME
        for key in ("test_id", "id"):
            if words := identifier_words(element.attributes.get(key, "")):
                yield words, IDENTIFIER

    def nameless_fields(self) -> list[int]:
        """Fields without a name of their own, or only with an example of what to enter."""
        return [at for at in self.of_roles(_FIELD_ROLES) if _nameless(self.elements[at])]

    # ---- words

    @cached_property
    def vocabulary(self) -> dict[str, list[int]]:
        """Positions by each (stemmed) word of any of their labels."""
        return self._words[0]

    @cached_property
    def compact(self) -> dict[str, list[int]]:
        """Positions by their name without spaces and signs: "user name" is "username"."""
        return self._words[1]

    @cached_property
    def _words(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Both, in one pass: this is where most of the time for a large page goes."""
        raw: dict[str, list[int]] = {}
        compact: dict[str, list[int]] = {}
        borrowers = set(self.nameless_fields())
        for at, element in enumerate(self.elements):
            text = self._text(at, element, at in borrowers)
            if not text:
                continue
            words = _WORD.findall(text.lower() if text.isascii() else fold(text))
            for word in set(words):
                raw.setdefault(word, []).append(at)
            if len(words) <= 1 or not text.isascii():
                for sign in set(text) & SIGNS.keys():
                    raw.setdefault(SIGNS[sign], []).append(at)
            if len(element.name) <= _LONGEST_COMPACT:
                name = words if text is element.name else _WORD.findall(fold(element.name))
                compact.setdefault("".join(name), []).append(at)
        found: dict[str, list[int]] = {}
        for word, places in raw.items():
            found.setdefault(stem(word), []).extend(places)
        return found, compact

    def _text(self, at: int, element: Element, borrows: bool) -> str:
        """All that an element could be called by, in one text."""
        if borrows or (element.interactive and _nameless(element)):
            return " ".join(label for label, _ in self.labels(at))
        if not element.description and not element.value and not element.attributes:
            return element.name
        types = " ".join(label for label, _ in _typed(element))
        more = f"{element.attributes.get('placeholder', '')} {element.attributes.get('header', '')}"
        return f"{element.name} {element.description} {element.value or ''} {more} {types}"

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.vocabulary:
            if not word.isdecimal():
                found.setdefault(word[:1], []).append(word)
        return found

    def holding(self, word: str) -> frozenset[int]:
        """Positions of elements with this word, one like it or a synonym in a label.

        Args:
            word: stemmed, or the head of a group of synonyms, which may be two words ("sign up").
        """
        known = self._holding.get(word)
        if known is not None:
            return known
        found: set[int] = set()
        vocabulary = self.vocabulary
        for other in (word, *_relatives(word)):
            found.update(vocabulary.get(other, ()))
        if len(word) >= 4 and not word.isdecimal():
            for other in self._initials.get(word[:1], ()):
                if other != word and alike(word, other) > 0:
                    found.update(vocabulary[other])
        self._holding[word] = frozenset(found)
        return self._holding[word]

    @cached_property
    def _holding(self) -> dict[str, frozenset[int]]:
        return {}

    # ---- geometry

    @cached_property
    def _stripes(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for at, element in enumerate(self.elements):
            if (
                element.role in _LABEL_ROLES
                and element.name
                and not element.interactive
                and len(element.name) <= _LONGEST_LABEL
            ):
                found.setdefault(int(element.box.y // _STRIPE), []).append(at)
        return found

    def label_of(self, at: int) -> int | None:
        """The text that says that it labels a control, or else stands where its label would."""
        element = self.elements[at]
        if (said := self._labelled_by.get(element.ref)) is not None:
            return said
        field = element.role in _FIELD_ROLES or "editable" in element.states
        return self.nearest_label(at) if field else None

    @cached_property
    def _labelled_by(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for at, element in enumerate(self.elements):
            if (control := element.attributes.get("for")) is not None:
                found.setdefault(control, at)
        return found

    def nearest_label(self, at: int) -> int | None:
        """The text that names a field by where it stands: left of it, above it; right of a tick."""
        known = self._nearest
        if at not in known:
            known[at] = self._find_label(at)
        return known[at]

    @cached_property
    def _nearest(self) -> dict[int, int | None]:
        """Labels of all nameless fields: the closest pairs first, each text for one field only."""
        pairs = [
            (cost, at, label)
            for at in self.nameless_fields()
            for cost, label in self._near_labels(at)
        ]
        found: dict[int, int | None] = dict.fromkeys(self.nameless_fields())
        used: set[int] = set()
        for _, at, label in sorted(pairs):
            if found[at] is None and label not in used:
                found[at] = label
                used.add(label)
        return found

    def _find_label(self, at: int) -> int | None:
        return min(self._near_labels(at), default=(0.0, None))[1]

    def _near_labels(self, at: int) -> Iterator[tuple[float, int]]:
        """Texts that stand where a field's label would, with how far they are from there."""
        element = self.elements[at]
        box, tick = element.box, element.role in _TICK_ROLES
        first = int((box.y - _UP_REACH - 2 * _STRIPE) // _STRIPE)
        for stripe in range(first, int(box.bottom // _STRIPE) + 1):
            for other in self._stripes.get(stripe, ()):
                meant = self.elements[other].attributes.get("for", element.ref)
                cost = _label_cost(box, self.elements[other].box, tick)
                if cost is None or meant != element.ref:
                    continue
                if not self.other_record(at, other) and not self._other_cell(at, other):
                    yield cost, other

    def _other_cell(self, at: int, label: int) -> bool:
        """Whether a text stands in another cell of a table whose columns have headers."""
        mine, other = self._cell_of(at), self._cell_of(label)
        return mine is not None and mine != other and self.column_header(at) is not None

    def _cell_of(self, at: int) -> int | None:
        roles = {"cell", "gridcell", "rowheader"}
        return next(
            (up for up in (at, *self.ancestors(at)) if self.elements[up].role in roles), None
        )

    def other_record(self, first: int, second: int) -> bool:
        """Whether the two stand in different rows or items of one list."""
        one, two = self.row_of(first), self.row_of(second)
        if one is None or two is None or one == two:
            return False
        if self.inside(one, two) or self.inside(two, one):
            return False
        return self.elements[one].role == self.elements[two].role

    def row_of(self, at: int) -> int | None:
        """The nearest enclosing row or item, or the element itself if it is one."""
        if self.elements[at].role in ROW_ROLES and self.elements[at].role != "option":
            return at
        return next((up for up in self.ancestors(at) if self.elements[up].role in ROW_ROLES), None)

    def column_header(self, at: int) -> int | None:
        """The header of the table column in which an element stands, by its horizontal middle."""
        table = next(
            (
                up
                for up in self.ancestors(at)
                if self.elements[up].role in {"table", "grid", "treegrid"}
            ),
            None,
        )
        if table is None:
            return None
        middle = self.elements[at].box.center.x
        for header in self.by_role.get("columnheader", ()):
            box = self.elements[header].box
            if box.x - 1 <= middle <= box.right + 1 and self.inside(header, table):
                return header if self.elements[header].name else None
        return None

    # ---- sections

    @cached_property
    def headings(self) -> list[int]:
        """Positions of the headings."""
        return self.by_role.get("heading", [])

    def section(self, heading: int) -> tuple[int, int, int]:
        """What a heading heads: from and to (exclusive) a position, within a container (or -1)."""
        found = self._sections.get(heading)
        if found is None:
            found = self._sections[heading] = self._find_section(heading)
        return found

    @cached_property
    def _sections(self) -> dict[int, tuple[int, int, int]]:
        return {}

    def _find_section(self, heading: int) -> tuple[int, int, int]:
        within = self.parent[heading]
        wrappers = {"link", "button", "generic", "banner", "summary", "text"}
        while within >= 0 and self.elements[within].role in wrappers:
            within = self.parent[within]
        level = self.level(heading)
        end = len(self.elements)
        for other in self.headings:
            if (
                other > heading
                and self.level(other) <= level
                and (within < 0 or self.inside(other, within))
            ):
                end = other
                break
        return heading + 1, end, within

    def level(self, heading: int) -> int:
        """The level of a heading, 2 where none is given."""
        level = self.elements[heading].attributes.get("level", "2")
        return int(level) if level.isdecimal() else 2

    def in_section(self, at: int, heading: int) -> bool:
        """Whether an element stands in what a heading heads; no heading reaches into a window."""
        if self.elements[at].surface != self.elements[heading].surface:
            return False
        start, end, within = self.section(heading)
        if not start <= at < end:
            return False
        if within >= 0:
            return self.inside(at, within)
        mine = self.dialog_of(at)
        return mine is None or mine == self.dialog_of(heading)

    def dialog_of(self, at: int) -> int | None:
        """The nearest enclosing dialog."""
        roles = {"dialog", "alertdialog"}
        if not self.by_role.keys() & roles:
            return None
        return next((up for up in self.ancestors(at) if self.elements[up].role in roles), None)


def _nameless(element: Element) -> bool:
    """Whether an element has no name of its own; an example in an empty field is none."""
    name = element.name
    return not name or element.weak_name or name == element.attributes.get("placeholder")


def _typed(element: Element) -> Iterator[tuple[str, float]]:
    """What kind of entry a field takes, as a name for it."""
    if "password" in element.states:
        yield "password", TYPE
    elif element.role == "searchbox":
        yield "search", TYPE
    kind = element.attributes.get("type", "")
    if kind in _KNOWN_TYPES and element.role != "button":
        yield kind.replace("datetime-local", "date time").replace("tel", "phone"), TYPE


def _label_cost(field: Box, label: Box, tick: bool) -> float | None:
    """How far a text is from where the label of a field would stand; None beyond reach."""
    overlap = min(field.bottom, label.bottom) - max(field.y, label.y)
    if overlap >= 0.5 * min(field.height, label.height) > 0:
        before, after = field.x - label.right, label.x - field.right
        if -2 <= after <= _RIGHT_REACH:
            return after if tick else after + 300
        if -2 <= before <= _LEFT_REACH:
            return before + (60 if tick else 0)
        return None
    above = field.y - label.bottom
    across = min(field.right, label.right) - max(field.x, label.x)
    if -2 <= above <= _UP_REACH and across > 0 and not tick:
        return above + 0.1 * abs(field.x - label.x) + 4
    return None


def _relatives(word: str) -> Iterator[str]:
    """Words of all the synonyms of a word or of a group's head."""
    head = synonyms(word)
    for words, other in SYNONYMS.items():
        if other == head:
            yield from (stem(part) for part in words if part not in STOP and part != "up")


_built: dict[int, tuple[weakref.ref[Observation], Index]] = {}


def index_of(observation: Observation) -> Index:
    """The index of an observation, built at the first call and dropped with the observation."""
    key = id(observation)
    known = _built.get(key)
    if known is not None and known[0]() is observation:
        return known[1]
    index = Index(observation)
    _built[key] = (weakref.ref(observation, lambda _: _built.pop(key, None)), index)
    return index
