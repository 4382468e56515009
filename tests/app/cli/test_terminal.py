"""On a real (pseudo-)terminal: progress, questions and their answers, Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.trajectory import Outcome
from app.cli.terminal import safe
from app.runs.folders import find_run
from app.runs.read import read

SAVE: dict[str, Any] = {
    "is": "Click",
    "target": {"is": "Description", "text": "Save", "role": "button"},
}
ASK: dict[str, Any] = {"is": "Ask", "question": "Which one?", "options": ["red", "blue"]}
FINISH: dict[str, Any] = {"is": "Finish", "answer": "Done."}
GIVE_UP: dict[str, Any] = {"is": "GiveUp", "reason": "no"}

Script = Callable[..., list[str]]


class Terminal:
    """The command line on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        program = "import sys; from app.cli import main; sys.exit(main())"
        self.screen = ""
        self._closed = False
        self.process, self._end = pty.fork()
        if not self.process:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.executable, [sys.executable, "-c", program, *arguments])

    def wait_for(self, text: str) -> None:
        """Read until the text is on the screen (white space and colours aside)."""
        until = time.monotonic() + 20
        while text not in self.plain():
            assert time.monotonic() < until, self.plain()
            assert self._read(until - time.monotonic()), self.plain()

    def press(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def exit_code(self) -> int:
        while not self._closed:
            assert self._read(20) or self._closed, f"still running: {self.plain()}"
        _process, status = os.waitpid(self.process, 0)
        os.close(self._end)
        return os.waitstatus_to_exitcode(status)

    def plain(self) -> str:
        return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.screen).split())

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._end], [], [], seconds)
        try:
            data = os.read(self._end, 65536) if ready else b""
        except OSError:  # the other end is closed
            data, self._closed = b"", True
        self.screen += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def terminal(home: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def terminal(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield terminal
    for each in opened:
        try:
            os.kill(each.process, 9)
            os.waitpid(each.process, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def last_outcome(home: Path) -> Outcome | None:
    return read(find_run(home / "runs", "last")).outcome


def test_an_approval_is_asked_and_given(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    shown = terminal("run", "Save", *script(SAVE, FINISH))
    shown.wait_for('May I? Click button "Save" where https://fake.example')
    shown.wait_for("This cannot be taken back. [y] yes [t] yes, for this task [n] no (you may add")
    shown.wait_for("why):")
    shown.press("perhaps\n")
    shown.wait_for(
        "(you may add why): perhaps [y] yes [t] yes, for this task [n] no (you may add why):"
    )
    shown.press("y\n")
    shown.wait_for("approval: once (by person)")
    assert shown.exit_code() == 0
    assert "Done." in shown.plain()


def test_a_no_goes_to_the_planner_with_its_reason(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    shown = terminal("run", "Save", *script(SAVE, GIVE_UP))
    shown.wait_for("you may add why):")
    shown.press("n not on a Friday\n")
    assert shown.exit_code() == 3
    step = read(find_run(home / "runs", "last")).steps[0]
    assert "not on a Friday" in step.error


def test_a_question_is_answered_by_its_number(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    shown = terminal("run", "Choose", *script(ASK, FINISH))
    shown.wait_for("Which one? 1. red 2. blue Your answer:")
    shown.press("2\n")
    assert shown.exit_code() == 0
    assert read(find_run(home / "runs", "last")).steps[0].reply == "blue"


def test_what_was_typed_before_the_question_is_no_answer(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    wait = {"is": "Wait", "seconds": 2}
    shown = terminal("run", "Save", *script(wait, SAVE, GIVE_UP))
    shown.wait_for("Wait 2 s")
    shown.press("y\ny\n")
    shown.wait_for("you may add why):")
    shown.press("n\n")
    assert shown.exit_code() == 3


def test_ctrl_c_ends_a_question_within_a_second(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    shown = terminal("run", "Save", *script(SAVE, FINISH))
    shown.wait_for("you may add why):")
    shown.press("\x03")
    assert shown.exit_code() == 130
    assert "Traceback" not in shown.plain()
    assert last_outcome(home) is Outcome.STOPPED


def test_an_unknown_commit_is_decided_by_the_person(
    terminal: Callable[..., Terminal], script: Script, home: Path
) -> None:
    first = terminal("run", "Save", *script(SAVE, GIVE_UP), "--yes", "--commits")
    assert first.exit_code() == 1
    log = find_run(home / "runs", "last") / "events.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    intent = next(number for number, line in enumerate(lines) if b'"ActionIntended"' in line)
    log.write_bytes(b"".join(lines[: intent + 1]))

    left = terminal("runs", "resume", "last")
    left.wait_for("Was it done? [y] yes [n] no [q] leave it:")
    left.press("q\n")
    assert left.exit_code() == 3

    script(SAVE, FINISH)
    again = terminal("runs", "resume", "last", "--yes", "--commits")
    again.wait_for("leave it:")
    again.press("y\n")
    # It was done; so even with all flags a second time has to be asked for.
    again.wait_for("before the run was broken off, and it cannot be taken back.")
    again.wait_for("you may add why):")
    again.press("n\n")
    assert again.exit_code() in (0, 3)
    assert "action refused" in again.plain()


def test_text_that_would_act_on_the_terminal_only_shows() -> None:
    assert safe("a\x1b]0;title\x07b\x9b31mc\r\x7f") == "a␛]0;title␇b�31mc␍␡"
    assert safe("abc\u202edef\u2066x\u200f") == "abcdefx"
    assert safe("שלום 👩‍🔧 é 漢字") == "שלום 👩‍🔧 é 漢字"
    assert safe("one\ntwo\tthree") == "one\ntwo\tthree"
    assert safe("one\ntwo " * 50, 12) == "one two one…"
    assert safe("half \ud83d \u2028") == "half �  "
