"""Spreadsheets: going to a cell, reading it, putting something in."""

from __future__ import annotations

import re
from functools import partial

from actions.action import Click, Press, Type, Wait
from actions.target import ElementRef
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import entering
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.documents import text_for
from app.planners.builtin.desktop.plan import PutCells, PutField, ReadCell
from app.planners.builtin.match import plain, similarity
from perception.element import Element, Visibility
from perception.files import column_number
from perception.predicate import FileText, Predicate, Text

_CELLS = ("cell", "gridcell", "columnheader", "rowheader")


def put(bench: Bench, errand: PutCells) -> Script:
    """Put texts into cells by their addresses."""
    for address, said in errand.cells:
        if not (yield from _put(bench, address, text_for(bench, said))):
            return False
    return True


def put_by_labels(bench: Bench, errand: PutField) -> Script:
    """Put a text into the cell in the row of one label and the column of another."""
    yield from _until_cells(bench)
    address = address_of(bench, errand.row, errand.column)
    return (yield from _put(bench, address, text_for(bench, errand.said)))


def read(bench: Bench, errand: ReadCell) -> Script:
    """Read a cell, to tell it or to use it."""
    yield from _until_cells(bench)
    address = errand.address or address_of(bench, errand.row, errand.column)
    cell = cell_at(bench, address)
    if cell is None:
        yield from _go_to(bench, address)
        cell = cell_at(bench, address)
    text = shown_in(cell) if cell is not None else ""
    if not text:
        raise Stuck(f"Cell {address} shows nothing.")
    bench.value, bench.value_for = text, "cell"
    bench.desk.remembered["answer"] = text
    if errand.tell:
        bench.desk.answers.append(text)
    else:
        bench.claim(Text(text=text))
    return True


def shown_in(cell: Element) -> str:
    """What a cell shows: its value, or its name where that is no address."""
    if cell.value:
        return cell.value.strip()
    return "" if re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+", cell.name) else cell.name.strip()


def cell_at(bench: Bench, address: str) -> Element | None:
    """The perceived cell with this address."""
    return next((each for each in _cells(bench) if _place(each) == _parts(address)), None)


def address_of(bench: Bench, row: str, column: str) -> str:
    """The address of the cell in the row and the column with these labels.

    Raises:
        Stuck: there is none, or there are several.
    """
    cells = [(place, each) for each in _cells(bench) if (place := _place(each)) and shown_in(each)]
    rows = {place[0] for place, each in cells if _is(row, each)}
    columns = {place[1] for place, each in cells if _is(column, each)}
    if len(rows) != 1 or len(columns) != 1:
        what = [
            f'"{label}"' for label, found in ((row, rows), (column, columns)) if len(found) != 1
        ]
        raise Stuck(f"There is not exactly one cell that says {' and '.join(what)}.")
    return f"{_letters(columns.pop())}{rows.pop()}"


def is_sheet(bench: Bench) -> bool:
    """Whether a spreadsheet is in front: a table whose cells have addresses."""
    return any(_parts(each.name) for each in _cells(bench))


def _cells(bench: Bench) -> list[Element]:
    return [each for each in bench.desk.elements if each.role in _CELLS]


def _place(cell: Element) -> tuple[int, int] | None:
    """Row and column of a cell, counted from 1: as it says, or by the address that it is named."""
    row, column = cell.attributes.get("row", ""), cell.attributes.get("column", "")
    if row.isdecimal() and column.isdecimal():
        return int(row), int(column)
    return _parts(cell.name)


def _parts(address: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d+)", address.replace("$", ""))
    return (int(match[2]), column_number(match[1]) + 1) if match else None


def _is(label: str, cell: Element) -> bool:
    return similarity(label, shown_in(cell)) >= 0.9


def _letters(column: int) -> str:
    """The letters of a column, counted from 1.

    >>> _letters(2), _letters(28)
    ('B', 'AB')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _put(bench: Bench, address: str, text: str) -> Script:
    if not (yield from _go_to(bench, address)):
        return False
    yield bench.desk.act(f"Put “{text}” into {address}.", Type(text=text, clear=False, submit=True))
    if bench.desk.failure:
        raise Stuck(f"{address} could not be filled: {bench.desk.failure}")
    document = bench.document
    document.edited()
    document.claims.append(partial(_holds, text=text, cell=address))
    return True


def _holds(path: str, *, text: str, cell: str) -> Predicate:
    return FileText(path=path, text=text, cell=cell)


def _go_to(bench: Bench, address: str) -> Script:
    """Make a cell the current one: a click where it is in view, else through the name box."""
    yield from _until_cells(bench)
    for _ in range(2):  # bars that come and go may move the sheet meanwhile
        cell = cell_at(bench, address)
        if cell is None or cell.visibility is not Visibility.VISIBLE or cell.click_point is None:
            break
        yield bench.desk.act(f"Go to {address}.", Click(target=ElementRef(ref=cell.ref)))
        if not bench.desk.failure and _is_current(bench, address):
            return True
    box = _name_box(bench)
    if box is None:
        raise Stuck(f"No way was found to cell {address}.")
    target = ElementRef(ref=box.ref)
    yield from entering.put(bench, box, address)
    yield bench.desk.act(f"Go to {address}.", Press(keys="Enter", target=target))
    if not bench.desk.failure and not _is_current(bench, address):
        raise Stuck(f"Cell {address} could not be made the current one.")
    return not bench.desk.failure


def _name_box(bench: Bench) -> Element | None:
    """The field that shows the current cell's address, and goes to what is typed into it."""
    fields = [each for each in bench.shown("textbox", "combobox") if each.editable]
    named = [each for each in fields if plain(each.name) == "name box"]
    return next(iter([*named, *(e for e in fields if _parts(e.value or "") is not None)]), None)


def _is_current(bench: Bench, address: str) -> bool:
    """Whether what is typed goes into this cell, as far as it is told."""
    current = [each for each in _cells(bench) if each.states & {"focused", "selected"}]
    focused = [each for each in current if "focused" in each.states] or current
    return not focused or any(_place(each) == _parts(address) for each in focused)


def _until_cells(bench: Bench) -> Script:
    for _ in range(15):
        if any(_place(each) for each in _cells(bench)):
            return True
        yield bench.desk.act("Wait for the sheet.", Wait(seconds=1))
    return False
