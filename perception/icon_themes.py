"""Gathers the icons of the themes that are installed: pictures, and what they are called.

Two kinds are known: themes as freedesktop.org describes them (folders of PNG and SVG files with
names like "edit-find"), and those of LibreOffice (archives of PNG files, named like the commands,
whose labels stand in its registry). Run as a program, it writes what it found into a file: that
keeps Qt, which draws the SVG files, out of the process that works.

    python -m perception.icon_themes FILE
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from perception import imaging
from perception.icon_names import spoken
from perception.icon_shape import described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Shape = NDArray[np.float32]

# Folders of a theme whose icons are never on buttons.
_LEFT_OUT = frozenset(
    {"apps", "mimetypes", "mimes", "animations", "cursors", "emotes", "intl", "stock"}
    | {"notifications", "applets"}
)
_SIZES = (16, 22, 24, 32)  # pixels in which buttons show them
_DRAWN = (16, 24, 32)  # in which those without a size are drawn
_BEHIND = (250, 45)  # shades of light and dark themes
_BUNDLES = (Path("/usr/share/icons"), Path("/usr/local/share/icons"))
_OFFICES = (Path("/usr/lib/libreoffice"), Path("/opt/libreoffice"), Path("/usr/lib64/libreoffice"))
_SAME = 0.985  # pictures of one name that are more alike than this are kept once
_MIRRORED = re.compile(r"[-_]rtl\b")  # for scripts from right to left: "next" looks like "previous"
_LARGEST = 200_000  # bytes of a file


class Entry(NamedTuple):
    """An icon as it is kept.

    Attributes:
        names: what it is called, the likeliest first, separated by line feeds.
        theme: where it comes from.
        shape: see `icon_shape`.
    """

    names: str
    theme: str
    shape: Shape


def sources() -> list[Path]:
    """The themes that are installed, by their folders and archives."""
    themes = [
        each
        for bundle in (*_BUNDLES, Path.home() / ".local/share/icons")
        if bundle.is_dir()
        for each in sorted(bundle.iterdir())
        if (each / "index.theme").is_file()
    ]
    archives = [
        each
        for office in _OFFICES
        for each in sorted((office / "share/config").glob("images_*.zip"))
        if not each.stem.endswith(("_svg", "helpimg"))
    ]
    return [*themes, *archives]


def fingerprint(found: Iterable[Path]) -> str:
    """A short text that changes when themes are installed, changed or removed."""
    told = [f"{each}:{each.stat().st_mtime_ns}" for each in found]
    return hashlib.blake2b("\n".join([*told, "1"]).encode(), digest_size=8).hexdigest()


def gathered(found: Sequence[Path]) -> Iterator[Entry]:
    """The icons of some themes; each picture of a name once."""
    for source in found:
        kept: dict[str, list[Shape]] = {}
        pictures = _archive(source) if source.suffix == ".zip" else _folder(source)
        for names, picture in pictures:
            for shape in _shapes(picture):
                others = kept.setdefault(names, [])
                if all(float(each @ shape) < _SAME for each in others):
                    others.append(shape)
                    yield Entry(names, source.stem, shape)


def _shapes(picture: Pixels) -> Iterator[Shape]:
    """What a picture looks like before light and dark."""
    import numpy as np

    height, width = picture.shape[:2]
    opaque = picture[:, :, 3:].astype(np.float32) / 255
    for shade in _BEHIND:
        canvas = np.full((height + 4, width + 4, 3), shade, np.uint8)
        inner = picture[:, :, :3] * opaque + shade * (1 - opaque)
        canvas[2:-2, 2:-2] = inner.astype(np.uint8)
        shape = described(canvas)
        if shape is not None:
            yield shape


# ---- themes of freedesktop.org


def _folder(theme: Path) -> Iterator[tuple[str, Pixels]]:
    seen: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(theme, followlinks=False):
        folders[:] = sorted(each for each in folders if each not in _LEFT_OUT)
        parts = Path(place).relative_to(theme).parts
        if any("@" in part for part in parts):
            continue
        sizes = _sizes(parts)
        for file in sorted(files):
            path = Path(place, file)
            names = spoken(path.name.partition(".")[0])
            if _MIRRORED.search(path.name):
                continue
            if not sizes or not names or path.suffix not in (".png", ".svg"):
                continue
            known = path.stat()
            if (known.st_ino, hash(names)) in seen or known.st_size > _LARGEST:
                continue
            seen.add((known.st_ino, hash(names)))
            for picture in _pictures(path, sizes):
                yield "\n".join(names), picture


def _sizes(parts: Sequence[str]) -> tuple[int, ...]:
    """The sizes in which the icons of a folder are shown; () for those too large for buttons."""
    for part in parts:
        number = re.match(r"(\d+)(x\d+)?$", part)
        if number:
            size = int(number[1])
            return (size,) if size in _SIZES else ()
    return _DRAWN if {"scalable", "symbolic"} & set(parts) else ()


def _pictures(path: Path, sizes: Sequence[int]) -> Iterator[Pixels]:
    try:
        data = path.read_bytes()
    except OSError:
        return  # a link to nothing
    if path.suffix == ".png":
        picture = imaging.with_opacity(data)
        if picture is not None and max(picture.shape[:2]) <= max(_SIZES):
            yield picture
        return
    try:
        from perception.svg import drawn

        for size in sizes:
            picture = drawn(data, size)
            if picture is not None:
                yield _on_black(picture)
    except ImportError:
        return  # Qt has no libraries here: PNG files alone


def _on_black(picture: Pixels) -> Pixels:
    """With the colours that Qt has multiplied by their opacity brought back."""
    import numpy as np

    opaque = picture[:, :, 3:].astype(np.float32) / 255
    colours = picture[:, :, :3] / np.maximum(opaque, 1 / 255)
    return np.dstack((np.minimum(colours, 255).astype(np.uint8), picture[:, :, 3]))


# ---- themes of LibreOffice


def _archive(archive: Path) -> Iterator[tuple[str, Pixels]]:
    office = archive.parent.parent.parent
    labels = _labels(office / "share/registry")
    with zipfile.ZipFile(archive) as opened:
        inside = set(opened.namelist())
        linked = _links(opened) if "links.txt" in inside else {}
        for command, called in labels.items():
            for kind in ("sc", "lc", "32"):
                name = f"cmd/32/{command}.png" if kind == "32" else f"cmd/{kind}_{command}.png"
                name = linked.get(name, name)
                if name in inside:
                    picture = imaging.with_opacity(opened.read(name))
                    if picture is not None:
                        yield "\n".join(called), picture


def _links(opened: zipfile.ZipFile) -> dict[str, str]:
    lines = (line.split() for line in opened.read("links.txt").decode("utf-8").splitlines())
    return {each[0]: each[1] for each in lines if len(each) == 2}


def _labels(registry: Path) -> dict[str, list[str]]:
    """The names of commands in small letters, and what their buttons are called."""
    found: dict[str, list[str]] = {}
    name = "{http://openoffice.org/2001/registry}name"
    for file in sorted(registry.glob("*.xcd")):
        for node in ElementTree.parse(file).iter("node"):
            said = node.get(name, "")
            if not said.startswith(".uno:") or "?" in said:
                continue
            known = found.setdefault(said[5:].casefold(), [])
            for prop in node.findall("prop"):
                if prop.get(name) in ("Label", "TooltipLabel", "ContextLabel"):
                    for value in prop.findall("value"):
                        text = (value.text or "").replace("~", "").strip(" .…")
                        if text and text not in known:
                            known.append(text)
    return {command: called for command, called in found.items() if called}


def keep(file: Path, found: Sequence[Path]) -> None:
    """Write the icons of some themes to a file; once, when several processes are asked to."""
    import fcntl  # there are no themes where this is not

    from perception.icons import save

    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.is_file():
            save(file, list(gathered(found)))


def main() -> None:
    """Gather all that is installed, and give way to whatever else the machine has to do."""
    os.nice(10)
    keep(Path(sys.argv[1]), sources())


if __name__ == "__main__":
    main()
