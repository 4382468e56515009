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
from skills.evidence import Rate, rate
from skills.load import FILE, SkillError, parse
from skills.page import in_words
from skills.print import print_skill
from skills.skill import AgentStep, Call, Skill, Step, nodes
from skills.store import Entry, NoSuchSkill, Store

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


@dataclass(frozen=True, slots=True)
class Listed:
    """A skill as a list shows it.

    Attributes:
        entry: the skill, or what is wrong with it.
        standing: its trust while it is in use, else "retired", "quarantined" or "broken".
        worked: how often its newest version did.
        waiting: how many changes are proposed to it.
    """

    entry: Entry
    standing: str
    worked: Rate
    waiting: int = 0

    @property
    def name(self) -> str:
        """Of the skill."""
        return self.entry.name


class Catalogue:
    """The skills of a library as a list; what has not changed is not read again.

    Used by one thread at a time.

    Args:
        library: the skills.
        index: of the search.
    """

    def __init__(self, library: Store, index: Path) -> None:
        self._library, self._index = library, index
        self._known: dict[str, tuple[object, Listed]] = {}

    def listed(self, words: str = "", most: int = 15) -> list[Listed]:
        """All skills by name, or those that fit some words: the best first.

        What is out of use or cannot be read is never found by a run. Here it comes last, with
        all else that has the words in its name or its description.

        Args:
            words: what is looked for; "" for all.
            most: at most so many are found as a run finds them.
        """
        entries = {name: each for name in self._library.names() if (each := self._read(name))}
        if not words.strip():
            return list(entries.values())
        from skills.match import match

        hits = [hit.name for hit in match(self._library, self._index, words, most=most)]
        found = {name: entries[name] for name in hits if name in entries}
        wanted = words.casefold().split()
        for name, each in entries.items():
            skill = each.entry.skill
            told = f"{name.replace('-', ' ')} {skill.description if skill else ''}".casefold()
            if all(word in told for word in wanted):
                found.setdefault(name, each)
        return list(found.values())

    def _read(self, name: str) -> Listed | None:
        """A skill, anew if it has changed; None if it has gone."""
        try:
            stamp = self._library.stamp(name)
            known = self._known.get(name)
            if known is None or known[0] != stamp:
                known = (stamp, standing(self._library.entry(name), self._library))
                self._known[name] = known
        except NoSuchSkill:
            return None
        return known[1]


def standing(entry: Entry, library: Store) -> Listed:
    """A skill with how it stands."""
    skill = entry.skill
    if skill is None:
        return Listed(entry, "broken", rate(0, 0))
    known = [each for each in library.evidence(entry.name) if each.version == skill.version]
    return Listed(
        entry,
        skill.trust if entry.state == "active" else entry.state,
        rate(sum(each.success for each in known), len(known)),
        len(library.patches(entry.name)),
    )


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
        raise UsageError(f"Give it its name with: deskhand skills rename {before.name} NEW")
    if replace(after, version=before.version) == before:
        return before
    redone = after.trust == before.trust and after.steps != before.steps
    trust = "draft" if redone and before.trust != "imported" else after.trust
    newest = next_version(library, before)
    return put(library, replace(after, version=newest, trust=trust))


def renamed(library: Store, skill: Skill, new: str) -> Skill:
    """Give a skill another name; it, under that.

    Raises:
        UsageError: this is no name, or is taken, or another skill carries this one out.
        SkillFault: it cannot be written.
    """
    for entry in library.entries():
        steps = nodes(entry.skill.steps) if entry.skill is not None else ()
        if any(isinstance(each, Call) and each.skill == skill.name for each in steps):
            raise UsageError(f"{entry.name} carries out {skill.name} by its name; change it first.")
    try:
        return library.rename(skill.name, new)
    except SkillError as failure:
        raise UsageError(f"{failure.faults[0].reason}.") from None
    except OSError as failure:
        raise SkillFault(f"{new} cannot be written: {failure.strerror}.") from failure


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
            told = in_words(node).removesuffix(" (cannot be taken back)")
            yield SheetLine("commit", f"step {node.id}: {told}")
        if isinstance(node, AgentStep):
            yield SheetLine("planner", f"step {node.id}: {node.instruction}")
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


def put_in_use(library: Store, name: str, used: bool, reason: str = "") -> None:
    """Take a skill out of use, or put it back.

    Raises:
        UsageError: there is none.
        SkillFault: it cannot be written.
    """
    try:
        library.set_state(name, "active" if used else "retired", reason)
    except NoSuchSkill:
        raise UsageError(f"There is no skill called {name!r}.") from None
    except OSError as failure:
        raise SkillFault(f"{name} cannot be changed: {failure.strerror}.") from failure


def deleted(library: Store, name: str) -> None:
    """Delete a skill; it can be brought back until another of its name is deleted.

    Raises:
        UsageError: there is none.
        SkillFault: it cannot be.
    """
    try:
        library.throw_away(name)
    except NoSuchSkill:
        raise UsageError(f"There is no skill called {name!r}.") from None
    except OSError as failure:
        raise SkillFault(f"{name} cannot be deleted: {failure.strerror}.") from failure


def brought_back(library: Store, name: str) -> None:
    """Bring a deleted skill back.

    Raises:
        UsageError: none of this name was deleted, or there is one again.
        SkillFault: it cannot be.
    """
    try:
        library.bring_back(name)
    except NoSuchSkill:
        there = "is there again already" if name in library.names() else "was not deleted here"
        raise UsageError(f"A skill called {name} {there}.") from None
    except OSError as failure:
        raise SkillFault(f"{name} cannot be brought back: {failure.strerror}.") from failure


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
