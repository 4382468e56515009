"""What clauses are understood to ask for on a desktop."""

from __future__ import annotations

import pytest

from app.planners.builtin.desktop import names
from app.planners.builtin.desktop.context import settings_first
from app.planners.builtin.desktop.language import read
from app.planners.builtin.desktop.plan import (
    BinFile,
    Calculate,
    CloseWindow,
    Errand,
    MakeFolder,
    MenuCommand,
    MoveFile,
    OpenFile,
    OpenPage,
    Program,
    PutCells,
    PutField,
    ReadCell,
    ReadPage,
    Replace,
    RunCommand,
    Said,
    Save,
    Style,
    Tell,
    Write,
)
from app.planners.builtin.language import understand


def errands(text: str) -> list[Errand | str]:
    """The errands of an instruction, and the words of clauses that are none."""
    found: list[Errand | str] = []
    for clause in understand(text).clauses:
        read_as = read(clause)
        found.extend(read_as if read_as is not None else [clause.text])
    return found


CASES: dict[str, list[Errand | str]] = {
    # Programs.
    "Open the text editor": [Program(name="text editor")],
    "Launch GIMP": [Program(name="GIMP")],
    "Start the FeatherPad app": [Program(name="FeatherPad")],
    "Switch to LibreOffice Writer": [Program(name="LibreOffice Writer")],
    "Open the mouse settings": [Program(name="mouse settings")],
    "Open the File menu": ["Open the File menu"],
    "Press the Save button": ["Press the Save button"],
    "Close the calculator": [CloseWindow(name="calculator")],
    "Close the window": [CloseWindow()],
    "Close the dialog": ["Close the dialog"],
    # Files and pages.
    "Open todo.txt in my Documents folder": [OpenFile(path="~/Documents/todo.txt")],
    'Open the file "my notes.txt" on the Desktop with gedit': [
        OpenFile(path="~/Desktop/my notes.txt", program="gedit")
    ],
    "Open ~/src/a.py with Kate": [OpenFile(path="~/src/a.py", program="Kate")],
    "Open Lantern": [OpenFile(path="~/Lantern", program="file manager", called="Lantern")],
    "Open Picture Shelf": [
        OpenFile(path="~/Picture Shelf", program="file manager", called="Picture Shelf")
    ],
    "Open the Lantern folder": [OpenFile(path="~/Lantern", program="file manager")],
    "Start Lantern": [Program(name="Lantern")],
    "Go to the folder Downloads": [OpenFile(path="~/Downloads", program="file manager")],
    "Open www.example.org/a in Chromium": [
        OpenPage(url="https://www.example.org/a", program="Chromium")
    ],
    "Find the opening hours on https://a.example/x": [
        OpenPage(url="https://a.example/x"),
        ReadPage(what="the opening hours"),
    ],
    # Writing.
    "Put coffee and tea at the end of my list (list.txt in Documents), each on a line of its own": [
        OpenFile(path="~/Documents/list.txt"),
        Write(said=Said("coffee\ntea"), where="end", line=True),
    ],
    "Insert “It rained.” as a paragraph of its own after “It was cold.” in a.odt in Documents": [
        OpenFile(path="~/Documents/a.odt"),
        Write(
            said=Said("It rained."),
            where="end",
            line=True,
            unread="“It rained.” after “It was cold.”",
        ),
    ],
    "Write “A” as a new first line": [Write(said=Said("A"), where="start", line=True)],
    "Add “Z” as the last line": [Write(said=Said("Z"), where="end", line=True)],
    'Write "a" and "b"': [Write(said=Said("a"), unread='"a" and "b"')],
    "Use Mousepad to write down “Hi”": [Program(name="Mousepad"), Write(said=Said("Hi"))],
    "Use QTerminal to make an empty file": [
        Program(name="QTerminal"),
        "to make an empty file",
    ],
    'In Mousepad, write "Hello, world and all"': [
        Program(name="Mousepad"),
        Write(said=Said("Hello, world and all")),
    ],
    'Append the line "bye" to the file': [Write(said=Said("bye"), where="end", line=True)],
    'Add "Dear all," at the top as a new line': [
        Write(said=Said("Dear all,"), where="start", line=True)
    ],
    'Type "Rope" into Name and 25 into Amount': ['Type "Rope" into Name and 25 into Amount'],
    "Type hello into the search box": ["Type hello into the search box"],
    "Write the result into the document": [Write(said=Said("the result", reference=True))],
    'Replace every "colour" with "color"': [Replace(old="colour", new=Said("color"))],
    "Change all cats to dogs": [Replace(old="cats", new=Said("dogs"))],
    "Make it italic": [Style(style="italic")],
    "Underline the title": [Style(style="underline")],
    "Make the word urgent bold": [Style(style="bold", text="urgent")],
    # Saving.
    "Save": [Save()],
    "Save the file": [Save()],
    "Save it as a.txt": [Save(path="~/Documents/a.txt", said=Said("it", reference=True))],
    "Save the document on the Desktop as plan.odt": [Save(path="~/Desktop/plan.odt")],
    "Write the answer to a new text file called sum.txt on the Desktop": [
        Save(path="~/Desktop/sum.txt", said=Said("the answer", reference=True))
    ],
    "Note only the sum in sums.txt on the Desktop": [
        Save(path="~/Desktop/sums.txt", said=Said("the sum", reference=True))
    ],
    "Add milk to shopping.txt": ["Add milk to shopping.txt"],
    # A part of a file is not the file.
    "Remove the last slide from plan.odp": ["Remove the last slide from plan.odp"],
    "Delete the first line of the file notes.txt": ["Delete the first line of the file notes.txt"],
    "Save the preferences": ["Save the preferences"],
    # Calculators.
    "What is 7 times 6?": [Calculate(expression="7*6"), Tell(what="7 times 6?")],
    "With KCalc, multiply 12 by 1.5": [Program(name="KCalc"), Calculate(expression="12*1.5")],
    "Use the calculator to divide 10 by 4, and tell me the result": [
        Program(name="calculator"),
        Calculate(expression="10/4"),
        Tell(what="the result"),
    ],
    "Compute (3 + 4) × 2.5": [Calculate(expression="(3+4)*2.5")],
    "Add a contact": ["Add a contact"],
    # Spreadsheets.
    "Put 12 in B2 and 30 in B3": [PutCells(cells=(("B2", Said("12")), ("B3", Said("30"))))],
    'Enter "Total" in cell A9': [PutCells(cells=(("A9", Said("Total")),))],
    "Set C3 to =A1*2": [PutCells(cells=(("C3", Said("=A1*2")),))],
    "Change the price of Bread to 2.40": [PutField(row="Bread", column="price", said=Said("2.40"))],
    "Tell me what cell D4 says in a.ods in Documents": [
        OpenFile(path="~/Documents/a.ods"),
        ReadCell(address="D4", tell=True),
    ],
    # Files and folders.
    "Create a folder named 'My stuff' in Documents": [MakeFolder(path="~/Documents/My stuff")],
    "Rename a.txt in Downloads to b.txt": [
        MoveFile(path="~/Downloads/a.txt", to="~/Downloads/b.txt")
    ],
    "Move report.pdf from the Desktop to the Archive folder in Documents": [
        MoveFile(path="~/Desktop/report.pdf", to="~/Documents/Archive/report.pdf")
    ],
    "Copy a.png from Pictures to Documents": [
        MoveFile(path="~/Pictures/a.png", to="~/Documents/a.png", copy=True)
    ],
    "Delete old.txt from Documents": [BinFile(path="~/Documents/old.txt")],
    "Put the folder Old in Documents into the recycle bin": [BinFile(path="~/Documents/Old")],
    # Terminals.
    "Open a terminal and run `ls -l | head`": [
        Program(name="terminal"),
        RunCommand(command="ls -l | head"),
    ],
    "Run the command uname -a and tell me what it prints": [
        RunCommand(command="uname -a"),
        Tell(what="what it prints"),
    ],
    "Run `ls`. What does it print?": [RunCommand(command="ls"), Tell(what="What does it print?")],
    # Commands of a program.
    "Rotate the picture to the left": [MenuCommand(words="rotate left")],
    "Turn it clockwise": [MenuCommand(words="rotate clockwise")],
    "Go to the next picture": [MenuCommand(words="next")],
    "Turn off line numbers": ["Turn off line numbers"],
    "In Documents, create a folder named 2026": [MakeFolder(path="~/Documents/2026")],
    "Create a folder called Taxes in Documents": [MakeFolder(path="~/Documents/Taxes")],
    "In Documents, create a folder named 2026 and in it two folders, May and June.": [
        "create a folder named 2026 and in it two folders, May and June"
    ],
    "In the mouse settings, set the time for a double click to 600": [
        "set the time for a double click to 600"
    ],
}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "It blinks. Turn that off in the keyboard settings.",
            "It blinks. In the keyboard settings, turn that off.",
        ),
        ('Write "Please turn it off in the mouse settings." in a.txt', ""),
        ("Write “Hello. Turn it off in the mouse settings.” in a.txt", ""),
        ("Set this in its preferences.", ""),
    ],
)
def test_settings_that_are_said_last_come_first(text: str, first: str) -> None:
    assert settings_first(text) == (first or text)


@pytest.mark.parametrize("text", CASES)
def test_errands(text: str) -> None:
    assert errands(text) == CASES[text]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("notes.txt", "~/Documents/notes.txt"),
        ("as a.txt in the Letters folder in Documents", "~/Documents/Letters/a.txt"),
        ("Documents/b.txt", "~/Documents/b.txt"),
        ("/tmp/c.txt", "/tmp/c.txt"),
        ("on my Desktop as d.txt", "~/Desktop/d.txt"),
        ('"with blanks.txt" in the folder Work', "~/Work/with blanks.txt"),
    ],
)
def test_paths(text: str, path: str) -> None:
    assert names.place_in(text).path == path


@pytest.mark.parametrize("text", ["the Save button", "B2", "3.5 and 4", "Ada Lovelace", "it"])
def test_what_is_no_file_folder_or_program(text: str) -> None:
    assert names.place_in(text) == names.Place()
    assert names.program_in(text) == ""
