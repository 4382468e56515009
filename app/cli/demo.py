"""`deskhand demo`: a sample task on a small shop that runs on this machine."""

from __future__ import annotations

import argparse

from actions.trajectory import Outcome
from app.cli.progress import GOOD
from app.cli.terminal import out, print_json, say
from app.cli.watch import as_json, watch
from app.demo import sample
from app.demo.server import DemoSite
from app.launch import LaunchOptions, Where, launch
from app.paths import paths
from app.settings import load_settings

_NOT_AS_SAID = 1


def demo(options: argparse.Namespace) -> int:
    """Carry out the sample task, then look into the site's own memory whether it is done."""
    home = paths()
    with DemoSite() as site:
        say(f"A small made-up shop runs at {site.url}. The task:")
        say(f"  {sample.TASK}")
        launched = launch(
            LaunchOptions(
                task=sample.TASK,
                yes=True,
                commits=True,  # it is our own shop, and forgotten at the end
                where=Where(
                    url=sample.begin(site),
                    headless=options.headless,
                    browser_path=options.browser_path,
                ),
            ),
            home,
            load_settings(home.settings),
        )
        watched = watch(launched, attended=False, report=True)
        done, sentence = sample.stored(site.state)
    said_done = watched.finished.outcome in GOOD
    code = watched.exit_code if done == said_done else _NOT_AS_SAID
    if options.json:
        print_json(as_json(watched) | {"site_agrees": done == said_done, "exit_code": code})
        return code
    if watched.finished.outcome not in (Outcome.STOPPED, Outcome.UNAVAILABLE):
        out(f"Looked up behind the scenes: {sentence}.")
    if said_done and not done:
        out("That is not what the run said: please report this as a bug.")
    return code
