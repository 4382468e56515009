"""MiniWoB++ episodes a minute: Deskhand's runner beside BrowserGym's own loop.

    python tests/bench/miniwob_speed.py --browsergym PATH_OF_A_PYTHON_WITH_IT [--seeds 5]

The same scripted policy, pages, browser and machine, in one run, taking turns; both take a
picture with each observation. BrowserGym's fixed
wait before each observation is 0; it has another of 100 ms around every call of Playwright on these
tasks ("slow_mo"), so it is measured with that, as it comes, and without. Each side includes its own
start. To make the other environment: `uv venv other; uv pip install --python other/bin/python
browsergym-miniwob setuptools`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from miniwob_policy import TASKS, decide

from actions.action import Action, Click, Finish, Type
from actions.environments.find_browser import find_browser
from actions.target import ElementRef
from actions.trajectory import History, Task
from app.evaluation.miniwob import MiniwobBench, Plan
from app.evaluation.miniwob_pages import find_pages
from app.planners.scripted import ScriptedPlanner
from perception.observation import Observation


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(pages: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(pages)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/miniwob/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def script(task: Task, observation: Observation, history: History) -> Action:
    elements = [(each.ref, each.role, each.name) for each in observation.elements]
    move = decide(task.text, elements, len(history.steps))
    if move is None:
        return Finish()
    how, ref, text = move
    target = ElementRef(ref=ref)
    return Type(text=text, into=target) if how == "fill" else Click(target=target)


def deskhand(seeds: list[int], pages: Path) -> dict[str, Any]:
    began = time.monotonic()
    bench = MiniwobBench(
        pages, Plan(planner="scripted"), make_planner=lambda: ScriptedPlanner(script)
    )
    try:
        episodes = [bench.play(task, seed) for task in TASKS for seed in seeds]
    finally:
        bench.close()
    total = time.monotonic() - began
    for each in episodes:
        if each.raw != 1:
            say(f"  {each.task} {each.seed}: {each.raw:g} {each.error or each.reason}")
    return figures(total, len(episodes), sum(each.raw == 1 for each in episodes))


def browsergym(python: str, seeds: list[int], base: str, *, quick: bool) -> dict[str, Any]:
    given = {"base": base, "seeds": seeds, "browser": str(find_browser()), "quick": quick}
    peer = Path(__file__).with_name("miniwob_peer.py")
    ran = subprocess.run(
        [python, str(peer), json.dumps(given)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        sys.exit(ran.stderr[-2000:])
    lines = [json.loads(each) for each in ran.stdout.splitlines()]
    episodes, total = lines[:-1], lines[-1]["total"]
    return figures(total, len(episodes), sum(each["reward"] == 1 for each in episodes))


def figures(total: float, count: int, right: int) -> dict[str, Any]:
    return {"episodes": count, "right": right, "seconds": total, "a_minute": 60 * count / total}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--browsergym", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    pages = find_pages()
    found: dict[str, list[dict[str, Any]]] = {}
    with served(pages) as base:
        for turn in range(options.rounds):
            seeds = list(range(100 * turn, 100 * turn + options.seeds))
            for name, measure in (
                ("Deskhand", lambda: deskhand(seeds, pages)),  # noqa: B023 - called at once
                ("BrowserGym", lambda: browsergym(options.browsergym, seeds, base, quick=False)),  # noqa: B023
                ("BrowserGym, slow_mo 0",
                 lambda: browsergym(options.browsergym, seeds, base, quick=True)),  # noqa: B023
            ):  # fmt: skip
                figure = measure()
                found.setdefault(name, []).append(figure)
                share = f"{figure['right']}/{figure['episodes']} right"
                speed = f"{figure['seconds']:6.1f} s, {figure['a_minute']:6.1f} a minute"
                say(f"{name:24s} {share}, {speed}")
    own = sum(each["a_minute"] for each in found["Deskhand"])
    for name, several in found.items():
        say(f"Deskhand is {own / sum(each['a_minute'] for each in several):.1f} times {name}")


if __name__ == "__main__":
    main()
