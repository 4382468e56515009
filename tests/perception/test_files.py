"""What files say, read from files of the kinds that people have."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from perception.files import Unreadable, cell_text, column_number, file_text
from perception.geometry import Size, Viewport
from perception.observation import Observation
from perception.predicate import (
    All,
    FileExists,
    FileText,
    Not,
    about_files,
    described,
    holds,
    located,
    unreadable,
)

NOTHING = Observation(viewport=Viewport(size=Size(1, 1)), surfaces=(), elements=())

_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
)
_TAIL = "</office:body></office:document-content>"


def document(path: Path, body: str, head: str = _HEAD) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", head + body + _TAIL)
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return document(
        tmp_path / "sums.ods",
        '<office:spreadsheet><table:table><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row><table:table-cell/><table:table-cell office:value="12" '
        'table:formula="of:=SUM([.A1:.A2])*2"><text:p>12.00 €</text:p></table:table-cell>'
        "</table:table-row>"
        "</table:table></office:spreadsheet>",
    )


def test_plain_text_in_both_codings_with_any_line_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("\ufeffnaïve – 你好\r\nzwei".encode())
    assert file_text(file) == "naïve – 你好\nzwei"
    file.write_bytes("Grüße".encode("utf-16"))
    assert file_text(file) == "Grüße"


def test_paragraphs_blanks_and_tabs_of_a_document(tmp_path: Path) -> None:
    file = document(
        tmp_path / "a.odt",
        '<office:text><text:h>Title</text:h><text:p>a<text:s text:c="3"/>b<text:tab/><text:span>'
        "c</text:span>d<office:annotation><text:p>note</text:p></office:annotation></text:p>"
        "</office:text>",
    )
    assert file_text(file) == "Title\na   b\tcd"


def test_cells_are_found_behind_repeated_rows_and_columns(sheet: Path) -> None:
    assert cell_text(sheet, "B3") == "12.00 €"
    assert cell_text(sheet, "$B$3") == "12.00 €"
    assert cell_text(sheet, "B3", formula=True) == "=SUM(A1:A2)*2"
    assert cell_text(sheet, "A1") == cell_text(sheet, "A1", formula=True) == ""
    assert cell_text(sheet, "ZZ900") == ""
    assert column_number("XFD") == 16383


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\xff", b"\x80abc"])
def test_what_is_no_text_is_not_read_as_one(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    with pytest.raises(Unreadable):
        file_text(file)
    assert unreadable(FileText(path=str(file), text="a"))
    assert not holds(FileText(path=str(file), text="a"), NOTHING)


def test_archives_that_are_no_documents_or_define_entities_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "a.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme", "x")
    bomb = document(tmp_path / "b.odt", "", '<!DOCTYPE x [<!ENTITY a "aa">]>' + _HEAD)
    damaged = document(tmp_path / "c.odt", "<text:p>")
    for file in (other, bomb, damaged):
        with pytest.raises(Unreadable):
            file_text(file)
    with pytest.raises(Unreadable):
        cell_text(other, "B2")


def test_what_holds_of_files(tmp_path: Path, sheet: Path) -> None:
    (tmp_path / "a.txt").write_text("one \ntwo\n\n")
    (tmp_path / "empty").touch()
    expected = {
        FileText(path="a.txt", text="two"): True,
        FileText(path="a.txt", text="one\ntwo", whole=True): True,
        FileText(path="~/a.txt", text="one", whole=True): False,
        FileText(path="b.txt", text="one"): False,
        FileText(path="sums.ods", text="12.00 €", cell="B3"): True,
        FileText(path="sums.ods", text="12", cell="B3"): False,
        FileText(path="sums.ods", text="= sum(A1:A2)*2", cell="B3"): True,
        FileText(path="sums.ods", text="=SUM(A1:A3)*2", cell="B3"): False,
        FileExists(path="a.txt"): True,
        FileExists(path="empty"): False,
        FileExists(path=".", kind="folder"): True,
        FileExists(path=".", kind="file"): False,
        Not(predicate=FileExists(path="b.txt")): True,
        All(predicates=(FileExists(path="a.txt"), FileExists(path="b.txt"))): False,
    }
    for predicate, held in expected.items():
        assert about_files(predicate)
        assert holds(located(predicate, tmp_path), NOTHING) is held, described(predicate)
        assert unreadable(located(predicate, tmp_path)) == ""
