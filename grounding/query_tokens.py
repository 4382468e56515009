"""The words of a description; a quoted text is one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_CHARACTERS = 400  # a description longer than this describes nothing

_QUOTED = re.compile(
    r'"([^"]+)"|“([^”"]+)[”"]|„([^“”]+)[“”]|«([^»]+)»|‘([^’]+)’(?!\w)|`([^`]+)`'
    r"|(?<!\w)'((?:[^']|'(?=\w))+)'(?!\w)"
)
_SPLIT = re.compile(r"[^\s,;:!?()\[\]]+|[,;:]|[?!()\[\]]")
_POLITE = re.compile(
    r"^(?:please|kindly|could you|can you|would you|just|i (?:want|need|mean)|its?)\s+",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "any", "please"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign of punctuation, or a whole quoted text."""

    text: str
    quoted: bool = False

    @property
    def low(self) -> str:
        """For comparison with a table; nothing of a quoted text is in any table."""
        return "" if self.quoted else self.text.casefold()


def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a text, without politeness and final punctuation; "'s" is one by itself."""
    text = " ".join(text.replace("\x00", " ").split())[:_MOST_CHARACTERS]
    while (polite := _POLITE.match(text)) is not None:
        text = text[polite.end() :]
    found: list[Token] = []
    at = 0
    for quote in _QUOTED.finditer(text):
        found.extend(Token(word) for word in _words(text[at : quote.start()]))
        inner = next(group for group in quote.groups() if group is not None)
        found.append(Token(inner.strip(), quoted=True))
        at = quote.end()
    found.extend(Token(word) for word in _words(text[at:]))
    while found and found[-1].low in {",", ";", ":", ".", "!", "?", "please"}:
        found.pop()
    return tuple(found)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in _SPLIT.findall(text):
        possessive = re.fullmatch(r"(.+)['’]s", word)
        if possessive and possessive[1][-1].isalnum() and len(possessive[1]) > 1:
            words.extend((possessive[1], "'s"))
        else:
            words.append(word.rstrip(".") if len(word) > 1 and word.endswith(".") else word)
    return words


def joined(tokens: tuple[Token, ...]) -> str:
    """The words as text again."""
    text = " ".join(token.text for token in tokens)
    return re.sub(r" ('s\b|[,;:!?)\]])", r"\1", text).replace("( ", "(").replace("[ ", "[")


def bare(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without leading articles and punctuation at either end."""
    while tokens and (tokens[0].low in _ARTICLES or tokens[0].low in {",", ";", ":"}):
        tokens = tokens[1:]
    while tokens and tokens[-1].low in {",", ";", ":", "please"}:
        tokens = tokens[:-1]
    return tokens
