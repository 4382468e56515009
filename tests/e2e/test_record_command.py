"""`deskhand record` from its start to a skill, driven as a script does: by lines of its input."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from demonstrations import Hand
from desktop_desk import site

from actions.environments.private_desktop import PrivateDesktop
from app.cli import main
from app.recording.folder import find_recording, read_recording
from perception.geometry import Point
from skills.store import Store

PAGE = """\
<title>Notes</title><textarea aria-label="Note" style="position:fixed;inset:0"></textarea>"""


class Script:
    """Writes commands into the standard input of the command, and works by hand meanwhile."""

    def __init__(self, home: Path, hand: Hand) -> None:
        reading, self._writing = os.pipe()
        self.input = os.fdopen(reading, encoding="utf-8")
        self._home, self._hand = home, hand
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    def _play(self) -> None:
        try:
            self._await('"Snapshot"', "textbox")
            self._hand.click(Point(640, 500))
            self._hand.type("buy milk")
            self._await("buy milk")
            self._say("parameter what to buy\n")
            self._await('"Marked"')
            self._say("nonsense\npause\n")
            self._await('"pause"')
            self._hand.type(" 4711")
            time.sleep(0.5)
        finally:
            self._say("end\n")

    def _say(self, text: str) -> None:
        os.write(self._writing, text.encode())

    def _await(self, *texts: str) -> None:
        """Wait until the log of the recording holds all of it."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            logs = list((self._home / "recordings").glob("*/events.jsonl"))
            told = logs[0].read_text("utf-8") if logs else ""
            if all(text in told for text in texts):
                return
            time.sleep(0.1)
        raise AssertionError(f"never recorded: {texts}")

    def close(self) -> None:
        self._thread.join(60)
        os.close(self._writing)
        self.input.close()


def test_recorded_named_paused_ended_and_made_anew(
    desktop: PrivateDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("DESKHAND_HOME", str(home))
    monkeypatch.setenv("DISPLAY", desktop.session.variables["DISPLAY"])
    monkeypatch.setenv("XAUTHORITY", desktop.session.variables.get("XAUTHORITY", ""))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    script = Script(home, Hand(desktop.session.variables))
    monkeypatch.setattr("sys.stdin", script.input)
    with site() as served:
        served.pages["/"] = PAGE
        url = f"http://127.0.0.1:{served.port}/"
        try:
            code = main(["record", "Write a note", "--url", url, "--name", "jot", "--json"])
        finally:
            script.close()
    told = capfd.readouterr()
    assert code == 0, told.err
    assert "'nonsense' means nothing here" in told.err
    made = json.loads(told.out)
    assert (made["name"], made["reviews"], made["secrets"]) == ("jot", [], [])
    skill = Store(home / "skills").get("jot")
    (parameter,) = skill.parameters
    assert (parameter.name, parameter.example) == ("what_to_buy", "buy milk")
    recorded = read_recording(find_recording(home / "recordings", "last"))
    assert recorded.fault == ""
    assert "4711" not in (recorded.folder / "events.jsonl").read_text("utf-8")
    # What was recorded can be made into a skill once more.
    again = ["record", "--again", recorded.began.id, "--name", "jot-again", "--json"]
    assert main(again) == 0
    assert "jot-again" in Store(home / "skills").names()


def test_nothing_is_recorded_without_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    assert main(["record", "Do something"]) == 2
    assert "Say what may be recorded: --url or --allow ORIGIN" in capfd.readouterr().err
    assert main(["record", "--again", "nope"]) == 2
    assert "There is no recording 'nope'" in capfd.readouterr().err
    assert not list(tmp_path.glob("recordings/*"))
