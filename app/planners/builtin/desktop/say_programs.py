"""Clauses on programs and files: opening, moving, running, commands, closing."""

from __future__ import annotations

import re

from app.planners.builtin.desktop import names
from app.planners.builtin.desktop.plan import (
    BinFile,
    CloseWindow,
    MakeFolder,
    MenuCommand,
    MoveFile,
    OpenFile,
    OpenPage,
    Program,
    RunCommand,
)
from app.planners.builtin.desktop.saying import Errands, said

# Opening.

_OPEN = re.compile(
    r"^(?:open|start|launch|run|bring up|show(?: me)?|go (?:back )?to|switch (?:back )?to|use|"
    r"using|view|return to|visit|load)\s+(?:up\s+)?(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def opening(text: str) -> Errands | None:
    """“Open X”, “switch to X”."""
    match = _OPEN.match(text)
    if match is None:
        return None
    what = match["what"]
    if url := names.address_in(what):
        return (OpenPage(url=url, program=names.without_program(what)[1]),)
    if program := names.program_in(what):
        return (Program(name=program),)
    rest, program = names.without_program(what)
    place = names.place_in(rest)
    if place.file:
        return (OpenFile(path=place.path, program=program),)
    verb = text.split()[0].casefold()
    capitalised = re.fullmatch(r"(?:the\s+)?(?:[A-Z][\w+-]*)(?:\s+[A-Z][\w+-]*){0,2}", what)
    bare = re.sub(r"^the\s+", "", what) if capitalised and not names.cells_in(what) else ""
    if verb in ("start", "launch") and bare:
        return (Program(name=bare),)
    place = names.place_in(f"in {rest}")
    if place.folder and not re.search(r"\bmenu\b|\bbutton\b|\btab\b|[\"“]", rest):
        if not bare or program or names.is_home_folder(place.folder):
            return (OpenFile(path=place.folder, program=program or "file manager"),)
        return (OpenFile(path=f"~/{bare}", program="file manager", called=bare),)
    return None


# Making, moving, binning.

_NEW_FOLDER = re.compile(
    r"^(?:make|create|add)\s+(?:a\s+|the\s+)?(?:new\s+)?(?:sub)?(?:folder|directory)\s+"
    r"(?:(?:called|named|with the name)\s+)?(?P<name>[\"“'][^\"”']+[\"”']|[\w.-]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(r"[,;]|\b(?:and|with|containing|that|which)\b", re.IGNORECASE)
_RENAME = re.compile(
    r"^rename\s+(?P<what>.+?)\s+(?:to|as|into)\s+(?P<name>[\"“'][^\"”']+[\"”']|[\w.-]+)$",
    re.IGNORECASE | re.DOTALL,
)
_MOVE = re.compile(
    r"^(?P<verb>move|copy|put|drag|duplicate)\s+(?P<what>.+?)\s+(?:in)?to\s+(?P<place>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BIN = re.compile(
    r"^(?:(?:move|put|throw|send|drag)\s+(?P<what>.+?)\s+(?:in)?to\s+(?:the\s+|my\s+)?"
    r"(?:(?:rubbish\s+|recycle\s+|waste\s*)?bin|trash(?:\s+can)?)"
    r"|(?:delete|trash|bin|remove)\s+(?P<object>.+))$",
    re.IGNORECASE | re.DOTALL,
)


def filing(text: str) -> Errands | None:
    """“Make a folder”, “rename X to Y”, “move X to Y”, “put X in the bin”."""
    text, program = names.without_program(text)
    before: Errands = (Program(name=program),) if program else ()
    if match := _NEW_FOLDER.match(text):
        if _MORE.search(match["rest"].rstrip(" ,;")):
            return None  # more is asked for than a folder
        folder = names.folder_in(match["rest"])
        name = match["name"].strip("\"“”'")
        return (*before, MakeFolder(path=f"{folder}/{name}" if folder else name))
    if match := _RENAME.match(text):
        old = _thing(match["what"])
        new = match["name"].strip("\"“”'")
        return (*before, MoveFile(path=old, to=_sibling(old, new))) if old else None
    if match := _BIN.match(text):
        old = _thing(match["what"] or match["object"])
        return (*before, BinFile(path=old)) if old else None
    if match := _MOVE.match(text):
        old = _thing(match["what"])
        folder = names.folder_in(f"to {match['place']}")
        if not old or not folder:
            return None
        copies = match["verb"].casefold() in ("copy", "duplicate")
        return (*before, MoveFile(path=old, to=f"{folder}/{_last(old)}", copy=copies))
    return None


# "the slide from plan.odp", "the first line of notes.txt": a part of the file, not the file.
_PART_OF = re.compile(
    r"\S\s+(?:from|in|of|inside|within)\s+(?:the\s+|my\s+)?"
    r"(?:(?:file|document|spreadsheet|presentation)\s+)?[\"“„'‘]?$",
    re.IGNORECASE,
)


def _thing(text: str) -> str:
    """The path of the file or folder that is meant, its folder only if it is said."""
    place = names.place_in(text)
    if place.file and _PART_OF.search(text[: text.find(place.file)]):
        return ""
    if place.file:
        return f"{place.folder}/{place.file}" if place.folder else place.file
    match = re.match(
        r"(?:the\s+|my\s+)?(?:folder|directory|file)\s+(?P<a>[\"“']?[\w. -]+?[\"”']?)"
        r"(?=\s+(?:in|from|on)\b|$)"
        r"|(?:the\s+|my\s+)?(?P<b>[\w-]+)\s+(?:folder|directory)\b",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return ""
    name = (match["a"] or match["b"]).strip("\"“”'")
    folder = names.folder_in(text[match.end() :])
    return f"{folder}/{name}" if folder else name


def _sibling(path: str, name: str) -> str:
    folder = path.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def _last(path: str) -> str:
    return path.rpartition("/")[2]


# Terminals.

_RUN = re.compile(
    r"^(?:run|execute|type|enter|issue|do|use|start)\s+(?:the\s+)?(?:(?:shell\s+|terminal\s+)?"
    r"(?P<noun>command|commands|line)\s*:?\s+)?(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_IN_TERMINAL = (
    r"\s*\b(?:in|into|on|with|using)\s+(?:a|the|my)\s+(?:new\s+)?"
    r"(?:terminal(?: emulator)?|console|shell|command line)\b"
)
_CODE = re.compile(r"`(?P<code>[^`]+)`")


def running(text: str) -> Errands | None:
    """“Run `X` in the terminal”."""
    match = _RUN.match(text)
    if match is None:
        return None
    code = _CODE.search(match["what"])
    terminal = re.search(
        _IN_TERMINAL,
        _CODE.sub(" ", match["what"]),
        re.IGNORECASE,
    )
    if code is None and not (match["noun"] or terminal):
        return None
    if code is not None:
        return (RunCommand(command=code["code"]),)
    what = re.sub(
        _IN_TERMINAL + r"\s*",
        " ",
        match["what"],
        flags=re.IGNORECASE,
    ).strip()
    return (RunCommand(command=said(what).text),) if what else None


# Commands of the program in front, and its windows.

_TURN = re.compile(
    r"^(?P<verb>rotate|turn|flip|mirror|zoom|undo|redo|print|crop)\b\s*(?P<rest>.*)$", re.IGNORECASE
)
_THING = re.compile(
    r"\b(?:it|the|this|that|my|picture|image|photo|document|page|around|to)\b", re.IGNORECASE
)
_STEP = re.compile(
    r"^(?:go|move|switch|skip|advance)\s+(?:on\s+)?to\s+(?:the\s+)?(?P<which>next|previous|first|last)\s+"
    r"(?P<what>\w+)$",
    re.IGNORECASE,
)


def commanding(text: str) -> Errands | None:
    """“Rotate it clockwise”, “go to the next picture”."""
    if match := _STEP.match(text):
        return (MenuCommand(words=match["which"].casefold()),)
    match = _TURN.match(text)
    if match is None:
        return None
    verb, rest = match["verb"].casefold(), match["rest"]
    if verb == "turn":
        if re.match(r"(?:on|off)\b|.*\b(?:on|off)$", rest, re.IGNORECASE):
            return None
        if not re.search(r"clockwise|left|right|upside", rest, re.IGNORECASE):
            return None
        verb = "rotate"
    words = " ".join(_THING.sub(" ", rest).split())
    return (MenuCommand(words=f"{verb} {words}".strip()),)


def closing(text: str) -> Errands | None:
    """“Close X”."""
    match = re.match(
        r"^(?:close|quit|exit|leave)(?:\s+(?P<what>.+))?$", text.strip(), re.IGNORECASE
    )
    if match is None:
        return None
    what = (match["what"] or "").strip()
    if re.search(r"\b(?:tab|dialog|popup|menu|section|panel|banner)\b", what, re.IGNORECASE):
        return None
    if not what or re.fullmatch(
        r"(?:it|them|(?:the|this|that)\s+(?:window|program|application|app|file|document|settings|"
        r"picture|image|spreadsheet))(?:\s+window)?",
        what,
        re.IGNORECASE,
    ):
        return (CloseWindow(),)
    if program := names.program_in(what):
        return (CloseWindow(name=program),)
    return None
