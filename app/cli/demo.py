"""`deskhand demo`."""

from __future__ import annotations

import argparse

from app.cli.terminal import attended, out, print_json, say
from app.cli.watch import as_json, watch
from app.demo.sample import TASK, begin, stored
from app.demo.server import DemoSite
from app.launch import LaunchOptions, launch
from app.paths import paths
from app.settings import load_settings
from app.where import Where

_FAILED = 1


def demo(options: argparse.Namespace) -> int:
    """Carry out the sample task on the demonstration site, and look at what the site stores."""
    home = paths()
    with DemoSite() as site:
        say("The task, on a small shop that runs on this machine only:\n")
        wanted = LaunchOptions(
            task=TASK,
            where=Where(
                url=begin(site), headless=options.headless, browser_path=options.browser_path
            ),
            # The site is made up: whatever is saved there is gone when the demonstration ends.
            yes=True,
            commits=True,
            attended=attended(),
        )
        launched = launch(wanted, home, load_settings(home.settings))
        watched = watch(launched, report=True)
        done, fact = stored(site.state)
    code = watched.exit_code or (0 if done else _FAILED)
    if options.json:
        print_json(as_json(watched) | {"exit_code": code, "stored": done, "fact": fact})
        return code
    out(f"{'✓' if done else '✗'} Asked independently, {fact}.")
    if not code:
        say('\nNow your own: deskhand run "…" --url …')
    return code
