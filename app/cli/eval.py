"""`deskhand eval miniwob`, and what all benchmarks share."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from app.cli.terminal import out, print_json, say
from app.errors import UsageError
from app.evaluation.campaign import Results, evaluate, share_of
from app.evaluation.crew import Crew, LocalCrew, Maker
from app.evaluation.episode import Episode, Work
from app.evaluation.miniwob import BROWSERGYM_LIMIT, MiniwobMaker, Plan
from app.evaluation.miniwob_pages import all_tasks, find_pages
from app.evaluation.summary import by_task, summarise_miniwob
from app.paths import paths

STOPPED = 130
UNAVAILABLE = 4


def usage(_options: argparse.Namespace) -> int:
    """Without a benchmark."""
    raise UsageError("Say which benchmark: deskhand eval miniwob, suite or osworld; or compare.")


def miniwob(options: argparse.Namespace) -> int:
    """Run MiniWoB++ and print the figures."""
    pages = find_pages()
    plan = Plan(
        planner=options.planner,
        paraphrased=options.paraphrase,
        limit=0.0 if options.native_time else BROWSERGYM_LIMIT,
        max_steps=options.max_steps,
        browser_path=options.browser_path,
    )
    work = [
        (task, seed)
        for seed in _seeds(options.seeds)
        for task in _tasks(options.tasks, all_tasks(pages))
    ]
    maker = MiniwobMaker(pages=pages, plan=plan)
    results = Results(results_folder(options, "miniwob"), maker.settings())
    episodes = play(work, maker, results, crew(options), width=32)
    if episodes is None:
        return STOPPED
    figures = summarise_miniwob(episodes, maker.settings())
    path = results.finish(figures)
    if options.json:
        print_json(figures)
    else:
        _show(episodes, path)
    return 0


def results_folder(options: argparse.Namespace, name: str) -> Path:
    """Where the results go: as said, or a new folder."""
    given: Path | None = options.out
    return given or paths().evaluations / time.strftime(f"{name}-%Y%m%d-%H%M%S")


def crew(options: argparse.Namespace, *, limit: float = 0.0) -> Crew:
    """Who plays the episodes: processes of this machine, or a Ray cluster.

    Raises:
        UsageError: Ray is not installed.
    """
    if not options.ray:
        return LocalCrew(options.workers, limit=limit)
    from app.evaluation.ray_crew import RayCrew

    return RayCrew(address=options.ray, workers=options.workers, limit=limit)


def play(
    work: Sequence[Work], maker: Maker, results: Results, crew: Crew, *, width: int
) -> list[Episode] | None:
    """Play what has no result yet and show it as it comes; None if the person stopped it.

    Raises:
        EnvironmentUnavailable: nothing can be played here.
    """
    progress = Progress(len(dict.fromkeys(work)), len(results.load()), width)
    try:
        return evaluate(work, maker, results, crew, progress)
    except KeyboardInterrupt:
        say(
            "Stopped. What has ended is kept; go on with the same command and "
            f"--out {results.folder}"
        )
        return None


class Progress:
    """Says what came of each episode, how many are left, and how long they will take.

    Args:
        total: episodes in all.
        earlier: of these, that have a result already.
        width: of the names of tasks.
    """

    def __init__(self, total: int, earlier: int, width: int) -> None:
        self._total, self._width = total, width
        self._count = min(earlier, total)
        self._began, self._played = time.monotonic(), 0
        if self._count:
            say(f"{self._count} of {total} have a result already.")

    def __call__(self, episode: Episode) -> None:
        """Say what came of one."""
        self._count += 1
        self._played += 1
        passed = time.monotonic() - self._began
        left = (self._total - self._count) * passed / self._played
        if episode.error:
            mark = "error " + episode.error.splitlines()[0]
        elif episode.skipped:
            mark = f"skipped, because {episode.skipped}"
        else:
            mark = f"{episode.raw:g}" + ("  (said to be done)" if episode.wrong_claim else "")
        say(
            f"{self._count:4d}/{self._total}  {episode.task:{self._width}s} {episode.seed}  "
            f"{episode.seconds:5.1f} s  {mark}   [{left / 60:.0f} min left]"
        )


def _show(episodes: Sequence[Episode], path: Path) -> None:
    out(f"{'task':34s} {'raw>0':>6s} {'raw=1':>6s} {'steps':>6s} {'s':>6s}")
    for name, several in sorted(by_task(episodes).items()):
        valid = [each for each in several if each.valid]
        if not valid:
            out(f"{name:34s} no result")
            continue
        steps = sum(each.steps for each in valid) / len(valid)
        seconds = sum(each.seconds for each in valid) / len(valid)
        out(
            f"{name:34s} {sum(e.raw > 0 for e in valid):3d}/{len(valid):<2d} "
            f"{sum(e.raw == 1 for e in valid):3d}/{len(valid):<2d} {steps:6.1f} {seconds:6.1f}"
        )
    out("")
    out(f"raw reward > 0:  {share_of(episodes, lambda each: each.raw > 0)}")
    out(f"raw reward = 1:  {share_of(episodes, lambda each: each.raw == 1)}")
    errors = sum(bool(each.error) for each in episodes)
    out(f"errors:          {errors} (no result; not counted above)")
    out(f"figures:         {path}")


def _tasks(text: str, known: Sequence[str]) -> Sequence[str]:
    if text == "all":
        return known
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"There is no task {', '.join(unknown)}. There are: {', '.join(known)}.")
    return names


def _seeds(text: str) -> list[int]:
    seeds: list[int] = []
    try:
        for part in text.split(","):
            first, dash, last = part.partition("-")
            seeds += range(int(first), int(last) + 1) if dash else [int(first)]
    except ValueError:
        raise UsageError(f"{text!r} is no list of seeds, as 1000-1004 or 1,2,3.") from None
    if not seeds:
        raise UsageError("There are no seeds in it.")
    return seeds
