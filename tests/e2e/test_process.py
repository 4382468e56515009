"""The `deskhand` command as a process: signals, kills, wrong input, what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.action import Action, Click, Finish, Type, Wait
from actions.target import Description
from actions.trajectory import Outcome
from app.demo.server import DemoSite
from app.runs.read import RunRecord, read
from app.runs.report import write_report
from app.runs.serial import dump

# The same entry as the console script's, wherever that is installed.
DESKHAND = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]


class Home:
    """A Deskhand of its own in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[str]] = []
        self.environment = {**os.environ, "DESKHAND_HOME": str(folder / "home"), "NO_COLOR": "1"}

    def script(self, *actions: Action) -> str:
        """A planner that plays these actions."""
        path = self.folder / "script.json"
        path.write_text(json.dumps(dump(actions, tuple[Action, ...])))
        return f"script:{path}"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        process = subprocess.Popen(
            [*DESKHAND, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """End what a failed test left running."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.communicate(timeout=10)

    def call(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command to its end: exit code, standard output, standard error."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=30)
        return process.returncode, output, errors

    def record(self) -> RunRecord:
        """The only run's log."""
        (folder,) = (self.folder / "home" / "runs").iterdir()
        return read(folder)

    def events(self) -> int:
        """How many complete lines the log has; 0 before there is one."""
        return sum(
            log.read_bytes().count(b"\n")
            for log in (self.folder / "home" / "runs").glob("*/events.jsonl")
        )

    def wait_for_lines(self, count: int) -> None:
        """Wait until the log of the run that was started has so many complete lines."""
        deadline = time.monotonic() + 30
        while self.events() < count:
            assert self._started[-1].poll() is None, "the run has ended"
            assert time.monotonic() < deadline, "the run did not get that far"
            time.sleep(0.005)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


def children(process: int) -> set[int]:
    """All descendants of a process."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_ctrl_c_stops_within_a_second_and_leaves_a_whole_log(home: Home, site: DemoSite) -> None:
    planner = home.script(Wait(seconds=60))
    process = home.start("run", "wait", "--url", site.url, "--planner", planner, "--yes")
    home.wait_for_lines(4)  # the start, an observation, what was seen, the decision
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    took = time.monotonic() - began
    assert process.returncode == 130, errors
    assert took < 1.0, f"{took:.2f} s\n{errors}"
    record = home.record()
    assert not record.fault
    assert record.outcome is Outcome.STOPPED


def test_nothing_is_left_running(home: Home, site: DemoSite) -> None:
    planner = home.script(Wait(seconds=60))
    process = home.start("run", "wait", "--url", site.url, "--planner", planner, "--yes")
    home.wait_for_lines(4)
    started = children(process.pid)
    assert started
    process.kill()  # as hard as it gets: nobody is there to clean up
    process.communicate(timeout=10)
    deadline = time.monotonic() + 10
    while left := {child for child in started if alive(child)}:
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.1)


@pytest.mark.parametrize(
    "seed",
    [0, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(1, 104))],
)
def test_a_killed_run_can_be_read_to_its_last_line(seed: int, home: Home, site: DemoSite) -> None:
    site.reset()
    planner = home.script(
        Click(target=Description(text="Settings", role="link")),
        Type(text="Someone Else", into=Description(text="Display name")),
        Click(target=Description(text="Save settings", role="button")),
        Click(target=Description(text="Contacts", role="link")),
        Click(target=Description(text="Settings", role="link")),
        Wait(seconds=20),
    )
    process = home.start("run", "x", "--url", site.url, "--planner", planner, "--yes", "--commits")
    chance = random.Random(seed)
    home.wait_for_lines(chance.randint(1, 20))
    time.sleep(chance.random() * 0.05)
    process.kill()
    process.communicate(timeout=10)
    record = home.record()
    assert not record.fault or record.torn
    assert record.started is not None
    assert record.finished is None
    assert [step.index for step in record.steps] == list(range(len(record.steps)))
    assert "has no end in its log" in write_report(record.folder).read_text()
    code, output, _ = home.call("runs", "list", "--json")
    assert code == 0
    assert record.started.run_id in output


def test_an_unreachable_address_is_said(home: Home) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    code, _, errors = home.call("run", "click OK", "--url", f"http://127.0.0.1:{port}/")
    assert code == 4
    assert f"127.0.0.1:{port}" in errors
    assert "Traceback" not in errors
    assert home.record().outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize("task", ["", " \n ", "x" * 100_000, "click\x01 it"])
def test_a_task_that_makes_no_sense_is_wrong_use(task: str, home: Home) -> None:
    code, output, errors = home.call("run", task)
    assert code == 2
    assert output == ""
    assert errors.startswith("deskhand: ")
    assert "Traceback" not in errors
    assert not (home.folder / "home" / "runs").exists()


def test_a_task_in_any_script_reaches_the_planner(home: Home, site: DemoSite) -> None:
    task = "اضغط على الإعدادات 🙂 漢字"
    planner = home.script(Finish(answer="gesehen 🙂 עברית"))
    code, output, errors = home.call("run", task, "--url", site.url, "--planner", planner)
    assert code == 0, errors
    assert output.strip() == "gesehen 🙂 עברית"
    started = home.record().started
    assert started is not None
    assert started.task.text == task


def test_no_browser_is_exit_code_4(home: Home) -> None:
    code, _, errors = home.call("run", "click OK", "--browser-path", "/nonexistent/browser")
    assert code == 4
    assert "does not exist" in errors


def test_headless_without_yes_refuses_and_says_how(home: Home, site: DemoSite) -> None:
    site.reset()
    planner = home.script(
        Click(target=Description(text="Settings", role="link")),
        Click(target=Description(text="Save settings", role="button")),
    )
    code, _, errors = home.call("run", "x", "--url", site.url, "--planner", planner)
    assert code in (1, 3), errors
    assert "--yes" in errors
    assert not any("Settings saved" in str(step.change) for step in home.record().steps)


def test_a_home_that_cannot_be_written_is_said(home: Home) -> None:
    (home.folder / "home").write_text("a file in the way")
    code, _, errors = home.call("run", "click OK")
    assert code == 5
    assert "DESKHAND_HOME" in errors
    assert "Traceback" not in errors


def test_the_demonstration_ends_well_and_says_what_the_site_holds(home: Home) -> None:
    code, output, errors = home.call("demo", "--headless", "--json")
    result = json.loads(output)
    assert code == 0, errors
    assert result["stored"] is True
    assert result["outcome"] == "done, verified"
    assert Path(result["report"]).is_file()
