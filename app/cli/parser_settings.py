"""The options of `deskhand permissions` and `settings`; kept free of imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.numbers import positive_int

_PERMISSIONS, _SETTINGS = "app.cli.permissions", "app.cli.settings"


def add_settings(
    commands: Any,
    command: Callable[..., argparse.ArgumentParser],
    lazily: Callable[[str, str], Any],
) -> None:
    """Add the commands.

    Args:
        commands: where to.
        command: makes a command.
        lazily: a command whose module is imported when it is called.
    """
    settings = commands.add_parser(
        "settings", help="show and change settings", description="Settings."
    )
    settings.set_defaults(command=lazily(_SETTINGS, "show"), json=False)
    parts = settings.add_subparsers(metavar="COMMAND", title="commands")
    command(parts, "show", "show all settings", _SETTINGS, "show")
    change = command(parts, "set", "change a setting", _SETTINGS, "change")
    change.add_argument("name", metavar="NAME", help="of the setting")
    change.add_argument("value", metavar="VALUE", help="that it has from now on")


def add_permissions(
    commands: Any,
    command: Callable[..., argparse.ArgumentParser],
    lazily: Callable[[str, str], Any],
) -> None:
    """Add the commands; see `add_settings`."""
    permissions = commands.add_parser(
        "permissions",
        help="what may be done: rules, mode, and what was decided lately",
        description="What may be done without asking, what is asked for, and what never happens.",
    )
    permissions.set_defaults(command=lazily(_PERMISSIONS, "show"), json=False)
    parts = permissions.add_subparsers(metavar="COMMAND", title="commands")
    command(parts, "show", "show the mode and every rule", _PERMISSIONS, "show")
    lately = command(parts, "lately", "what was decided lately, and why", _PERMISSIONS, "lately")
    lately.add_argument(
        "--limit", type=positive_int, default=30, metavar="N", help="at most N decisions (30)"
    )
    mode = command(
        parts, "mode", "say what happens to what no rule speaks of", _PERMISSIONS, "mode"
    )
    mode.add_argument("mode", choices=("observe", "ask-all", "ask-risky", "auto"))
    _add_rule(command(parts, "add", "add a rule", _PERMISSIONS, "add", _ADD))
    gone = command(parts, "remove", "take a rule out", _PERMISSIONS, "remove")
    gone.add_argument("id", metavar="RULE", help="name of the rule")
    gone.add_argument("--yes", action="store_true", help="do not ask")
    check = command(parts, "check", "say whether a file can be understood", _PERMISSIONS, "check")
    check.add_argument("file", nargs="?", metavar="FILE", help="default: your own")


_ADD = """
    Add a rule. What is not said holds of everything; each option can be given several times.

      deskhand permissions add no-deleting deny --origin https://shop.example.com --risk delete
      deskhand permissions add crm allow --do click --do type --origin "https://*.crm.example.com"
    """


def _add_rule(new: argparse.ArgumentParser) -> None:
    new.add_argument("id", metavar="RULE", help="what it is to be called")
    new.add_argument("effect", choices=("allow", "ask", "deny"))
    for name, meta, help_text in (
        ("--do", "KIND", "kind of action, as click"),
        ("--origin", "ORIGIN", "place, as https://example.com"),
        ("--app", "NAME", "program"),
        ("--risk", "RISK", "read, edit, commit, or what a commit does, as pay"),
        ("--role", "ROLE", "of the target, as button"),
    ):
        new.add_argument(name, action="append", default=[], metavar=meta, help=help_text)
    new.add_argument("--name", default="", metavar="REGEX", help="that the target's name matches")
    new.add_argument("--reason", default="", metavar="TEXT", help="a sentence for people")
