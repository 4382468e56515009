"""The file manager: folders, renaming, moving, copying, the bin."""

from __future__ import annotations

import re

from actions.action import Click, Press, Wait
from actions.target import ElementRef
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import commands, entering, windows
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.plan import BinFile, MakeFolder, MoveFile, OpenFile
from app.planners.builtin.desktop.questions import button_called, buttons, dialog_in_front, told
from app.planners.builtin.match import plain
from app.safety.programs import KINDS
from perception.element import Element
from perception.predicate import AnyOf, FileExists, Not

_MANAGERS = next(kind.programs for kind in KINDS if kind.name == "file manager")
_FOR_GOOD = re.compile(r"permanently|irrevocabl|cannot be undone|can.?t be undone", re.IGNORECASE)
_LISTS = ("Control+2", "Control+1", "Control+4")  # Thunar; Nautilus; PCManFM
_LIST_ROLES = ("table", "grid", "list", "listbox", "tree", "treegrid")
_ITEM_ROLES = ("listitem", "option", "cell", "gridcell", "img", "icon", "treeitem", "row", "text",
               "generic")  # fmt: skip


def make_folder(bench: Bench, errand: MakeFolder) -> Script:
    """Make a folder where it is to be."""
    folder, name = _parts(bench, errand.path)
    if not (yield from go_to(bench, folder)):
        return False
    if _item(bench, name) is not None:
        raise Stuck(f"{folder} has something called {name} already.")
    yield bench.desk.press("Control+Shift+n", "Make a new folder.")
    if not (yield from _answer_with(bench, name)):
        if not (yield from commands.by_menu(bench, "create folder")):
            return False
        if not (yield from _answer_with(bench, name)):
            return False
    bench.claim(FileExists(path=f"{folder}/{name}", kind="folder"))
    return True


def move(bench: Bench, errand: MoveFile) -> Script:
    """Rename, move or copy a file or a folder."""
    folder, name = _parts(bench, errand.path)
    to_folder, to_name = _parts(bench, errand.to, folder)
    if not (yield from _select(bench, folder, name)):
        return False
    if to_folder == folder:
        yield bench.desk.press("F2", f"Rename {name}.")
        if not (yield from _answer_with(bench, to_name)):
            return False
    else:
        keys, verb = ("Control+c", "Copy") if errand.copy else ("Control+x", "Cut")
        yield bench.desk.press(keys, f"{verb} {name}.")
        if not (yield from go_to(bench, to_folder)):
            return False
        if _item(bench, name) is not None:
            raise Stuck(f"{to_folder} has something called {name} already.")
        yield bench.desk.press("Control+v", f"Paste it into {to_folder}.")
        if bench.desk.failure:
            return False
        for _ in range(10):
            if _item(bench, name) is not None:
                break
            yield bench.desk.act("Wait for it to arrive.", Wait(seconds=0.7))
    bench.claim(FileExists(path=f"{to_folder}/{to_name}", kind="any"))
    if not errand.copy:
        _claim_gone(bench, f"{folder}/{name}")
    return True


def bin_file(bench: Bench, errand: BinFile) -> Script:
    """Put a file or folder into the bin; never delete it for good unasked."""
    folder, name = _parts(bench, errand.path)
    if not (yield from _select(bench, folder, name)):
        return False
    yield bench.desk.press("Delete", f"Put {name} into the bin.")
    if bench.desk.failure:
        raise Stuck(f"{name} was not put into the bin: {bench.desk.failure}")
    for _ in range(6):
        if dialog_in_front(bench) is not None or _asks(bench):
            said, offered = told(bench), buttons(bench)
            if _FOR_GOOD.search(said):
                cancel = button_called(offered, "cancel", "no")
                if cancel is not None:
                    yield bench.desk.click(cancel, "It would be deleted for good: leave it.")
                raise Stuck(f"The file manager has no bin here: it would delete {name} for good.")
            yes = button_called(offered, "move to trash", "move to bin", "yes", "ok", "delete")
            if yes is None:
                return False
            yield bench.desk.click(yes)
        elif _item(bench, name) is None:
            break
        else:
            yield bench.desk.act("Wait for it to be gone.", Wait(seconds=0.7))
    _claim_gone(bench, f"{folder}/{name}")
    if folder.startswith("~"):
        stem, dot, ending = name.rpartition(".")
        second = f"{stem}.2{dot}{ending}" if stem else f"{name}.2"  # where the bin had one already
        there = (f"~/.local/share/Trash/files/{each}" for each in (name, second))
        each = tuple(FileExists(path=path, kind="any") for path in there)
        bench.claim(AnyOf(predicates=each))
    return True


def go_to(bench: Bench, folder: str) -> Script:
    """Have a folder in front in the file manager."""
    front = bench.active
    if front is not None and front.application in _MANAGERS:
        if _shows_folder(bench, folder):
            return True
        yield bench.desk.press("Control+l", "Go to the field for the folder's path.")
        field = _location(bench)
        if field is not None:
            target = ElementRef(ref=field.ref)
            yield from entering.put(bench, field, folder)
            yield bench.desk.act("Go there.", Press(keys="Enter", target=target))
            for _ in range(4):
                if _shows_folder(bench, folder):
                    return True
                yield bench.desk.act("Wait for the folder.", Wait(seconds=0.5))
    opened = OpenFile(path=folder, program="file manager")
    return (yield from windows.open_file(bench, opened))


def _select(bench: Bench, folder: str, name: str) -> Script:
    if not (yield from go_to(bench, folder)):
        return False
    item = _item(bench, name)
    for keys in ("", *_LISTS):
        if item is not None:
            break
        if keys:  # some icon views tell nothing of what is in them
            yield bench.desk.press(keys, "Show the folder as a list.")
        else:
            yield bench.desk.act("Wait for the folder's contents.", Wait(seconds=0.5))
        item = _item(bench, name)
    if item is None:
        raise Stuck(f"{folder} shows nothing called {name}.")
    yield bench.desk.act(f"Select {name}.", Click(target=ElementRef(ref=item.ref)))
    return not bench.desk.failure


def _item(bench: Bench, name: str) -> Element | None:
    """The file or folder with exactly this name in the view, not one beside it."""
    view = _view(bench)
    inside = bench.desk.observation.within(view) if view is not None else bench.desk.elements
    found = [each for each in inside if each.name == name and each.role in _ITEM_ROLES]
    return max(found, key=lambda each: each.box.area, default=None)


def _view(bench: Bench) -> Element | None:
    """The list of what is in the folder: the largest one; the side pane's is smaller."""
    active = bench.active
    lists = [
        each for each in bench.shown(*_LIST_ROLES) if active is None or each.surface == active.ref
    ]
    return max(lists, key=lambda each: each.box.area, default=None)


def _answer_with(bench: Bench, name: str) -> Script:
    """Give the name that a dialog, or the item itself, asks for."""
    for _ in range(5):
        field = _asked_name(bench)
        if field is not None:
            break
        yield bench.desk.act("Wait to be asked for the name.", Wait(seconds=0.4))
    else:
        return False
    target = ElementRef(ref=field.ref)
    if not (yield from entering.put(bench, field, name)):
        return False
    yield bench.desk.act("Confirm the name.", Press(keys="Enter", target=target))
    if bench.desk.failure:
        raise Stuck(f"It was not called {name}: {bench.desk.failure}")
    for _ in range(4):
        if dialog_in_front(bench) is None and _item(bench, name) is not None:
            return True
        yield bench.desk.act("Wait for it to be done.", Wait(seconds=0.5))
    return dialog_in_front(bench) is None


def _asked_name(bench: Bench) -> Element | None:
    active = bench.active
    fields = [
        each
        for each in bench.shown("textbox")
        if each.editable
        and "multiline" not in each.states
        and (active is None or each.surface == active.ref)
    ]
    dialog = dialog_in_front(bench)
    if dialog is not None:
        inside = {each.ref for each in bench.desk.observation.within(dialog)}
        fields = [each for each in fields if each.ref in inside]
        return fields[0] if fields else None
    asks = active is not None and bool(active.opener)
    if asks or _asks(bench):
        return fields[0] if fields else None
    focused = bench.desk.observation.by_ref.get(bench.desk.observation.focused or "")
    return focused if focused in fields and focused is not _location(bench) else None


def _asks(bench: Bench) -> bool:
    """Whether a small window with a choice of buttons is in front."""
    offered = [each for each in bench.shown("button") if "disabled" not in each.states]
    return button_called(offered, "cancel", "no") is not None


def _location(bench: Bench) -> Element | None:
    """The field for the folder's path."""
    active = bench.active
    fields = [
        each
        for each in bench.shown("textbox", "combobox", "searchbox")
        if each.editable and (active is None or each.surface == active.ref)
    ]
    for each in fields:
        if (each.value or "").startswith(("/", "~", "file:")) or "location" in plain(each.name):
            return each
    focused = [
        e for e in fields if e.ref == bench.desk.observation.focused or "focused" in e.states
    ]
    return focused[0] if focused else None


def _shows_folder(bench: Bench, folder: str) -> bool:
    name = folder.rstrip("/").rpartition("/")[2]
    active = bench.active
    if active is None:
        return False
    title = active.title
    if name == "~":
        return bool(re.search(r"\bhome\b", title, re.IGNORECASE))
    field = _location(bench)
    if field is not None and (field.value or "").rstrip("/").endswith(folder.removeprefix("~")):
        return True
    return bool(re.match(rf"{re.escape(name)}(?:\s+[-–—]|$)", title))


def _parts(bench: Bench, path: str, folder: str = "") -> tuple[str, str]:
    """Folder and name; without a folder, the one in front or where a sibling lies."""
    before, _, name = path.rstrip("/").rpartition("/")
    if before:
        return before, name
    if folder:
        return folder, name
    here = bench.document.path
    if here and not re.search(r"\.\w{1,5}$", here):
        return here, name
    return "~", name


def _claim_gone(bench: Bench, path: str) -> None:
    bench.claim(Not(predicate=FileExists(path=path, kind="any")))
