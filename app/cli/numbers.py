"""Numbers among the options of commands. Kept free of imports, so that `--help` is quick."""

from __future__ import annotations

import argparse


def positive(text: str) -> float:
    """A number above 0, for `argparse`."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text!r}")
    return number


def positive_int(text: str) -> int:
    """A whole number above 0, for `argparse`."""
    number = positive(text)
    if number != int(number):
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}")
    return int(number)
