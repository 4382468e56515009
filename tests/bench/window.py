"""The window: how long it takes to open, what it costs at rest, and how quick it stays in a run.

    python tests/bench/window.py [--starts 5] [--idle 20] [--steps 2000] [--run 40]

Everything happens on a private desktop with a window manager. A start is timed from the moment at
which the process is asked for to the first turn of its event loop after the window was painted.
The heartbeat is a timer of 10 ms in the window's thread; what is told is by how much it came late,
at rest and during a run in a real browser with a picture for each step. Memory is what the process
holds for itself (USS) after 200 steps and after all of them, with 300 elements and a new picture of
1280 by 800 in each step.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from actions.environments.private_desktop import PrivateDesktop

ROOT = Path(__file__).parents[2]
BEAT = 10  # milliseconds
WARM = 200  # steps after which memory is taken as the beginning


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--idle", type=float, default=20.0, help="seconds")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--run", type=float, default=40.0, help="seconds")
    parser.add_argument("--only", default="", help="start, idle, heartbeat or memory")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return child(options.child, options)
    with PrivateDesktop.start() as desktop:
        told: dict[str, Any] = {}
        for what in (options.only,) if options.only else ("start", "idle", "heartbeat", "memory"):
            if what == "start":
                starts = [_child(what, desktop, options) for _ in range(options.starts)]
                for name, key in (
                    ("seconds to a usable window", "ready"),
                    ("of them of a processor", "worked"),
                ):
                    taken = [each[key] for each in starts]
                    middle = statistics.median(taken)
                    told[f"{name} (median, best)"] = [round(middle, 2), round(min(taken), 2)]
            else:
                told |= _child(what, desktop, options)
    for name, value in told.items():
        print(f"{name:60} {value}")  # noqa: T201  a benchmark's output
    print(f"load average: {os.getloadavg()}")  # noqa: T201
    return 0


def _child(what: str, desktop: PrivateDesktop, options: argparse.Namespace) -> dict[str, Any]:
    """Have a process of its own measure."""
    with tempfile.TemporaryDirectory(prefix="deskhand-bench-") as home:
        arguments = [f"--idle={options.idle}", f"--steps={options.steps}", f"--run={options.run}"]
        variables = {
            **desktop.session.variables,
            "PYTHONPATH": str(ROOT),
            "DESKHAND_HOME": home,
            "BENCH_BEGAN": str(time.time()),
        }
        done = subprocess.run(
            [sys.executable, __file__, f"--child={what}", *arguments],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL,
            text=True,
            timeout=1200,
            check=True,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def child(what: str, options: argparse.Namespace) -> int:
    """Open the window as the command does, measure one thing, print it, and leave."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.gui import application as gui
    from app.paths import paths
    from app.settings import load_settings

    qt = QApplication(sys.argv[:1])
    told: dict[str, Any] = {}
    measures = {"start": _start, "idle": _idle, "heartbeat": _heartbeat, "memory": _memory}

    def painted() -> None:
        told["ready"] = time.time() - float(os.environ["BENCH_BEGAN"])
        told["worked"] = time.process_time()
        window = next(each for each in qt.topLevelWidgets() if each.objectName() == "window")
        measures[what](window, options, told, qt)

    watch = _FirstPaint(lambda: QTimer.singleShot(0, painted))
    qt.installEventFilter(watch)
    home = paths()
    gui.show(home, load_settings(home.settings))
    if what != "start":
        told = {name: value for name, value in told.items() if name not in ("ready", "worked")}
    print(json.dumps(told))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)


def _FirstPaint(then: Any) -> Any:  # noqa: N802  a class that needs Qt
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        done = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            paints = event.type() == QEvent.Type.Paint and watched.objectName() == "window"
            if paints and not self.done:
                self.done = True
                then()
            return False

    return Watch()


def _start(window: Any, _options: Any, _told: Any, qt: Any) -> None:
    qt.quit()


def _idle(window: Any, options: Any, told: dict[str, Any], qt: Any) -> None:
    """Processor time at rest, from three seconds after the start on."""
    from PySide6.QtCore import QTimer

    began: list[float] = []

    def begin() -> None:
        began.append(time.process_time())

    def end() -> None:
        used = time.process_time() - began[0]
        told["processor at rest, percent of a core"] = round(100 * used / options.idle, 2)
        qt.quit()

    QTimer.singleShot(3000, begin)
    QTimer.singleShot(int(3000 + options.idle * 1000), end)


class _Beats:
    """How late a timer comes, in milliseconds."""

    def __init__(self, parent: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        self.late, self._last = [], time.perf_counter()
        self._timer.start()

    def end(self) -> list[float]:
        self._timer.stop()
        late = sorted(self.late)
        at = min(int(len(late) * 0.999), len(late) - 1)
        return [round(late[len(late) // 2], 1), round(late[at], 1), round(late[-1], 1)]

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max((now - self._last) * 1000 - BEAT, 0.0))
        self._last = now


def _heartbeat(window: Any, options: Any, told: dict[str, Any], qt: Any) -> None:
    """At rest, then in a run in a browser."""
    from PySide6.QtCore import QTimer

    from app.demo.server import DemoSite
    from app.gui.session import Job

    beats = _Beats(window)
    site = DemoSite()
    site.__enter__()
    names = "median, 99.9th percentile, most"

    def rested() -> None:
        told[f"late at rest, ms ({names})"] = beats.end()
        window.session.began.connect(lambda: QTimer.singleShot(8000, beats.begin))
        window.session.order(Job("bench", lambda _place: _browser_run(site.url)))
        QTimer.singleShot(int(8000 + 4000 + options.run * 1000), over)

    def over() -> None:
        told["steps, and whether it went on to the end"] = [
            window.session.steps,
            window.session.finished is None,
        ]
        told[f"late in a run, ms ({names})"] = beats.end()
        window.session.stop()
        QTimer.singleShot(1500, qt.quit)

    QTimer.singleShot(2000, beats.begin)
    QTimer.singleShot(int(2000 + options.idle * 1000), rested)


def _browser_run(url: str) -> Any:
    from app.launch import LaunchOptions, launch
    from app.paths import paths
    from app.settings import Settings
    from app.where import Where

    return launch(
        LaunchOptions(
            task="look around",
            where=Where(environment="browser", url=url, headless=True),
            attended=True,
            max_steps=100_000,
            minutes=60,
        ),
        paths(),
        Settings(),
        planner=_walker(url.rstrip("/")),
    )


def _walker(url: str) -> Any:
    """Opens one contact and one order after another: a page that was not there before each time."""
    from actions.action import GiveUp, Open
    from actions.trajectory import Decision

    class Walker:
        name = "walker"
        count = 0

        def decide(self, _task: Any, _seen: Any, _history: Any, context: Any) -> Decision:
            context.check()
            self.count += 1
            if self.count > 1000:
                return Decision(actions=(GiveUp(reason="all was seen"),))
            at, round_ = 1 + self.count % 100, self.count // 100
            page = f"contacts/{at}" if at <= 60 else f"orders/{940 + at}"
            page = f"{page}?round={round_}"
            return Decision(actions=(Open(what=f"{url}/{page}", kind="url"),))

        def close(self) -> None:
            """Nothing is held."""

    return Walker()


def _memory(window: Any, options: Any, told: dict[str, Any], qt: Any) -> None:
    """What many steps leave behind."""
    from PySide6.QtCore import QTimer

    from app.gui.session import Job

    session = window.session
    held: dict[str, float] = {}
    watch = QTimer(window)

    def look() -> None:
        if session.steps >= WARM and "begin" not in held:
            held["begin"] = _own_memory()
        if session.finished is not None:
            watch.stop()
            QTimer.singleShot(1500, over)

    def over() -> None:
        grown = _own_memory() - held.get("begin", 0.0)
        told["steps"] = session.steps
        told[f"megabytes after {WARM} steps, and more after all"] = [
            round(held.get("begin", 0.0), 1),
            round(grown, 1),
        ]
        qt.quit()

    watch.timeout.connect(look)
    watch.start(50)
    session.order(Job("bench", lambda _place: _long_run(options.steps)))


def _long_run(steps: int) -> Any:
    """A run of many steps on an application in memory, recorded like any other."""
    from actions.trajectory import Task
    from app.engine.gate import Gate
    from app.engine.handle import RunHandle
    from app.engine.limits import Limits
    from app.launch import Launched, LaunchOptions
    from app.paths import ensure_folder, paths
    from app.runs.folders import new_folder, new_run_id
    from app.runs.log import record
    from app.safety.permissions import Mode, default_permissions
    from grounding.chain import default_grounder

    run_id = new_run_id()
    folder = new_folder(ensure_folder(paths().runs), "bench", run_id)
    environment = _crowded()
    handle = RunHandle.start(
        Task(text="type"),
        environment=environment,
        planner=_typist(steps),
        grounder=default_grounder(),
        gate=Gate(default_permissions(), Mode.AUTO),
        limits=Limits(steps=steps + 9, minutes=60, stale=steps, repeats=steps, cycle=1),
        record=lambda events: record(events, folder),
        run_id=run_id,
    )
    options = LaunchOptions(task="type", attended=True)
    return Launched(
        run_id=run_id, task=Task(text="type"), folder=folder, handle=handle, options=options
    )


def _crowded() -> Any:
    """An application with many elements, and a picture that differs each time."""
    from dataclasses import replace

    from PIL import Image

    from actions.fake import FakeEnvironment
    from perception.element import Element
    from perception.geometry import Box, Size
    from perception.screenshot import Screenshot

    class Crowded(FakeEnvironment):
        count = 0

        def observe(self, *given: Any, **named: Any) -> Any:
            import io

            seen = super().observe(*given, **named)
            self.count += 1
            more = tuple(
                Element(
                    ref=f"x{self.count}.{at}",
                    surface=seen.elements[0].surface,
                    role="cell",
                    name=f"Cell {at} of table {self.count}",
                    box=Box(10, 20 * at, 100, 18),
                )
                for at in range(300)
            )
            data = io.BytesIO()
            Image.new("RGB", (1280, 800), (self.count % 256, 90, 90)).save(data, "PNG")
            shot = Screenshot(data.getvalue(), Size(1280, 800))
            return replace(seen, elements=seen.elements + more, screenshot=shot)

    return Crowded(url="https://fake.example/settings")


def _typist(steps: int) -> Any:
    from actions.action import GiveUp, Type
    from actions.target import Description
    from actions.trajectory import Decision

    class Typist:
        name = "typist"
        count = 0

        def decide(self, *_given: Any) -> Decision:
            self.count += 1
            if self.count > steps:
                return Decision(actions=(GiveUp(reason="enough"),))
            action = Type(text=f"text {self.count}", into=Description(text="Display name"))
            return Decision(actions=(action,), thought=f"Now comes step {self.count}. " * 5)

        def close(self) -> None:
            """Nothing is held."""

    return Typist()


def _own_memory() -> float:
    """What this process holds for itself, in megabytes."""
    rollup = Path("/proc/self/smaps_rollup").read_text()
    kinds = ("Private_Clean:", "Private_Dirty:")
    lines = [line.split() for line in rollup.splitlines()]
    return sum(int(line[1]) for line in lines if line[0] in kinds) / 1024


if __name__ == "__main__":
    sys.exit(main())
