"""`deskhand` alone."""

from __future__ import annotations

import argparse

from app.cli.terminal import out

_WELCOME = """\
Deskhand does things in a browser for you. Go on with one of these:

  deskhand demo                                      see it at work on a small shop of its own
  deskhand run "Search for Ada" --url example.com    do something on a web page
  deskhand doctor                                    what works on this machine
  deskhand --help                                    all commands"""


def welcome(_options: argparse.Namespace) -> int:
    """Say how to go on."""
    out(_WELCOME)
    return 0
