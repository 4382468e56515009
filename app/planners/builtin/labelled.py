"""Values told apart by the labels of the fields that the page shows.

"The user name demo and the password harbour" cannot be split by grammar alone: only the page tells
that "user name" is a field, so that "demo" is its value. A label begins its field's part, and the
part ends where the next label begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.planners.builtin import lexicon
from app.planners.builtin.desk import Desk
from app.planners.builtin.fields import editable_fields, field_named, synonyms
from app.planners.builtin.match import plain
from app.planners.builtin.plan import Assignment, Clause, Intent
from app.planners.builtin.tokens import Token, source, tokenise
from app.planners.builtin.verbs import base_form

_SPLIT = (Intent.TYPE, Intent.SET, Intent.COMMAND)
_BREAKS = frozenset({",", ";", ".", "and", "&", "plus", "with", "using", "then"})
_OWNERS = frozenset({"his", "her", "their", "its", "my", "your", "our", "new"})
_LINKS = frozenset({"to", "is", "as", "of", "with", "=", ":", "be", "should", "must", "are", "at"})
_KINDS = frozenset({"number", "address", "field", "box", "value", "menu", "list"})


@dataclass(frozen=True, slots=True)
class _Label:
    """Where a field is named: tokens `start` to `end`."""

    start: int
    end: int
    name: str


def refined(desk: Desk, clause: Clause) -> Clause:
    """The clause with its values as the page's labels tell them, if these tell more."""
    statement = clause.intent is Intent.COMMAND and not clause.verb
    if clause.intent not in _SPLIT or (clause.intent is Intent.COMMAND and not statement):
        return clause
    found = pairs(desk, clause)
    known = _resolved(desk, clause)
    if not found or len(found) < known:
        return clause
    if len(found) == known and all(each.quoted for each in clause.values):
        return clause
    return replace(clause, intent=Intent.TYPE, values=found, place=None)


def pairs(desk: Desk, clause: Clause) -> tuple[Assignment, ...]:
    """The fields that a clause names, each with its value; empty if it is not of that form."""
    tokens = _after_verb(tokenise(clause.text), clause)
    labels = _labels(desk, tokens)
    if not labels or not _is_frame(tokens[: labels[0].start]):
        return ()
    ends = [*(label.start for label in labels[1:]), len(tokens)]
    found = []
    for label, end in zip(labels, ends, strict=True):
        value = _value(tokens[label.end : end])
        if not value:
            return ()
        quoted = value[0].kind == "quoted" and len(value) == 1
        text = value[0].text if quoted else source(value, clause.text)
        found.append(Assignment(field=label.name, value=text, quoted=quoted))
    return tuple(found)


def _resolved(desk: Desk, clause: Clause) -> int:
    """How many of the clause's own values have a field that is on the page."""
    return sum(
        1 for each in clause.values if each.field and field_named(desk, each.field) is not None
    )


def _labels(desk: Desk, tokens: Sequence[Token]) -> list[_Label]:
    """The labels named in the tokens, in order; where several fit, the longest."""
    known = {
        tuple(said.split()): element.name
        for element in editable_fields(desk)
        if element.name
        for said in synonyms(element.name)
    }
    found: list[_Label] = []
    place = 0
    while place < len(tokens):
        label = _label_at(tokens, place, known) if _may_begin(tokens, place, found) else None
        if label is None:
            place += 1
        else:
            found.append(label)
            place = label.end + 1  # at least one token of value
    return found


def _label_at(
    tokens: Sequence[Token], place: int, known: dict[tuple[str, ...], str]
) -> _Label | None:
    for length in range(min(5, len(tokens) - place), 0, -1):
        said = tuple(plain(token.low) for token in tokens[place : place + length])
        if said in known and not any(token.kind == "quoted" for token in tokens[place:][:length]):
            end = place + length
            if end < len(tokens) - 1 and tokens[end].low in _KINDS:
                end += 1
            return _Label(place, end, known[said])
    return None


def _may_begin(tokens: Sequence[Token], place: int, found: Sequence[_Label]) -> bool:
    """Whether a label may stand here: first of all, or after a break; never inside a value."""
    before = tokens[place - 1].low if place else ""
    if before in lexicon.DETERMINERS | _OWNERS and place > 1:
        before = tokens[place - 2].low if found else before
    if found:
        return before in _BREAKS
    return True


def _after_verb(tokens: tuple[Token, ...], clause: Clause) -> tuple[Token, ...]:
    """What follows the verb: "In the settings, set" says nothing of fields."""
    verb = clause.verb.split()
    for place, token in enumerate(tokens):
        said = [each.low for each in tokens[place : place + len(verb)]]
        if verb and (said == verb or (base_form(token.low) == verb[0] and len(verb) == 1)):
            return tokens[place + len(verb) :]
    return tokens


def _is_frame(tokens: Sequence[Token]) -> bool:
    """Whether what stands before the first label carries no value."""
    empty = _BREAKS | _OWNERS | _LINKS | lexicon.DETERMINERS | lexicon.FILLERS
    return all(token.kind != "quoted" and token.low in empty for token in tokens)


def _value(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without the words that link them to the label and to what follows."""
    rest = list(tokens)
    while len(rest) > 1 and rest[0].low in _LINKS:
        rest.pop(0)
    trailing = _BREAKS | lexicon.DETERMINERS | _OWNERS
    while rest and rest[-1].kind != "quoted" and (rest[-1].low in trailing):
        rest.pop()
    return tuple(rest)
