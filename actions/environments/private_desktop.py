"""A private desktop: an X server, a window manager, a bus and a home folder of its own.

Programs run there as on any desktop, and leave the person's screen, pointer, files and settings
alone. A keeper process (`private_keeper`) starts them and ends them for certain.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from actions.environments import private_home, private_keeper, private_server, private_space
from actions.environments.private_door import Door, listen_inside
from actions.environments.private_leftovers import PREFIX, clear, sweep
from actions.errors import EnvironmentUnavailable
from perception.geometry import Box, Size
from perception.platforms.session import DesktopSession
from perception.platforms.x11_connection import open_display, set_monitors

_LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    "/usr/lib/at-spi-bus-launcher",
    "/usr/lib/x86_64-linux-gnu/at-spi2-core/at-spi-bus-launcher",
)
# Program -> the Debian package that has it.
_NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "dbus-daemon": "dbus-daemon"}
_START_LIMIT = 20.0
_CLOSE_LIMIT = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateDesktopOptions:
    """How a private desktop is made.

    Attributes:
        screens: the size of each monitor in pixels, side by side from left to right.
        home: a folder to use as home and to keep; None: a new one that goes with the desktop.
        scale: how many pixels of the screen programs take for one of theirs, as people set it for
            fine screens; GTK only knows whole numbers and enlarges its text for the rest.
        layout: keyboard layout, as `setxkbmap` takes it ("us", "de", "fr"); "" for the default.
        base: where its folder is made; None: the system's folder for temporary files.
        show: show it in a window on the person's display (needs Xephyr).
        vnc: serve it with VNC on this machine's loopback, with a password (needs x11vnc).
        isolated: give it processes, mounts and a network of its own (see `private_space`).
        programs: scripts by name, which its programs find before the installed ones.
    """

    screens: tuple[Size, ...] = (Size(1280, 800),)
    scale: float = 1.0
    home: Path | None = None
    layout: str = ""
    base: Path | None = None
    show: bool = False
    vnc: bool = False
    isolated: bool = False
    programs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of a program.

    Attributes:
        code: its exit code; None if it was killed, because it took too long or by something else.
        output: what it wrote to its standard output.
        error: and to its standard error.
    """

    code: int | None
    output: str
    error: str


# Runs a program with its output in files of the folder $1; its exit code comes last, in one piece.
_RUN = """
place=$1; shift
"$@" >"$place/out" 2>"$place/err" </dev/null
echo $? >"$place/code.new" && mv "$place/code.new" "$place/code"
"""


class PrivateDesktop:
    """A running private desktop; made by `start`. A context manager.

    Attributes:
        session: how to reach it.
        folder: everything that it has on disk, its home too unless that is kept elsewhere.
        home: its home folder, as seen from here.
        inner_home: the same, as its programs call it.
        vnc: where it can be looked at with VNC, and the password; "" where it cannot.
    """

    def __init__(self, options: PrivateDesktopOptions) -> None:
        """Use `start`."""
        self._options = options
        self._closed = False
        self.vnc = ""
        self._talking = threading.Lock()
        self._keeper: subprocess.Popen[str] | None = None
        self._number: private_space.DisplayNumber | None = None
        self._doors: dict[int, Door] = {}
        self._begin()

    @classmethod
    def start(cls, options: PrivateDesktopOptions | None = None) -> PrivateDesktop:
        """Start one; takes about a second.

        Raises:
            EnvironmentUnavailable: something that it needs is missing, or did not start.
        """
        return cls(options or PrivateDesktopOptions())

    def _begin(self) -> None:
        launcher = _check_programs()
        base = self._options.base or Path(tempfile.gettempdir())
        sweep(base)
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
            self.home = self._options.home or self.folder / "home"
            for each in ("run", "tmp", "log"):
                (self.folder / each).mkdir(mode=0o700)
            private_home.furnish(self.home)
            private_home.add_programs(self.folder, self._options.programs)
        except OSError as failure:
            raise EnvironmentUnavailable(
                f"no folder for a private desktop could be made: {failure}"
            ) from failure
        isolated = self._options.isolated
        self.inner_home = private_space.home_inside(self.home) if isolated else self.home
        self._variables = private_home.variables(
            self.folder, self.inner_home, os.environ, scale=self._options.scale
        )
        try:
            self._keeper = self._start_keeper()
            display = self._start_server()
            self._variables["DISPLAY"] = display
            self.session = DesktopSession(
                variables=MappingProxyType({**self._variables, "HOME": str(self.home)}),
                private=True,
                processes=self._processes(),
            )
            if len(self._options.screens) > 1:
                self._set_monitors()
            self._start_services(launcher)
        except BaseException:
            self.close()
            raise

    def _start_keeper(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-I", private_keeper.__file__, str(self.folder)]
        if self._options.isolated:
            if reason := private_space.denied():
                raise EnvironmentUnavailable(f"no desktop with namespaces can be had: {reason}")
            self._number = private_space.DisplayNumber()
            command = private_space.command(self.folder, self.home, command)
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # a Ctrl-C on the terminal is not for it
            cwd="/",
        )

    def _processes(self) -> Path:
        """Where its processes can be looked up."""
        if not self._options.isolated:
            return Path("/proc")
        assert self._keeper is not None
        return Path(f"/proc/{private_space.first_process(self._keeper.pid)}/root/proc")

    def _start_server(self) -> str:
        """Start the X server; the display that it chose."""
        cookie = private_server.new_cookie()
        authority = self.folder / "xauthority"
        private_server.write_cookie(authority, cookie)
        fifo = self.folder / "run" / "display"
        os.mkfifo(fifo, 0o600)
        command, variables = private_server.command(
            self._options.screens,
            fifo=fifo,
            authority=authority,
            show=self._options.show,
            number=self._number.number if self._number is not None else None,
        )
        descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        self._launch(command, "server", variables=variables, server=True)
        try:
            said = b""
            for _ in self._waiting("the X server (Xvfb)", "server"):
                with contextlib.suppress(BlockingIOError):
                    said += os.read(descriptor, 32)
                if said.endswith(b"\n"):
                    break
        finally:
            os.close(descriptor)
        number = int(said)
        # Some clients know only entries with the name of the machine and the number.
        private_server.write_cookie(
            authority, cookie, family=256, host=os.uname().nodename, number=str(number)
        )
        return f":{number}"

    def _set_monitors(self) -> None:
        boxes, left = [], 0.0
        for size in self._options.screens:
            boxes.append(Box(left, 0, *size))
            left += size.width
        set_monitors(self.session, boxes)

    def _start_services(self, launcher: str) -> None:
        bus = private_home.bus_settings(self.folder)
        manager = private_home.window_manager_settings(self.folder)
        self._launch(["dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile"], "bus")
        self._launch(["openbox", "--sm-disable", "--config-file", str(manager)], "manager")
        for _ in self._waiting("the D-Bus session bus", "bus"):
            if _listens(self.folder / "bus"):
                break
        self._launch([launcher, "--launch-immediately", "--a11y=1"], "accessibility")
        if self._options.layout:
            self._launch(["setxkbmap", *self._options.layout.split()], "layout")
        self._await_root_properties()
        if self._options.vnc:
            self.vnc = self._start_vnc()

    def _start_vnc(self) -> str:
        """Serve the display on the loopback interface; where, and the password."""
        if shutil.which("x11vnc") is None:
            raise EnvironmentUnavailable("VNC needs x11vnc: install the package x11vnc")
        password = secrets.token_urlsafe(6)[:8]  # VNC looks at eight characters
        file = self.folder / "vnc"
        file.touch(mode=0o600)
        file.write_text(f"{password}\n", "ascii")
        self._launch(
            ["x11vnc", "-display", self.session.display, "-localhost", "-no6", "-autoport", "5910",
             "-passwdfile", str(file), "-forever", "-shared", "-nopw", "-noshm"],
            "vnc",
        )  # fmt: skip
        for _ in self._waiting("the VNC server (x11vnc)", "vnc"):
            found = re.search(r"^PORT=(\d+)$", self.log("vnc"), re.MULTILINE)
            if found is not None:
                break
        assert found is not None
        return f"127.0.0.1:{found[1]}, password {password}"

    def _await_root_properties(self) -> None:
        """Wait until the window manager and the accessibility bus have told of themselves."""
        connection = open_display(self.session)
        try:
            root = connection.get_setup().roots[0].root
            for name, what, log in (
                ("_NET_SUPPORTING_WM_CHECK", "the window manager (openbox)", "manager"),
                ("AT_SPI_BUS", "the accessibility bus", "accessibility"),
            ):
                atom = connection.core.InternAtom(False, len(name), name).reply().atom
                for _ in self._waiting(what, log):
                    reply = connection.core.GetProperty(False, root, atom, 0, 0, 512).reply()
                    if reply.value_len:
                        break
        finally:
            connection.disconnect()

    def _waiting(self, what: str, log: str) -> Iterator[None]:
        """Look again and again, for as long as the start of something may take."""
        end = time.monotonic() + _START_LIMIT
        while time.monotonic() < end:
            yield
            time.sleep(0.005)
        said = self.log(log).strip().splitlines()
        reason = f": {said[-1]}" if said else ""
        raise EnvironmentUnavailable(f"{what} of the private desktop did not start{reason}")

    def log(self, name: str) -> str:
        """What a program started as `name` has written to its output."""
        try:
            return (self.folder / "log" / name).read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def launch(
        self,
        command: Sequence[str],
        *,
        name: str = "",
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> int:
        """Start a program on the desktop; its process id.

        Args:
            command: the program and its arguments.
            name: of its log; that of the program if not given.
            variables: environment variables on top of the desktop's.
            folder: its working folder; the home folder if not given.

        Raises:
            EnvironmentUnavailable: the program is not there, or the desktop is gone.
        """
        label = name or Path(command[0]).name
        return self._launch(
            [self.inner_path(each) for each in command], label, variables=variables, folder=folder
        )

    def inner_path(self, text: str) -> str:
        """A path in the home folder, as its programs call it; other text as it is."""
        own = str(self.home)
        if text != own and not text.startswith(f"{own}/"):
            return text
        return str(self.inner_home) + text[len(own) :]

    def outer_path(self, text: str) -> str:
        """A path in the home folder or in `/tmp` as its programs call it, as seen from here."""
        if not self._options.isolated:
            return text
        for inside, here in (
            (str(self.folder), str(self.folder)),
            (str(self.inner_home), str(self.home)),
            ("/tmp", str(self.folder / "tmp")),
        ):
            if text == inside or text.startswith(f"{inside}/"):
                return here + text[len(inside) :]
        return text

    def run(
        self,
        command: Sequence[str],
        *,
        limit: float = 120.0,
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Ran:
        """Run a program on the desktop to its end; what came of it.

        What it left running in the background goes on.

        Args:
            command: the program and its arguments.
            limit: seconds after which it is killed.
            variables: environment variables on top of the desktop's.
            folder: its working folder; the home folder if not given.

        Raises:
            EnvironmentUnavailable: the desktop is gone.
        """
        place = Path(tempfile.mkdtemp(prefix="run-", dir=self.folder / "run"))
        wrapped = ["sh", "-c", _RUN, "sh", str(place), *command]
        try:
            pid = self._launch(wrapped, "run", variables=variables, folder=folder)
            end = time.monotonic() + limit
            pause = 0.002
            while not (place / "code").exists():
                if time.monotonic() > end:
                    self._ask({"do": "kill", "pid": pid})
                    break
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)
                if pause >= 0.05 and not self.running(pid) and not (place / "code").exists():
                    break  # its shell was killed by something on the desktop
            code = _read(place / "code").strip()
            return Ran(
                code=int(code) if code else None,
                output=_read(place / "out"),
                error=_read(place / "err"),
            )
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def reach(self, port: int) -> int:
        """The port of this machine's loopback behind which a port of the desktop's lies.

        Without a network of its own that is the same one.

        Raises:
            EnvironmentUnavailable: it cannot be reached.
        """
        if not self._options.isolated:
            return port
        assert self._keeper is not None
        door = self._doors.get(port)
        if door is None or not door.open:
            init = private_space.first_process(self._keeper.pid)
            door = self._doors[port] = Door(private_space.enter_network(init), port)
        return door.port

    def running(self, pid: int) -> bool:
        """Whether a program that was started with `launch` still runs."""
        return bool(self._ask({"do": "state", "pid": pid})["running"])

    def _launch(
        self,
        command: Sequence[str],
        log: str,
        *,
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
        server: bool = False,
    ) -> int:
        answer = self._ask(
            {
                "do": "start",
                "command": list(command),
                "env": {**self._variables, **(variables or {})},
                "cwd": self.inner_path(str(folder or self.home)),
                "log": str(self.folder / "log" / log),
                "server": server,
            }
        )
        if "error" in answer:
            raise EnvironmentUnavailable(f"{command[0]} could not be started: {answer['error']}")
        return int(answer["pid"])

    def _ask(self, command: Mapping[str, Any]) -> Mapping[str, Any]:
        keeper = self._keeper
        if keeper is None or self._closed:
            raise EnvironmentUnavailable("the private desktop is closed")
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        with self._talking:
            try:
                keeper.stdin.write(json.dumps(command) + "\n")
                keeper.stdin.flush()
                line = keeper.stdout.readline()
            except (BrokenPipeError, ValueError) as failure:
                raise EnvironmentUnavailable("the private desktop is gone") from failure
        if not line:
            raise EnvironmentUnavailable("the private desktop is gone")
        answer: Mapping[str, Any] = json.loads(line)
        return answer

    def reset(self) -> None:
        """Begin anew: nothing that ran or was kept on it survives, save a home that is kept.

        `session`, `folder` and `home` are new ones afterwards.

        Raises:
            EnvironmentUnavailable: it did not start again.
        """
        self.close()
        self._closed = False
        self._begin()

    def listen(self) -> socket.socket:
        """A socket that listens on the loopback interface as the desktop's programs know it.

        Raises:
            EnvironmentUnavailable: it could not be made.
        """
        if not self._options.isolated:
            return socket.create_server(("127.0.0.1", 0), backlog=64)
        assert self._keeper is not None
        init = private_space.first_process(self._keeper.pid)
        try:
            return listen_inside(private_space.enter_network(init))
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise EnvironmentUnavailable(f"the desktop's network: {failure}") from failure

    def close(self) -> None:
        """End every program on it and delete its folder. Idempotent."""
        if self._closed:
            return
        self._closed = True
        keeper, self._keeper = self._keeper, None
        for door in self._doors.values():
            door.close()
        self._doors.clear()
        number, self._number = self._number, None
        try:
            self._end(keeper)
        finally:
            if number is not None:
                number.release()

    def _end(self, keeper: subprocess.Popen[str] | None) -> None:
        """Have the keeper end everything."""
        if keeper is None:
            private_keeper.remove(self.folder)
            return
        for stream in (keeper.stdin, keeper.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        try:
            keeper.wait(_CLOSE_LIMIT)
        except subprocess.TimeoutExpired:
            keeper.kill()
            keeper.wait()
        if self.folder.exists():  # the keeper was killed
            clear(self.folder)

    def __enter__(self) -> PrivateDesktop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _check_programs() -> str:
    """The path of the accessibility bus's launcher.

    Raises:
        EnvironmentUnavailable: something that a private desktop needs is missing.
    """
    if not sys.platform.startswith("linux"):
        raise EnvironmentUnavailable("a private desktop needs Linux")
    missing = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    launcher = next((each for each in _LAUNCHERS if Path(each).exists()), "")
    if not launcher:
        missing.append("at-spi2-core")
    if missing:
        raise EnvironmentUnavailable(
            "a private desktop needs programs that are not installed: run installer/run, or "
            f"install {' '.join(missing)}"
        )
    return launcher


def _listens(path: Path) -> bool:
    """Whether somebody takes connections at a socket: its file is there a moment before."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
