"""`deskhand keys set | list | delete`: keys of models, in the system's keyring."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from dataclasses import asdict

from app.cli.terminal import ask, attended, out, print_json, say
from app.errors import UsageError
from app.models.keys import all_keys, checked_key, full_name, variables
from app.paths import paths
from app.safety.vault import Vault

_LONGEST = 16 * 1024  # bytes of a key


def set_key(options: argparse.Namespace) -> int:
    """Keep a key in the keyring."""
    name = full_name(paths(), options.name)
    vault = Vault()
    keyring = vault.describe()  # before anybody types a key for nothing
    vault.keep(name, _read(name))
    if options.json:
        print_json({"kept": name, "keyring": keyring})
    else:
        out(f"The key is kept under {name} in {keyring}.")
    for variable in variables(name):
        if os.environ.get(variable, "").strip():
            say(f"The environment variable {variable} is set, and comes first.")
    return 0


def list_keys(options: argparse.Namespace) -> int:
    """List the names of keys, where they come from and who uses them. Never the keys."""
    found = all_keys(paths())
    if options.json:
        print_json({"keys": [asdict(line) for line in found.lines], "problem": found.problem})
        return 0
    for line in found.lines:
        users = f"; for {', '.join(line.models)}" if line.models else ""
        out(f"{line.name}: {line.source or 'missing'}{users}")
    if not found.lines:
        say("No key is kept. `deskhand keys set openai` keeps one.")
    if found.problem:
        say(found.problem)
    return 0


def delete(options: argparse.Namespace) -> int:
    """Delete a key from the keyring."""
    name = full_name(paths(), options.name)
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
    return checked_key(text)
