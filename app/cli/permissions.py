"""`deskhand permissions show | lately | mode | add | remove | check`."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from pathlib import Path

from app.cli.terminal import ask, attended, out, print_json, safe, say
from app.engine.events import Effect
from app.errors import UsageError
from app.paths import paths
from app.runs.decisions import recent_decisions
from app.safety.permissions import Mode, Rule, default_permissions, load_permissions
from app.safety.permissions_file import Draft, add_rule, own_permissions, remove_rule, set_mode
from app.safety.rule_words import rule_in_words


def show(options: argparse.Namespace) -> int:
    """Say what may be done: the mode and every rule."""
    home = paths()
    found = load_permissions(home.permissions)
    shipped = {rule.id for rule in default_permissions().rules}
    if options.json:
        rules = [_facts(rule) | {"own": rule.id not in shipped} for rule in found.rules]
        print_json({"mode": found.mode.value, "problem": found.problem, "rules": rules})
        return 0
    if found.problem:
        say(f"{found.problem}. Until that is put right, nothing but looking is allowed.")
    out(f"mode {found.mode.value}: for what no rule speaks of")
    for rule in found.rules:
        out(_told(rule) + (" [comes with Deskhand]" if rule.id in shipped else ""))
    return 0


def lately(options: argparse.Namespace) -> int:
    """Say what was decided lately about actions, and why."""
    found = recent_decisions(paths(), options.limit)
    if options.json:
        print_json([asdict(each) for each in found])
        return 0
    for each in found:
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.time))
        by = f" by {each.by}" if each.by else ""
        why = "; ".join(part for part in (each.rule, each.reason) if part)
        out(f"{began}  {each.run}  {each.effect}{by}: {safe(each.what, 100)}  ({safe(why, 200)})")
    if not found:
        say("Nothing was decided yet.")
    return 0


def mode(options: argparse.Namespace) -> int:
    """Change what happens to what no rule speaks of."""
    home = paths()
    set_mode(home.permissions, Mode(options.mode))
    if options.json:
        print_json({"mode": options.mode, "file": str(home.permissions)})
    else:
        out(f"{options.mode} holds from the next run on.")
    return 0


def add(options: argparse.Namespace) -> int:
    """Write a rule into the permissions file."""
    home = paths()
    rule = add_rule(
        home.permissions,
        Draft(
            id=options.id,
            effect=Effect(options.effect),
            kinds=options.do,
            origins=options.origin,
            applications=options.app,
            risks=options.risk,
            roles=options.role,
            name=options.name,
            reason=options.reason,
        ),
    )
    if options.json:
        print_json(_facts(rule) | {"file": str(home.permissions)})
    else:
        out(_told(rule))
    return 0


def remove(options: argparse.Namespace) -> int:
    """Take a rule out of the permissions file."""
    home = paths()
    if not options.yes:
        if not attended():
            raise UsageError(f"The rule {options.id} would be taken out: confirm with --yes.")
        if ask(f"Take the rule {options.id} out? [y/N] ").lower() not in ("y", "yes"):
            return 0
    remove_rule(home.permissions, options.id)
    if options.json:
        print_json({"removed": options.id})
    else:
        out(f"The rule {options.id} is taken out.")
    return 0


def check(options: argparse.Namespace) -> int:
    """Say whether a permissions file can be understood."""
    path = Path(options.file) if options.file else paths().permissions
    if options.file and not path.is_file():
        raise UsageError(f"There is no file {path}.")
    found = own_permissions(path)
    if options.json:
        print_json({"file": str(path), "mode": found.mode.value, "rules": len(found.rules)})
        return 0
    plural = "" if len(found.rules) == 1 else "s"
    out(f"{path} can be understood: mode {found.mode.value}, {len(found.rules)} rule{plural}.")
    return 0


def _told(rule: Rule) -> str:
    why = f" ({rule.reason})" if rule.reason else ""
    return f"{rule.id}: {rule_in_words(rule)}{why}"


def _facts(rule: Rule) -> dict[str, object]:
    words = rule_in_words(rule)
    return {"id": rule.id, "effect": rule.effect.value, "reason": rule.reason, "words": words}
