"""Sets up applications without a usable tree, and tells what they have kept.

An application is started as a person's own is: through its entry in the home folder's menu.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pixel_apps.canvas_site import canvas_site

from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from perception.geometry import Size

HERE = Path(__file__).parent
PYTHON = "/usr/bin/python3"  # with the system's Tk and SDL
SHELF = ("beach.png", "harbour.png", "market.png", "garden.png", "bridge.png", "old tower.png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An application that is ready to be worked.

    Attributes:
        state: what it has kept until now.
        files: what must lie in the home folder before it can be started, by path.
        url: of its page; "" for a program.
        opens: what the program is called; "" for a page.
    """

    state: Callable[[], Mapping[str, Any]]
    files: Mapping[str, bytes] = field(default_factory=dict)
    url: str = ""
    opens: str = ""


def _entry(name: str, *command: str | Path) -> dict[str, bytes]:
    """A menu entry for a program, as a file of the home folder."""
    words = " ".join(f'"{word}"' for word in command)
    lines = ["[Desktop Entry]", "Type=Application", f"Name={name}", f"Exec={words}", ""]
    identity = name.casefold().replace(" ", "-")
    return {f".local/share/applications/{identity}.desktop": "\n".join(lines).encode()}


def _kept(file: Path) -> Callable[[], Mapping[str, Any]]:
    return lambda: json.loads(file.read_text()) if file.is_file() else {}


@contextmanager
def canvas(_folder: Path) -> Iterator[Stage]:
    """Pages that draw themselves on a canvas: /tasks and /booking."""
    with canvas_site() as site:
        yield Stage(state=lambda: site.state, url=site.url)


@contextmanager
def game(folder: Path) -> Iterator[Stage]:
    """A game with menus drawn by SDL, called Lantern."""
    file = folder / "lantern.json"
    yield Stage(
        state=_kept(file),
        files=_entry("Lantern", PYTHON, HERE / "lantern.py", file),
        opens="Lantern",
    )


@contextmanager
def shelf(folder: Path) -> Iterator[Stage]:
    """A view of icons that tells the accessibility tree nothing, called Picture shelf."""
    file = folder / "shelf.json"
    yield Stage(
        state=_kept(file),
        files=_entry("Picture shelf", PYTHON, HERE / "shelf.py", file, *SHELF),
        opens="Picture shelf",
    )


@contextmanager
def remote(folder: Path) -> Iterator[Stage]:
    """A stock list on another screen, seen through a VNC viewer, which is called Warehouse."""
    file = folder / "stock.json"
    with PrivateDesktop.start(PrivateDesktopOptions(screens=(Size(720, 520),))) as other:
        other.launch([PYTHON, str(HERE / "stock.py"), str(file)])
        _until(lambda: file.is_file(), "the stock list did not start")
        port = _free_port()
        serve = ["x11vnc", "-localhost", "-rfbport", str(port), "-forever", "-nopw", "-quiet"]
        log = (folder / "x11vnc.log").open("wb")
        server = subprocess.Popen(
            [*serve, "-desktop", "Warehouse", "-display", other.session.variables["DISPLAY"]],
            env=dict(other.session.variables),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _until(lambda: _listens(port), "the VNC server did not start")
            view = ("xtigervncviewer", "-RemoteResize=0", "-AlertOnFatalError=0")
            yield Stage(
                state=_kept(file),
                files=_entry("Warehouse", *view, f"127.0.0.1::{port}"),
                opens="Warehouse",
            )
        finally:
            server.kill()  # it takes no notice of a gentle end while a viewer leaves
            server.wait(10)
            log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.05)
