"""What a clause asks for on a desktop: one of these errands, before anything is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Said:
    """A text to put in: verbatim, or what was read or worked out before ("the result", "it").

    Attributes:
        quoted: it stood in quotation marks: it is meant word for word.
    """

    text: str
    reference: bool = False
    quoted: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program must be in front: its window, else it is opened."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file or folder is opened, with a program or the usual one.

    Attributes:
        called: where only a name was said, which may as well be a program's or a control's: that.
    """

    path: str
    program: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """An address is opened in a web browser."""

    url: str
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A text is put into the document: instead of a selection, or where it says.

    Attributes:
        where: "here" where the cursor is, "end" or "start" of the document.
        line: as a line or paragraph of its own.
        unread: what else was said of it and is not understood.
    """

    said: Said
    where: Literal["here", "end", "start"] = "here"
    line: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """A text in the document is replaced by another, everywhere."""

    old: str
    new: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What was written, or a text in the document, or all of it, is made bold and the like."""

    style: Literal["bold", "italic", "underline"]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """The document is saved: where it is, or under a path.

    `said`: this text is to be saved, in a document of its own if the one in front is none.
    """

    path: str = ""
    program: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculate:
    """A calculator works an expression out."""

    expression: str
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCells:
    """Cells of the spreadsheet get these contents: pairs of address and text."""

    cells: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutField:
    """The cell in the row of one label and the column of another gets this content."""

    row: str
    column: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCell:
    """What a cell says is read, to be told or used."""

    address: str = ""
    row: str = ""
    column: str = ""
    tell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What is asked for is read off the page in front, to be told or used."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """The person is told what was read or worked out before."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFolder:
    """A folder is made; `path` with its name."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFile:
    """A file or folder gets another path: it is renamed, moved or copied."""

    path: str
    to: str
    copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BinFile:
    """A file or folder is put into the bin."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommand:
    """A command is run in a terminal."""

    command: str
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuCommand:
    """A command of the program in front is carried out, by whatever it offers it with."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWindow:
    """A window is closed: of a program, or the one in front."""

    name: str = ""


Errand = (
    Program
    | OpenFile
    | OpenPage
    | Write
    | Replace
    | Style
    | Save
    | Calculate
    | PutCells
    | PutField
    | ReadCell
    | ReadPage
    | Tell
    | MakeFolder
    | MoveFile
    | BinFile
    | RunCommand
    | MenuCommand
    | CloseWindow
)
