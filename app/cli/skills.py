"""`deskhand skills`: the library of skills."""

from __future__ import annotations

import argparse
import difflib
import os
import shlex
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.terminal import ask, attended, console, out, print_json, say
from app.errors import DeskhandError, UsageError
from app.paths import paths
from skills.evidence import only_a_hint, rate, rates
from skills.load import FILE, SkillError, parse
from skills.page import render_page
from skills.print import digest, print_skill
from skills.skill import Skill
from skills.store import Entry, NoSuchSkill, Store


class SkillFault(DeskhandError):
    """A skill is not what it should be."""

    exit_code = 1


def store() -> Store:
    """The person's library."""
    return Store(paths().skills)


def found(name: str, library: Store | None = None) -> Skill:
    """A skill by its name.

    Raises:
        UsageError: there is none.
        SkillFault: it cannot be read.
    """
    library = library or store()
    try:
        return library.get(name)
    except NoSuchSkill:
        near = difflib.get_close_matches(name, library.names(), 3, 0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"There is no skill called {name!r}.{hint}") from None
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except OSError as failure:
        raise SkillFault(f"The skill {name} cannot be read: {failure.strerror}.") from None


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
    evidence = library.evidence(entry.name)
    skill = entry.skill
    newest = [each for each in evidence if skill is not None and each.version == skill.version]
    worked = rate(sum(each.success for each in newest), len(newest))
    return {
        "name": entry.name,
        "version": skill.version if skill else None,
        "description": skill.description if skill else "",
        "trust": skill.trust if skill else None,
        "state": entry.state,
        "reason": entry.reason,
        "problem": entry.problem,
        "hint_only": only_a_hint(evidence),
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
                new = parse(changed, FILE)
                break
            except SkillError as failure:
                say(str(failure))
                if not attended() or ask("[e] edit again  [d] drop the change: ") != "e":
                    raise SkillFault("The change was dropped; the skill is as it was.") from None
    if new.name != skill.name:
        raise UsageError("A skill keeps its name; export it and import it under another one.")
    newest = max([*library.versions(skill.name), skill.version])
    trust = "draft" if new.trust == skill.trust and new.steps != skill.steps else new.trust
    _put(library, replace(new, version=newest + 1, trust=trust))
    say(f"{skill.name} is version {newest + 1} now.")
    return 0


def _review(skill: Skill, library: Store) -> int:
    """Have a person answer what was guessed, and keep that as a new version."""
    from app.cli.draft import reviewed

    new = reviewed(skill)
    if new == skill:
        say("Nothing was changed.")
        return 0
    newest = max([*library.versions(skill.name), skill.version])
    _put(library, replace(new, version=newest + 1))
    say(f"{skill.name} is version {newest + 1} now.")
    return 0


def _put(library: Store, skill: Skill) -> None:
    try:
        library.put(skill)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except OSError as failure:
        raise SkillFault(f"{skill.name} cannot be written: {failure.strerror}.") from failure


def review(skill: Skill) -> list[str]:
    """What a person should look at before letting a skill from elsewhere act."""
    from skills.skill import AgentStep, Step, nodes

    mine = skill.capabilities
    lines = [f"programs: {', '.join(mine.apps)}"] if mine.apps else []
    lines += [f"pages of: {', '.join(mine.origins)}"] if mine.origins else []
    lines += [f"files: {', '.join(mine.files)}"] if mine.files else []
    secrets = [each.secret for each in skill.parameters if each.type == "secret"]
    lines += [f"secrets: {', '.join(secrets)}"] if secrets else []
    for node in nodes(skill.steps):
        if isinstance(node, Step) and node.risk == "commit":
            lines.append(f"cannot be taken back: step {node.id} {node.about}".rstrip())
        if isinstance(node, AgentStep):
            lines.append(f"left to a planner: step {node.id} {node.instruction}")
        if getattr(node, "review", ""):
            lines.append(f"to be confirmed: step {node.id}: {node.review}")
    return lines


def diff(options: argparse.Namespace) -> int:
    """What changed between two versions."""
    library = store()
    skill = found(options.name, library)
    versions = library.versions(skill.name)
    new = options.new or skill.version
    old = options.old or max((number for number in versions if number < new), default=new)
    texts = []
    for number in (old, new):
        try:
            texts.append(print_skill(library.version(skill.name, number)).splitlines())
        except NoSuchSkill:
            known = ", ".join(map(str, versions))
            raise UsageError(f"{skill.name} has no version {number}; it has {known}.") from None
    names = [f"{skill.name} version {number}" for number in (old, new)]
    before, after = texts
    lines = list(difflib.unified_diff(before, after, names[0], names[1], lineterm="", n=2))
    if options.json:
        print_json({"old": old, "new": new, "diff": lines})
    elif lines:
        out("\n".join(lines))
    else:
        say("Nothing is different.")
    return 0


def heal(options: argparse.Namespace) -> int:
    """The proposals that replays made; take them over with --accept."""
    library = store()
    skill = found(options.name, library)
    waiting = library.patches(skill.name)
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
        try:
            back = library.roll_back(skill.name, options.back_to)
        except NoSuchSkill:
            raise UsageError(f"{skill.name} has no version {options.back_to}.") from None
        except SkillError as failure:
            raise SkillFault(str(failure)) from None
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
    library.set_state(
        skill.name,
        "active" if options.restore else "retired",
        options.reason or "a person took it out of use",
    )
    say(f"{skill.name} is {'in use again' if options.restore else 'retired'}.")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a skill as one zip file, signed if a key is given."""
    from skills.bundle import export_skill

    skill = found(options.name)
    path = Path(options.output or f"{skill.name}.zip")
    key = Path(options.key) if options.key else None
    try:
        export_skill(store(), skill.name, path, key)
    except (OSError, ValueError) as failure:
        raise SkillFault(f"{skill.name} cannot be exported: {failure}.") from failure
    say(f"{skill.name} version {skill.version} is in {path}.")
    return 0


def import_(options: argparse.Namespace) -> int:
    """Take in a skill, or a recording of another program; it stays untrusted until reviewed."""
    from skills.imports import ImportFault, read_any

    library = store()
    try:
        drafts = read_any(Path(options.file))
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except (ImportFault, OSError) as failure:
        raise UsageError(f"{options.file} cannot be imported: {failure}") from None
    told = []
    for draft in drafts:
        skill = draft.skill
        if skill.name in library.names() and not options.replace:
            raise UsageError(f"There is a skill called {skill.name} already; give --replace.")
        if skill.name in library.names():
            newest = max([*library.versions(skill.name), 1])
            skill = replace(skill, version=newest + 1)
        say(f"{skill.name}: {skill.description}")
        for line in (*review(skill), *draft.notes):
            say(f"  {line}")
        if attended() and not options.yes and ask("Take it in? [y/n] ").lower() != "y":
            continue
        try:
            library.put(skill, draft.pictures)
        except SkillError as failure:
            raise SkillFault(str(failure)) from None
        told.append(skill.name)
    if options.json:
        print_json({"imported": told})
    else:
        say(f"Taken in: {', '.join(told) or 'nothing'}. Each is untrusted until you review it:")
        for name in told:
            say(f"  deskhand skills edit {name}     # set `trust: verified` when it is right")
    return 0
