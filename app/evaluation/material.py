"""Makes the files that a task begins with: texts, OpenDocument files, pictures, folders.

No program is run for it, so that a task is set up in milliseconds and the same everywhere. A file's
name says what it is; what is in it is plain JSON.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.errors import UsageError

Entry = Mapping[str, Any]
Color = Sequence[int]  # red, green, blue

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
_MEDIA = {".ods": "spreadsheet", ".odt": "text", ".odp": "presentation"}


def make_files(home: Path, files: Sequence[Entry]) -> None:
    """Make files below a home folder.

    Args:
        home: where relative paths begin.
        files: one mapping each, with `path` and what is in it: `text`, `folder` (true), `rows` or
            `sheets` (.ods), `paragraphs` (.odt), `slides` (.odp), `width`, `height` and `color` or
            `corners` (.png).

    Raises:
        UsageError: an entry makes no sense.
        OSError: it cannot be written.
    """
    for entry in files:
        path = home / str(entry.get("path", ""))
        if not entry.get("path") or not path.resolve().is_relative_to(home.resolve()):
            raise UsageError(f"A file to make has no path below the home folder: {dict(entry)}")
        if entry.get("folder"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(path, entry))


def _content(path: Path, entry: Entry) -> bytes:
    try:
        if "text" in entry:
            return str(entry["text"]).encode()
        return _MAKERS[path.suffix](path, entry)
    except KeyError as missing:
        raise UsageError(f"It is not said what is in {path.name}: {missing}") from missing


def _spreadsheet(_: Path, entry: Entry) -> bytes:
    sheets: Mapping[str, Any] = entry.get("sheets") or {"Sheet1": entry["rows"]}
    body = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    return _archive(".ods", f"<office:spreadsheet>{body}</office:spreadsheet>")


def _row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    number = isinstance(value, int | float)
    kind = f'"float" office:value="{value}"' if number else '"string"'
    return (
        f"<table:table-cell office:value-type={kind}><text:p>{escape(str(value))}</text:p>"
        "</table:table-cell>"
    )


def _document(_: Path, entry: Entry) -> bytes:
    body = "".join(map(_paragraph, entry["paragraphs"]))
    return _archive(".odt", f"<office:text>{body}</office:text>", _HEADINGS)


def _paragraph(paragraph: str | Mapping[str, Any] | Sequence[Any]) -> str:
    """A paragraph, a heading ({"heading": 1, "text": ...}), or a table (a list of rows)."""
    if isinstance(paragraph, str):
        return f"<text:p>{escape(paragraph)}</text:p>"
    if isinstance(paragraph, Mapping):
        level = int(paragraph["heading"])
        return (
            f'<text:h text:outline-level="{level}" text:style-name="Heading_20_{level}">'
            f"{escape(str(paragraph['text']))}</text:h>"
        )
    wide = max(map(len, paragraph))
    columns = f'<table:table-column table:number-columns-repeated="{wide}"/>'
    return f"<table:table>{columns}{''.join(map(_row, paragraph))}</table:table>"


_HEADINGS = "".join(
    f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
    f'style:family="paragraph" style:default-outline-level="{level}"/>'
    for level in (1, 2, 3)
)

_PLAIN = (
    '<style:style style:name="Plain" style:family="graphic">'
    '<style:graphic-properties draw:fill="none" draw:stroke="none"/></style:style>'
)
_SLIDE = """<style:page-layout style:name="Screen"><style:page-layout-properties
 fo:page-width="28cm" fo:page-height="15.75cm" style:print-orientation="landscape"/>
</style:page-layout>"""
_MASTER = (
    '<office:master-styles><style:master-page style:name="Default" '
    'style:page-layout-name="Screen"/></office:master-styles>'
)


def _slides(_: Path, entry: Entry) -> bytes:
    body = "".join(_slide(number + 1, each) for number, each in enumerate(entry["slides"]))
    return _archive(".odp", f"<office:presentation>{body}</office:presentation>", automatic=_SLIDE)


def _slide(number: int, slide: Mapping[str, Any]) -> str:
    lines = "".join(
        f"<text:list-item><text:p>{escape(line)}</text:p></text:list-item>"
        for line in slide.get("lines", ())
    )
    title = f"<text:p>{escape(str(slide['title']))}</text:p>"
    frames = [("title", "1cm", "2.6cm", title)]
    if lines:
        frames.append(("outline", "4.5cm", "10cm", f"<text:list>{lines}</text:list>"))
    shown = "".join(
        f'<draw:frame draw:style-name="Plain" presentation:class="{kind}" svg:x="1.5cm" '
        f'svg:y="{top}" svg:width="25cm" '
        f'svg:height="{high}"><draw:text-box>{text}</draw:text-box></draw:frame>'
        for kind, top, high, text in frames
    )
    return (
        f'<draw:page draw:name="page{number}" draw:master-page-name="Default">{shown}</draw:page>'
    )


def _archive(suffix: str, body: str, styles: str = "", automatic: str = "") -> bytes:
    """An OpenDocument file with this body."""
    from io import BytesIO

    media = f"application/vnd.oasis.opendocument.{_MEDIA[suffix]}"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "content.xml": f"<office:document-content {_NAMES} "
        f'office:version="1.2"><office:body>{body}</office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {_NAMES} office:version="1.2">'
        f"<office:styles>{styles}</office:styles>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"{_MASTER if automatic else ''}</office:document-styles>",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in [("/", media), *((part, "text/xml") for part in parts)]
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{entries}</manifest:manifest>'
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", media, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", head + manifest)
        for name, part in parts.items():
            archive.writestr(name, head + part)
    return file.getvalue()


def _picture(_: Path, entry: Entry) -> bytes:
    """A picture of one colour, or of four quarters that tell which way it is turned."""
    import numpy as np

    from perception import imaging

    width, height = int(entry["width"]), int(entry["height"])
    corners: Sequence[Color] = entry.get("corners") or [entry["color"]] * 4
    pixels = np.full((height, width, 4), 255, np.uint8)
    half_high, half_wide = height // 2, width // 2
    for at, color in enumerate(corners):
        rows = slice(half_high) if at < 2 else slice(half_high, None)
        columns = slice(half_wide) if at % 2 == 0 else slice(half_wide, None)
        pixels[rows, columns, :3] = tuple(reversed([int(part) for part in color]))  # BGR
    return imaging.png(pixels)


_MAKERS: Mapping[str, Callable[[Path, Entry], bytes]] = {
    ".ods": _spreadsheet,
    ".odt": _document,
    ".odp": _slides,
    ".png": _picture,
}
