"""What Deskhand adds to a step: everything but the model, in the browser and in the sandbox.

    python tests/bench/step_overhead.py [--steps 20]

A scripted model behind a real local server answers at once; the time that its server takes from a
request's last byte to the reply's last byte is taken off. What is done (typing a few letters,
clicking, pressing a key, on the demonstration site and in an editor) answers at once, too, so that
what is called settling here is how long Deskhand waits to see that nothing more comes. Medians in
milliseconds; "rest" is what is between the parts: events, the run's log with its pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from model_server.makers import act
from model_server.server import KEY, ModelServer
from model_server.talk import Say, Seen

from actions.trajectory import Step
from app.demo.server import DemoSite
from app.engine.events import Decided, Observed, StepFinished
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.safety.vault import variable_of
from app.settings import Settings
from app.where import Where

PARTS = ("perceive", "decide", "ground", "gate", "act", "settle")
REQUIRED = {"browser": 150, "sandbox": 300}  # milliseconds

Script = Callable[[int, Seen], Any]


def on_the_site(number: int, seen: Seen) -> Any:
    """Tabs, questions that open and close, and keys: nothing that is loaded from the server."""
    turn = number % 4
    if turn == 0:
        return act(action="click", target={"text": "Feedback", "role": "tab"})
    if turn == 1:
        return act(action="press", keys="Tab")
    if turn == 2:
        return act(action="click", target={"text": "Questions", "role": "tab"})
    return act(action="click", target={"text": "Do you ship abroad?", "role": "button"})


def in_the_editor(number: int, seen: Seen) -> Any:
    """Typing, keys and clicks in a text editor."""
    turn = number % 3
    if turn == 0:
        return act(action="type", text=f"line {number} ")
    if turn == 1:
        return act(action="press", keys="Enter")
    return act(action="click", target=[500, 500])


def measure(where: Where, script: Script, steps: int) -> dict[str, list[float]]:
    """Seconds of each part, step by step."""
    asked = 0
    spent: list[float] = []

    def brain(seen: Seen) -> Say:
        nonlocal asked
        began = time.perf_counter()
        asked += 1
        use = script(asked - 1, seen)
        if asked > steps:
            use = act(action="give_up", reason="enough")
        spent.append(time.perf_counter() - began)
        return Say(uses=(use,))

    with tempfile.TemporaryDirectory() as place, ModelServer(brain) as server:
        folder = Path(place)
        os.environ[variable_of("models/bench")] = KEY
        entry = {
            "name": "bench", "model": "test-model", "profile": "compatible", "price": "free",
            "address": f"{server.address}/v1", "key": "models/bench",
            "habits": {"check": False, "reflect": False},
        }  # fmt: skip
        (folder / "models.yaml").write_text(json.dumps({"models": [entry]}), "utf-8")
        options = LaunchOptions(
            task="Do what comes", where=where, planner="bench", yes=True, commits=True,
            max_steps=steps + 5,
        )  # fmt: skip
        handle = launch(options, Paths.within(folder), Settings()).handle
        taken: list[Step] = []
        found: dict[str, list[float]] = {part: [] for part in (*PARTS, "model", "rest", "all")}
        began = 0.0
        for event in handle.events():
            now = time.perf_counter()
            if isinstance(event, Observed):
                began = now
            elif isinstance(event, Decided):
                found["model"].append(event.spent.seconds)
            elif isinstance(event, StepFinished):
                taken.append(event.step)
                add(found, event.step, now - began)
        handle.join(20)
    errors = [step.error for step in taken if step.error]
    if errors:
        raise SystemExit(f"steps failed: {errors[:3]}")
    return found


def add(found: dict[str, list[float]], step: Step, seconds: float) -> None:
    """One step's seconds. The model's part is counted within "decide"."""
    model = found["model"][-1]
    parts = {part: getattr(step.timing, part) for part in PARTS}
    parts["decide"] = max(parts["decide"] - model, 0.0)
    for part in PARTS:
        found[part].append(parts[part])
    found["rest"].append(max(seconds - step.timing.total, 0.0))
    found["all"].append(max(seconds - model, sum(parts.values())))


def main() -> int:
    """Measure both, print a table; 1 if a median is above what is required."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20)
    steps = parser.parse_args().steps
    columns = (*PARTS, "rest", "all")
    sys.stdout.write(f"{'':10}" + "".join(f"{each:>9}" for each in columns) + "  slowest\n")
    good = True
    with DemoSite() as site:
        places = {
            "browser": (Where(url=f"{site.url}/support", headless=True), on_the_site),
            "sandbox": (Where(environment="sandbox", opens="mousepad"), in_the_editor),
        }
        for name, (where, script) in places.items():
            found = {part: each[1:] for part, each in measure(where, script, steps).items()}
            medians = {part: statistics.median(found[part]) * 1000 for part in columns}
            good &= medians["all"] < REQUIRED[name]
            told = "".join(f"{medians[part]:9.1f}" for part in columns)
            sys.stdout.write(f"{name:10}{told}{max(found['all']) * 1000:9.0f}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
