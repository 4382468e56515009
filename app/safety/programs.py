"""Kinds of programs: what people call them, what files they open, which programs they are.

Programs are named by people in three ways: by their name ("Mousepad"), by what they are ("the text
editor"), or by what they are for ("save it in a text file"). What is known here serves the gate (is
this program part of the task?) and the built-in planner (which program is meant?).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of program.

    Attributes:
        name: what `Open` takes for it.
        said: phrases that call for it, case folded; whole words.
        files: endings of the files that it is for, with the dot.
        programs: names of executables, lower case.
    """

    name: str
    said: tuple[str, ...]
    files: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS = (
    Kind(
        name="text editor",
        said=("text editor", "editor", "text file", "plain text", "notepad"),
        files=_set(".txt .text .md .log .ini .conf .cfg .py .sh .json .yaml .yml .xml .html .css"),
        programs=_set(
            "mousepad gedit gnome-text-editor featherpad kate kwrite pluma xed leafpad geany "
            "l3afpad xnedit nedit notepadqq notepad textedit"
        ),
    ),
    Kind(
        name="calculator",
        said=("calculator", "calculate", "work out", "compute"),
        programs=_set(
            "gnome-calculator kcalc galculator xcalc mate-calc qalculate-gtk qalculate-qt "
            "speedcrunch calc calculator"
        ),
    ),
    Kind(
        name="file manager",
        said=("file manager", "file browser", "files", "folder", "folders", "directory", "explorer",
              "bin", "trash"),
        programs=_set(
            "thunar nautilus dolphin pcmanfm pcmanfm-qt nemo caja krusader spacefm explorer finder"
        ),
    ),
    Kind(
        name="terminal",
        said=("terminal", "terminal emulator", "console", "command line", "shell", "command",
              "command prompt"),
        programs=_set(
            "xfce4-terminal gnome-terminal gnome-terminal-server konsole qterminal xterm uxterm "
            "lxterminal mate-terminal tilix terminator alacritty kitty urxvt st zutty kgx foot "
            "ptyxis wezterm cmd powershell windowsterminal terminal"
        ),
    ),
    Kind(
        name="word processor",
        said=("word processor", "writer", "libreoffice writer", "letter", "document", "odt"),
        files=_set(".odt .doc .docx .rtf .ott"),
        programs=_set("soffice soffice.bin libreoffice abiword calligrawords winword"),
    ),
    Kind(
        name="spreadsheet",
        said=("spreadsheet", "spreadsheets", "calc", "libreoffice calc", "cell", "cells", "ods"),
        files=_set(".ods .xls .xlsx .ots .csv .tsv"),
        programs=_set("soffice soffice.bin libreoffice gnumeric calligrasheets excel"),
    ),
    Kind(
        name="image viewer",
        said=("image viewer", "picture viewer", "photo viewer", "picture", "image", "photo"),
        files=_set(".png .jpg .jpeg .gif .bmp .webp .tif .tiff .svg"),
        programs=_set(
            "ristretto eog lximage-qt gwenview gthumb loupe gpicview feh viewnior qimgv nomacs "
            "eom xviewer preview photos"
        ),
    ),
    Kind(
        name="web browser",
        said=("web browser", "browser", "internet", "web page", "website"),
        files=_set(".htm .xhtml"),
        programs=_set(
            "chromium chrome google-chrome firefox firefox-esr epiphany falkon konqueror "
            "microsoft-edge msedge brave brave-browser opera vivaldi safari"
        ),
    ),
    Kind(
        name="pdf viewer",
        said=("pdf viewer", "document viewer", "pdf"),
        files=_set(".pdf"),
        programs=_set("evince okular xpdf mupdf zathura atril qpdfview xreader"),
    ),
)  # fmt: skip

_SETTINGS = re.compile(
    r"(?:^|[-_.])(?:settings?|preferences|control-?cent(?:er|re)|systemsettings5?|config(?:uration)?"
    r"|prefs?)(?:$|[-_.])"
)
_TITLED_SETTINGS = re.compile(r"\b(?:system settings|settings manager|control panel)\b")


def kind_called(name: str) -> Kind | None:
    """The kind of program that is called this; None for a name.

    >>> kind_called("the text editor").name, kind_called("Mousepad")
    ('text editor', None)
    """
    said = _fold(name)
    for kind in KINDS:
        if said == kind.name or said in kind.said:
            return kind
    return None


def kind_for_file(path: str) -> Kind | None:
    """The kind of program that opens such files.

    >>> kind_for_file("a/b.ODS").name
    'spreadsheet'
    """
    ending = PurePath(path).suffix.casefold()
    return next((kind for kind in KINDS if ending and ending in kind.files), None)


def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds of programs that a task calls for: by a phrase, or by a file that it names."""
    said = f" {_fold(text)} "
    endings = {f".{each}" for each in re.findall(r"\w\.(\w{2,5})\b", text.casefold())}
    return tuple(
        kind
        for kind in KINDS
        if endings & kind.files or any(f" {phrase} " in said for phrase in kind.said)
    )


def is_called_for(application: str, text: str) -> bool:
    """Whether a task calls for a program: by its name, its kind, or what it is for.

    Args:
        application: as `Surface.application` or what `Open` was given, in any case.
        text: the task.

    >>> is_called_for("mousepad", "Write it in the text editor"), is_called_for("gimp", "a note")
    (True, False)
    >>> is_called_for("xfce4-keyboard-settings", "Open the keyboard settings")
    True
    """
    name = application.casefold().strip()
    if not name:
        return False
    said = _fold(text)
    known = kind_called(name)
    kinds = kinds_in(text)
    if known in kinds or any(name in kind.programs for kind in kinds):
        return True
    words = [word for word in _fold(name).split() if word not in _FILLING]
    return bool(words) and all(f" {word} " in f" {said} " for word in words)


def is_terminal(application: str) -> bool:
    """Whether the program runs what is typed into it."""
    return _has("terminal", application)


def is_settings(application: str, title: str = "") -> bool:
    """Whether the program changes how the system is set.

    >>> is_settings("xfce4-keyboard-settings"), is_settings("mousepad", "Preferences")
    (True, False)
    """
    name = application.casefold()
    return bool(_SETTINGS.search(name) or _TITLED_SETTINGS.search(title.casefold()))


# Parts of a program's name that nobody says.
_FILLING = _set("gnome kde xfce xfce4 qt qt5 gtk org bin the lxqt mate desktop")


def _has(kind: str, application: str) -> bool:
    name = application.casefold()
    return any(name in each.programs for each in KINDS if each.name == kind)


def _fold(text: str) -> str:
    """Words in lower case, without articles and punctuation."""
    words = re.findall(r"[^\W_]+(?:\d|[^\W_])*", text.casefold())
    return " ".join(word for word in words if word not in ("the", "a", "an", "my", "your"))
