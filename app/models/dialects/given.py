"""The arguments of one call of a model, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.schema import LONGEST_TEXT
from actions.target import PointOn

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,12})?")
_MARKUP = re.compile(r"</?\|?\w{1,20}\|?>|[()\[\],;\s]+")
_LONGEST_POINT = 200
_MISSING: Any = object()


class Given:
    """The arguments of one call.

    Each is taken by its name and type; `done` refuses those that nobody took. Arguments may be
    JSON, or text where the dialect is text.

    Args:
        name: of the call, for messages.
        values: the arguments.
        frame: of the picture, for coordinates.
    """

    def __init__(self, name: str, values: Mapping[str, Any], frame: Frame) -> None:
        self.name = name
        self.frame = frame
        self._left = {key: value for key, value in values.items() if value is not None}

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text.

        Raises:
            ReplyError: it is missing, is no text, or is too long.
        """
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "is no text")
        if len(value) > LONGEST_TEXT:
            raise self.wrong(key, f"is longer than {LONGEST_TEXT} characters")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts.

        Raises:
            ReplyError: it is something else.
        """
        value = self._take(key, _MISSING)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, "is no list of texts")
        if len(value) > 20 or any(len(each) > 100 for each in value):
            raise self.wrong(key, "is too long")
        return value

    def number(
        self, key: str, default: float = _MISSING, *, low: float = -1e6, high: float = 1e6
    ) -> float:
        """A number, perhaps written as text.

        Raises:
            ReplyError: it is missing, is no number, or lies out of range.
        """
        value = as_number(self._take(key, default))
        if value is None or not low <= value <= high:
            raise self.wrong(key, f"is no number from {low:g} to {high:g}")
        return value

    def whole(self, key: str, default: int = _MISSING, *, low: int, high: int) -> int:
        """A whole number.

        Raises:
            ReplyError: it is none, or lies out of range.
        """
        value = self.number(key, default, low=low, high=high)
        if value != int(value):
            raise self.wrong(key, "is no whole number")
        return int(value)

    def flag(self, key: str, default: bool) -> bool:
        """True or false.

        Raises:
            ReplyError: it is neither.
        """
        value = self._take(key, default)
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            value = value.strip().lower() == "true"
        if not isinstance(value, bool):
            raise self.wrong(key, "is neither true nor false")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str = _MISSING) -> str:
        """One of some words.

        Raises:
            ReplyError: it is none of them.
        """
        value = self._take(key, default)
        if not isinstance(value, str) or value.strip() not in choices:
            raise self.wrong(key, f"is none of {', '.join(choices)}")
        return value.strip()

    def point(self, *keys: str) -> PointOn:
        """A point, under the first of these names that is there: two numbers, or a box's four.

        Raises:
            ReplyError: it is missing, is no point, or lies outside the picture.
        """
        key = next((each for each in keys if each in self), keys[0])
        numbers = as_numbers(self._take(key, _MISSING))
        if numbers is None or len(numbers) not in (2, 4):
            raise self.wrong(key, "is no point: it is two numbers, x and y")
        return self.frame.on(*center(numbers))

    def xy(self, x: str = "x", y: str = "y") -> PointOn:
        """A point whose coordinates are two arguments.

        Raises:
            ReplyError: it is missing, is no point, or lies outside the picture.
        """
        return self.frame.on(self.number(x), self.number(y))

    def raw(self, key: str) -> Any:
        """Whatever it is.

        Raises:
            ReplyError: it is missing.
        """
        return self._take(key, _MISSING)

    def ignore(self, *keys: str) -> None:
        """Take arguments that change nothing."""
        for key in keys:
            self._left.pop(key, None)

    def done(self) -> None:
        """Refuse arguments that nobody took.

        Raises:
            ReplyError: there are some.
        """
        if self._left:
            listed = ", ".join(sorted(str(key)[:40] for key in self._left)[:5])
            raise ReplyError(f"{self.name} does not take {listed}")

    def wrong(self, key: str, why: str) -> ReplyError:
        """An error about one argument."""
        return ReplyError(f"{self.name}: {key} {why}")

    def _take(self, key: str, default: Any) -> Any:
        value = self._left.pop(key, default)
        if value is _MISSING:
            raise ReplyError(f"{self.name} lacks {key}")
        return value


def as_number(value: Any) -> float | None:
    """A number, perhaps written as text; None for anything else, and for huge ones."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    # `bool` is an `int` in Python; not-a-number fails the comparison.
    if type(value) in (int, float) and -1e9 <= value <= 1e9:
        return float(value)
    return None


def as_numbers(value: Any) -> list[float] | None:
    """Numbers in a list or in a text such as "(1,2)" or "<point>1 2</point>"; else None."""
    if isinstance(value, str):
        if len(value) > _LONGEST_POINT:
            return None
        value = _MARKUP.sub(" ", value).split()
    if not isinstance(value, list) or len(value) > 4:
        return None
    numbers = [as_number(each) for each in value]
    return [each for each in numbers if each is not None] if None not in numbers else None


def center(numbers: Sequence[float]) -> tuple[float, float]:
    """The point that two numbers name, or the middle of the box that four do."""
    if len(numbers) == 4:
        return (numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2
    return numbers[0], numbers[1]
