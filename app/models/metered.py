"""Counting what models use up, and ending it before it costs more than it may."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.context import RunContext
from actions.errors import RunCancelled
from app.engine.spending import Spending, dollars
from app.models.errors import BudgetSpent, ModelError, ModelSilent, ReplyBroken
from app.models.price import Price
from app.models.wire import ModelRequest, Reply, Retrying, WireClient

# After these the server may have worked, and charges, although we got nothing that counts.
_PERHAPS_CHARGED = (ReplyBroken, ModelSilent, RunCancelled)


@dataclass
class Account:
    """What all models of one run use up together, and what they may. Thread-safe.

    Attributes:
        budget: in dollars; None: as much as it takes.
    """

    budget: float | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._spent = Spending()
        self._reserved = 0.0
        self._open = 0

    @property
    def spent(self) -> Spending:
        """What was used up so far. A call that is under way counts as one that broke off."""
        with self._lock:
            return self._spent + Spending(failed=self._open, doubtful=self._reserved)

    def reserve(self, amount: float) -> None:
        """Set an amount aside for a call.

        Raises:
            BudgetSpent: it is not there.
        """
        with self._lock:
            gone = self._spent.dollars + self._spent.doubtful
            if self.budget is not None and gone + self._reserved + amount > self.budget:
                raise BudgetSpent(
                    f"the budget of {dollars(self.budget)} is used up: {dollars(gone)} are spent, "
                    f"and the next call could cost up to {dollars(amount)}; allow more with "
                    "--budget, or take a cheaper model"
                )
            self._reserved += amount
            self._open += 1

    def settle(self, amount: float, spent: Spending) -> None:
        """Give back what was set aside, and book what the call really used."""
        with self._lock:
            self._open -= 1
            self._reserved = self._reserved - amount if self._open else 0.0
            self._spent += spent

    def retried(self) -> None:
        """A try of a call failed and is made again."""
        with self._lock:
            self._spent += Spending(retries=1)


class Metered:
    """Implements `WireClient` around another one.

    Args:
        client: that makes the calls.
        price: of its model; None if it is unknown.
        account: of the run.
    """

    def __init__(self, client: WireClient, price: Price | None, account: Account) -> None:
        self._client = client
        self._price = price
        self._account = account

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        return self._client.body(request)

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`.

        Raises:
            BudgetSpent: the call could cost more than is left; nothing was sent.
        """
        # An unknown price cannot be held against a budget; whoever sets one is told beforehand.
        worst = self._price.worst(request) if self._price is not None else 0.0
        self._account.reserve(worst)
        began = time.monotonic()
        spent = Spending(failed=1)
        try:
            reply = self._client.complete(request, self._counting(context))
            spent = self._used(reply, worst)
            return reply
        except (ModelError, RunCancelled) as failure:
            if isinstance(failure, _PERHAPS_CHARGED):
                spent += Spending(doubtful=worst)
            raise
        finally:
            seconds = Spending(seconds=time.monotonic() - began)
            self._account.settle(worst, spent + seconds)

    def _counting(self, context: RunContext) -> RunContext:
        """The context, in which tries that are made again are counted."""

        def emit(text: str) -> None:
            if isinstance(text, Retrying):
                self._account.retried()
            context.emit(text)

        return replace(context, emit=emit)

    def _used(self, reply: Reply, worst: float) -> Spending:
        usage = reply.usage
        said = usage.input > 0
        known = self._price is not None
        return Spending(
            calls=1,
            input=usage.input,
            cached=usage.cached,
            written=usage.written,
            output=usage.output,
            dollars=self._price.cost(usage) if self._price is not None and said else 0.0,
            doubtful=0.0 if said else worst,
            unpriced=0 if known else 1,
        )

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return self._client.models(context)

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()
