"""What dialogs ask while something is saved or closed, and how they are answered.

Answers follow what the person asked for: to save under this name, in this format. Nothing is thrown
away; where only throwing away is offered, the run stops and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.action import Wait
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import context
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.match import plain
from perception.element import Element
from perception.observation import Surface

_KEEP_FORMAT = re.compile(r"^(?:keep|use) .*format\b|^keep current format", re.IGNORECASE)
_REPLACE = ("replace", "overwrite", "yes", "replace file", "save anyway", "ok")
_EXISTS = re.compile(
    r"already exist|overwrit|replac(?:e|ing) it|do you want to replace|file exists", re.IGNORECASE
)
_AGREED = frozenset(["replace it", "replace", "1", "yes", "y", "ja", "overwrite"])
_FORMAT = re.compile(r"may contain formatting|cannot be saved in|keep .*format", re.IGNORECASE)
_FAILED = re.compile(
    r"could not (?:be )?(?:sav|writ|creat|open)|cannot (?:be )?(?:sav|writ|creat|open)|failed to|"
    r"permission denied|no such (?:file|folder|directory)|does(?: not|n't) exist|"
    r"error (?:saving|writing)|not enough|read-only",
    re.IGNORECASE,
)
_DISCARDING = re.compile(
    r"^(?:do(?: not|n.?t) save|discard|close without saving|don.t save|without saving)", re.I
)
_SAVING_ASKED = re.compile(
    r"save (?:the )?(?:changes|document)|unsaved|will be lost", re.IGNORECASE
)


def buttons(bench: Bench, *, disabled: bool = False) -> list[Element]:
    """The buttons of the dialog in front, else of the window; if asked for, disabled ones too."""
    found = [each for each in bench.shown("button") if disabled or "disabled" not in each.states]
    dialog = dialog_in_front(bench)
    if dialog is None:
        return found
    inside = {each.ref for each in bench.desk.observation.within(dialog)}
    return [each for each in found if each.ref in inside] or found


def dialog_in_front(bench: Bench) -> Element | None:
    """The dialog in the window that keys go to; None if there is none.

    Of dialogs in each other it is the outermost: GTK's file chooser is one within a dialog that has
    the buttons.
    """
    active = bench.active
    dialogs = [
        each
        for each in bench.shown("dialog", "alertdialog")
        if active is None or each.surface == active.ref
    ]
    refs = {each.ref for each in dialogs}
    outer = [
        each
        for each in dialogs
        if not any(above.ref in refs for above in bench.desk.observation.ancestors(each))
    ]
    return outer[-1] if outer else None


def told(bench: Bench) -> str:
    """All that the dialog in front, else the window, says outside its fields."""
    dialog = dialog_in_front(bench)
    shown = bench.desk.observation.within(dialog) if dialog is not None else bench.shown()
    texts = [dialog.name, dialog.description] if dialog is not None else []
    texts += [each.name for each in shown if not each.editable and each.role != "button"]
    if bench.active is not None:
        texts.append(bench.active.title)
    return " ".join(text for text in texts if text)


def button_called(pool: Sequence[Element], *names: str) -> Element | None:
    """The button with the first of these names that there is."""
    for name in names:
        for each in pool:
            if plain(each.name) == plain(name):
                return each
    return None


def answer_saving(bench: Bench, path: str) -> Script:
    """Answer what is asked while a document is saved; whether anything was asked."""
    said, offered = told(bench), buttons(bench)
    keep = next((each for each in offered if _KEEP_FORMAT.match(each.name)), None)
    if keep is not None and _FORMAT.search(f"{said} {keep.name}"):
        yield bench.desk.click(keep, "Keep the format of the file.")
        return True
    if _EXISTS.search(said):
        replace = button_called(offered, *_REPLACE)
        if replace is not None:
            yield from _may_replace(bench, path)
            yield bench.desk.click(replace, f"{path} is there already: replace it.")
            if bench.desk.failure:
                raise Stuck(f"{path} is there already and was not replaced: {bench.desk.failure}")
            return True
    if dialog_in_front(bench) is not None and _FAILED.search(said):
        raise Stuck(f"It could not be saved: {said[:200]}")
    return False


def _may_replace(bench: Bench, path: str) -> Script:
    """Ask whether a file that is there already may be replaced, unless that was said.

    Raises:
        Stuck: it may not, or nobody answers.
    """
    own = path in bench.saved or path == bench.document.path
    if own or context.may_replace(bench.desk.task.text):
        return True
    yield bench.desk.ask(
        f"{path} is there already. Is it to be replaced?", ("Replace it", "Leave it as it is")
    )
    reply = plain(bench.desk.last.reply) if bench.desk.last is not None else ""
    if reply not in _AGREED:
        raise Stuck(f"{path} is there already, and it is not said that it may be replaced.")
    return True


def answer_closing(bench: Bench, window: Surface) -> Script:
    """See a window gone; if it asks whether to save, do not throw anything away."""
    for _ in range(4):
        if bench.desk.observation.surface(window.ref) is None:
            return True
        discard = next((b for b in buttons(bench) if _DISCARDING.match(plain(b.name))), None)
        if discard is not None and _SAVING_ASKED.search(f"{told(bench)} {discard.name}"):
            cancel = button_called(buttons(bench), "cancel", "keep open")
            if cancel is not None:
                yield bench.desk.click(cancel, "It is not said whether to save: leave it open.")
            raise Stuck(
                f'"{window.title}" has unsaved changes. Say whether to save them before it closes.'
            )
        yield bench.desk.act("Wait for the window to close.", Wait(seconds=0.5))
    return bench.desk.observation.surface(window.ref) is None
