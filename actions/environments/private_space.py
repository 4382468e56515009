"""Namespaces for a private desktop: processes, mounts and network of its own.

Programs on such a desktop see only their own processes, a `/tmp` and a `/home/user` of their own,
and a network with nothing but themselves on it. So they cannot kill what runs outside, two desktops
can use the same port, and all that runs ends when the first process of the namespace does: the
kernel sees to it. The X server's socket stays where Deskhand can reach it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

from actions.errors import EnvironmentUnavailable

HOME_INSIDE = "/home/user"

_SOCKETS = Path("/tmp/.X11-unix")
_FIRST, _LAST = 100, 999  # displays that are tried

# Run inside, before the keeper takes over. $1 is the desktop's folder, $2 its home folder, $4 ours
# where it lies in /tmp; what is mounted over stays reachable through an open directory.
_FURNISH = """
set -e
exec 6<"$4" 8<"$1" 9<"$2"
mkdir -p /tmp/.X11-unix
exec 7</tmp/.X11-unix
mount --bind "$1/tmp" /tmp
chmod 1777 /tmp
mkdir -p /tmp/.X11-unix && mount -c --bind /proc/self/fd/7 /tmp/.X11-unix
for pair in "6 $4" "8 $1" "9 $2"; do
  path=${pair#* }
  case $path in
    /tmp/*) mkdir -p "$path" && mount -c --bind "/proc/self/fd/${pair%% *}" "$path" ;;
  esac
done
if [ -n "$3" ]; then
  mkdir -p /home
  mount -t tmpfs -o mode=755 deskhand /home
  mkdir -p "$3" && mount -c --bind /proc/self/fd/9 "$3"
fi
exec 6<&- 7<&- 8<&- 9<&-
shift 4
exec "$@"
"""


@cache
def denied() -> str:
    """Why this machine gives no namespaces; "" where it does."""
    if not sys.platform.startswith("linux"):
        return "namespaces are Linux's"
    if shutil.which("unshare") is None:
        return "unshare is not installed (package util-linux)"
    try:
        tried = subprocess.run(
            [*_unshare(), "sh", "-c", "mount -t tmpfs none /mnt"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return str(failure)
    if tried.returncode == 0:
        return ""
    said = tried.stderr.strip().splitlines()
    return said[0] if said else f"unshare ended with {tried.returncode}"


def home_inside(home: Path) -> Path:
    """What a desktop's home folder is called inside; its own name where ours is in the way."""
    return home if any(each.startswith("/home/") for each in _own()) else Path(HOME_INSIDE)


def _own() -> tuple[str, ...]:
    """The folders that this program runs from."""
    return sys.base_prefix, sys.prefix, str(Path(__file__).resolve().parents[2])


def _own_in_tmp() -> str:
    """The folder in `/tmp` that this program runs from; the root folder where that is not so."""
    lying = [each for each in _own() if each.startswith("/tmp/")]
    return os.path.commonpath(lying) if lying else "/"


def command(folder: Path, home: Path, inner: list[str]) -> list[str]:
    """The command that runs another one as the first process of new namespaces.

    Args:
        folder: of the desktop; its `tmp` becomes `/tmp`.
        home: the home folder.
        inner: what to run.
    """
    inside = home_inside(home)
    shown = "" if inside == home else str(inside)
    given = [str(folder), str(home), shown, _own_in_tmp()]
    return [*_unshare(), "sh", "-c", _FURNISH, "sh", *given, *inner]


def _unshare() -> list[str]:
    own = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    spaces = ["--pid", "--fork", "--mount-proc", "--net", "--kill-child"]
    return ["unshare", *own, *spaces]


def enter_network(init: int) -> list[str]:
    """The prefix of a command that shall run in a namespace's network.

    Args:
        init: the namespace's first process, by its id outside.
    """
    if os.geteuid() == 0:
        return ["nsenter", f"--target={init}", "--net"]
    return ["nsenter", f"--target={init}", "--user", "--preserve-credentials", "--net"]


def first_process(unshare: int) -> int:
    """The first process of the namespace that `unshare` made, by its id outside; 0 for none."""
    try:
        below = Path(f"/proc/{unshare}/task/{unshare}/children").read_text("ascii").split()
    except OSError:
        return 0
    return int(below[0]) if below else 0


class DisplayNumber:
    """A number for an X display that nobody else takes, for as long as it is held.

    An X server in namespaces of its own does not see the locks of others, so its number is taken
    out here, with the lock file that every X server respects.
    """

    def __init__(self) -> None:
        """Take one.

        Raises:
            EnvironmentUnavailable: all are taken.
        """
        for self.number in range(_FIRST, _LAST):
            self._lock = Path(f"/tmp/.X{self.number}-lock")
            _clear_stale(self._lock)
            try:
                descriptor = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444)
            except OSError:
                continue
            os.write(descriptor, b"%10d\n" % os.getpid())
            os.close(descriptor)
            if _free(self._socket):
                return
            self._lock.unlink()
        raise EnvironmentUnavailable(f"no X display from :{_FIRST} to :{_LAST} is free")

    @property
    def _socket(self) -> Path:
        return _SOCKETS / f"X{self.number}"

    def release(self) -> None:
        """Give it back, and the socket with it; once."""
        with contextlib.suppress(OSError):
            self._socket.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # the lock last: the next socket is somebody else's
            self._lock.unlink(missing_ok=True)


def _free(path: Path) -> bool:
    """Whether no X server has this socket; one that a dead server left behind is deleted."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except FileNotFoundError:
            return True
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            return not path.exists()
    return False


def _clear_stale(lock: Path) -> None:
    """Delete a lock whose holder is dead.

    Whoever deletes it holds a lock on the file: of two that found it stale, the slower one would
    else delete what the quicker one has put in its place.
    """
    with contextlib.suppress(OSError), lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.path.samestat(os.fstat(file.fileno()), lock.stat()) and _dead(file.read()):
            lock.unlink()


def _dead(holder: bytes) -> bool:
    """Whether a process, by its id in digits, is no more."""
    try:
        os.kill(int(holder), 0)
    except (OSError, ValueError) as failure:
        return isinstance(failure, ProcessLookupError)
    return False
