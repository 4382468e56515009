"""A real private desktop with namespaces, as setup and evaluator reach it."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.action import Open
from actions.environments import private_space
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.errors import EnvironmentUnavailable
from app.evaluation.machine import Machine

pytestmark = pytest.mark.skipif(bool(private_space.denied()), reason=private_space.denied())

_SERVE = """
import os, socket, time
server = socket.create_server(("127.0.0.1", 9222))
print("served", flush=True)
if os.fork() == 0:
    time.sleep(1000)
"""
SLEEPER = ["sh", "-c", "setsid sleep 1000 & setsid sleep 1001 &"]


def processes() -> str:
    """All processes of this machine, with their variables."""
    return subprocess.run(["ps", "axeww"], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with Machine() as machine:
        yield machine


def test_commands_say_what_came_of_them(machine: Machine) -> None:
    ran = machine.run("echo out; echo err >&2; exit 3", shell=True)
    assert (ran.code, ran.output, ran.error) == (3, "out\n", "err\n")
    assert machine.run(["sleep", "30"], limit=0.3).code is None
    assert machine.run(["no-such-program"]).code == 127
    assert machine.run("echo ~/x {SCREEN_WIDTH_HALF} a' 'b").output == "/home/user/x 640 a b\n"
    assert machine.run(["python", "-c", "import pyautogui; print(pyautogui.size()[0])"]).output == (
        "1280\n"
    )
    ran = machine.run("kill -9 $$", shell=True)
    assert ran.code == 137


def test_what_goes_on_in_the_background_does_not_hold_a_command_up(machine: Machine) -> None:
    began = time.monotonic()
    assert machine.run("sleep 1002 & echo on", shell=True).output == "on\n"
    assert time.monotonic() - began < 60


def test_it_sees_and_ends_only_what_is_its_own(machine: Machine) -> None:
    stranger = subprocess.Popen(["sleep", "1003"])
    try:
        assert "1003" not in machine.run(["ps", "-eo", "args"]).output
        machine.run(["pkill", "-9", "-f", "sleep 1003"])
        assert machine.run(["kill", "-9", str(stranger.pid)]).code != 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_its_files_are_its_own(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    machine.run("echo here > /tmp/mine; echo home > ~/Documents/a.txt", shell=True)
    assert not Path("/tmp/mine").exists()
    assert machine.run(["cat", str(tmp_path / "secret")]).code != 0
    found = machine.fetch("/home/user/Documents/a.txt")
    assert found is not None
    assert found.read_text() == "home\n"
    assert machine.fetch("Documents/a.txt", "b.txt") == machine.cache / "b.txt"
    machine.run(["ln", "-s", str(tmp_path / "secret"), "/home/user/link"])
    assert machine.fetch("link") is None, "a link leads nowhere outside"
    assert machine.fetch("Documents") is None
    machine.put(found, "~/new folder/c.txt")
    assert machine.run(["cat", "/home/user/new folder/c.txt"]).output == "home\n"


def test_its_network_is_its_own(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>the site")
    with socket.create_server(("127.0.0.1", 0)) as outside:
        port = outside.getsockname()[1]
        assert machine.run(["python3", "-c", f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"]).code != 0  # fmt: skip  # noqa: E501
    site = machine.serve(tmp_path)
    asked = f"import urllib.request as u; print(u.urlopen('{site.url}/').read().decode())"
    assert machine.run(["python3", "-c", asked]).output == "<p>the site\n"
    machine.launch(["python3", "-m", "http.server", "8000", "--bind", "127.0.0.1"])
    door = machine.desktop.reach(8000)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"http://127.0.0.1:{door}/", timeout=5) as answer:
                assert answer.status == 200
            break
        time.sleep(0.1)
    else:
        pytest.fail("the door leads nowhere")
    assert machine.desktop.reach(8000) == door


def test_files_open_by_the_name_they_have_there(machine: Machine) -> None:
    machine.run("echo words > ~/Documents/letter.txt", shell=True)
    machine.do(Open(what="/home/user/Documents/letter.txt", kind="file"))
    assert machine.wait_for_window("letter.txt", strict=False, limit=30)
    surface = next(each for each in machine.observe().surfaces if "letter.txt" in each.title)
    assert surface.application, "the program of a window is known by its process"


def test_the_next_machine_knows_nothing_of_the_last() -> None:
    with Machine() as first:
        first.run("echo x > ~/Desktop/left; echo y > /tmp/left", shell=True)
        first.launch(SLEEPER)
        folder, number = first.desktop.folder, first.desktop.session.display
    assert not folder.exists()
    assert not Path(f"/tmp/.X{number[1:]}-lock").exists()
    assert str(folder) not in processes()
    with Machine() as second:
        assert second.run("ls -A ~/Desktop; ls /tmp/left", shell=True).output == ""


def test_a_machine_that_is_not_fresh_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = PrivateDesktop._begin

    def dirty(self: PrivateDesktop) -> None:
        begin(self)
        (self.home / "Desktop/left").touch()

    monkeypatch.setattr(PrivateDesktop, "_begin", dirty)
    with pytest.raises(EnvironmentUnavailable, match="not empty"):
        Machine()


def test_killing_deskhand_ends_all_of_it() -> None:
    code = (
        "import time\n"
        "from actions.environments.private_desktop import *\n"
        "desktop = PrivateDesktop.start(PrivateDesktopOptions(isolated=True))\n"
        f"desktop.launch({SLEEPER})\n"
        "print(desktop.folder, flush=True)\n"
        "time.sleep(100)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert folder.exists()
    process.kill()
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 20
    while (folder.exists() or str(folder) in processes()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
    assert str(folder) not in processes()


def test_two_at_once_do_not_meet() -> None:
    options = PrivateDesktopOptions(isolated=True)
    found: list[PrivateDesktop] = []
    threads = [
        threading.Thread(target=lambda: found.append(PrivateDesktop.start(options)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert found[0].session.display != found[1].session.display
        for desktop in found:  # the same port in both
            server = (
                "import socket, time; s = socket.create_server(('127.0.0.1', 9222)); time.sleep(99)"
            )
            desktop.launch([sys.executable, "-c", server])
        assert all(each.run(["true"]).code == 0 for each in found)
    finally:
        for desktop in found:
            desktop.close()


def test_where_there_are_no_namespaces_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    private_space.denied.cache_clear()
    try:
        assert "unshare is not installed" in private_space.denied()
        with pytest.raises(EnvironmentUnavailable):
            PrivateDesktop.start(PrivateDesktopOptions(isolated=True))
    finally:
        private_space.denied.cache_clear()
