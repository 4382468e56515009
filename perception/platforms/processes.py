"""Which program a process runs, by what the kernel says and not by what a window claims."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_INTERPRETER = re.compile(
    r"(?:python|perl|ruby|node|gjs|seed|lua|bash|sh|dash|java|mono|electron)[\d.]*"
)


_HERE = Path("/proc")


def program_of(pid: int, processes: Path = _HERE) -> str:
    """The program's name in lower case, as "soffice" or "thunar"; "" for unknown.

    Of a script it is the script's name, not the interpreter's.

    Args:
        pid: its id.
        processes: of its desktop, see `DesktopSession`.
    """
    if pid <= 0:
        return ""
    try:
        started = (
            (processes / f"{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        )
        return _program(processes / str(pid), started[19])
    except (OSError, IndexError):
        return ""


@lru_cache(maxsize=512)
def _program(process: Path, _started: str) -> str:
    # The time at which it started tells two processes with the same id apart.
    name = (process / "exe").readlink().name.removesuffix(" (deleted)")
    if _INTERPRETER.fullmatch(name):
        arguments = (process / "cmdline").read_bytes().split(b"\0")[1:]
        script = next((each for each in arguments if each and not each.startswith(b"-")), b"")
        name = Path(script.decode("utf-8", "replace")).stem or name
    return name.removesuffix(".bin").removesuffix("-bin").casefold()
