"""Windows with a state in a file, for drift on the desktop."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from drift.lessons import Lesson, click, done, to
from drift.look import Look
from drift.mutators import MUTATORS, Mutator
from drift.play import State
from drift.site import Record, Words, one

from actions.action import Click, Type
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.private_desktop import PrivateDesktop

_WINDOWS = Path(__file__).parent / "windows"
_SYSTEM_PYTHON = "/usr/bin/python3"
# Windows have no ids of the page's kind; what is said of them means nothing there.
_NOT_HERE = frozenset({"ids", "swapped"})


@dataclass(frozen=True, slots=True)
class Program:
    """One program, and the task that is done with it.

    Attributes:
        name: of it.
        python: that runs it.
        key: which entry of a record people tell it by.
        who: the record that was shown.
        other: the value that is entered.
        words: its labels.
        start: its records.
        title: of its window.
        shows: what is there once it can be used.
    """

    name: str
    python: str
    key: str
    who: str
    other: str
    words: Words
    start: tuple[Record, ...]
    shows: str

    def wanted(self, records: list[Record]) -> list[Record]:
        """The records after the task was done."""
        record = one(records, self.key, self.who)
        if self.name == "gtk_visits":
            record.update({"note": self.other, "in": "yes"})
        else:
            record["amount"] = self.other
        return records

    def lesson(self) -> Lesson:
        """How it is done."""
        if self.name == "gtk_visits":
            return Lesson(
                f'Check in "{self.who}" with the note "{self.other}".',
                (
                    Type(text=self.other, into=to('"Note"')),
                    Click(target=to(f'"Check in" in the row of "{self.who}"')),
                    done(f"checked in: {self.other}", durable=False),
                ),
            )
        return Lesson(
            f'Book "{self.other}" of the part "{self.who}".',
            (
                click(f'"{self.who}"'),
                Type(text=self.other, into=to('"Amount"')),
                click('"Book entry"'),
                done(f"Booked {self.who}: {self.other}", durable=False),
            ),
        )


VISITS = Program(
    name="gtk_visits",
    python=_SYSTEM_PYTHON,
    key="name",
    who="Chen Wei",
    other="fasting",
    words=Words(
        opener="",
        commit="Check in",
        field="Note",
        renamed=("", "Admit", "Remark"),
        foreign={"Visits": "Besuche", "Check in": "Anmelden", "Note": "Notiz"},
    ),
    start=tuple(
        {"id": str(at), "name": name, "room": f"Room {at}", "note": "", "in": ""}
        for at, name in enumerate(("Ada Blum", "Bo Larsen", "Chen Wei", "Dora Nagy"), 1)
    ),
    shows="Check in",
)
PARTS = Program(
    name="qt_parts",
    python=sys.executable,
    key="part",
    who="Bolt M8",
    other="250",
    words=Words(
        opener="",
        commit="Book entry",
        field="Amount",
        renamed=("", "Enter booking", "Quantity"),
        foreign={
            "Parts": "Teile",
            "Part": "Teil",
            "Amount": "Menge",
            "Book entry": "Buchen",
            "Stock": "Lager",
        },
    ),
    start=tuple(
        {"id": str(at), "part": name, "amount": ""}
        for at, name in enumerate(("Bolt M6", "Bolt M8", "Nut M8", "Washer 8"), 1)
    ),
    shows="Book entry",
)
KNOWN_PROGRAMS = (VISITS,)
ASIDE_PROGRAMS = (PARTS,)


@dataclass(frozen=True, slots=True)
class WindowCase:
    """One program under one change."""

    program: Program
    mutator: Mutator

    @property
    def aside(self) -> bool:
        """Whether the program or the change was kept aside while the rest was built."""
        return self.program in ASIDE_PROGRAMS or self.mutator.aside

    def __str__(self) -> str:
        return f"{self.program.name}: {self.mutator.name}"


def window_cases() -> Iterator[WindowCase]:
    """Every case."""
    for program in (*KNOWN_PROGRAMS, *ASIDE_PROGRAMS):
        for mutator in MUTATORS:
            fits = mutator.fits(program.words, rows=True, ids=False)
            if fits and mutator.group not in _NOT_HERE:
                yield WindowCase(program, mutator)


class WindowStage:
    """A program set up for a case and running, and what is right in it."""

    waits: ClassVar[float] = 40.0  # seconds for its window

    def __init__(self, program: Program, mutator: Mutator, folder: Path) -> None:
        records = mutator.records(program.start, program.key, program.who)
        look = mutator.looks(program.words)
        self._path = folder / "state.json"
        plain = {
            each.name: getattr(look, each.name)
            for each in dataclasses.fields(Look)
            if each.name != "words"
        }
        self._before = {"records": records, "extra": []}
        content = {"look": plain, "words": dict(look.words), **self._before}
        folder.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(content), "utf-8")
        meant = sum(each[program.key] == program.who for each in records)
        wanted = program.wanted(copy.deepcopy(records)) if meant == 1 else None
        self._wanted = {"records": wanted, "extra": []} if wanted is not None else None
        self._program = program
        self._title = look.word({"gtk_visits": "Visits", "qt_parts": "Parts"}[program.name])

    def state(self) -> State:
        """What has become of it."""
        now = json.loads(self._path.read_text("utf-8"))
        held = {"records": now["records"], "extra": now["extra"]}
        if self._wanted is not None and held == self._wanted:
            return "right"
        return "untouched" if held == self._before else "wrong"

    @contextmanager
    def running(self, private: PrivateDesktop, environment: Environment) -> Iterator[None]:
        """The program, with its window in front, as long as the block lasts."""
        script = _WINDOWS / f"{self._program.name}.py"
        pid = private.launch([self._program.python, str(script), str(self._path)])
        try:
            self._await(environment)
            yield
        finally:
            os.kill(pid, signal.SIGKILL)
            while private.running(pid):
                time.sleep(0.02)

    def _await(self, environment: Environment) -> None:
        context = RunContext()
        end = time.monotonic() + self.waits
        while time.monotonic() < end:
            seen = environment.observe(context, screenshot=False)
            if any(each.title == self._title for each in seen.surfaces) and seen.elements:
                environment.settle(context)
                return
            time.sleep(0.05)
        raise AssertionError(f"{self._program.name} does not show its window")
