"""`deskhand observe`."""

from __future__ import annotations

import argparse
from pathlib import Path

from actions.context import RunContext
from app.cli.options import where
from app.cli.terminal import out, print_json, say
from app.errors import UsageError
from app.paths import paths
from app.runs.serial import dump
from app.settings import load_settings
from app.where import open_environment
from perception.observation import Observation
from perception.screenshot import Screenshot


def observe(options: argparse.Namespace) -> int:
    """Open a page and show what is perceived of it."""
    if not options.url and not options.cdp and options.environment == "browser":
        raise UsageError("Say which page: --url URL, or --cdp URL for a browser that runs already.")
    environment = open_environment(where(options), load_settings(paths().settings))
    try:
        context = RunContext()
        environment.settle(context)
        observation = environment.observe(
            context, whole=options.whole, screenshot=bool(options.marks)
        )
        if options.marks:
            _draw(observation, Path(options.marks))
        if options.json:
            print_json(dump(observation, Observation, {Screenshot: lambda shot: shot.digest}))
        elif not options.marks:
            from perception.text_form import render

            if not observation.surfaces:
                say("No window is open there; --open WHAT begins with a program or a file.")
            out(render(observation))
    finally:
        environment.close()
    return 0


def _draw(observation: Observation, path: Path) -> None:
    from app.errors import storage_error
    from grounding.marks import draw

    if path.suffix.lower() != ".png":
        raise UsageError(f"--marks writes a PNG picture: {path} should end in .png.")
    try:
        path.write_bytes(draw(observation).data)
    except OSError as failure:
        raise storage_error("write the picture", path, failure) from failure
    say(f"Picture {path}")
