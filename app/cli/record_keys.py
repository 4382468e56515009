"""What the person tells while recording: single keys on a terminal, lines from a script."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

from app.cli.terminal import ask, attended, say
from perception.events import MarkKind

_KEYS: dict[str, MarkKind] = {
    "m": "parameter",
    "w": "wait",
    "c": "check",
    "u": "undo",
}
_WORDS: dict[str, MarkKind] = {
    "pause": "pause",
    "resume": "resume",
    "parameter": "parameter",
    "wait": "wait",
    "check": "check",
    "undo": "undo",
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the person wants of the recorder."""

    kind: MarkKind | Literal["end"]
    note: str = ""


class Commands:
    """Reads them. Use it as a context manager: a terminal is put back as it was.

    On a terminal each is one key. Otherwise each is a line of standard input ("pause",
    "parameter NAME", "end"), and the end of the input ends nothing.
    """

    def __init__(self) -> None:
        self._terminal = attended()
        self._paused = False
        self._before: Any = None
        self._rest = ""
        self._closed = False

    def __enter__(self) -> Self:
        self._raw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cooked()

    def waiting(self) -> Iterator[Command]:
        """What has been asked for since the last call."""
        while self._ready():
            # Past Python's own buffer: what waits there cannot be asked for by `select`.
            most = 1 if self._terminal else 4096
            read = os.read(sys.stdin.fileno(), most).decode("utf-8", "replace")
            if self._terminal:
                commands = [self._key(read)]
            elif read:
                *lines, self._rest = (self._rest + read).split("\n")
                commands = [_line(line) for line in lines]
            else:
                self._closed = True
                return
            yield from (command for command in commands if command is not None)

    def _ready(self) -> bool:
        if self._closed or not sys.stdin or sys.stdin.closed:
            return False
        try:
            return bool(select.select([sys.stdin], [], [], 0)[0])
        except (OSError, ValueError):  # no file that can be waited for
            return False

    def _key(self, key: str) -> Command | None:
        if key in ("\n", "\r", "q", "\x04", ""):
            return Command("end")
        if key == "p":
            self._paused = not self._paused
            return Command("pause" if self._paused else "resume")
        kind = _KEYS.get(key.lower())
        if kind is None:
            return None
        note = ""
        if kind == "parameter":
            self._cooked()
            try:
                note = ask("What is it called? ")
            finally:
                self._raw()
        return Command(kind, note)

    def _raw(self) -> None:
        """Keys arrive one by one and are not shown."""
        if not self._terminal:
            return
        import termios
        import tty

        with contextlib.suppress(termios.error):
            self._before = self._before or termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)

    def _cooked(self) -> None:
        if self._before is not None:
            import termios

            with contextlib.suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)


def _line(line: str) -> Command | None:
    word, _, note = line.strip().partition(" ")
    if word == "end":
        return Command("end")
    kind = _WORDS.get(word)
    if kind is None:
        if word:
            say(f"{word!r} means nothing here; there are {', '.join(_WORDS)}, end")
        return None
    return Command(kind, note.strip())
