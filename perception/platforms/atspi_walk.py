"""Walking accessibility trees over D-Bus: whole levels at once, and only what is on the screen.

Of each level first the states of all nodes are asked, then everything else of those that are
shown. So a page of thousands of nodes costs a few round trips for each level of its visible part.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from perception.geometry import Box
from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_roles import has
from perception.platforms.dbus import Bus, Call, Failed, double_variant, numbers, text, texts

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
APPLICATION = "org.a11y.atspi.Application"
COMPONENT = "org.a11y.atspi.Component"
DOCUMENT = "org.a11y.atspi.Document"
EDITABLE_TEXT = "org.a11y.atspi.EditableText"
SELECTION = "org.a11y.atspi.Selection"
TABLE = "org.a11y.atspi.Table"
TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
PROPERTIES = "org.freedesktop.DBus.Properties"
NOWHERE = "/org/a11y/atspi/null"

LONGEST_TEXT = 20_000  # characters that are read of one element
MOST_CHILDREN = 2_000  # that are asked for at once
MOST_MANAGED = 200  # where a node makes its children up as they are asked for
_DEEPEST = 150
_GRID = (24, 8)  # pixels between the points at which very long lists are looked at
_MOST_POINTS = 6_000
_MOST_CELLS = 4_000
_MOST_KNOWN = 50_000

Place = tuple[str, str]  # bus name, object path


@dataclass(slots=True, eq=False)
class Node:
    """One accessible object, as it was read.

    Attributes:
        place: where it is asked.
        states: a bit field.
        box: as its toolkit gives it, not yet repaired; None if it has none.
        text: of its Text interface.
        number: of its Value interface: current, least, most.
        count: how many children it says it has.
    """

    place: Place
    parent: Node | None
    depth: int
    states: int = 0
    role: int = 0
    name: str = ""
    description: str = ""
    interfaces: frozenset[str] = frozenset()
    box: Box | None = None
    text: str | None = None
    number: tuple[float, float, float] | None = None
    count: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    action: str | None = None
    labels: list[Place] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterable[Node]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def get(place: Place, interface: str, name: str) -> Call:
    """A call for a property. `GetAll` is never asked for: it kills programs that use Qt 5."""
    return Call(*place, PROPERTIES, "Get", "ss", texts(interface, name))


def set_double(place: Place, interface: str, name: str, value: float) -> Call:
    """A call that sets a property to a floating point number."""
    body = double_variant(texts(interface, name), value)
    return Call(*place, PROPERTIES, "Set", "ssv", body)


def ask(place: Place, interface: str, member: str, signature: str = "", body: bytes = b"") -> Call:
    """A call of a method."""
    return Call(*place, interface, member, signature, body)


@dataclass(slots=True)
class Table:
    """What is known of a large table.

    Attributes:
        cells: by row and column.
        shown: top, left, bottom, right of what was on the screen last, with the area it took.
        first: the cell at the top left, and where it was.
    """

    cells: dict[tuple[int, int], Place] = field(default_factory=dict)
    shown: tuple[int, int, int, int] | None = None
    area: Box | None = None
    first: Place | None = None
    box: Box | None = None


class Walk:
    """One reading of some trees.

    Args:
        bus: the accessibility bus.
        timeout: seconds that a program may leave unanswered.
        deadline: `time.monotonic()` when the reading ends, done or not.
        whole: also what is not shown.
        lenient: bus names of programs that say "showing" of their windows only (GTK before 4.10).
        clip: the part of a node's raw box that can be on the screen at all, for large tables.
        tables: what is known of tables from readings before; kept up to date.
    """

    def __init__(
        self,
        bus: Bus,
        *,
        timeout: float,
        deadline: float,
        whole: bool,
        lenient: frozenset[str],
        clip: Callable[[Node], Box],
        tables: dict[Place, Table] | None = None,
    ) -> None:
        self._bus = bus
        self._timeout = timeout
        self._deadline = deadline
        self._whole = whole
        self._lenient = lenient
        self._clip = clip
        self._tables = tables if tables is not None else {}
        self._seen: set[Place] = set()
        self.unread: set[str] = set()  # bus names of programs that were not read to the end
        self.cut: list[Node] = []  # nodes of which not all children were read

    def read(self, places: Sequence[Place]) -> list[Node]:
        """The trees that begin at these places; those that do not answer are left out."""
        roots = [Node(place=place, parent=None, depth=0) for place in places]
        level = self._level(roots, wanted=lambda _node: True)
        found = level
        while level:
            if time.monotonic() >= self._deadline:
                self.unread |= {node.place[0] for node in level if node.count}
                break
            level = self._level(self._children(level))
        self._finish([node for root in found for node in root.walk()])
        return found

    def single(self, place: Place) -> Node | None:
        """One node, without what is below it; None if it is gone."""
        found = self._level([Node(place=place, parent=None, depth=0)], wanted=lambda _node: True)
        self._finish(found)
        return found[0] if found else None

    def _calls(self, calls: Sequence[Call]) -> list[object]:
        answers = self._bus.calls(calls, self._timeout, deadline=self._deadline)
        for call, answer in zip(calls, answers, strict=True):
            if isinstance(answer, Failed) and answer.name == "silent":
                self.unread.add(call.destination)
        return answers

    def _level(self, nodes: list[Node], wanted: Callable[[Node], bool] | None = None) -> list[Node]:
        """Read all of some nodes; those that are shown and answer, put below their parents."""
        states = self._calls([ask(node.place, ACCESSIBLE, "GetState") for node in nodes])
        shown = []
        for node, state in zip(nodes, states, strict=True):
            if isinstance(state, list) and len(state) >= 2:
                node.states = state[0] | state[1] << 32
                if not has(node.states, roles.DEFUNCT) and (wanted or self._shown)(node):
                    shown.append(node)
        calls: list[Call] = []
        for node in shown:
            calls += [
                ask(node.place, ACCESSIBLE, "GetRole"),
                get(node.place, ACCESSIBLE, "Name"),
                ask(node.place, ACCESSIBLE, "GetInterfaces"),
                get(node.place, ACCESSIBLE, "ChildCount"),
                ask(node.place, COMPONENT, "GetExtents", "u", numbers(0)),
            ]
        answers = self._calls(calls)
        found = []
        for at, node in enumerate(shown):
            role, name, interfaces, count, box = answers[5 * at : 5 * at + 5]
            if not isinstance(role, int):
                continue  # gone meanwhile, or silent
            node.role = role
            node.name = name if isinstance(name, str) else ""
            node.interfaces = frozenset(interfaces if isinstance(interfaces, list) else ())
            node.count = count if isinstance(count, int) else 0
            node.box = _box(box)
            found.append(node)
            if node.parent is not None:
                node.parent.children.append(node)
        return found

    def _shown(self, node: Node) -> bool:
        if has(node.states, roles.SHOWING):
            return True
        if self._whole:
            return has(node.states, roles.VISIBLE)  # scrolled away, not hidden
        return node.place[0] in self._lenient and has(node.states, roles.VISIBLE)

    def _children(self, level: Sequence[Node]) -> list[Node]:
        """The nodes one level below, not yet read."""
        plain: list[Node] = []
        large: list[Node] = []
        for node in level:
            if node.count <= 0 or node.depth >= _DEEPEST:
                continue
            managed = has(node.states, roles.MANAGES_DESCENDANTS)
            (large if node.count > (MOST_MANAGED if managed else MOST_CHILDREN) else plain).append(
                node
            )
        answers = self._calls([ask(node.place, ACCESSIBLE, "GetChildren") for node in plain])
        found: list[Node] = []
        for node, answer in zip(plain, answers, strict=True):
            found += self._new(node, answer if isinstance(answer, list) else [])
        for node in large:
            found += self._new(node, self._at_points(node))
        return found

    def _new(self, parent: Node, places: Iterable[object]) -> list[Node]:
        found = []
        for place in places:
            if not isinstance(place, tuple) or place[1] == NOWHERE or place in self._seen:
                continue
            self._seen.add(place)
            found.append(Node(place=place, parent=parent, depth=parent.depth + 1))
        return found

    # Large tables and lists: only what is on the screen, found from its corners.

    def _at_points(self, node: Node) -> list[Place]:
        """The children that are on the screen, of a node with very many."""
        self.cut.append(node)
        area = self._clip(node)
        if area.area <= 0:
            return []
        if TABLE in node.interfaces:
            cells = self._cells(node, area)
            if cells:
                return cells
        points = [
            (int(area.x) + 4 + across, int(area.y) + 4 + down)
            for down in range(0, max(int(area.height) - 4, 1), _GRID[1])
            for across in range(0, max(int(area.width) - 4, 1), _GRID[0])
        ]
        hits = self._hits(node, points[:_MOST_POINTS])
        return self._below(node, list(dict.fromkeys(hit for hit in hits if hit is not None)))

    def _below(self, node: Node, places: list[Place]) -> list[Place]:
        """The children of a node that these objects below it are, or lie in."""
        found: list[Place] = []
        for _ in range(_DEEPEST):
            parents = self._calls([get(place, ACCESSIBLE, "Parent") for place in places])
            above: list[Place] = []
            for place, parent in zip(places, parents, strict=True):
                if parent == node.place:
                    found.append(place)
                elif isinstance(parent, tuple) and parent[1] != NOWHERE:
                    above.append((parent[0], parent[1]))
            places = list(dict.fromkeys(above))
            if not places:
                break
        return list(dict.fromkeys(found))

    def _hits(self, node: Node, points: Sequence[tuple[int, int]]) -> list[Place | None]:
        answers = self._calls(
            [
                ask(node.place, COMPONENT, "GetAccessibleAtPoint", "iiu", numbers(x, y, 0))
                for x, y in points
            ]
        )
        return [
            (answer[0], answer[1])
            if isinstance(answer, tuple) and answer[1] not in (NOWHERE, node.place[1])
            else None
            for answer in answers
        ]

    def _cells(self, node: Node, area: Box) -> list[Place]:
        """The visible cells of a table, row by row; none if the table does not tell."""
        known = self._tables.setdefault(node.place, Table())
        shown = self._unmoved(known, area) or self._range(node, area)
        if shown is None:
            return []
        top, left, bottom, right = shown
        wanted = [
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        ][:_MOST_CELLS]
        self._learn_cells(node, known, wanted)
        first = known.cells.get(wanted[0])
        known.shown, known.area, known.first = shown, area, first
        known.box = self._extents(first) if first is not None else None
        return [known.cells[each] for each in wanted if each in known.cells]

    def _unmoved(self, known: Table, area: Box) -> tuple[int, int, int, int] | None:
        """The range of cells seen last, if the table has not been scrolled or sized since."""
        if known.first is None or known.area != area or known.box is None:
            return None
        return known.shown if self._extents(known.first) == known.box else None

    def _extents(self, place: Place) -> Box | None:
        return _box(self._calls([ask(place, COMPONENT, "GetExtents", "u", numbers(0))])[0])

    def _range(self, node: Node, area: Box) -> tuple[int, int, int, int] | None:
        """The rows and columns on the screen: top, left, bottom, right."""
        corners = [
            (int(area.x) + 4, int(area.y) + 4),
            (int(area.right) - 6, int(area.bottom) - 6),
        ]
        ends = self._hits(node, corners)
        if None in ends:
            return None
        indices = self._calls(
            [ask(place, ACCESSIBLE, "GetIndexInParent") for place in ends if place is not None]
        )
        if not all(isinstance(index, int) and index >= 0 for index in indices):
            return None
        asked = [
            ask(node.place, TABLE, member, "i", numbers(int(str(index))))
            for index in indices
            for member in ("GetRowAtIndex", "GetColumnAtIndex")
        ]
        found = [each for each in self._calls(asked) if isinstance(each, int) and each >= 0]
        return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None

    def _learn_cells(self, node: Node, known: Table, wanted: Sequence[tuple[int, int]]) -> None:
        """Ask for the cells that are not known, or no longer there.

        Cells that are known are never asked for again: LibreOffice makes a new object each time
        and keeps them all.
        """
        if len(known.cells) > _MOST_KNOWN:
            known.cells.clear()
        held = [each for each in wanted if each in known.cells]
        states = self._calls([ask(known.cells[each], ACCESSIBLE, "GetState") for each in held])
        for each, state in zip(held, states, strict=True):
            gone = not isinstance(state, list) or len(state) < 2
            if gone or has(state[0] | state[1] << 32, roles.DEFUNCT):  # type: ignore[index] # a list
                del known.cells[each]
        lacking = [each for each in wanted if each not in known.cells]
        answers = self._calls(
            [
                ask(node.place, TABLE, "GetAccessibleAt", "ii", numbers(row, column))
                for row, column in lacking
            ]
        )
        for each, answer in zip(lacking, answers, strict=True):
            if isinstance(answer, tuple) and answer[1] != NOWHERE:
                known.cells[each] = (answer[0], answer[1])

    # What only some nodes have.

    def _finish(self, nodes: Sequence[Node]) -> None:
        """Read texts, numbers and the rest where they mean something."""
        self._texts([n for n in nodes if TEXT in n.interfaces and _has_text(n)])
        self._numbers([n for n in nodes if VALUE in n.interfaces and n.text is None])
        self._rest(nodes)

    def _texts(self, nodes: Sequence[Node]) -> None:
        counts = self._calls([get(node.place, TEXT, "CharacterCount") for node in nodes])
        calls = []
        for node, count in zip(nodes, counts, strict=True):
            length = count if isinstance(count, int) else 0
            # What a terminal shows is at its end.
            start = max(length - LONGEST_TEXT, 0) if node.role == roles.TERMINAL else 0
            end = min(start + LONGEST_TEXT, max(length, 0))
            calls.append(ask(node.place, TEXT, "GetText", "ii", numbers(start, end)))
        for node, answer in zip(nodes, self._calls(calls), strict=True):
            node.text = answer if isinstance(answer, str) else None

    def _numbers(self, nodes: Sequence[Node]) -> None:
        names = ("CurrentValue", "MinimumValue", "MaximumValue")
        answers = self._calls([get(node.place, VALUE, name) for node in nodes for name in names])
        for at, node in enumerate(nodes):
            values = [
                each for each in answers[3 * at : 3 * at + 3] if isinstance(each, int | float)
            ]
            if len(values) == 3:
                node.number = (float(values[0]), float(values[1]), float(values[2]))

    def _rest(self, nodes: Sequence[Node]) -> None:
        asked: list[tuple[Node, str, Call]] = []
        for node in nodes:
            if _operable(node) or node.role == roles.IMAGE:
                asked.append((node, "description", get(node.place, ACCESSIBLE, "Description")))
            if node.role in (roles.ENTRY, roles.TEXT, roles.HEADING, roles.PASSWORD, roles.LINK):
                asked.append((node, "attributes", ask(node.place, ACCESSIBLE, "GetAttributes")))
            if _operable(node) and (not node.name or node.role == roles.COMBO_BOX):
                asked.append((node, "labels", ask(node.place, ACCESSIBLE, "GetRelationSet")))
            if ACTION in node.interfaces and node.role in _MAYBE_CLICKED:
                asked.append((node, "action", ask(node.place, ACTION, "GetName", "i", numbers(0))))
            if DOCUMENT in node.interfaces:
                asked.append((node, "attributes", ask(node.place, DOCUMENT, "GetAttributes")))
        answers = self._calls([call for _, _, call in asked])
        for (node, what, _), answer in zip(asked, answers, strict=True):
            if what == "description" and isinstance(answer, str):
                node.description = answer
            elif what == "attributes" and isinstance(answer, dict):
                node.attributes |= answer
            elif what == "action" and isinstance(answer, str):
                node.action = answer
            elif what == "labels" and isinstance(answer, list):
                node.labels = _labels(answer)
        self._name_by_labels([node for node in nodes if node.labels])
        self._chosen(
            [
                n
                for n in nodes
                if n.role == roles.COMBO_BOX and not n.text and SELECTION in n.interfaces
            ]
        )

    def _chosen(self, nodes: Sequence[Node]) -> None:
        """What is chosen in combo boxes that tell it by their selection only."""
        chosen = self._calls(
            [ask(node.place, SELECTION, "GetSelectedChild", "i", numbers(0)) for node in nodes]
        )
        found = [
            (node, (answer[0], answer[1]))
            for node, answer in zip(nodes, chosen, strict=True)
            if isinstance(answer, tuple) and answer[1] != NOWHERE
        ]
        names = self._calls([get(place, ACCESSIBLE, "Name") for _, place in found])
        for (node, _), name in zip(found, names, strict=True):
            node.text = name if isinstance(name, str) and name else node.text

    def _name_by_labels(self, nodes: Sequence[Node]) -> None:
        labels = list(dict.fromkeys(place for node in nodes for place in node.labels))
        answers = self._calls([get(place, ACCESSIBLE, "Name") for place in labels])
        names = {
            place: answer
            for place, answer in zip(labels, answers, strict=True)
            if isinstance(answer, str)
        }
        for node in nodes:
            if node.role == roles.COMBO_BOX and node.text is None:
                node.text = node.name  # what is chosen
            node.name = " ".join(filter(None, (names.get(place, "") for place in node.labels)))


_LABELLED_BY = 2
_MAYBE_CLICKED = frozenset(
    {roles.PANEL, roles.SECTION, roles.IMAGE, roles.ICON, roles.LABEL, roles.STATIC, roles.CANVAS}
)
_OPERABLE = frozenset(
    {"button", "checkbox", "combobox", "link", "listbox", "menuitem", "menuitemcheckbox"}
    | {"menuitemradio", "radio", "slider", "spinbutton", "tab", "textbox"}
)


def _operable(node: Node) -> bool:
    return roles.ROLES.get(node.role) in _OPERABLE


def _has_text(node: Node) -> bool:
    """Whether the Text interface says more than the name does."""
    if has(node.states, roles.EDITABLE) or node.role in (roles.TERMINAL, roles.ENTRY, roles.TEXT):
        return True
    if node.role in (roles.PUSH_BUTTON, roles.MENU_ITEM, roles.MENU, roles.LINK, roles.PAGE_TAB):
        return False
    return not node.count or node.role in (roles.PARAGRAPH, roles.HEADING)


def _labels(relations: Iterable[object]) -> list[Place]:
    for relation in relations:
        if isinstance(relation, tuple) and relation[0] == _LABELLED_BY:
            return [(name, path) for name, path in relation[1] if path != NOWHERE]
    return []


def _box(answer: object) -> Box | None:
    """A box of sensible size; hidden nodes have a corner at the smallest integer."""
    if not isinstance(answer, tuple) or len(answer) != 4:
        return None
    x, y, width, height = answer
    if min(x, y) < -(1 << 20) or width <= 0 or height <= 0:
        return None
    return Box(x, y, width, height)


__all__ = ["Node", "Place", "Walk", "ask", "get", "set_double", "text"]
