"""`deskhand runs resume`."""

from __future__ import annotations

import argparse
from dataclasses import replace

from app.cli.options import check_permissions, where
from app.cli.progress import GOOD, Progress
from app.cli.terminal import ask, attended, out, print_json, say
from app.cli.watch import as_json, watch
from app.errors import UsageError
from app.launch import LaunchOptions, launch
from app.paths import paths
from app.runs.folders import find_run
from app.runs.lock import held
from app.runs.read import read
from app.runs.recover import Recovered, known, note_for_planner, recover
from app.runs.words import in_words
from app.safety.permissions import Mode
from app.settings import load_settings

_REFUSED = 3


def resume(options: argparse.Namespace) -> int:
    """Say what is known of a run, and go on from it in a new one."""
    check_permissions(options)
    home = paths()
    folder = find_run(home.runs, options.run)
    if held(folder):
        raise UsageError(f"The run {options.run} is still under way.")
    recovered = recover(read(folder))
    say(f"Run {recovered.run_id}: {recovered.task.text}")
    for line in known(recovered):
        say(f"  {line}")
    if recovered.unknown_commit is not None:
        answer = _ask_about_commit(recovered) if attended() else None
        if answer is None:
            return _refuse(recovered, as_json=options.json)
        recovered = answer
    place = where(options)
    wanted = LaunchOptions(
        task=recovered.task.text,
        values=recovered.task.values,
        planner=recovered.planner,
        budget=options.budget,
        attended=attended(),
        parent=recovered.run_id,
        earlier=recovered.commits,
        note=note_for_planner(recovered),
        mode=Mode(options.mode) if options.mode else None,
        yes=options.yes,
        commits=options.commits,
        where=replace(
            place,
            environment=place.environment or recovered.environment,
            url=place.url or recovered.task.url,
        ),
    )
    progress = Progress()
    launched = launch(wanted, home, load_settings(home.settings), emit=progress.hear)
    watched = watch(launched, report=options.report, progress=progress)
    if options.json:
        print_json(as_json(watched))
    elif watched.finished.outcome in GOOD and watched.finished.answer:
        out(watched.finished.answer)
    return watched.exit_code


def _ask_about_commit(recovered: Recovered) -> Recovered | None:
    """What is known after the person has looked; None to leave it."""
    assert recovered.unknown_commit is not None
    what = in_words(recovered.unknown_commit.action.action, recovered.unknown_commit.action)
    say(f"Please look whether this was done: {what} (at {recovered.url or 'the last page'}).")
    while True:
        said = ask("  Was it done? [y] yes  [n] no  [q] leave it: ").lower()
        if said in ("q", "quit", ""):
            return None
        if said in ("y", "yes"):
            return replace(recovered, unknown=None)
        if said in ("n", "no"):
            others = tuple(each for each in recovered.commits if each != recovered.unknown_commit)
            return replace(recovered, unknown=None, commits=others)


def _refuse(recovered: Recovered, *, as_json: bool) -> int:
    assert recovered.unknown_commit is not None
    what = in_words(recovered.unknown_commit.action.action, recovered.unknown_commit.action)
    message = (
        f"It is not known whether this was done: {what}. It cannot be taken back and is not done "
        f"twice blindly. Look at {recovered.url or 'the place where it happened'}; then resume "
        "from a terminal and say what you found, or start a new run for what is left."
    )
    if as_json:
        print_json({"error": message, "exit_code": _REFUSED, "known": known(recovered)})
    say(f"deskhand: {message}")
    return _REFUSED
