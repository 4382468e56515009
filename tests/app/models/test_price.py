"""Prices: the shipped table, the arithmetic, and what is said of a faulty table."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from app.engine.spending import Spending
from app.models.price import FREE, PictureRule, Price, Rates, most_tokens
from app.models.price_table import PriceError, known_prices, load_prices, price_of
from app.models.profile import shipped_profiles
from app.models.wire import ModelRequest, Picture, Text, Usage, UserTurn
from perception.geometry import Size

TABLE = known_prices()


def test_every_shipped_price_says_when_and_where_it_was_found() -> None:
    prices = [price for each in TABLE[-1].values() for price in each]
    assert len(prices) > 20
    for price in prices:
        assert price.date is not None, price
        assert date(2025, 1, 1) < price.date < date(2027, 1, 1), price
        assert len(price.source) > 10, price
        assert 0 < price.rates.cached <= price.rates.input < price.rates.output, price
        assert price.rates.written >= price.rates.input, price
        assert (price.above > 0) == (price.long is not None), price


@pytest.mark.parametrize(
    ("model", "maker", "rates"),
    [
        ("claude-opus-4-7", "anthropic", (5, 25)),
        ("claude-opus-5-20260724", "anthropic", (5, 25)),
        ("claude-opus-5-5", "anthropic", (4, 20)),
        ("claude-opus-4-1-20250805", "anthropic", (15, 75)),
        ("claude-sonnet-4-6", "anthropic", (3, 15)),
        ("anthropic/claude-sonnet-5-5", "anthropic", (2, 10)),
        ("GPT-5.4", "openai", (2.5, 15)),
        ("gpt-5.4-mini-2026-03-17", "openai", (0.75, 4.5)),
        ("gpt-5.5-pro", "openai", (30, 180)),
        ("gemini-3.1-pro-preview", "google", (2, 12)),
        ("gemini-3.5-flash-lite", "google", (0.3, 2.5)),
    ],
)
def test_the_longest_pattern_counts(model: str, maker: str, rates: tuple[float, float]) -> None:
    price = price_of(model, maker, TABLE)
    assert price is not None
    assert (price.rates.input, price.rates.output) == rates


@pytest.mark.parametrize(
    ("model", "maker"),
    [
        ("gpt-9", "openai"),
        ("gpt-5.4", "nobody"),
        ("claude-opus-4-7", ""),
        ("gpt-4o-mini", "openai"),
    ],
)
def test_what_nobody_wrote_down_is_unknown(model: str, maker: str) -> None:
    assert price_of(model, maker, TABLE) is None


def test_profiles_name_sections_that_are_there_or_none() -> None:
    named = {profile.price for profile in shipped_profiles().values()}
    assert named - {"", "volcengine"} == set(TABLE[-1])  # for volcengine no price was found


def test_a_call_costs_what_its_tokens_cost() -> None:
    price = price_of("claude-haiku-5-5", "anthropic", TABLE)
    assert price is not None
    usage = Usage(input=10_000, cached=6_000, written=3_000, output=500)
    by_hand = (1_000 * 0.1 + 6_000 * 0.01 + 3_000 * 0.125 + 500 * 0.5) / 1e6
    assert price.cost(usage) == pytest.approx(by_hand)
    long = Usage(input=100_001, output=1_000)
    assert price.cost(long) == pytest.approx((100_001 * 0.5 + 1_000 * 2.5) / 1e6)
    assert FREE.cost(usage) == 0


def test_the_worst_case_is_not_below_what_a_call_can_cost() -> None:
    price = price_of("claude-sonnet-4-6", "anthropic", TABLE)
    assert price is not None
    picture = Picture(data=b"", size=Size(1456, 819))
    text = '[e12] button "Delete" in row "Chen Wei" (focused)\n' * 200
    turns = (UserTurn(parts=(Text(text), picture)),)
    request = ModelRequest(system="You are…", turns=turns, max_tokens=4096)
    tokens = most_tokens(request, price.pictures)
    assert 1560 + len(text) / 4 < tokens < 1560 + len(text)
    everything = Usage(input=tokens, written=tokens, output=4096)
    assert price.worst(request) >= price.cost(everything) * 0.999999


def test_pictures_are_counted_as_the_makers_do() -> None:
    assert PictureRule(patch=28).tokens(Size(1456, 819)) == 52 * 30
    assert PictureRule(patch=32, per_patch=1).tokens(Size(1024, 1024)) == 1024
    assert PictureRule(base=1120, per_patch=0).tokens(Size(4000, 3000)) == 1120


def test_prices_of_ones_own_come_first(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        '[openai."gpt-5.4"]\ninput = 1\noutput = 2\n[router."qwen*"]\ninput = 0.5\noutput = 0.5\n'
    )
    table = known_prices(own)
    mine, theirs = price_of("gpt-5.4", "openai", table), price_of("gpt-5.5", "openai", table)
    assert mine is not None
    assert mine.rates == Rates(input=1, cached=1, written=1, output=2)
    assert theirs is not None
    assert theirs.rates.input == 5
    assert price_of("qwen/qwen3-vl", "router", table) is not None
    assert known_prices(tmp_path / "none.toml") == TABLE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[openai", "mine.toml"),
        ("openai = 3", "openai"),
        ('[openai."x"]\ninput = 1', "output must be a number"),
        ('[openai."x"]\ninput = "1"\noutput = 1', "input must be a number"),
        ('[openai."x"]\ninput = true\noutput = 1', "input must be a number"),
        ('[openai."x"]\ninput = -1\noutput = 1', "negative"),
        ('[openai."x"]\ninput = inf\noutput = 1', "negative"),
        ('[openai."x"]\ninput = 1\noutput = 1\nprice = 3', "no price"),
        ('[openai."x"]\ninput = 1\noutput = 1\ndate = "soon"', "date"),
        ('[openai."x"]\ninput = 1\noutput = 1\nlong = {input = 1, output = 1}', "above"),
        ("[openai.pictures]\npatch = 0", "at least 1"),
        ("[openai]\nx = 3", "openai.x must be a table"),
    ],
)
def test_a_faulty_table_says_where(text: str, told: str) -> None:
    with pytest.raises(PriceError, match=re.escape(told)) as caught:
        load_prices(text, "mine.toml")
    assert "mine.toml" in str(caught.value)


def test_spending_adds_up_and_speaks_plainly() -> None:
    one = Spending(calls=1, input=5_000, cached=4_000, output=80, seconds=2.04, dollars=0.0123)
    two = one + Spending(calls=1, failed=1, retries=2, input=100, output=9, dollars=0.1)
    assert two - one == Spending(calls=1, failed=1, retries=2, input=100, output=9, dollars=0.1)
    assert not (two - two)
    assert str(one) == "1 model call, 5,000 tokens in (4,000 cached), 80 out, $0.0123, 2.0 s"
    assert str(two).endswith("89 out, $0.11, 2.0 s, 1 failed, 2 tried again")
    assert str(Spending()) == "no model calls"
    unknown = Spending(calls=2, unpriced=2)
    assert "price unknown" in str(unknown)
    assert "$0.10 without 1 of unknown price" in str(Spending(calls=2, unpriced=1, dollars=0.1))
    assert "$0 and perhaps $0.20 more" in str(Spending(failed=1, doubtful=0.2))


def test_a_price_is_told_with_its_source() -> None:
    price = price_of("gpt-5.4", "openai", TABLE)
    assert "$2.5 in" in str(price)
    assert "2026-" in str(price)
    assert str(FREE) == "free"
    assert not Price(model="x", rates=Rates(input=0, cached=0, written=0, output=1)).free
