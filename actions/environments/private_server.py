"""The X server of a private desktop: its command line, and the cookie that lets programs in."""

from __future__ import annotations

import os
import secrets
import shutil
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

from actions.errors import EnvironmentUnavailable
from perception.geometry import Size


def command(
    screens: Sequence[Size], *, fifo: Path, authority: Path, show: bool, number: int | None
) -> tuple[list[str], Mapping[str, str]]:
    """What starts the server, and the environment variables that it needs.

    Args:
        screens: the size of each monitor in pixels, side by side from left to right.
        fifo: into which it writes the number of its display.
        authority: the file with the cookie.
        show: in a window on the person's display.
        number: of the display; None: the first that is free.

    Raises:
        EnvironmentUnavailable: it cannot be shown here.
    """
    program, variables = ("Xvfb", {}) if not show else _on_display()
    found = ["sh", "-c", 'exec "$@" -displayfd 3 3>"$0"', str(fifo), program]
    wide = sum(size.width for size in screens)
    high = max(size.height for size in screens)
    found += (
        ["-screen", f"{wide:g}x{high:g}", "-title", "Deskhand's desktop", "-no-host-grab"]
        if show
        else ["-screen", "0", f"{wide:g}x{high:g}x24"]
    )
    found += ["-auth", str(authority), "-nolisten", "tcp", "-noreset"]
    return [*found, f":{number}"] if number is not None else found, variables


def new_cookie() -> str:
    """A secret of sixteen characters."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(16))


def write_cookie(
    path: Path, cookie: str, *, family: int = 0xFFFF, host: str = "", number: str = ""
) -> None:
    """Add a cookie to an Xauthority file; by default for any machine and any display."""

    def counted(text: str) -> bytes:
        data = text.encode()
        return len(data).to_bytes(2, "big") + data

    path.touch(mode=0o600)
    with path.open("ab") as file:
        file.write(family.to_bytes(2, "big") + counted(host) + counted(number))
        file.write(counted("MIT-MAGIC-COOKIE-1") + counted(cookie))


def _on_display() -> tuple[str, dict[str, str]]:
    """The X server that shows itself in a window on the person's display, and its environment.

    Raises:
        EnvironmentUnavailable: there is no display, or no such server.
    """
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise EnvironmentUnavailable("there is no display here on which it could be shown")
    if shutil.which("Xephyr") is None:
        raise EnvironmentUnavailable(
            "showing a private desktop needs Xephyr: install the package xserver-xephyr"
        )
    variables = {"DISPLAY": display}
    authority = os.environ.get("XAUTHORITY") or str(Path.home() / ".Xauthority")
    return "Xephyr", {**variables, "XAUTHORITY": authority}
