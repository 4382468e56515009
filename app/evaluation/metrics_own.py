"""Metrics of the own task suite: each compares what a task has left with what it should be.

All have the form that OSWorld's metrics have: `metric(result, rules, **options)` gives 0 to 1. A
result of None (there is no such file) is always 0. "Nothing else changed" is part of what is asked:
rules say all that a folder, a sheet or a document holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.evaluation.odf import Cell, OpenDocument, Paragraph

Rules = Mapping[str, Any]
Metric = Callable[..., float]

_LOOKS = {
    "bold": ("fo:font-weight", "bold"),
    "italic": ("fo:font-style", "italic"),
    "centred": ("fo:text-align", "center"),
}
_NEAR = 12  # of 255, by which a colour may differ after it was encoded anew


def same_tree(result: Mapping[str, str] | None, rules: Rules) -> float:
    """Whether folders hold just these files. Rules: path -> text; "*" for any content.

    >>> same_tree({"a.txt": "x", "b/": ""}, {"a.txt": "*", "b/": ""})
    1.0
    """
    if result is None or set(result) != set(rules):
        return 0.0
    return float(all(text in ("*", result[path]) for path, text in rules.items()))


def same_number(result: str | None, rules: Rules) -> float:
    """Whether a text is a number, however it is grouped. Rules: `number`.

    >>> same_number(" 1,455 ", {"number": 1455})
    1.0
    """
    try:
        held = float((result or "").strip().replace(",", "").replace(" ", ""))
    except ValueError:
        return 0.0
    return float(abs(held - float(rules["number"])) < 1e-6)


def same_forms(result: Sequence[Mapping[str, str]] | None, rules: Sequence[Rules]) -> float:
    """Whether a site received just these forms, in this order."""
    return float(list(result or ()) == [dict(each) for each in rules])


def check_cells(result: str | None, rules: Rules) -> float:
    """Whether a spreadsheet holds what it should.

    Rules:
        sheets: name -> rows of values; all sheets, in order. Or `rows`, of the first sheet.
        formulas: address on the first sheet -> a part that its formula must have ("SUM").
        looks: address -> {"bold": true, "kind": "percentage", "background": "#ffff00"}.
    """
    document = _document(result)
    if document is None:
        return 0.0
    sheets = document.sheets()
    first = next(iter(sheets.values()), [])
    if "sheets" in rules:
        right = list(sheets) == list(rules["sheets"]) and all(
            _same_rows(sheets[name], rows) for name, rows in rules["sheets"].items()
        )
    else:
        right = _same_rows(first, rules["rows"])
    formulas: Mapping[str, str] = rules.get("formulas", {})
    looks: Mapping[str, Rules] = rules.get("looks", {})
    return float(
        right
        and all(part in _cell(first, at).formula.upper() for at, part in formulas.items())
        and all(_cell_looks(_cell(first, at), wanted) for at, wanted in looks.items())
    )


def _same_rows(held: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Any]]) -> bool:
    return len(held) == len(rows) and all(
        len(cells) == len(row) and all(map(_same_value, cells, row))
        for cells, row in zip(held, rows, strict=True)
    )


def _same_value(cell: Cell, wanted: Any) -> bool:
    if isinstance(cell.value, float) and isinstance(wanted, int | float):
        return abs(cell.value - wanted) < 1e-6
    return bool(cell.value == ("" if wanted is None else wanted))


def _cell(rows: Sequence[Sequence[Cell]], address: str) -> Cell:
    column, row = ord(address[0]) - ord("A"), int(address[1:]) - 1
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else Cell()


def _cell_looks(cell: Cell, wanted: Rules) -> bool:
    kind, background = wanted.get("kind"), wanted.get("background")
    return (
        (kind is None or cell.kind == kind)
        and (background is None or cell.looks.get("fo:background-color") == background)
        and _have(cell.looks, wanted)
    )


def _have(looks: Mapping[str, str], wanted: Rules) -> bool:
    return all(
        (looks.get(name) == value) == wanted[word]
        for word, (name, value) in _LOOKS.items()
        if word in wanted
    )


def check_document(result: str | None, rules: Rules) -> float:
    """Whether a text document holds what it should.

    Rules:
        paragraphs: all that are not empty: texts, or {"text": ..., "bold": true, "level": 1,
            "listed": "bullet", "style": "Title"}; a plain text says nothing of looks.
        tables: rows of texts of each table; without it, there must be none.
        page: {"orientation": "landscape", "header": "Draft"}.
    """
    document = _document(result)
    if document is None:
        return 0.0
    held, wanted = document.paragraphs(), rules["paragraphs"]
    page: Rules = rules.get("page", {})
    return float(
        len(held) == len(wanted)
        and all(map(_same_paragraph, held, wanted))
        and document.tables() == rules.get("tables", [])
        and all(document.page().get(name) == value for name, value in page.items())
    )


def _same_paragraph(held: Paragraph, wanted: str | Rules) -> bool:
    if isinstance(wanted, str):
        return held.text == wanted
    return (
        held.text == wanted["text"]
        and all(
            getattr(held, name) == wanted[name]
            for name in ("level", "listed", "style")
            if name in wanted
        )
        and _have(held.looks, wanted)
    )


def check_slides(result: str | None, rules: Rules) -> float:
    """Whether a presentation holds these slides. Rules: `slides`: `title` and `lines` of each."""
    document = _document(result)
    if document is None:
        return 0.0
    held = [_lines(slide.title, slide.lines) for slide in document.slides()]
    wanted = [_lines(slide.get("title", ""), slide.get("lines", ())) for slide in rules["slides"]]
    return float(held == wanted)


def _lines(title: str, lines: Sequence[str]) -> list[str]:
    """The texts of a slide in order: whether one is marked as the title is up to programs."""
    return [text for text in (title, *lines) if text]


def check_picture(result: str | None, rules: Rules) -> float:
    """Whether a picture has this `width` and `height`, `format`, and colours in its `corners`.

    Corners: top left, top right, bottom left, bottom right; red, green and blue of each.
    """
    from perception import imaging

    if result is None:
        return 0.0
    data = Path(result).read_bytes()
    try:
        pixels = imaging.decoded(data)
    except ValueError:
        return 0.0
    height, width = pixels.shape[:2]
    places = [(row, column) for row in (1, -2) for column in (1, -2)]
    return float(
        (rules.get("width", width), rules.get("height", height)) == (width, height)
        and data.startswith(_MAGIC[rules.get("format", "png")])
        and all(
            abs(int(held) - int(wanted)) <= _NEAR
            for place, color in zip(places, rules.get("corners", ()), strict=False)
            for held, wanted in zip(reversed(pixels[place]), color, strict=True)
        )
    )


_MAGIC = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff"}


def is_pdf(result: str | None, rules: Rules) -> float:
    """Whether a file is a PDF. Rules: `pages`, how many it has."""
    if result is None:
        return 0.0
    data = Path(result).read_bytes()
    pages = data.count(b"/Type/Page") - data.count(b"/Type/Pages")
    return float(data.startswith(b"%PDF-") and rules.get("pages", pages) == pages)


def _document(result: str | None) -> OpenDocument | None:
    if result is None:
        return None
    try:
        return OpenDocument(Path(result))
    except ValueError:
        return None


METRICS: Mapping[str, Metric] = {
    metric.__name__: metric
    for metric in (
        same_tree,
        same_number,
        same_forms,
        check_cells,
        check_document,
        check_slides,
        check_picture,
        is_pdf,
    )
}
