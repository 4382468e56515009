"""A skill as it was shown, with its values taken out of all its texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from actions.action import Open, SecretRef
from actions.target import Anchors
from perception.predicate import Url
from skills.skill import Foreach, If, Node
from skills.slots import Slot, mentions, templated
from skills.template import literal

# Anchors that the program gives, in which a value stands only by chance.
_FIXED = frozenset({"role", "test_id", "id", "href", "offset", "selector", "path", "image"})
_FIXED_FIELDS = frozenset(
    {"id", "role", "state", "keys", "how", "kind", "unit", "button", "cell", "modifiers", "risk"}
    | {"application", "review", "about"}
)


def abstracted(value: Any, slots: Sequence[Slot]) -> Any:
    """A value with references in all its texts instead of the values of the slots."""
    if isinstance(value, str):
        return templated(value, slots)
    if isinstance(value, tuple):
        return tuple(abstracted(each, slots) for each in value)
    if isinstance(value, Anchors):
        return Anchors(
            ways=tuple(
                (family, literal(text) if family in _FIXED else templated(text, slots))
                for family, text in value.ways
            )
        )
    if isinstance(value, Open) and value.kind == "url":
        return replace(value, what=_templated_url(value.what, slots))
    if isinstance(value, Url):
        return Url(pattern=literal(value.pattern))
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    changed = {
        each.name: abstracted(getattr(value, each.name), slots)
        for each in dataclasses.fields(value)
        if each.name not in _FIXED_FIELDS
    }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked


def numbered(steps: Iterable[Node]) -> tuple[Node, ...]:
    """The steps with ids by their order: s1, s2, …; what holds others is counted as well."""
    count = 0

    def number(node: Node) -> Node:
        nonlocal count
        count += 1
        node = replace(node, id=f"s{count}")
        if isinstance(node, If):
            then = tuple(number(each) for each in node.then)
            return replace(node, then=then, otherwise=tuple(map(number, node.otherwise)))
        if isinstance(node, Foreach):
            return replace(node, steps=tuple(map(number, node.steps)))
        return node

    return tuple(number(node) for node in steps)


def _templated_url(url: str, slots: Sequence[Slot]) -> str:
    """An address with references, also where a query writes a value in its own way."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(mentions(text, slots) for _, text in pairs):
        return templated(url, slots)
    query = "&".join(
        f"{urlencode({key: ''})}{templated(text, slots)}"
        if mentions(text, slots)
        else literal(urlencode({key: text}))
        for key, text in pairs
    )
    whole = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return f"{templated(whole, slots)}?{query}"


def speaks_of(value: object, names: frozenset[str]) -> bool:
    """Whether texts of a value refer to one of these parameters."""
    told = str(value)
    return any(f"{{{{{name}}}}}" in told or f"{{{{{name}:" in told for name in names)
