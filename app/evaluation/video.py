"""A video of a private desktop, made by ffmpeg."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from app.errors import UsageError
from app.evaluation.machine import Machine

VIDEO = "recording.mp4"  # as OSWorld's runner calls it

_RATE = 10  # pictures a second
_PATIENCE = 10.0  # seconds that ffmpeg has to write the end of the file


def check_video() -> None:
    """Make sure that runs can be recorded.

    Raises:
        UsageError: they cannot; the message says what to install.
    """
    if shutil.which("ffmpeg") is None:
        raise UsageError("--video needs ffmpeg: install the package ffmpeg, or leave it out.")


@contextlib.contextmanager
def recorded(machine: Machine, folder: Path) -> Iterator[None]:
    """Record a machine's screen as long as the block lasts, into a folder.

    That it cannot be recorded is said in the machine's log of ffmpeg, and is no fault of the run.
    """
    wide, high = int(machine.screen.width), int(machine.screen.height)
    film = machine.desktop.folder / "run" / VIDEO
    display = machine.desktop.session.display
    pid = machine.desktop.launch(
        ["ffmpeg", "-loglevel", "error", "-y", "-f", "x11grab", "-framerate", str(_RATE),
         "-video_size", f"{wide}x{high}", "-i", display, "-pix_fmt", "yuv420p",
         "-movflags", "+faststart", str(film)],
        name="ffmpeg",
    )  # fmt: skip
    try:
        yield
    finally:
        machine.desktop.run(["kill", "-INT", str(pid)])
        end = time.monotonic() + _PATIENCE
        while machine.desktop.running(pid) and time.monotonic() < end:
            time.sleep(0.05)
        if film.exists():
            shutil.copyfile(film, folder / VIDEO)
