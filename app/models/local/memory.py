"""How much memory is free, without torch."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

_LARGEST = 1 << 60  # a control group without a limit names a number beyond it


def free_memory() -> int | None:
    """Bytes that a process could still take; None where the system does not say.

    Within a control group (a container) it is what the group has left, if that is less.
    """
    if sys.platform == "linux":
        try:
            text = Path("/proc/meminfo").read_text("ascii")
            free = int(text.partition("MemAvailable:")[2].split(maxsplit=1)[0]) * 1024
        except (OSError, ValueError, IndexError):
            return None
        left = _left_in_group()
        return free if left is None else min(free, left)
    if sys.platform == "win32":
        return _windows()
    return _mac()


def _left_in_group() -> int | None:
    """What the control group (version 2) of this process has left; cache counts as free."""
    try:
        lines = Path("/proc/self/cgroup").read_text("utf-8").splitlines()
        path = next(line.removeprefix("0::") for line in lines if line.startswith("0::"))
        folder = Path("/sys/fs/cgroup") / path.lstrip("/")
        limit = int((folder / "memory.max").read_text("ascii"))  # "max" where there is none
        used = int((folder / "memory.current").read_text("ascii"))
        cache = (folder / "memory.stat").read_text("ascii").partition("inactive_file ")[2]
        used -= int(cache.split(maxsplit=1)[0]) if cache else 0
    except (OSError, ValueError, StopIteration, IndexError):
        return None
    return max(limit - used, 0) if limit < _LARGEST else None


def _windows() -> int | None:
    class Status(ctypes.Structure):
        """MEMORYSTATUSEX."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((f"amount{at}", ctypes.c_ulonglong) for at in range(7)),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.amount1)  # ullAvailPhys


def _mac() -> int | None:
    """Free and inactive pages, as `vm_stat` counts them."""
    try:
        told = subprocess.run(
            ["/usr/bin/vm_stat"], capture_output=True, text=True, timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    pages = 0
    for line in told.splitlines():
        name, _, count = line.partition(":")
        if name in ("Pages free", "Pages inactive", "Pages speculative"):
            pages += int(count.strip(" .") or 0)
    return pages * os.sysconf("SC_PAGE_SIZE") if pages else None


def in_words(amount: float) -> str:
    """An amount of memory.

    >>> in_words(16_600_000_000), in_words(843_624)
    ('15.5 GiB', '0.8 MiB')
    """
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20)):
        if amount >= size:
            return f"{amount / size:.1f} {unit}"
    return f"{amount / (1 << 20):.1f} MiB"
