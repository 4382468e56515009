"""Runs of skills by their name: once with values, or for each row of a table.

The command line and the window prepare them here, and start them with `app.launch`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UsageError
from app.launch import LaunchOptions
from app.library import SkillFault
from app.planners.rows import RowResult, RowsPlanner, task_of
from app.skill_tables import Journal, Status, Table, arguments_of, read_table
from skills.filling import claims_of
from skills.load import SkillError
from skills.skill import Skill, nodes
from skills.store import NoSuchSkill, Store
from skills.values import ValuesError, bind

_WAITS = 4  # moves for each step of a skill, with what is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """What came of one row of a table, from 1."""

    row: int
    status: Status
    problem: str = ""


def startable(library: Store, name: str) -> Skill:
    """A skill that may be run.

    Raises:
        UsageError: there is none, or it is out of use.
        SkillFault: it cannot be read.
    """
    try:
        skill = library.get(name)
        state, reason = library.state(name)
    except NoSuchSkill:
        raise UsageError(f"There is no skill called {name!r}.") from None
    except SkillError as failure:
        raise SkillFault(str(failure)) from None
    if state != "active":
        raise UsageError(
            f"{name} is {state}: {reason}. `deskhand skills retire {name} --restore` puts it back."
        )
    return skill


def once(skill: Skill, given: Mapping[str, str]) -> RowsPlanner:
    """A planner that runs a skill once.

    Raises:
        UsageError: a value is missing, or is none for its parameter.
    """
    try:
        claims = claims_of(skill, bind(skill, dict(given)))
    except ValuesError as failure:
        raise UsageError(f"{skill.name}: {failure}.") from None
    return RowsPlanner(skill.name, [(1, tuple(given.items()))], claims=claims)


def limited(options: LaunchOptions, skill: Skill, rows: int = 1) -> LaunchOptions:
    """The options of a run with limits that fit a skill, where none were given."""
    count = sum(1 for _ in nodes(skill.steps))
    return replace(
        options,
        task=options.task or task_of(skill),
        max_steps=options.max_steps or max(60, (count * _WAITS + 5) * 20) * rows,
        minutes=options.minutes or max(15.0, 2.0 * rows),
    )


@dataclass(frozen=True, slots=True)
class TableRun:
    """A skill, a table, and what came of its rows so far.

    Attributes:
        arguments: of each row.
        journal: on disk; grows while it runs.
    """

    skill: Skill
    table: Table
    arguments: tuple[tuple[tuple[str, str], ...], ...]
    journal: Journal

    @classmethod
    def read(
        cls,
        skill: Skill,
        path: Path,
        given: Mapping[str, str],
        journals: Path,
        *,
        restart: bool = False,
    ) -> TableRun:
        """Check all rows of a table; nothing is done yet.

        Args:
            skill: to run.
            path: of the table.
            given: values for all rows.
            journals: folder of the journals.
            restart: forget what came of the rows before.

        Raises:
            UsageError: the table cannot be read, or does not fit the skill.
            StorageError: the journal cannot be read.
        """
        table = read_table(path)
        arguments = _arguments(skill, table, given)
        journal = Journal.open(journals, skill, table, sorted(given.items()))
        if restart:
            journal.clear()
        return cls(skill, table, arguments, journal)

    def left(self, *, again: bool = False) -> list[int]:
        """The rows still to be done; with `again` also those that failed or are unknown."""
        return self.journal.left(len(self.table.rows), again=again)

    def states(self) -> list[RowState]:
        """What came of each row."""
        return [
            RowState(
                row=row,
                status=self.journal.status(row),
                problem=self.journal.rows.get(row, ("", ""))[1],
            )
            for row in range(1, len(self.table.rows) + 1)
        ]

    def planner(
        self,
        *,
        again: bool = False,
        before: Callable[[int], None] = lambda row: None,
        after: Callable[[RowResult], None] = lambda result: None,
    ) -> RowsPlanner:
        """A planner for the rows that are left; the journal is written before others are told.

        Args:
            again: also rows that failed or whose end is unknown.
            before: told of each row that is begun.
            after: told what came of it.
        """

        def begun(row: int) -> None:
            self.journal.write(row, "begun")
            before(row)

        def done(result: RowResult) -> None:
            self.journal.write(result.row, "failed" if result.problem else "done", result.problem)
            after(result)

        rows = [(row, self.arguments[row - 1]) for row in self.left(again=again)]
        return RowsPlanner(self.skill.name, rows, before=begun, after=done)


def _arguments(
    skill: Skill, table: Table, given: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The arguments of each row; all rows are checked before the first is begun."""
    found = []
    wrong = []
    for number, row in enumerate(table.rows, 1):
        arguments = arguments_of(skill, row, given)
        try:
            bind(skill, dict(arguments))
        except ValuesError as failure:
            wrong.append(f"row {number}: {failure}")
        found.append(arguments)
    if wrong:
        more = f"\n… and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise UsageError(
            "The table does not fit the skill; nothing was done:\n" + "\n".join(wrong[:5]) + more
        )
    return tuple(found)
