"""Function calls in text, as in `click(start_box='(1,2)')` or `pyautogui.hotkey("ctrl", "c")`.

A tokenizer for calls whose arguments are literals: texts, numbers, True, False, None, and lists of
these. Nothing is looked up or run, so that there is nothing that a model could make happen by what
it writes; the time is linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actions.errors import ReplyError

MOST_CALLS = 50
_MOST_ARGUMENTS = 50
_DEEPEST = 4

_SPACE = re.compile(r"(?:[ \t\r\n;]|#[^\n]*|\\\n)*")
_NAME = re.compile(r"[A-Za-z_]\w{0,40}(?:\.[A-Za-z_]\w{0,40}){0,3}")
_IMPORT = re.compile(r"(?:import|from)[ \t][^\n]{0,200}")
_KEYWORD = re.compile(r"([A-Za-z_]\w{0,40})\s*=(?!=)")
_NUMBER = re.compile(r"[+-]?(?:\d{1,12}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?(?![\w.])")
_WORD = re.compile(r"True|False|None|true|false|null")
_WORDS: dict[str, Any] = {
    "True": True,
    "true": True,
    "False": False,
    "false": False,
    "None": None,
    "null": None,
}
_PREFIX = re.compile(r"[rRuU]?(?='''|\"\"\"|'|\")")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "\n": ""}
_HEX = {"x": 2, "u": 4, "U": 8}
_DIGITS = re.compile("[0-9A-Fa-f]+")
# After the quote that really ends a text comes the next argument, or the end of the call.
# Blanks are counted, so that many quotes and blanks cannot make it slow.
_CALL_GOES_ON = re.compile(
    r"\s{0,4}(?:,\s{0,4}[A-Za-z_]\w{0,40}\s{0,4}=|,?\s{0,4}\)[ \t]{0,4}(?:$|[\n;<#]))"
)


@dataclass(frozen=True, slots=True)
class TextCall:
    """One call: its (dotted) name, its arguments by position and by name."""

    name: str
    positional: tuple[Any, ...]
    named: dict[str, Any]


def read_calls(text: str, *, bare: bool = False, loose: bool = False) -> list[TextCall]:
    """All calls of a text that consists of calls.

    Args:
        text: calls, one after another; imports and comments are passed over.
        bare: a name alone is a call without arguments ("DONE").
        loose: models forget to escape quotes within a text: a quote ends it only where the call
            plainly goes on or ends after it.

    Raises:
        ReplyError: there is anything else.
    """
    reader = _Calls(text, loose)
    return list(reader.calls(bare))


def write_text(text: str) -> str:
    r"""A text as a literal in single quotes.

    >>> print(write_text("it's"))
    'it\'s'
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "'" + escaped.replace("\t", "\\t").replace("\r", "\\r") + "'"


class _Calls:
    def __init__(self, text: str, loose: bool) -> None:
        self._text = text
        self._at = 0
        self._loose = loose

    def calls(self, bare: bool) -> Iterator[TextCall]:
        for _ in range(MOST_CALLS):
            self._skip()
            while self._take(_IMPORT):
                self._skip()
            if self._at >= len(self._text):
                return
            name = self._take(_NAME)
            if name is None:
                raise self._wrong("a call such as click(...) was expected")
            self._blanks()
            if self._text[self._at : self._at + 1] == "(":
                yield self._arguments(name[0])
            elif bare:
                yield TextCall(name[0], (), {})
            else:
                raise self._wrong(f"{name[0]} is not called: write {name[0]}(...)")
        raise ReplyError(f"more than {MOST_CALLS} calls are too many for one reply")

    def _arguments(self, name: str) -> TextCall:
        self._at += 1
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for _ in range(_MOST_ARGUMENTS):
            self._skip()
            if self._accept(")"):
                return TextCall(name, tuple(positional), named)
            keyword = self._take(_KEYWORD)
            if keyword is not None:
                self._skip()
                if keyword[1] in named:
                    raise self._wrong(f"{keyword[1]} is given twice")
                named[keyword[1]] = self._value(0)
            elif named:
                raise self._wrong("arguments without a name come first")
            else:
                positional.append(self._value(0))
            self._skip()
            if not self._accept(",") and self._text[self._at : self._at + 1] != ")":
                raise self._wrong("a comma or a closing parenthesis was expected")
        raise self._wrong("too many arguments")

    def _value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise self._wrong("lists are nested too deeply")
        prefix = self._take(_PREFIX)
        if prefix is not None:
            return self._quoted(raw=prefix[0].lower() == "r")
        number = self._take(_NUMBER)
        if number is not None:
            return float(number[0]) if re.search(r"[.eE]", number[0]) else int(number[0])
        word = self._take(_WORD)
        if word is not None:
            return _WORDS[word[0]]
        for start, end in ("[]", "()"):
            if self._accept(start):
                return self._list(end, depth)
        raise self._wrong("only plain texts, numbers and lists of them can be given")

    def _list(self, end: str, depth: int) -> list[Any]:
        found: list[Any] = []
        for _ in range(_MOST_ARGUMENTS):
            self._skip()
            if self._accept(end):
                return found
            found.append(self._value(depth + 1))
            self._skip()
            if not self._accept(",") and self._text[self._at : self._at + 1] != end:
                raise self._wrong("a list does not end")
        raise self._wrong("a list is too long")

    def _quoted(self, *, raw: bool) -> str:
        text, start = self._text, self._at
        quote = text[start] * 3 if text.startswith(text[start] * 3, start) else text[start]
        stop = re.compile(r"\\|" + quote)
        at = start + len(quote)
        found: list[str] = []
        while (mark := stop.search(text, at)) is not None:
            found.append(text[at : mark.start()])
            at = mark.end()
            if mark[0] == "\\":
                escaped, at = self._escape(at, raw)
                found.append(escaped)
            elif self._loose and not _CALL_GOES_ON.match(text, at):
                found.append(quote)
            else:
                self._at = at
                return "".join(found)
        raise self._wrong("a text does not end")

    def _escape(self, at: int, raw: bool) -> tuple[str, int]:
        """What an escape stands for, and where it ends; what is no escape stands for itself."""
        sign = self._text[at : at + 1]
        if raw:
            return "\\" + sign, at + 1
        if sign in _ESCAPES:
            return _ESCAPES[sign], at + 1
        digits = self._text[at + 1 : at + 1 + _HEX.get(sign, 0)]
        if sign in _HEX and len(digits) == _HEX[sign] and _DIGITS.fullmatch(digits):
            code = int(digits, 16)
            if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
                return chr(code), at + 1 + len(digits)
        return "\\" + sign, at + 1

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _accept(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _skip(self) -> None:
        self._take(_SPACE)

    def _blanks(self) -> None:
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1

    def _wrong(self, why: str) -> ReplyError:
        near = " ".join(self._text[max(self._at - 20, 0) : self._at + 20].split())
        return ReplyError(f'the reply cannot be read near "{near}": {why}')
