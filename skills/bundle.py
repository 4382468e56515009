"""A skill as one zip file, and out of one again. What is of this machine alone stays here."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from skills.load import load
from skills.sign import sign
from skills.store import Store

_MOST_BYTES = 20_000_000
_MOST_FILES = 1_000


class BundleFault(Exception):
    """A zip file is no skill that is taken in."""


def export_skill(store: Store, name: str, path: Path, key: Path | None = None) -> None:
    """Write a skill as a zip file, signed if a key is given.

    Raises:
        NoSuchSkill: there is none.
        SkillError: it cannot be read.
        ValueError: the key is none.
        OSError: a file cannot be read or written; then no file is left.
    """
    with tempfile.TemporaryDirectory(prefix="deskhand-") as made:
        copy = Path(made) / name
        shutil.copytree(store.folder(name), copy, ignore=shutil.ignore_patterns(".*"))
        skill = load(copy)
        if key is not None:
            sign(copy, skill, key)
        part = path.with_name(f".{path.name}.part")
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as file:
                for each in sorted(copy.rglob("*")):
                    if each.is_file():
                        info = zipfile.ZipInfo(f"{name}/{each.relative_to(copy).as_posix()}")
                        info.external_attr = 0o644 << 16
                        info.compress_type = zipfile.ZIP_DEFLATED
                        file.writestr(info, each.read_bytes())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The folder of a skill in a zip file, for a while.

    Raises:
        BundleFault: it is too big, holds links or paths that lead out, or no skill.
    """
    with tempfile.TemporaryDirectory(prefix="deskhand-") as made:
        root = Path(made)
        try:
            with zipfile.ZipFile(path) as file:
                _take_out(file, root)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as failure:
            raise BundleFault(f"is no zip file that can be read: {failure}") from None
        folders = [each for each in root.iterdir() if each.is_dir()]
        if len(folders) != 1 or any(each.is_file() for each in root.iterdir()):
            raise BundleFault("must hold one folder, that of the skill")
        yield folders[0]


def _take_out(file: zipfile.ZipFile, root: Path) -> None:
    infos = file.infolist()
    if len(infos) > _MOST_FILES:
        raise BundleFault(f"holds more than {_MOST_FILES:,} files")
    left = _MOST_BYTES
    for info in infos:
        name = PurePosixPath(info.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in info.filename or ":" in str(name):
            raise BundleFault(f"holds a path that leads out: {info.filename[:100]!r}")
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            raise BundleFault(f"holds a link: {info.filename[:100]!r}")
        if info.is_dir():
            continue
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open(info) as source:
            data = source.read(left + 1)  # what the archive says of sizes is not believed
        left -= len(data)
        if left < 0:
            raise BundleFault(f"holds more than {_MOST_BYTES:,} bytes")
        target.write_bytes(data)
