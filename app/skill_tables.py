"""Tables that skills are run with: read strictly, and a journal of what came of each row.

The journal is written before and after each row, so that a run that is broken off goes on with the
rows that were not begun. A row that was begun and whose end is unknown is not repeated by itself.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import UsageError, storage_error
from skills.skill import Skill

_MOST_ROWS = 100_000
_MOST_BYTES = 50_000_000

Status = Literal["done", "failed", "begun", "new"]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and what the file is."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    digest: str


def read_table(path: Path) -> Table:
    """A CSV file (comma, semicolon or tab; UTF-8) whose first line names the columns.

    Raises:
        UsageError: it cannot be read, or a row does not fit the columns.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as failure:
        raise UsageError(f"Cannot read the table {path}: {failure.strerror}.") from failure
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        raise UsageError(f"{path}, line {line}: no UTF-8 text; save it as UTF-8.") from failure
    if len(data) > _MOST_BYTES:
        raise UsageError(f"{path} is larger than {_MOST_BYTES:,} bytes.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        columns = tuple(name.strip() for name in next(lines, []))
        rows = []
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                told = f"{len(cells)} values for {len(columns)} columns"
                raise UsageError(f"{path}, line {lines.line_num}: {told}.")
            rows.append(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
            if len(rows) > _MOST_ROWS:
                raise UsageError(f"{path} has more than {_MOST_ROWS:,} rows.")
    except csv.Error as failure:
        raise UsageError(f"{path}, line {lines.line_num}: {failure}.") from failure
    if not columns or len(set(columns)) < len(columns) or "" in columns:
        raise UsageError(f"{path}: the first line must name the columns, each once.")
    if not rows:
        raise UsageError(f"{path} has no row below its first line.")
    return Table(columns, tuple(rows), hashlib.sha256(data).hexdigest())


def arguments_of(
    skill: Skill, row: Mapping[str, str], given: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """What a skill is run with for one row: its columns, and what was given for all rows.

    A skill that takes a table gets one of this row alone.

    Raises:
        UsageError: a column is no parameter of the skill.
    """
    known = {each.name for each in skill.parameters}
    tables = [each for each in skill.parameters if each.type == "table"]
    found = dict(given)
    rest = {name: value for name, value in row.items() if name not in known}
    found |= {name: value for name, value in row.items() if name in known}
    for table in tables:
        if set(table.columns) <= row.keys():
            cells = {column: row[column] for column in table.columns}
            found[table.name] = json.dumps([cells], ensure_ascii=False)
            rest = {name: value for name, value in rest.items() if name not in table.columns}
    if rest:
        names = ", ".join(sorted(known)) or "none"
        raise UsageError(
            f"The column {next(iter(rest))!r} is no parameter of {skill.name}; there are: {names}."
        )
    return tuple(sorted(found.items()))


@dataclass
class Journal:
    """What came of each row, on disk; number of the row to status and problem."""

    path: Path
    rows: dict[int, tuple[Status, str]]

    @classmethod
    def open(cls, folder: Path, skill: Skill, table: Table, given: Sequence[object]) -> Journal:
        """The journal of this table with this skill and these other values."""
        key = hashlib.sha256(f"{skill.name}\n{table.digest}\n{given!r}".encode()).hexdigest()
        path = folder / f"{skill.name}-{key[:16]}.jsonl"
        rows: dict[int, tuple[Status, str]] = {}
        try:
            lines = path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            lines = []
        except OSError as failure:
            raise storage_error("read the journal", path, failure) from failure
        for line in lines:
            try:
                entry = json.loads(line)
                rows[int(entry["row"])] = (entry["status"], str(entry.get("problem", "")))
            except (ValueError, KeyError, TypeError):
                continue  # a line that was broken off
        return cls(path, rows)

    def write(self, row: int, status: Status, problem: str = "") -> None:
        """Keep the status of a row, on disk before this returns.

        Raises:
            StorageError: it cannot be written.
        """
        self.rows[row] = (status, problem)
        line = json.dumps({"row": row, "status": status, "problem": problem}, ensure_ascii=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as failure:
            raise storage_error("write the journal", self.path, failure) from failure

    def left(self, count: int, *, again: bool = False) -> list[int]:
        """The rows still to be done, from 1.

        Args:
            count: of all rows.
            again: also those that failed, and those of which nobody knows.
        """
        wanted = ("new", "failed", "begun") if again else ("new",)
        return [row for row in range(1, count + 1) if self.status(row) in wanted]

    def status(self, row: int) -> Status:
        """Of one row."""
        return self.rows.get(row, ("new", ""))[0]

    def clear(self) -> None:
        """Forget all."""
        self.path.unlink(missing_ok=True)
        self.rows.clear()
