"""What a call of a model costs, afterwards and at worst. All figures are US dollars."""

from __future__ import annotations

import ipaddress
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.models.wire import AssistantTurn, ModelRequest, Part, Picture, Text, Turn, Usage
from perception.geometry import Size

_MILLION = 1_000_000
_BYTES_PER_TOKEN = 2  # lists of elements come to about 3, prose to 4: this is the worst case
_MAKERS_OWN = 2_000  # tokens that a maker adds for the description of its own tools, at most


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
