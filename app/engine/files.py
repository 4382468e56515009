"""Which files there were when a run began, so that what it brought about can be told from them.

Only names, sizes and times are taken down, of what is not hidden below the home folder, and the
text of small files that the task names. A home folder with more than that is looked at as far as
the limits allow; what lies beyond is judged by the time at which it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from perception.files import file_text
from perception.geometry import Size, Viewport
from perception.observation import Observation
from perception.predicate import (
    All,
    AnyOf,
    FileExists,
    FileText,
    Not,
    Predicate,
    fold,
    holds,
)

# What files say needs no surface.
_NOTHING = Observation(viewport=Viewport(size=Size(0, 0)), surfaces=(), elements=())

DEEPEST = 4  # folders below home
MOST = 20_000  # files and folders
_SMALL = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file, or a folder, as it was."""

    written: int  # nanoseconds since the epoch
    size: int
    folder: bool
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesBefore:
    """What there was below a home folder when the run began.

    Attributes:
        home: relative paths and ~ count from here.
        since: when that was, in seconds since the epoch.
        entries: by path, what was there.
        complete: whether everything within reach was taken down.
    """

    home: Path
    since: float
    entries: dict[Path, _Entry] = field(default_factory=dict, repr=False)
    complete: bool = False

    @classmethod
    def take(cls, home: Path, task: str, since: float) -> FilesBefore:
        """Take down what there is.

        Args:
            home: of the environment.
            task: in words; the files that it names are read too.
            since: now, in seconds since the epoch.
        """
        entries: dict[Path, _Entry] = {}
        said = fold(task)
        for entry in _walk(home, DEEPEST):
            if len(entries) >= MOST:
                return cls(home=home, since=since, entries=entries)
            try:
                status = entry.stat(follow_symlinks=False)
                folder = entry.is_dir(follow_symlinks=False)
            except OSError:  # gone meanwhile
                continue
            named = not folder and status.st_size <= _SMALL and fold(entry.name) in said
            text = _text(Path(entry.path)) if named else None
            entries[Path(entry.path)] = _Entry(status.st_mtime_ns, status.st_size, folder, text)
        return cls(home=home, since=since, entries=entries, complete=True)

    def brought_about(self, predicate: Predicate) -> bool:
        """Whether something about files that is true now was not true when the run began."""
        match predicate:
            case FileExists(path=path):
                return self._came(Path(path).expanduser())
            case FileText():
                return self._written(predicate)
            case Not(predicate=FileExists(path=path) | FileText(path=path)):
                return Path(path).expanduser() in self.entries
            case All(predicates=several):
                return any(self.brought_about(each) for each in several)
            case AnyOf(predicates=several):
                held = [each for each in several if holds(each, _NOTHING)]
                return bool(held) and all(self.brought_about(each) for each in held)
            case _:
                return False

    def _came(self, path: Path) -> bool:
        """Whether a file or folder that is there now was not there, or has been written since."""
        before = self.entries.get(path)
        if before is not None:
            return not before.folder and self._changed(path, before)
        if self.complete and self._within_reach(path):
            return True
        return path.stat().st_mtime >= self.since - 1

    def _written(self, predicate: FileText) -> bool:
        path = Path(predicate.path).expanduser()
        before = self.entries.get(path)
        if before is None:
            return self._came(path)
        if before.text is not None and not predicate.cell and predicate.text in before.text:
            return predicate.whole and before.text.strip() != predicate.text.strip()
        return self._changed(path, before)

    def _changed(self, path: Path, before: _Entry) -> bool:
        status = path.stat()
        return (status.st_mtime_ns, status.st_size) != (before.written, before.size)

    def _within_reach(self, path: Path) -> bool:
        """Whether it would have been taken down, had it been there."""
        if not path.is_relative_to(self.home):
            return False
        parts = path.relative_to(self.home).parts
        return len(parts) <= DEEPEST + 1 and not any(part.startswith(".") for part in parts)


def _walk(folder: Path, depth: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not entry.name.startswith(".")]
    except OSError:  # not for us to read
        return
    yield from entries
    for entry in entries:
        if depth > 0 and entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), depth - 1)


def _text(path: Path) -> str | None:
    try:
        return file_text(path)
    except OSError:
        return None
