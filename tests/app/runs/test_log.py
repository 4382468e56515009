"""What a run writes can be read back to the last complete line, whatever happened to it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.trajectory import Outcome
from app.engine.events import (
    ActionIntended,
    Event,
    Observed,
    RunFinished,
    StepFinished,
)
from app.errors import StorageError, UsageError
from app.runs.format import EVENTS, SCREENS
from app.runs.lock import held
from app.runs.log import RunLog, record
from app.runs.read import UnreadableRun, read
from app.runs.serial import dump, dump_screenshot
from perception.observation import Observation
from perception.screenshot import Screenshot


def comparable(event: Event) -> object:
    """An event with its screenshots by name, so that two readings compare equal."""
    return dump(event, type(event), {Screenshot: dump_screenshot})


def write(events: list[Event], folder: Path) -> None:
    list(record(events, folder))


def test_a_run_reads_back_as_it_was(events: list[Event], tmp_path: Path) -> None:
    expected = [comparable(event) for event in events]
    write(events, tmp_path)
    found = read(tmp_path)
    assert (found.fault, found.torn) == ("", False)
    assert [comparable(event) for event in found.events] == expected
    assert found.outcome is Outcome.DONE_VERIFIED
    assert [step.index for step in found.steps] == [0, 1]
    assert found.trajectory().task.text == "Send Ada"


def test_each_observation_and_picture_is_written_once(events: list[Event], tmp_path: Path) -> None:
    write(events, tmp_path)
    lines = (tmp_path / EVENTS).read_bytes().splitlines()
    assert sum(b'"type": "Observation"' in line for line in lines) == 3
    assert len(list((tmp_path / SCREENS).iterdir())) == 3
    # The button did not change, so that the second observation names it only.
    assert lines[5].count(b"Send") == 0


def test_pictures_are_let_go_of_and_found_again(events: list[Event], tmp_path: Path) -> None:
    write(events, tmp_path)
    first = next(event for event in events if isinstance(event, Observed)).observation
    assert first.screenshot is not None
    again = next(e for e in read(tmp_path).events if isinstance(e, Observed)).observation
    assert again.screenshot is not None
    assert again.screenshot.data == first.screenshot.data == b"picture"


def test_an_intent_is_on_disk_before_it_is_passed_on(events: list[Event], tmp_path: Path) -> None:
    for event in record(events, tmp_path):
        on_disk = read(tmp_path).events[-1]
        assert comparable(on_disk) == comparable(event)


def test_truncated_at_every_byte_it_reads_to_the_last_line(
    events: list[Event], tmp_path: Path
) -> None:
    write(events, tmp_path / "whole")
    whole = (tmp_path / "whole" / EVENTS).read_bytes()
    complete = [comparable(event) for event in read(tmp_path / "whole").events]
    ends = [i + 1 for i, byte in enumerate(whole) if byte == 10]
    is_event = [b'"type": "Observation"' not in line for line in whole.splitlines()]
    folder = tmp_path / "cut"
    folder.mkdir()
    parsed = [(0, False)]
    for cut in range(len(whole) + 1):
        (folder / EVENTS).write_bytes(whole[:cut])
        found = read(folder)
        lines = sum(end <= cut for end in ends)
        expected = sum(is_event[:lines])
        assert len(found.entries) == expected
        assert found.torn == bool(cut and cut not in ends)
        assert bool(found.fault) == found.torn
        if (lines, found.torn) != parsed[-1]:
            parsed.append((lines, found.torn))
            assert [comparable(event) for event in found.events] == complete[:expected]
        assert (found.finished is not None) == (cut == len(whole))
    assert len(parsed) > 2 * len(ends)


@pytest.mark.parametrize("damage", ["change", "drop", "swap", "insert"])
def test_a_log_that_was_tampered_with_is_trusted_no_further(
    events: list[Event], tmp_path: Path, damage: str
) -> None:
    write(events, tmp_path)
    path = tmp_path / EVENTS
    lines = path.read_bytes().splitlines(keepends=True)
    match damage:
        case "change":
            lines[3] = lines[3].replace(b"fill in", b"fill on")
        case "drop":
            del lines[4]
        case "swap":
            lines[4], lines[5] = lines[5], lines[4]
        case "insert":
            lines.insert(4, lines[3])
    path.write_bytes(b"".join(lines))
    found = read(tmp_path)
    assert "line 5" in found.fault
    assert not found.torn
    assert found.outcome is None


def test_secrets_do_not_reach_the_disk(secret_events: list[Event], tmp_path: Path) -> None:
    list(record(secret_events, tmp_path, redact=lambda text: text.replace("hunter2", "•••")))
    assert b"hunter2" not in (tmp_path / EVENTS).read_bytes()
    found = read(tmp_path)
    assert found.finished is not None
    assert found.finished.answer == "the page says •••"


def test_half_a_surrogate_pair_does_not_break_the_log(tmp_path: Path) -> None:
    events: list[Event] = [
        RunFinished(outcome=Outcome.FAILED, answer="half \ud83d, line\u2028end \x00 \x1b[31m")
    ]
    expected = comparable(events[0])
    write(events, tmp_path)
    assert comparable(read(tmp_path).events[0]) == expected


def test_two_drivers_are_refused(events: list[Event], tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    assert held(tmp_path)
    with pytest.raises(UsageError, match="under way"):
        next(record(events, tmp_path))
    log.close()
    assert not held(tmp_path)


def test_a_folder_without_a_log_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRun, match="no log of a run"):
        read(tmp_path)


def test_a_failing_engine_marks_the_run_crashed(events: list[Event], tmp_path: Path) -> None:
    def broken() -> Iterator[Event]:
        yield from events[:3]
        raise ZeroDivisionError("seven")

    with pytest.raises(ZeroDivisionError):
        list(record(broken(), tmp_path))
    found = read(tmp_path)
    assert found.outcome is Outcome.CRASHED
    assert found.finished is not None
    assert "ZeroDivisionError: seven" in found.finished.reason
    assert not held(tmp_path)


# Whatever the disk does, nothing is done that the log does not know.

ENGINE = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[2])
    from conftest import story
    from app.runs.log import record

    done = Path(sys.argv[1] + ".done")

    def engine():
        # A long run: an executed action leaves a byte in a file beside the log.
        import dataclasses
        from app.engine.events import ActionIntended
        events = story()
        yield events[0]
        for index in range(int(sys.argv[3])):
            for event in events[1:-1]:
                if hasattr(event, "index"):
                    event = dataclasses.replace(event, index=index)
                yield event
                if isinstance(event, ActionIntended):
                    with done.open("ab") as file:
                        file.write(b"x")
        yield events[-1]

    for event in record(engine(), Path(sys.argv[1])):
        last = event
    print(type(last).__name__, last.outcome.value, "|", last.reason)
"""


def engine_process(folder: Path, rounds: int, **options: object) -> subprocess.Popen[str]:
    script = [sys.executable, "-c", textwrap.dedent(ENGINE), str(folder)]
    return subprocess.Popen(
        [*script, str(Path(__file__).parent), str(rounds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        **options,  # type: ignore[call-overload]
    )


def executed(folder: Path) -> int:
    done = Path(f"{folder}.done")
    return done.stat().st_size if done.exists() else 0


def assert_log_knows_all(folder: Path) -> None:
    found = read(folder)
    assert not found.fault or found.torn
    intents = sum(isinstance(event, ActionIntended) for event in found.events)
    assert executed(folder) <= intents <= executed(folder) + 1
    for event in found.events:
        if isinstance(event, StepFinished):
            shot = event.step.observation.screenshot
            assert shot is not None
            assert shot.data  # every picture that the log names is there


def test_killed_at_any_point_the_log_still_reads(tmp_path: Path) -> None:
    for number in range(8):
        folder = tmp_path / f"run{number}"
        process = engine_process(folder, 100_000)
        begin = time.monotonic()
        while not executed(folder) and time.monotonic() - begin < 20:
            time.sleep(0.005)
        time.sleep(number * 0.013)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert executed(folder) > 0
        assert_log_knows_all(folder)
        assert read(folder).outcome is None
        assert not held(folder)


def assert_stopped_for_want_of_space(process: subprocess.Popen[str], folder: Path) -> str:
    output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert output.startswith("RunFinished crashed |"), errors
    assert_log_knows_all(folder)
    return output


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs root")
def test_a_disk_that_fills_up_stops_the_run(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    try:
        folder = disk / "run"
        # What is "executed" is counted outside the full disk.
        (disk / "run.done").symlink_to(tmp_path / "done")
        output = assert_stopped_for_want_of_space(engine_process(folder, 100_000), folder)
        assert "disk is full" in output
        # There was room kept for the end.
        assert read(folder).outcome is Outcome.CRASHED
        assert (
            "disk is full" in (read(folder).finished or RunFinished(outcome=Outcome.FAILED)).reason
        )
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_file_size_limit_stops_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    limit = 200_000

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    output = assert_stopped_for_want_of_space(
        engine_process(folder, 100_000, preexec_fn=limited), folder
    )
    assert "grow past the size" in output
    assert (folder / EVENTS).stat().st_size <= limit
    assert read(folder).outcome in (None, Outcome.CRASHED)  # perhaps no room was left to say why


def test_a_run_that_cannot_begin_says_why(events: list[Event], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="a file is in the way"):
        next(record(events, tmp_path / "file" / "run"))


def test_observations_compare_by_content_after_reading(events: list[Event], tmp_path: Path) -> None:
    write(events, tmp_path)
    found = [e.observation for e in read(tmp_path).events if isinstance(e, Observed)]
    assert all(isinstance(each, Observation) for each in found)
    assert found[0].by_ref["e1"].value == ""
    assert found[1].by_ref["e9"].name == "Sent"
