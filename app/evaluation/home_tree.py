"""What folders of a home hold, as a mapping that can be compared as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

_LARGEST = 1_000_000  # bytes of a text


def home_tree(home: Path, folders: Sequence[str]) -> dict[str, str]:
    """All files below some folders: path from home -> text without white space at its end.

    What is no text is "sha256:" and its digest; a link, "-> " and where it leads; an empty folder
    is its path with a slash. Hidden files are left out: programs put theirs there.
    """
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted((home / folder).rglob("*")):
            name = path.relative_to(home)
            if any(part.startswith(".") for part in path.relative_to(home / folder).parts):
                continue
            if path.is_symlink():
                found[str(name)] = f"-> {path.readlink()}"
            elif path.is_file():
                found[str(name)] = _told(path.read_bytes())
            elif not any(path.iterdir()):
                found[f"{name}/"] = ""
    return found


def _told(data: bytes) -> str:
    if len(data) <= _LARGEST and b"\0" not in data:
        try:
            return data.decode("utf-8").rstrip()
        except UnicodeDecodeError:
            pass
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
