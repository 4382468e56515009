"""The values that a skill is run with: checked against its parameters before anything is done."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from skills.skill import Parameter, Skill

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?")
_LONGEST = 10_000  # characters of one value

Row = Mapping[str, str]


class ValuesError(Exception):
    """The values do not fit the parameters; the message says which, and why."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a skill is run with.

    Attributes:
        texts: of every parameter that is neither secret nor table.
        secrets: parameter to the name in the vault.
        tables: parameter to its rows, each of column to text.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def bind(
    skill: Skill,
    given: Mapping[str, str],
    tables: Mapping[str, Sequence[Row]] | None = None,
) -> Values:
    """The values for a skill.

    Args:
        skill: that is to be run.
        given: parameter to text; for a secret, its name in the vault; for a table, JSON.
        tables: parameter to rows.

    Raises:
        ValuesError: a value is missing, unknown or of another type; all are told.
    """
    tables = tables or {}
    wrong = [
        f"{name} is no parameter of {skill.name}"
        for name in (*given, *tables)
        if skill.parameter(name) is None
    ]
    texts: dict[str, str] = {}
    secrets: dict[str, str] = {}
    rows: dict[str, Sequence[Row]] = {}
    for parameter in skill.parameters:
        name = parameter.name
        if parameter.type == "table":
            table = tables.get(name)
            if table is None and given.get(name):
                table = rows_of(given[name])
            wrong += _table_faults(parameter, table)
            rows[name] = tuple(table or ())
        elif parameter.type == "secret":
            secrets[name] = given.get(name, "") or parameter.secret
        else:
            value = given.get(name, "") or parameter.default
            if not value and needed(parameter):
                wrong.append(f"{name} is missing{_hint(parameter)}")
            elif value and (reason := value_fault(parameter, value)):
                wrong.append(f"{name}: {reason}")
            texts[name] = value
    if wrong:
        raise ValuesError("; ".join(wrong))
    return Values(texts, secrets, rows)


def rows_of(text: str) -> Sequence[Row] | None:
    """The rows of a table that is given as JSON, a list of objects; None if it is none."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    return [{str(key): str(value) for key, value in row.items()} for row in rows]


def needed(parameter: Parameter) -> bool:
    """Whether a value must be given for it."""
    return parameter.required and not parameter.default and parameter.type != "secret"


def value_fault(parameter: Parameter, value: str) -> str:
    """Why a text is no value of this parameter; "" if it is one."""
    shown = value if len(value) <= 60 else value[:59] + "…"
    if len(value) > _LONGEST:
        return f"a value has more than {_LONGEST:,} characters"
    match parameter.type:
        case "number" if not _NUMBER.fullmatch(value):
            return f"{shown!r} is no number as 12 or 3.5"
        case "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                return f"{shown!r} is no date as 2026-03-01"
            return "" if len(value) == 10 else f"{shown!r} is no date as 2026-03-01"
        case "enum" if value not in parameter.choices:
            return f"{shown!r} is none of {', '.join(parameter.choices)}"
        case "path" if "\0" in value or "\n" in value:
            return f"{shown!r} is no path"
    return ""


def _table_faults(parameter: Parameter, rows: Sequence[Row] | None) -> list[str]:
    if rows is None:
        return [f"the table {parameter.name} is missing"] if parameter.required else []
    missing = [column for column in parameter.columns if any(column not in row for row in rows)]
    return [f"the table {parameter.name} has no column {column}" for column in missing]


def _hint(parameter: Parameter) -> str:
    if parameter.choices:
        return f" (one of {', '.join(parameter.choices)})"
    return f" (as {parameter.example!r})" if parameter.example else ""
