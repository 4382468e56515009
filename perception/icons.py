"""What icons mean: pictures of known names, looked up by what an icon looks like.

The names come from the icon themes that are installed (`icon_themes`) and from elements that were
seen with a name in earlier runs (`icon_memory`). Nothing is downloaded and nothing is trained. An
icon that looks like none of these, or as much like several with other names, stays unknown.
"""

from __future__ import annotations

import functools
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perception import icon_themes
from perception.icon_shape import LENGTH, described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Shape = NDArray[np.float32]

logger = logging.getLogger(__name__)

LEAST = 0.80  # likeness below which an icon is unknown
_EQUAL = 0.025  # icons that are as much like the best are meant as well
_SURE = 0.95  # likeness from which on it is the same picture
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an icon means.

    Attributes:
        names: what it may be called, the likeliest first.
        confidence: 0 to 1, that one of the names is right.
        theme: where the picture that it is most like comes from.
    """

    names: tuple[str, ...]
    confidence: float
    theme: str = ""

    @property
    def name(self) -> str:
        """What it is most likely called."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class IconFolders:
    """Where it is kept what icons look like; each is made if it is not there.

    Attributes:
        seen: those that were seen with a name in earlier runs, see `icon_memory`.
        themes: those of the themes of this machine, which can always be gathered again.
    """

    seen: Path
    themes: Path


class IconLibrary:
    """Known pictures and their names.

    Args:
        names: of each picture: what it is called, separated by line feeds.
        themes: of each picture: where it comes from.
        shapes: a row of `icon_shape.LENGTH` numbers for each picture.
    """

    def __init__(
        self, names: Sequence[str], themes: Sequence[str], shapes: NDArray[np.float32]
    ) -> None:
        self._names = tuple(names)
        self._themes = tuple(themes)
        self._shapes = shapes

    def __len__(self) -> int:
        return len(self._names)

    @classmethod
    def of(cls, entries: Sequence[icon_themes.Entry]) -> IconLibrary:
        """A library of these."""
        import numpy as np

        shapes = np.array([each.shape for each in entries], np.float32).reshape(-1, LENGTH)
        names, themes = [each.names for each in entries], [each.theme for each in entries]
        return cls(names, themes, shapes)

    def without(self, *themes: str) -> IconLibrary:
        """The same without some themes."""
        kept = [at for at, theme in enumerate(self._themes) if theme not in themes]
        names, origins = [self._names[at] for at in kept], [self._themes[at] for at in kept]
        return IconLibrary(names, origins, self._shapes[kept])

    def joined(self, other: IconLibrary) -> IconLibrary:
        """The icons of both."""
        import numpy as np

        if not len(other):
            return self
        shapes = np.concatenate((self._shapes, other._shapes))
        return IconLibrary(self._names + other._names, self._themes + other._themes, shapes)

    def meanings(self, pictures: Sequence[Pixels]) -> list[Meaning | None]:
        """What each of some icons means; None where that is unknown.

        Args:
            pictures: each height, width, and blue, green, red: an icon, with a little of what is
                behind it on all sides.
        """
        import numpy as np

        shapes = [described(each) for each in pictures]
        known = [at for at, shape in enumerate(shapes) if shape is not None]
        found: list[Meaning | None] = [None] * len(shapes)
        if not known or not len(self):
            return found
        wanted = np.array([shapes[at] for at in known], np.float32)
        alike = wanted @ self._shapes.T
        for row, at in enumerate(known):
            found[at] = self._meaning(alike[row])
        return found

    def _meaning(self, alike: NDArray[np.float32]) -> Meaning | None:
        import numpy as np

        best = float(alike.max())
        if best < LEAST:
            return None
        near = np.flatnonzero(alike >= best - _EQUAL)
        ordered = near[np.argsort(-alike[near])]
        names: dict[str, None] = {}
        for at in ordered:
            for name in self._names[at].split("\n"):
                names.setdefault(name)
        confidence = min((best - LEAST) / (_SURE - LEAST), 1.0) * 0.5 + 0.45
        theme = self._themes[int(ordered[0])]
        return Meaning(names=tuple(names)[:_MOST_NAMES], confidence=confidence, theme=theme)


class InstalledIcons:
    """The icons of this machine, gathered in the background the first time.

    Until that is done, some seconds later, only those that were seen with a name in earlier runs
    are known; nobody waits for the others.

    Args:
        folders: where they are kept.
    """

    def __init__(self, folders: IconFolders) -> None:
        self._folders = folders
        self._library: IconLibrary | None = None
        self._seen: IconLibrary | None = None
        self._both: IconLibrary | None = None
        self._stamp = 0
        self._gathering: subprocess.Popen[bytes] | None = None
        self._failed = False

    def meanings(self, pictures: Sequence[Pixels]) -> list[Meaning | None]:
        """See `IconLibrary.meanings`."""
        if self._library is None and not self._failed:
            self._library = self._ready()
        seen = self._seen_before()
        known = seen if self._library is None else self._joined(self._library, seen)
        return known.meanings(pictures)

    def _seen_before(self) -> IconLibrary:
        """What was seen with a name in earlier runs; read anew when there is more."""
        from perception.icon_memory import FILE, recall

        try:
            stamp = (self._folders.seen / FILE).stat().st_mtime_ns
        except OSError:
            stamp = 0
        if self._seen is None or stamp != self._stamp:
            self._seen = IconLibrary.of(recall(self._folders.seen))
            self._stamp, self._both = stamp, None
        return self._seen

    def _joined(self, themes: IconLibrary, seen: IconLibrary) -> IconLibrary:
        if self._both is None:
            self._both = themes.joined(seen)
        return self._both

    def _ready(self) -> IconLibrary | None:
        """The library, if it is there; otherwise it is on its way."""
        try:
            themes = icon_themes.sources()
            if not themes:
                return IconLibrary.of([])
            file = _file(self._folders.themes, themes)
            if file.is_file():
                return _loaded(file)
            if self._gathering is None:
                self._gathering = subprocess.Popen(
                    _command(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            elif self._gathering.poll() is not None:
                self._failed = True
                logger.warning("the icons of this machine could not be gathered")
        except (OSError, ValueError, KeyError) as failure:
            self._failed = True
            logger.warning("what icons mean is not known: %s", failure)
        return None


@functools.cache
def icons_in(folders: IconFolders) -> InstalledIcons:
    """The icons that are known, kept in these folders; one for all who ask."""
    return InstalledIcons(folders)


def _file(folder: Path, themes: Sequence[Path]) -> Path:
    """Where the icons of these themes are kept; what was kept of others goes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"themes-{icon_themes.fingerprint(themes)}.npz"
    if not file.is_file():
        for old in folder.glob("themes-*.npz"):
            old.unlink(missing_ok=True)
    return file


@functools.cache
def _loaded(file: Path) -> IconLibrary:
    """The library in a file, read once for all who ask."""
    return load(file)


def _command(file: Path) -> list[str]:
    return [sys.executable, "-m", "perception.icon_themes", str(file)]


def save(file: Path, entries: Sequence[icon_themes.Entry]) -> None:
    """Write a library to a file; the file is there wholly or not at all."""
    import numpy as np

    shapes = np.array([each.shape for each in entries], np.float16).reshape(-1, LENGTH)
    names, themes = [each.names for each in entries], [each.theme for each in entries]
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        np.savez_compressed(part, shapes=shapes, names=np.array(names), themes=np.array(themes))
    Path(part.name).replace(file)


def load(file: Path) -> IconLibrary:
    """The library in a file that `save` wrote."""
    import numpy as np

    with np.load(file, allow_pickle=False) as told:
        shapes = told["shapes"].astype(np.float32)
        return IconLibrary(told["names"].tolist(), told["themes"].tolist(), shapes)
