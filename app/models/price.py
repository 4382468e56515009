"""What a call of a model costs: a dated table of prices, and sums over it.

All figures are US dollars. The table is `resources/prices.toml`; a person's own `prices.toml` comes
before it. A price that nobody has written down is unknown, which is something else than nothing.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import UsageError
from app.models.wire import AssistantTurn, ModelRequest, Part, Picture, Text, Turn, Usage
from perception.geometry import Size

_MILLION = 1_000_000
_BYTES_PER_TOKEN = 2  # lists of elements come to about 3, prose to 4: this is the worst case
_MAKERS_OWN = 2_000  # tokens that a maker adds for the description of its own tools, at most
FREE_NAME = "free"
_PICTURES = "pictures"


class PriceError(UsageError):
    """A table of prices has a fault; the message names the file and the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRule:
    """How many tokens a picture is counted for, at most.

    Attributes:
        base: tokens whatever its size.
        patch: the side of a square, in pixels of the picture as it is sent.
        per_patch: tokens for each square that is begun.
    """

    base: float = 0.0
    patch: int = 28
    per_patch: float = 1.0

    def tokens(self, size: Size) -> int:
        """The tokens of one picture.

        >>> PictureRule(patch=28).tokens(Size(1456, 819))
        1560
        """
        squares = math.ceil(size.width / self.patch) * math.ceil(size.height / self.patch)
        return math.ceil(self.base + self.per_patch * squares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Dollars for a million tokens; what stands for `Usage` holds here, too."""

    input: float
    cached: float
    written: float
    output: float

    def cost(self, usage: Usage) -> float:
        """The dollars of one call."""
        fresh = max(usage.input - usage.cached - usage.written, 0)
        return (
            fresh * self.input
            + usage.cached * self.cached
            + usage.written * self.written
            + usage.output * self.output
        ) / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one model costs.

    Attributes:
        model: the pattern that the model's name fits.
        rates: of a call.
        above: tokens of input beyond which a call costs `long`; 0: there is no such limit.
        long: rates of a call beyond that limit, all of its tokens included.
        pictures: how pictures are counted.
        date: when it was looked up.
        source: where.
    """

    model: str
    rates: Rates
    above: int = 0
    long: Rates | None = None
    pictures: PictureRule = PictureRule()
    date: date | None = None
    source: str = ""

    @property
    def free(self) -> bool:
        """Whether nobody charges."""
        return self.rates == _NOTHING and self.long in (None, _NOTHING)

    def cost(self, usage: Usage) -> float:
        """The dollars of one call."""
        return self._for(usage.input).cost(usage)

    def worst(self, request: ModelRequest) -> float:
        """The dollars that a call cannot well exceed: all is read anew, and the reply is full."""
        tokens = most_tokens(request, self.pictures)
        rates = self._for(tokens)
        dear = max(rates.input, rates.written)
        return (tokens * dear + request.max_tokens * rates.output) / _MILLION

    def _for(self, tokens: int) -> Rates:
        return self.long if self.long is not None and tokens > self.above else self.rates

    def __str__(self) -> str:
        if self.free:
            return "free"
        rates = self.rates
        looked_up = f", {self.date.isoformat()}" if self.date else ""
        return (
            f"${rates.input:g} in, ${rates.cached:g} cached, ${rates.output:g} out per million "
            f"tokens ({self.source or 'your own prices'}{looked_up})"
        )


_NOTHING = Rates(input=0.0, cached=0.0, written=0.0, output=0.0)
FREE = Price(model="*", rates=_NOTHING, source="nobody charges")

PriceTable = Mapping[str, Sequence[Price]]


def most_tokens(request: ModelRequest, rule: PictureRule) -> int:
    """How many tokens a request may be counted for, at most.

    A tokeniser of one's own for each maker would be closer and would still be a guess; what was
    really used is what the server says afterwards.
    """
    texts = [request.system, *(_json(tool.parameters) + tool.description for tool in request.tools)]
    pictures: list[Picture] = []
    for turn in request.turns:
        for part in _parts(turn):
            if isinstance(part, Picture):
                pictures.append(part)
            else:
                texts.append(part.text)
    if request.schema is not None:
        texts.append(_json(request.schema))
    read = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return (
        math.ceil(read / _BYTES_PER_TOKEN)
        + sum(rule.tokens(picture.size) for picture in pictures)
        + (_MAKERS_OWN if request.native else 0)
    )


def _parts(turn: Turn) -> Iterable[Part]:
    if isinstance(turn, AssistantTurn):
        yield Text(turn.text if turn.raw is None else _json(turn.raw))
        return
    for result in turn.results:
        yield from result.parts
    yield from turn.parts


def _json(value: Any) -> str:
    return json.dumps(value, default=str)


# The table.


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


def own_machine(address: str) -> bool:
    """Whether an address is this machine or in its own network, where nobody charges.

    >>> own_machine("http://127.0.0.1:8000/v1"), own_machine("https://api.openai.com/v1")
    (True, False)
    >>> own_machine("http://192.168.1.20:1234/v1"), own_machine("http://localhost:11434/v1")
    (True, True)
    """
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan"))


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
