"""The accessibility XML of an OSWorld machine, taken as the hostile text that it may be.

What programs on the machine say of themselves stands in it, so nothing in it is trusted: there are
no document types and no entities (a document with one is refused), and depth, number and length of
everything are limited. Coordinates are read as two numbers and nothing else.

The format is that of OSWorld's server: a tag is a role with "-" for blanks, the attributes are in
name spaces of which only the last word counts ("state", "component", "value", "action",
"attributes").
"""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Iterator
from dataclasses import dataclass, field

_DEEPEST = 150
_MOST_NODES = 60_000
_MOST_ATTRIBUTES = 120
_LONGEST_NAME = 4_000  # characters of a name
_LONGEST_TEXT = 100_000  # of a text
_FARTHEST = 100_000  # pixels
_PAIR = re.compile(r"\(\s*(-?\d{1,9})(?:\.\d+)?\s*,\s*(-?\d{1,9})(?:\.\d+)?\s*\)")


class BadTree(ValueError):
    """It is no XML, not to its end, or holds what has no place in it."""


@dataclass(slots=True, eq=False)
class RawNode:
    """One object, as it stands there.

    Attributes:
        tag: the role, in lower case, with "-".
        states: in lower case, with "_".
        place: where its box begins and how large it is, in screen pixels; None if it is not told.
        numbers: "value", "min", "max" of its Value interface.
        actions: names of what it offers, as written.
        attributes: the toolkit's own.
        selection: whether it says that things in it can be selected.
    """

    tag: str
    name: str = ""
    text: str = ""
    states: frozenset[str] = frozenset()
    place: tuple[int, int, int, int] | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    selection: bool = False
    children: list[RawNode] = field(default_factory=list)

    def walk(self) -> Iterator[RawNode]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)


@dataclass(frozen=True, slots=True)
class RawTree:
    """The whole document.

    Attributes:
        root: the desktop; its children are the programs (on Windows the windows).
        windows: whether it speaks the dialect of Windows.
        cut: whether something was left out because it was too much or too deep.
    """

    root: RawNode
    windows: bool = False
    cut: bool = False


def read_tree(text: str) -> RawTree:
    """Read the document.

    Raises:
        BadTree: it is none.
    """
    reader = _Reader()
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(xml.parsers.expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except xml.parsers.expat.ExpatError as failure:
        raise BadTree(f"the accessibility tree is no XML: {failure}") from failure
    if reader.root is None:
        raise BadTree("the accessibility tree is empty")
    return RawTree(reader.root, reader.windows, reader.cut)


def pair(text: str) -> tuple[int, int] | None:
    """Two whole numbers as Python writes a tuple of them; None for anything else.

    >>> pair("(390, 87)"), pair("__import__('os')"), pair("(1, 99999999)")
    ((390, 87), None, None)
    """
    found = _PAIR.fullmatch(text.strip()) if len(text) < 60 else None
    if found is None:
        return None
    one, other = int(found[1]), int(found[2])
    return (one, other) if max(abs(one), abs(other)) <= _FARTHEST else None


def _refuse(*_: object) -> None:
    raise BadTree("the accessibility tree declares a document type or entities: it is not read")


class _Reader:
    """Builds the nodes as the parser tells of them."""

    def __init__(self) -> None:
        self.root: RawNode | None = None
        self.windows = False
        self.cut = False
        self._stack: list[RawNode] = []
        self._skipped = 0  # how many elements deep we are in what is left out
        self._count = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        full = self._count >= _MOST_NODES or len(self._stack) >= _DEEPEST
        if self._skipped or full:
            self._skipped += 1
            self.cut = True
            return
        self._count += 1
        node = self._node(tag.rpartition(" ")[2].casefold(), attributes)
        if self._stack:
            self._stack[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self._stack.append(node)

    def end(self, _tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        else:
            self._stack.pop()

    def characters(self, text: str) -> None:
        if self._skipped or not self._stack:
            return
        node = self._stack[-1]
        if len(node.text) < _LONGEST_TEXT:
            node.text = (node.text + text)[:_LONGEST_TEXT]

    def _node(self, tag: str, attributes: dict[str, str]) -> RawNode:
        node = RawNode(tag=tag[:100])
        states, actions = set(), []
        places: dict[str, tuple[int, int] | None] = {}
        for full, value in list(attributes.items())[:_MOST_ATTRIBUTES]:
            space, _, key = full.rpartition(" ")
            if "accessibility.windows." in space:
                self.windows = True
            match space.rpartition("/")[2]:
                case "state" if value.casefold() == "true":
                    states.add(key.casefold().replace("-", "_"))
                case "component":
                    places[key] = pair(value)
                case "value":
                    _number(node, key, value)
                    if key == "value" and key not in node.numbers:
                        node.attributes["value"] = value[:_LONGEST_NAME]
                case "action" if key.endswith("_desc"):
                    actions.append(key.removesuffix("_desc"))
                case "attributes" | "class" | "id":
                    node.attributes[key] = value[:_LONGEST_NAME]
                case "" if key == "name":
                    node.name = value[:_LONGEST_NAME]
                case "" if key == "selection":
                    node.selection = value == "true"
        node.states, node.actions = frozenset(states), tuple(actions)
        corner, size = places.get("screencoord"), places.get("size")
        if corner is not None and size is not None and min(size) >= 0:
            node.place = (*corner, *size)
        return node


def _number(node: RawNode, key: str, value: str) -> None:
    try:
        number = float(value[:40])
    except ValueError:
        return
    if abs(number) < 1e300:  # neither infinite nor none
        node.numbers[key] = number
