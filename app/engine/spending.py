"""What the models of a run used up."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Calls, tokens, time and money.

    Attributes:
        calls: that were answered.
        failed: that were not, however often they were tried.
        retries: tries beyond the first, of all calls.
        input: tokens read, cached ones included.
        cached: of these, read from a cache.
        written: of these, written to a cache.
        output: tokens written by models, thinking included.
        seconds: spent waiting for models.
        dollars: what the calls cost, as far as their price is known.
        doubtful: dollars that calls may have cost of which the server did not say what they used:
            they broke off, or it never says.
        unpriced: answered calls whose price is unknown.
    """

    calls: int = 0
    failed: int = 0
    retries: int = 0
    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    seconds: float = 0.0
    dollars: float = 0.0
    doubtful: float = 0.0
    unpriced: int = 0

    def __add__(self, other: Spending) -> Spending:
        return self._with(other, 1)

    def __sub__(self, other: Spending) -> Spending:
        return self._with(other, -1)

    def _with(self, other: Spending, sign: int) -> Spending:
        # Rounded, so that what was added and taken away again is nothing.
        return Spending(
            **{
                each.name: round(getattr(self, each.name) + sign * getattr(other, each.name), 9)
                for each in fields(self)
            }
        )

    def __bool__(self) -> bool:
        return bool(self.calls or self.failed or self.retries)

    def __str__(self) -> str:
        """In words: "2 model calls, 10,310 tokens in (8,000 cached), 96 out, $0.0123, 3.1 s"."""
        if not self:
            return "no model calls"
        cached = f" ({self.cached:,} cached)" if self.cached else ""
        told = [
            f"{self.calls} model call{'' if self.calls == 1 else 's'}",
            f"{self.input:,} tokens in{cached}",
            f"{self.output:,} out",
            self.money,
            f"{self.seconds:.1f} s",
        ]
        if self.failed:
            told.append(f"{self.failed} failed")
        if self.retries:
            told.append(f"{self.retries} tried again")
        return ", ".join(told)

    @property
    def money(self) -> str:
        """The dollars in words, and what is not known of them."""
        if self.unpriced == self.calls and self.calls and not self.doubtful:
            return "price unknown"
        told = dollars(self.dollars)
        if self.doubtful:
            told += f" and perhaps {dollars(self.doubtful)} more"
        if self.unpriced:
            told += f" without {self.unpriced} of unknown price"
        return told


def dollars(amount: float) -> str:
    """An amount with as many digits as say something.

    >>> dollars(0.0), dollars(0.00123), dollars(0.5), dollars(12.345)
    ('$0', '$0.0012', '$0.50', '$12.35')
    """
    if amount <= 0:
        return "$0"
    if amount < 0.1:
        return f"${amount:.4f}"
    return f"${amount:.2f}"
