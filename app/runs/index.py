"""A fast index over all runs, which can always be made anew from their folders.

The folders are the truth. The index only remembers what a log said when it had a certain size and
age; whatever is missing, changed, or cannot be read is summed up again. If even the database
cannot be written, it lives in memory for this once.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import StorageError
from app.paths import Paths, ensure_folder
from app.runs.feedback import NAME as FEEDBACK
from app.runs.feedback import feedback_on
from app.runs.folders import run_folders, run_id_of
from app.runs.format import EVENTS, HEAD, OBSERVATION
from app.runs.lock import held
from app.runs.read import UnreadableRun

_VERSION = 3
_MOST_PLACES = 12  # applications that are remembered of a run
_SURFACES, _ELEMENTS = b'"surfaces": ', b', "elements": '
_SKILL = re.compile(rb'"is": "RunSkill", "name": "([^"\\\\]+)"')
_ROWS = "rows:"  # what the planner that runs skills puts before the name of one


class RunState(StrEnum):
    """What a run without an end is."""

    RUNNING = "running"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One line of a listing.

    Attributes:
        folder: path of the run's folder.
        started: seconds since the epoch.
        outcome: as in `Outcome`; "running" or "crashed" for a run without an end.
        steps: finished ones.
        seconds: wall time; up to the last line for a run without an end.
        answer: of the planner; or the reason why the run ended.
        parent: id of the run that this one goes on from.
        dollars: that models cost, as far as their price is known.
        applications: that were in front: hosts of pages, or names of programs.
        skills: that were run.
        opinion: of the person, as in `Opinion`; and `note`: in their words.
    """

    id: str
    folder: str
    started: float
    task: str
    outcome: str
    steps: int = 0
    seconds: float = 0.0
    environment: str = ""
    planner: str = ""
    answer: str = ""
    parent: str = ""
    dollars: float = 0.0
    applications: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    opinion: str = ""
    note: str = ""


_DECODER = json.JSONDecoder()
_LISTS = ("applications", "skills")  # kept as JSON
_COLUMNS = tuple(field.name for field in fields(RunSummary))


def list_runs(paths: Paths) -> list[RunSummary]:
    """All runs, newest first; brings the index up to date on the way.

    Raises:
        StorageError: the folder of runs is there but cannot be read.
    """
    try:
        rows = _rows(paths.index, paths.runs)
    except sqlite3.OperationalError:  # locked for long, read-only, no space
        rows = _rows(None, paths.runs)
    except (sqlite3.DatabaseError, StorageError):
        rows = _rows_anew(paths)
    found = [_of_row(row) for row in rows]
    return [_with_state(run) if not run.outcome else run for run in found]


def summarise(folder: Path) -> RunSummary | None:
    """What the log in a folder says, read quickly and without checking it; None if nothing."""
    summary: RunSummary | None = None
    last = 0.0
    with contextlib.suppress(OSError), (folder / EVENTS).open("rb") as lines:
        for line in lines:
            head = HEAD.match(line)
            if head is None or not line.endswith(b"\n"):
                break
            kind, last = head[4].decode(), float(head[3])
            if summary and kind == OBSERVATION:
                summary = _seen_in(line, summary)
            elif summary and kind == "StepFinished":
                ran = [name.decode() for name in _SKILL.findall(line)]
                summary = replace(
                    summary, steps=summary.steps + 1, skills=_joined(summary.skills, ran)
                )
            elif kind in ("RunStarted", "RunFinished"):
                summary = _read_in(line, folder, last, summary)
    if summary and not summary.outcome:
        summary = replace(summary, seconds=last - summary.started)
    if summary:
        said = feedback_on(folder)
        summary = replace(summary, opinion=said.opinion.value, note=said.note)
    return summary


def _read_in(
    line: bytes, folder: Path, time: float, summary: RunSummary | None
) -> RunSummary | None:
    try:
        data = json.loads(line)["data"]
        if summary is None:
            planner = str(data["planner"])
            return RunSummary(
                id=run_id_of(folder) or folder.name,
                folder=str(folder),
                started=time,
                task=str(data["task"]["text"]),
                outcome="",
                environment=str(data["environment"]),
                planner=planner,
                parent=str(data.get("parent", "")),
                skills=(planner.removeprefix(_ROWS),) if planner.startswith(_ROWS) else (),
            )
        return replace(
            summary,
            outcome=str(data["outcome"]),
            seconds=float(data.get("seconds", 0.0)),
            answer=str(data.get("answer") or data.get("reason", "")),
            dollars=float(data.get("spent", {}).get("dollars", 0.0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return summary


def _seen_in(line: bytes, summary: RunSummary) -> RunSummary:
    """With what was in front of an observation; the rest of its line is passed over unread."""
    begin = line.find(_SURFACES)
    end = line.find(_ELEMENTS, begin)
    if begin < 0 or len(summary.applications) >= _MOST_PLACES:
        return summary
    try:
        surfaces, _ = _DECODER.raw_decode(line[begin + len(_SURFACES) : end].decode())
        places = [_place(each) for each in surfaces if each.get("active")]
    except (ValueError, TypeError, AttributeError):
        return summary
    return replace(summary, applications=_joined(summary.applications, places))


def _place(surface: dict[str, Any]) -> str:
    """The host of a page, or the name of a program."""
    url = str(surface.get("url", ""))
    host = urlsplit(url).hostname if url.startswith(("http://", "https://")) else ""
    return host or str(surface.get("application", ""))


def _joined(before: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *(each for each in more if each))))


def with_state(folder: Path) -> RunSummary:
    """The summary of one run, with its state if it has no end.

    Raises:
        UnreadableRun: the folder holds no log of a run.
    """
    summary = summarise(folder)
    if summary is None:
        raise UnreadableRun(f"There is no log of a run in {folder}.")
    return summary if summary.outcome else _with_state(summary)


def _with_state(run: RunSummary) -> RunSummary:
    running = held(Path(run.folder))
    return replace(run, outcome=str(RunState.RUNNING if running else RunState.CRASHED))


def _rows_anew(paths: Paths) -> list[tuple[Any, ...]]:
    """As `_rows`, with the damaged index thrown away."""
    try:
        for suffix in ("", "-wal", "-shm"):
            paths.index.with_name(paths.index.name + suffix).unlink(missing_ok=True)
        return _rows(paths.index, paths.runs)
    except (OSError, sqlite3.Error, StorageError):
        return _rows(None, paths.runs)


def _rows(index: Path | None, runs: Path) -> list[tuple[Any, ...]]:
    """The rows of an index brought up to date; one in memory for None."""
    with contextlib.closing(_open(index)) as database:
        _refresh(database, runs)
        return database.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM runs ORDER BY started DESC, folder DESC"
        ).fetchall()


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        ensure_folder(path.parent)
    database = sqlite3.connect(path or ":memory:", timeout=5)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"version {version}")
        columns = ", ".join(_COLUMNS[1:])
        database.execute(
            f"CREATE TABLE IF NOT EXISTS runs (id TEXT, {columns}, size, modified, "
            "PRIMARY KEY (folder))"
        )
        database.execute(f"PRAGMA user_version={_VERSION}")
        if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _refresh(database: sqlite3.Connection, runs: Path) -> None:
    """Make the index agree with the folders."""
    known = {
        folder: (size, modified)
        for folder, size, modified in database.execute("SELECT folder, size, modified FROM runs")
    }
    there = set()
    for folder in run_folders(runs):
        stamp = _stamp(folder)
        if stamp is None:
            continue
        there.add(str(folder))
        if known.get(str(folder)) != stamp and (summary := summarise(folder)) is not None:
            _store(database, summary, stamp)
    for gone in known.keys() - there:
        database.execute("DELETE FROM runs WHERE folder = ?", (gone,))
    database.commit()


def _stamp(folder: Path) -> tuple[int, int] | None:
    """What changes when there is more to know of a run; None if it is gone."""
    try:
        facts = (folder / EVENTS).stat()
    except OSError:
        return None
    changed = facts.st_mtime_ns
    with contextlib.suppress(OSError):
        changed = max(changed, (folder / FEEDBACK).stat().st_mtime_ns)
    return facts.st_size, changed


def _of_row(row: tuple[Any, ...]) -> RunSummary:
    facts = dict(zip(_COLUMNS, row, strict=True))
    return RunSummary(**facts | {name: tuple(json.loads(facts[name])) for name in _LISTS})


def _store(database: sqlite3.Connection, run: RunSummary, stamp: tuple[int, int]) -> None:
    row = asdict(run) | {"size": stamp[0], "modified": stamp[1]}
    row |= {name: json.dumps(row[name]) for name in _LISTS}
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    database.execute(f"INSERT OR REPLACE INTO runs ({names}) VALUES ({marks})", row)
