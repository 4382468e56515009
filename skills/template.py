"""Texts with `{{parameter}}` in them.

`{{name}}` stands for a parameter, `{{row.column}}` for a cell of the row that a foreach is at,
`{{day:%d.%m.%Y}}` for a date in the form that a field wants it in. `{{{{` stands for two braces.
There is nothing else: no expressions, no calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

_WORD = r"[a-z][a-z0-9_]{0,63}"
NAME = re.compile(_WORD)
_PART = re.compile(r"\{\{(?:(\{\{)|(" + _WORD + r"(?:\." + _WORD + r")?)(?::([^{}]{1,40}))?\}\})")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What a date's form may hold: independent of the machine's language.
_FORMS: Mapping[str, Callable[[date], str]] = {
    "%Y": lambda day: f"{day.year:04}",
    "%y": lambda day: f"{day.year % 100:02}",
    "%m": lambda day: f"{day.month:02}",
    "%-m": lambda day: str(day.month),
    "%d": lambda day: f"{day.day:02}",
    "%-d": lambda day: str(day.day),
    "%B": lambda day: _MONTHS[day.month - 1],
    "%b": lambda day: _MONTHS[day.month - 1][:3],
    "%A": lambda day: _DAYS[day.weekday()],
    "%a": lambda day: _DAYS[day.weekday()][:3],
}
_FORM = re.compile(r"%-?.|%$")


class TemplateError(ValueError):
    """A text with braces that mean nothing, or with a name that has no value."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One `{{name}}` or `{{name:form}}` of a text."""

    name: str
    form: str = ""


def references(text: str) -> Iterator[Reference]:
    """The parameters that a text speaks of.

    >>> [each.name for each in references("{{first}} {{row.last}} {{{{no}}")]
    ['first', 'row.last']

    Raises:
        TemplateError: braces that mean nothing, or a form that is none.
    """
    for part in _parts(text):
        if isinstance(part, Reference):
            yield part


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in it.

    >>> filled("{{day:%-d %B}} at {{place}}", {"day": "2026-03-01", "place": "{{x}}"})
    '1 March at {{x}}'

    Raises:
        TemplateError: as `references`; a name without a value; a date that is none.
    """
    if "{{" not in text:
        return text
    return "".join(
        _value(part, values) if isinstance(part, Reference) else part for part in _parts(text)
    )


def literal(text: str) -> str:
    """A text to be taken as it is, written so that no braces in it mean anything.

    >>> literal("a {{b}}")
    'a {{{{b}}'
    """
    return text.replace("{{", "{{{{")


def dated(day: date, form: str) -> str:
    """A date in a form.

    >>> dated(date(2026, 3, 1), "%d/%m/%y")
    '01/03/26'
    """
    return _FORM.sub(lambda found: _FORMS[found[0]](day), form)


def _parts(text: str) -> Iterator[str | Reference]:
    at = 0
    while (opening := text.find("{{", at)) >= 0:
        if opening > at:
            yield text[at:opening]
        found = _PART.match(text, opening)
        if found is None:
            shown = text[opening : opening + 30]
            raise TemplateError(
                f"{shown!r} is no {{{{parameter}}}}; two braces as such are written {{{{{{{{"
            )
        if found[1]:
            yield "{{"
        else:
            form = found[3] or ""
            for piece in _FORM.findall(form):
                if piece not in _FORMS:
                    known = " ".join(_FORMS)
                    raise TemplateError(f"{piece} means nothing in a date; there are {known}")
            yield Reference(found[2], form)
        at = found.end()
    if at < len(text):
        yield text[at:]


def _value(reference: Reference, values: Mapping[str, str]) -> str:
    if reference.name not in values:
        raise TemplateError(f"there is no value for {{{{{reference.name}}}}}")
    value = values[reference.name]
    if not reference.form:
        return value
    try:
        return dated(date.fromisoformat(value), reference.form)
    except ValueError:
        raise TemplateError(f"{reference.name} is {value!r}, no date as 2026-03-01") from None
