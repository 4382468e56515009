"""The same value in another spelling: numbers, dates and amounts as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from skills.template import dated

_NUMBER = re.compile(r"[+-]?\d[\d.,'\u00a0\u202f]*")
_MONTHS = re.findall(
    r"\w+",
    "january february march april may june july august september october november december",
)
# How fields want a date; the first that fits is taken.
_FORMS = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%-d.%-m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%-d/%-m/%Y",
    "%-m/%-d/%Y",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%-d %B %Y",
    "%B %-d, %Y",
    "%-d %b %Y",
    "%b %-d, %Y",
    "%d %B %Y",
)
_DATE = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}\.? +[A-Za-z]{3,9}\.?,? +\d{4}"
    r"|[A-Za-z]{3,9}\.? +\d{1,2}(?:st|nd|rd|th)?,? +\d{4}"
)


@dataclass(frozen=True, slots=True)
class DateText:
    """A date as it was written.

    Attributes:
        day: that is meant.
        form: as `skills.template` takes it; "" where it is 2026-03-01.
    """

    day: date
    form: str


def number_of(text: str) -> str | None:
    """A number in plain digits; None if the text is none.

    Of "1.200" nobody knows what is meant; a group of three digits behind a single mark is taken for
    thousands only if the number has another mark as well or begins with other groups.

    >>> number_of("1,200.50"), number_of("1.200,50"), number_of("$ 12"), number_of("a1")
    ('1200.50', '1200.50', '12', None)
    """
    bare = re.sub(r"^[$€£¥]\s*|\s*[$€£¥%]$", "", text.strip())
    if not _NUMBER.fullmatch(bare):
        return None
    bare = re.sub(r"['\u00a0\u202f]", "", bare)
    marks = [character for character in bare if character in ".,"]
    if not marks:
        return bare
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) > 1:
            return None
        return bare.replace("." if last == "," else ",", "").replace(last, ".")
    if len(marks) > 1:
        return bare.replace(marks[0], "")
    whole, _, rest = bare.partition(marks[0])
    if marks[0] == "," and len(rest) == 3 and whole.lstrip("+-") not in ("", "0"):
        return whole + rest
    return f"{whole}.{rest}" if rest else whole


def dates_of(text: str) -> tuple[DateText, ...]:
    """What a text could mean as a date, most likely first; empty if it is none.

    >>> [each.day.isoformat() for each in dates_of("03/04/2026")]
    ['2026-04-03', '2026-03-04']
    """
    shown = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.strip())
    found: dict[date, DateText] = {}
    for day in _days(shown):
        form = next((form for form in _FORMS if dated(day, form) == shown), None)
        if form is not None:
            found.setdefault(day, DateText(day, "" if form == "%Y-%m-%d" else form))
        else:
            found.setdefault(day, DateText(day, "?"))
    return tuple(found.values())


def _days(text: str) -> Iterator[date]:
    """All days that a text could mean."""
    if not _DATE.fullmatch(text):
        return
    parts = [int(part) for part in re.findall(r"\d+", text)]
    word = re.search(r"[A-Za-z]{3,}", text)
    if word is not None:
        stem = word[0].casefold()
        month = next((at for at, name in enumerate(_MONTHS, 1) if name.startswith(stem)), 0)
        orders = [(parts[1], month, parts[0])]
    elif len(str(parts[0])) == 4:
        orders = [(parts[0], parts[1], parts[2])]
    else:
        year = parts[2] + (2000 if parts[2] < 100 else 0)
        orders = [(year, parts[1], parts[0]), (year, parts[0], parts[1])]
    for order in orders:
        try:
            yield date(*order)
        except ValueError:
            continue


def same_number(text: str, instruction: str) -> bool:
    """Whether an instruction holds a number, in whatever spelling.

    >>> same_number("1200", "pay 1,200.00 at once"), same_number("12", "the 120")
    (True, False)
    """
    wanted = number_of(text)
    if wanted is None:
        return False
    return any(
        (other := number_of(each.rstrip(".,"))) is not None and float(other) == float(wanted)
        for each in _NUMBER.findall(instruction)
        if len(each) < 40
    )


def same_date(text: str, instruction: str) -> DateText | None:
    """The date that a text means, if an instruction speaks of the same day; None if not.

    >>> same_date("01.03.2026", "due on March 1st, 2026").form
    '%d.%m.%Y'
    """
    meant = {day for each in _DATE.findall(instruction) for day in _days(_unordinal(each))}
    return next((each for each in dates_of(text) if each.day in meant and each.form != "?"), None)


def _unordinal(text: str) -> str:
    return re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)


def spoken_of(text: str, instruction: str) -> bool:
    """Whether an instruction holds a text as whole words, but for case and white space.

    >>> spoken_of("Chen Wei", "the row of chen  wei."), spoken_of("Ada", "Adam")
    (True, False)
    """
    words = [re.escape(word) for word in text.split()]
    if not words:
        return False
    pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
    return re.search(pattern, instruction, re.IGNORECASE) is not None
