"""What a run leaves in the home folder of a private desktop is handed to the person.

A private desktop ends with its run, and its home folder with it. So every file that is not hidden
is copied to `files/` in the run's folder before the run is over, under the path that it had. If
that fails, the home folder stays, and the result says where it is.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.engine.events import Event, RunFinished

logger = logging.getLogger(__name__)

FILES = "files"  # in the run's folder
HOME = "home"  # in the run's folder, as long as the run lasts


class Handover:
    """Hands over what lies in a home folder when the run is over.

    Args:
        home: of the private desktop.
        folder: of the run.
        given: the folder whose contents were copied into it at the beginning: what is still the
            same there is the person's already.
    """

    def __init__(self, home: Path, folder: Path, given: Path | None = None) -> None:
        self._home, self._folder, self._given = home, folder, given
        self._done = False

    def watch(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events; the last one names the files that were handed over."""
        for event in events:
            yield self._with_files(event) if isinstance(event, RunFinished) else event

    def clear(self) -> None:
        """Delete the home folder, unless something in it could not be handed over."""
        if self._done:
            shutil.rmtree(self._home, ignore_errors=True)

    def _with_files(self, finished: RunFinished) -> RunFinished:
        try:
            copied = self._copy()
        except OSError as failure:
            logger.warning("the files of the private desktop were not copied: %s", failure)
            told = f"Its files could not be copied ({failure}); they are still in {self._home}."
            reason = f"{finished.reason}\n{told}".strip()
            return replace(finished, reason=reason)
        self._done = True
        moved = (str(copied.get(Path(path), path)) for path in finished.files)
        listed = dict.fromkeys([*moved, *map(str, copied.values())])
        return replace(finished, files=tuple(path for path in listed if Path(path).exists()))

    def _copy(self) -> dict[Path, Path]:
        """Copy everything that is not hidden; where each file came to lie, by where it lay."""
        copied: dict[Path, Path] = {}
        for file in _visible(self._home):
            path = file.relative_to(self._home)
            if self._given is not None and _same(self._given / path, file):
                continue
            to = self._folder / FILES / path
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, to)
            copied[file] = to
        return copied


def _same(one: Path, other: Path) -> bool:
    """Whether a file is an untouched copy of another."""
    if not one.is_file():
        return False
    first, second = one.stat(), other.stat()
    return (first.st_mtime_ns, first.st_size) == (second.st_mtime_ns, second.st_size)


def _visible(folder: Path) -> Iterator[Path]:
    """The regular files below a folder, in order of their paths; links are not followed."""
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir()):
        if each.name.startswith(".") or each.is_symlink():
            continue
        if each.is_dir():
            yield from _visible(each)
        elif each.is_file():
            yield each
