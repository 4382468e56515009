"""What a description asks for, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How the thing that is meant stands to another one."""

    IN = "in"  # inside a container, a section, a row
    OF = "of"  # belongs to: the same row or card, or labelled by it
    CONTAINING = "containing"
    NEAR = "near"
    RIGHT = "right of"
    LEFT = "left of"
    BELOW = "below"
    ABOVE = "above"
    UNDER = "under"  # below it, or in the section with this heading
    BETWEEN = "between"
    COLUMN = "in column"
    REGION = "at"  # a part of the screen: "top right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which one of several equals.

    Attributes:
        index: 1 is the first, -1 the last.
        by: "reading" order, or "x", "y" (from left, from top) or "area" (from the largest).
    """

    index: int
    by: str = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A relation to other things.

    Attributes:
        relation: how.
        to: the readings of what it is related to, in the order of trial.
        second: the same of the second one ("between A and B").
        words: the words themselves: for messages, and the value of `REGION`.
    """

    relation: Relation
    to: tuple[Query, ...] = ()
    second: tuple[Query, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a text asks for.

    Attributes:
        text: the text itself.
        name: words that the label holds; "" where only a kind of thing is asked for.
        quoted: the name was quoted: only this very text will do.
        kind: the role word that was used, a key of `words.KINDS`, or "".
        attributes: "color:red", "shape:circle", "size:large", "state:checked", "state:-checked".
        order: which one of several.
        related: relations that must hold, all of them.
        cell: row and column, 1-based, of "row 2, column 3".
        least: how well the name must fit for this reading to be the right one.
    """

    text: str
    name: str = ""
    quoted: bool = False
    kind: str = ""
    attributes: tuple[str, ...] = ()
    order: Order | None = None
    related: tuple[Related, ...] = ()
    cell: tuple[int, int] | None = None
    least: float = 0.7

    @property
    def literal(self) -> bool:
        """Whether the whole text is taken as a name."""
        return self.least > 0.9
