"""Starting a machine that speaks OSWorld's protocol, for tests; see tests/support/machine."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import Xlib

from actions.environments.private_desktop import PrivateDesktop
from perception.platforms.atspi_bus import accessibility_address

SERVER = Path(__file__).parent / "machine" / "server.py"
PYTHON = "/usr/bin/python3"  # it has gi


@dataclass(frozen=True, slots=True)
class Served:
    """A machine.

    Attributes:
        url: of its server.
        desktop: that it is.
        pid: of the server.
    """

    url: str
    desktop: PrivateDesktop
    pid: int

    def fault(self, path: str, how: str, times: int = 1_000_000) -> None:
        """Have it misbehave; see server.py."""
        self._post("/fault", {"path": path, "how": how, "times": times})

    def asked(self) -> list[str]:
        """Every request so far, as "METHOD path"."""
        asked: list[str] = self._post("/asked", {})["asked"]
        return asked

    def _post(self, path: str, said: Any) -> Any:
        request = urllib.request.Request(self.url + path, json.dumps(said).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())


def serve(desktop: PrivateDesktop, port: int = 0) -> Served:
    """Start the server on a desktop."""
    file = desktop.folder / "run" / f"machine-{time.monotonic_ns()}"
    packages = str(Path(Xlib.__file__).parents[1])
    pid = desktop.launch(
        [PYTHON, str(SERVER), str(file), str(port)],
        name="machine",
        variables={"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    end = time.monotonic() + 30
    while time.monotonic() < end:
        text = file.read_text("ascii") if file.exists() else ""
        if text:
            url = f"http://127.0.0.1:{text}"
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(url + "/platform", timeout=5).read()
                return Served(url, desktop, pid)
        time.sleep(0.05)
    raise AssertionError(f"the machine's server did not start: {desktop.log('machine')}")


@contextlib.contextmanager
def machine(*command: str) -> Iterator[Served]:
    """A machine of its own, with a program started on it."""
    with PrivateDesktop.start() as desktop:
        served = serve(desktop)
        accessibility_address(desktop.session)  # which tells programs that somebody listens
        if command:
            desktop.launch(command, name="program")
        yield served


@contextlib.contextmanager
def shown_machine(program: Path) -> Iterator[str]:
    """The address of a machine on which this program of ours has been started.

    DESKHAND_OSWORLD may name one with OSWorld's own server; there the program is started anew.
    """
    url = os.environ.get("DESKHAND_OSWORLD")
    if not url:
        with machine(sys.executable, str(program)) as served:
            yield served.url
        return
    from actions.environments.machine_http import Machine

    there = Machine(url)
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}"
    started = there.execute(f"{command} >/dev/null 2>&1 & echo $!")
    try:
        yield url
    finally:
        there.execute(["kill", "-9", started.text.strip()])
