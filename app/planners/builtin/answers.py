"""Answering questions from what the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.planners.builtin import find, lexicon, reading
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import plain, similarity
from app.planners.builtin.plan import Clause, Phrase
from app.planners.builtin.shapes import shape_elements
from perception.element import Element


def answer(desk: Desk, clause: Clause, last: bool) -> Script:
    """Find the answer to a question; give it through the page where the page asks for it."""
    found = _answer(desk, clause)
    if found is None and not desk.observation.complete:
        yield desk.look_wider()
        found = _answer(desk, clause)
    if found is None:
        return False
    desk.remembered["answer"] = found
    if last:
        choice = choice_for(desk, found)
        if choice is not None:
            yield desk.click(choice, f"The answer is {found}: choose it.")
            return not desk.failure
        desk.answers.append(found)
    return True


def choice_for(desk: Desk, answer: str) -> Element | None:
    """The button that gives this answer, where the page offers answers of its kind to choose."""
    numeric = bool(re.fullmatch(r"-?\d+(\.\d+)?", answer))
    buttons = [e for e in desk.shown() if e.role in ("button", "radio") and e.name]
    kin = [e for e in buttons if bool(re.fullmatch(r"-?\d+(\.\d+)?", e.name)) == numeric]
    exact = [e for e in kin if plain(e.name) == plain(answer)]
    return exact[0] if exact and len(kin) >= 2 else None


def _answer(desk: Desk, clause: Clause) -> str | None:
    from app.planners.builtin.values import page_sum

    question = clause.options.get("question", clause.text).casefold()
    if re.search(r"\b(how many|count|number of)\b", question):
        told = told_count(desk, clause.target)
        if told:
            return told
        counted = count(desk, clause.target)
        return _worked_out(desk, str(counted)) if counted is not None else None
    if re.search(r"\b(solve|calculate|compute|work out|figure out)\b", question):
        return page_sum(desk)
    if re.search(r"\bhow much\b|\bsum\b|\btotal\b", question):
        total = column_total(desk, clause.target)
        if total is not None:
            return _worked_out(desk, total)
    if extreme(clause.target):
        return _extreme_answer(desk, clause.target)
    return reading.read(desk, clause.target)


def _worked_out(desk: Desk, text: str) -> str:
    desk.worked_out.add(text)
    return text


_COUNTED = re.compile(r"^\W*(\d[\d,. ]*)\s+([^\W\d][\w ]*?)\W*$")


def told_count(desk: Desk, phrase: Phrase) -> str:
    """The number in "40 orders", where the page says it itself; a list may have more pages."""
    wanted = _without_there(phrase)
    names = [name for name in (wanted.words, wanted.noun, wanted.text) if name]
    for element in desk.shown():
        match = _COUNTED.match(element.name)
        if match and any(similarity(name, match[2]) >= 0.9 for name in names):
            return match[1].strip()
    return ""


def count(desk: Desk, phrase: Phrase) -> int | None:
    """How many things of a kind the page shows."""
    phrase = _without_there(phrase)
    shapes = shape_elements(desk, phrase)
    if shapes is not None:
        return len(shapes)
    of = phrase.related("of")
    if (of is not None and phrase.noun in ("number", "count", "amount")) or phrase.words in (
        "total",
        "number",
        "count",
        "total number",
    ):
        return count(desk, of) if of is not None else None
    table = [cells for _, cells in reading.rows(desk) if cells[0].role != "columnheader"]
    if table:
        owner = phrase.related("in", "of", "from", "with", "by", "for", "at")
        if owner is None:
            return len(table)
        hits = [cells for cells in table if any(
            similarity(name, reading.text_of(desk, each)) >= 0.86
            for each in cells for name in find.names_of(owner))]  # fmt: skip
        return len(hits) if hits else None
    if phrase.roles:
        return len([e for e in desk.shown() if e.role == phrase.roles[0]])
    items = [e for e in desk.shown() if e.role == "listitem"]
    return len(items) if items else None


def _without_there(phrase: Phrase) -> Phrase:
    """The phrase without its verb: "items are there" becomes "items"."""
    from app.planners.builtin.phrases import parse_phrase
    from app.planners.builtin.tokens import tokenise

    cut = re.split(r"\s+(?:are|is|do|does|can|exist|did|will|have|has)\b", phrase.text, maxsplit=1)[
        0
    ]
    return parse_phrase(tokenise(cut), cut)


def extreme(phrase: Phrase) -> str:
    """The superlative in a phrase or in what it is told by ("with the lowest price")."""
    for quality in phrase.qualities:
        if quality in lexicon.SUPERLATIVES:
            return quality
    for _, inner in phrase.relations:
        found = extreme(inner)
        if found:
            return found
    return ""


def quantity_word(phrase: Phrase) -> str:
    """What a superlative compares: "price" of "the lowest price", "date" of "latest"."""
    for _, inner in phrase.relations:
        if any(q in lexicon.SUPERLATIVES for q in inner.qualities):
            return inner.words or inner.noun
    quality = extreme(phrase)
    return lexicon.QUANTITY_OF.get(quality, "")


def _extreme_answer(desk: Desk, phrase: Phrase) -> str | None:
    table = reading.rows(desk)
    body = [cells for _, cells in table if cells[0].role != "columnheader"]
    if not body:
        return None
    column = reading.column_of(desk, quantity_word(phrase) or phrase.words, table)
    if column < 0:
        column = _numeric_column(desk, body)
    row = best_row(desk, body, column, lexicon.SUPERLATIVES[extreme(phrase)])
    if row is None:
        return None
    asked = reading.column_of(desk, phrase.words or phrase.noun, table)
    return reading.text_of(desk, row[asked if asked >= 0 and asked != column else 0])


def best_row(
    desk: Desk, body: Sequence[Sequence[Element]], column: int, sign: int
) -> Sequence[Element] | None:
    """The row with the greatest (sign 1) or least (-1) number in a column."""
    full = [cells for cells in body if 0 <= column < len(cells)]
    quantities = [reading.quantity(reading.text_of(desk, cells[column])) for cells in full]
    scored = [(n, cells) for n, cells in zip(quantities, full, strict=True) if n is not None]
    return max(scored, key=lambda pair: sign * pair[0])[1] if scored else None


def _numeric_column(desk: Desk, body: Sequence[Sequence[Element]]) -> int:
    for column in range(len(body[0])):
        if all(
            column < len(cells) and reading.numbers_in(reading.text_of(desk, cells[column]))
            for cells in body
        ):
            return column
    return -1


def column_total(desk: Desk, phrase: Phrase) -> str | None:
    """The sum over a column."""
    table = reading.rows(desk)
    column = reading.column_of(desk, phrase.words or phrase.text, table)
    for _, inner in phrase.relations:
        if column < 0:
            column = reading.column_of(desk, inner.words or inner.text, table)
    if column < 0:
        return None
    body = [cells for _, cells in table if cells[0].role != "columnheader" and column < len(cells)]
    numbers = [
        number
        for cells in body
        for number in reading.numbers_in(reading.text_of(desk, cells[column]))[:1]
    ]
    return f"{sum(numbers):g}" if numbers else None
