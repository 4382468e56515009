"""Terminals: typing a command, and reading what it prints."""

from __future__ import annotations

import itertools
import re
import shlex

from actions.action import Type, Wait
from actions.target import ElementRef
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import windows
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.plan import Program, RunCommand
from app.safety.programs import is_terminal
from perception.element import Element
from perception.predicate import FileExists

_PROMPT = re.compile(r"[$#%>❯]\s*$")
_PATIENCE = 30  # looks at a command that runs, about a second each


def run_command(bench: Bench, errand: RunCommand) -> Script:
    """Run exactly this command in a terminal, and keep what it prints."""
    front = bench.active
    if front is None or not is_terminal(front.application):
        yield from windows.bring(bench, Program(name=errand.program or "terminal"))
    for _ in range(5):  # a shell takes a moment to show its prompt
        if _PROMPT.search(_shown(bench)):
            break
        yield bench.desk.act("Wait for the prompt.", Wait(seconds=0.5))
    screen = screen_of(bench)
    target = ElementRef(ref=screen.ref) if screen is not None else None
    yield bench.desk.act(
        f"Run {errand.command}",
        Type(text=errand.command, into=target, clear=False, submit=True),
    )
    if bench.desk.failure:
        raise Stuck(f"The command was not run: {bench.desk.failure}")
    output = None
    for _ in range(_PATIENCE if screen is not None else 2):
        output = output_of(_shown(bench), errand.command)
        if output is not None:
            break
        yield bench.desk.act("Wait for the command to end.", Wait(seconds=1))
    if screen is not None and output is None:
        raise Stuck(f"{errand.command} has not ended, or the terminal does not show it.")
    bench.value, bench.value_for = (output or "").strip(), "output"
    bench.commanded = True
    for path in written_files(errand.command):
        bench.claim(FileExists(path=path))
    return True


def screen_of(bench: Bench) -> Element | None:
    """The terminal's screen; None where it is not perceived."""
    screens = [each for each in bench.shown() if each.attributes.get("terminal") == "true"]
    return max(screens, key=lambda each: each.box.area, default=None)


def _shown(bench: Bench) -> str:
    screen = screen_of(bench)
    return ((screen.value or screen.name) if screen is not None else "").rstrip()


def output_of(shown: str, command: str) -> str | None:
    r"""What a command printed, of the text of a terminal; None while it has not ended.

    >>> output_of("ada:~$ ls\na.txt  b.txt\nada:~$", "ls")
    'a.txt  b.txt'
    >>> output_of("ada:~$ sleep 9\n", "sleep 9") is None
    True
    """
    lines = shown.rstrip().split("\n")
    if not lines or not _PROMPT.search(lines[-1]):
        return None
    # A long command goes on in the next lines; nothing tells where but its own text.
    for at in range(len(lines) - 2, -1, -1):
        joined, end = lines[at].rstrip(), at
        while end + 1 < len(lines) - 1 and not joined.endswith(command) and len(joined) < 5000:
            if command[:8] not in joined:
                break
            end += 1
            joined += lines[end].rstrip("\n")
        if joined.endswith(command) and len(joined) > len(command):
            return "\n".join(line.rstrip() for line in lines[end + 1 : -1])
    return None


def written_files(command: str) -> list[str]:
    """The files that a command writes its output to, from the home folder.

    >>> written_files("wc -l < a.txt > Documents/b.txt")
    ['Documents/b.txt']
    """
    try:
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:
        return []
    if "cd" in words:
        return []  # not from the home folder then
    following = itertools.pairwise(words)
    return [
        path for sign, path in following if sign in (">", ">>") and not path.startswith("/dev/")
    ]
