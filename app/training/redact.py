"""Taking what is personal out of a sample, from its words and from its pictures.

What a run's log holds is free of secrets already. Training data goes further afield than a log, so
by default more is taken out: addresses, numbers of telephones, cards and accounts, long tokens,
queries of URLs and the names of home folders. Each becomes a placeholder that stands for the same
value throughout a run, so that what was read in one place and typed in another stays the same.

Names of persons and what they write cannot be told from other words; the documentation says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate, groupby

from app.runs.serial import dump, load
from app.training.samples import Sample
from perception import imaging
from perception.geometry import Box, Point
from perception.observation import Observation
from perception.ocr import Reader
from perception.screenshot import Screenshot

_DIGITS = re.compile(r"\D")
_DATE = re.compile(
    r"\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}(?: \d\d)?|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}(?: \d\d)?"
)


def _is_card(text: str) -> bool:
    """Whether the check digit of a card's number fits (ISO/IEC 7812-1, Luhn)."""
    digits = [int(each) for each in _DIGITS.sub("", text)]
    doubled = [each * 2 - 9 if each > 4 else each * 2 for each in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_account(text: str) -> bool:
    """Whether the check digits of an account's number fit (ISO 13616, IBAN)."""
    folded = "".join(text.split()).upper()
    moved = "".join(str(int(each, 36)) for each in folded[4:] + folded[:4])
    return int(moved) % 97 == 1


def _is_telephone(text: str) -> bool:
    digits = _DIGITS.sub("", text)
    if _DATE.fullmatch(text.strip()):
        return False
    return len(digits) >= 9 or (text.startswith("+") and len(digits) > 6)


def _is_token(text: str) -> bool:
    kinds = (str.isdigit, str.isupper, str.islower)
    return sum(any(kind(each) for each in text) for kind in kinds) >= 2 and any(
        each.isdigit() for each in text
    )


def _always(text: str) -> bool:
    return True


# In this order: what an earlier one took is not looked at again.
_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("query", re.compile(r"(?<=\?)[^\s#?\"'<>]*=[^\s#\"'<>]*"), _always),
    ("login", re.compile(r"(?<=://)[^\s/@]+(?=@)"), _always),
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), _always),
    ("account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b"), _is_account),
    ("card", re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), _is_card),
    ("home", re.compile(r"(?:(?<=/home/)|(?<=[/\\]Users[/\\]))[^/\\\s\"']+"), _always),
    ("telephone", re.compile(r"(?<![\w.])\+?\(?\d[\d ()/.-]{6,20}\d\b"), _is_telephone),
    ("token", re.compile(r"\b[A-Za-z0-9_-]{20,}\b"), _is_token),
)  # fmt: skip


class Redactor:
    """Redacts the samples of one run.

    Args:
        reader: reads the words in pictures; None leaves them to the elements alone.
    """

    def __init__(self, reader: Reader | None) -> None:
        self._reader = reader
        self._names: dict[tuple[str, str], str] = {}

    def clean(self, text: str) -> str:
        """The text with placeholders for what is personal."""
        pieces, at = [], 0
        for start, end, kind in _spans(text):
            pieces += [text[at:start], self._name(kind, text[start:end])]
            at = end
        return "".join([*pieces, text[at:]])

    def sample(self, sample: Sample) -> Sample:
        """The sample without what is personal, in words and pictures."""
        pictures = {
            shot.digest: self._picture(turn.observation)
            for turn in sample.turns
            if (shot := turn.observation.screenshot) is not None
        }
        # Digests and refs are no free text, and look like tokens.
        fixed = {
            each
            for turn in sample.turns
            for element in turn.observation.elements
            for each in (element.ref, element.surface, element.parent or "")
        } | {sample.run}
        written = dump(
            sample,
            Sample,
            {
                str: lambda text: text if text in fixed else self.clean(text),
                Screenshot: lambda shot: shot.digest,
            },
        )
        return load(written, Sample, {Screenshot: lambda digest: pictures[digest]})

    def _name(self, kind: str, value: str) -> str:
        value = value.strip()
        known = self._names.get((kind, value))
        if known is None:
            count = sum(each == kind for each, _ in self._names) + 1
            known = self._names[kind, value] = f"<{kind}-{count}>"
        return known

    def _picture(self, observation: Observation) -> Screenshot:
        """The screenshot with a black box wherever something personal stands."""
        shot = observation.screenshot
        assert shot is not None
        view, size = observation.viewport, shot.size
        areas = [
            (
                view.to_image(Point(box.x, box.y), size),
                view.to_image(Point(box.right, box.bottom), size),
            )
            for box in _personal(observation)
        ]
        if self._reader is not None:
            areas += [
                (Point(box.x, box.y), Point(box.right, box.bottom))
                for box in _lines(shot, self._reader)
            ]
        if not areas:
            return shot
        pixels = imaging.decoded(shot.data).copy()
        for first, last in areas:
            top, left = max(int(first.y) - 1, 0), max(int(first.x) - 1, 0)
            pixels[top : max(int(last.y) + 2, 0), left : max(int(last.x) + 2, 0)] = 0
        return Screenshot(imaging.png(pixels), size)


def _spans(text: str) -> list[tuple[int, int, str]]:
    """Where something personal stands, in order and without overlap, and what it is."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern, fits in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            free = all(end <= first or start >= last for first, last, _ in found)
            if free and end > start and fits(match[0]):
                found.append((start, end, kind))
    return sorted(found)


def _personal(observation: Observation) -> Iterator[Box]:
    """The boxes of the innermost elements that hold something personal."""
    held = {
        element.ref: element
        for element in observation.elements
        if any(_spans(each) for each in (element.name, element.value or "", element.description))
    }
    outer = {element.parent for element in held.values()}
    yield from (element.box for ref, element in held.items() if ref not in outer)


def _lines(shot: Screenshot, reader: Reader) -> Iterator[Box]:
    """The boxes of the personal words, in pixels of the picture.

    They are looked for in whole lines, as numbers have blanks in them.
    """
    for _, grouped in groupby(reader.words(shot), key=lambda word: word.line):
        words = list(grouped)
        ends = list(accumulate(len(word.text) + 1 for word in words))
        for start, end, _ in _spans(" ".join(word.text for word in words)):
            held = [
                word.box
                for word, after in zip(words, ends, strict=True)
                if after > start and after - len(word.text) - 1 < end
            ]
            left, top = min(box.x for box in held), min(box.y for box in held)
            right = max(box.right for box in held)
            bottom = max(box.bottom for box in held)
            yield Box(left, top, right - left, bottom - top)
