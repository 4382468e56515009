"""Stretches of steps that runs have in common, checked against all stretches there are."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from skills.induce import motifs

Runs = list[tuple[str, tuple[str, ...]]]


def in_runs(tokens: Sequence[str], runs: Runs) -> int:
    size = len(tokens)
    return sum(
        any(text[at : at + size] == tuple(tokens) for at in range(len(text) - size + 1))
        for _, text in runs
    )


def by_hand(runs: Runs, least: int, shortest: int) -> set[tuple[str, ...]]:
    """All stretches that are in enough runs, without those in a longer one of as many."""
    all_ = {
        text[at:end]
        for _, text in runs
        for at in range(len(text))
        for end in range(at + shortest, len(text) + 1)
    }
    often = {tokens: count for tokens in all_ if (count := in_runs(tokens, runs)) >= least}
    return {
        tokens
        for tokens, count in often.items()
        if not any(
            len(other) > len(tokens)
            and often[other] >= count
            and any(
                other[at : at + len(tokens)] == tokens for at in range(len(other) - len(tokens) + 1)
            )
            for other in often
        )
    }


@given(st.lists(st.text("abc", max_size=9), max_size=6))
def test_it_finds_what_a_search_through_everything_finds(texts: list[str]) -> None:
    runs: Runs = [(f"r{at}", tuple(text)) for at, text in enumerate(texts)]
    found = motifs(runs, least=2, shortest=2, longest=100)
    assert {each.tokens for each in found} == by_hand(runs, least=2, shortest=2)
    for each in found:
        assert len(each.places) == in_runs(each.tokens, runs)
        for run, at in each.places:
            text = dict(runs)[run]
            assert text[at : at + len(each.tokens)] == each.tokens


def test_planted_stretches_are_found_in_noise() -> None:
    chance = random.Random(5)
    words = [f"t{at}" for at in range(400)]
    planted = [tuple(chance.choices(words, k=chance.randint(4, 12))) for _ in range(60)]
    runs: Runs = []
    for at in range(2000):
        text: list[str] = []
        while len(text) < 30:
            if chance.random() < 0.25:
                text += [each for each in chance.choice(planted) if chance.random() > 0.03]
            else:
                text.append(chance.choice(words))
        runs.append((f"r{at}", tuple(text)))
    found = {each.tokens for each in motifs(runs)}
    assert set(planted) <= found


def test_what_saves_most_comes_first() -> None:
    runs: Runs = [(f"r{at}", (*"abc", f"x{at}", f"y{at}")) for at in range(5)]
    runs += [(f"s{at}", tuple("defghij")) for at in range(3)]
    first, second = motifs(runs)
    assert first.tokens == tuple("defghij")  # two times six steps, beside four times two
    assert second.tokens == tuple("abc")
    assert first.worth == 12
    assert second.worth == 8


def test_twice_is_not_yet_a_habit() -> None:
    runs: Runs = [("a", tuple("abcd")), ("b", tuple("abcd"))]
    assert motifs(runs) == []
