"""What an OpenDocument file holds, in plain values: cells, paragraphs, slides, and how they look.

Only what evaluators ask for is read: values, formulas, and the few properties of looks that people
name (bold, centred, a background). A style's own properties come before those of its parents.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

Element = ElementTree.Element
Value = str | float

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "office": f"{_URN}office:1.0",
    "text": f"{_URN}text:1.0",
    "table": f"{_URN}table:1.0",
    "style": f"{_URN}style:1.0",
    "draw": f"{_URN}drawing:1.0",
    "presentation": f"{_URN}presentation:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0",
    "svg": f"{_URN}svg-compatible:1.0",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}
_LARGEST = 32_000_000  # bytes of a part
_MOST_REPEATED = 200  # cells or rows that are repeated; what goes on to the edge is empty


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, its formula ("" for none), its value's kind, and its looks."""

    value: Value = ""
    formula: str = ""
    kind: str = ""
    looks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: in it.
        style: display name of the nearest style that has one ("Heading 1", "Text body").
        level: of a heading; 0 for other paragraphs.
        listed: "bullet", "number" or "".
        looks: what holds for all of its text.
    """

    text: str
    style: str = ""
    level: int = 0
    listed: str = ""
    looks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its title, the paragraphs of its other frames, its notes."""

    title: str
    lines: tuple[str, ...]
    notes: str


class OpenDocument:
    """An OpenDocument file.

    Raises:
        ValueError: it is none.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                parts = [_part(archive, name) for name in ("content.xml", "styles.xml")]
        except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as failure:
            raise ValueError(f"{path.name} is no OpenDocument file: {failure}") from failure
        self._content, self._styles_part = parts

    # Spreadsheets.

    def sheets(self) -> dict[str, list[list[Cell]]]:
        """The sheets by name: rows of cells, without empty ones at the ends."""
        found = {}
        for table in self._content.iterfind(".//office:spreadsheet/table:table", _SPACES):
            columns = self._column_styles(table)
            rows: list[list[Cell]] = []
            for line in table.iter(_name("table:table-row")):
                row = self._row(line, columns)
                rows += [row] * _repeated(line, "table:number-rows-repeated")
            while rows and not rows[-1]:
                rows.pop()
            found[_get(table, "table:name")] = rows
        return found

    def _column_styles(self, table: Element) -> list[str]:
        return [
            _get(column, "table:default-cell-style-name")
            for column in table.iter(_name("table:table-column"))
            for _ in range(_repeated(column, "table:number-columns-repeated"))
        ]

    def _row(self, line: Element, columns: list[str]) -> list[Cell]:
        cells: list[Cell] = []
        for each in line:
            if each.tag not in (_name("table:table-cell"), _name("table:covered-table-cell")):
                continue
            for _ in range(_repeated(each, "table:number-columns-repeated")):
                default = columns[len(cells)] if len(cells) < len(columns) else ""
                cells.append(self._cell(each, default))
        while cells and cells[-1].value == "":
            cells.pop()
        return cells

    def _cell(self, cell: Element, default: str) -> Cell:
        kind = _get(cell, "office:value-type")
        number = cell.get(_name("office:value"))
        text = "\n".join(_text(each) for each in cell.iterfind("text:p", _SPACES))
        return Cell(
            value=float(number) if number is not None else text,
            formula=_get(cell, "table:formula").removeprefix("of:"),
            kind=kind,
            looks=self._looks("table-cell", _get(cell, "table:style-name") or default),
        )

    # Text documents.

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs and headings of a text document that are not empty, tables left out."""
        body = self._content.find(".//office:text", _SPACES)
        return [] if body is None else list(self._paragraphs(body, ""))

    def _paragraphs(self, within: Element, listed: str) -> Iterator[Paragraph]:
        for each in within:
            if each.tag in (_name("text:p"), _name("text:h")):
                if _text(each).strip():
                    yield self._paragraph(each, listed)
            elif each.tag == _name("text:list"):
                kind = listed or self._list_kind(_get(each, "text:style-name"))
                for item in each.iterfind("text:list-item", _SPACES):
                    yield from self._paragraphs(item, kind)
            elif each.tag == _name("text:section"):
                yield from self._paragraphs(each, listed)

    def _paragraph(self, element: Element, listed: str) -> Paragraph:
        style = _get(element, "text:style-name")
        return Paragraph(
            text=_text(element),
            style=self._display_name(style),
            level=int(_get(element, "text:outline-level") or 0),
            listed=listed,
            looks=self._common_looks(element, self._looks("paragraph", style)),
        )

    def _common_looks(self, element: Element, own: Mapping[str, str]) -> Mapping[str, str]:
        """What holds for all text of a paragraph: its own looks, or those of all its spans."""
        runs = [
            {**own, **self._looks("text", style)}
            for style, text in _runs(element, "")
            if text.strip()
        ]
        return {
            name: value
            for name, value in (runs[0] if runs else own).items()
            if all(run.get(name) == value for run in runs)
        }

    def tables(self) -> list[list[list[str]]]:
        """The tables of a text document: rows of texts."""
        return [
            [
                ["\n".join(_text(p) for p in cell.iter(_name("text:p"))) for cell in row]
                for row in (
                    line.findall("table:table-cell", _SPACES)
                    for line in table.iter(_name("table:table-row"))
                )
            ]
            for table in self._content.iterfind(".//office:text//table:table", _SPACES)
        ]

    def page(self) -> Mapping[str, str]:
        """How the first kind of page is laid out: "orientation", "header" and "footer"."""
        master = self._styles_part.find(".//style:master-page", _SPACES)
        if master is None:
            return {}
        name = _get(master, "style:page-layout-name")
        layout = next(
            (
                each.find("style:page-layout-properties", _SPACES)
                for each in self._styles_part.iter(_name("style:page-layout"))
                if _get(each, "style:name") == name
            ),
            None,
        )
        found = {
            kind: "\n".join(_text(p) for p in part.iter(_name("text:p")))
            for kind in ("header", "footer")
            if (part := master.find(f"style:{kind}", _SPACES)) is not None
        }
        if layout is not None:
            found["orientation"] = _get(layout, "style:print-orientation") or "portrait"
        return found

    # Presentations.

    def slides(self) -> list[Slide]:
        """The slides in order."""
        return [self._slide(page) for page in self._content.iter(_name("draw:page"))]

    def _slide(self, page: Element) -> Slide:
        title, lines = "", []
        for shape in page:
            if shape.tag == _name("presentation:notes"):
                continue
            texts = [text for p in shape.iter(_name("text:p")) if (text := _text(p).strip())]
            if _get(shape, "presentation:class") == "title":
                title = "\n".join(texts)
            else:
                lines += texts
        notes = page.find("presentation:notes", _SPACES)
        said = [] if notes is None else [_text(p).strip() for p in notes.iter(_name("text:p"))]
        return Slide(title, tuple(lines), "\n".join(filter(None, said)))

    # Styles.

    @cached_property
    def _named(self) -> dict[tuple[str, str], Element]:
        """Styles by family and name; those of the content before those of the styles part."""
        found = {}
        for part in (self._styles_part, self._content):
            for style in part.iter(_name("style:style")):
                found[_get(style, "style:family"), _get(style, "style:name")] = style
        return found

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        """A style and its parents."""
        for _ in range(20):  # a file may be wrong, and go round in circles
            style = self._named.get((family, name))
            if style is None:
                return
            yield style
            name = _get(style, "style:parent-style-name")

    def _looks(self, family: str, name: str) -> dict[str, str]:
        """The properties of a style, as "fo:font-weight"."""
        found: dict[str, str] = {}
        for style in self._chain(family, name):
            for properties in style:
                if properties.tag.endswith("-properties"):
                    for key, value in properties.attrib.items():
                        found.setdefault(_short(key), value)
        return found

    def _display_name(self, name: str) -> str:
        for style in self._chain("paragraph", name):
            own = _get(style, "style:name")
            if _get(style, "style:display-name"):
                return _get(style, "style:display-name")
            if not (own.startswith("P") and own[1:].isdecimal()):
                return own.replace("_20_", " ")
        return name

    def _list_kind(self, name: str) -> str:
        for part in (self._content, self._styles_part):
            for style in part.iter(_name("text:list-style")):
                if _get(style, "style:name") == name and len(style):
                    return "number" if style[0].tag.endswith("-number") else "bullet"
        return "bullet"


def _runs(element: Element, style: str) -> Iterator[tuple[str, str]]:
    """The pieces of a paragraph's text, each with the name of its text style."""
    yield style, element.text or ""
    for child in element:
        inner = _get(child, "text:style-name") if child.tag == _name("text:span") else ""
        yield from _runs(child, inner or style)
        yield style, child.tail or ""


def _text(element: Element) -> str:
    """The text of a paragraph: tabs, line breaks and runs of spaces are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _name("text:s"):
            parts.append(" " * int(_get(child, "text:c") or 1))
        elif child.tag == _name("text:tab"):
            parts.append("\t")
        elif child.tag == _name("text:line-break"):
            parts.append("\n")
        elif child.tag != _name("office:annotation"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > _LARGEST:
        raise KeyError(f"{name} is too large")
    return ElementTree.fromstring(archive.read(name))


def _repeated(element: Element, name: str) -> int:
    count = int(_get(element, name) or 1)
    return count if count <= _MOST_REPEATED else 1


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _short(name: str) -> str:
    space, _, local = name.removeprefix("{").partition("}")
    return f"{_PREFIXES.get(space, space)}:{local}"


def _get(element: Element, name: str) -> str:
    return element.get(_name(name), "")
