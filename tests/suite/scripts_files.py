"""Scripts for the tasks with files."""

from __future__ import annotations

from hands import (
    Script,
    click,
    done,
    double,
    file,
    menu,
    press,
    put,
    script,
    there,
    window,
    write,
)

from actions.action import Action


def _browse(folder: str, program: str = "Thunar") -> Script:
    return file(folder, program)


def _go(folder: str, title: str) -> Script:
    """Go to another folder in the same window, by its location."""
    return script(press("Control+l"), write(f"~/{folder}"), press("Enter"), window(f"{title} - *"))


def _rename(old: str, new: str) -> Script:
    return script(
        _pick(old), press("F2"), window("Rename*"), press("Control+a"), write(new), press("Enter")
    )


def _new_folder(name: str) -> Script:
    return script(
        press("Control+Shift+n"), window("Create New Folder"), write(name), press("Enter")
    )


def _pick(pattern: str) -> Script:
    """Select files by the pattern of their names, as Thunar's menu offers it."""
    return script(press("Control+s"), window("Select by Pattern"), write(pattern), press("Enter"))


def _transfer(pattern: str, keys: str, folder: str, title: str) -> Script:
    return script(_pick(pattern), press(keys), _go(folder, title), press("Control+v"))


def _permit(name: str) -> Script:
    return script(
        _browse("Documents"),
        _pick(name),
        menu("File", "Properties..."),
        click("Permissions", "tab"),
        there("Allow*"),
        put("Allow this file to run as a program", "true"),
        click("Close", "button"),
        done(),
    )


def _months(*inner: Action) -> Script:
    return script(_browse("Documents"), _new_folder("2026"), *inner, done())


def _bin(pattern: str) -> Script:
    return script(_browse("Documents"), _pick(pattern), press("Delete"), done())


def _restore(name: str) -> Script:
    return script(
        _browse("Documents"),
        menu("Go", "Trash"),
        window("Trash - *"),
        _pick(name),
        press("Shift+F10"),
        click("Restore", "menuitem"),
        done(),
    )


def _photos(keys: str) -> Script:
    move = _transfer("garden-*", keys, "Pictures/Garden", "Garden")
    return script(_browse("Downloads"), move, done())


def _look(choice: str) -> Script:
    """Choose in the View menu."""
    return script(there("View", "menuitem"), menu("View", choice, last="menuitemcheckbox"), done())


ORACLES = {
    "files-rename-scan": script(
        _browse("Downloads"), _rename("scan0001.pdf", "rental-contract.pdf"), done()
    ),
    "files-move-photos": _photos("Control+x"),
    "files-copy-to-archive": script(
        _browse("Documents", "PCManFM-Qt"),
        click("letter.txt"),
        press("Control+c"),
        double("Archive", "listitem"),
        there("older.txt"),
        press("Control+v"),
        done(),
    ),
    "files-month-folders": _months(
        *press("Enter"), *window("2026 - *"), *_new_folder("January"), *_new_folder("February")
    ),
    "files-bin-drafts": _bin("speech-draft*"),
    "files-restore-recipe": _restore("recipe.txt"),
    "files-show-hidden": script(_browse("Documents"), _look("Show Hidden Files")),
    "files-list-view": _look("List View"),
    "files-allow-program": _permit("backup.sh"),
    "files-desktop-link": script(
        _browse("Documents"),
        _pick("timetable.txt"),
        menu("File", "Send To", "Desktop (Create Link)"),
        done(),
    ),
    "files-sort-downloads": script(
        _browse("Downloads"),
        _transfer("*.txt", "Control+x", "Documents", "Documents"),
        _go("Downloads", "Downloads"),
        _transfer("*.png", "Control+x", "Pictures", "Pictures"),
        done(),
    ),
}

WRONG = {
    # The other scan.
    "files-rename-scan": script(
        _browse("Downloads"), _rename("scan0002.pdf", "rental-contract.pdf"), done()
    ),
    # Copied, not moved.
    "files-move-photos": _photos("Control+c"),
    # Moved, not copied.
    "files-copy-to-archive": script(
        _browse("Documents", "PCManFM-Qt"),
        click("letter.txt"),
        press("Control+x"),
        double("Archive", "listitem"),
        there("older.txt"),
        press("Control+v"),
        done(),
    ),
    # The months beside the year.
    "files-month-folders": _months(*_new_folder("January"), *_new_folder("February")),
    # The final version, too.
    "files-bin-drafts": _bin("speech-*"),
    # The wrong file.
    "files-restore-recipe": _restore("junk.txt"),
    # Something else in the same menu.
    "files-show-hidden": script(_browse("Documents"), _look("Split View")),
    "files-list-view": _look("Compact View"),
    "files-allow-program": _permit("restore.sh"),
    # A copy.
    "files-desktop-link": script(
        _browse("Documents"),
        _transfer("timetable.txt", "Control+c", "Desktop", "Desktop"),
        done(),
    ),
    # Everything into one folder.
    "files-sort-downloads": script(
        _browse("Downloads"),
        press("Control+a", "Control+x"),
        _go("Pictures", "Pictures"),
        press("Control+v"),
        done(),
    ),
}
