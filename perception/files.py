"""What a file says: its text, and the cells of a spreadsheet.

Plain text in UTF-8 or UTF-16, and OpenDocument files (.odt, .ods and the like), whose archive is
read directly.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 8_000_000  # bytes, of the file and of the text in an archive

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.IGNORECASE)


class Unreadable(OSError):
    """The file is no text, or too large to be looked at."""


def file_text(path: Path) -> str:
    """The text of a file: paragraphs and rows as lines, cells separated by tabs.

    Raises:
        OSError: it is not there, or cannot be read (`Unreadable`: it is no text).
    """
    content = _content(path)
    if content is None:
        return _plain(path)
    return "\n".join(_lines(content))


def cell_text(path: Path, address: str, *, formula: bool = False) -> str:
    """What a cell on the first sheet of a spreadsheet holds; "" for an empty one.

    Args:
        path: of an .ods file.
        address: as "B2".
        formula: the formula in it ("=SUM(B2:B3)") instead of what it shows.

    Raises:
        OSError: it is not there, or is no spreadsheet (`Unreadable`).
    """
    match = _ADDRESS.fullmatch(address.strip().replace("$", ""))
    content = _content(path)
    sheet = content.find(f".//{_TABLE}table") if content is not None else None
    if match is None or sheet is None:
        raise Unreadable(f"{path} has no cell {address}")
    wanted_row, wanted_column = int(match[2]) - 1, column_number(match[1])
    row = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        repeated = int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        if row <= wanted_row < row + repeated:
            cell = next((cell for at, cell in _cells_of(line) if at == wanted_column), None)
            if cell is None:
                return ""
            return _formula(cell) if formula else _cell_text(cell)
        row += repeated
    return ""


def column_number(letters: str) -> int:
    """The number of a column, counted from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _plain(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"{path} is too large to be looked at")
    data = path.read_bytes()
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(coding).replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        raise Unreadable(f"{path} is no text") from failure


def _content(path: Path) -> ElementTree.Element | None:
    """The document in an OpenDocument file; None for any other file."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("content.xml").file_size > LARGEST:
                raise Unreadable(f"{path} is too large to be looked at")
            data = archive.read("content.xml")
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as failure:
        raise Unreadable(f"{path} is no document that could be read") from failure
    if b"<!DOCTYPE" in data[:2000]:
        raise Unreadable(f"{path} defines entities of its own")
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as failure:
        raise Unreadable(f"{path} is damaged: {failure}") from failure


def _lines(content: ElementTree.Element) -> Iterator[str]:
    """The paragraphs outside tables and the rows of tables, in order."""
    for each in content:
        if each.tag == f"{_TABLE}table-row":
            cells = dict(_cells(each))
            yield "\t".join(cells.get(at, "") for at in range(max(cells, default=-1) + 1))
        elif each.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _paragraph(each)
        else:
            yield from _lines(each)


def _cells(row: ElementTree.Element) -> Iterator[tuple[int, str]]:
    """The number of each filled cell's column, and what it holds."""
    for column, cell in _cells_of(row):
        if text := _cell_text(cell):
            yield column, text


def _cells_of(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    column = 0
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            yield column, cell
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))


def _cell_text(cell: ElementTree.Element) -> str:
    text = "\n".join(_paragraph(each) for each in cell.iter(f"{_TEXT}p"))
    return text or cell.get(f"{_OFFICE}value", "")


def _formula(cell: ElementTree.Element) -> str:
    """A formula as a person writes it: "of:=SUM([.B2:.B3])" is "=SUM(B2:B3)"."""
    formula = cell.get(f"{_TABLE}formula", "")
    return re.sub(r"\[([^\]]*)\]", lambda m: m[1].replace(".", ""), formula.partition(":")[2])


def _paragraph(paragraph: ElementTree.Element) -> str:
    """The text of a paragraph; blanks, tabs and line breaks are elements of their own."""
    text = paragraph.text or ""
    for inner in paragraph:
        if inner.tag == f"{_TEXT}s":
            text += " " * min(int(inner.get(f"{_TEXT}c", "1")), 1000)
        elif inner.tag == f"{_TEXT}tab":
            text += "\t"
        elif inner.tag == f"{_TEXT}line-break":
            text += "\n"
        elif inner.tag != f"{_OFFICE}annotation":
            text += _paragraph(inner)
        text += inner.tail or ""
    return text
