"""Writing to the terminal: the only place of the program that does.

Text from a page is data: it must not colour, clear, retitle or reorder the terminal. So every text
goes through `safe` on its way out.

Results go to standard output, everything else (progress, questions, faults) to standard error.
"""

from __future__ import annotations

import contextlib
import json
import select
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

# Characters that turn the direction of what follows; a page could make a text read as another one.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


_ENDLESS = 10_000  # columns
_TURN = 0.2  # seconds


def safe(text: str, limit: int | None = None) -> str:
    r"""Text that only shows, and does nothing else to a terminal.

    Control characters are shown as pictures (␛), bidirectional controls are left out, line feeds
    and tabs stay. With a limit it is one line of at most so many characters.

    >>> safe("a\x1b[2Jb")
    'a␛[2Jb'
    """
    if limit is not None:
        text = " ".join(text[: 4 * limit].split())
        text = text if len(text) <= limit else text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _BIDI:
        return ""
    match unicodedata.category(character):
        case "Cc":
            code = ord(character)
            return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"
        case "Cs":
            return "�"
        case "Zl" | "Zp":
            return " "
        case _:
            return character


def out(text: str) -> None:
    """A line of the result, to standard output."""
    print(safe(text), file=sys.stdout, flush=True)  # noqa: T201  # the command line's door


def say(text: str) -> None:
    """A line for the person, to standard error."""
    print(safe(text), file=sys.stderr, flush=True)  # noqa: T201  # the command line's door


def print_json(value: Any) -> None:
    """A result for a program: one JSON document on standard output. ASCII, so always harmless."""
    print(json.dumps(value, indent=2, ensure_ascii=True), file=sys.stdout, flush=True)  # noqa: T201  # the command line's door


def console(*, stderr: bool = False) -> Console:
    """A Rich console that takes no text for mark-up, and breaks lines only on a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _ENDLESS
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


def attended() -> bool:
    """Whether a person sits there who can be asked."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())


def ask(question: str) -> str:
    """Ask the person for a line; "" at the end of input.

    What was typed before the question was shown is no answer to it, and is dropped.
    """
    _drop_typed_ahead()
    sys.stderr.write(safe(question))
    sys.stderr.flush()
    _await_line()
    return sys.stdin.readline().strip()


def _await_line() -> None:
    """Wait for a line on a terminal in short turns.

    A signal that comes right before a read begins would be dealt with only when the read is over.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        return
    while not select.select([sys.stdin], [], [], _TURN)[0]:
        pass


def _drop_typed_ahead() -> None:
    try:
        import termios
    except ImportError:  # Windows
        return
    with contextlib.suppress(termios.error):  # no terminal
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
