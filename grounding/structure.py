"""Where elements stand: in which row, container, section, table cell, and beside which label."""

from __future__ import annotations

from grounding.find import Finder
from grounding.index import Index, index_of
from grounding.query import Query, Related, Relation, readings
from grounding.relate import relate
from grounding.words import alternatives
from perception.element import Element
from perception.observation import Observation

_CONTAINER_ROLES = frozenset(
    alternatives(
        "row|listitem|article|group|region|form|dialog|alertdialog|table|grid|list|navigation"
        "|tabpanel|toolbar|menu|complementary|banner|contentinfo|main|treeitem|listbox|tree"
        "|radiogroup|figure|search"
    )
)


def container_of(element: Element, observation: Observation) -> Element | None:
    """The smallest row, item, group, form, dialog or other container around an element."""
    for above in observation.ancestors(element):
        if above.role in _CONTAINER_ROLES:
            return above
    return None


def row_of(element: Element, observation: Observation) -> Element | None:
    """The table row, list item, article or tree item around an element, or itself if it is one."""
    index, at = _placed(element, observation)
    row = index.row_of(at) if at is not None else None
    return None if row is None else index.elements[row]


def section_of(element: Element, observation: Observation) -> Element | None:
    """The heading under which an element stands: the nearest one before it that heads it."""
    index, at = _placed(element, observation)
    if at is None:
        return None
    heading = next((one for one in reversed(index.headings) if index.in_section(at, one)), None)
    return None if heading is None else index.elements[heading]


def nearest_label(element: Element, observation: Observation) -> Element | None:
    """The text that stands where a field's label would: left, above, or right of a tick box."""
    index, at = _placed(element, observation)
    label = index.nearest_label(at) if at is not None else None
    return None if label is None else index.elements[label]


def cells(row_text: str, column: str, observation: Observation) -> tuple[Element, ...]:
    """The cells of a table column in the rows that hold a text, best first.

    Args:
        row_text: words in the row, or a description of the row ("the second row").
        column: the column's header, or its number (1-based).
        observation: where to look.
    """
    index = index_of(observation)
    finder = Finder(index)
    rows = finder.anchors(readings(f"{row_text} row" if "row" not in row_text else row_text))
    related = Related(relation=Relation.COLUMN, to=readings(column), words=column)
    places = index.of_roles(frozenset({"cell", "gridcell", "rowheader"}))
    placed = relate(index, places, related, finder.anchors)
    found = {
        at: score * max((rows[up] for up in index.ancestors(at) if up in rows), default=0.0)
        for at, score in placed.items()
    }
    best = max(found.values(), default=0.0)
    chosen = [at for at, score in found.items() if score and score >= best - 0.05]
    return tuple(index.elements[at] for at in sorted(chosen))


def cell(row_text: str, column: str, observation: Observation) -> Element | None:
    """The one cell of `cells`; None where there is none or more than one."""
    found = cells(row_text, column, observation)
    return found[0] if len(found) == 1 else None


def holding(text: str, observation: Observation, purpose: str = "read") -> tuple[Element, ...]:
    """Elements that are named by a text, without any reading of relations into it."""
    index = index_of(observation)
    hits = Finder(index).evaluate(Query(text=text, name=text), purpose)
    return tuple(index.elements[hit.at] for hit in hits if hit.score >= 0.7)


def _placed(element: Element, observation: Observation) -> tuple[Index, int | None]:
    index = index_of(observation)
    return index, index.position.get(element.ref)
