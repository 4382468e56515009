"""Nothing that a run left on a private desktop is lost when it ends."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.trajectory import Outcome, Task
from app.engine.events import Event, RunFinished, RunStarted
from app.handover import Handover


def events(*files: str) -> Iterator[Event]:
    yield RunStarted(
        run_id="r", task=Task(text="x"), environment="sandbox", planner="p", settings={}, parent=""
    )
    yield RunFinished(outcome=Outcome.STOPPED, answer="", reason="stopped", files=files)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "run/home"
    for path, text in {
        "Documents/Letters/ana.txt": "Dear Ana",
        "Downloads/a.pdf": "%PDF",
        "top.txt": "top",
        ".config/app.ini": "secret",
        "Documents/.lock": "x",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    (home / "Documents/link").symlink_to("/etc/hostname")
    return home


def finished(handover: Handover, *files: str) -> RunFinished:
    last = list(handover.watch(events(*files)))[-1]
    assert isinstance(last, RunFinished)
    return last


def test_files_are_kept_and_listed_under_their_paths(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    handover = Handover(home, folder)
    download = str(home / "Downloads/a.pdf")
    result = finished(handover, download)
    paths = {str(Path(path).relative_to(folder / "files")) for path in result.files}
    assert paths == {"Documents/Letters/ana.txt", "Downloads/a.pdf", "top.txt"}
    handover.clear()
    assert not home.exists()
    assert Path(result.files[0]).read_text() == "%PDF"


def test_untouched_copies_of_the_persons_own_files_are_not_handed_back(
    home: Path, tmp_path: Path
) -> None:
    given = tmp_path / "given"
    shutil.copytree(home, given, symlinks=True)
    (home / "top.txt").write_text("changed")
    result = finished(Handover(home, tmp_path / "run", given))
    assert [Path(path).name for path in result.files] == ["top.txt"]


def test_what_could_not_be_copied_stays_where_it_is(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / "files").write_text("in the way")
    handover = Handover(home, folder)
    result = finished(handover)
    assert str(home) in result.reason
    handover.clear()
    assert (home / "top.txt").read_text() == "top"


def test_a_run_that_never_ended_loses_nothing(home: Path, tmp_path: Path) -> None:
    handover = Handover(home, tmp_path / "run")
    next(iter(handover.watch(events())))
    handover.clear()
    assert (home / "top.txt").exists()
