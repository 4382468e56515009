"""What runs take up on the disk, and deleting them so that it can be undone for a while."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError, storage_error
from app.paths import Paths, ensure_folder
from app.runs.folders import run_id_of
from app.runs.lock import held

_TRASH = ".deleted"  # in the folder of the runs, so that moving is renaming


@dataclass(frozen=True, slots=True)
class Discarded:
    """A run that can still be brought back: where it lay and where it lies."""

    was: Path
    now: Path


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; what goes away meanwhile counts nothing."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def discard(paths: Paths, folders: Iterable[Path]) -> list[Discarded]:
    """Take runs out of sight; `restore` brings them back, `empty_trash` ends them.

    Raises:
        UsageError: one is under way; then all stay.
        StorageError: one cannot be moved; those before it are discarded.
    """
    wanted = list(folders)
    for folder in wanted:
        if held(folder):
            raise UsageError(f"The run {run_id_of(folder) or folder.name} is under way. Stop it.")
    trash = ensure_folder(paths.runs / _TRASH)
    done: list[Discarded] = []
    for folder in wanted:
        target = trash / folder.name
        try:
            folder.rename(target)
        except OSError as failure:
            raise storage_error("delete", folder, failure) from failure
        done.append(Discarded(folder, target))
    return done


def restore(discarded: Sequence[Discarded]) -> None:
    """Bring runs back to where they lay.

    Raises:
        StorageError: one is gone, or cannot be moved.
    """
    for each in discarded:
        try:
            each.now.rename(each.was)
        except OSError as failure:
            raise storage_error("bring back", each.was, failure) from failure


def empty_trash(paths: Paths) -> None:
    """Delete for good what was discarded.

    Raises:
        StorageError: something cannot be deleted.
    """
    trash = paths.runs / _TRASH
    if not trash.is_dir():
        return
    try:
        shutil.rmtree(trash)
    except OSError as failure:
        raise storage_error("empty", trash, failure) from failure


def in_words(size: int) -> str:
    """A number of bytes for people.

    >>> in_words(999), in_words(1_234_567)
    ('999 B', '1.2 MB')
    """
    amount, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.1f} {units[0]}" if units[0] != "B" else f"{size} B"
