"""Dates and times as people write them."""

from __future__ import annotations

import datetime as dt
import re

from app.planners.builtin import lexicon

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4})\b", re.I
)
_MONTH_DAY = re.compile(r"\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", re.I)
_TIME = re.compile(r"\b(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])\.?m\b\.?", re.I)
_TIME_24 = re.compile(r"\b(\d{1,2}):(\d{2})\b")


def parse_date(text: str) -> dt.date | None:
    """The date that a text holds. `03/05/2016` is March 5 unless only the other way is possible.

    >>> parse_date("5 May 2024"), parse_date("31/12/2020")
    (datetime.date(2024, 5, 5), datetime.date(2020, 12, 31))
    """
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.search(text):
        month, day = int(match[1]), int(match[2])
        if "." in match.group() or month > 12:
            month, day = day, month
        return _date(int(match[3]), month, day)
    if match := _DAY_MONTH.search(text):
        return _date(int(match[3]), lexicon.MONTHS.get(match[2].casefold(), 0), int(match[1]))
    if match := _MONTH_DAY.search(text):
        return _date(int(match[3]), lexicon.MONTHS.get(match[1].casefold(), 0), int(match[2]))
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    """The time of day that a text holds.

    >>> parse_time("9:37 PM"), parse_time("4PM")
    (datetime.time(21, 37), datetime.time(16, 0))
    """
    if match := _TIME.search(text):
        hour = int(match[1]) % 12 + (12 if match[3].casefold() == "p" else 0)
        minute = int(match[2] or 0)
    elif match := _TIME_24.search(text):
        hour, minute = int(match[1]), int(match[2])
    else:
        return None
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def for_input(text: str, kind: str) -> str:
    """The value of a native date or time input, "" where the text holds none."""
    date, time = parse_date(text), parse_time(text)
    if kind == "date" and date is not None:
        return date.isoformat()
    if kind == "time" and time is not None:
        return time.strftime("%H:%M")
    if kind == "datetime-local" and date is not None:
        return f"{date.isoformat()}T{(time or dt.time()).strftime('%H:%M')}"
    if kind == "month" and date is not None:
        return date.strftime("%Y-%m")
    return ""


def month_and_year(text: str) -> tuple[int, int] | None:
    """Year and month of a calendar's heading ("May 2024", "2024年5月" is not known)."""
    match = re.search(r"\b([A-Za-z]{3,9})\.?,?\s*(\d{4})\b", text)
    if match is None:
        return None
    month = lexicon.MONTHS.get(match[1].casefold())
    return (int(match[2]), month) if month else None
