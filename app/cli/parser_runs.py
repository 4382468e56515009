"""The options of `deskhand runs`. Kept free of imports, as `app.cli.parser`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.numbers import positive, positive_int

Add = Callable[[Any], None]

# What `deskhand runs` alone lists.
_EVERY_RUN: dict[str, Any] = {
    "limit": 20,
    "search": "",
    "state": "",
    "app": "",
    "skill": "",
    "days": None,
    "sizes": False,
}


def add_runs(
    commands: Any,
    command: Callable[..., argparse.ArgumentParser],
    lazily: Callable[[str, str], Any],
    *shared: Add,
) -> None:
    """Add the commands.

    Args:
        commands: where to.
        command: makes a command.
        lazily: a command whose module is imported when it is called.
        shared: add the options that `run` has as well.
    """
    runs = commands.add_parser(
        "runs",
        help="list, show, report, resume or delete earlier runs",
        description="Earlier runs.",
    )
    runs.set_defaults(command=lazily("app.cli.runs", "list_runs"), json=False, **_EVERY_RUN)
    parts = runs.add_subparsers(metavar="COMMAND", title="commands")
    listing = command(parts, "list", "list runs, newest first", "app.cli.runs", "list_runs")
    _add_listing(listing)
    show = command(parts, "show", "show one run step by step", "app.cli.runs", "show")
    show.add_argument(
        "--prompts",
        nargs="?",
        type=positive_int,
        const=0,
        metavar="STEP",
        help="what exactly was sent to models and what they answered; of one step, or of all",
    )
    report = command(
        parts, "report", "write a run's report, one HTML file", "app.cli.runs", "report"
    )
    report.add_argument("--output", metavar="FILE", help="where to; default: the run's folder")
    resume = command(
        parts,
        "resume",
        "go on with a run that was broken off",
        "app.cli.resume",
        "resume",
        """
        Go on with a run that was broken off or did not get to its end. Says what is known and what
        is not, then starts a new run that looks at how things are now. What cannot be taken back
        is never done twice without a person's word.
        """,
    )
    for add in shared:
        add(resume)
    resume.set_defaults(environment=None)  # that of the run
    resume.add_argument("--report", action="store_true", help="write the report (HTML) at the end")
    save = command(
        parts,
        "save-skill",
        "make a skill of a run that did what was wanted",
        "app.cli.save_skill",
        "save_skill",
    )
    save.add_argument("--name", default="", metavar="NAME", help="of the skill")
    save.add_argument(
        "--unverified", action="store_true", help="also a run that nobody has checked"
    )
    save.add_argument(
        "--namer",
        default="",
        metavar="MODEL",
        help="let this model propose names and descriptions; it is told no values",
    )
    note = command(parts, "note", "say what you think of a run", "app.cli.runs", "note")
    which = note.add_mutually_exclusive_group()
    which.add_argument(
        "--good", dest="opinion", action="store_const", const="good", help="it did what was wanted"
    )
    which.add_argument(
        "--bad", dest="opinion", action="store_const", const="bad", help="it did not"
    )
    for parser in (show, report, resume, save, note):
        parser.add_argument("run", metavar="RUN", help='id of the run, its beginning, or "last"')
    note.add_argument("--text", metavar="TEXT", help='in your words; "" takes all back')
    _add_export(parts, command)
    delete = command(parts, "delete", "delete runs with all their files", "app.cli.runs", "delete")
    delete.add_argument("run", nargs="*", metavar="RUN", help='ids of runs, or "last"')
    delete.add_argument(
        "--older-than", type=positive, metavar="DAYS", help="all runs that began before"
    )
    delete.add_argument("--yes", action="store_true", help="do not ask")


def _add_listing(listing: argparse.ArgumentParser) -> None:
    listing.add_argument(
        "--limit", type=positive_int, default=20, metavar="N", help="at most N runs (20)"
    )
    listing.add_argument("--search", default="", metavar="WORDS", help="only runs with these words")
    listing.add_argument(
        "--state",
        default="",
        choices=("done", "unverified", "failed", "stopped", "running"),
        help="only runs that ended so",
    )
    listing.add_argument("--app", default="", metavar="NAME", help="only in this program or host")
    listing.add_argument("--skill", default="", metavar="NAME", help="only with this skill")
    listing.add_argument("--days", type=positive, metavar="N", help="only runs of the last N days")
    listing.add_argument("--sizes", action="store_true", help="say what they take up on the disk")


def _add_export(parts: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    export = command(
        parts,
        "export",
        "write runs as training data for models",
        "app.cli.export",
        "export_runs",
        """
        Write runs as training data for models. Successes, recoveries, failures and unsure runs go
        to files of their own.

          deskhand runs export --format chat --output data
          deskhand runs export last --format ui-tars --output data --only success
        """,
    )
    export.add_argument(
        "run", nargs="*", metavar="RUN", help='ids of runs, or "last"; all runs if none is named'
    )
    export.add_argument(
        "--format",
        required=True,
        choices=("chat", "sharegpt", "ui-tars", "agentnet", "parquet"),
        help="OpenAI chat JSONL, ShareGPT, UI-TARS messages, AgentNet (OpenCUA) or Parquet",
    )
    export.add_argument("--output", required=True, metavar="FOLDER", help="a new folder")
    export.add_argument(
        "--only", default="", metavar="KINDS", help="of success,recovered,failure,unsure; else all"
    )
    export.add_argument(
        "--profile",
        metavar="NAME",
        help="the model family whose words, coordinates and picture sizes are written",
    )
    export.add_argument(
        "--redact",
        choices=("strict", "none"),
        default="strict",
        help="strict (default): addresses, numbers and tokens become placeholders, in pictures too",
    )
