"""`deskhand run`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from actions.trajectory import Outcome
from app.best_of import check_attempts
from app.cli.best_of import watch_attempts
from app.cli.options import launch_options
from app.cli.progress import GOOD, Progress
from app.cli.terminal import out, print_json, say
from app.cli.watch import as_json, watch
from app.errors import UsageError
from app.launch import launch
from app.paths import paths
from app.result import ResultError, structured, write_output
from app.settings import load_settings


def run(options: argparse.Namespace) -> int:
    """Carry out a task, watch it, and hand over what came of it."""
    wanted = launch_options(options)
    output = _output_file(options.output)
    home = paths()
    settings = load_settings(home.settings)
    progress = Progress()
    check_attempts(options.best_of, wanted.where.environment)
    if options.best_of > 1:
        watched = watch_attempts(options.best_of, wanted, home, settings, report=options.report)
    else:
        launched = launch(wanted, home, settings, emit=progress.hear)
        watched = watch(launched, report=options.report, progress=progress)
    launched = watched.launched
    finished, code = watched.finished, watched.exit_code
    data: Any = None
    problem = ""
    if launched.task.schema and finished.outcome in GOOD:
        try:
            data = structured(finished.answer, finished.data, json.loads(launched.task.schema))
        except ResultError as failure:
            problem, code = str(failure), failure.exit_code
            say(f"deskhand: {problem}")
    text = finished.answer if data is None else json.dumps(data, indent=2, ensure_ascii=False)
    if output is not None and finished.outcome in GOOD and not problem:
        write_output(output, text)
        say(f"Result {output}")
    if options.json:
        shown = as_json(watched, data)
        print_json(shown | {"exit_code": code, "error": problem} if problem else shown)
    elif text and not problem and finished.outcome in (*GOOD, Outcome.FAILED):
        out(text)
    return code


def _output_file(given: str | None) -> Path | None:
    """Where the result goes; checked before anything is done.

    Raises:
        UsageError: nothing could be written there.
    """
    if not given:
        return None
    path = Path(given).expanduser()
    if path.is_dir():
        raise UsageError(f"--output {path} is a folder; give a file.")
    if not path.parent.is_dir():
        raise UsageError(f"--output {path}: there is no folder {path.parent}.")
    return path
