"""Counting and budgets against the strict server; nothing about money is assumed."""

from __future__ import annotations

import threading
import time

import pytest
from model_server.server import KEY, Fault, ModelServer
from model_server.talk import Say, Seen

from actions.context import RunContext
from actions.errors import RunCancelled
from app.engine.spending import Spending
from app.models.chat_completions import ChatCompletions
from app.models.errors import BudgetSpent, KeyRefused, ModelSilent, ReplyBroken
from app.models.metered import Account, Metered
from app.models.price import Price, Rates
from app.models.transport import Patience, Transport
from app.models.wire import ModelRequest, Text, UserTurn

PRICE = Price(model="*", rates=Rates(input=2.0, cached=0.5, written=2.0, output=10.0))
REQUEST = ModelRequest(system="Be brief.", turns=(UserTurn(parts=(Text("Hi"),)),), max_tokens=100)
WORST = PRICE.worst(REQUEST)
FREE = RunContext()


def says(_seen: Seen) -> Say:
    return Say(text="Hello.")


def metered(
    server: ModelServer, account: Account, price: Price | None = PRICE, key: str = KEY
) -> Metered:
    patience = Patience(tries=3, silence=1, first_wait=0.01)
    transport = Transport(f"{server.address}/v1", {"authorization": f"Bearer {key}"}, patience)
    return Metered(ChatCompletions(transport, "m"), price, account)


def test_what_the_server_says_is_counted() -> None:
    account = Account()
    with ModelServer(says) as server:
        client = metered(server, account)
        reply = client.complete(REQUEST, FREE)
        client.complete(REQUEST, FREE)
        client.close()
    spent, usage = account.spent, reply.usage
    assert usage.input > 0
    assert (spent.calls, spent.failed) == (2, 0)
    assert spent.input == 2 * usage.input
    assert spent.cached == 2 * usage.cached
    assert spent.output == 2 * usage.output
    assert spent.dollars == pytest.approx(2 * PRICE.cost(usage), abs=1e-8)
    assert spent.seconds > 0
    assert spent.doubtful == 0


def test_a_call_that_could_cost_too_much_is_not_made() -> None:
    account = Account(WORST * 0.99)
    with ModelServer(says) as server:
        client = metered(server, account)
        with pytest.raises(BudgetSpent, match="--budget"):
            client.complete(REQUEST, FREE)
        client.close()
        assert server.bodies == []
    assert not account.spent


def test_the_budget_is_never_exceeded() -> None:
    account = Account(WORST * 3)
    with ModelServer(says) as server:
        client = metered(server, account)
        with pytest.raises(BudgetSpent):
            [client.complete(REQUEST, FREE) for _ in range(100)]
        client.close()
        made = len(server.bodies)
    assert made == account.spent.calls > 1
    assert account.spent.dollars <= WORST * 3 < account.spent.dollars + WORST


def test_calls_at_the_same_time_share_the_budget() -> None:
    gate = threading.Event()

    def slow(_seen: Seen) -> Say:
        gate.wait(10)
        return Say(text="Hello.")

    account = Account(WORST * 1.99)
    with ModelServer(slow) as server:
        first, second = metered(server, account), metered(server, account)
        thread = threading.Thread(target=lambda: first.complete(REQUEST, FREE))
        thread.start()
        until = time.monotonic() + 10
        while not account.spent.doubtful and time.monotonic() < until:
            time.sleep(0.01)
        assert account.spent == Spending(failed=1, doubtful=pytest.approx(WORST))
        with pytest.raises(BudgetSpent):
            second.complete(REQUEST, FREE)
        gate.set()
        thread.join()
        assert second.complete(REQUEST, FREE).text == "Hello."
        first.close()
        second.close()


def test_a_refused_call_costs_nothing_and_is_counted() -> None:
    account = Account()
    with ModelServer(says) as server:
        client = metered(server, account, key="wrong")
        with pytest.raises(KeyRefused):
            client.complete(REQUEST, FREE)
        client.close()
    spent = account.spent
    assert (spent.calls, spent.failed, spent.dollars, spent.doubtful) == (0, 1, 0, 0)


def test_tries_that_are_made_again_are_counted() -> None:
    account, told = Account(), []
    with ModelServer(says) as server:
        server.faults = [Fault(status=529), Fault(status=429, headers={"retry-after": "0"})]
        client = metered(server, account)
        client.complete(REQUEST, RunContext(emit=told.append))
        client.close()
    assert (account.spent.calls, account.spent.retries, account.spent.failed) == (1, 2, 0)
    assert sum("trying again" in text for text in told) == 2
    assert "Hello." in "".join(told)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault(cut=1), ReplyBroken), (Fault(silence=3), ModelSilent)],
)
def test_what_broke_off_may_have_cost_something(fault: Fault, kind: type[Exception]) -> None:
    account = Account(WORST * 1.5)
    with ModelServer(says) as server:
        server.faults = [fault]
        client = metered(server, account)
        with pytest.raises(kind):
            client.complete(REQUEST, FREE)
        with pytest.raises(BudgetSpent):  # it counts against the budget
            client.complete(REQUEST, FREE)
        client.close()
    spent = account.spent
    assert (spent.calls, spent.failed, spent.dollars) == (0, 1, 0)
    assert spent.doubtful == pytest.approx(WORST)


def test_a_stopped_call_may_have_cost_something() -> None:
    account, context = Account(), RunContext()

    def stop(_seen: Seen) -> Say:
        context.cancel.cancel()
        return Say(text="Hello. " * 1000)

    with ModelServer(stop) as server:
        client = metered(server, account)
        with pytest.raises(RunCancelled):
            client.complete(REQUEST, context)
        client.close()
    assert account.spent.doubtful == pytest.approx(WORST)


def test_an_unknown_price_is_not_nothing() -> None:
    account = Account()
    with ModelServer(says) as server:
        client = metered(server, account, price=None)
        client.complete(REQUEST, FREE)
        client.close()
    assert account.spent.unpriced == 1
    assert "price unknown" in str(account.spent)
