"""Names in an instruction: files and folders, programs, cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.safety.programs import KINDS, kind_called

# Folders that every home has, by what people call them.
_HOME_FOLDERS = {
    "documents": "Documents", "downloads": "Downloads", "pictures": "Pictures",
    "photos": "Pictures",
    "music": "Music", "videos": "Videos", "desktop": "Desktop", "public": "Public",
    "templates": "Templates", "home": "",
}  # fmt: skip

_ENDING = r"\.[A-Za-z][A-Za-z0-9]{0,4}"
_FILE = re.compile(
    rf"[\"“'‘`](?P<quoted>[^\"”'’`/]+{_ENDING})[\"”'’`]|(?P<bare>[\w~./-]*[\w-]{_ENDING})(?!\w)"
)
_ADDRESS = re.compile(r"\b(?:https?://[^\s<>\"'`]+|www\.\S+)", re.IGNORECASE)
_CELL = re.compile(r"\b(?:cell\s+)?(\$?[A-Z]{1,3}\$?[1-9]\d{0,6})\b")

_ARTICLE = r"(?:the|a|an|my|your|his|her|their|our|this|that)"
_FOLDER = re.compile(
    rf"\b(?P<lead>in|into|inside|from|to|on|under|of|within)\s+(?:{_ARTICLE}\s+)?"
    r"(?:(?:folder|directory)\s+(?:called\s+|named\s+)?(?P<after>[\"“']?[\w.~/-]+[\"”']?)"
    r"|(?P<quoted>[\"“][^\"”]+[\"”])(?:\s+(?:folder|directory))?"
    r"|(?P<name>[\w~./-]+)(?P<noun>\s+(?:folder|directory))?)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A path in words: the file's name, and the folder that it is in.

    Attributes:
        file: its name; "" where only a folder is named.
        folder: as "~/Documents/Letters"; "" where none is named.
    """

    file: str = ""
    folder: str = ""

    @property
    def path(self) -> str:
        """The path, from the home folder; a file without a folder lies in Documents."""
        if self.file.startswith(("/", "~")):
            return self.file
        if not self.file:
            return self.folder
        return f"{self.folder or '~/Documents'}/{self.file}"


def place_in(text: str) -> Place:
    """The file and folder that a phrase names.

    >>> place_in("gruss.txt in the Letters folder in Documents").path
    '~/Documents/Letters/gruss.txt'
    >>> place_in("it in Documents as phone.txt").path, place_in("my Documents folder").path
    ('~/Documents/phone.txt', '~/Documents')
    """
    file = file_in(text)
    rest = text.replace(file, " ") if file else text
    if file and "/" in file:
        bare = file if file.startswith(("/", "~")) else f"~/{file}"
        return Place(file=bare)
    return Place(file=file, folder=folder_in(rest))


def file_in(text: str) -> str:
    """The name or path of the first file in a text; "" if none is named.

    >>> file_in('open "my notes.txt" now'), file_in("see http://a.example/b.html"), file_in("3.5")
    ('my notes.txt', '', '')
    """
    for match in _FILE.finditer(_ADDRESS.sub(" ", text)):
        return match["quoted"] or match["bare"]
    return ""


def folder_in(text: str) -> str:
    """The folder that a text names, from the home folder; "" if none.

    Of several, each lies in the one that is named after it, unless that is where a move leads.
    """
    inner: list[str] = []
    for match in _FOLDER.finditer(text):
        name = (match["after"] or match["quoted"] or match["name"]).strip("\"“”'").rstrip("./")
        known = _HOME_FOLDERS.get(name.casefold())
        if not (match["noun"] or match["after"] or match["quoted"] or known is not None
                or "/" in name or _could_be_folder(name)):  # fmt: skip
            continue
        if known is not None or name.startswith(("~", "/")):
            base = f"~/{known}" if known else name if known is None else "~"
            return "/".join([base, *reversed(inner)])
        inner.append(name)
    bare = re.fullmatch(
        rf"\s*(?:{_ARTICLE}\s+)?(?P<name>[\w-]+)(?:\s+(?:folder|directory))?\W*",
        text,
        re.IGNORECASE,
    )
    if not inner and bare and bare["name"].casefold() in _HOME_FOLDERS:
        return f"~/{_HOME_FOLDERS[bare['name'].casefold()]}".rstrip("/")
    leading = re.match(
        rf"\s*(?:{_ARTICLE}\s+)?(?P<name>[\w-]+)\s+(?:folder|directory)\b", text, re.IGNORECASE
    )
    if leading and not inner:
        name = leading["name"]
        return f"~/{_HOME_FOLDERS.get(name.casefold(), name)}".rstrip("/")
    return "/".join(["~", *reversed(inner)]) if inner else ""


def is_home_folder(path: str) -> bool:
    """Whether it is one of the folders that every home has, or the home folder.

    >>> is_home_folder("~/Documents"), is_home_folder("~/Lantern")
    (True, False)
    """
    return path.removeprefix("~").removeprefix("/") in _HOME_FOLDERS.values()


def _could_be_folder(name: str) -> bool:
    """Whether a bare name may be a folder's: capitalised, and no program's or cell's."""
    return name[:1].isupper() and not program_in(name) and not _CELL.fullmatch(name)


# Programs.

_NAMES = {name for kind in KINDS for name in kind.programs if len(name) > 2} | {
    "libreoffice writer", "libreoffice calc", "libreoffice impress", "writer", "calc", "impress",
    "image viewer", "text editor", "vim", "gimp", "inkscape", "vlc", "thunderbird",
}  # fmt: skip
_SUITES = re.compile(r"^(?:gnome|kde|xfce4?|libreoffice|mate|lxqt|google|microsoft)\s+")
_TAIL = re.compile(r"\s+(?:app|application|program|window)$", re.IGNORECASE)


def program_in(phrase: str) -> str:
    """The program that a noun phrase is, as `Open` takes it; "" if it is none.

    >>> program_in("the text editor"), program_in("Mousepad"), program_in("the File menu")
    ('text editor', 'Mousepad', '')
    >>> program_in("the keyboard settings"), program_in("LibreOffice Calc"), program_in("settings")
    ('keyboard settings', 'LibreOffice Calc', '')
    """
    bare = without_tail(phrase)
    folded = bare.casefold()
    if kind_called(folded) is not None and folded not in _NOT_PROGRAMS:
        return bare
    if folded in _NAMES or _SUITES.sub("", folded) in _NAMES or folded.replace(" ", "-") in _NAMES:
        return bare
    if re.fullmatch(r"[\w& -]+\s(?:settings|preferences|options)", folded):
        return bare
    return ""


def without_tail(phrase: str) -> str:
    """The name in a phrase for a program or its window.

    >>> without_tail("the Warehouse window"), without_tail("a new terminal")
    ('Warehouse', 'terminal')
    """
    bare = re.sub(rf"^{_ARTICLE}\s+(?:new\s+)?", "", phrase.strip().rstrip(".,;!?"), flags=re.I)
    return _TAIL.sub("", bare)


# What kinds of programs are called for by, but what a clause rarely means as one.
_NOT_PROGRAMS = frozenset(
    {"files", "folder", "folders", "directory", "bin", "trash", "letter", "document", "odt", "cell",
     "cells", "ods", "picture", "image", "photo", "text file", "plain text", "command", "calculate",
     "work out", "compute", "pdf", "web page", "website", "internet"}
)  # fmt: skip

_WITH_PROGRAM = re.compile(
    rf"\s*,?\s*\b(?:in|with|using|via|by|through|from|inside|on)\s+(?P<program>(?:{_ARTICLE}\s+)?"
    r"[\w& -]+?)(?=\s*(?:$|[.,;!?]|\b(?:in|into|as|from|to|and|with|on)\b))",
    re.IGNORECASE,
)


def without_program(text: str) -> tuple[str, str]:
    """A text without "in Mousepad", "with the text editor" and the like, and that program.

    >>> without_program("todo.txt from Documents in Mousepad")
    ('todo.txt from Documents', 'Mousepad')
    """
    for match in _WITH_PROGRAM.finditer(text):
        if program := program_in(match["program"]):
            rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
            return re.sub(r"\s{2,}", " ", rest), program
    return text, ""


def address_in(text: str) -> str:
    """The web address in a text; "" if there is none."""
    match = _ADDRESS.search(text)
    if match is None:
        return ""
    found = match.group().rstrip(".,;:!?)")
    return found if "://" in found else f"https://{found}"


def cells_in(text: str) -> tuple[str, ...]:
    """The addresses of cells in a text, in order.

    >>> cells_in("12 in B2 and 30 in cell B3")
    ('B2', 'B3')
    """
    return tuple(match[1].replace("$", "") for match in _CELL.finditer(text))
