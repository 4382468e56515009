"""Changing models.yaml: entries come and go, the rest of the file stays as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from app.errors import UsageError
from app.models.config import ModelSetting, load_models, parse_models
from app.paths import ensure_folder
from app.result import write_output


def add_model(path: Path, entry: Mapping[str, str]) -> ModelSetting:
    """Write a model into the file; what it then is.

    Args:
        path: of models.yaml; it need not be there.
        entry: as in the file.

    Raises:
        UsageError: the file has faults, the entry has, or the name is taken.
        StorageError: the file cannot be written.
    """
    known = load_models(path)
    name = entry["name"]
    if name in known:
        raise UsageError(
            f"There is a model {name} already; `deskhand models remove {name}` takes it out."
        )
    text = path.read_text("utf-8") if path.exists() else ""
    changed = _checked(_with(text, entry), path, {*known, name}) or _anew(path, text, [dict(entry)])
    _save(path, changed)
    return parse_models(changed, path)[name]


def remove_model(path: Path, name: str) -> None:
    """Take a model out of the file.

    Raises:
        UsageError: it is not there, or another model refers to it.
        StorageError: the file cannot be written.
    """
    known = load_models(path)
    if name not in known:
        raise UsageError(f"There is no model {name!r}. There are: {', '.join(known) or 'none'}.")
    for other in known.values():
        if other.name != name and name in (other.strong, other.checker, other.pointer):
            raise UsageError(f"The model {other.name} refers to {name}: change that first.")
    text = path.read_text("utf-8")
    changed = _checked(_without(text, name), path, known.keys() - {name}) or _anew(
        path, text, without=name
    )
    _save(path, changed)


def _save(path: Path, text: str) -> None:
    ensure_folder(path.parent)
    write_output(path, text)


def _checked(text: str | None, path: Path, names: set[str]) -> str | None:
    """The text, if it says what was meant: these models and no others."""
    if text is None:
        return None
    try:
        return text if parse_models(text, path).keys() == names else None
    except UsageError:
        return None


def _anew(
    path: Path, text: str, more: list[dict[str, str]] | None = None, without: str = ""
) -> str:
    """The whole file written anew; comments are lost. Only for files in an unusual form."""
    loaded = yaml.safe_load(text)
    entries: list[Any] = (loaded.get("models") if isinstance(loaded, dict) else loaded) or []
    entries = [each for each in entries if each["name"] != without] + (more or [])
    changed = yaml.safe_dump({"models": entries}, allow_unicode=True, sort_keys=False)
    parse_models(changed, path)
    return changed


def _with(text: str, entry: Mapping[str, str]) -> str | None:
    """The text with an entry at the end of the list; None if the list is in another form."""
    sequence = _sequence(text)
    if sequence is None and yaml.safe_load(text) is not None:
        return None
    if sequence is None:  # nothing, or comments only
        kept = text if not text or text.endswith("\n") else text + "\n"
        return f"{kept}models:\n{_lines(entry, 2)}"
    if sequence.flow_style or not sequence.value:
        return None
    lines = text.splitlines(keepends=True)
    last = sequence.value[-1].end_mark
    at = last.line + (1 if last.column else 0)  # the line after the last entry
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    before = "".join(lines[:at])
    gap = "" if before.endswith("\n") else "\n"
    return f"{before}{gap}{_lines(entry, sequence.start_mark.column)}{''.join(lines[at:])}"


def _without(text: str, name: str) -> str | None:
    """The text without an entry; None if the list is in another form."""
    sequence = _sequence(text)
    if sequence is None or sequence.flow_style:
        return None
    lines = text.splitlines(keepends=True)
    starts = [node.start_mark.line for node in sequence.value]
    for at, node in enumerate(sequence.value):
        named = {key.value: value.value for key, value in node.value}
        if named.get("name") != name:
            continue
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        if at + 1 < len(starts):
            end = min(end, starts[at + 1])
        if len(starts) == 1:
            return None
        return "".join(lines[: starts[at]] + lines[end:])
    return None


def _sequence(text: str) -> yaml.SequenceNode | None:
    """The list of models in the text, where it stands."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.SequenceNode):
        return root
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "models" and isinstance(value, yaml.SequenceNode):
                return value
    return None


def _lines(entry: Mapping[str, str], indent: int) -> str:
    dumped = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=10_000)
    return "".join(" " * indent + line for line in dumped.splitlines(keepends=True))
