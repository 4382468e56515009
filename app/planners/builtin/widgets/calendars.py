"""Date pickers: a field that opens a calendar, months turned back and forth, a day clicked."""

from __future__ import annotations

import datetime as dt
import re

from actions.action import SetValue
from actions.target import ElementRef
from app.planners.builtin import dates, fields
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.match import plain
from perception.element import Element

_PREVIOUS = {"prev", "previous", "<", "‹", "«", "←", "back", "previous month", "prev month"}
_NEXT = {"next", ">", "›", "»", "→", "next month", "forward"}
_TURNS = 40


def choose_date(desk: Desk, field: Element | None, value: str, label: str = "date") -> Script:
    """Enter a date: as a native value, typed, or through the calendar that opens."""
    date = dates.parse_date(value)
    if date is None:
        return False
    if field is None:
        field = date_field(desk, label)
    if field is None:
        return (yield from _in_calendar(desk, date))
    kind = field.attributes.get("type", "")
    if kind in ("date", "datetime-local", "month"):
        yield desk.act(
            f"Set {field.described()} to {date}.",
            SetValue(target=ElementRef(ref=field.ref), value=dates.for_input(value, kind)),
        )
        return not desk.failure
    yield desk.click(field, f"Open the calendar of {field.described()}.")
    if shown_month(desk) is not None:
        return (yield from _in_calendar(desk, date))
    if field.editable:
        return (yield from fields.type_into(desk, field, value))
    return False


def date_field(desk: Desk, label: str) -> Element | None:
    """The field for a date, where one can be told."""
    pool = [e for e in fields.editable_fields(desk) if e.role in ("textbox", "combobox")]
    typed = [e for e in pool if e.attributes.get("type") in ("date", "datetime-local")]
    if typed:
        return typed[0]
    named = fields.field_named(desk, label or "date", pool)
    if named is not None:
        return named
    for element in pool:
        if re.search(
            r"date|calendar|day",
            element.attributes.get("id", "") + element.attributes.get("class", ""),
        ):
            return element
    return pool[0] if len(pool) == 1 else None


def shown_month(desk: Desk) -> tuple[int, int] | None:
    """Year and month of the calendar on the page, None where there is none."""
    return _month_heading(desk)[0]


def _month_heading(desk: Desk) -> tuple[tuple[int, int] | None, Element | None]:
    month: Element | None = None
    for element in desk.shown():
        found = dates.month_and_year(element.name)
        if found is not None and len(element.name) < 30 and not dates.parse_date(element.name):
            return found, element
    from app.planners.builtin import lexicon

    for element in desk.shown():  # month and year in two pieces
        if plain(element.name) in lexicon.MONTHS:
            month = element
        elif month is not None and re.fullmatch(r"\d{4}", element.name.strip()):
            return (int(element.name), lexicon.MONTHS[plain(month.name)]), month
    return None, None


def _in_calendar(desk: Desk, date: dt.date) -> Script:
    for _ in range(_TURNS):
        shown = shown_month(desk)
        if shown is None:
            return False
        months = (date.year - shown[0]) * 12 + date.month - shown[1]
        if months == 0:
            return (yield from _click_day(desk, date.day))
        turner = _turner(desk, _NEXT if months > 0 else _PREVIOUS)
        if turner is None:
            return False
        yield desk.click(turner, f"Turn the calendar towards {date:%B %Y}.")
        if desk.failure:
            return False
    return False


def _turner(desk: Desk, names: set[str]) -> Element | None:
    for element in desk.shown():
        if not element.interactive or "disabled" in element.states:
            continue
        texts = (plain(element.name), element.name.strip(), plain(element.description))
        if any(text in names for text in texts):
            return element
    return None


def _click_day(desk: Desk, day: int) -> Script:
    _, heading = _month_heading(desk)
    top = heading.box.y if heading is not None else 0
    days = [
        e
        for e in desk.shown()
        if e.name.strip() == str(day) and e.box.y >= top and "disabled" not in e.states
    ]
    days = [e for e in days if e.interactive] or days
    if not days:
        return False
    # Days of the neighbouring months stand at the other end of the grid.
    chosen = days[0] if day < 16 else days[-1]
    yield desk.click(chosen, f"Choose the {day}.")
    return not desk.failure
