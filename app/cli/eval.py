"""`deskhand eval`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from app.cli.terminal import out, print_json, say
from app.errors import UsageError
from app.evaluation.campaign import Results, evaluate, share_of, summarise
from app.evaluation.miniwob import BROWSERGYM_LIMIT, Episode, Plan
from app.evaluation.miniwob_pages import all_tasks, find_pages
from app.paths import paths


def usage(_options: argparse.Namespace) -> int:
    """Without a benchmark."""
    raise UsageError("Say which benchmark: deskhand eval miniwob")


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
    folder = options.out or paths().evaluations / time.strftime("miniwob-%Y%m%d-%H%M%S")
    results = Results(folder, plan)
    count = 0

    def progress(episode: Episode) -> None:
        nonlocal count
        count += 1
        mark = "error " + episode.error.splitlines()[0] if episode.error else f"{episode.raw:g}"
        say(f"{count:4d}  {episode.task:32s} {episode.seed}  {episode.seconds:5.1f} s  {mark}")

    try:
        episodes = evaluate(work, pages, plan, results, options.workers, progress)
    except KeyboardInterrupt:
        say(f"Stopped. What has ended is kept; go on with the same command and --out {folder}")
        return 130
    summary = summarise(episodes, plan)
    path = results.finish(summary)
    if options.json:
        print_json(summary)
    else:
        _show(episodes, path)
    return 0


def _show(episodes: Sequence[Episode], path: Path) -> None:
    by_task: dict[str, list[Episode]] = {}
    for episode in episodes:
        by_task.setdefault(episode.task, []).append(episode)
    out(f"{'task':34s} {'raw>0':>6s} {'raw=1':>6s} {'steps':>6s} {'s':>6s}")
    for name, several in sorted(by_task.items()):
        valid = [each for each in several if not each.error]
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
