"""Errands in words, for messages and `deskhand explain`."""

from __future__ import annotations

from contextlib import suppress
from typing import assert_never

from app.planners.builtin.desk import Stuck
from app.planners.builtin.desktop import context
from app.planners.builtin.desktop.language import read
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
    Said,
    Save,
    Style,
    Tell,
    Write,
)
from app.planners.builtin.explain import line
from app.planners.builtin.language import understand
from app.planners.builtin.plan import Plan


def explain(text: str) -> str:
    """A numbered list of what would be done on a desktop, without looking at anything."""
    return explained(understand(context.settings_first(text)))


def explained(plan: Plan) -> str:
    """What an instruction is understood to ask for on a desktop, one errand a line."""
    lines = []
    for number, clause in enumerate(plan.clauses):
        if context.is_context(clause, plan.clauses[number + 1 :]):
            lines.append(f"take note: {clause.text}")
            continue
        with suppress(Stuck):
            clause = context.placed(clause, plan.text)
        errands = read(clause)
        lines += [line(clause)] if errands is None else [in_words(each) for each in errands]
    if not lines:
        return "Nothing to do was understood."
    return "\n".join(f"{number}. {text}" for number, text in enumerate(lines, 1))


def in_words(errand: Errand) -> str:
    """One errand as a phrase.

    >>> in_words(OpenFile(path="~/a.txt", program="Mousepad"))
    'open ~/a.txt with Mousepad'
    """
    match errand:
        case Program(name=name):
            return f"have {name} in front"
        case OpenFile(called=name) if name:
            return f"open {name}"
        case OpenFile(path=what, program=program) | OpenPage(url=what, program=program):
            return f"open {what}" + (f" with {program}" if program else "")
        case Write(said=said, where=where, line=own):
            place = "" if where == "here" else f" at the {where}"
            return f"write {_said(said)}{place}{' as a line of its own' if own else ''}"
        case Replace(old=old, new=new):
            return f"replace “{old}” by {_said(new)} everywhere"
        case Style(style=style, text=text):
            return f"make {f'“{text}”' if text else 'what was written'} {style}"
        case Save(path=path, program=program, said=said_too):
            what = _said(said_too) if said_too is not None else "the document"
            with_what = f" with {program}" if program else ""
            return f"save {what}{f' as {path}' if path else ''}{with_what}"
        case Calculate(expression=expression, program=program):
            return f"calculate {expression}" + (f" with {program}" if program else "")
        case PutCells(cells=cells):
            return "put " + ", ".join(f"{_said(said)} into {cell}" for cell, said in cells)
        case PutField(row=row, column=column, said=said):
            return f"put {_said(said)} into the {column} of {row}"
        case ReadCell(address=address, row=row, column=column):
            return f"read {address or f'the {column} of {row}'}"
        case ReadPage(what=what):
            return f"read {what} off the page"
        case Tell(what=what):
            return f"tell {what}"
        case MakeFolder(path=path):
            return f"make the folder {path}"
        case MoveFile(path=path, to=to, copy=copy):
            return f"{'copy' if copy else 'move'} {path} to {to}"
        case BinFile(path=path):
            return f"put {path} into the bin"
        case RunCommand(command=command):
            return f"run {command} in a terminal"
        case MenuCommand(words=words):
            return f"have the program in front do this: {words}"
        case CloseWindow(name=name):
            return f"close {name or 'the window in front'}"
        case _:
            assert_never(errand)


def _said(said: Said) -> str:
    return said.text if said.reference else f"“{said.text}”"
