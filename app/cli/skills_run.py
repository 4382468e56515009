"""`deskhand skills run`: one skill, once or for each row of a table."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from app.skill_tables import Journal, Table, arguments_of, read_table
from skills.replay import claims_of
from skills.skill import Skill, nodes
from skills.values import ValuesError, bind

_WAITS = 4  # moves for each step of a skill, with what is waited for


def run(options: argparse.Namespace) -> int:
    """Run a skill."""
    skill = found(options.name)
    state, reason = store().state(skill.name)
    if state != "active":
        raise UsageError(
            f"{skill.name} is {state}: {reason}. `deskhand skills retire {skill.name} --restore` "
            "puts it back."
        )
    options.task = task_of(skill)
    wanted = launch_options(options)
    given = dict(wanted.values)
    if options.table:
        return _run_table(options, skill, wanted, given)
    try:
        claims = claims_of(skill, bind(skill, given))
    except ValuesError as failure:
        raise UsageError(f"{skill.name}: {failure}. Give values with --with NAME=VALUE.") from None
    planner = RowsPlanner(skill.name, [(1, tuple(given.items()))], claims=claims)
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
        options: of the command, for limits and the report.
        wanted: options of the run.
        planner: with the rows.
        skill: that is run.
        rows: how many there are.
    """
    home = paths()
    count = sum(1 for _ in nodes(skill.steps))
    steps = options.max_steps or max(60, (count * _WAITS + 5) * 20) * rows
    minutes = options.minutes or max(15.0, 2.0 * rows)
    wanted = replace(wanted, max_steps=steps, minutes=minutes)
    progress = Progress()
    launched = launch(
        wanted, home, load_settings(home.settings), emit=progress.hear, planner=planner
    )
    return watch(launched, report=options.report, progress=progress)


def _run_table(options: Any, skill: Skill, wanted: Any, given: dict[str, str]) -> int:
    table = read_table(Path(options.table))
    journal = Journal.open(paths().tables, skill, table, sorted(given.items()))
    if options.restart:
        journal.clear()
    arguments = _arguments(skill, table, given)
    left = journal.left(len(table.rows), again=options.again)
    unsure = [row for row, (status, _) in journal.rows.items() if status == "begun"]
    if unsure and not options.again:
        rows = ", ".join(map(str, unsure[:10]))
        say(f"Of row {rows} it is not known whether it was done; it is not repeated (--again).")
    done_before = len(table.rows) - len(left)
    if done_before:
        say(f"{done_before} of {len(table.rows)} rows were done or tried before.")
    code = 0
    if left:
        bar = _Bar(len(table.rows), done_before)

        def after(result: RowResult) -> None:
            journal.write(result.row, "failed" if result.problem else "done", result.problem)
            bar.told(result)

        planner = RowsPlanner(
            skill.name,
            [(row, arguments[row - 1]) for row in left],
            before=lambda row: journal.write(row, "begun"),
            after=after,
        )
        watched = launch_skill(options, wanted, planner, skill, len(left))
        code = int(watched.exit_code)
    results = [
        {"row": row, "status": journal.status(row), "problem": journal.rows.get(row, ("", ""))[1]}
        for row in range(1, len(table.rows) + 1)
    ]
    failed = [each for each in results if each["status"] != "done"]
    if options.json:
        print_json({"skill": skill.name, "rows": results, "journal": str(journal.path)})
    else:
        out(f"{len(results) - len(failed)} of {len(results)} rows are done.")
        for each in failed:
            out(f"  row {each['row']}: {each['status']} {each['problem']}")
    return code or (1 if failed else 0)


def _arguments(
    skill: Skill, table: Table, given: dict[str, str]
) -> list[tuple[tuple[str, str], ...]]:
    """The arguments of each row; all rows are checked before the first is begun."""
    found_all = []
    wrong = []
    for number, row in enumerate(table.rows, 1):
        arguments = arguments_of(skill, row, given)
        try:
            bind(skill, dict(arguments))
        except ValuesError as failure:
            wrong.append(f"row {number}: {failure}")
        found_all.append(arguments)
    if wrong:
        more = f"\n… and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise UsageError(
            "The table does not fit the skill; nothing was done:\n" + "\n".join(wrong[:5]) + more
        )
    return found_all


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
