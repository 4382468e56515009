"""BrowserGym's own loop over MiniWoB++, in a process and an environment of its own.

    PYTHON_WITH_BROWSERGYM tests/bench/miniwob_peer.py '{"base": URL, "seeds": [1], ...}'

Prints a line of JSON for each episode, and one with the time of all.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from miniwob_policy import TASKS, decide

OUT = sys.stdout


def main(given: dict[str, Any]) -> None:
    import browsergym.miniwob  # noqa: F401 - registers the tasks
    import gymnasium

    sys.stdout = sys.stderr  # what libraries print is not for the reader of the lines
    began = time.monotonic()
    options: dict[str, Any] = {
        "pre_observation_delay": 0.0,
        "task_kwargs": {"base_url": given["base"]},
    }
    if given["quick"]:
        options["slow_mo"] = 0
    use_browser(given["browser"])
    for task in TASKS:
        env = gymnasium.make(f"browsergym/miniwob.{task}", **options)
        for seed in given["seeds"]:
            start = time.monotonic()
            reward = episode(env, seed)
            say(task=task, seed=seed, reward=reward, seconds=time.monotonic() - start)
        env.close()
    say(total=time.monotonic() - began)


def use_browser(path: str) -> None:
    """Have Playwright start the browser that is installed: its own is not downloaded here."""
    from playwright.sync_api import BrowserType

    launch = BrowserType.launch

    def launch_ours(self: BrowserType, **given: Any) -> Any:
        return launch(self, **{**given, "executable_path": path})

    BrowserType.launch = launch_ours  # type: ignore[method-assign]  # that is what is wanted


def episode(env: Any, seed: int) -> float:
    observation, _ = env.reset(seed=seed)
    for turn in range(5):
        move = decide(observation["goal"], elements(observation), turn)
        if move is None:
            return 0.0
        how, bid, text = move
        action = f'fill("{bid}", {text!r})' if how == "fill" else f'click("{bid}")'
        observation, reward, ended, _, _ = env.step(action)
        if ended:
            return float(reward)
    return 0.0


def elements(observation: Any) -> list[tuple[str, str, str]]:
    return [
        (node["browsergym_id"], node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in observation["axtree_object"]["nodes"]
        if node.get("browsergym_id") and "role" in node
    ]


def say(**line: Any) -> None:
    OUT.write(json.dumps(line) + "\n")
    OUT.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
