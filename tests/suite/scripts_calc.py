"""Scripts for the tasks with spreadsheets."""

from __future__ import annotations

from hands import (
    Script,
    click,
    done,
    file,
    fill,
    keep_format,
    menu,
    press,
    save_as,
    script,
    window,
    write,
)


def _sheet(name: str, *parts: Script) -> Script:
    """Open a spreadsheet, change it, save it."""
    return script(
        file(f"Documents/{name}.ods"), *parts, press("Control+s"), window(f"{name}.ods*"), done()
    )


def _go(cells: str) -> Script:
    """Select a cell or a range by its address, in the Name Box."""
    return script(press("Control+Shift+t"), write(cells), press("Enter"))


def _cell(address: str, text: str) -> Script:
    return script(_go(address), write(text), press("Enter"))


def _column(first: str, *texts: str) -> Script:
    """Fill cells downwards."""
    return script(_go(first), *(script(write(text), press("Enter")) for text in texts))


def _name_sheet(name: str) -> Script:
    return script(
        menu("Sheet", "Rename Sheet..."),
        window("Rename Sheet"),
        fill("Name", name, "textbox"),
        click("OK", "button"),
    )


def _new_sheet(name: str) -> Script:
    return script(
        menu("Sheet", "Insert Sheet at End..."),
        window("*Sheet*"),
        press("Control+a"),
        write(name),
        press("Enter"),
    )


def _csv(path: str) -> Script:
    return script(
        file("Documents/clients.ods"),
        press("Control+Shift+s"),
        save_as(path, asks=True),
        keep_format("Use Text CSV Format"),
        window("Export Text File"),
        press("Enter"),
        window("clients.csv*"),
        done(),
    )


def _tuesday(*, insert: bool) -> Script:
    row = script(
        menu("Sheet", "Insert Cells..."),
        window("Insert Cells"),
        click("Entire row", "radio"),
        click("OK", "button"),
    )
    return _sheet(
        "guests", _go("A3"), row if insert else [], _cell("A3", "Tuesday"), _cell("B3", "14")
    )


ORACLES = {
    "calc-butter-price": _sheet("prices", _cell("B3", "2.79")),
    "calc-expenses-total": _sheet("expenses", _cell("A6", "Total"), _cell("B6", "=SUM(B2:B5)")),
    "calc-sort-members": _sheet("members", _go("A2:C5"), menu("Data", "Sort Ascending")),
    "calc-name-sheet": _sheet("accounts", _name_sheet("Income")),
    "calc-bold-headings": _sheet("visitors", _go("A1:C1"), press("Control+b")),
    "calc-missing-tuesday": _tuesday(insert=True),
    "calc-members-csv": _csv("~/Documents/clients.csv"),
    "calc-shares-percent": _sheet("shares", _go("B2:B4"), press("Control+Shift+5")),
    "calc-no-phones": _sheet("contacts", _go("B1"), menu("Sheet", "Delete Columns")),
    "calc-test-averages": _sheet(
        "grades", _column("D2", *(f"=AVERAGE(B{row}:C{row})" for row in (2, 3, 4)))
    ),
    "calc-summary-sheet": _sheet("stock", _new_sheet("Summary")),
}

WRONG = {
    # The row below.
    "calc-butter-price": _sheet("prices", _cell("B4", "2.79")),
    # Without the first amount.
    "calc-expenses-total": _sheet("expenses", _cell("A6", "Total"), _cell("B6", "=SUM(B3:B5)")),
    "calc-sort-members": _sheet("members", _go("A2:C5"), menu("Data", "Sort Descending")),
    # The second sheet.
    "calc-name-sheet": _sheet("accounts", press("Control+PageDown"), _name_sheet("Income")),
    # Only the first heading.
    "calc-bold-headings": _sheet("visitors", _go("A1"), press("Control+b")),
    # Over Wednesday.
    "calc-missing-tuesday": _tuesday(insert=False),
    # In another folder.
    "calc-members-csv": _csv("~/clients.csv"),
    # Multiplied.
    "calc-shares-percent": _sheet("shares", _column("B2", "25", "40", "35")),
    # Emptied, not taken out.
    "calc-no-phones": _sheet("contacts", _go("B1:B3"), press("Delete")),
    # Sums.
    "calc-test-averages": _sheet(
        "grades", _column("D2", *(f"=SUM(B{row}:C{row})" for row in (2, 3, 4)))
    ),
    # As the program calls it.
    "calc-summary-sheet": _sheet("stock", menu("Sheet", "Insert Sheet at End..."), press("Enter")),
}
