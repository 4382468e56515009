"""Tokens of an instruction: words, quoted texts and punctuation, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "quoted", "mark"]

_PATTERN = re.compile(
    r"""
    (?P<quoted>
        "[^"]*" | “[^”]*” | „[^“”]*[“”] | «[^»]*» | `[^`]*`
      | (?<![^\s(\[:=,])['‘](?=\S)[^'’\n]*?(?:[a-z]'[a-z][^'’\n]*?)*['’](?=$|[\s.,;:!?)\]])
    )
  | (?P<tuple> [\[(] \s* -?\d+(?:\.\d+)? (?:\s*[,;]\s*-?\d+(?:\.\d+)?)+ \s* [\])] )
  | (?P<word> (?:https?://|www\.)\S+[^\s.,;:!?)\]"'”’] | [^\s"“”„«»`()\[\];,!?]+ (?:,\d{3}\b)* )
  | (?P<mark> [()\[\];,!?"“”„«»`] )
    """,
    re.VERBOSE,
)

_TRAILING = re.compile(r"^(.*?)([.:…]+)$", re.DOTALL)
_OPENERS = {'"': '"', "“": "”", "„": "“”", "«": "»", "`": "`", "'": "'’", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted text (`text` is what lies between the quotes) or a punctuation mark.

    `start` and `end` are offsets into the instruction, quotes included.
    """

    text: str
    kind: Kind
    start: int
    end: int

    @property
    def low(self) -> str:
        """Case-folded; empty for a quoted text, which never counts as a word of the language."""
        return "" if self.kind == "quoted" else self.text.casefold()


def tokenise(text: str) -> tuple[Token, ...]:
    """Split an instruction.

    >>> [token.text for token in tokenise('Enter "a b" into it.')]
    ['Enter', 'a b', 'into', 'it', '.']
    """
    found: list[Token] = []
    for match in _PATTERN.finditer(text):
        piece, start, end = match.group(), match.start(), match.end()
        if match.lastgroup == "quoted":
            found.append(Token(piece[1:-1], "quoted", start, end))
        elif match.lastgroup == "mark":
            found.append(Token(piece, "mark", start, end))
        elif match.lastgroup == "tuple":
            found.append(Token(piece, "word", start, end))
        else:
            found.extend(_without_trailing_marks(piece, start))
    return tuple(found)


def _without_trailing_marks(piece: str, start: int) -> list[Token]:
    match = _TRAILING.match(piece)
    if match is None or not match.group(1):
        kind: Kind = "word" if re.search(r"\w|[#@$€£%+*/=<>&-]", piece) else "mark"
        return [Token(piece, kind, start, start + len(piece))]
    body, marks = match.groups()
    middle = start + len(body)
    return [
        Token(body, "word", start, middle),
        Token(marks[0], "mark", middle, middle + len(marks)),
    ]


def source(tokens: tuple[Token, ...], text: str) -> str:
    """The part of the instruction that these tokens cover, verbatim."""
    return text[tokens[0].start : tokens[-1].end] if tokens else ""
