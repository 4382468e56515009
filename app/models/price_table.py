"""Prices by maker and model, from dated tables.

The shipped table is `resources/prices.toml`; a person's own `prices.toml` comes before it. A price
that nobody has written down is unknown, which is something else than nothing.
"""

from __future__ import annotations

import fnmatch
import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from app.errors import UsageError
from app.models.price import FREE, PictureRule, Price, Rates

FREE_NAME = "free"
_PICTURES = "pictures"

PriceTable = Mapping[str, Sequence[Price]]


class PriceError(UsageError):
    """A table of prices has a fault; the message names the file and the entry."""


def load_prices(text: str, place: str) -> PriceTable:
    """A table of prices, by maker.

    Args:
        text: TOML; see `resources/prices.toml`.
        place: named in errors.

    Raises:
        PriceError: it is not as it should be.
    """
    try:
        loaded = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise PriceError(f"{place}: {failure}.") from failure
    found: dict[str, Sequence[Price]] = {}
    for maker, entries in loaded.items():
        if not isinstance(entries, dict):
            raise PriceError(f'{place}: {maker} must be a table like [{maker}."model-*"].')
        rule = _pictures(entries.get(_PICTURES, {}), f"{place}, {maker}.{_PICTURES}")
        found[maker] = tuple(
            _price(model, entry, rule, f"{place}, {maker}.{model}")
            for model, entry in entries.items()
            if model != _PICTURES
        )
    return found


def known_prices(own: Path | None = None) -> Sequence[PriceTable]:
    """The tables that there are, the person's own first.

    Args:
        own: a file of the person's; it need not be there.

    Raises:
        PriceError: the person's file has a fault.
    """
    shipped = resources.files("resources").joinpath("prices.toml").read_text("utf-8")
    try:
        text = own.read_text("utf-8") if own is not None else ""
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as failure:
        raise PriceError(f"{own} cannot be read: {failure}.") from failure
    return (load_prices(text, str(own)), load_prices(shipped, "prices.toml"))


def price_of(model: str, maker: str, tables: Sequence[PriceTable]) -> Price | None:
    """The price of a model: the longest pattern that fits its name; None if it is unknown.

    Args:
        model: its name at the server; what stands before a "/" does not count.
        maker: the section of the tables, or "free".
        tables: of prices; the first that has one counts.
    """
    if maker == FREE_NAME:
        return FREE
    bare = model.lower().rpartition("/")[2]
    for table in tables:
        fits = [
            each for each in table.get(maker, ()) if fnmatch.fnmatchcase(bare, each.model.lower())
        ]
        if fits:
            return max(fits, key=lambda each: len(each.model))
    return None


_RATES = ("input", "cached", "written", "output")


def _price(model: str, entry: object, rule: PictureRule, place: str) -> Price:
    allowed = {*_RATES, "long", "date", "source"}
    table = _table(entry, allowed, place)
    long = table.get("long")
    above = 0
    if long is not None:
        inner = _table(long, {*_RATES, "above"}, f"{place}.long")
        above = int(_figure(inner, "above", f"{place}.long"))
    looked_up, source = table.get("date"), table.get("source", "")
    if looked_up is not None and not isinstance(looked_up, date):
        raise PriceError(f"{place}: date must be a date like 2026-06-22.")
    if not isinstance(source, str):
        raise PriceError(f"{place}: source must be a text.")
    return Price(
        model=model,
        rates=_rates(table, place),
        above=above,
        long=_rates(long, f"{place}.long") if long is not None else None,
        pictures=rule,
        date=looked_up,
        source=source,
    )


def _rates(table: Mapping[str, object], place: str) -> Rates:
    """The rates of an entry. Without a rate for the cache, the cache costs what the rest does."""
    read = _figure(table, "input", place)
    return Rates(
        input=read,
        cached=_figure(table, "cached", place, read),
        written=_figure(table, "written", place, read),
        output=_figure(table, "output", place),
    )


def _pictures(entry: object, place: str) -> PictureRule:
    table = _table(entry, {"base", "patch", "per_patch", "source"}, place)
    plain = PictureRule()
    rule = PictureRule(
        base=_figure(table, "base", place, plain.base),
        patch=int(_figure(table, "patch", place, plain.patch)),
        per_patch=_figure(table, "per_patch", place, plain.per_patch),
    )
    if rule.patch < 1:
        raise PriceError(f"{place}: patch must be at least 1.")
    return rule


def _table(entry: object, allowed: set[str], place: str) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise PriceError(f"{place} must be a table.")
    if unknown := sorted(entry.keys() - allowed):
        raise PriceError(f"{place}: there is no {unknown[0]}; there are {', '.join(allowed)}.")
    return entry


def _figure(
    table: Mapping[str, object], name: str, place: str, default: float | None = None
) -> float:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PriceError(f"{place}: {name} must be a number.")
    if not 0 <= value < math.inf:
        raise PriceError(f"{place}: {name} must not be negative.")
    return float(value)
