"""`deskhand` alone: the window, or, where there is no display, how to go on."""

from __future__ import annotations

import argparse
import os
import sys

from app.cli.terminal import out, say

_WELCOME = """\
Deskhand does things in a browser and on a desktop for you. Go on with one of these:

  deskhand demo                                      see it at work on a small shop of its own
  deskhand run "Search for Ada" --url example.com    do something on a web page
  deskhand doctor                                    what works on this machine
  deskhand --help                                    all commands"""


def welcome(_options: argparse.Namespace) -> int:
    """Show the window."""
    if not _display():
        out(_WELCOME)
        return 0
    from app.paths import paths
    from app.settings import Settings, SettingsError, load_settings

    home = paths()
    try:
        settings = load_settings(home.settings)
    except SettingsError as failure:  # the window shows it, too, and lets it be put right
        say(str(failure))
        settings = None
    try:
        from app.gui.application import show
    except ImportError as failure:  # libraries of the system that Qt needs
        say(f"The window cannot be shown: {failure}. `deskhand doctor` says what is missing.")
        out(_WELCOME)
        return 4
    return show(home, settings or Settings(), faulty=settings is None)


def _display() -> bool:
    """Whether there is something to show a window on."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
