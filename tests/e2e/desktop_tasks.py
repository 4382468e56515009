"""Twenty-five tasks for a private desktop, as a person would say them.

Frozen before the first attempt: neither a sentence nor a checker changes afterwards. A checker
looks only at what the task has left: a file, a setting, what a program shows, what a server got.
"""

from __future__ import annotations

import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

PORT = "{port}"  # in a task: the port of the local web server, as `str.format` fills it in

FOLDERS = ("Desktop", "Documents", "Downloads", "Music", "Pictures", "Videos")


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a run has left behind.

    Attributes:
        home: the private desktop's home folder.
        variables: to start programs on the private desktop with.
        answer: the run's.
        windows: title of every window, with the program that it belongs to in front ("eog: a.png").
        shown: all accessible names, values and texts of what is on the screen.
        posted: the forms that the local web server received.
    """

    home: Path
    variables: Mapping[str, str]
    answer: str = ""
    windows: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    posted: tuple[Mapping[str, str], ...] = ()

    def text(self, path: str) -> str:
        """A text file's content without the line feed at its end; "" if it is not there."""
        file = self.home / path
        return file.read_text("utf-8").rstrip("\n") if file.is_file() else ""

    def there(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        return (self.home / path).exists()

    def setting(self, channel: str, name: str) -> str:
        """A setting of the Xfce desktop."""
        return self._said("xfconf-query", "-c", channel, "-p", name)

    def gsetting(self, schema: str, name: str) -> str:
        """A setting of a program that keeps its settings with GSettings."""
        return self._said("gsettings", "get", schema, name)

    def _said(self, *command: str) -> str:
        done = subprocess.run(
            command, env=dict(self.variables), capture_output=True, text=True, timeout=20
        )
        return done.stdout.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopTask:
    """A task.

    Attributes:
        programs: kinds of program that it takes, for the count of applications.
        files: what lies in the home folder before, by its path.
        pages: what the local web server serves, by its path.
        achieved: whether what was left is what was asked for.
    """

    name: str
    text: str
    programs: tuple[str, ...]
    achieved: Callable[[Left], bool]
    files: Mapping[str, bytes] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


# What lies there before.


def picture(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A PNG picture in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(color) * width) * height
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG picture."""
    width, height = struct.unpack(">II", data[16:24])
    return width, height


_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"'
)


def _archive(kind: str, body: str) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{media}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_OFFICE}>'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


def text_document(*paragraphs: str) -> bytes:
    """An .odt file."""
    body = "".join(f"<text:p>{each}</text:p>" for each in paragraphs)
    return _archive("text", f"<office:text>{body}</office:text>")


def spreadsheet(*rows: tuple[str | int, ...]) -> bytes:
    """An .ods file."""

    def cell(value: str | int) -> str:
        kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
        return (
            f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )

    body = "".join(
        f"<table:table-row>{''.join(cell(value) for value in row)}</table:table-row>"
        for row in rows
    )
    return _archive(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="Sheet1">{body}</table:table>'
        "</office:spreadsheet>",
    )


# What is left afterwards.

_NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}


def _content(path: Path) -> ElementTree.Element | None:
    if not path.is_file():
        return None
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read("content.xml"))


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of an .odt file that are not empty."""
    content = _content(path)
    if content is None:
        return []
    found = ["".join(each.itertext()) for each in content.iterfind(".//text:p", _NAMES)]
    return [text for text in found if text.strip()]


def cells(path: Path) -> dict[str, tuple[str, str]]:
    """Address of each filled cell on an .ods file's first sheet: its value, and its formula."""
    content = _content(path)
    if content is None:
        return {}
    found = {}
    table, office = f"{{{_NAMES['table']}}}", f"{{{_NAMES['office']}}}"
    row = 0
    sheet = content.find(".//table:table", _NAMES)
    for line in sheet.iter(f"{table}table-row") if sheet is not None else ():
        column = 0
        for cell in line:
            value = cell.get(f"{office}value") or "".join(
                "".join(each.itertext()) for each in cell.iterfind("text:p", _NAMES)
            )
            if value and column < 26:
                found[f"{chr(65 + column)}{row + 1}"] = (value, cell.get(f"{table}formula", ""))
            column += int(cell.get(f"{table}number-columns-repeated", "1"))
        row += int(line.get(f"{table}number-rows-repeated", "1"))
    return found


def is_bold(path: Path, text: str) -> bool:
    """Whether an .odt file's paragraph with this text is bold, all of it."""
    content = _content(path)
    if content is None:
        return False
    bold = {
        style.get(f"{{{_NAMES['style']}}}name")
        for style in content.iterfind(".//style:style", _NAMES)
        for properties in style.iterfind("style:text-properties", _NAMES)
        if properties.get(f"{{{_NAMES['fo']}}}font-weight") == "bold"
    }
    name = f"{{{_NAMES['text']}}}style-name"
    for paragraph in content.iterfind(".//text:p", _NAMES):
        if "".join(paragraph.itertext()) != text:
            continue
        spans = list(paragraph.iterfind(".//text:span", _NAMES))
        spanned = "".join("".join(s.itertext()) for s in spans if s.get(name) in bold)
        return paragraph.get(name) in bold or spanned == text
    return False


def _same(left: Left, path: str, value: float) -> bool:
    """Whether a text file holds this number, however it is grouped."""
    try:
        return float(left.text(path).replace(",", "").replace(" ", "")) == value
    except ValueError:
        return False


_CONTACTS = """<!doctype html><html><head><title>Staff</title></head><body><h1>Staff</h1>
<table><tr><th>Name</th><th>Department</th><th>Phone</th></tr>
<tr><td>Jonas Weber</td><td>Sales</td><td>040 555 0117</td></tr>
<tr><td>Mara Vogel</td><td>Support</td><td>040 555 0142</td></tr>
<tr><td>Priya Nair</td><td>Support</td><td>040 555 0163</td></tr></table></body></html>"""

_ORDER = """<!doctype html><html><head><title>Order</title></head><body><h1>Order tickets</h1>
<form method="post" action="/orders"><p><label>Name <input name="name"></label></p>
<p><label>Number of tickets <input name="tickets" type="number" min="1"></label></p>
<p><label><input name="lunch" type="checkbox" value="yes"> With lunch</label></p>
<button>Send order</button></form></body></html>"""

_BUDGET = spreadsheet(
    ("Item", "Amount"), ("Food", 420), ("Rent", 900), ("Travel", 135), ("Total", 1455)
)

TASKS = (
    DesktopTask(
        name="write a note",
        text='Open the text editor, type "Buy milk and bread" and save it as notes.txt in '
        "Documents.",
        programs=("text editor",),
        achieved=lambda left: left.text("Documents/notes.txt") == "Buy milk and bread",
    ),
    DesktopTask(
        name="add a line",
        text='Open todo.txt from Documents in Mousepad, add the line "Call the dentist" at the '
        "end and save the file.",
        programs=("text editor",),
        files={"Documents/todo.txt": b"Water the plants\nPay the rent\n"},
        achieved=lambda left: (
            left.text("Documents/todo.txt").split("\n")
            == ["Water the plants", "Pay the rent", "Call the dentist"]
        ),
    ),
    DesktopTask(
        name="replace words",
        text="Open letter.txt from my Documents folder with Mousepad, replace Monday with Tuesday "
        "everywhere and save it.",
        programs=("text editor",),
        files={"Documents/letter.txt": b"See you on Monday.\nMonday at noon suits me.\n"},
        achieved=lambda left: (
            left.text("Documents/letter.txt") == "See you on Tuesday.\nTuesday at noon suits me."
        ),
    ),
    DesktopTask(
        name="write with umlauts",
        text="Start FeatherPad, write “Grüße aus München – bis bald” and save that in the Letters "
        "folder in Documents as gruss.txt.",
        programs=("text editor",),
        files={"Documents/Letters/older.txt": b"older\n"},
        achieved=lambda left: (
            left.text("Documents/Letters/gruss.txt") == "Grüße aus München – bis bald"
        ),
    ),
    DesktopTask(
        name="calculate",
        text="Open the calculator, work out 127 * 48 and tell me the result.",
        programs=("calculator",),
        achieved=lambda left: (
            "6096" in left.answer.replace(",", "").replace(" ", "")
            and any("6096" in text.replace(",", "").replace(" ", "") for text in left.shown)
        ),
    ),
    DesktopTask(
        name="calculate with KCalc",
        text="Use KCalc to add 12.5 and 7.25. What is the sum?",
        programs=("calculator",),
        achieved=lambda left: (
            "19.75" in left.answer.replace(",", ".")
            and any("19.75" in text.replace(",", ".") for text in left.shown)
        ),
    ),
    DesktopTask(
        name="write down a result",
        text="Calculate 365 * 24 with the calculator and write the result into a new text file "
        "called hours.txt in Documents.",
        programs=("calculator", "text editor"),
        achieved=lambda left: _same(left, "Documents/hours.txt", 8760),
    ),
    DesktopTask(
        name="make a folder",
        text="Open the file manager and make a new folder called Holiday in Pictures.",
        programs=("file manager",),
        achieved=lambda left: (left.home / "Pictures/Holiday").is_dir(),
    ),
    DesktopTask(
        name="rename a file",
        text="In the file manager, rename draft.txt in Documents to final.txt.",
        programs=("file manager",),
        files={"Documents/draft.txt": b"the text\n"},
        achieved=lambda left: (
            left.text("Documents/final.txt") == "the text" and not left.there("Documents/draft.txt")
        ),
    ),
    DesktopTask(
        name="move a file",
        text="With the file manager, move invoice.pdf from Downloads to Documents.",
        programs=("file manager",),
        files={
            "Downloads/invoice.pdf": b"%PDF-1.4 invoice\n",
            "Downloads/other.pdf": b"%PDF-1.4\n",
        },
        achieved=lambda left: (
            left.text("Documents/invoice.pdf") == "%PDF-1.4 invoice"
            and not left.there("Downloads/invoice.pdf")
            and left.there("Downloads/other.pdf")
        ),
    ),
    DesktopTask(
        name="copy a file",
        text="Copy cat.png from Pictures into the Backup folder in Documents using the file "
        "manager.",
        programs=("file manager",),
        files={
            "Pictures/cat.png": picture(40, 20, (200, 120, 40)),
            "Documents/Backup/list.txt": b"list\n",
        },
        achieved=lambda left: (
            left.there("Pictures/cat.png") and left.there("Documents/Backup/cat.png")
        ),
    ),
    DesktopTask(
        name="put a file in the bin",
        text="Open my Documents folder in the file manager and move old.txt to the bin.",
        programs=("file manager",),
        files={"Documents/old.txt": b"old\n", "Documents/new.txt": b"new\n"},
        achieved=lambda left: (
            not left.there("Documents/old.txt")
            and left.there(".local/share/Trash/files/old.txt")
            and left.there("Documents/new.txt")
        ),
    ),
    DesktopTask(
        name="run a command",
        text="Open a terminal and run `wc -l < Documents/names.txt > Documents/count.txt`.",
        programs=("terminal",),
        files={"Documents/names.txt": b"Ada\nGrace\nEdsger\nBarbara\n"},
        achieved=lambda left: left.text("Documents/count.txt").strip() == "4",
    ),
    DesktopTask(
        name="read a command's answer",
        text="Run the command `ls Documents` in the terminal and tell me what it prints.",
        programs=("terminal",),
        files={"Documents/plan-7731.txt": b"plan\n"},
        achieved=lambda left: (
            "plan-7731.txt" in left.answer and any("plan-7731.txt" in text for text in left.shown)
        ),
    ),
    DesktopTask(
        name="write a letter",
        text='Open LibreOffice Writer, write "Dear Sir, thank you for your visit." and save it as '
        "thanks.odt in Documents.",
        programs=("Writer",),
        achieved=lambda left: (
            paragraphs(left.home / "Documents/thanks.odt")
            == ["Dear Sir, thank you for your visit."]
        ),
    ),
    DesktopTask(
        name="complete a report",
        text='Open report.odt in Documents, add "That is all for this year." as a new paragraph at '
        "the end, and save the document.",
        programs=("Writer",),
        files={"Documents/report.odt": text_document("Report", "Sales went up.")},
        achieved=lambda left: (
            paragraphs(left.home / "Documents/report.odt")
            == ["Report", "Sales went up.", "That is all for this year."]
        ),
    ),
    DesktopTask(
        name="bold heading",
        text="In Writer, type Invitation, make it bold and save the document as invitation.odt in "
        "Documents.",
        programs=("Writer",),
        achieved=lambda left: is_bold(left.home / "Documents/invitation.odt", "Invitation"),
    ),
    DesktopTask(
        name="sum in a spreadsheet",
        text="Open LibreOffice Calc, put 12 in B2 and 30 in B3, put the formula =SUM(B2:B3) in B4, "
        "and save the spreadsheet as sums.ods in Documents.",
        programs=("Calc",),
        achieved=lambda left: (
            [
                cells(left.home / "Documents/sums.ods").get(each, ("", ""))[0]
                for each in ("B2", "B3", "B4")
            ]
            == ["12", "30", "42"]
            and "SUM" in cells(left.home / "Documents/sums.ods")["B4"][1]
        ),
    ),
    DesktopTask(
        name="change a budget",
        text="Open budget.ods from Documents, change the amount for Rent to 950 and save the file.",
        programs=("Calc",),
        files={"Documents/budget.ods": _BUDGET},
        achieved=lambda left: (
            {
                address: value
                for address, (value, _) in cells(left.home / "Documents/budget.ods").items()
            }
            == {
                "A1": "Item",
                "B1": "Amount",
                "A2": "Food",
                "B2": "420",
                "A3": "Rent",
                "B3": "950",
                "A4": "Travel",
                "B4": "135",
                "A5": "Total",
                "B5": "1455",
            }
        ),
    ),
    DesktopTask(
        name="carry a cell over",
        text="Read what cell B5 says in budget.ods in Documents, and save that number in a text "
        "file named total.txt in Documents.",
        programs=("Calc", "text editor"),
        files={"Documents/budget.ods": _BUDGET},
        achieved=lambda left: _same(left, "Documents/total.txt", 1455),
    ),
    DesktopTask(
        name="turn a picture",
        text="Open beach.png from Pictures in the image viewer, rotate it clockwise and save it.",
        programs=("image viewer",),
        files={"Pictures/beach.png": picture(120, 80, (40, 120, 200))},
        achieved=lambda left: (
            png_size((left.home / "Pictures/beach.png").read_bytes()) == (80, 120)
        ),
    ),
    DesktopTask(
        name="look something up",
        text=f"Look up Mara Vogel's phone number on http://127.0.0.1:{PORT}/staff and save it in "
        "Documents as phone.txt with the text editor.",
        programs=("Chromium", "text editor"),
        pages={"/staff": _CONTACTS},
        achieved=lambda left: left.text("Documents/phone.txt").strip() == "040 555 0142",
    ),
    DesktopTask(
        name="send an order",
        text=f"Open http://127.0.0.1:{PORT}/order in Chromium, enter the name Ada Lovelace, order "
        "3 tickets with lunch, and send the order.",
        programs=("Chromium",),
        pages={"/order": _ORDER, "/orders": "<h1>Thank you for your order</h1>"},
        achieved=lambda left: (
            left.posted == ({"name": "Ada Lovelace", "tickets": "3", "lunch": "yes"},)
        ),
    ),
    DesktopTask(
        name="keyboard setting",
        text="Open the keyboard settings and switch off key repeat.",
        programs=("settings dialog",),
        achieved=lambda left: left.setting("keyboards", "/Default/KeyRepeat") == "false",
    ),
    DesktopTask(
        name="line numbers",
        text="Open the text editor settings, turn on line numbers and close the settings again.",
        programs=("settings dialog",),
        achieved=lambda left: (
            left.gsetting("org.xfce.mousepad.preferences.view", "show-line-numbers") == "true"
            and not any("Preferences" in title for title in left.windows)
        ),
    ),
)
