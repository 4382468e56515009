"""What an instruction was understood to mean: a plan of clauses, before anything is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Intent(StrEnum):
    """What a clause asks for."""

    CLICK = "click"
    TYPE = "type"
    CHOOSE = "choose"
    SET = "set"
    CHECK = "check"
    UNCHECK = "uncheck"
    MARK = "mark"
    SUBMIT = "submit"
    SEARCH = "search"
    FIND = "find"
    ANSWER = "answer"
    SCROLL = "scroll"
    DRAG = "drag"
    SORT = "sort"
    DRAW = "draw"
    CREATE = "create"
    HIGHLIGHT = "highlight"
    FOCUS = "focus"
    RESIZE = "resize"
    FORMAT = "format"
    COPY = "copy"
    EXPAND = "expand"
    COLLAPSE = "collapse"
    CLOSE = "close"
    OPEN = "open"
    BROWSE = "browse"
    BACK = "go back"
    FORWARD_PAGE = "go forward"
    RELOAD = "reload"
    WAIT = "wait"
    HOVER = "hover"
    UPLOAD = "upload"
    DOWNLOAD = "download"
    LOGIN = "log in"
    GUESS = "guess"
    DELETE = "delete"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase: what is meant, in parts.

    Attributes:
        text: verbatim.
        names: quoted texts in it, verbatim; several for a list.
        words: what is left to tell it by when determiners, ordinals, counts and the noun of the
            kind are gone.
        noun: the noun that says the kind ("button", "text field"), or "".
        roles: ARIA roles that the noun allows; empty for any.
        ordinal: 1 for the first, -1 for the last, 0 where none is said.
        count: how many are meant, 0 where that is not said.
        every: all of them.
        qualities: colours, sizes, superlatives, case-folded, in order.
        relations: prepositions with what follows them: ("in", the row …).
    """

    text: str = ""
    names: tuple[str, ...] = ()
    words: str = ""
    noun: str = ""
    roles: tuple[str, ...] = ()
    ordinal: int = 0
    count: int = 0
    every: bool = False
    qualities: tuple[str, ...] = ()
    relations: tuple[tuple[str, Phrase], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def name(self) -> str:
        """The text to look for: the first quoted one, or the telling words."""
        return self.names[0] if self.names else self.words

    def related(self, *prepositions: str) -> Phrase | None:
        """What follows the first of these prepositions in the phrase."""
        return next((phrase for said, phrase in self.relations if said in prepositions), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A value for a field; `field` is "" where the instruction does not say which.

    `quoted`: the value stood in quotes, so it is to be taken verbatim.
    """

    field: str
    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing to do.

    Attributes:
        verb: as it was said, in base form.
        target: what it is done to.
        values: what is to be entered or set, with field labels.
        place: where it goes (after "into", "to", "onto").
        goal: "so that …", verbatim.
        options: other parts: "case" (upper/lower), "seconds", "scope" (the noun phrase of "for
            the user X, …"), "purpose" ("… to delete it"), "condition".
        scope: what the clause is limited to, from "For X, …" or an earlier "find X".
        text: the clause, verbatim.
    """

    intent: Intent
    verb: str = ""
    target: Phrase = field(default_factory=Phrase)
    values: tuple[Assignment, ...] = ()
    place: Phrase | None = None
    goal: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    scope: Phrase | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The clauses of an instruction, in the order in which to carry them out."""

    text: str
    clauses: tuple[Clause, ...]
