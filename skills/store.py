"""The library on disk: a folder for each skill. The files are the truth; the index is not needed.

    skills/<name>/
      skill.yaml     what is carried out
      SKILL.md       the same for people and other programs, rendered
      anchors/*.png  pictures that anchors speak of
      tests/*.yaml   values to try it with
      SIGNATURE      who vouches for it (optional)
      .local/        of this machine alone, never exported:
        versions/    every version that there was, as skill.yaml
        evidence.jsonl   one line for each replay
        patches/*.json   what was healed and waits for a second verified run
        shown/*.png      what a step acted on when it was shown, for people
        state        "retired" or "quarantined", and why

A file is either the old one or the new one, never half of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from skills import check
from skills.evidence import Evidence, verdict
from skills.heal import SIGHTINGS, Patch, apply
from skills.load import FILE, SkillError, load, parse
from skills.page import render_page
from skills.print import digest, print_skill
from skills.skill import Skill
from skills.yaml_tree import Fault, Place

PAGE = "SKILL.md"
SIGNATURE = "SIGNATURE"
_LOCAL = ".local"
_DELETED = ".deleted"  # beside the skills
State = Literal["active", "retired", "quarantined"]


class NoSuchSkill(KeyError):
    """The library has no skill of this name."""

    def __str__(self) -> str:
        return f"there is no skill called {self.args[0]!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skill of the library, or what is wrong with it.

    Attributes:
        name: of the folder.
        skill: None where it could not be read.
        problem: why.
        state: whether it may be used.
        reason: why it may not.
    """

    name: str
    skill: Skill | None
    problem: str = ""
    state: State = "active"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """The library in a folder, which need not exist yet."""

    root: Path

    # Reading.

    def names(self) -> list[str]:
        """The names of all skills, sorted; whether they can be read is another question."""
        if not self.root.is_dir():
            return []
        return sorted(
            entry.name
            for entry in self.root.iterdir()
            if not check.name_fault(entry.name) and entry.is_dir() and not entry.is_symlink()
        )

    def folder(self, name: str) -> Path:
        """Where a skill lies.

        Raises:
            NoSuchSkill: there is none, or this is no name.
        """
        path = self.root / name
        if check.name_fault(name) or path.is_symlink() or not path.is_dir():
            raise NoSuchSkill(name)
        return path

    def get(self, name: str) -> Skill:
        """A skill.

        Raises:
            NoSuchSkill: there is none.
            SkillError: it cannot be read.
        """
        folder = self.folder(name)
        skill = load(folder)
        if skill.name != name:
            reason = f"the folder is called {name!r} and the skill {skill.name!r}"
            raise SkillError([Fault(Place(), reason)], str(folder / FILE))
        return skill

    def entries(self) -> Iterator[Entry]:
        """All skills, readable or not."""
        for name in self.names():
            yield self.entry(name)

    def stamp(self, name: str) -> tuple[tuple[int, int] | None, ...]:
        """Changes whenever a skill, its state, its results or its proposals do.

        Raises:
            NoSuchSkill: there is none.
        """
        folder = self.folder(name)
        mine = folder / _LOCAL
        found: list[tuple[int, int] | None] = []
        for path in (folder / FILE, mine / "state", mine / "evidence.jsonl", mine / "patches"):
            try:
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size))
            except OSError:
                found.append(None)
        return tuple(found)

    def entry(self, name: str) -> Entry:
        """A skill, readable or not.

        Raises:
            NoSuchSkill: there is none.
        """
        state, reason = self.state(name)
        try:
            return Entry(name=name, skill=self.get(name), state=state, reason=reason)
        except (SkillError, OSError) as failure:
            return Entry(name=name, skill=None, problem=str(failure))

    # Writing.

    def put(self, skill: Skill, pictures: Mapping[str, bytes] | None = None) -> Path:
        """Write a skill; a version that was there before is kept. Where it lies now.

        Args:
            skill: to write. Its version must be beyond the one that is there, or the same skill.
            pictures: "anchors/….png" to the bytes of those that are new.

        Raises:
            SkillError: it is no valid skill, or its version was there with other contents.
            OSError: it cannot be written; then nothing has changed.
        """
        text = print_skill(skill)
        folder = self.root / skill.name
        if folder.exists():
            self._check_version(skill, text)
            for way, data in (pictures or {}).items():
                _write(folder / way, data)
            self._fill(folder, skill, text)
            return folder
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=self.root))
        try:
            for way, data in (pictures or {}).items():
                _write(made / way, data)
            self._fill(made, skill, text)
            load(made)
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        return folder

    def keep_shown(self, name: str, pictures: Mapping[str, bytes]) -> None:
        """Keep what steps acted on when they were shown; for people, on this machine alone.

        Args:
            name: of the skill.
            pictures: id of a step to a PNG.

        Raises:
            NoSuchSkill: there is none.
            OSError: they cannot be written.
        """
        folder = self.folder(name) / _LOCAL / "shown"
        shutil.rmtree(folder, ignore_errors=True)
        for step, data in pictures.items():
            _write(folder / f"{step}.png", data)

    def shown(self, name: str, step: str) -> Path | None:
        """The picture of what a step acted on when it was shown; None if there is none."""
        path = self.folder(name) / _LOCAL / "shown" / f"{step}.png"
        return path if path.is_file() else None

    def versions(self, name: str) -> dict[int, Path]:
        """Every version that there was, to its file."""
        folder = self.folder(name) / _LOCAL / "versions"
        return {
            int(path.stem): path
            for path in sorted(folder.glob("*.yaml"), key=lambda path: path.stem.zfill(9))
            if path.stem.isdecimal()
        }

    def version(self, name: str, number: int) -> Skill:
        """An earlier version.

        Raises:
            NoSuchSkill: there is no such skill or version.
            SkillError: it cannot be read.
        """
        path = self.versions(name).get(number)
        if path is None:
            raise NoSuchSkill(f"{name} version {number}")
        return parse(path.read_text("utf-8"), str(path))

    def roll_back(self, name: str, number: int) -> Skill:
        """Make an earlier version the newest one, under a new number.

        Raises:
            NoSuchSkill: there is no such skill or version.
            SkillError: it cannot be read.
        """
        newest = max([*self.versions(name), self.get(name).version])
        old = self.version(name, number)
        provenance = replace(old.provenance, parent=digest(old))
        # It may have had another name then.
        back = replace(old, name=name, version=newest + 1, provenance=provenance)
        self.put(back)
        return back

    def remove(self, name: str) -> None:
        """Delete a skill with all that belongs to it.

        Raises:
            NoSuchSkill: there is none.
        """
        shutil.rmtree(self.folder(name))

    def rename(self, name: str, new: str) -> Skill:
        """Give a skill another name, with all that belongs to it; the new version.

        Raises:
            NoSuchSkill: there is none.
            SkillError: this is no name, it is taken, or the skill cannot be read.
            OSError: it cannot be written; then nothing has changed.
        """
        skill = self.get(name)
        target = self.root / new
        reason = check.name_fault(new) or ("there is one of this name" if target.exists() else "")
        if reason:
            raise SkillError([Fault(Place(), f"{new[:64]!r}: {reason}")])
        newest = max([*self.versions(name), skill.version])
        renamed = replace(
            skill,
            name=new,
            version=newest + 1,
            provenance=replace(skill.provenance, parent=digest(skill)),
        )
        (self.root / name).rename(target)
        try:
            self.put(renamed)
        except BaseException:
            target.rename(self.root / name)
            raise
        return renamed

    def throw_away(self, name: str) -> None:
        """Delete a skill so that it can be brought back; one of its name is then gone for good.

        Raises:
            NoSuchSkill: there is none.
        """
        folder = self.folder(name)
        kept = self.root / _DELETED / name
        kept.parent.mkdir(exist_ok=True, mode=0o700)
        if kept.exists():
            shutil.rmtree(kept)
        folder.rename(kept)

    def bring_back(self, name: str) -> None:
        """Put a skill back that was thrown away.

        Raises:
            NoSuchSkill: none of this name was, or there is another one by now.
        """
        kept = self.root / _DELETED / name
        if check.name_fault(name) or not kept.is_dir() or (self.root / name).exists():
            raise NoSuchSkill(name)
        kept.rename(self.root / name)

    # What happened to it.

    def state(self, name: str) -> tuple[State, str]:
        """Whether a skill may be used, and why not."""
        path = self.folder(name) / _LOCAL / "state"
        with contextlib.suppress(OSError):
            word, _, reason = path.read_text("utf-8").strip().partition(": ")
            if word in ("retired", "quarantined"):
                return ("retired" if word == "retired" else "quarantined"), reason
        return "active", ""

    def set_state(self, name: str, state: State, reason: str = "") -> None:
        """Retire, quarantine or restore a skill."""
        folder = self.folder(name)
        path = folder / _LOCAL / "state"
        if state == "active":
            path.unlink(missing_ok=True)
            # Restored by a person: what led there does not count any more.
            with contextlib.suppress(FileNotFoundError):
                self._evidence(name).replace(folder / _LOCAL / "evidence.before.jsonl")
        else:
            _write(path, f"{state}: {reason}\n".encode())

    def witness(self, evidence: Evidence) -> State:
        """Keep what came of a replay; the state that follows from it.

        Raises:
            NoSuchSkill: there is no such skill.
        """
        path = self._evidence(evidence.skill)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(dataclasses.asdict(evidence), ensure_ascii=False)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        state, _ = self.state(evidence.skill)
        if state == "active":
            state, reason = verdict(self.evidence(evidence.skill))
            if state != "active":
                self.set_state(evidence.skill, state, reason)
        return state

    def evidence(self, name: str) -> list[Evidence]:
        """What is known of the replays of a skill, oldest first."""
        found = []
        with contextlib.suppress(FileNotFoundError):
            for line in self._evidence(name).read_text("utf-8").splitlines():
                # A line that was broken off by a crash says nothing.
                with contextlib.suppress(ValueError, TypeError):
                    found.append(Evidence(**json.loads(line)))
        return found

    def _evidence(self, name: str) -> Path:
        return self.folder(name) / _LOCAL / "evidence.jsonl"

    # Healing.

    def sight(self, patch: Patch, run: str, *, verified: bool = True) -> Skill | None:
        """Keep a patch that a run used; the new version if it was the last one needed.

        One that a person dismissed stays so, unless a person now shows the same again; one that
        a person showed waits for their word, whatever replays make of the step meanwhile.

        Args:
            patch: to keep.
            run: its id.
            verified: whether what the run claims was seen to be true; only then it counts.

        Raises:
            NoSuchSkill: there is no such skill.
        """
        path = self._patch(patch)
        kept: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(path.read_text("utf-8"))
        data = json.loads(json.dumps(dataclasses.asdict(patch)))
        same = isinstance(kept, dict) and kept.get("patch") == data
        if isinstance(kept, dict) and not patch.shown:
            shown = (kept.get("patch") or {}).get("shown") and not same
            if shown or kept.get("dismissed") == data["new"]:
                return None
        runs = sorted({*(kept.get("runs", []) if same else []), *([run] if verified else [])})
        _write(path, json.dumps({"patch": data, "runs": runs}, indent=2).encode())
        return self.promote(patch.skill) if len(runs) >= SIGHTINGS else None

    def patches(self, name: str) -> list[tuple[Patch, int]]:
        """The patches that wait, with the number of verified runs that used each."""
        found = []
        for path in sorted((self.folder(name) / _LOCAL / "patches").glob("*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                kept = json.loads(path.read_text("utf-8"))
                if "dismissed" in kept:
                    continue
                data = kept["patch"]
                for side in ("old", "new"):
                    data[side] = tuple((family, value) for family, value in data[side])
                found.append((Patch(**data), len(kept["runs"])))
        return found

    def promote(
        self, name: str, *, least: int = SIGHTINGS, only: Patch | None = None
    ) -> Skill | None:
        """Make the patches that were seen often enough a new version; None if there are none.

        Args:
            name: of the skill.
            least: verified runs.
            only: this patch alone, however often it was seen.
        """
        skill = self.get(name)
        waiting = self.patches(name)
        ready = [patch for patch, count in waiting if count >= least] if only is None else [only]
        healed = apply(skill, ready)
        if healed is skill:
            return None
        parent = digest(skill)
        newest = max([*self.versions(name), skill.version])
        healed = replace(
            healed,
            version=newest + 1,
            provenance=replace(healed.provenance, parent=parent),
        )
        self.put(healed)
        for patch in ready:
            self._patch(patch).unlink(missing_ok=True)
        return healed

    def dismiss(self, patch: Patch) -> None:
        """A person says that a patch is wrong: replays do not propose the same again.

        Raises:
            NoSuchSkill: there is no such skill.
        """
        _write(self._patch(patch), json.dumps({"dismissed": patch.new}, indent=2).encode())

    def _patch(self, patch: Patch) -> Path:
        return self.folder(patch.skill) / _LOCAL / "patches" / f"{patch.step}-{patch.at}.json"

    def _check_version(self, skill: Skill, text: str) -> None:
        kept = self.folder(skill.name) / _LOCAL / "versions" / f"{skill.version}.yaml"
        if kept.is_file() and kept.read_text("utf-8") != text:
            newest = max(self.versions(skill.name))
            reason = f"version {skill.version} was something else; the next one is {newest + 1}"
            raise SkillError([Fault(Place(), reason)], str(self.root / skill.name / FILE))

    def _fill(self, folder: Path, skill: Skill, text: str) -> None:
        _write(folder / _LOCAL / "versions" / f"{skill.version}.yaml", text.encode())
        _write(folder / PAGE, render_page(skill).encode())
        _write(folder / FILE, text.encode())


def now() -> str:
    """The date and time of a replay, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is never there in part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
