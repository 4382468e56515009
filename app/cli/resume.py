"""`deskhand runs resume`."""

from __future__ import annotations

import argparse

from app.cli.options import check_permissions, where
from app.cli.progress import GOOD, Progress
from app.cli.terminal import ask, attended, out, print_json, say
from app.cli.watch import as_json, watch
from app.launch import LaunchOptions, launch
from app.paths import paths
from app.resuming import Seen, doubt, going_on, look_back, settled
from app.runs.recover import Recovered, known
from app.safety.permissions import Mode
from app.settings import load_settings

_REFUSED = 3


def resume(options: argparse.Namespace) -> int:
    """Say what is known of a run, and go on from it in a new one."""
    check_permissions(options)
    home = paths()
    recovered = look_back(home, options.run)
    say(f"Run {recovered.run_id}: {recovered.task.text}")
    for line in known(recovered):
        say(f"  {line}")
    if recovered.unknown_commit is not None:
        answer = _ask_about_commit(recovered) if attended() else None
        if answer is None:
            return _refuse(recovered, as_json=options.json)
        recovered = settled(recovered, answer)
    wanted = LaunchOptions(
        task=recovered.task.text,
        budget=options.budget,
        attended=attended(),
        mode=Mode(options.mode) if options.mode else None,
        yes=options.yes,
        commits=options.commits,
        where=where(options),
    )
    progress = Progress()
    settings = load_settings(home.settings)
    launched = launch(going_on(recovered, wanted), home, settings, emit=progress.hear)
    watched = watch(launched, report=options.report, progress=progress)
    if options.json:
        print_json(as_json(watched))
    elif watched.finished.outcome in GOOD and watched.finished.answer:
        out(watched.finished.answer)
    return watched.exit_code


def _ask_about_commit(recovered: Recovered) -> Seen | None:
    """What the person found who has looked; None to leave it."""
    at = recovered.url or "the last page"
    say(f"Please look whether this was done: {doubt(recovered)} (at {at}).")
    while True:
        said = ask("  Was it done? [y] yes  [n] no  [q] leave it: ").lower()
        if said in ("q", "quit", ""):
            return None
        if said in ("y", "yes", "n", "no"):
            return Seen.DONE if said.startswith("y") else Seen.NOT_DONE


def _refuse(recovered: Recovered, *, as_json: bool) -> int:
    message = (
        f"It is not known whether this was done: {doubt(recovered)}. It cannot be taken back and "
        f"is not done twice blindly. Look at {recovered.url or 'the place where it happened'}; "
        "then resume from a terminal or the window and say what you found, or start a new run for "
        "what is left."
    )
    if as_json:
        print_json({"error": message, "exit_code": _REFUSED, "known": known(recovered)})
    say(f"deskhand: {message}")
    return _REFUSED
