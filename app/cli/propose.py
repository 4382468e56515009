"""`deskhand skills propose`: what was done three times may become a skill."""

from __future__ import annotations

import argparse
from dataclasses import replace

from app.cli.draft import show_draft
from app.cli.skills import store
from app.cli.terminal import out, print_json, safe, say
from app.errors import UsageError
from app.learning import learn
from app.paths import Paths, paths
from app.proposals import Proposal, answer, demonstration, proposals
from app.runs.words import in_words

_SHOWN = 60  # characters of a task


def propose(options: argparse.Namespace) -> int:
    """Say what was done again and again, or make a skill of one of these."""
    home = paths()
    found = proposals(home)
    if options.number is None:
        if options.name or options.dismiss:
            raise UsageError("Say which one: its number in the list.")
        return _list(found, home, as_json=options.json)
    if not 1 <= options.number <= len(found):
        raise UsageError(
            f"There is no proposal {options.number}; `deskhand skills propose` lists "
            f"{len(found) or 'none'}."
        )
    chosen = found[options.number - 1]
    if options.dismiss:
        answer(chosen, "dismissed", home)
        say("It will not be proposed again.")
        return 0
    library = store()
    before = set(library.names())
    learned = learn(demonstration(chosen, home), library, kind="runs", name=options.name)
    skill = learned.skill
    origin = replace(skill.provenance, source=chosen.runs)
    show_draft(replace(learned, skill=replace(skill, provenance=origin)), library)
    if set(library.names()) - before:
        answer(chosen, "saved", home)
    return 0


def _list(found: list[Proposal], home: Paths, *, as_json: bool) -> int:
    if as_json:
        print_json(
            [
                {
                    "number": at,
                    "runs": each.runs,
                    "tasks": each.tasks,
                    "steps": _steps(each, home),
                }
                for at, each in enumerate(found, 1)
            ]
        )
        return 0
    if not found:
        say("Nothing was done three times yet that could be a skill.")
        return 0
    for at, each in enumerate(found, 1):
        asked = safe(each.tasks[0], _SHOWN)
        more = f" and {len(each.tasks) - 1} more" if len(each.tasks) > 1 else ""
        out(f"{at}. done {len(each.runs)} times, as in “{asked}”{more}")
        for step in _steps(each, home):
            out(f"     {step}")
    out("\nMake a skill of one: deskhand skills propose NUMBER [--name NAME], or --dismiss it.")
    return 0


def _steps(proposal: Proposal, home: Paths) -> list[str]:
    steps = demonstration(proposal, home).trajectory.steps
    return [safe(in_words(step.action, step.grounded), 100) for step in steps]
