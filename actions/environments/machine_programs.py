"""The programs that are installed on a machine, from its own desktop entries."""

from __future__ import annotations

import mimetypes
import re
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from actions.action import Open
from actions.applications import Application, Applications
from actions.environments.machine_http import Machine, MachineFault, MachineGone
from actions.environments.machine_look import script
from actions.errors import EnvironmentUnavailable, TargetNotFound
from perception.platforms.session import DesktopSession

_KNOWN = 120.0  # seconds that what is installed is taken to stay so
_LIMIT = 20.0
_MOST = 3_000  # entries


class MachinePrograms:
    """Implements `Programs`.

    Args:
        machine: that has them.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._installed: _Installed | None = None
        self._asked = float("-inf")

    def command(self, action: Open) -> tuple[str, list[str]]:
        """What opens it; see `Programs.command`."""
        known = self._known()
        if action.kind == "app":
            application, given = known.find(action.what), []
        elif action.kind == "url":
            application, given = known.for_url(action.what), [action.what]
        else:
            path, folder = self._path(action.what)
            application = known.for_type(_type_of(path, folder), path)
            given = [path]
        if action.application and action.kind != "app":
            application = known.find(action.application)
        return application.name, known.command(application, given)

    def _known(self) -> _Installed:
        if self._installed is None or time.monotonic() - self._asked > _KNOWN:
            try:
                said = self._machine.script(script("programs"), {}, limit=_LIMIT)
            except MachineGone as failure:
                raise EnvironmentUnavailable(str(failure)) from failure
            except MachineFault as failure:
                raise TargetNotFound(
                    f"the machine does not tell which programs it has ({failure}): open it with "
                    "the pointer and the keys"
                ) from failure
            with tempfile.TemporaryDirectory(prefix="deskhand-machine-") as folder:
                self._installed = _Installed(said if isinstance(said, dict) else {}, Path(folder))
            self._asked = time.monotonic()
        return self._installed

    def _path(self, what: str) -> tuple[str, bool]:
        """A file or folder there as the person named it, and whether it is a folder.

        Raises:
            TargetNotFound: it is not there.
        """
        text = what.removeprefix("file://")
        asked = (
            "import os\n"
            "path = os.path.expanduser(ARGUMENTS['path'])\n"
            "path = os.path.join(os.path.expanduser('~'), path)\n"
            "around = os.path.dirname(path)\n"
            "near = sorted(os.listdir(around))[:8] if os.path.isdir(around) else []\n"
            "answer([path, os.path.exists(path), os.path.isdir(path), near])\n"
        )
        try:
            path, there, folder, near = self._machine.script(asked, {"path": text}, limit=_LIMIT)
        except MachineGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        except (MachineFault, TypeError, ValueError) as failure:
            raise TargetNotFound(
                f"whether there is a {what} cannot be told: {failure}"
            ) from failure
        if not there:
            around = ", ".join(map(str, near))
            listed = f"; there are {around}" if near else ""
            raise TargetNotFound(
                f"there is no {path} on the machine{listed}", tuple(map(str, near))
            )
        return str(path), bool(folder)


class _Installed(Applications):
    """The programs of a machine, found as those of this one are: its entries lie in a folder here.

    Args:
        said: by the script.
        folder: where they are written; it is only read while this is made.
    """

    def __init__(self, said: Mapping[str, Any], folder: Path) -> None:
        entries, defaults = said.get("entries"), said.get("defaults")
        programs = folder / "data" / "applications"
        programs.mkdir(parents=True)
        for name, text in list(entries.items())[:_MOST] if isinstance(entries, dict) else ():
            if isinstance(text, str) and re.fullmatch(r"[\w.+-]{1,150}", name):
                # Whether what it tries is there was not asked.
                kept = [each for each in text.splitlines() if not each.startswith("TryExec")]
                (programs / f"{name}.desktop").write_text("\n".join(kept), "utf-8")
        configs = []
        for at, text in enumerate(defaults[:_MOST] if isinstance(defaults, list) else ()):
            configs.append(folder / f"config{at}")
            configs[-1].mkdir()
            (configs[-1] / "mimeapps.list").write_text(str(text), "utf-8")
        variables = {
            "HOME": str(folder),
            "LANG": str(said.get("language", "")),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_DATA_DIRS": str(folder / "none"),
            "XDG_CONFIG_HOME": str(configs[0] if configs else folder / "none"),
            "XDG_CONFIG_DIRS": ":".join(map(str, configs[1:])) or str(folder / "none"),
        }
        super().__init__(DesktopSession(variables=variables))
        self._kept = super().all()
        self._files = {
            mime: tuple(super(_Installed, self)._defaults(mime)) for mime in _types(self._kept)
        }
        self._root = said.get("root") is True

    def all(self) -> tuple[Application, ...]:
        """Every program with a desktop entry."""
        return self._kept

    def for_type(self, mime: str, name: str) -> Application:
        """The program that opens files of a type."""
        return self._for_type(mime, f"files like {name}")

    def command(self, application: Application, given: Sequence[str] = ()) -> list[str]:
        """The command line that starts it there."""
        words = super().command(application, given)
        if self._root and "--force-renderer-accessibility" in words:
            words[1:1] = ["--no-sandbox", "--test-type"]
        return words

    def _defaults(self, mime: str) -> Iterable[str]:
        return self._files.get(mime, ())


def _types(programs: Sequence[Application]) -> set[str]:
    return {mime for each in programs for mime in each.types} | {"text/plain", "inode/directory"}


def _type_of(path: str, folder: bool) -> str:
    if folder:
        return "inode/directory"
    name = PurePosixPath(path).name
    extra = {".md": "text/markdown", ".csv": "text/csv", ".log": "text/plain"}
    guessed = mimetypes.guess_type(name)[0]
    return guessed or extra.get(PurePosixPath(path).suffix.casefold(), "text/plain")
