"""Keys of models: which there are, where they come from, who uses them. Never the keys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UsageError
from app.models.config import MAKERS_KEYS, key_name, load_models
from app.paths import Paths
from app.safety.vault import Vault, VaultError, variable_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key, by name.

    Attributes:
        source: "keyring", or the environment variable that holds it; "" where it is missing.
        models: that use it.
    """

    name: str
    source: str = ""
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """All keys; `problem` says why the keyring could not be asked."""

    lines: tuple[KeyLine, ...]
    problem: str = ""


def all_keys(home: Paths, vault: Vault | None = None) -> Keys:
    """The keys that models want, those that are kept, and those that variables hold."""
    used = used_by(home)
    problem = ""
    try:
        kept: tuple[str, ...] = (vault or Vault()).names()
    except VaultError as failure:
        kept, problem = (), str(failure)
    names = dict.fromkeys((*used, *kept, *(name for name in MAKERS_KEYS if variable(name))))
    lines = tuple(
        KeyLine(
            name=name,
            source=variable(name) or ("keyring" if name in kept else ""),
            models=tuple(used.get(name, ())),
        )
        for name in names
    )
    return Keys(lines=lines, problem=problem)


def full_name(home: Paths, name: str) -> str:
    """The vault's name: "openai" is "models/openai"; what a model is called, the name of its key.

    Raises:
        UsageError: it is a model that wants no key.
    """
    if f"models/{name}" in MAKERS_KEYS:
        return f"models/{name}"
    for key, users in used_by(home).items():
        if name in users:
            return key
    if name in load_models(home.models):
        raise UsageError(
            f"The model {name} is set up without a key; give it one with `key:` in models.yaml."
        )
    return name


def used_by(home: Paths) -> Mapping[str, list[str]]:
    """The names of keys that models use, with these models."""
    found: dict[str, list[str]] = {}
    for setting in load_models(home.models).values():
        if name := key_name(setting, home.profiles):
            found.setdefault(name, []).append(setting.name)
    return found


def variables(name: str) -> tuple[str, ...]:
    """The environment variables that may hold a key; they come before the keyring."""
    return (*MAKERS_KEYS.get(name, ()), variable_of(name))


def variable(name: str) -> str:
    """The environment variable that holds a key; "" if none does."""
    return next((each for each in variables(name) if os.environ.get(each, "").strip()), "")


def checked_key(text: str) -> str:
    """A key as somebody typed or pasted it, without what is round it.

    Raises:
        UsageError: it is empty, or more than one word.
    """
    text = text.strip()
    if not text:
        raise UsageError("No key was given; nothing is kept.")
    if len(text.split()) > 1 or not text.isprintable():
        raise UsageError("A key is one word; nothing is kept.")
    return text
