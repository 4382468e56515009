"""`deskhand settings show | set`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.terminal import out, print_json, say
from app.paths import paths
from app.settings import load_settings, set_setting, written


def show(options: argparse.Namespace) -> int:
    """Say what is set."""
    home = paths()
    found = asdict(load_settings(home.settings))
    if options.json:
        print_json({"file": str(home.settings), "settings": found})
        return 0
    for name, value in found.items():
        out(f"{name}: {written(value)}")
    say(f"They stand in {home.settings}.")
    return 0


def change(options: argparse.Namespace) -> int:
    """Change one setting."""
    home = paths()
    set_setting(home.settings, options.name, options.value)
    if options.json:
        print_json({"file": str(home.settings), options.name: options.value})
    else:
        out(f"{options.name} is {options.value!r} from the next run on.")
    return 0
