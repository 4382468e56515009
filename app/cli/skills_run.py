"""`deskhand skills run`: one skill, once or for each row of a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.options import launch_options
from app.cli.progress import Progress
from app.cli.skills import found, store
from app.cli.terminal import out, print_json, say
from app.cli.watch import Watched, as_json, watch
from app.errors import UsageError
from app.launch import LaunchOptions, launch
from app.paths import paths
from app.planners.rows import RowResult, RowsPlanner, task_of
from app.settings import load_settings
from app.skill_runs import TableRun, limited, once, startable
from skills.skill import Skill


def run(options: argparse.Namespace) -> int:
    """Run a skill."""
    found(options.name)  # says which names are near
    skill = startable(store(), options.name)
    options.task = task_of(skill)
    wanted = launch_options(options)
    given = dict(wanted.values)
    if options.table:
        return _run_table(options, skill, wanted, given)
    try:
        planner = once(skill, given)
    except UsageError as failure:
        raise UsageError(f"{failure} Give values with --with NAME=VALUE.") from None
    watched = launch_skill(options, wanted, planner, skill, 1)
    if options.json:
        print_json(as_json(watched))
    return int(watched.exit_code)


def launch_skill(
    options: argparse.Namespace,
    wanted: LaunchOptions,
    planner: RowsPlanner,
    skill: Skill,
    rows: int,
) -> Watched:
    """Run a skill's rows and watch that.

    Args:
        options: of the command, for the report.
        wanted: options of the run.
        planner: with the rows.
        skill: that is run.
        rows: how many there are.
    """
    home = paths()
    wanted = limited(wanted, skill, rows)
    progress = Progress()
    launched = launch(
        wanted, home, load_settings(home.settings), emit=progress.hear, planner=planner
    )
    return watch(launched, report=options.report, progress=progress)


def _run_table(
    options: argparse.Namespace, skill: Skill, wanted: LaunchOptions, given: dict[str, str]
) -> int:
    run = TableRun.read(skill, Path(options.table), given, paths().tables, restart=options.restart)
    count, left = len(run.table.rows), run.left(again=options.again)
    unsure = [each.row for each in run.states() if each.status == "begun"]
    if unsure and not options.again:
        rows = ", ".join(map(str, unsure[:10]))
        say(f"Of row {rows} it is not known whether it was done; it is not repeated (--again).")
    if len(left) < count:
        say(f"{count - len(left)} of {count} rows were done or tried before.")
    code = 0
    if left:
        bar = _Bar(count, count - len(left))
        planner = run.planner(again=options.again, after=bar.told)
        code = int(launch_skill(options, wanted, planner, skill, len(left)).exit_code)
    results = run.states()
    failed = [each for each in results if each.status != "done"]
    if options.json:
        rows_told = [{"row": e.row, "status": e.status, "problem": e.problem} for e in results]
        print_json({"skill": skill.name, "rows": rows_told, "journal": str(run.journal.path)})
    else:
        out(f"{len(results) - len(failed)} of {len(results)} rows are done.")
        for each in failed:
            out(f"  row {each.row}: {each.status} {each.problem}")
    return code or (1 if failed else 0)


class _Bar:
    """Says how far the table is, one line for each row."""

    def __init__(self, count: int, done: int) -> None:
        self._count, self._done = count, done

    def told(self, result: RowResult) -> None:
        """One more row."""
        self._done += 1
        width = 20
        filled = round(width * self._done / self._count)
        sign = "✗" if result.problem else "✓"
        bar = "█" * filled + "░" * (width - filled)
        problem = f"  {result.problem}" if result.problem else ""
        say(f"{bar} {self._done}/{self._count}  {sign} row {result.row}{problem}")
