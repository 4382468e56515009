"""From the command line's options to those of `app.launch`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.terminal import attended
from app.errors import UsageError
from app.instruction import LONGEST
from app.launch import LaunchOptions
from app.safety.permissions import Mode
from app.where import Where, screen_size


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
        budget=options.budget,
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
    environment = options.environment
    machine = (environment or "").startswith("vm:")
    desktop = environment in ("desktop", "sandbox") or machine
    for name, given, fits in (
        ("--open", options.opens, desktop),
        ("--home", options.home, environment == "sandbox"),
        ("--screen", options.screen, environment != "desktop" and not machine),
        ("--scale", options.scale != 1, environment != "desktop" and not machine),
        ("--show", options.show, environment == "sandbox"),
        ("--vnc", options.vnc, environment == "sandbox"),
        ("--cdp", options.cdp, not desktop or machine),
        ("--profile", options.profile, not desktop),
        ("--headless", options.headless, not desktop),
    ):
        if given and not fits and environment is not None:
            raise UsageError(f"{name} does not go with --in {environment}.")
    home = Path(options.home).expanduser().resolve() if options.home else None
    if home is not None and not home.is_dir():
        raise UsageError(f"--home {options.home} is no folder.")
    return Where(
        environment=environment,
        url=options.url,
        opens=options.opens,
        home=home,
        screen=screen_size(options.screen) if options.screen else None,
        scale=_scale(options.scale),
        show=options.show,
        vnc=options.vnc,
        headless=options.headless,
        browser_path=options.browser_path,
        profile=Path(options.profile).expanduser().resolve() if options.profile else None,
        cdp=options.cdp,
    )


def _scale(given: float) -> float:
    if not 1 <= given <= 4:
        raise UsageError("--scale is from 1 to 4.")
    return given


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
