"""Tasks a minute on private desktops with 1, 2 and 4 workers, and what one takes of the machine.

    python tests/bench/sandbox_tasks.py [--tasks 'text/*'] [--workers 1,2,4]

The tasks are Deskhand's own, carried out by the built-in planner, each on a desktop of its own.
Processor seconds are those of all that was started, as the kernel counts them; memory is the
largest sum of proportional set sizes that was seen, twice a second.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import sys
import tempfile
import threading
import time
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path

from app.evaluation.campaign import Results, evaluate
from app.evaluation.crew import LocalCrew
from app.evaluation.desk import DeskMaker, DeskPlan
from app.evaluation.preflight import preflight
from app.evaluation.task import load_tasks


class Memory(threading.Thread):
    """Watches what all processes below this one hold in memory."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.peak = max(self.peak, sum(map(proportional, below(os.getpid()))))


def below(pid: int) -> list[int]:
    """All processes below one."""
    found, waiting = [], [pid]
    while waiting:
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{waiting.pop()}/task").iterdir():
                children = [int(each) for each in (thread / "children").read_text().split()]
                found += children
                waiting += children
    return found


def proportional(pid: int) -> int:
    """The proportional set size of a process in bytes."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", default="*")
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(str(files("resources").joinpath("tasks")))
    tasks = [each for each in load_tasks(folder) if fnmatchcase(each.name, options.tasks)]
    work = [(each.name, 1) for each in tasks if not preflight(each)]
    for workers in map(int, options.workers.split(",")):
        with tempfile.TemporaryDirectory() as out:
            maker = DeskMaker(tasks=folder, plan=DeskPlan(report=False), results=Path(out))
            memory, used, began = Memory(), processor(), time.monotonic()
            memory.start()
            results = Results(Path(out), maker.settings())
            episodes = evaluate(work, maker, results, LocalCrew(workers), lambda _: None)
            passed = time.monotonic() - began
            memory.over.set()
            memory.join()
        valid = [each for each in episodes if each.valid]
        sys.stdout.write(
            f"{workers} workers: {len(valid)} of {len(work)} tasks in {passed:.0f} s, "
            f"{60 * len(valid) / passed:.1f} a minute, {sum(e.success for e in valid)} right; "
            f"{(processor() - used) / len(work):.1f} processor seconds a task, "
            f"{memory.peak / workers / 2**20:.0f} MiB a worker; setup "
            f"{sum(e.setup for e in valid) / len(valid):.2f} s, "
            f"{sum(e.steps for e in valid) / len(valid):.1f} steps a task\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
