"""Tells which program a file comes from, and reads it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from skills.bundle import BundleFault, unpacked
from skills.check import pictures
from skills.imports import playwright, recordings
from skills.imports.draft import Draft, ImportFault
from skills.load import FILE, load
from skills.sign import signature_of

_MOST_BYTES = 20_000_000


def read_any(path: Path) -> list[Draft]:
    """The drafts that a file or folder gives.

    Raises:
        ImportFault: it is nothing that is understood.
        SkillError: it is a skill with faults.
        OSError: it cannot be read.
    """
    if path.is_dir():
        if (path / FILE).is_file():
            return [_skill(path)]
        if (path / "workflow.json").is_file():
            return [recordings.openadapt(_json(path / "workflow.json"), path.name)]
        raise ImportFault(f"it holds neither {FILE} nor workflow.json")
    if not path.is_file():
        raise ImportFault("there is no such file")
    if zipfile.is_zipfile(path):
        try:
            with unpacked(path) as folder:
                return [_skill(folder)]
        except BundleFault as failure:
            raise ImportFault(f"it {failure}") from None
    if path.suffix in (".py", ".ts", ".js", ".mjs"):
        return [playwright.read(_text(path), path.stem)]
    return recordings.read(_json(path), path.name)


def _skill(folder: Path) -> Draft:
    skill = load(folder)
    kept = {way: (folder / way).read_bytes() for way in pictures(skill)}
    provenance = replace(skill.provenance, kind="import")
    taken = replace(skill, trust="imported", provenance=provenance)
    return Draft(taken, (), kept, signature_of(folder, skill))


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ImportFault(f"it is larger than {_MOST_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportFault("it is no UTF-8 text") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as failure:
        raise ImportFault(f"it is no JSON: {str(failure)[:200]}") from None
