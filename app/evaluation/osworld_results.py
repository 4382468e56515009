"""The folder of one episode as OSWorld's runner lays it out, so that its tools can read it.

`RESULTS/ACTION_SPACE/OBSERVATION/PLANNER/DOMAIN/ID/` holds `traj.jsonl` with a line for each step,
`step_N_TIME.png`, `runtime.log` and, only if the episode has a score, `result.txt`. The log of the
run in Deskhand's own form and its report lie beside them, in `run/`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from actions.action import Action
from actions.trajectory import Step
from app.engine.events import Event, Observed, RunFinished, StepFinished
from app.evaluation.episode import Episode, Work
from app.runs.format import SCREENS
from app.runs.serial import dump
from perception.observation import Observation

ACTION_SPACE = "deskhand"
OBSERVATION = "elements"

RUN = "run"  # in an episode's folder: the log of the run

_RESULT = "result.txt"
_UNFIT = re.compile(r"[^\w.+-]+")


def episode_folder(results: Path, planner: str, work: Work) -> Path:
    """Where an episode is kept; repetitions after the first lie in a folder below the task's."""
    task, number = work
    folder = results / ACTION_SPACE / OBSERVATION / (_UNFIT.sub("_", planner) or "planner") / task
    return folder if number <= 1 else folder / f"repeat_{number}"


class EpisodeFolder:
    """Written while an episode goes on.

    Args:
        path: of the folder; what an earlier attempt left in it is moved out of the way.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _set_aside(path)
        path.mkdir(parents=True, exist_ok=True)
        self._steps: list[Step] = []
        self._written = 0

    @property
    def run(self) -> Path:
        """The folder of the run's log."""
        return self.path / RUN

    def watch(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of a run; each step is written down when it is seen what it brought about."""
        for event in events:
            if isinstance(event, StepFinished):
                self._steps.append(event.step)
            elif isinstance(event, Observed):
                self._flush(event.observation)
            elif isinstance(event, RunFinished):
                self._flush(event.final, finished=event)
            yield event

    def finish(self, episode: Episode) -> None:
        """Write the score; an episode without one says why, as OSWorld's runner does."""
        if episode.valid:
            (self.path / _RESULT).write_text(f"{episode.raw:g}\n", "utf-8")
        else:
            self._line({"Error": episode.error or f"skipped, because {episode.skipped}"})

    def _flush(self, seen: Observation | None, finished: RunFinished | None = None) -> None:
        for step in self._steps:
            self._written += 1
            self._line(self._told(step, seen, finished))
        self._steps.clear()
        if finished is not None and finished.control is not None:
            self._line(
                {
                    "step_num": self._written + 1,
                    "action_timestamp": _stamp(),
                    "action": dump(finished.control, Action),
                    "response": finished.answer,
                    "reward": 0,
                    "done": True,
                    "info": {"done": True, "outcome": finished.outcome.value},
                    "screenshot_file": self._picture(seen, self._written + 1),
                }
            )

    def _told(
        self, step: Step, seen: Observation | None, finished: RunFinished | None
    ) -> dict[str, Any]:
        return {
            "step_num": self._written,
            "action_timestamp": _stamp(),
            "action": dump(step.action, Action),
            "response": step.decision.thought,
            "reward": 0,
            "done": finished is not None and finished.control is None,
            "info": {"error": str(step.error)} if step.error else {},
            "screenshot_file": self._picture(seen, self._written),
        }

    def _picture(self, seen: Observation | None, number: int) -> str:
        """The picture after a step, under the name that OSWorld's tools look for."""
        if seen is None or seen.screenshot is None:
            return ""
        shot = seen.screenshot
        name = f"step_{number}_{_stamp()}.{shot.format}"
        kept = self.run / SCREENS / shot.file_name
        with contextlib.suppress(OSError):
            if kept.exists():
                os.link(kept, self.path / name)
            else:
                (self.path / name).write_bytes(shot.data)
            return name
        return ""

    def _line(self, line: Mapping[str, Any]) -> None:
        with (self.path / "traj.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Keep what is logged while an episode goes on, in its `runtime.log`."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "runtime.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(min(before, logging.INFO) if before else logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


def write_overview(results: Path, planner: str, settings: Mapping[str, Any],
                   episodes: list[Episode]) -> None:  # fmt: skip
    """The files over all tasks: `args.json` beside the domains, `summary/results.json`."""
    model = episode_folder(results, planner, ("x", 1)).parent
    model.mkdir(parents=True, exist_ok=True)
    (model / "args.json").write_text(json.dumps(dict(settings), indent=2), "utf-8")
    rows = [
        {
            "application": each.task.partition("/")[0],
            "task_id": each.task.partition("/")[2],
            "status": "success" if each.valid else "error",
            "score": each.raw if each.valid else 0,
            **({} if each.valid else {"err_message": each.error or f"skipped: {each.skipped}"}),
        }
        for each in episodes
        if not each.skipped
    ]
    summary = results / "summary"
    summary.mkdir(exist_ok=True)
    (summary / "results.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False), "utf-8")


def _set_aside(path: Path) -> None:
    """Rename what an attempt without a result has left: a run's log is never written over."""
    if not path.exists() or (path / _RESULT).exists():
        return
    own = [each for each in path.iterdir() if not each.name.startswith(("repeat_", "earlier_"))]
    if own:
        place = path / f"earlier_{time.time_ns()}"
        place.mkdir()
        for each in own:
            each.rename(place / each.name)


def _stamp() -> str:
    return time.strftime("%Y%m%d@%H%M%S") + f"{time.time_ns() // 1000 % 1_000_000:06d}"
