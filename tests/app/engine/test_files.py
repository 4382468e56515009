"""What a run brought about on the disk, told from what was there before."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from actions.action import Claim, Finish
from actions.trajectory import Task
from app.engine.files import FilesBefore
from app.engine.verify import verify
from perception.geometry import Size, Viewport
from perception.observation import Observation
from perception.predicate import All, AnyOf, FileExists, FileText, Not, Predicate, holds, located

NOTHING = Observation(viewport=Viewport(size=Size(1, 1)), surfaces=(), elements=())


def brought_about(before: FilesBefore, predicate: Predicate) -> bool:
    there = located(predicate, before.home)
    assert holds(there, NOTHING), "only what is true now can have been brought about"
    return before.brought_about(there)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "Documents").mkdir()
    (tmp_path / "Documents/old.txt").write_text("all along\n")
    (tmp_path / "Documents/list.txt").write_text("milk\n")
    return tmp_path


def test_what_was_there_before_was_not_brought_about(home: Path) -> None:
    before = FilesBefore.take(home, "write list.txt", time.time())
    assert not brought_about(before, FileExists(path="Documents/old.txt"))
    assert not brought_about(before, FileText(path="Documents/old.txt", text="all along"))
    assert not brought_about(before, FileExists(path="Documents", kind="folder"))
    assert not brought_about(before, Not(predicate=FileExists(path="Documents/never.txt")))


def test_new_files_folders_and_texts_were(home: Path) -> None:
    before = FilesBefore.take(home, "write list.txt", time.time())
    (home / "Documents/new").mkdir()
    (home / "Documents/list.txt").write_text("milk\nbread\n")
    (home / "Documents/old.txt").rename(home / "older.txt")  # keeps the time it was written at
    assert brought_about(before, FileExists(path="Documents/new", kind="folder"))
    assert brought_about(before, FileText(path="Documents/list.txt", text="bread"))
    assert brought_about(
        before, FileText(path="Documents/list.txt", text="milk\nbread", whole=True)
    )
    assert brought_about(before, FileExists(path="older.txt"))
    assert brought_about(before, FileText(path="older.txt", text="all along"))
    assert brought_about(before, Not(predicate=FileExists(path="Documents/old.txt")))


def test_saving_the_same_text_again_brings_nothing_about(home: Path) -> None:
    before = FilesBefore.take(home, "save list.txt", time.time())
    (home / "Documents/list.txt").write_text("milk\n")
    assert not brought_about(before, FileText(path="Documents/list.txt", text="milk", whole=True))
    assert not brought_about(before, FileText(path="Documents/list.txt", text="milk"))


def test_of_several_only_those_that_hold_count(home: Path) -> None:
    before = FilesBefore.take(home, "", time.time())
    (home / "new").write_text("x")
    new, old, never = (FileExists(path=path) for path in ("new", "Documents/old.txt", "never"))
    assert brought_about(before, AnyOf(predicates=(new, never)))
    assert not brought_about(before, AnyOf(predicates=(new, old)))
    assert brought_about(before, All(predicates=(new, old)))


def test_out_of_reach_the_time_decides(home: Path) -> None:
    hidden = home / ".config"
    hidden.mkdir()
    (hidden / "a").write_text("x")
    os.utime(hidden / "a", (1, 1))
    before = FilesBefore.take(home, "", time.time())
    assert not brought_about(before, FileExists(path=".config/a"))
    (hidden / "b").write_text("x")
    assert brought_about(before, FileExists(path=".config/b"))


def test_files_of_another_machine_are_not_known_from_here(tmp_path: Path) -> None:
    before = FilesBefore.take(tmp_path / "elsewhere", "", time.time())
    for claimed in (FileExists(path="a.txt"), Not(predicate=FileExists(path="a.txt"))):
        found = verify(
            Finish(claims=(Claim(predicate=claimed, durable=True),)),
            task=Task(text="make a.txt"),
            steps=(),
            first=NOTHING,
            last=NOTHING,
            reader=lambda durable, url: pytest.fail("no surface tells of files"),
            files=before,
        )
        assert found.agreed is None
        assert "another machine" in found.reason
