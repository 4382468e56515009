"""Checking what a person asks for, before anything is started."""

from __future__ import annotations

import unicodedata

from app.errors import UsageError

LONGEST = 20_000  # characters; far beyond any instruction, and still readable in a log

_EXAMPLE = 'deskhand run "Open the contacts and search for Ada" --url https://example.com'


def clean_instruction(text: str) -> str:
    """An instruction without surrounding white space, and with line feeds as its line ends.

    Every script passes, emoji and right-to-left text with its marks included.

    Raises:
        UsageError: it is empty, longer than `LONGEST`, not text, or holds control characters.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise UsageError(f"The task is empty. Say what is to be done, as in:\n  {_EXAMPLE}")
    if len(text) > LONGEST:
        raise UsageError(
            f"The task is {len(text):,} characters long; at most {LONGEST:,} are allowed. Put long "
            "content into a file and give it with --attach, or values with --with name=value."
        )
    check_text(text, "The task")
    return text


def check_text(text: str, what: str) -> str:
    """Refuse text that no person types: control characters, and bytes that are no UTF-8.

    Raises:
        UsageError: with the place.
    """
    for place, character in enumerate(text, 1):
        kind = unicodedata.category(character)
        if kind == "Cs":
            raise UsageError(f"{what} is not valid UTF-8 (character {place}).")
        if kind == "Cc" and character not in "\n\t":
            raise UsageError(
                f"{what} holds a control character ({_name(character)}, character {place}). Remove "
                "it; only text, tabs and line ends are allowed."
            )
    return text


def _name(character: str) -> str:
    return "NUL" if character == "\0" else f"U+{ord(character):04X}"
