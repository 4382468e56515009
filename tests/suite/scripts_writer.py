"""Scripts for the tasks with text documents."""

from __future__ import annotations

from hands import (
    Script,
    click,
    done,
    file,
    fill,
    menu,
    press,
    save_as,
    script,
    there,
    times,
    window,
    write,
)


def _document(name: str, *parts: Script) -> Script:
    """Open a document, change it, save it."""
    return script(file(f"Documents/{name}.odt"), *parts, press("Control+s"), done())


def _lines(down: int, count: int = 1) -> Script:
    """Select whole paragraphs of one line each."""
    return script(
        press("Control+Home"),
        times("ArrowDown", down) if down else [],
        times("Shift+ArrowDown", count - 1) if count > 1 else [],
        press("Shift+End"),
    )


def _replace(button: str) -> Script:
    return script(
        press("Control+h"),
        window("Find and Replace"),
        fill("Find:", "Mr Smith", "textbox"),
        fill("Replace:", "Ms Jones", "textbox"),
        click(button, "button"),
        press("Escape"),
    )


def _pdf(path: str) -> Script:
    return script(
        file("Documents/offer.odt"),
        menu("File", "Export As", "Export Directly as PDF"),
        save_as(path),
        done(),
    )


def _page(button: str) -> Script:
    return script(
        menu("Format", "Page Style..."),
        window("Page Style*"),
        click("Page", "tab"),
        click("Landscape", "radio"),
        click(button, "button"),
    )


def _table(columns: str, rows: str) -> Script:
    return script(
        press("Control+End", "Enter", "Control+F12"),
        window("Insert Table"),
        fill("Columns:", columns, "spinbutton"),
        fill("Rows:", rows, "spinbutton"),
        click("Insert", "button"),
        there("*", "table"),
        write("Name"),
        press("Tab"),
        write("Town"),
        press("Tab"),
        write("Phone"),
    )


def _insert(down: int) -> Script:
    return script(_lines(down), press("End", "Enter"), write("It rained a lot."))


ORACLES = {
    "writer-minutes-heading": _document("minutes", _lines(0), press("Control+1")),
    "writer-right-addressee": _document("order", _replace("Replace All")),
    "writer-centre-title": _document("party", _lines(0), press("Control+e")),
    "writer-packing-bullets": _document("trip", _lines(1, 3), press("Shift+F12")),
    "writer-offer-pdf": _pdf("~/Documents/offer.pdf"),
    "writer-wide-page": _document("timeline", _page("OK")),
    "writer-contact-table": _document("people", _table("3", "2")),
    "writer-second-paragraph": _document("report", _insert(1)),
    "writer-italic-quote": _document("poem", _lines(2), press("Control+i")),
}

WRONG = {
    # Looks like one, and is none.
    "writer-minutes-heading": _document("minutes", _lines(0), press("Control+b")),
    # Only the first two.
    "writer-right-addressee": _document("order", _replace("Replace")),
    "writer-centre-title": _document("party", _lines(0), press("Control+r")),
    # Numbered.
    "writer-packing-bullets": _document("trip", _lines(1, 3), press("F12")),
    # In another folder.
    "writer-offer-pdf": _pdf("~/Downloads/offer.pdf"),
    # Not confirmed.
    "writer-wide-page": _document("timeline", _page("Cancel")),
    # The other way round.
    "writer-contact-table": _document("people", _table("2", "3")),
    # At the end.
    "writer-second-paragraph": _document("report", _insert(2)),
    "writer-italic-quote": _document("poem", _lines(2), press("Control+b")),
}
