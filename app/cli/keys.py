"""`deskhand keys set | list | delete`: keys of models, in the system's keyring."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.cli.terminal import ask, attended, out, print_json, say
from app.errors import UsageError
from app.models.config import MAKERS_KEYS, load_models
from app.paths import paths
from app.safety.vault import Vault, VaultError, variable_of

_LONGEST = 16 * 1024  # bytes of a key


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


def set_key(options: argparse.Namespace) -> int:
    """Keep a key in the keyring."""
    name = _full(options.name)
    vault = Vault()
    keyring = vault.describe()  # before anybody types a key for nothing
    vault.keep(name, _read(name))
    if options.json:
        print_json({"kept": name, "keyring": keyring})
    else:
        out(f"The key is kept under {name} in {keyring}.")
    for variable in _variables(name):
        if os.environ.get(variable, "").strip():
            say(f"The environment variable {variable} is set, and comes first.")
    return 0


def list_keys(options: argparse.Namespace) -> int:
    """List the names of keys, where they come from and who uses them. Never the keys."""
    used = _used_by()
    problem = ""
    try:
        kept: tuple[str, ...] = Vault().names()
    except VaultError as failure:
        kept, problem = (), str(failure)
    names = dict.fromkeys((*used, *kept, *(name for name in MAKERS_KEYS if _variable(name))))
    lines = [
        KeyLine(
            name=name,
            source=_variable(name) or ("keyring" if name in kept else ""),
            models=tuple(used.get(name, ())),
        )
        for name in names
    ]
    if options.json:
        print_json({"keys": [asdict(line) for line in lines], "problem": problem})
        return 0
    for line in lines:
        users = f"; for {', '.join(line.models)}" if line.models else ""
        out(f"{line.name}: {line.source or 'missing'}{users}")
    if not lines:
        say("No key is kept. `deskhand keys set openai` keeps one.")
    if problem:
        say(problem)
    return 0


def delete(options: argparse.Namespace) -> int:
    """Delete a key from the keyring."""
    name = _full(options.name)
    if not options.yes:
        if not attended():
            raise UsageError(f"The key {name} would be deleted: confirm with --yes.")
        if ask(f"Delete the key {name} for good? [y/N] ").lower() not in ("y", "yes"):
            return 0
    if not Vault().forget(name):
        raise UsageError(f"There is no key {name} in the keyring.")
    if options.json:
        print_json({"deleted": name})
    else:
        out(f"{name} is deleted from the keyring.")
    return 0


def _full(name: str) -> str:
    """The vault's name: "openai" is "models/openai"; what a model is called, the name of its key.

    Raises:
        UsageError: it is a model that wants no key.
    """
    if f"models/{name}" in MAKERS_KEYS:
        return f"models/{name}"
    for key, users in _used_by().items():
        if name in users:
            return key
    if name in load_models(paths().models):
        raise UsageError(
            f"The model {name} is set up without a key; give it one with `key:` in models.yaml."
        )
    return name


def _used_by() -> Mapping[str, list[str]]:
    """The names of keys that models use, with these models."""
    from app.models.config import key_name

    home = paths()
    found: dict[str, list[str]] = {}
    for setting in load_models(home.models).values():
        if name := key_name(setting, home.profiles):
            found.setdefault(name, []).append(setting.name)
    return found


def _variables(name: str) -> tuple[str, ...]:
    return (*MAKERS_KEYS.get(name, ()), variable_of(name))


def _variable(name: str) -> str:
    """The environment variable that holds a key; "" if none does."""
    return next((each for each in _variables(name) if os.environ.get(each, "").strip()), "")


def _read(name: str) -> str:
    """The key, from the terminal without showing it, or from a pipe.

    Raises:
        UsageError: it is empty, or more than one line.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        text = getpass.getpass(f"Key for {name} (it is not shown): ")
    else:
        data = sys.stdin.buffer.read(_LONGEST + 1) if sys.stdin is not None else b""
        if len(data) > _LONGEST:
            raise UsageError("That is too long for a key.")
        try:
            text = data.decode()
        except UnicodeDecodeError as failure:
            raise UsageError("That is no text, so it is no key.") from failure
    text = text.strip()
    if not text:
        raise UsageError("No key was given; nothing is kept.")
    if len(text.split()) > 1 or not text.isprintable():
        raise UsageError("A key is one word; nothing is kept.")
    return text
