"""Carries out errands on the desktop, one after another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from app.planners.builtin import answers, find
from app.planners.builtin.desk import Desk, Script, Stuck
from app.planners.builtin.desktop import (
    calculating,
    cells,
    commands,
    context,
    documents,
    filing,
    names,
    saving,
    say_figures,
    terminals,
    windows,
)
from app.planners.builtin.desktop.bench import Bench, Document
from app.planners.builtin.desktop.language import leading, read
from app.planners.builtin.desktop.plan import (
    BinFile,
    Calculate,
    CloseWindow,
    Errand,
    MakeFolder,
    MenuCommand,
    MoveFile,
    OpenFile,
    OpenPage,
    Program,
    PutCells,
    PutField,
    ReadCell,
    ReadPage,
    Replace,
    RunCommand,
    Save,
    Style,
    Tell,
    Write,
)
from app.planners.builtin.phrases import parse_phrase
from app.planners.builtin.plan import Clause, Intent, Phrase
from app.planners.builtin.tokens import tokenise
from app.safety.programs import kind_for_file
from perception.observation import SurfaceKind

_SAVING = re.compile(r"\bsav(?:e|es|ed|ing)\b|\bstor(?:e|ing)\b|\bkeep\b", re.IGNORECASE)
_ON_DOCUMENT = Write | Replace | Style | Save | MenuCommand | PutCells | PutField | ReadCell
_FILING = MoveFile | BinFile | Program


def on_desktop(desk: Desk) -> bool:
    """Whether there are windows, or could be, rather than only pages."""
    surfaces = desk.observation.surfaces
    return not surfaces or any(each.kind is SurfaceKind.WINDOW for each in surfaces)


def on_page(desk: Desk) -> bool:
    """Whether a web page is in front, whose elements the browser itself tells."""
    active = desk.observation.active
    return active is not None and active.kind is SurfaceKind.PAGE


def takes_note(bench: Bench, clause: Clause, later: Sequence[Clause]) -> bool:
    """Whether a clause commands nothing; a file that it names is remembered."""
    if bench.saved and context.is_leave(clause):
        return True
    if not context.is_context(clause, later):
        return False
    bench.mentioned = context.mentioned(clause) or bench.mentioned
    return True


def kept(bench: Bench) -> Script:
    """Save what was changed in a file that was named, where nothing was said of saving."""
    document = bench.document
    if document.unsaved and document.path and not _SAVING.search(bench.desk.task.text):
        return (yield from saving.save(bench, Save()))
    return True


def _read(bench: Bench, clause: Clause) -> tuple[Errand, ...] | None:
    """The errands of a clause, of the file that was spoken of before where it says "it"."""
    clause = context.placed(clause, bench.desk.task.text)
    found = read(clause)
    if not bench.mentioned:
        return found
    if found is None:
        filed = read(context.spoken_of(clause, bench.mentioned)) or ()
        return filed if filed and all(isinstance(each, _FILING) for each in filed) else None
    if any(isinstance(each, OpenFile | OpenPage) for each in found) or not any(
        isinstance(each, _ON_DOCUMENT) for each in found
    ):
        return found
    programs = [each.name for each in found if isinstance(each, Program)]
    opened = OpenFile(path=bench.mentioned, program=programs[0] if programs else "")
    bench.mentioned = ""
    return (opened, *(each for each in found if not isinstance(each, Program)))


def errands_of(bench: Bench, clause: Clause) -> tuple[Errand, ...] | None:
    """The errands of a clause; None where the general scripts know better."""
    found = _read(bench, clause)
    if found is None:
        if clause.options.get("key") == "Enter" and bench.commanded:
            return ()  # "… and press Enter": that was done
        return say_figures.of_a_row(clause.text) if cells.is_sheet(bench) else None
    if _is_shown(bench, found):
        return None
    if on_page(bench.desk) and all(isinstance(each, Write | Save | CloseWindow) for each in found):
        return _beyond_the_page(found)
    return found


def _is_shown(bench: Bench, errands: tuple[Errand, ...]) -> bool:
    """Whether what is to be opened is a control in front: "open the Options" of a menu."""
    called = [each.called for each in errands if isinstance(each, OpenFile) and each.called]
    if len(called) != 1 or len(errands) != 1:
        return False
    phrase = Phrase(text=called[0], words=called[0])
    return bool(find.matches(bench.desk, phrase))


def _beyond_the_page(found: tuple[Errand, ...]) -> tuple[Errand, ...] | None:
    """On a page, writing and saving is the page's matter unless a file is named."""
    return found if any(isinstance(each, Save) and each.path for each in found) else None


def is_guess(errands: tuple[Errand, ...]) -> bool:
    """Whether the clause may be meant otherwise, where the errand comes to nothing."""
    return len(errands) == 1 and isinstance(errands[0], OpenFile) and bool(errands[0].called)


def brought_up(bench: Bench, clause: Clause) -> Script:
    """Have the program in front that a phrase before a general clause names: "In Writer, …"."""
    return (yield from carry_out(bench, _lead_of(bench, clause)))


def _lead_of(bench: Bench, clause: Clause) -> tuple[Errand, ...]:
    """What the phrase asks for; a name that is no known program's may be that of a window."""
    found = leading(clause)
    if found or clause.scope is None:
        return found
    name = names.without_tail(clause.scope.text)
    if name[:1].isupper() and windows.is_open(bench, name):
        return (Program(name=name),)
    return ()


def without_lead(bench: Bench, clause: Clause) -> Clause:
    """The clause without the phrase that names the program to do it in."""
    if not _lead_of(bench, clause):
        return clause
    options = {key: value for key, value in clause.options.items() if key != "via"}
    return replace(clause, scope=None, options=options)


def carry_out(bench: Bench, errands: tuple[Errand, ...]) -> Script:
    """All errands of a clause."""
    for errand in errands:
        bench.commanded = False
        if not (yield from _one(bench, errand)):
            return False
    return True


def _one(bench: Bench, errand: Errand) -> Script:
    match errand:
        case Program():
            return (yield from windows.bring(bench, errand))
        case OpenFile(called=called) if called:
            return (yield from windows.open_called(bench, errand))
        case OpenFile():
            return (yield from windows.open_file(bench, errand))
        case OpenPage():
            return (yield from windows.open_page(bench, errand))
        case Write():
            return (yield from documents.write(bench, errand))
        case Replace():
            return (yield from documents.replace(bench, errand))
        case Style():
            return (yield from documents.style(bench, errand))
        case Save():
            return (yield from _save(bench, errand))
        case Calculate():
            return (yield from calculating.calculate(bench, errand))
        case PutCells():
            return (yield from cells.put(bench, errand))
        case PutField():
            return (yield from cells.put_by_labels(bench, errand))
        case ReadCell():
            return (yield from cells.read(bench, errand))
        case ReadPage():
            return (yield from _read_page(bench, errand))
        case Tell():
            return _tell(bench)
        case MakeFolder():
            return (yield from filing.make_folder(bench, errand))
        case MoveFile():
            return (yield from filing.move(bench, errand))
        case BinFile():
            return (yield from filing.bin_file(bench, errand))
        case RunCommand():
            return (yield from terminals.run_command(bench, errand))
        case MenuCommand():
            return (yield from _menu(bench, errand))
        case CloseWindow():
            return (yield from windows.close(bench, errand))
        case _:
            assert_never(errand)


def _save(bench: Bench, errand: Save) -> Script:
    """Save the document in front; or a text that was read, in a document of its own."""
    if errand.said is not None and not _is_document(bench, errand):
        text = documents.text_for(bench, errand.said)
        name = errand.program or _program_for(errand.path)
        if not (yield from windows.bring(bench, Program(name=name))):
            return False
        if bench.document.path or bench.document.changed:
            yield bench.desk.press("Control+n", "Begin a new document.")
            window = bench.active
            bench.documents[window.ref if window is not None else ""] = Document()
        written = Write(said=type(errand.said)(text))
        if not (yield from documents.write(bench, written)):
            return False
    return (yield from saving.save(bench, errand))


def _is_document(bench: Bench, errand: Save) -> bool:
    """Whether "save it" means the document in front, and not what was read last."""
    assert errand.said is not None
    if not errand.said.reference:
        return False
    here, ending = bench.document.path.rpartition(".")[2], errand.path.rpartition(".")[2]
    if bench.value and bench.document.path and here.casefold() != ending.casefold():
        return False
    return bench.document.changed or bool(bench.document.path) or not bench.value


def _program_for(path: str) -> str:
    kind = kind_for_file(path)
    return kind.name if kind is not None else "text editor"


def _read_page(bench: Bench, errand: ReadPage) -> Script:
    """Read what is asked for off the page in front."""
    clause = Clause(
        intent=Intent.ANSWER,
        target=parse_phrase(tokenise(errand.what), errand.what),
        options={"question": errand.what},
        text=errand.what,
    )
    if not (yield from answers.answer(bench.desk, clause, False)):
        raise Stuck(f"The page does not show {errand.what}.")
    bench.value = bench.desk.remembered["answer"]
    bench.value_for = "page"
    bench.desk.answers.append(bench.value)
    return True


def _tell(bench: Bench) -> bool:
    if not bench.value:
        return False
    bench.desk.answers.append(bench.value)
    return True


def _menu(bench: Bench, errand: MenuCommand) -> Script:
    done = yield from commands.command(bench, errand.words)
    if done:
        bench.document.changed = True
        bench.unclaimed.append(errand.words)
    return done
