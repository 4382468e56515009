"""What is started on a desktop to open something."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from actions.action import Open
from actions.applications import Applications
from actions.errors import TargetNotFound
from perception.platforms.session import DesktopSession


class Programs(Protocol):
    """The programs of a desktop."""

    def command(self, action: Open) -> tuple[str, list[str]]:
        """The name of the program that opens it, and the command line to start it with.

        Raises:
            TargetNotFound: there is no such program, or no such file.
            TargetAmbiguous: several programs are called so.
        """


class LocalPrograms:
    """Implements `Programs` for a desktop of this machine.

    Args:
        session: of the desktop.
    """

    def __init__(self, session: DesktopSession) -> None:
        self._session = session

    def command(self, action: Open) -> tuple[str, list[str]]:
        """What opens it; see `Programs.command`."""
        known = Applications(self._session)
        if action.kind == "app":
            application, given = known.find(action.what), []
        elif action.kind == "url":
            application, given = known.for_url(action.what), [action.what]
        else:
            path = self._path(action.what)
            application, given = known.for_file(path), [str(path)]
        if action.application and action.kind != "app":
            application = known.find(action.application)
        return application.name, known.command(application, given)

    def _path(self, what: str) -> Path:
        """A file as the person named it: ~ and relative paths begin at the home folder.

        Raises:
            TargetNotFound: it is not there.
        """
        text = what.removeprefix("file://")
        home = self._session.home
        path = home / text[2:] if text == "~" or text.startswith("~/") else home / text
        if path.exists():
            return path
        near = [each.name for each in path.parent.iterdir()][:8] if path.parent.is_dir() else []
        listed = f"; in {path.parent} there are {', '.join(near)}" if near else ""
        raise TargetNotFound(f"there is no {path}{listed}", near)
