"""The listing is right whatever state the index is in, and tells crashed runs from running ones."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from app.engine.events import Event
from app.errors import RunNotFound, UsageError
from app.paths import Paths, paths
from app.runs.folders import delete_run, find_run, new_folder, run_folders, run_id_of, slug
from app.runs.format import EVENTS
from app.runs.index import list_runs
from app.runs.log import RunLog, record


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    return Paths.within(tmp_path)


def make_run(home: Paths, events: list[Event], run_id: str, now: float = 1_800_000_000) -> Path:
    folder = new_folder(home.runs, "Send Ada", run_id, now=now)
    list(record(events, folder))
    return folder


def test_a_listing_says_what_the_logs_say(home: Paths, events: list[Event]) -> None:
    make_run(home, events, "aaaaaa", now=1_800_000_000)
    make_run(home, events, "bbbbbb", now=1_800_000_100)
    newest, older = list_runs(home)
    assert (newest.id, older.id) == ("bbbbbb", "aaaaaa")
    assert (newest.task, newest.outcome, newest.steps) == ("Send Ada", "done, verified", 2)
    assert (newest.answer, newest.planner, newest.seconds) == ("Sent.", "scripted", 1.5)


def test_no_runs_is_an_empty_listing(home: Paths) -> None:
    assert list_runs(home) == []


@pytest.mark.parametrize("damage", ["missing", "garbage", "cut", "other version", "other table"])
def test_a_damaged_index_is_made_anew(home: Paths, events: list[Event], damage: str) -> None:
    make_run(home, events, "aaaaaa")
    expected = list_runs(home)
    match damage:
        case "missing":
            home.index.unlink()
        case "garbage":
            home.index.write_bytes(b"this is no database" * 1000)
        case "cut":
            home.index.write_bytes(home.index.read_bytes()[:5000])
        case "other version":
            with sqlite3.connect(home.index) as database:
                database.execute("PRAGMA user_version=99")
            database.close()
        case "other table":
            with sqlite3.connect(home.index) as database:
                database.execute("DROP TABLE runs")
                database.execute("CREATE TABLE runs (folder TEXT)")
            database.close()
    assert list_runs(home) == expected
    assert list_runs(home) == expected


def test_an_index_that_cannot_be_written_is_done_without(home: Paths, events: list[Event]) -> None:
    make_run(home, events, "aaaaaa")
    home.index.mkdir()  # not even root can open a folder as a database
    assert [run.id for run in list_runs(home)] == ["aaaaaa"]


def test_deleted_and_grown_runs_are_noticed(home: Paths, events: list[Event]) -> None:
    first = make_run(home, events, "aaaaaa")
    second = new_folder(home.runs, "another", "bbbbbb", now=1_800_000_100)
    log = RunLog(second)
    log.write(events[0])
    assert [run.outcome for run in list_runs(home)] == ["running", "done, verified"]
    for event in events[1:5]:
        log.write(event)
    shutil.rmtree(first)
    (only,) = list_runs(home)
    assert (only.outcome, only.steps) == ("running", 1)
    log.close()
    (only,) = list_runs(home)
    assert only.outcome == "crashed"


def test_a_torn_log_is_listed_to_its_last_line(home: Paths, events: list[Event]) -> None:
    folder = make_run(home, events, "aaaaaa")
    path = folder / EVENTS
    path.write_bytes(path.read_bytes()[:-20])
    (run,) = list_runs(home)
    assert (run.outcome, run.steps) == ("crashed", 2)


def test_a_run_is_found_by_its_names(home: Paths, events: list[Event]) -> None:
    first = make_run(home, events, "abcdef", now=1_800_000_000)
    second = make_run(home, events, "abcxyz", now=1_800_000_100)
    for name in ("abcdef", "abcd", first.name, str(first)):
        assert find_run(home.runs, name) == first
    assert find_run(home.runs, "last") == second
    with pytest.raises(RunNotFound, match=r"Several runs begin with 'abc': abcxyz, abcdef"):
        find_run(home.runs, "abc")
    with pytest.raises(RunNotFound, match="There is no run 'zzz'"):
        find_run(home.runs, "zzz")
    with pytest.raises(RunNotFound, match="There is no run ''"):
        find_run(home.runs, "")


def test_foreign_folders_are_no_runs(home: Paths, events: list[Event]) -> None:
    make_run(home, events, "abcdef")
    (home.runs / "my notes").mkdir()
    (home.runs / "20260101-000000-empty-abcxyz").mkdir()
    assert [run_id_of(folder) for folder in run_folders(home.runs)] == ["abcdef"]


def test_a_run_under_way_is_not_deleted(home: Paths, events: list[Event]) -> None:
    folder = new_folder(home.runs, "busy", "abcdef")
    log = RunLog(folder)
    with pytest.raises(UsageError, match="under way"):
        delete_run(folder)
    log.close()
    delete_run(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("Add Ada Löveläce!", "add-ada-lovelace"),
        ("שלום 😀", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 30, "word-word-word-word-word-word-word-word"),
        ("x" * 300, ""),
    ],
)
def test_folder_names_are_plain(task: str, expected: str, tmp_path: Path) -> None:
    assert slug(task) == expected
    folder = new_folder(tmp_path, task, "abcdef")
    assert folder.parent == tmp_path
    assert run_id_of(folder) == "abcdef"


def test_runs_are_private(home: Paths, events: list[Event]) -> None:
    folder = make_run(home, events, "abcdef")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / EVENTS).stat().st_mode & 0o077 == 0


def test_one_variable_moves_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    monkeypatch.delenv("DESKHAND_CACHE", raising=False)
    assert {paths().config, paths().data, paths().cache.parent} == {tmp_path}
    monkeypatch.setenv("DESKHAND_CACHE", str(tmp_path / "shared"))
    assert paths().icons.themes == tmp_path / "shared" / "icons"
    assert paths().icons.seen == tmp_path / "icons"
    monkeypatch.setenv("DESKHAND_CACHE", "relative")
    with pytest.raises(UsageError, match="DESKHAND_CACHE must be an absolute path"):
        paths()
    monkeypatch.delenv("DESKHAND_CACHE")
    monkeypatch.setenv("DESKHAND_HOME", "relative")
    with pytest.raises(UsageError, match="absolute"):
        paths()
    monkeypatch.delenv("DESKHAND_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if sys.platform.startswith("linux"):
        assert paths().runs == tmp_path / "data" / "deskhand" / "runs"
        assert paths().cache == tmp_path / "cache" / "deskhand"


def test_an_end_without_an_outcome_is_a_crash(home: Paths) -> None:
    folder = new_folder(home.runs, "odd", "abcdef")
    (folder / EVENTS).write_bytes(
        b'{"seq": 0, "prev": "", "time": 1.5, "type": "RunStarted", "data": {"task": {"text": "t"}'
        b', "environment": "e", "planner": "p"}}\n'
        b'{"seq": 1, "prev": "", "time": 2.5, "type": "RunFinished", "data": {}}\n'
    )
    (run,) = list_runs(home)
    assert (run.outcome, run.task) == ("crashed", "t")
