"""Small changes to YAML files that people write by hand: everything else in them stays as it is.

Each function returns the changed text, or None where the file has a form that it does not know how
to change in place; the caller then writes the file anew. Callers read the result back before they
keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

Entry = Mapping[str, Any]


def with_scalar(text: str, name: str, value: str) -> str:
    """The text of a mapping with one value changed, or added at its end."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    line = yaml.safe_dump({name: value}, allow_unicode=True, width=10_000).rstrip("\n")
    for key, node in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == name:
            return text[: key.start_mark.index] + line + text[node.end_mark.index :]
    gap = "\n" if text and not text.endswith("\n") else ""
    return f"{text}{gap}{line}\n"


def with_entry(text: str, key: str, entry: Entry) -> str | None:
    """The text with an entry at the end of the list under a key, or of the list that it is."""
    found = _list_under(text, key)
    if found is None:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None and not _lacks(root, key):
            return None
        kept = text if not text or text.endswith("\n") else text + "\n"
        return f"{kept}{key}:\n{_lines(entry, 2)}"
    if found.flow_style or not found.value:
        return None
    lines = text.splitlines(keepends=True)
    last = found.value[-1].end_mark
    at = last.line + (1 if last.column else 0)  # the line after the last entry
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    before = "".join(lines[:at])
    gap = "" if before.endswith("\n") else "\n"
    return f"{before}{gap}{_lines(entry, found.start_mark.column)}{''.join(lines[at:])}"


def without_entry(text: str, key: str, field: str, value: str) -> str | None:
    """The text without the entry of a list that has this value in this field."""
    found = _list_under(text, key)
    if found is None or found.flow_style:
        return None
    lines = text.splitlines(keepends=True)
    starts = [node.start_mark.line for node in found.value]
    for at, node in enumerate(found.value):
        named = {each.value: its.value for each, its in node.value}
        if named.get(field) != value:
            continue
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        if at + 1 < len(starts):
            end = min(end, starts[at + 1])
        if len(starts) == 1:
            return None
        return "".join(lines[: starts[at]] + lines[end:])
    return None


def _lacks(root: yaml.Node, key: str) -> bool:
    """Whether a key can be added at the end of a mapping that begins its lines at the left."""
    return (
        isinstance(root, yaml.MappingNode)
        and not root.flow_style
        and root.start_mark.column == 0
        and all(each.value != key for each, _ in root.value)
    )


def _list_under(text: str, key: str) -> yaml.SequenceNode | None:
    """The list, where it stands."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.SequenceNode):
        return root
    if isinstance(root, yaml.MappingNode):
        for each, value in root.value:
            if each.value == key and isinstance(value, yaml.SequenceNode):
                return value
    return None


def _lines(entry: Entry, indent: int) -> str:
    dumped = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=10_000)
    return "".join(" " * indent + line for line in dumped.splitlines(keepends=True))
