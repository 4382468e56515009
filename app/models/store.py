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
from app.yaml_edit import with_entry, without_entry

_MODELS = "models"


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
    changed = _checked(with_entry(text, _MODELS, entry), path, {*known, name}) or _anew(
        path, text, [dict(entry)]
    )
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
    changed = _checked(
        without_entry(text, _MODELS, "name", name), path, known.keys() - {name}
    ) or _anew(path, text, without=name)
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
