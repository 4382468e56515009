"""Scripts for the tasks with text editors."""

from __future__ import annotations

from hands import Script, app, click, done, file, menu, press, put, save_as, script, window, write

_PAD, _FEATHER = "Mousepad", "FeatherPad"


def _edit(name: str, *parts: Script, program: str = _PAD) -> Script:
    """Open a file, change it, save it."""
    return script(file(f"Documents/{name}", program), *parts, press("Control+s"), done())


def _replace(*, everywhere: bool) -> Script:
    return script(
        menu("Search", "Find and Replace..."),
        window("Find and Replace"),
        click("Search for:", "combobox"),
        write("Nordlicht"),
        click("Replace with:", "combobox"),
        write("Polarstern"),
        put("Replace all in:", "true", "checkbox") if everywhere else [],
        click("Replace", "button"),
        press("Escape"),
    )


def _cut_line(down: int) -> Script:
    """Delete a whole line: from its beginning to that of the next."""
    return script(
        press("Control+Home"), press(*["ArrowDown"] * down), press("Shift+ArrowDown", "Delete")
    )


def _card(text: str) -> Script:
    return script(
        app("gedit"), write(text), press("Control+s"), save_as("~/Documents/karte.txt"), done()
    )


def _convert(*items: str) -> Script:
    return script(press("Control+a"), menu("Edit", "Convert", *items))


def _endings(kind: str) -> Script:
    return menu("Document", "Line Ending", kind)


def _version(*, keep: bool) -> Script:
    save = script(press("Control+Shift+s"), save_as("~/Documents/draft2.txt"))
    return script(
        file("Documents/draft.txt", _PAD),
        press("Control+Home"),
        write("Version 2\n"),
        save if keep else press("Control+s"),
        done(),
    )


def _join(first: str, second: str) -> Script:
    copy = press("Control+a", "Control+c")
    return script(
        file(f"Documents/{first}", _PAD),
        copy,
        press("Control+n", "Control+v"),
        press("Control+Shift+s"),
        save_as("~/Documents/whole.txt"),
        file(f"Documents/{second}", _PAD),
        copy,
        press("Control+w"),
        press("Control+End", "Control+v", "Control+s"),
        done(),
    )


ORACLES = {
    "text-shopping-list": _edit("shopping.txt", press("Control+End"), write("coffee\nsugar\n")),
    "text-new-company-name": _edit("press.txt", _replace(everywhere=True)),
    "text-drop-appointment": _edit("todo.txt", _cut_line(1), program=_FEATHER),
    "text-postcard": _card("Schöne Grüße aus Köln!"),
    "text-capital-title": _edit("title.txt", _convert("To Uppercase")),
    "text-strip-blanks": _edit("data.txt", _convert("Strip Trailing Spaces")),
    "text-windows-lines": _edit("readme.txt", _endings("DOS / Windows (CR LF)")),
    "text-sort-names": _edit(
        "names.txt", press("Control+a"), menu("Edit", "Sort Lines"), program=_FEATHER
    ),
    "text-second-version": _version(keep=True),
    "text-join-parts": _join("part1.txt", "part2.txt"),
}

WRONG = {
    # Both on one line.
    "text-shopping-list": _edit("shopping.txt", press("Control+End"), write("coffee, sugar\n")),
    # Only the first.
    "text-new-company-name": _edit("press.txt", _replace(everywhere=False)),
    # Another line.
    "text-drop-appointment": _edit("todo.txt", _cut_line(0), program=_FEATHER),
    # As a keyboard without umlauts has it.
    "text-postcard": _card("Schone Grusse aus Koln!"),
    "text-capital-title": _edit("title.txt", _convert("To Title Case")),
    # Another kind of blanks.
    "text-strip-blanks": _edit("data.txt", _convert("Tabs to Spaces")),
    "text-windows-lines": _edit("readme.txt", _endings("Mac (CR)")),
    "text-sort-names": _edit(
        "names.txt", press("Control+a"), menu("Edit", "Sort Lines Reversely"), program=_FEATHER
    ),
    # Over the first version.
    "text-second-version": _version(keep=False),
    "text-join-parts": _join("part2.txt", "part1.txt"),
}
