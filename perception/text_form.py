"""An observation as compact text, for planners and people.

What can be operated stands with its ref, its role, its name and what else must be known; plain text
stands as it is. Neighbours of one role and the row of a table share a line, where a ref without a
role is something to click:

    on t1 Contacts · http://127.0.0.1/contacts
    navigation Main
     links: e5 Dashboard, e6 Contacts (selected), e7 Orders
    # Contacts
    e3 textbox Search (empty, focused)
    columns: Name | Email
    Chen Wei | chen@example.org | e9 Edit e10 Delete
    *e12 checkbox News (checked)

"*" marks what is new or has changed since an earlier observation. Written so that few tokens say
much: no quotes, no boxes, nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from perception.element import Element, Visibility
from perception.observation import Observation, Surface

_STATES = (
    "checked",
    "mixed",
    "selected",
    "pressed",
    "expanded",
    "collapsed",
    "disabled",
    "readonly",
    "required",
    "invalid",
    "focused",
    "multiline",
    "multiselectable",
    "password",
    "draggable",
    "modal",
    "busy",
)
# Of little use except on what they are about.
_FIELD_STATES = frozenset({"multiline", "multiselectable"})
# Structure that is told by what is in it.
_SCAFFOLD = frozenset(
    {"table", "list", "group", "form", "region", "main", "banner", "contentinfo", "navigation"}
    | {"complementary", "article", "figure", "document", "tablist", "menu", "tree", "search"}
    | {"grid", "treegrid", "rowgroup", "toolbar", "menubar", "radiogroup", "status", "panel"}
)
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
# Told by their text alone where they cannot be operated.
_PLAIN = _CELLS | frozenset(
    {"text", "paragraph", "label", "caption", "listitem", "term", "definition", "heading"}
    | {"status", "alert", "row", "note", "tooltip", "log", "blockquote", "code"}
)
# Neighbours of these roles share a line; in a row their role is not said.
_CLICKED = frozenset({"link", "button", "menuitem", "tab", "clickable", "item"})
_FOLDED: Mapping[str, str] = {
    "link": "links",
    "button": "buttons",
    "menuitem": "menu",
    "tab": "tabs",
    "clickable": "clickables",
    "item": "items",
    "radio": "radios",
    "option": "options",
    "checkbox": "checkboxes",
}
_MOST_ON_A_LINE = 24
_SHEET_CELL = re.compile("[A-Z]{1,3}[0-9]+")
_MOST_OPTIONS = 12
_LONGEST = 200  # characters of one text
_FOOT = 160  # characters that are kept for the last lines


def render(
    observation: Observation, *, before: Observation | None = None, limit: int = 20_000
) -> str:
    """The observation as text.

    Args:
        observation: to render.
        before: an earlier one; elements that are new or differ are marked with "*".
        limit: characters. What does not fit is left out, what is out of view first, and the last
            lines say how much.
    """
    head = list(_head(observation))
    room = limit - _FOOT - sum(len(line) + 1 for line in head)
    lines = _together(_Lines(observation, before).all())
    unseen = 0
    if sum(line.size for line in lines) > room:
        kept = [line for line in lines if line.seen]
        unseen, lines = sum(line.count for line in lines) - sum(line.count for line in kept), kept
    shown, left_out = _fitting(lines, room)
    return "\n".join([*head, *shown, *_tail(observation, left_out, unseen)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line.

    Attributes:
        depth: of its indentation.
        text: without that.
        count: how many elements it tells of.
        seen: whether any of them is in view.
        role: of the one control that it tells of; "" for anything else.
        item: that control without its role.
        disabled: whether it cannot be operated now.
    """

    depth: int
    text: str
    count: int = 1
    seen: bool = True
    role: str = ""
    item: str = ""
    disabled: bool = False

    @property
    def size(self) -> int:
        return self.depth + len(self.text) + 1


def _together(lines: Iterable[_Line]) -> list[_Line]:
    """The lines, with neighbours of one role on one."""
    found: list[_Line] = []
    for (depth, role, seen, disabled), group in groupby(lines, key=_kind):
        some = list(group)
        if role not in _FOLDED or len(some) < 2:
            found += some
            continue
        kind = _FOLDED[role] + (" (disabled)" if disabled else "")
        for at in range(0, len(some), _MOST_ON_A_LINE):
            part = some[at : at + _MOST_ON_A_LINE]
            items = [each.item.replace(" (disabled)", "") for each in part]
            text = f"{kind}: {', '.join(items)}"
            found.append(_Line(depth=depth, text=text, count=len(part), seen=seen))
    return found


def _kind(line: _Line) -> tuple[int, str, bool, bool]:
    return line.depth, line.role, line.seen, line.disabled


def _fitting(lines: Sequence[_Line], room: int) -> tuple[list[str], int]:
    """As many lines as there is room for, and how many elements are in the others."""
    shown: list[str] = []
    for at, line in enumerate(lines):
        if line.size > room:
            return shown, sum(each.count for each in lines[at:])
        room -= line.size
        shown.append(" " * line.depth + line.text)
    return shown, 0


def _head(observation: Observation) -> Iterator[str]:
    for dialog in observation.dialogs:
        yield f'dialog ({dialog.kind}) waits for an answer: "{_short(dialog.message)}"'
    for notice in observation.notices:
        yield f"{notice.kind}: {_short(notice.text)}"


def _surface(surface: Surface) -> str:
    mark = "on" if surface.active else "behind:"
    told = " · ".join(_short(each) for each in (surface.title, surface.url) if each)
    return f"{mark} {surface.ref} {told}".rstrip()


def _tail(observation: Observation, left_out: int, unseen: int) -> Iterator[str]:
    if unseen:
        yield f"… {unseen} more out of view: scroll to them"
    if left_out:
        yield f"… {left_out} more elements left out for length"
    view = observation.viewport
    document = view.document
    if not observation.complete and document is not None and document.height > view.size.height:
        above = int(view.scroll.y)
        below = int(document.height - view.scroll.y - view.size.height)
        yield f"… only what is in view was read ({above} px above, {max(below, 0)} px below)"
    for part in observation.unread:
        yield f"… not read: {_short(part)}"
    if not observation.settled:
        yield "… the page was still changing"


class _Lines:
    """Makes the lines of an observation's elements, in order."""

    def __init__(self, observation: Observation, before: Observation | None) -> None:
        self._seen = observation
        self._old = before.by_ref if before is not None else None
        self._hidden = {
            each.ref
            for family in observation.children.values()
            for each, beside in zip_longest(family, family[1:])
            if _repeats(each, beside, observation)
        }
        # Structure with the name of its window, a tab, a heading or what is right in it.
        said = {each.name for each in observation.elements if each.role in ("tab", "heading")}
        said |= {surface.title for surface in observation.surfaces}
        self._hidden |= {
            each.ref
            for each in observation.elements
            if each.role in _SCAFFOLD | {"tabpanel", "dialog"} and not each.interactive
            if each.name in said or any(c.name == each.name for c in self._children(each))
        }

    def all(self) -> list[_Line]:
        """Every line; each window or page stands before what is on it."""
        roots = self._seen.children.get(None, ())
        known = {each.ref for each in self._seen.surfaces}
        lines = []
        for surface in self._seen.surfaces:
            lines.append(_Line(depth=0, text=_surface(surface), count=0))
            for root in roots:
                if root.surface == surface.ref:
                    lines += self._of(root, 0)
        for root in roots:
            if root.surface not in known:
                lines += self._of(root, 0)
        return lines

    def _of(self, element: Element, depth: int) -> Iterator[_Line]:
        children = self._children(element)
        if element.role == "row" and not any(each.role == "row" for each in children):
            yield from self._row(element, depth)
            return
        told = self._told(element)
        if told and self._names_its_only(element):
            told = ""
        if told:
            yield self._line(element, depth, told)
        below = depth + bool(told and not self._plain(element))
        empty: list[Element] = []
        for child in children:
            if _empty_cell(child) and not self._children(child):
                empty.append(child)
            else:
                yield from self._of(child, below)
        if empty:
            first, last = empty[0].name, empty[-1].name
            text = f"empty cells from {first} to {last}: aim at them by their names"
            yield _Line(depth=below, text=text, count=len(empty))

    def _line(self, element: Element, depth: int, told: str) -> _Line:
        seen = element.visibility is not Visibility.OFFSCREEN
        if self._plain(element):
            return _Line(depth=depth, text=told, seen=seen)
        role = _role(element)
        item = told.replace(f" {role}", "", 1)
        disabled = " (disabled)" in told
        return _Line(depth=depth, text=told, seen=seen, role=role, item=item, disabled=disabled)

    def _row(self, row: Element, depth: int) -> Iterator[_Line]:
        """A row of a table on one line."""
        inside = list(self._inside(row))
        children = self._children(row)
        cells = [text for cell in children if (text := self._cell(cell))]
        # A row that can be chosen is one thing, unless its cells can be operated by themselves.
        whole = not self._plain(row) and not any(not self._plain(each) for each in inside)
        if whole:
            cells = [each.name for each in inside if not self._children(each) and each.name]
            names = " | ".join(dict.fromkeys(_short(each) for each in cells)) or _short(row.name)
            item = f"{self._mark(row)}{row.ref} {names}{_bracketed(_facts(row))}"
            role, text = "item", item
        else:
            role, item = "", ""
            head = all(each.role == "columnheader" for each in children) and bool(children)
            text = ("columns: " if head else "") + " | ".join(cells)
            if not self._plain(row):
                text = f"{self._mark(row)}{row.ref} row {text}".rstrip()
            elif not head and len(cells) < 2:
                text = f"row {text}"
            text += _bracketed(_states(row))
        if not cells and self._plain(row):
            return
        parts = [row, *inside]
        seen = any(each.visibility is not Visibility.OFFSCREEN for each in parts)
        yield _Line(depth=depth, text=text, count=len(parts), seen=seen, role=role, item=item)

    def _cell(self, element: Element) -> str:
        """A cell with all that is in it."""
        told = self._told(element)
        if told and not self._plain(element) and _role(element) in _CLICKED:
            told = told.replace(f" {_role(element)}", "", 1)
        parts = [told, *(self._cell(each) for each in self._children(element))]
        return " ".join(part for part in parts if part)

    def _inside(self, element: Element) -> Iterator[Element]:
        for child in self._children(element):
            yield child
            yield from self._inside(child)

    def _children(self, element: Element) -> tuple[Element, ...]:
        return self._seen.children.get(element.ref, ())

    def _mark(self, element: Element) -> str:
        if self._old is None:
            return ""
        old = self._old.get(element.ref)
        same = old is not None and (old.name, old.value, old.states) == (
            element.name,
            element.value,
            element.states,
        )
        return "" if same else "*"

    def _told(self, element: Element) -> str:
        """What is said of one element; "" for what needs no word."""
        if element.ref in self._hidden:
            return ""
        if self._plain(element):
            return self._plainly(element)
        mark = self._mark(element)
        if not element.interactive and not self._chosen(element):
            # It is there to be understood, not to be aimed at.
            return (
                f"{mark}{element.role} {_short(element.name)}".rstrip() if _worth(element) else ""
            )
        parts = [f"{mark}{element.ref} {_role(element)}"]
        if element.name:
            parts.append(_short(element.name) + ("?" if element.weak_name else ""))
        elif guess := self._guessed(element):
            parts.append(f"{_short(guess)}?")
        if element.value and element.value != element.name:
            parts.append(f"= {_short(element.value)}")
        return " ".join(parts) + _bracketed(_facts(element))

    def _guessed(self, element: Element) -> str:
        """A name for what has none: that of what holds nothing else, or its description."""
        around = self._seen.by_ref.get(element.parent or "")
        if around is not None and self._names_its_only(around):
            return around.name
        return element.description

    def _names_its_only(self, element: Element) -> bool:
        """Whether it is named structure around one control without a name."""
        children = self._children(element)
        return (
            len(children) == 1
            and element.role in _SCAFFOLD
            and not element.interactive
            and children[0].interactive
            and not children[0].name
        )

    def _plain(self, element: Element) -> bool:
        """Whether its text alone is told: it cannot be operated."""
        return not element.interactive and element.role in _PLAIN and not self._chosen(element)

    def _chosen(self, element: Element) -> bool:
        """Whether it is an entry of a list on a desktop, which a click selects."""
        if element.source == "dom" or element.role not in _CELLS | {"listitem", "row"}:
            return False
        return element.role != "columnheader" or bool(element.name)

    def _plainly(self, element: Element) -> str:
        """A text; a heading with as many "#" as its level."""
        name = _short(element.name)
        if element.role in _CELLS | {"listitem", "row"} and any(
            each.name for each in self._children(element)
        ):
            name = ""  # it is named by what is in it, and that is told
        value = _short(element.value) if element.value and element.value != element.name else ""
        text = f"{name} = {value}" if name and value else name or value
        if not text:
            return ""
        if element.role == "heading":
            level = element.attributes.get("level", "1")
            text = f"{'#' * int(level) if level in '123456' else '#'} {text}"
        if "shape" in element.attributes:
            text = f"{element.ref} {text}"
        return self._mark(element) + text + _bracketed(_states(element))


def _role(element: Element) -> str:
    """The word for what it is: of a thing without a role what can be done to it."""
    if element.role == "generic":
        return "clickable"
    return "item" if element.role in _CELLS | {"listitem", "row"} else element.role


def _worth(element: Element) -> bool:
    """Whether what cannot be operated is worth a line."""
    if "modal" in element.states:
        return True
    if element.role == "img":
        return bool(element.name) and not element.weak_name and not _icon_name(element.name)
    if element.role in _SCAFFOLD:  # a document is named by its window or tab
        return bool(element.name) and not element.weak_name and element.role != "document"
    return bool(element.name) and element.role != "generic"


def _icon_name(name: str) -> bool:
    """Whether a name is that of a file in an icon theme, which nobody reads."""
    return name.endswith("-symbolic") and " " not in name


def _empty_cell(element: Element) -> bool:
    """Whether it is a cell of a spreadsheet with nothing in it, and not the one that is chosen."""
    return (
        element.role in _CELLS
        and not element.value
        and _SHEET_CELL.fullmatch(element.name) is not None
        and not element.states & {"focused", "selected"}
    )


def _repeats(element: Element, beside: Element | None, observation: Observation) -> bool:
    """Whether a plain text is told by its field, the thing that it is part of, or what follows."""
    if element.interactive or "shape" in element.attributes:
        return False
    if element.role in _CELLS | {"img", "listitem"} and _icon_name(element.name):
        return True
    twin = beside is not None and (beside.role, beside.name) == (element.role, element.name)
    if twin and element.source != "dom" and element.role in _CELLS:
        return True  # the icon of an entry, before its text
    around = observation.by_ref.get(element.parent or "")
    inner = element.role in _CELLS | {"text", "label", "img"}
    if inner and around is not None and not around.weak_name and element.name == around.name:
        return around.role not in _CELLS | {"row", "listitem"} or element.source != "dom"
    if element.role not in ("text", "label") or not element.name:
        return False
    field = observation.by_ref.get(element.attributes.get("for", ""))
    if any(
        element.name in other.name
        for other in (field, around)
        if other is not None and other.interactive and not other.weak_name
    ):
        return True
    return beside is not None and beside.interactive and beside.name == element.name


def _states(element: Element) -> Iterator[str]:
    field = element.editable or element.role in ("listbox", "grid", "tree")
    for state in _STATES:
        if state not in element.states or (state in _FIELD_STATES and not field):
            continue
        if state == "collapsed" and element.role == "combobox":  # as they usually are
            continue
        yield state


def _facts(element: Element) -> Iterator[str]:
    """What stands in brackets behind a control."""
    facts = element.attributes
    if element.value == "" and element.editable:
        yield "empty"
    told = f"{element.name}\n{element.value or ''}".casefold()
    hint = element.description.strip()
    said = hint.casefold() in told or element.name.casefold() in hint.casefold()
    if hint and element.name and not said:
        yield _short(hint)
    if facts.get("type") in ("date", "time", "datetime-local", "month", "week", "file", "color"):
        yield facts["type"]
    if "options" in facts:
        options = [each for each in facts["options"].split("\n") if each != element.value]
        shown = " | ".join(_short(option) for option in options[:_MOST_OPTIONS])
        more = f" | … {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
        yield f"{'or' if element.value else 'of'} {shown}{more}"
    if "min" in facts or "max" in facts:
        yield f"from {facts.get('min', '')} to {facts.get('max', '')}"
    told_name = element.name and not element.weak_name and "shape" not in facts
    if "color" in facts and not told_name and not element.name.startswith(facts["color"]):
        yield facts["color"]
    yield from _states(element)
    if element.visibility is Visibility.COVERED:  # what is off-screen is scrolled to by itself
        yield "covered"


def _bracketed(facts: Iterable[str]) -> str:
    told = ", ".join(facts)
    return f" ({told})" if told else ""


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _LONGEST else folded[: _LONGEST - 1] + "…"
