"""Rules decide the same whatever their order, and more rules never loosen what a deny forbids."""

import doctest
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.events import Effect, Risk
from app.safety import permissions, risk
from app.safety.permissions import (
    Facts,
    Mode,
    Permissions,
    PermissionsError,
    Rule,
    default_permissions,
    load_permissions,
    normal_origin,
    parse_permissions,
)

ORIGINS = ("https://shop.example", "https://a.shop.example", "http://shop.example", "")
some_origins = st.lists(st.sampled_from(ORIGINS), max_size=2).map(tuple)
facts = st.builds(
    Facts,
    kind=st.sampled_from(["click", "type", "press", "open"]),
    origins=some_origins,
    application=st.sampled_from(["chromium", ""]),
    risk=st.sampled_from(list(Risk)),
    category=st.sampled_from(["", "delete", "pay"]),
    role=st.sampled_from([None, "button", "textbox"]),
    name=st.sampled_from([None, "Delete", "Save"]),
    in_scope=st.booleans(),
)
rules = st.builds(
    Rule,
    id=st.text("abc", min_size=1, max_size=3),
    effect=st.sampled_from(list(Effect)),
    kinds=st.sets(st.sampled_from(["click", "type"]), max_size=2).map(frozenset),
    origins=st.sampled_from([(), ("*",), ("https://shop.example",), ("https://*.shop.example",)]),
    risks=st.sets(st.sampled_from(["edit", "commit", "delete"]), max_size=2).map(frozenset),
    roles=st.sets(st.sampled_from(["button"]), max_size=1).map(frozenset),
)
STRICTNESS = [Effect.ALLOW, None, Effect.ASK, Effect.DENY]


def effect(held: list[Rule], what: Facts) -> Effect | None:
    rule = Permissions(rules=tuple(held)).deciding(what)
    return rule.effect if rule is not None else None


@given(st.lists(rules, max_size=6), facts, st.randoms(use_true_random=False))
def test_order_does_not_matter(held: list[Rule], what: Facts, chance: random.Random) -> None:
    shuffled = held[:]
    chance.shuffle(shuffled)
    assert effect(held, what) == effect(shuffled, what)


@given(st.lists(rules, max_size=5), rules, facts)
def test_a_further_deny_never_widens(held: list[Rule], more: Rule, what: Facts) -> None:
    deny = Rule(id=more.id, effect=Effect.DENY, kinds=more.kinds, origins=more.origins)
    before, after = effect(held, what), effect([*held, deny], what)
    assert STRICTNESS.index(after) >= STRICTNESS.index(before) or after is Effect.DENY


@given(st.lists(rules, max_size=5), rules, facts)
def test_no_rule_undoes_a_deny(held: list[Rule], more: Rule, what: Facts) -> None:
    if effect(held, what) is Effect.DENY:
        assert effect([*held, more], what) is Effect.DENY


@given(facts)
def test_an_allow_without_a_risk_never_covers_a_commit(what: Facts) -> None:
    given_ = effect([Rule(id="a", effect=Effect.ALLOW)], what)
    assert (given_ is Effect.ALLOW) == (what.risk is not Risk.COMMIT)


@given(facts)
def test_what_is_unknown_never_satisfies_an_allow_and_always_a_deny(what: Facts) -> None:
    unknown = what._replace(role=None, origins=())
    at = {"origins": ("https://shop.example",), "roles": frozenset({"button"})}
    assert effect([Rule(id="a", effect=Effect.ALLOW, **at)], unknown) is None
    assert effect([Rule(id="d", effect=Effect.DENY, **at)], unknown) is Effect.DENY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://Shop.Example/a?b", "https://shop.example:443", True),
        ("https://shop.example", "http://shop.example", False),
        ("https://shop.example", "https://shop.example:8443", False),
        ("https://shop.example", "https://shоp.example", False),  # a Cyrillic o
        ("https://shop.example", "https://shop.example.evil.test", False),
        ("https://shop.example", "https://shop.example@evil.test", False),
        ("https://straße.example", "https://strasse.example", False),
        ("https://shop。example", "https://shop.example", True),  # as browsers read it
    ],
)
def test_origins(one: str, other: str, same: bool) -> None:
    assert (normal_origin(one) == normal_origin(other)) is same


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2", "version"),
        ("version: 1\nrules: 7", "rules"),
        ("version: 1\nmode: yolo", "mode must be one of"),
        ("version: 1\nrules: [{id: a, effect: perhaps}]", "`effect` must be"),
        ("version: 1\nrules: [{id: a, effect: deny, when: now}]", "when"),
        ("version: 1\nrules: [{id: a, effect: deny, do: [fly]}]", "fly"),
        ("version: 1\nrules: [{id: a, effect: deny, target: {name: '('}}]", "regular expression"),
        ("version: 1\nrules: [{id: a, effect: deny, where: {origin: [nonsense]}}]", "nonsense"),
        ("version: 1\nrules: [{id: a, effect: allow, do: click", "line"),
        ("- just\n- a list", "mapping"),
    ],
)
def test_faults_in_a_file_are_told(text: str, said: str) -> None:
    with pytest.raises(PermissionsError) as told:
        parse_permissions(text, "mine.yaml")
    assert said in str(told.value)
    assert "mine.yaml" in str(told.value)


def test_a_file_that_is_not_understood_leaves_nothing_but_observing(tmp_path: Path) -> None:
    path = tmp_path / "permissions.yaml"
    path.write_text("version: 1\nmode: auto\nrules: {")
    found = load_permissions(path)
    assert found.mode is Mode.OBSERVE
    assert str(path) in found.problem
    assert found.rules == default_permissions().rules


def test_a_persons_own_rules_come_on_top(tmp_path: Path) -> None:
    path = tmp_path / "permissions.yaml"
    path.write_text("version: 1\nmode: auto\nrules: [{id: mine, effect: deny, risk: [delete]}]")
    found = load_permissions(path)
    assert found.mode is Mode.AUTO
    assert "mine" in {rule.id for rule in found.rules}
    assert {rule.id for rule in default_permissions().rules} < {rule.id for rule in found.rules}


@pytest.mark.parametrize("module", [permissions, risk], ids=["permissions", "risk"])
def test_examples_in_docstrings(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]  # doctest takes modules
    assert found.attempted > 0
    assert found.failed == 0
