"""`deskhand record --in desktop` and `--in sandbox`: from the command to a skill that runs."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from demonstrations import Hand
from desktop_desk import Site
from desktop_desk import site as served_site

from actions.environments.private_desktop import PrivateDesktop
from app.cli import main
from app.recording.folder import read_recording
from perception.element import Element
from perception.events import Snapshot
from perception.geometry import Point
from perception.observation import Observation
from skills.store import Store

PATIENCE = 60.0  # seconds
FORM = """\
<!doctype html><title>Tickets</title><h1>New ticket</h1><form method=post action=/done>
<p><label>Customer <input name=customer></label>
<p><label>Priority <select name=priority><option>Low<option>Normal<option>High</select></label>
<p><button>File ticket</button></form>"""
DONE = "<!doctype html><title>Filed</title><h1>Ticket filed</h1><p>It was filed.</p>"


class Demonstrator:
    """Shows something by hand while the command records, on a thread of its own.

    It sees what the recorder has written down, as a person would look at the screen, and begins
    when the command says that it is ready.
    """

    def __init__(self, home: Path, show: Callable[[Demonstrator], None]) -> None:
        reading, self._writing = os.pipe()
        self.input = os.fdopen(reading, encoding="utf-8")
        self._home = home
        self._show = show
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._play)

    def begin(self) -> None:
        self._thread.start()

    def _play(self) -> None:
        try:
            self._show(self)
            time.sleep(1.0)
        except (AssertionError, OSError, subprocess.SubprocessError) as failure:  # raised below
            self.failure = failure
        finally:
            os.write(self._writing, b"end\n")

    def close(self) -> None:
        self._thread.join(PATIENCE)
        os.close(self._writing)
        self.input.close()
        if self.failure is not None:
            raise self.failure

    def seen(self) -> Observation | None:
        """What the recorder has read last."""
        logs = list((self._home / "recordings").glob("*/events.jsonl"))
        if not logs or not logs[0].read_bytes():
            return None
        events = read_recording(logs[0].parent).events
        shots = [each.observation for each in events if isinstance(each, Snapshot)]
        return shots[-1] if shots else None

    def has(self, title: str) -> Observation:
        """Wait until something with this title has been read in front."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = self.seen()
            if seen is not None and seen.active is not None and title in seen.active.title:
                return seen
            time.sleep(0.2)
        raise AssertionError(f"never in front: {title}")

    def point(self, title: str, role: str, name: str) -> Point:
        found = [e for e in self.has(title).elements if (e.role, e.name) == (role, name)]
        assert found, f"no {role} {name!r} in {title}"
        return _point(found[0])


def _point(element: Element) -> Point:
    return element.click_point or element.box.center


@contextmanager
def recording(
    monkeypatch: pytest.MonkeyPatch, home: Path, show: Callable[[Demonstrator], None]
) -> Iterator[None]:
    """Somebody shows something as long as the block records."""
    monkeypatch.setenv("DESKHAND_HOME", str(home))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    person = Demonstrator(home, show)
    monkeypatch.setattr("sys.stdin", person.input)
    person.begin()
    try:
        yield
    finally:
        monkeypatch.setattr("sys.stdin", io.StringIO())
        person.close()


def test_recorded_on_this_desktop(
    desktop: PrivateDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    home, wanted = tmp_path / "home", tmp_path / "list.txt"
    wanted.write_text("eggs\n", "utf-8")
    for name in ("DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
        if name in desktop.session.variables:
            monkeypatch.setenv(name, desktop.session.variables[name])
        else:
            monkeypatch.delenv(name, raising=False)
    hand = Hand(desktop.session.variables)
    pid = desktop.launch(["mousepad", "--disable-server", str(wanted)])

    def show(person: Demonstrator) -> None:
        person.has("list.txt")
        hand.key("ctrl+End")
        hand.type("oat milk")
        hand.key("ctrl+s")
        deadline = time.monotonic() + PATIENCE
        while "oat milk" not in wanted.read_text("utf-8"):
            assert time.monotonic() < deadline, "it was never saved"
            time.sleep(0.1)

    command = ["record", 'Put "oat milk" on the list', "--in", "desktop", "--allow", "mousepad"]
    try:
        with recording(monkeypatch, home, show):
            code = main([*command, "--name", "shop-for", "--json"])
    finally:
        os.kill(pid, 15)
    told = capfd.readouterr()
    assert code == 0, told.err
    assert "Ready. Show it now." in told.err
    assert json.loads(told.out)["name"] == "shop-for"
    skill = Store(home / "skills").get("shop-for")
    assert [each.example for each in skill.parameters] == ["oat milk"]
    assert skill.capabilities.apps == ("mousepad",)


@pytest.mark.campaign
@pytest.mark.timeout(400)
def test_one_skill_over_a_page_and_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    with served_site() as served:
        served.pages.update({"/": FORM, "/done": DONE})
        url = f"http://127.0.0.1:{served.port}/"

        def show(person: Demonstrator) -> None:
            field = person.point("Tickets", "textbox", "Customer")
            hand = Hand(inside(home))
            hand.click(field)
            hand.type("Ada Lovelace")
            hand.key("Tab")
            hand.type("H")
            hand.click(person.point("Tickets", "button", "File ticket"))
            person.has("Filed")
            hand.key("alt+Tab")
            person.has("Mousepad")
            hand.type("Ada Lovelace")
            hand.key("ctrl+s")
            person.has("Save As")
            hand.key("ctrl+a")
            hand.type("ada.txt")
            time.sleep(2.0)  # GTK looks whether the file is there before it lets one save
            hand.key("Return")
            person.has("ada.txt")

        text = 'File a ticket for "Ada Lovelace" with priority High and note it as ada.txt'
        command = ["record", text, "--in", "sandbox", "--vnc", "--url", url, "--open", "mousepad"]
        with recording(monkeypatch, home, show):
            code = main([*command, "--name", "file-ticket", "--json"])
        told = capfd.readouterr()
        assert code == 0, told.err
        assert "Ready. Show it now." in told.err
        assert "Ready for “" in told.err
        skill = Store(home / "skills").get("file-ticket")
        names = {each.example: each.name for each in skill.parameters}
        assert set(names) >= {"Ada Lovelace", "High", "ada.txt"}
        assert served.posted.pop() == {"customer": "Ada Lovelace", "priority": "High"}
        values = {"Ada Lovelace": "Bob Moog", "High": "Low", "ada.txt": "bob.txt"}
        given = [f"{names[shown]}={value}" for shown, value in values.items()]
        run = ["skills", "run", "file-ticket", "--in", "sandbox", "--yes", "--commits"]
        code = main([*run, "--open", "mousepad", *(p for v in given for p in ("--with", v))])
        assert code == 0, f"{capfd.readouterr().err}\n{json.loads(told.out)['yaml']}"
        assert_done(served, home)


def assert_done(served: Site, home: Path) -> None:
    """It was done once, on the page and in the program."""
    assert served.posted == [{"customer": "Bob Moog", "priority": "Low"}]
    (left,) = home.glob("runs/*/files/**/bob.txt")
    assert left.read_text("utf-8").strip() == "Bob Moog"


def inside(home: Path) -> Mapping[str, str]:
    """The variables of a program in the sandbox that is recorded."""
    for process in Path("/proc").iterdir():
        try:
            data = (process / "environ").read_bytes() if process.name.isdecimal() else b""
        except OSError:
            continue
        found = dict(re.findall(r"(?:^|\0)([A-Z_]+)=([^\0]*)", data.decode("utf-8", "replace")))
        if found.get("HOME", "").startswith(str(home)) and "DISPLAY" in found:
            return {**os.environ, **{n: found[n] for n in ("DISPLAY", "XAUTHORITY", "HOME")}}
    raise AssertionError("there is no sandbox")
