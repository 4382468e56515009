"""The library of skills as the command line and the window work on it.

What these functions write is there afterwards, or a `DeskhandError` says why it is not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.errors import DeskhandError, UsageError
from skills.load import FILE, SkillError, parse
from skills.print import print_skill
from skills.skill import AgentStep, Skill, Step, nodes
from skills.store import NoSuchSkill, Store

if TYPE_CHECKING:
    from skills.imports import Draft

SheetKind = Literal["programs", "pages", "files", "secrets", "commit", "planner", "guess"]


class SkillFault(DeskhandError):
    """A skill is not what it should be."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of what a person should look at before a skill may act.

    Attributes:
        kind: of what it speaks.
        text: the names, or the step.
    """

    kind: SheetKind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions, as lines of a unified diff; none if nothing did."""

    old: int
    new: int
    lines: tuple[str, ...]


def found(name: str, library: Store) -> Skill:
    """A skill by its name.

    Raises:
        UsageError: there is none.
        SkillFault: it cannot be read.
    """
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


def put(library: Store, skill: Skill) -> Skill:
    """Write a skill; it.

    Raises:
        SkillFault: it is no valid skill, or cannot be written.
    """
    try:
        library.put(skill)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except OSError as failure:
        raise SkillFault(f"{skill.name} cannot be written: {failure.strerror}.") from failure
    return skill


def changed(library: Store, before: Skill, after: Skill) -> Skill:
    """Keep what a person made of a skill, as a new version; it, or `before` if nothing changed.

    Steps that were changed have not been replayed: the skill is a draft again, unless the person
    says what it is.

    Raises:
        UsageError: it has another name.
        SkillFault: it is no valid skill, or cannot be written.
    """
    if after.name != before.name:
        raise UsageError("A skill keeps its name; export it and import it under another one.")
    if replace(after, version=before.version) == before:
        return before
    redone = after.trust == before.trust and after.steps != before.steps
    trust = "draft" if redone and before.trust != "imported" else after.trust
    newest = next_version(library, before)
    return put(library, replace(after, version=newest, trust=trust))


def next_version(library: Store, skill: Skill) -> int:
    """The number of a version that was not there yet."""
    return max([*library.versions(skill.name), skill.version]) + 1


def parsed(text: str) -> Skill:
    """The skill that a person wrote.

    Raises:
        SkillError: with all faults, each with its line.
    """
    return parse(text, FILE)


def sheet(skill: Skill) -> Iterator[SheetLine]:
    """What a person should look at before letting a skill from elsewhere act."""
    mine = skill.capabilities
    if mine.apps:
        yield SheetLine("programs", ", ".join(mine.apps))
    if mine.origins:
        yield SheetLine("pages", ", ".join(mine.origins))
    if mine.files:
        yield SheetLine("files", ", ".join(mine.files))
    if secrets := [each.secret for each in skill.parameters if each.type == "secret"]:
        yield SheetLine("secrets", ", ".join(secrets))
    for node in nodes(skill.steps):
        if isinstance(node, Step) and node.risk == "commit":
            yield SheetLine("commit", f"step {node.id} {node.about}".rstrip())
        if isinstance(node, AgentStep):
            yield SheetLine("planner", f"step {node.id} {node.instruction}")
        if node.review:
            yield SheetLine("guess", f"step {node.id}: {node.review}")


def difference(library: Store, skill: Skill, old: int = 0, new: int = 0) -> Difference:
    """What changed between two versions.

    Args:
        library: that holds them.
        skill: its newest version.
        old: 0: the one before `new`.
        new: 0: the newest.

    Raises:
        UsageError: there is no such version.
        SkillFault: one cannot be read.
    """
    versions = library.versions(skill.name)
    new = new or skill.version
    old = old or max((number for number in versions if number < new), default=new)
    texts = [print_skill(version(library, skill.name, each)).splitlines() for each in (old, new)]
    names = [f"{skill.name} version {number}" for number in (old, new)]
    lines = difflib.unified_diff(texts[0], texts[1], names[0], names[1], lineterm="", n=2)
    return Difference(old, new, tuple(lines))


def version(library: Store, name: str, number: int) -> Skill:
    """A version of a skill.

    Raises:
        UsageError: there is none of this number.
        SkillFault: it cannot be read.
    """
    try:
        return library.version(name, number)
    except NoSuchSkill:
        known = ", ".join(map(str, library.versions(name)))
        raise UsageError(f"{name} has no version {number}; it has {known}.") from None
    except SkillError as failure:
        raise SkillFault(str(failure)) from None


def rolled_back(library: Store, name: str, number: int) -> Skill:
    """Make an earlier version the newest one; the new version.

    Raises:
        UsageError: there is none of this number.
        SkillFault: it cannot be read or written.
    """
    version(library, name, number)
    try:
        return library.roll_back(name, number)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except OSError as failure:
        raise SkillFault(f"{name} cannot be written: {failure.strerror}.") from failure


def given_out(library: Store, skill: Skill, path: Path, key: Path | None = None) -> None:
    """Write a skill as one zip file, signed if a key is given.

    Raises:
        SkillFault: it cannot be.
    """
    from skills.bundle import export_skill

    try:
        export_skill(library, skill.name, path, key)
    except (OSError, ValueError, SkillError) as failure:
        raise SkillFault(f"{skill.name} cannot be exported: {failure}.") from failure


def drafts_in(path: Path) -> list[Draft]:
    """What a file of another Deskhand, or of another program, would bring in.

    Raises:
        UsageError: nothing can be read of it.
        SkillFault: it is no valid skill.
    """
    from skills.imports import ImportFault, read_any

    try:
        return read_any(path)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except (ImportFault, OSError) as failure:
        raise UsageError(f"{path} cannot be imported: {failure}") from None


def taken_in(library: Store, draft: Draft, *, over: bool = False) -> Skill:
    """Put what comes from elsewhere into the library; it is untrusted until it is reviewed.

    Args:
        library: where to.
        draft: what was read.
        over: make it a new version of the skill of this name, if there is one.

    Raises:
        UsageError: there is one of this name.
        SkillFault: it is no valid skill, or cannot be written.
    """
    skill = draft.skill
    if skill.name in library.names():
        if not over:
            raise UsageError(f"There is a skill called {skill.name} already; give --replace.")
        newest = max([*library.versions(skill.name), 1])
        skill = replace(skill, version=newest + 1)
    try:
        library.put(skill, draft.pictures)
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    except OSError as failure:
        raise SkillFault(f"{skill.name} cannot be written: {failure.strerror}.") from failure
    return skill
