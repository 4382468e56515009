"""What only shows in a process of its own: start-up time, Ctrl-C, disks that refuse."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from actions.trajectory import Outcome
from app.runs.folders import find_run
from app.runs.lock import held
from app.runs.read import read

TYPE: dict[str, Any] = {
    "is": "Type",
    "text": "Ada",
    "into": {"is": "Description", "text": "Display name"},
}
WAIT: dict[str, Any] = {"is": "Wait", "seconds": 60}
FINISH: dict[str, Any] = {"is": "Finish", "answer": "Done."}

Script = Callable[..., list[str]]
Start = Callable[..., "subprocess.Popen[str]"]


def test_help_loads_nothing_heavy(start: Start) -> None:
    out, _err = start("--help").communicate()
    assert "deskhand run" in out
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, app.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"rich", "yaml", "playwright", "PIL", "jsonschema", "sqlite3"} & set(loaded)


def test_alone_it_says_how_to_go_on(start: Start) -> None:
    process = start()
    out, _err = process.communicate()
    assert process.returncode == 0
    assert "deskhand demo" in out


def wait_for_log(home: Path, text: str) -> Path:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for log in (home / "runs").glob("*/events.jsonl"):
            if text in log.read_text("utf-8"):
                return log.parent
        time.sleep(0.01)
    raise AssertionError(f"no log with {text}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_within_a_second_and_completes_the_log(
    start: Start, script: Script, home: Path, number: signal.Signals
) -> None:
    process = start("run", "wait", *script(TYPE, WAIT, FINISH), "--json")
    folder = wait_for_log(home, '"type": "ActionIntended", "data": {"index": 1')
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert '"outcome": "stopped"' in out
    assert "Traceback" not in err
    record = read(folder)
    assert (record.outcome, record.fault) == (Outcome.STOPPED, "")
    assert not held(folder)


def test_a_reader_that_leaves_is_no_fault(start: Start, script: Script, home: Path) -> None:
    start("run", "x", *script(FINISH)).communicate()
    shell = f'{sys.executable} -c \'from app.cli import main; main(["runs", "list"])\' | true'
    ran = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small file system of its own."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting needs root")
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fails(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "Traceback" not in err
    assert out == ""
    return err


def test_a_read_only_home_is_said_clearly(start: Start, script: Script, home: Path) -> None:
    with mounted(home, "size=1m,ro"):
        err = fails(start("run", "x", *script(FINISH)))
    assert "the file system is read-only; set DESKHAND_HOME" in err


def test_a_file_in_the_way_is_said_clearly(start: Start, script: Script, home: Path) -> None:
    home.write_text("a file")
    err = fails(start("run", "x", *script(FINISH)))
    assert "a file is in the way of a folder" in err


def test_a_full_disk_is_said_clearly_before_a_run(start: Start, script: Script, home: Path) -> None:
    with mounted(home, "size=64k"):
        (home / "filler").write_bytes(b"x" * 60_000)
        err = fails(start("run", "x", *script(FINISH)))
    assert "the disk is full; free some space" in err


def test_a_disk_that_fills_up_during_a_run_ends_it(
    start: Start, script: Script, home: Path
) -> None:
    actions = [{**TYPE, "text": f"Ada {number}" * 20} for number in range(200)]
    with mounted(home, "size=400k"):
        process = start("run", "x", *script(*actions, FINISH), "--max-steps", "1000")
        err = fails(process)
        assert "the disk is full" in err
        assert "Nothing was done after the last step" in err
        folder = find_run(home / "runs", "last")
        record = read(folder)
        assert not record.fault
        assert record.outcome is Outcome.CRASHED
        assert record.steps
        listing, _err = start("runs", "list").communicate(timeout=30)
        assert "crashed" in listing


def test_the_real_browser_is_not_found_clearly(start: Start, home: Path, tmp_path: Path) -> None:
    process = start("run", "x", "--url", "http://127.0.0.1:1", "--browser-path", "/nowhere/chrome")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (4, "")
    assert "/nowhere/chrome" in err
    assert "Traceback" not in err
    assert read(find_run(home / "runs", "last")).outcome is Outcome.UNAVAILABLE
