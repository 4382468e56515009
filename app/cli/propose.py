"""`deskhand skills propose`: what may be learned, if a person says so.

What was done three times may become a skill; what a person put right by hand may become a tip or
a change of a skill. One list, one number or id for each, accepted or dismissed alike.
"""

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
from app.suggestions import Suggestion, accept, dismiss, suggestions

_SHOWN = 60  # characters of a task


def propose(options: argparse.Namespace) -> int:
    """Say what waits, or accept or dismiss one of it."""
    home = paths()
    found, waiting = proposals(home), suggestions(home)
    if options.number is None:
        if options.name or options.dismiss:
            raise UsageError("Say which one: its number in the list.")
        return _list(found, waiting, home, as_json=options.json)
    chosen = _chosen(options.number, found, waiting)
    if isinstance(chosen, Suggestion):
        if options.name:
            raise UsageError("Only a new skill is given a name.")
        return _answer(chosen, home, dismissed=options.dismiss)
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


def _chosen(which: str, found: list[Proposal], waiting: list[Suggestion]) -> Proposal | Suggestion:
    """What a number of the list, or an id, means; ids stay when the list changes."""
    listed: list[Proposal | Suggestion] = [*found, *waiting]
    if which.isdecimal() and 1 <= int(which) <= len(listed):
        return listed[int(which) - 1]
    for each in waiting:
        if each.id == which:
            return each
    raise UsageError(
        f"There is no proposal {which}; `deskhand skills propose` lists {len(listed) or 'none'}."
    )


def _answer(chosen: Suggestion, home: Paths, *, dismissed: bool) -> int:
    if dismissed:
        dismiss(chosen, home)
        say("It is dismissed.")
    else:
        say(accept(chosen, home))
    return 0


def _list(found: list[Proposal], waiting: list[Suggestion], home: Paths, *, as_json: bool) -> int:
    if as_json:
        print_json(_as_json(found, waiting, home))
        return 0
    if not found and not waiting:
        say("Nothing was done three times yet that could be a skill.")
        return 0
    for at, each in enumerate(found, 1):
        asked = safe(each.tasks[0], _SHOWN)
        more = f" and {len(each.tasks) - 1} more" if len(each.tasks) > 1 else ""
        out(f"{at}. done {len(each.runs)} times, as in “{asked}”{more}")
        for step in _steps(each, home):
            out(f"     {step}")
    for at, suggestion in enumerate(waiting, len(found) + 1):
        kind = "tip for" if suggestion.kind == "tip" else "change of"
        out(f"{at}. {kind} {safe(suggestion.about, 60)}: {safe(suggestion.told, 200)}")
        for line in suggestion.lines:
            out(f"     {safe(line, 200)}")
    out("\nTake one over: deskhand skills propose NUMBER [--name NAME], or --dismiss it.")
    return 0


def _as_json(
    found: list[Proposal], waiting: list[Suggestion], home: Paths
) -> list[dict[str, object]]:
    skills: list[dict[str, object]] = [
        {
            "number": at,
            "kind": "skill",
            "runs": each.runs,
            "tasks": each.tasks,
            "steps": _steps(each, home),
        }
        for at, each in enumerate(found, 1)
    ]
    return skills + [
        {
            "number": at,
            "kind": each.kind,
            "id": each.id,
            "about": each.about,
            "told": each.told,
            "lines": each.lines,
        }
        for at, each in enumerate(waiting, len(found) + 1)
    ]


def _steps(proposal: Proposal, home: Paths) -> list[str]:
    steps = demonstration(proposal, home).trajectory.steps
    return [safe(in_words(step.action, step.grounded), 100) for step in steps]
