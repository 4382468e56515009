"""Files that were written while something was shown: they can be checked when it is done again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from actions.action import Claim
from perception.files import file_text
from perception.predicate import FileExists, FileText

_DEEPEST = 4
_MOST = 20_000  # entries that are looked at
_LONGEST = 120  # characters of a path
_MOST_FILES = 5
_MOST_TEXT = 5_000  # characters of a file that is claimed by what it says


def written_claims(home: Path, since: float) -> Iterator[Claim]:
    """That the files are there, and of short ones what they say.

    Args:
        home: the home folder of what was recorded.
        since: seconds since the epoch, when it began.
    """
    for path in sorted(written_in(home, since))[:_MOST_FILES]:
        if len(path) > _LONGEST:
            continue
        shown = f"~/{path}"
        yield Claim(predicate=FileExists(path=shown), durable=True)
        try:
            text = file_text(home / path).strip()
        except OSError:
            continue  # not a kind of file that says anything
        if 0 < len(text) <= _MOST_TEXT:
            yield Claim(predicate=FileText(path=shown, text=text), durable=True)


def written_in(home: Path, since: float) -> Iterator[str]:
    """Files that a person can see and that were written since, relative to the home folder."""
    count = 0
    for folder, folders, files in os.walk(home):
        inside = Path(folder).relative_to(home)
        if len(inside.parts) >= _DEEPEST:
            folders.clear()
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in files:
            count += 1
            if count > _MOST:
                return
            path = Path(folder) / name
            try:
                fresh = path.lstat().st_mtime >= since and path.stat().st_size > 0
            except OSError:
                continue  # gone again
            if fresh and not name.startswith((".", "~")) and not name.endswith("~"):
                yield str(inside / name)
