"""The folders of runs: how they are named, made, found and deleted."""

from __future__ import annotations

import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from app.errors import RunNotFound, UsageError, storage_error
from app.paths import ensure_folder
from app.runs.format import EVENTS
from app.runs.lock import held

_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are easily confused
_ID_LENGTH = 6
_NAME = re.compile(rf"\d{{8}}-\d{{6}}-(?:.*-)?([{_ID_LETTERS}]{{{_ID_LENGTH}}})")


def new_run_id() -> str:
    """A short random id, easily read out and typed."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))


def slug(text: str) -> str:
    """A text as part of a file name: lower-case ASCII words.

    >>> slug("Add Ada Löveläce to the contacts!")
    'add-ada-lovelace-to-the-contacts'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain)
    found = ""
    for word in words:
        if len(found) + len(word) > 40:
            break
        found = f"{found}-{word}" if found else word
    return found


def new_folder(runs: Path, task: str, run_id: str, *, now: float | None = None) -> Path:
    """Make the folder of a new run: `<time>-<slug>-<id>`.

    Raises:
        StorageError: it cannot be made.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    name = "-".join(part for part in (stamp, slug(task), run_id) if part)
    return ensure_folder(runs / name, "create the run's folder")


def run_id_of(folder: Path) -> str | None:
    """The id of the run in this folder; None if its name is not that of a run."""
    match = _NAME.fullmatch(folder.name)
    return match[1] if match else None


def run_folders(runs: Path) -> Iterator[Path]:
    """The folders of all runs, newest first."""
    try:
        found = [each for each in runs.iterdir() if run_id_of(each) and (each / EVENTS).exists()]
    except FileNotFoundError:
        return
    except OSError as failure:
        raise storage_error("read the folder", runs, failure) from failure
    yield from sorted(found, key=lambda folder: folder.name, reverse=True)


def find_run(runs: Path, name: str) -> Path:
    """The folder of a run, by its id, the beginning of it, its folder, or "last".

    Raises:
        RunNotFound: none, or several, answer to the name.
    """
    if "/" in name and (Path(name) / EVENTS).is_file():
        return Path(name).resolve()
    folders = list(run_folders(runs))
    if not folders:
        raise RunNotFound(f"There are no runs yet in {runs}.")
    if name == "last":
        return folders[0]
    exact = [folder for folder in folders if name in (run_id_of(folder), folder.name)]
    near = [folder for folder in folders if (run_id_of(folder) or "").startswith(name)]
    found = exact or (near if name else [])
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(run_id_of(folder) or "" for folder in found[:8])
        raise RunNotFound(f"Several runs begin with {name!r}: {listed}.")
    raise RunNotFound(f"There is no run {name!r}. `deskhand runs list` shows them all.")


def delete_run(folder: Path) -> None:
    """Delete a run with everything in its folder.

    Raises:
        UsageError: it is under way.
        StorageError: it cannot be deleted.
    """
    if held(folder):
        raise UsageError(f"The run {run_id_of(folder) or folder.name} is under way. Stop it first.")
    try:
        shutil.rmtree(folder)
    except OSError as failure:
        raise storage_error("delete", folder, failure) from failure
