"""The models of one run: what they may cost, what they used up, and what was said to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.engine.events import Decided, Event, Observed, RunFinished
from app.engine.spending import Spending
from app.errors import UsageError
from app.models.logged import Logged
from app.models.metered import Account, Metered
from app.models.persistent import Persistent
from app.models.price_table import known_prices
from app.models.wire import WireClient
from app.runs.prompts import PromptLog

if TYPE_CHECKING:  # what it needs to talk with a server is imported when one is
    from app.models.config import ModelSetting
    from app.models.profile import Profile


@dataclass
class ModelUse:
    """Kept by whoever launches a run; all clients of the run go through it.

    Attributes:
        budget: dollars that the run may cost; None: as much as it takes.
        prices: the person's own table of prices.
        log: where prompts are written; there is none before the run has its folder.
    """

    budget: float | None = None
    prices: Path | None = None
    log: PromptLog | None = None
    account: Account = field(init=False)

    def __post_init__(self) -> None:
        self.account = Account(self.budget)

    def wrap(self, client: WireClient, setting: ModelSetting, profile: Profile) -> WireClient:
        """A client that writes down what is said, counts what is used and keeps to the budget.

        It asks again after the connection dropped.

        Raises:
            UsageError: there is a budget, and nobody knows what the model costs; or a table of
                prices has a fault.
        """
        price = setting.its_price(profile, known_prices(self.prices))
        if self.budget is not None and price is None:
            raise UsageError(
                f"The price of the model {setting.name} is unknown, so no budget can be kept. "
                "Write it into prices.toml beside models.yaml and name its section with `price:`, "
                "say `price: free` if nobody charges, or leave the budget out."
            )
        logged = Logged(client, setting.name, lambda: self.log)
        return Persistent(Metered(logged, price, self.account))

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass the events of the run on, with what was spent written into them."""
        told = Spending()
        for event in events:
            if isinstance(event, Observed) and self.log is not None:
                self.log.step = event.index
            if isinstance(event, Decided):
                spent = self.account.spent
                told, event = spent, replace(event, spent=spent - told)
            elif isinstance(event, RunFinished):
                event = replace(event, spent=self.account.spent)
            yield event
