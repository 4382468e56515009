"""Watching several attempts at one task, and taking the best."""

from __future__ import annotations

from dataclasses import replace

from actions.trajectory import Outcome
from app.best_of import Attempt, best
from app.cli.progress import Progress
from app.cli.terminal import say
from app.cli.watch import Watched, watch
from app.launch import LaunchOptions, launch
from app.models.errors import ModelError
from app.models.use import ModelUse
from app.paths import Paths
from app.settings import Settings


def watch_attempts(
    count: int, wanted: LaunchOptions, home: Paths, settings: Settings, *, report: bool
) -> Watched:
    """Watch the attempts one after another; the best of them.

    A budget is for all of them together. A run that was stopped is the last one.
    """
    budget = wanted.budget if wanted.budget is not None else settings.budget or None
    seen: list[Watched] = []
    for number in range(1, count + 1):
        say(f"Attempt {number} of {count}")
        progress = Progress()
        launched = launch(replace(wanted, budget=budget), home, settings, emit=progress.hear)
        seen.append(watch(launched, report=report, progress=progress))
        finished = seen[-1].finished
        if finished.outcome is Outcome.STOPPED:
            return seen[-1]
        if budget is not None:
            budget -= finished.spent.dollars + finished.spent.doubtful
            if budget <= 0:
                say("The budget is used up; there is no further attempt.")
                break
    attempts = [Attempt(each.finished, each.steps) for each in seen]
    planner = wanted.planner or settings.planner
    use = ModelUse(budget, home.prices)
    try:
        at = best(attempts, seen[0].launched.task, planner, home, use)
    except ModelError as failure:
        say(f"The judge could not be asked ({failure}); the shortest of the best is taken.")
        at = best(attempts, seen[0].launched.task, "", home, use)
    chosen = seen[at]
    say(f"The best is attempt {at + 1} of {len(seen)}: run {chosen.launched.run_id}")
    return chosen
