"""Watching files and folders, those too that are not there yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher


def watch(watcher: QFileSystemWatcher, paths: Iterable[Path]) -> None:
    """Watch these and nothing else; in place of what is not there, the nearest folder above it.

    Nothing is there before the first setting is written. Call it again when something has changed:
    what has come into being is watched itself from then on.
    """
    there = {str(next(each for each in (path, *path.parents) if each.exists())) for path in paths}
    known = {*watcher.files(), *watcher.directories()}
    if gone := known - there:
        watcher.removePaths(sorted(gone))
    if new := there - known:
        watcher.addPaths(sorted(new))
