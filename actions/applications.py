"""Programs that are installed: found by what people call them, and started.

From desktop entries, as the freedesktop.org specifications for them, for MIME applications and for
base directories have it.
"""

from __future__ import annotations

import configparser
import mimetypes
import os
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from actions.errors import InvalidAction, TargetAmbiguous, TargetNotFound
from perception.platforms.session import SCALE, DesktopSession

# What people call kinds of programs: words -> category of desktop entries, and a MIME type whose
# default program is meant.
_KINDS: Mapping[str, tuple[str, str]] = {
    "text editor": ("TextEditor", "text/plain"),
    "editor": ("TextEditor", "text/plain"),
    "notepad": ("TextEditor", "text/plain"),
    "terminal": ("TerminalEmulator", ""),
    "terminal emulator": ("TerminalEmulator", ""),
    "console": ("TerminalEmulator", ""),
    "command line": ("TerminalEmulator", ""),
    "shell": ("TerminalEmulator", ""),
    "file manager": ("FileManager", "inode/directory"),
    "files": ("FileManager", "inode/directory"),
    "file browser": ("FileManager", "inode/directory"),
    "calculator": ("Calculator", ""),
    "browser": ("WebBrowser", "text/html"),
    "web browser": ("WebBrowser", "text/html"),
    "internet": ("WebBrowser", "text/html"),
    "image viewer": ("Viewer", "image/png"),
    "picture viewer": ("Viewer", "image/png"),
    "photo viewer": ("Viewer", "image/png"),
    "spreadsheet": ("Spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    "spreadsheet program": ("Spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    "word processor": ("WordProcessor", "application/vnd.oasis.opendocument.text"),
    "presentation program": ("Presentation", "application/vnd.oasis.opendocument.presentation"),
    "pdf viewer": ("Viewer", "application/pdf"),
    "document viewer": ("Viewer", "application/pdf"),
    "settings": ("DesktopSettings", ""),
    "system settings": ("DesktopSettings", ""),
    "control panel": ("DesktopSettings", ""),
    "settings manager": ("DesktopSettings", ""),
    "email program": ("Email", "x-scheme-handler/mailto"),
    "mail": ("Email", "x-scheme-handler/mailto"),
    "music player": ("Player", "audio/mpeg"),
    "video player": ("Player", "video/mp4"),
}
_FILLERS = re.compile(r"^(?:the|a|an|my)\s+|\s+(?:app|application|program|window)$", re.IGNORECASE)
_LIKE = 86  # of 100, from which a name is taken for another's misspelling
_TIE = 3
# Terminals that tell nothing of themselves: taken only when they are called by name.
_UNSEEN = frozenset(
    {"zutty", "xterm", "uxterm", "koi8rxterm", "urxvt", "rxvt", "st", "alacritty", "qterminal"}
)
_SETTINGS_OF = re.compile(r"^(.+?) (?:settings|preferences|options)$")
_CHROMIUMS = frozenset({"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A program that can be started.

    Attributes:
        id: of its desktop entry, without ".desktop".
        names: all that it is called: in the person's language, in English, by kind.
        command: its `Exec` line, with field codes.
        listed: whether menus show it.
    """

    id: str
    name: str
    names: tuple[str, ...]
    command: str
    categories: frozenset[str]
    types: frozenset[str]
    terminal: bool = False
    listed: bool = True

    @property
    def program(self) -> str:
        """The program's file name, as "thunar"."""
        words = _words(self.command)
        return Path(words[0]).name if words else ""

    def arguments(self, given: Sequence[str] = ()) -> list[str]:
        """The command to start it with, with files or addresses given to it."""
        words: list[str] = []
        taken = False
        for word in _words(self.command):
            if word in ("%f", "%F", "%u", "%U"):
                words += given
                taken = True
            elif word in ("%i", "%c", "%k") or re.fullmatch(r"%[dDnNvm]", word):
                continue
            elif "%" in word and given and re.search(r"%[fFuU]", word):
                words.append(re.sub(r"%[fFuU]", given[0], word))
                taken = True
            else:
                words.append(word.replace("%%", "%"))
        return words if taken else [*words, *given]


class Applications:
    """The programs that are installed for a session."""

    def __init__(self, session: DesktopSession) -> None:
        self._session = session
        variables = session.variables
        home = Path(variables.get("XDG_DATA_HOME") or session.home / ".local/share")
        shared = variables.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        self._data = [home, *(Path(each) for each in shared.split(":") if each)]
        config = Path(variables.get("XDG_CONFIG_HOME") or session.home / ".config")
        systems = (variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
        self._config = [config, *(Path(each) for each in systems if each)]

    def all(self) -> tuple[Application, ...]:
        """Every program with a desktop entry; the person's own entries hide the system's."""
        found: dict[str, Application | None] = {}
        for folder in self._data:
            for path in sorted((folder / "applications").rglob("*.desktop")):
                identity = "-".join(path.relative_to(folder / "applications").parts)
                identity = identity.removesuffix(".desktop")
                if identity not in found:
                    found[identity] = self._read(path, identity)
        return tuple(each for each in found.values() if each is not None)

    def find(self, called: str) -> Application:
        """The program that people call so: by name, by kind ("the text editor"), or nearly so.

        Raises:
            TargetNotFound: there is none; the message names those that come close.
            TargetAmbiguous: several fit as well.
        """
        wanted = _plain(called)
        if not wanted:
            raise InvalidAction("which application? its name is empty")
        known = self.all()
        exact = [each for each in known if wanted in {_plain(n) for n in each.names}]
        exact += [each for each in known if wanted in (each.id.casefold(), each.program.casefold())]
        if exact:
            return self._one(called, exact, kind=wanted in _KINDS)
        if said := _SETTINGS_OF.match(wanted):  # "keyboard settings": the dialog called "Keyboard"
            dialogs = [each for each in known if "Settings" in each.categories and each.listed]
            named = [e for e in dialogs if any(_begins(_plain(n), said[1]) for n in e.names)]
            if named:
                return self._one(said[1], named, kind=False)
        if wanted in _KINDS:
            category, mime = _KINDS[wanted]
            of_kind = [each for each in known if category in each.categories and each.listed]
            if mime:
                of_kind = [each for each in of_kind if mime in each.types] or of_kind
            if of_kind:
                return self._preferred(of_kind, mime, wanted)
        return self._nearest(called, wanted, known)

    def for_file(self, path: Path) -> Application:
        """The program that opens files of this type.

        Raises:
            TargetNotFound: there is none.
        """
        mime = "inode/directory" if path.is_dir() else _type_of(path)
        return self._for_type(mime, f"files like {path.name}")

    def for_url(self, url: str) -> Application:
        """The program that opens such addresses.

        Raises:
            TargetNotFound: there is none.
        """
        scheme = url.partition(":")[0].casefold()
        mime = "text/html" if scheme in ("http", "https", "file") else f"x-scheme-handler/{scheme}"
        return self._for_type(mime, f"addresses like {scheme}:")

    def command(self, application: Application, given: Sequence[str] = ()) -> list[str]:
        """The command line that starts it on the session's desktop."""
        words = application.arguments(given)
        if application.program in _CHROMIUMS:
            words[1:1] = _chromium_flags(self._session)
        if application.terminal:
            terminal = self.find("terminal")
            return [*terminal.arguments(), "-e", shlex.join(words)]
        return words

    # Reading entries.

    def _read(self, path: Path, identity: str) -> Application | None:
        """A desktop entry; None if it is none that can be started."""
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
        parser.optionxform = str  # type: ignore[assignment,method-assign] # keys are case-sensitive
        try:
            parser.read_string(path.read_text("utf-8", "replace"))
            entry = parser["Desktop Entry"]
        except (OSError, configparser.Error, KeyError):
            return None  # somebody else's broken file
        hidden = entry.get("Hidden", "").lower() == "true"
        if entry.get("Type") != "Application" or hidden or not entry.get("Exec"):
            return None
        tried = entry.get("TryExec")
        search = self._session.variables.get("PATH")
        if tried and shutil.which(tried, path=search) is None:
            return None
        language = re.split(r"[_.@]", self._session.variables.get("LANG", ""))[0]
        names = [
            entry.get(f"Name[{language}]"),
            entry.get("Name"),
            entry.get(f"GenericName[{language}]"),
            entry.get("GenericName"),
        ]
        given = tuple(dict.fromkeys(name for name in names if name))
        return Application(
            id=identity,
            name=given[0] if given else identity,
            names=given,
            command=entry["Exec"],
            categories=frozenset(filter(None, entry.get("Categories", "").split(";"))),
            types=frozenset(filter(None, entry.get("MimeType", "").split(";"))),
            terminal=entry.get("Terminal", "").lower() == "true",
            listed=entry.get("NoDisplay", "").lower() != "true",
        )

    # Choosing.

    def _one(self, called: str, found: Sequence[Application], *, kind: bool) -> Application:
        distinct = list({each.id: each for each in found}.values())
        listed = [each for each in distinct if each.listed] or distinct
        wanted = _plain(called)
        # Its own name says more than its kind's.
        named = [each for each in listed if _plain(each.name) == wanted] or listed
        if len(named) == 1:
            return named[0]
        if kind:
            return self._preferred(named, _KINDS[wanted][1])
        by_program = {each.program for each in named}
        if len(by_program) == 1:
            return min(named, key=lambda each: len(each.id))
        options = ", ".join(f"{each.name} ({each.program})" for each in named[:6])
        raise TargetAmbiguous(f"several applications are called {called!r}: {options}")

    def _nearest(self, called: str, wanted: str, known: Sequence[Application]) -> Application:
        scored = sorted(
            ((max(_likeness(wanted, _plain(n)) for n in each.names), each) for each in known
             if each.names and each.listed),
            key=lambda pair: -pair[0],
        )  # fmt: skip
        best = [each for score, each in scored if score >= max(_LIKE, scored[0][0] - _TIE)]
        if best:
            return self._one(called, best, kind=False)
        near = tuple(each.name for _, each in scored[:5])
        raise TargetNotFound(
            f"there is no application called {called!r}; there are {', '.join(near)}, ...", near
        )

    def _preferred(self, found: Sequence[Application], mime: str, called: str = "") -> Application:
        """The default for a type; else the plainest of its kind."""
        for identity in self._defaults(mime) if mime else ():
            chosen = next((each for each in found if each.id == identity), None)
            if chosen is not None:
                return chosen
        return min(
            found,
            key=lambda each: (
                each.program in _UNSEEN,
                not any(name.casefold().startswith(called) for name in each.names),
                len(each.categories),
                each.name.casefold(),
            ),
        )

    def _for_type(self, mime: str, what: str) -> Application:
        known = {each.id: each for each in self.all()}
        kinds = [mime]
        if mime.startswith("text/"):
            kinds.append("text/plain")
        for kind in kinds:
            for identity in self._defaults(kind):
                if identity in known:
                    return known[identity]
            able = [each for each in known.values() if kind in each.types]
            if able:
                return self._preferred(able, "")
        raise TargetNotFound(f"no application is installed that opens {what}")

    def _defaults(self, mime: str) -> Iterable[str]:
        """Ids of the programs that are the defaults for a type, best first."""
        places = [*(folder / "mimeapps.list" for folder in self._config)]
        places += [folder / "applications" / "mimeapps.list" for folder in self._data]
        places += [folder / "applications" / "mimeinfo.cache" for folder in self._data]
        for path in places:
            parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
            parser.optionxform = str  # type: ignore[assignment,method-assign] # see above
            try:
                parser.read_string(path.read_text("utf-8", "replace"))
            except (OSError, configparser.Error):
                continue
            for section in ("Default Applications", "Added Associations", "MIME Cache"):
                listed = parser.get(section, mime, fallback="")
                for identity in filter(None, listed.split(";")):
                    yield identity.removesuffix(".desktop")


def debugging_port(session: DesktopSession) -> int:
    """Where the browser of a private desktop answers its debugging protocol; 0 if it does not."""
    try:
        port, _ = (_profile(session) / "DevToolsActivePort").read_text("ascii").split("\n", 1)
        return int(port)
    except (OSError, ValueError):
        return 0


PROFILE = Path(".config/deskhand-browser")  # in a private desktop's home


def _profile(session: DesktopSession) -> Path:
    return session.home / PROFILE


def _chromium_flags(session: DesktopSession) -> list[str]:
    """What Chromium is started with: to be seen, and on a private desktop to be attached to."""
    flags = ["--force-renderer-accessibility", "--no-first-run", "--no-default-browser-check"]
    if scale := session.variables.get(SCALE):
        flags.append(f"--force-device-scale-factor={scale}")
    if session.private:
        flags += private_flags(str(_profile(session)))
    return flags


def private_flags(profile: str) -> list[str]:
    """What Chromium is started with on a private desktop, beside what it always is.

    Args:
        profile: its folder.
    """
    flags = [
        "--password-store=basic",
        f"--user-data-dir={profile}",
        "--remote-debugging-port=0",
        "--disable-background-networking",
        "--disable-sync",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags += ["--no-sandbox", "--test-type"]  # the second takes the warning away
    return flags


def _begins(name: str, said: str) -> bool:
    """Whether a name is what was said, or goes on after it ("mouse" of "mouse and touchpad")."""
    return name == said or name.startswith(f"{said} ")


def _plain(text: str) -> str:
    folded = " ".join(text.split())
    return _FILLERS.sub("", _FILLERS.sub("", folded)).casefold()


def _likeness(wanted: str, name: str) -> float:
    """How alike two names are, 0 to 100; words of a longer name count as the name."""
    parts = set(re.split(r"[ -]", name))  # "PCManFM-Qt" is called PCManFM, too
    if wanted in name.split() or set(re.split(r"[ -]", wanted)) < parts:
        return 95.0
    return float(fuzz.ratio(wanted, name))


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quote that is not closed
        return command.split()


def _type_of(path: Path) -> str:
    guessed = mimetypes.guess_type(path.name)[0]
    extra = {".md": "text/markdown", ".csv": "text/csv", ".log": "text/plain"}
    return guessed or extra.get(path.suffix.casefold(), "text/plain")
