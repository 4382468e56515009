"""Changing a person's permissions file: mode and rules, one at a time, the rest as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.engine.events import Effect
from app.errors import UsageError, storage_error
from app.paths import ensure_folder
from app.result import write_output
from app.safety.permissions import (
    Mode,
    Permissions,
    PermissionsError,
    Rule,
    default_permissions,
    parse_permissions,
)
from app.yaml_edit import with_entry, with_scalar, without_entry

_RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as a person words it, in the terms of resources/permissions.yaml.

    What is empty holds of everything.

    Attributes:
        kinds: of actions, as `click`.
        origins: as https://example.com.
        applications: programs.
        risks: as `commit`, or what a commit does, as `pay`.
        roles: of the target.
        name: regular expression for the target's name.
    """

    id: str
    effect: Effect
    kinds: Sequence[str] = ()
    origins: Sequence[str] = ()
    applications: Sequence[str] = ()
    risks: Sequence[str] = ()
    roles: Sequence[str] = ()
    name: str = ""
    reason: str = ""

    def entry(self) -> Mapping[str, Any]:
        """The rule as it stands in the file."""
        entry: dict[str, Any] = {"id": self.id.strip()}
        if self.kinds:
            entry["do"] = list(self.kinds)
        where = {"origin": list(self.origins), "application": list(self.applications)}
        target: dict[str, Any] = {"role": list(self.roles), "name": self.name}
        for key, section in (("where", where), ("target", target)):
            if said := {name: value for name, value in section.items() if value}:
                entry[key] = said
        if self.risks:
            entry["risk"] = list(self.risks)
        entry["effect"] = self.effect.value
        if self.reason:
            entry["reason"] = self.reason
        return entry

    def rule(self) -> Rule:
        """The rule.

        Raises:
            UsageError: it cannot be understood.
        """
        (rule,) = _parsed(yaml.safe_dump({_RULES: [dict(self.entry())]}), "the rule").rules
        return rule


def own_permissions(path: Path) -> Permissions:
    """What the person's file alone says; no rules where there is none.

    Raises:
        UsageError: it cannot be understood.
        StorageError: it cannot be read.
    """
    return _parsed(_text(path), path)


def set_mode(path: Path, mode: Mode) -> None:
    """What happens to what no rule speaks of.

    Raises:
        UsageError: the file cannot be understood.
        StorageError: it cannot be written.
    """
    text = _text(path)
    _parsed(text, path)
    _save(path, with_scalar(text, "mode", mode.value))


def add_rule(path: Path, draft: Draft) -> Rule:
    """Write a rule into the file; what it then is.

    Raises:
        UsageError: the file cannot be understood, the rule cannot, or its name is taken.
        StorageError: the file cannot be written.
    """
    text = _text(path)
    known = {rule.id for rule in (*_parsed(text, path).rules, *default_permissions().rules)}
    if draft.id.strip() in known:
        raise UsageError(f"There is a rule {draft.id.strip()!r} already.")
    entry = draft.entry()
    changed = with_entry(text, _RULES, entry) if text.strip() else None
    if changed is None or not _has(changed, draft.id.strip()):
        changed = _anew(text, [entry])
    _save(path, changed)
    return own_permissions(path).rules[-1]


def remove_rule(path: Path, name: str) -> None:
    """Take a rule out of the file.

    Raises:
        UsageError: it is not there, or comes with Deskhand.
        StorageError: the file cannot be written.
    """
    text = _text(path)
    if name not in {rule.id for rule in _parsed(text, path).rules}:
        if name in {rule.id for rule in default_permissions().rules}:
            raise UsageError(f"The rule {name!r} comes with Deskhand and stays.")
        raise UsageError(f"There is no rule {name!r} in {path}.")
    changed = without_entry(text, _RULES, "id", name)
    if changed is None or _has(changed, name):
        changed = _anew(text, without=name)
    _save(path, changed)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as failure:
        raise UsageError(f"{path} is not UTF-8 text: {failure.reason}.") from failure
    except OSError as failure:
        raise storage_error("read the permissions", path, failure) from failure


def _parsed(text: str, path: Path | str) -> Permissions:
    try:
        return parse_permissions(text, str(path))
    except PermissionsError as failure:
        raise UsageError(f"{failure}.") from failure


def _has(text: str, name: str) -> bool:
    """Whether the text can be understood and has the rule."""
    try:
        return name in {rule.id for rule in parse_permissions(text).rules}
    except PermissionsError:
        return False


def _anew(text: str, more: Sequence[Mapping[str, Any]] = (), without: str = "") -> str:
    """The whole file written anew; comments are lost. Only for files in an unusual form."""
    loaded: dict[str, Any] = {"version": 1, **(yaml.safe_load(text) or {})}
    rules = [each for each in loaded.get(_RULES) or [] if each["id"] != without]
    loaded[_RULES] = [*rules, *(dict(each) for each in more)]
    return yaml.safe_dump(loaded, allow_unicode=True, sort_keys=False, width=10_000)


def _save(path: Path, text: str) -> None:
    _parsed(text, path)
    ensure_folder(path.parent)
    write_output(path, text)
