"""The processes below one, and whether they are still there."""

from __future__ import annotations

import subprocess
from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """The names of the processes below one, by their ids."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,comm="], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        below = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
        parents = set(below) - set(found)
        found |= below
    return found


def alive(processes: dict[int, str]) -> list[int]:
    """Those that still run under their name."""
    found = []
    for pid, name in processes.items():
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        if f"({name[:15]})" in status and ") Z " not in status:
            found.append(pid)
    return found
