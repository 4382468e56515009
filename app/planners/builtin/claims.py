"""What the planner claims at the end, so that it can be checked in a second reading."""

from __future__ import annotations

from collections.abc import Iterable

from actions.action import Claim
from perception.element import Element
from perception.predicate import Not, RowText, Text, Value


def value_claim(field: Element, value: str) -> Claim | None:
    """That the field holds the value; None where that cannot be told from outside."""
    if not field.name or "password" in field.states:
        return None
    return Claim(predicate=Value(name=field.name, value=value, role=field.role))


def checked_claim(element: Element, wanted: bool) -> list[Claim]:
    """That a box is ticked, or is not."""
    if not element.name:
        return []
    value = "true" if wanted else "false"
    return [Claim(predicate=Value(name=element.name, value=value, role=element.role))]


def answer_claim(answer: str) -> Claim:
    """That the page shows the answer."""
    return Claim(predicate=Text(text=answer))


def gone_claim(text: str, url: str) -> Claim:
    """That something is no longer there when the page is loaded again."""
    return Claim(predicate=Not(predicate=Text(text=text)), durable=True, url=url)


def saved_claims(claims: Iterable[Claim], url: str) -> list[Claim]:
    """After a commit: what was entered must be there when the data is read anew, together."""
    values = [c.predicate.value for c in claims if isinstance(c.predicate, Value)]
    texts = tuple(dict.fromkeys(v for v in values if v not in ("true", "false", "")))
    if not texts:
        return []
    return [Claim(predicate=RowText(texts=texts), durable=True, url=url)]
