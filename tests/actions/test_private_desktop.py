"""Private desktops: what is started on one runs there and nowhere else, and ends with it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xcffib.xinerama

from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.environments.private_leftovers import sweep
from actions.errors import EnvironmentUnavailable
from perception.geometry import Size
from perception.platforms.interface import PlatformGone
from perception.platforms.x11 import X11Windows
from perception.platforms.x11_connection import open_display

# Leaves its parent, its session and its terminal behind, as daemons do.
DAEMON = "setsid sh -c 'sleep 1000 & exec sleep 1001' & exit"


def processes(folder: Path) -> list[int]:
    """Processes that were started on the desktop with this folder."""
    marker = f"DESKHAND_DESKTOP={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if marker in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def server_files(display: str) -> set[tuple[str, int]]:
    """What the X server of a display has made, and when: its socket, and a lock if it keeps one."""
    number = display.lstrip(":").split(".")[0]
    found = set()
    for path in (Path(f"/tmp/.X11-unix/X{number}"), Path(f"/tmp/.X{number}-lock")):
        with contextlib.suppress(FileNotFoundError):
            found.add((str(path), path.stat().st_ctime_ns))
    return found


def until(condition: object, limit: float = 10) -> bool:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if condition():  # type: ignore[operator] # a function
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    assert not list(tmp_path.iterdir()), "something was left behind"


def start(base: Path, **options: object) -> PrivateDesktop:
    return PrivateDesktop.start(PrivateDesktopOptions(base=base, **options))  # type: ignore[arg-type]


def test_programs_run_in_a_world_of_their_own(base: Path) -> None:
    with start(base) as desktop:
        said = desktop.home / "said"
        desktop.launch(["sh", "-c", "env > said.new; mv said.new said"])
        assert until(said.exists)
        variables = dict(
            line.split("=", 1) for line in said.read_text().splitlines() if "=" in line
        )
        assert variables["HOME"] == str(desktop.home)
        assert variables["DISPLAY"] == desktop.session.display != os.environ.get("DISPLAY")
        assert variables["DBUS_SESSION_BUS_ADDRESS"].endswith(f"{desktop.folder}/bus")
        assert (desktop.home / "Documents").is_dir()
        assert not {"SSH_AUTH_SOCK", "OPENAI_API_KEY"} & set(variables)
        connection = open_display(desktop.session)
        screen = connection.get_setup().roots[0]
        assert (screen.width_in_pixels, screen.height_in_pixels) == (1280, 800)
        connection.disconnect()


def test_several_at_once(base: Path) -> None:
    with start(base) as one, start(base, screens=(Size(800, 600), Size(640, 480))) as two:
        assert one.session.display != two.session.display
        connection = open_display(two.session)
        assert connection.get_setup().roots[0].width_in_pixels == 1440
        xinerama = connection(xcffib.xinerama.key)
        heads = xinerama.QueryScreens().reply().screen_info
        assert [(each.x_org, each.width, each.height) for each in heads] == [
            (0, 800, 600),
            (800, 640, 480),
        ]
        connection.disconnect()


def test_nobody_else_is_let_in(base: Path) -> None:
    with start(base) as desktop:
        stranger = {"PATH": os.environ["PATH"], "DISPLAY": desktop.session.display}
        done = subprocess.run(
            ["xprop", "-root"], env={**stranger, "XAUTHORITY": "/dev/null"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "Authorization" in done.stderr
        assert desktop.folder.stat().st_mode & 0o077 == 0


def test_closing_ends_everything(base: Path) -> None:
    desktop = start(base)
    folder = desktop.folder
    display = desktop.session.display
    served = server_files(display)
    assert served
    desktop.launch(["sh", "-c", DAEMON])
    desktop.launch(["sh", "-c", "trap '' TERM INT HUP; sleep 1000"])
    assert until(lambda: len(processes(folder)) >= 7)
    desktop.close()
    desktop.close()
    assert processes(folder) == []
    assert not folder.exists()
    assert not served & server_files(display)
    with pytest.raises(EnvironmentUnavailable, match="closed"):
        desktop.launch(["true"])


def test_resetting_begins_anew(base: Path) -> None:
    with start(base) as desktop:
        folder = desktop.folder
        (desktop.home / "Documents" / "note").write_text("x")
        desktop.launch(["sh", "-c", DAEMON])
        desktop.reset()
        assert processes(folder) == []
        assert not folder.exists()
        assert list((desktop.home / "Documents").iterdir()) == []
        open_display(desktop.session).disconnect()


def test_a_home_can_be_kept(base: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    with start(base, home=home) as desktop:
        (desktop.home / "Documents" / "note").write_text("x")
    assert (home / "Documents" / "note").read_text() == "x"


OWNER = """
import sys, time
from pathlib import Path
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.environments.private_leftovers import sweep
desktop = PrivateDesktop.start(PrivateDesktopOptions(base=Path(sys.argv[1])))
desktop.launch(["sh", "-c", sys.argv[2]])
print(desktop.folder, desktop._keeper.pid, desktop.session.display, flush=True)
time.sleep(1000)
"""


@pytest.mark.parametrize("keeper_too", [False, True])
def test_it_ends_when_its_owner_is_killed(base: Path, keeper_too: bool) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(base), DAEMON], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    folder, keeper, display = owner.stdout.readline().split()
    served = server_files(display)
    assert served
    assert until(lambda: len(processes(Path(folder))) >= 6)
    os.kill(owner.pid, signal.SIGKILL)
    if keeper_too:
        os.kill(int(keeper), signal.SIGKILL)
        assert until(lambda: not Path(f"/proc/{keeper}").exists())
        sweep(base)
    owner.wait()
    owner.stdout.close()
    assert until(lambda: not processes(Path(folder)))
    assert until(lambda: not Path(folder).exists())
    assert keeper_too or not served & server_files(display)


def test_one_that_lives_is_not_swept_away(base: Path) -> None:
    with start(base) as desktop:
        sweep(base)
        assert desktop.folder.exists()
        open_display(desktop.session).disconnect()


def test_what_is_missing_is_named(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(base))
    with pytest.raises(EnvironmentUnavailable, match=r"installer/run.*xvfb openbox"):
        start(base)


def test_a_program_that_is_not_there_is_said(base: Path) -> None:
    with start(base) as desktop, pytest.raises(EnvironmentUnavailable, match="no-such-program"):
        desktop.launch(["no-such-program"])


def test_a_display_that_is_gone_is_said(base: Path) -> None:
    desktop = start(base)
    session = desktop.session
    desktop.close()
    with pytest.raises(PlatformGone):
        open_display(session)


def test_it_can_be_watched(
    base: Path, desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", desktop.session.display)
    monkeypatch.setenv("XAUTHORITY", desktop.session.authority)
    with start(base, show=True) as shown:
        windows = X11Windows(desktop.session)
        assert until(lambda: any("Deskhand's desktop" in e.title for e in windows.windows()))
        windows.close()
        assert shown.session.display != desktop.session.display


def test_it_can_be_watched_with_vnc(base: Path) -> None:
    with start(base, vnc=True) as desktop:
        address, password = desktop.vnc.split(", password ")
        host, port = address.split(":")
        with socket.create_connection((host, int(port)), timeout=10) as link:
            assert link.recv(12).startswith(b"RFB 003.")
            link.sendall(b"RFB 003.008\n")
            kinds = link.recv(16)
            assert kinds[1:] == b"\x02", "VNC authentication, and nothing else"
        assert len(password) == 8
        listening = subprocess.run(["ss", "-ltn"], capture_output=True, text=True, check=False)
        assert f"0.0.0.0:{port}" not in listening.stdout


@pytest.mark.campaign
def test_fifty_starts_and_stops_leave_nothing(base: Path) -> None:
    for _ in range(50):
        desktop = start(base)
        display = desktop.session.display
        served = server_files(display)
        folder = desktop.folder
        desktop.launch(["sh", "-c", DAEMON])
        desktop.launch(["mousepad"])
        desktop.close()
        assert processes(folder) == []
        assert not folder.exists()
        assert not served & server_files(display)
