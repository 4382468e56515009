"""`deskhand models list | show | add | test | use | remove`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.terminal import ask, attended, out, print_json, say
from app.errors import UsageError
from app.models import manage
from app.models.config import load_models
from app.models.described import describe, known_profiles, profile_of
from app.paths import Paths, paths
from app.safety.vault import Vault
from app.settings import load_settings


def list_models(options: argparse.Namespace) -> int:
    """List the models that are set up, or the profiles that there are."""
    home = paths()
    if getattr(options, "profiles", False):
        return _list_profiles(home, as_json=options.json)
    found = load_models(home.models)
    default = load_settings(home.settings).planner
    vault = Vault()  # one for all: a keyring that does not answer is waited for once
    shown = [describe(setting, home, default, vault) for setting in found.values()]
    if options.json:
        print_json([asdict(each) for each in shown])
        return 0
    if not shown:
        say(
            "No model is set up. Begin with one of these:\n"
            "  deskhand models add gpt-5.4\n"
            "  deskhand models add claude-sonnet-5-5\n"
            "  deskhand models add local --model qwen3-vl:8b --address http://localhost:11434/v1"
        )
    for each in shown:
        mark = "*" if each.default else " "
        out(f"{mark} {each.name}: {each.model} ({each.profile or 'no profile'}, {each.protocol})")
        out(f"    {each.address or 'on this machine'}; key {each.key}; {each.price}")
        if each.problem:
            out(f"    {each.problem}")
    if not any(each.default for each in shown):
        out(f"* {default}: decides when no planner is named")
    return 0


def _list_profiles(home: Paths, *, as_json: bool) -> int:
    known = known_profiles(home)
    if as_json:
        print_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "purpose": each.purpose,
                    "protocol": each.protocol,
                    "dialect": each.dialect,
                    "models": list(each.matches),
                }
                for each in known.values()
            ]
        )
        return 0
    for each in known.values():
        fits = f"; for {', '.join(each.matches)}" if each.matches else "; only when named"
        out(f"{each.name}: {each.title} ({each.purpose}, {each.protocol}){fits}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Show one model with all that is known of it."""
    home = paths()
    setting = manage.named(home, options.name)
    found = describe(setting, home, load_settings(home.settings).planner)
    profile = profile_of(setting, home) if not found.problem or found.profile else None
    facts: dict[str, Any] = asdict(found)
    if profile is not None:
        facts |= {
            "title": profile.title,
            "dialect": profile.dialect,
            "coordinates": profile.space,
            "pictures": asdict(profile.resize),
            "limits": asdict(profile.limits),
        }
    facts |= {name: getattr(setting, name) for name in ("strong", "checker", "pointer")}
    facts |= {name: getattr(setting, name) for name in ("weights", "device", "dtype")}
    facts["habits"] = asdict(setting.habits)
    if options.json:
        print_json(facts)
        return 0
    for name, value in facts.items():
        if value not in ("", None):
            out(f"{name.replace('_', ' '):12} {value}")
    return 0


def add(options: argparse.Namespace) -> int:
    """Write a model into models.yaml."""
    home = paths()
    given = ("model", "weights", "profile", "address", "key", "price", "device", "dtype")
    said = {name: getattr(options, name) or "" for name in given}
    found = manage.add(home, manage.new_entry(options.name, **said))
    if options.json:
        print_json({"file": str(home.models), **asdict(found)})
        return 0
    profile = known_profiles(home)[found.profile]
    out(f"{found.name} is set up with the profile {found.profile} ({profile.title}).")
    out(f"It is written into {home.models}.")
    if found.problem:
        out(found.problem)
    out(f"Try it out: deskhand models test {found.name}")
    return 0


def remove(options: argparse.Namespace) -> int:
    """Take a model out of models.yaml."""
    home = paths()
    manage.may_remove(home, options.name)
    if not options.yes:
        if not attended():
            raise UsageError(f"The model {options.name} would be taken out: confirm with --yes.")
        if ask(f"Take {options.name} out of {home.models}? [y/N] ").lower() not in ("y", "yes"):
            return 0
    manage.remove(home, options.name)
    if options.json:
        print_json({"removed": options.name})
    else:
        out(f"{options.name} is taken out. Its key, if it has one, is kept.")
    return 0


def use(options: argparse.Namespace) -> int:
    """Say who decides when no planner is named."""
    home = paths()
    manage.use(home, options.name)
    if options.json:
        print_json({"planner": options.name, "file": str(home.settings)})
    else:
        out(f"{options.name} decides from now on when no planner is named.")
    return 0


def test(options: argparse.Namespace) -> int:
    """Make one small call: does the model see, and where does its click land?"""
    from app.cli.models_test import try_and_tell

    home = paths()
    setting = manage.named(home, options.name)
    return try_and_tell(setting, profile_of(setting, home), home, as_json=options.json)
