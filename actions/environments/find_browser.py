"""Finds an installed Chrome, Chromium or Edge."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from actions.errors import EnvironmentUnavailable

VARIABLE = "DESKHAND_BROWSER"

_COMMANDS = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
    "google-chrome-beta",
    "chrome",
    "msedge",
)

_PLACES: Mapping[str, tuple[str, ...]] = {
    "linux": (
        "/opt/google/chrome/chrome",
        "/opt/microsoft/msedge/msedge",
        "/usr/lib/chromium/chromium",
        "/usr/lib/chromium-browser/chromium-browser",
        "/usr/lib64/chromium-browser/chromium-browser",
        "/snap/bin/chromium",
        "/var/lib/flatpak/exports/bin/com.google.Chrome",
        "/var/lib/flatpak/exports/bin/org.chromium.Chromium",
    ),
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "~/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Chromium\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    ),
}

_INSTALL: Mapping[str, str] = {
    "linux": "install one (on Debian and Ubuntu: apt-get install chromium)",
    "darwin": "install Google Chrome or Microsoft Edge",
    "win32": "install Google Chrome; Microsoft Edge will do as well",
}


def find_browser(path: str = "", environ: Mapping[str, str] | None = None) -> Path:
    """The browser to use.

    Args:
        path: as given by the person; nothing else is tried then. A command's name will do.
        environ: the environment variables; `DESKHAND_BROWSER` comes next, then `PATH`.

    Raises:
        EnvironmentUnavailable: there is none, or `path` is no program. The message says what to do.
    """
    environ = os.environ if environ is None else environ
    for asked, origin in ((path, "--browser-path"), (environ.get(VARIABLE, ""), VARIABLE)):
        if asked:
            return _asked(asked, origin, environ)
    for candidate in candidates(environ):
        return candidate
    raise EnvironmentUnavailable(
        "no Chrome, Chromium or Edge was found; "
        + _INSTALL.get(sys.platform, _INSTALL["linux"])
        + f", or name its program with --browser-path or in {VARIABLE}"
    )


def candidates(environ: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Every browser found, best first."""
    environ = os.environ if environ is None else environ
    for command in _COMMANDS:
        found = shutil.which(command, path=environ.get("PATH", ""))
        if found:
            yield Path(found)
    for place in _PLACES.get(sys.platform, ()):
        path = Path(os.path.expandvars(place)).expanduser()
        if _program(path):
            yield path


def _asked(asked: str, origin: str, environ: Mapping[str, str]) -> Path:
    path = Path(asked).expanduser()
    if _program(path):
        return path.absolute()
    found = shutil.which(asked, path=environ.get("PATH", ""))
    if found:
        return Path(found)
    problem = "is not a program that can be run" if path.exists() else "does not exist"
    raise EnvironmentUnavailable(f"the browser {asked} (from {origin}) {problem}")


def _program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
