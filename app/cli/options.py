"""From the command line's options to those of `app.launch`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.terminal import attended
from app.errors import UsageError
from app.instruction import LONGEST
from app.launch import LaunchOptions, Where
from app.safety.permissions import Mode


def task_text(given: str) -> str:
    """The task as given, or read from standard input for "-"."""
    if given != "-":
        return given
    # No more than is needed to see that it is too long.
    raw = sys.stdin.buffer.read(8 * LONGEST)
    return raw.decode("utf-8", "surrogateescape")


def launch_options(options: argparse.Namespace) -> LaunchOptions:
    """The options of `run`.

    Raises:
        UsageError: one of them makes no sense.
    """
    check_permissions(options)
    return LaunchOptions(
        task=task_text(options.task),
        planner=options.planner,
        max_steps=options.max_steps,
        minutes=options.minutes,
        values=named_values(options.values),
        attachments=tuple(Path(path) for path in options.attach),
        schema=Path(options.schema) if options.schema else None,
        attended=attended() and options.task != "-",
        mode=Mode(options.mode) if options.mode else None,
        yes=options.yes,
        commits=options.commits,
        where=where(options),
    )


def check_permissions(options: argparse.Namespace) -> None:
    """Refuse flags that only look as if they allowed something.

    Raises:
        UsageError: `--commits` without `--yes`.
    """
    if options.commits and not options.yes:
        raise UsageError("--commits goes beyond --yes and is only valid together with it.")


def where(options: argparse.Namespace) -> Where:
    """What the options say about the environment.

    Raises:
        UsageError: they contradict each other.
    """
    if options.cdp and (options.profile or options.browser_path):
        raise UsageError(
            "--cdp uses a browser that runs already; --profile and --browser-path start one."
        )
    return Where(
        environment=options.environment,
        url=options.url,
        headless=options.headless,
        browser_path=options.browser_path,
        profile=Path(options.profile).expanduser().resolve() if options.profile else None,
        cdp=options.cdp,
    )


def named_values(given: list[str]) -> dict[str, str]:
    """`--with name=value`, as a mapping.

    Raises:
        UsageError: one is not of that form, or a name is given twice.
    """
    values: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise UsageError(f"--with takes name=value, not {each!r}.")
        if name in values:
            raise UsageError(f"--with gives {name} twice.")
        values[name] = value
    return values
