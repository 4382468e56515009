"""Scripts for the tasks with presentations.

The tree of Impress does not tell of the slides in its pane, so they are aimed at by their places.
"""

from __future__ import annotations

from hands import Script, at, done, file, menu, press, save_as, script, times, write


def _slides(*parts: Script) -> Script:
    """Open the presentation, change it, save it."""
    return script(file("Documents/plan.odp"), *parts, press("Control+s"), done())


def _slide(number: int) -> Script:
    """Select a slide in the pane on the left."""
    return at(100, 118 + 92 * number)


def _title(number: int, new: str) -> Script:
    return script(
        times("PageDown", number - 1),
        press("Tab", "F2", "Control+a"),
        write(new),
        press("Escape", "Escape"),
    )


def _duplicate(number: int) -> Script:
    return script(_slide(number), press("Control+c", "Control+v"))


def _pdf(path: str) -> Script:
    """Press "Export Directly as PDF" in the toolbar."""
    return script(file("Documents/plan.odp"), at(164, 65), save_as(path), done())


ORACLES = {
    "impress-costs-title": _slides(_title(2, "Budget")),
    "impress-no-team-slide": _slides(_slide(3), press("Delete")),
    "impress-team-first": _slides(_slide(3), menu("Slide", "Move", "Slide to Start")),
    "impress-costs-twice": _slides(_duplicate(2)),
    "impress-plan-pdf": _pdf("~/Documents/plan.pdf"),
}

WRONG = {
    # The title of another slide.
    "impress-costs-title": _slides(_title(3, "Budget")),
    "impress-no-team-slide": _slides(_slide(2), press("Delete")),
    # One place up only.
    "impress-team-first": _slides(_slide(3), press("Control+Shift+ArrowUp")),
    "impress-costs-twice": _slides(_duplicate(1)),
    # In another folder.
    "impress-plan-pdf": _pdf("~/plan.pdf"),
}
