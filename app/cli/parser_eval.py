"""The options of `deskhand eval`. Kept free of imports, as `app.cli.parser`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.numbers import positive, positive_int


def add_eval(
    commands: Any,
    command: Callable[..., argparse.ArgumentParser],
    lazily: Callable[[str, str], Any],
) -> None:
    """Add the commands.

    Args:
        commands: where to.
        command: makes a command.
        lazily: a command whose module is imported when it is called.
    """
    evaluations = commands.add_parser(
        "eval", help="measure Deskhand on a benchmark", description="Measure Deskhand."
    )
    evaluations.set_defaults(command=lazily("app.cli.eval", "usage"), json=False)
    parts = evaluations.add_subparsers(metavar="BENCHMARK", title="benchmarks")
    _add_miniwob(
        command(parts, "miniwob", "MiniWoB++: 125 small web tasks", "app.cli.eval", "miniwob")
    )
    suite = command(
        parts,
        "suite",
        "Deskhand's own tasks over real programs, each on a private desktop",
        "app.cli.eval_tasks",
        "suite",
        """
        Carry out Deskhand's own tasks, each on a fresh private desktop, and score what is left.

          deskhand eval suite
          deskhand eval suite --tasks 'files/*' --workers 2 --repeat 3
        """,
    )
    suite.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="other tasks in the same format"
    )
    _add_tasks(suite, screen="1280x800")
    osworld = command(
        parts,
        "osworld",
        "task files of OSWorld, on private desktops instead of its virtual machine",
        "app.cli.eval_tasks",
        "osworld",
        """
        Carry out task files of OSWorld on private desktops. What cannot be carried out here is
        skipped and not scored, so the figures are those of an "OSWorld-native subset", not of
        OSWorld.

          deskhand eval osworld evaluation_examples --planner NAME
        """,
    )
    osworld.add_argument("folder", type=Path, metavar="FOLDER", help="with DOMAIN/ID.json in it")
    _add_tasks(osworld, screen="1920x1080")
    rubrics = command(
        parts,
        "rubrics",
        "criteria behind what people wrote about runs (an experiment)",
        "app.cli.eval_rubrics",
        "run",
        """
        Let a model find the criteria behind what you wrote about runs, and say how often judging
        by them agrees with you on runs that it did not learn from.
        """,
    )
    rubrics.add_argument("--judge", required=True, metavar="MODEL", help="finds and judges")
    _add_compare(
        command(
            parts, "compare", "what differs between two evaluations", "app.cli.eval_compare", "run"
        )
    )


def _add_miniwob(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tasks", default="all", metavar="A,B", help="names of tasks (all)")
    parser.add_argument(
        "--seeds", default="1000-1004", metavar="N-M", help="seeds, as in 1000-1004 or 1,2,3"
    )
    parser.add_argument(
        "--paraphrase", action="store_true", help="say the instructions in other words"
    )
    parser.add_argument(
        "--native-time",
        action="store_true",
        help="keep the pages' own time limits instead of BrowserGym's 1000 s",
    )
    parser.add_argument("--browser-path", default="", metavar="PATH", help="the browser's program")
    _add_shared(parser, steps=40)


def _add_tasks(parser: argparse.ArgumentParser, *, screen: str) -> None:
    parser.add_argument(
        "--tasks",
        default="*",
        metavar="PATTERNS",
        help="which: names as DOMAIN/ID, * for any part, several with commas (all)",
    )
    parser.add_argument("--list", action="store_true", help="say which could be carried out here")
    parser.add_argument(
        "--repeat", type=positive_int, default=1, metavar="K", help="episodes of each task (1)"
    )
    parser.add_argument(
        "--minutes", type=positive, default=5.0, metavar="M", help="that a run may take (5)"
    )
    parser.add_argument(
        "--budget", type=positive, default=0.0, metavar="USD", help="for the models of one run"
    )
    parser.add_argument(
        "--shuffle", type=int, metavar="SEED", help="carry the tasks out in a random order"
    )
    parser.add_argument(
        "--screen", default=screen, metavar="WxH", help=f"size of the screen ({screen})"
    )
    parser.add_argument("--video", action="store_true", help="record each run (needs ffmpeg)")
    parser.add_argument(
        "--judge", default="", metavar="MODEL", help="judges open-ended tasks; reported apart"
    )
    _add_shared(parser, steps=50)


def _add_shared(parser: argparse.ArgumentParser, *, steps: int) -> None:
    parser.add_argument(
        "--planner", default="builtin", metavar="NAME", help="who decides (builtin)"
    )
    parser.add_argument(
        "--max-steps",
        type=positive_int,
        default=steps,
        metavar="N",
        help=f"actions that a run may take ({steps})",
    )
    parser.add_argument(
        "--workers", type=positive_int, default=1, metavar="N", help="episodes side by side (1)"
    )
    parser.add_argument(
        "--ray",
        nargs="?",
        const="local",
        default="",
        metavar="ADDRESS",
        help='play on a Ray cluster: its address, "auto", or nothing for one on this machine',
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results; goes on with what is there"
    )


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", type=Path, metavar="A", help="folder of the first evaluation")
    parser.add_argument("second", type=Path, metavar="B", help="of the second")
