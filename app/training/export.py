"""Writing runs as training data: chosen, redacted, sorted by how they ended."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.errors import UsageError, storage_error
from app.models.profile import Profile
from app.models.wire import Picture
from app.runs.folders import run_id_of
from app.runs.read import UnreadableRun, read
from app.training.formats import FORMATS, Json, Place, Unsayable
from app.training.redact import Redactor
from app.training.samples import Kind, Sample, sample_of
from perception.ocr import Reader

IMAGES = "images"
PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of the runs.

    Attributes:
        counts: written, by kind.
        left_out: ids of the others, with the reason.
    """

    counts: dict[Kind, int]
    left_out: dict[str, str] = field(default_factory=dict)


def export(
    runs: Iterable[Path],
    out: Path,
    *,
    form: str,
    profile: Profile,
    kinds: Collection[Kind],
    redacted: bool,
    told: Callable[[int], None] = lambda done: None,
) -> Exported:
    """Write runs into a folder, which is there whole or not at all.

    Args:
        runs: their folders.
        out: a folder that does not exist, or is empty.
        form: a name in `FORMATS`, or "parquet".
        profile: whose words, pictures and coordinates are written.
        kinds: which runs are wanted.
        redacted: take personal things out of words and pictures.
        told: called with how many runs have been looked at.

    Raises:
        UsageError: the folder holds something, or a library is missing.
        StorageError: it cannot be written.
        OcrUnavailable: pictures cannot be read to redact them.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds something already. Name a new folder.")
    counts = Counter({kind: 0 for kind in Kind if kind in kinds})
    left_out: dict[str, str] = {}
    reader = Reader() if redacted else None
    with _whole(out) as folder:
        writer = _writer(form, folder, profile)
        try:
            for done, run in enumerate(runs, 1):
                name = run_id_of(run) or run.name
                try:
                    sample = _sample(run, name, kinds)
                    if redacted:
                        sample = Redactor(reader).sample(sample)
                    writer.add(sample, profile)
                    counts[sample.kind] += 1
                except _LeftOut as why:
                    left_out[name] = str(why)
                except Unsayable as why:
                    left_out[name] = f"it cannot be said in the words of {profile.name}: {why}"
                told(done)
        finally:
            writer.close()
        if form == PARQUET:
            from app.training.parquet import card

            (folder / "README.md").write_text(card(dict(counts), profile, redacted), "utf-8")
    return Exported(counts=dict(counts), left_out=left_out)


class _LeftOut(Exception):
    """A run is not wanted, or is no sample."""


def _sample(run: Path, name: str, kinds: Collection[Kind]) -> Sample:
    try:
        record = read(run)
    except UnreadableRun as failure:
        raise _LeftOut(str(failure)) from failure
    found = sample_of(record, name)
    if isinstance(found, str):
        raise _LeftOut(found)
    if found.kind not in kinds:
        raise _LeftOut(f"it is of another kind: {found.kind}")
    return found


class _Writer(Protocol):
    def add(self, sample: Sample, profile: Profile) -> None:
        """Write a sample."""

    def close(self) -> None:
        """Write what is left."""


def _writer(form: str, folder: Path, profile: Profile) -> _Writer:
    return _Tables(folder) if form == PARQUET else _Lines(folder, FORMATS[form].write)


class _Lines:
    """A JSON Lines file for each kind, and pictures beside them, each once."""

    def __init__(self, folder: Path, write: Callable[[Sample, Profile, Place], Json]) -> None:
        self._folder = folder
        self._write = write

    def add(self, sample: Sample, profile: Profile) -> None:
        line = json.dumps(self._write(sample, profile, self._place), ensure_ascii=False)
        with (self._folder / f"{sample.kind}.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def close(self) -> None:
        pass

    def _place(self, picture: Picture) -> str:
        (self._folder / IMAGES).mkdir(exist_ok=True)
        digest = hashlib.sha256(picture.data).hexdigest()[:32]
        path = f"{IMAGES}/{digest}.{picture.media_type.removeprefix('image/')}"
        if not (self._folder / path).exists():
            (self._folder / path).write_bytes(picture.data)
        return path


class _Tables:
    """A Parquet file for each kind."""

    def __init__(self, folder: Path) -> None:
        from app.training.parquet import Table

        self._folder = folder
        self._table = Table
        self._open: dict[Kind, Table] = {}

    def add(self, sample: Sample, profile: Profile) -> None:
        if sample.kind not in self._open:
            self._open[sample.kind] = self._table(self._folder / f"{sample.kind}.parquet")
        self._open[sample.kind].add(sample, profile)

    def close(self) -> None:
        for table in self._open.values():
            table.close()


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name when all went well."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as failure:
        raise storage_error("write", out, failure) from failure
    try:
        yield folder
        folder.chmod(0o700)
        if out.exists():
            out.rmdir()
        folder.rename(out)
    except OSError as failure:
        raise storage_error("write", out, failure) from failure
    finally:
        shutil.rmtree(folder, ignore_errors=True)
