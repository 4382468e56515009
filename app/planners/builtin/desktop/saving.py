"""Saving documents, and the file choosers of GTK, Qt and LibreOffice.

All of them take a whole path in the field for the file's name, so no folder has to be gone through.
"""

from __future__ import annotations

import re

from actions.action import Press, Wait
from actions.target import ElementRef
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import entering
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.plan import Save
from app.planners.builtin.desktop.questions import (
    answer_saving,
    button_called,
    buttons,
    dialog_in_front,
)
from app.planners.builtin.match import plain
from perception.element import Element
from perception.predicate import FileExists

_NAME_FIELD = re.compile(
    r"^(?:file\s*)?name|^file name|^save as|^location|^enter (?:a )?file", re.I
)
_CHOOSER = re.compile(r"\bsave\b|\bexport\b|choose|select a file|file name", re.IGNORECASE)
_ROUNDS = 8


def save(bench: Bench, errand: Save) -> Script:
    """Save the document in front, under the path if one is given."""
    document = bench.document
    path = errand.path or document.path
    renames = bool(errand.path) and bool(document.path) and errand.path != document.path
    keys = "Control+Shift+s" if renames else "Control+s"
    before = _title(bench)
    yield bench.desk.press(keys, f"Save it{f' as {path}' if path else ''} with {keys}.")
    if bench.desk.failure:
        raise Stuck(f"It was not saved: {bench.desk.failure}")
    given = False
    named = not path or (bool(document.path) and not renames)
    for _ in range(_ROUNDS):
        field = name_field(bench)
        if field is not None:
            if not path:
                raise Stuck("It is not said under which name to save it.")
            if named and given:  # it is still closing, or wants another name
                yield bench.desk.act("Wait for the file chooser to close.", Wait(seconds=0.7))
                continue
            if not (yield from _give_name(bench, field, path)):
                return False
            named = given = True
        elif (yield from answer_saving(bench, path)):
            pass
        elif named and not _asks(bench) and _title_is_new(bench, before):
            break
        else:
            yield bench.desk.act("Wait for it to be saved.", Wait(seconds=0.7))
    if not named:
        return False
    _claim(bench, path)
    document.path, document.unsaved = path, False
    bench.saved.add(path)
    return True


def name_field(bench: Bench) -> Element | None:
    """The field for the file's name, if a file chooser is in front."""
    offered = buttons(bench, disabled=True)  # as it is while there is no name
    saver = button_called(offered, "save", "save as", "export", "open", "ok", "choose")
    if saver is None or button_called(offered, "cancel") is None:
        return None
    fields = [each for each in bench.shown("textbox", "combobox", "searchbox") if each.editable]
    fields = [each for each in fields if each.surface == saver.surface]
    for each in fields:
        if _NAME_FIELD.match(each.name.strip(": ")) or _NAME_FIELD.match(each.description):
            return each
    for each in fields:
        if _NAME_FIELD.match(_label_of(bench, each)):
            return each
    title = bench.active.title if bench.active is not None else ""
    return fields[0] if len(fields) == 1 and _CHOOSER.search(title) else None


def _give_name(bench: Bench, field: Element, path: str) -> Script:
    target = ElementRef(ref=field.ref)
    if not (yield from entering.put(bench, field, path)):
        return False
    yield bench.desk.act("Confirm the name.", Press(keys="Enter", target=target))
    if bench.desk.failure:
        saver = button_called(buttons(bench), "save", "save as", "export", "ok")
        if saver is None:
            raise Stuck(f"It was not saved: {bench.desk.failure}")
        yield bench.desk.click(saver)
    return not bench.desk.failure


def _label_of(bench: Bench, field: Element) -> str:
    """What stands left of a field."""
    best = ("", 1e9)
    for each in bench.shown():
        if each.interactive or not each.name or each.surface != field.surface:
            continue
        level = min(each.box.bottom, field.box.bottom) - max(each.box.y, field.box.y)
        gap = field.box.x - each.box.right
        if level > 0 and -4 <= gap < best[1] and gap < 200:
            best = (each.name.strip(": "), gap)
    return best[0]


def _claim(bench: Bench, path: str) -> None:
    """What the file must say now."""
    document = bench.document
    if not path:
        return
    for of_path in document.claims:
        bench.claim(of_path(path))
    if not document.claims and not document.changed and not document.path:
        bench.claim(FileExists(path=path))


def _asks(bench: Bench) -> bool:
    """Whether a dialog is still in front."""
    active = bench.active
    return dialog_in_front(bench) is not None or (active is not None and bool(active.opener))


def _title_is_new(bench: Bench, before: str) -> bool:
    """Whether the title says that it is saved, or at least another than before."""
    return not _marked_unsaved(_title(bench)) or _title(bench) != before


def _title(bench: Bench) -> str:
    return bench.active.title if bench.active is not None else ""


def _marked_unsaved(title: str) -> bool:
    return bool(re.search(r"^\s*[*•●]|[*•●]\s*(?:$|[-–—])|\(modified\)", title)) or plain(
        title
    ).startswith("untitled")
