"""`deskhand skills`: the library of skills."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import library as shelf
from app.cli.terminal import ask, attended, console, out, print_json, say
from app.errors import UsageError
from app.library import SheetKind, SkillFault
from app.paths import paths
from skills.evidence import only_a_hint, rates
from skills.load import FILE, SkillError
from skills.page import render_page
from skills.print import digest, print_skill
from skills.skill import Skill
from skills.store import Entry, Store

_SHEET: dict[SheetKind, str] = {
    "programs": "programs",
    "pages": "pages of",
    "files": "files",
    "secrets": "secrets",
    "commit": "cannot be taken back",
    "planner": "left to a planner",
    "guess": "to be confirmed",
}


def store() -> Store:
    """The person's library."""
    return Store(paths().skills)


def found(name: str, library: Store | None = None) -> Skill:
    """A skill by its name; raises as `app.library.found`."""
    return shelf.found(name, library or store())


def list_skills(options: argparse.Namespace) -> int:
    """All skills, and how surely each works."""
    library = store()
    entries = list(library.entries())
    if options.json:
        print_json([_facts(each, library) for each in entries])
        return 0
    if not entries:
        say("No skills yet. `deskhand record` shows one, `deskhand skills import` takes one in.")
        return 0
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("name", "version", "trust", "worked", "description"):
        table.add_column(title, no_wrap=title in ("name", "worked"))
    for each in entries:
        facts = _facts(each, library)
        if each.skill is None:
            table.add_row(each.name, "", "broken", "", each.problem.splitlines()[0])
            continue
        trust = each.skill.trust if each.state == "active" else each.state
        worked = f"{facts['successes']}/{facts['replays']}" if facts["replays"] else "–"
        table.add_row(
            each.name, str(each.skill.version), trust, worked, each.skill.description[:100]
        )
    console().print(table)
    return 0


def _facts(entry: Entry, library: Store) -> dict[str, Any]:
    skill = entry.skill
    worked = shelf.standing(entry, library).worked
    return {
        "name": entry.name,
        "version": skill.version if skill else None,
        "description": skill.description if skill else "",
        "trust": skill.trust if skill else None,
        "state": entry.state,
        "reason": entry.reason,
        "problem": entry.problem,
        "hint_only": only_a_hint(library.evidence(entry.name)),
        "successes": worked.successes,
        "replays": worked.count,
        "success_interval": [round(worked.low, 3), round(worked.high, 3)],
    }


def search(options: argparse.Namespace) -> int:
    """The skills that fit some words best."""
    from skills.match import Where, match

    library = store()
    where = Where(app=options.app, origin=options.origin)
    hits = match(library, paths().skills_index, options.words, where=where, most=options.limit)
    if options.json:
        print_json([{"name": each.name, "score": round(each.score, 4)} for each in hits])
        return 0
    for each in hits:
        out(f"{each.name}  {each.description}")
    if not hits:
        say("No skill fits these words.")
    return 0


def show(options: argparse.Namespace) -> int:
    """One skill, as people read it."""
    library = store()
    skill = found(options.name, library)
    if options.json:
        entry = Entry(name=skill.name, skill=skill)
        state, reason = library.state(skill.name)
        facts = _facts(replace(entry, state=state, reason=reason), library)
        print_json(facts | {"digest": digest(skill), "yaml": print_skill(skill)})
        return 0
    out(print_skill(skill) if options.yaml else render_page(skill))
    state, reason = library.state(skill.name)
    if state != "active":
        say(f"It is {state}: {reason}")
    for (version, where, scale), worked in rates(library.evidence(skill.name)).items():
        interval = f"{worked.low:.0%} to {worked.high:.0%}"
        place = f"{where or 'elsewhere'} at scale {scale:g}"
        out(f"Version {version} on {place}: {worked.successes} of {worked.count} ({interval}).")
    for patch, count in library.patches(skill.name):
        out(f"Proposed for step {patch.step} ({count} verified runs): {patch.reason}")
    return 0


def edit(options: argparse.Namespace) -> int:
    """Change a skill in an editor; it is taken only if nothing is wrong with it."""
    library = store()
    skill = found(options.name, library)
    if options.review:
        return _review(skill, library)
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    text = print_skill(skill)
    with tempfile.TemporaryDirectory(prefix="deskhand-") as folder:
        file = Path(folder) / FILE
        file.write_text(text, "utf-8")
        while True:
            try:
                code = subprocess.run([*editor, str(file)], check=False).returncode
            except OSError as failure:
                raise UsageError(f"Cannot start {editor[0]}: {failure.strerror}.") from failure
            changed = file.read_text("utf-8", errors="replace")
            if code or changed == text:
                say("Nothing was changed.")
                return 0
            try:
                new = shelf.parsed(changed)
                break
            except SkillError as failure:
                say(str(failure))
                if not attended() or ask("[e] edit again  [d] drop the change: ") != "e":
                    raise SkillFault("The change was dropped; the skill is as it was.") from None
    kept = shelf.changed(library, skill, new)
    say(f"{skill.name} is version {kept.version} now.")
    return 0


def _review(skill: Skill, library: Store) -> int:
    """Have a person answer what was guessed, and keep that as a new version."""
    from app.cli.draft import reviewed

    new = reviewed(skill)
    if new == skill:
        say("Nothing was changed.")
        return 0
    kept = shelf.put(library, replace(new, version=shelf.next_version(library, skill)))
    say(f"{skill.name} is version {kept.version} now.")
    return 0


def review(skill: Skill) -> list[str]:
    """What a person should look at before letting a skill from elsewhere act."""
    return [f"{_SHEET[each.kind]}: {each.text}" for each in shelf.sheet(skill)]


def diff(options: argparse.Namespace) -> int:
    """What changed between two versions."""
    library = store()
    skill = found(options.name, library)
    told = shelf.difference(library, skill, options.old or 0, options.new or 0)
    if options.json:
        print_json({"old": told.old, "new": told.new, "diff": list(told.lines)})
    elif told.lines:
        out("\n".join(told.lines))
    else:
        say("Nothing is different.")
    return 0


def heal(options: argparse.Namespace) -> int:
    """The proposals that replays made; take them over with --accept."""
    library = store()
    skill = found(options.name, library)
    waiting = library.patches(skill.name)
    if options.dismiss:
        gone = [each for each, _ in waiting if each.step == options.dismiss]
        if not gone:
            raise UsageError(f"Nothing is proposed for step {options.dismiss} of {skill.name}.")
        for each in gone:
            library.dismiss(each)
        say("The proposal is gone.")
        return 0
    if options.accept:
        healed = library.promote(skill.name, least=1)
        if healed is None:
            raise UsageError(f"There is nothing to heal in {skill.name}.")
        say(f"{skill.name} is version {healed.version} now.")
        return 0
    if options.json:
        print_json(
            [
                {"step": p.step, "reason": p.reason, "old": p.old, "new": p.new, "runs": count}
                for p, count in waiting
            ]
        )
        return 0
    for patch, count in waiting:
        out(f"step {patch.step}: {patch.reason} (used by {count} verified runs)")
        for sign, ways in (("-", patch.old), ("+", patch.new)):
            out(f"  {sign} " + ", ".join(f"{family}: {value}" for family, value in ways))
    if not waiting:
        say("Nothing waits to be healed.")
    return 0


def history(options: argparse.Namespace) -> int:
    """The versions of a skill; go back to one with --back-to."""
    library = store()
    skill = found(options.name, library)
    if options.back_to:
        back = shelf.rolled_back(library, skill.name, options.back_to)
        say(f"{skill.name} is version {back.version} now, the same as version {options.back_to}.")
        return 0
    evidence = library.evidence(skill.name)
    rows = []
    for number in library.versions(skill.name):
        mine = [each for each in evidence if each.version == number]
        rows.append((number, sum(each.success for each in mine), len(mine)))
    if options.json:
        print_json([{"version": n, "successes": s, "replays": c} for n, s, c in rows])
        return 0
    for number, successes, count in rows:
        mark = "*" if number == skill.version else " "
        out(f"{mark} version {number}: worked {successes} of {count} times")
    return 0


def retire(options: argparse.Namespace) -> int:
    """Take a skill out of use, or back into it."""
    library = store()
    skill = found(options.name, library)
    reason = options.reason or "a person took it out of use"
    shelf.put_in_use(library, skill.name, options.restore, reason)
    say(f"{skill.name} is {'in use again' if options.restore else 'retired'}.")
    return 0


def rename(options: argparse.Namespace) -> int:
    """Give a skill another name."""
    library = store()
    skill = shelf.renamed(library, found(options.name, library), options.new)
    say(f"It is {skill.name} now, version {skill.version}.")
    return 0


def delete(options: argparse.Namespace) -> int:
    """Delete a skill; it can be brought back until another of its name is deleted."""
    name = options.name
    if options.undo:
        shelf.brought_back(store(), name)
        say(f"{name} is back.")
    else:
        shelf.deleted(store(), name)
        say(f"{name} is deleted. Back with it: deskhand skills delete {name} --undo")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a skill as one zip file, signed if a key is given."""
    skill = found(options.name)
    path = Path(options.output or f"{skill.name}.zip")
    shelf.given_out(store(), skill, path, Path(options.key) if options.key else None)
    say(f"{skill.name} version {skill.version} is in {path}.")
    return 0


def import_(options: argparse.Namespace) -> int:
    """Take in a skill, or a recording of another program; it stays untrusted until reviewed."""
    library = store()
    told = []
    for draft in shelf.drafts_in(Path(options.file)):
        skill = draft.skill
        if skill.name in library.names() and not options.replace:
            raise UsageError(f"There is a skill called {skill.name} already; give --replace.")
        say(f"{skill.name}: {skill.description}")
        signed = (draft.signature.told,) if draft.signature is not None else ()
        for line in (*signed, *review(skill), *draft.notes):
            say(f"  {line}")
        if attended() and not options.yes and ask("Take it in? [y/n] ").lower() != "y":
            continue
        told.append(shelf.taken_in(library, draft, over=options.replace).name)
    if options.json:
        print_json({"imported": told})
    else:
        say(f"Taken in: {', '.join(told) or 'nothing'}. Each is untrusted until you review it:")
        for name in told:
            say(f"  deskhand skills edit {name}     # set `trust: verified` when it is right")
    return 0
