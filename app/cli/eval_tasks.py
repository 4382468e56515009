"""`deskhand eval suite` and `deskhand eval osworld`: tasks in OSWorld's format."""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.cli.eval import STOPPED, crew, play, results_folder
from app.cli.terminal import out, print_json
from app.errors import UsageError
from app.evaluation.campaign import Results, share_of
from app.evaluation.desk import DeskMaker, DeskPlan
from app.evaluation.episode import Episode
from app.evaluation.judge import Judge
from app.evaluation.osworld_results import write_overview
from app.evaluation.overview import write_overview_page
from app.evaluation.preflight import preflight
from app.evaluation.summary import Figures, summarise_tasks
from app.evaluation.task import EvalTask, load_tasks
from app.evaluation.video import check_video
from app.launch import make_planner
from app.models.use import ModelUse
from app.paths import paths
from app.where import screen_size

_SUITE = "Deskhand's own suite"
_OSWORLD = "OSWorld-native subset"
_AROUND = 180.0  # seconds that setup and evaluation may take beside the run


def suite(options: argparse.Namespace) -> int:
    """Deskhand's own tasks, or others in their place."""
    folder = options.folder or Path(str(files("resources").joinpath("tasks")))
    return _evaluate(options, folder, "suite", _SUITE, check_start=False)


def osworld(options: argparse.Namespace) -> int:
    """Task files of OSWorld."""
    return _evaluate(options, options.folder, "osworld", _OSWORLD, check_start=True)


def _evaluate(
    options: argparse.Namespace, folder: Path, name: str, label: str, *, check_start: bool
) -> int:
    tasks = _chosen(load_tasks(folder), options.tasks)
    if options.list:
        return _listed(tasks, options)
    plan = replace(_plan(options), check_start=check_start)
    work = [(task.name, number) for number in range(1, options.repeat + 1) for task in tasks]
    if options.shuffle is not None:
        random.Random(options.shuffle).shuffle(work)
    target = results_folder(options, name)
    maker = DeskMaker(tasks=folder.resolve(), plan=plan, results=target.resolve())
    results = Results(target, maker.settings())
    longest = max([plan.minutes, *(task.minutes for task in tasks)])
    width = min(max(len(task.name) for task in tasks), 48)
    players = crew(options, limit=longest * 60 + _AROUND)
    episodes = play(work, maker, results, players, width=width)
    if episodes is None:
        return STOPPED
    infeasible = frozenset(task.name for task in tasks if task.evaluator.infeasible)
    figures = summarise_tasks(episodes, maker.settings(), label=label, infeasible=infeasible)
    path = results.finish(figures)
    write_overview(target, plan.planner, maker.settings(), episodes)
    page = write_overview_page(target, f"{label}: {plan.planner}", episodes, figures)
    if options.json:
        print_json(figures)
    else:
        _show(episodes, figures, path, page)
    return 0


def _plan(options: argparse.Namespace) -> DeskPlan:
    """How the tasks are carried out, checked before anything is started.

    Raises:
        UsageError: something in it cannot be.
    """
    home = paths()
    screen_size(options.screen)
    use = ModelUse(prices=home.prices)
    make_planner(options.planner, home, use).close()
    if options.judge:
        Judge.named(options.judge, home, use).close()
    if options.video:
        check_video()
    return DeskPlan(
        planner=options.planner,
        max_steps=options.max_steps,
        minutes=options.minutes,
        budget=options.budget,
        video=options.video,
        judge=options.judge,
        screen=options.screen,
    )


def _chosen(tasks: Sequence[EvalTask], patterns: str) -> list[EvalTask]:
    """The tasks that patterns name.

    Raises:
        UsageError: a pattern names none.
    """
    chosen: dict[str, EvalTask] = {}
    for pattern in filter(None, (each.strip() for each in patterns.split(","))):
        fitting = [task for task in tasks if pattern == task.id or fnmatchcase(task.name, pattern)]
        if not fitting:
            some = ", ".join(task.name for task in tasks[:5])
            raise UsageError(f"No task is called {pattern!r}; there are {some}, ...")
        chosen |= {task.name: task for task in fitting}
    return [chosen[name] for name in sorted(chosen)]


def _listed(tasks: Sequence[EvalTask], options: argparse.Namespace) -> int:
    """Say which tasks could be carried out here, and why the others could not."""
    found = {task.name: preflight(task) for task in tasks}
    if options.json:
        print_json({name: {"skipped": reason} for name, reason in found.items()})
        return 0
    for name, reason in found.items():
        out(f"{name}  skipped, because {reason}" if reason else name)
    able = sum(not reason for reason in found.values())
    out(f"\n{able} of {len(found)} can be carried out here.")
    return 0


def _show(episodes: Sequence[Episode], figures: Figures, path: Path, page: Path) -> None:
    out(f"{figures['label']}")
    for name, share in figures["domains"].items():
        out(f"  {name:24s} {share['successes']:4d} of {share['trials']}")
    out("")
    out(f"carried out:    {share_of(episodes, lambda each: each.success)}")
    claimed = [each for each in episodes if each.claimed]
    out(f"wrong claims:   {share_of(claimed, lambda each: each.wrong_claim)}")
    _show_repetitions(figures["repetitions"])
    if figures["infeasible"]["trials"]:
        able, unable = figures["feasible"], figures["infeasible"]
        out(f"of these        {able['successes']} of {able['trials']} that can be done, and")
        out(f"                {unable['successes']} of {unable['trials']} that cannot: given up")
    if figures["judged_apart"]["episodes"]:
        judged = figures["judged_apart"]
        out(f"judged (apart): {judged['mean']} over {judged['episodes']}")
    out(f"skipped:        {sum(bool(each.skipped) for each in episodes)} (not counted above)")
    out(f"errors:         {sum(bool(each.error) for each in episodes)} (not counted above)")
    out(f"figures:        {path}")
    out(f"report:         {page}")


def _show_repetitions(repetitions: Mapping[str, Mapping[str, Any]]) -> None:
    if len(repetitions) > 1:
        for k, each in repetitions.items():
            out(f"k = {k}:          pass@k {each['pass_at']}, pass^k {each['pass_all']}")
