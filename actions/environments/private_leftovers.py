"""What private desktops leave behind whose keeper was killed: found, ended, deleted."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import signal
from pathlib import Path

from actions.environments import private_keeper

PREFIX = "deskhand-desktop-"  # of their folders' names

logger = logging.getLogger(__name__)


def sweep(base: Path) -> None:
    """End and delete private desktops whose keeper was killed."""
    for folder in base.glob(f"{PREFIX}*"):
        try:
            descriptor = os.open(folder / "lock", os.O_RDWR)
        except OSError:
            continue  # just being made, or just deleted
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # it lives
        else:
            logger.info("clearing up %s, which was left behind", folder)
            clear(folder)
        finally:
            os.close(descriptor)


def clear(folder: Path) -> None:
    """Kill the processes that were started on a desktop whose keeper is gone; delete its folder."""
    marker = f"DESKHAND_DESKTOP={folder}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if marker in (entry / "environ").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)
    private_keeper.remove(folder)
