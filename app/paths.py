"""Where things lie on disk.

The folders follow the platform's customs (platformdirs). `DESKHAND_HOME` overrides all of them:
then everything lies in that one folder. `DESKHAND_CACHE` moves what can be made again alone, so
that several homes can share it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UsageError, storage_error

if TYPE_CHECKING:
    from perception.icons import IconFolders


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The folders and files of one person's Deskhand.

    Attributes:
        config: what the person wrote: settings and permissions.
        data: what Deskhand wrote and the person may want to keep: runs, skills, profiles.
        cache: what was gathered from this machine, and can be at any time again.
    """

    config: Path
    data: Path
    cache: Path

    @classmethod
    def within(cls, folder: Path) -> Paths:
        """Everything in one folder; what is in DESKHAND_CACHE excepted.

        Raises:
            UsageError: DESKHAND_CACHE is not an absolute path.
        """
        return cls(config=folder, data=folder, cache=_named("DESKHAND_CACHE") or folder / "cache")

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.yaml"

    @property
    def models(self) -> Path:
        """The models that the person has set up."""
        return self.config / "models.yaml"

    @property
    def profiles(self) -> Path:
        """The person's own profiles of models."""
        return self.config / "profiles"

    @property
    def prices(self) -> Path:
        """Prices of models that the person has looked up."""
        return self.config / "prices.toml"

    @property
    def permissions(self) -> Path:
        """The person's own permission rules."""
        return self.config / "permissions.yaml"

    @property
    def runs(self) -> Path:
        """One folder for each run."""
        return self.data / "runs"

    @property
    def recordings(self) -> Path:
        """One folder for each recording of what a person did."""
        return self.data / "recordings"

    @property
    def skills(self) -> Path:
        """One folder for each skill."""
        return self.data / "skills"

    @property
    def skills_index(self) -> Path:
        """The index over the skills; can always be rebuilt."""
        return self.data / "skills.sqlite"

    @property
    def icons(self) -> IconFolders:
        """What icons look like: those seen in earlier runs, and those of this machine."""
        from perception.icons import IconFolders

        return IconFolders(seen=self.data / "icons", themes=self.cache / "icons")

    @property
    def tables(self) -> Path:
        """What came of each row of tables that skills were run with."""
        return self.data / "tables"

    @property
    def index(self) -> Path:
        """The index over the runs; can always be rebuilt."""
        return self.data / "index.sqlite"

    @property
    def evaluations(self) -> Path:
        """Results of evaluations."""
        return self.data / "evaluations"


def paths() -> Paths:
    """The folders for this process; nothing is created.

    Raises:
        UsageError: DESKHAND_HOME or DESKHAND_CACHE is not an absolute path.
    """
    if home := _named("DESKHAND_HOME"):
        return Paths.within(home)
    import platformdirs

    directories = platformdirs.PlatformDirs("deskhand", appauthor=False)
    return Paths(
        config=directories.user_config_path,
        data=directories.user_data_path,
        cache=_named("DESKHAND_CACHE") or directories.user_cache_path,
    )


def _named(variable: str) -> Path | None:
    """The folder that an environment variable names; None if it names none."""
    if not (value := os.environ.get(variable, "")):
        return None
    folder = Path(value).expanduser()
    if not folder.is_absolute():
        raise UsageError(f"{variable} must be an absolute path, but it is {value!r}.")
    return folder


def ensure_folder(folder: Path, what: str = "create the folder") -> Path:
    """Create a folder for the person alone (mode 700), with all above it, if it is not there.

    Raises:
        StorageError: it cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as failure:
        raise storage_error(what, folder, failure) from failure
    return folder
