"""From a clause of an instruction to the errands that it asks for on a desktop.

Each reader takes the clause's words and answers with errands, or with None where the clause is not
of its kind; the first that answers is believed. What none of them knows (a button to press, a box
to tick, a page's form) is for the planner's general scripts.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.planners.builtin.desktop import names, say_documents, say_figures, say_programs
from app.planners.builtin.desktop.plan import Errand, MakeFolder, OpenFile, Program
from app.planners.builtin.desktop.saying import Errands, Reader
from app.planners.builtin.plan import Clause, Intent

_FILLER = re.compile(
    r"^(?:(?:please|now|then|and|also|just|finally|next|first|afterwards|after that|to)\b[\s,]*)+",
    re.I,
)
_PURPOSE = re.compile(
    r"^(?:use|open|start|launch|take|employ)\s+(?P<what>[^\"“]+?)\s+to\s+(?P<do>[a-z]+\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SETTINGS = re.compile(r"\b(?:settings|preferences|options)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\s+(?:again|afterwards|now|then|please|for me)\s*$", re.IGNORECASE)


def read(clause: Clause) -> Errands | None:
    """The errands of a clause; None where it asks for nothing that is special to a desktop."""
    text = clause.text.strip()
    if clause.intent is Intent.DRAG and clause.verb:  # of several drags each has its own words
        text = f"{clause.verb} {text}" if not text.casefold().startswith(clause.verb) else text
    text = _AGAIN.sub("", _FILLER.sub("", text).rstrip(" .!;,"))
    lead = leading(clause)
    purposeful = _PURPOSE.match(text)
    if purposeful and (program := names.program_in(purposeful["what"])):
        lead, text = (*lead, Program(name=program)), purposeful["do"]
    where = clause.scope.text if clause.scope is not None else ""
    for reader in _READERS if text else ():
        if reader is say_figures.field and _SETTINGS.search(f"{where} {text}"):
            continue  # a field of a window, not a cell
        errands = reader(text)
        if errands is not None:
            return (*lead, *(_inside(each, where) for each in errands))
    idle = not text or (clause.intent is Intent.BROWSE and not purposeful)
    return (lead or None) if idle else None


def _inside(errand: Errand, where: str) -> Errand:
    """A folder that is made goes into the one that was said first: "In Documents, make …"."""
    if not isinstance(errand, MakeFolder) or "/" in errand.path:
        return errand
    folder = names.folder_in(f"in {where}") if where else ""
    return replace(errand, path=f"{folder}/{errand.path}") if folder else errand


def leading(clause: Clause) -> Errands:
    """What "In Writer, …", "With the file manager, …" asks for first."""
    phrases = [clause.options.get("via", "")]
    if clause.scope is not None:
        phrases.append(clause.scope.text)
    for phrase in filter(None, phrases):
        if program := names.program_in(phrase):
            return (Program(name=program),)
        place = names.place_in(phrase)
        if place.file:
            return (OpenFile(path=place.path),)
    return ()


_READERS: tuple[Reader, ...] = (
    say_programs.running,
    say_figures.calculating,
    say_figures.reading_cell,
    say_figures.looking_up,
    say_figures.telling,
    say_figures.cells,
    say_programs.filing,
    say_documents.styling,
    say_documents.saving,
    say_programs.opening,
    say_documents.replacing,
    say_figures.field,
    say_programs.commanding,
    say_programs.closing,
    say_documents.writing,
)
