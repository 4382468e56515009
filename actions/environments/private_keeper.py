"""The keeper of a private desktop: a process that starts its programs and ends them for certain.

Run as a script, with nothing but the standard library, by `private_desktop`. It takes commands as
lines of JSON from its standard input and answers with lines of JSON. When that input ends, because
Deskhand closed it or died (even by `kill -9`), it kills every process that descends from it, those
included that daemonised (it is their subreaper), and deletes the desktop's folder.

With namespaces of its own (`private_space`) it is their first process.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_MNT_DETACH = 2
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def main(folder: Path) -> None:
    """Obey until the input ends, then end everything."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if os.getpid() == 1:
        _raise_loopback()
    server = 0  # the X server's process, which must end last and by itself
    try:
        for line in sys.stdin:
            command = json.loads(line)
            answer = _DOINGS[command["do"]](command)
            if command.get("server"):
                server = answer.get("pid", 0)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        pass
    finally:
        end(server)
        if os.getpid() == 1:
            _LIBC.umount2(b"/tmp", _MNT_DETACH)  # its own /tmp: what is deleted lies below it
        remove(folder)


def _start(command: dict[str, Any]) -> dict[str, Any]:
    """Start a program, its output in a file."""
    try:
        with Path(command["log"]).open("ab") as log:
            process = subprocess.Popen(
                command["command"],
                env=command["env"],
                cwd=command["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # Should the keeper itself be killed, its children go with it.
                preexec_fn=_begin,
            )
    except OSError as failure:
        return {"error": f"{failure.strerror}: {command['command'][0]}"}
    return {"pid": process.pid}


def _state(command: dict[str, Any]) -> dict[str, Any]:
    """Whether a program still runs; reaps what has ended."""
    pid = command["pid"]
    ended: dict[int, int] = {}
    while True:
        try:
            found, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if found == 0:
            break
        ended[found] = os.waitstatus_to_exitcode(status)
    running = Path(f"/proc/{pid}").exists()
    return {"running": running and pid not in ended, "code": ended.get(pid)}


def _kill_group(command: dict[str, Any]) -> dict[str, Any]:
    """Kill a program and what it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(command["pid"], signal.SIGKILL)
    return {}


_DOINGS = {"start": _start, "state": _state, "kill": _kill_group}


def _raise_loopback() -> None:
    """Bring up the loopback interface of a new network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))
        wanted = struct.pack("16sh14x", b"lo", flags | _IFF_UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, wanted)


def children() -> list[int]:
    """All processes below this one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            stat = (entry / "stat").read_text("ascii", "replace")
        except OSError:
            continue
        parent = int(stat.rpartition(")")[2].split()[1])
        parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [os.getpid()]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def end(server: int) -> None:
    """Kill everything; the X server last, asked first, so that it removes its socket."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        others = [pid for pid in children() if pid != server and _alive(pid)]
        for pid in others:
            _kill(pid, signal.SIGKILL)
        _reap()
        if not others:
            break
        time.sleep(0.01)
    if server and _alive(server):
        _kill(server, signal.SIGTERM)
        asked = time.monotonic()
        while _alive(server) and time.monotonic() - asked < 2:
            _reap()
            time.sleep(0.01)
        _kill(server, signal.SIGKILL)
        _reap()


def _alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _begin() -> None:
    """In a program that is about to start: it ends with us, and may be asked to end before."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The rights in a user namespace of our own made the desktop; programs on it do not need them.
    _LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # we ignore them
        signal.signal(each, signal.SIG_DFL)


def _kill(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


def _reap() -> None:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def remove(folder: Path) -> None:
    """Delete the folder, unless it is none of ours any more."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
