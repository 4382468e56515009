from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grounding.score import ACCEPT, FULL_NAME
from grounding.text import alike, match, match_quoted, phrase


def fits(said: str, shown: str) -> float:
    return match(phrase(said), phrase(shown))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("save", "Save"),
        ("Save", "  SAVE "),
        ("user name", "Username"),
        ("e-mail", "Email"),
        ("sign in", "Log in"),
        ("cafe", "Café"),
        ("postcode", "ZIP code"),
        ("birthday", "Date of birth"),
        ("add to the cart", "Add to cart"),
        ("close", "×"),
        ("next", "›"),
        ("boxes", "Box"),
        ("surname", "Last name"),
    ],
)
def test_the_same_name(said: str, shown: str) -> None:
    assert fits(said, shown) >= FULL_NAME


@pytest.mark.parametrize(
    ("said", "shown"), [("save", "Save draft"), ("submti", "Submit"), ("adress", "Address")]
)
def test_close_enough(said: str, shown: str) -> None:
    assert fits(said, shown) >= ACCEPT


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("import", "Export"),
        ("enable", "Disable"),
        ("order 1041", "Order 1042"),
        ("mark as read", "Mark as unread"),
        ("delete all", "Delete"),
        ("increase", "Decrease"),
        ("accept", "Except"),
        ("save", "Same"),
        ("sign in", "Sign"),
        ("delete account", "Create account"),
        ("", "Save"),
        ("save", ""),
        ("include", "Exclude"),
        ("send", "Spend"),
    ],
)
def test_another_thing(said: str, shown: str) -> None:
    assert fits(said, shown) < ACCEPT


def test_quoted_text_forgives_no_error() -> None:
    assert match_quoted(phrase("Submit"), phrase("submit")) == 1.0
    assert match_quoted(phrase("Submti"), phrase("Submit")) < ACCEPT
    assert match_quoted(phrase("log in"), phrase("Sign in")) < ACCEPT
    assert ACCEPT < match_quoted(phrase("Chen"), phrase("Chen Wei")) < FULL_NAME


@given(st.text(max_size=30), st.text(max_size=30))
def test_scores_are_shares(said: str, shown: str) -> None:
    assert 0 <= fits(said, shown) <= 1
    assert 0 <= match_quoted(phrase(said), phrase(shown)) <= 1


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_everything_is_like_itself(word: str) -> None:
    assert alike(word, word) == 1.0
    assert fits(word, word) == 1.0


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_are_equal_or_different(one: int, two: int) -> None:
    assert (alike(str(one), str(two)) == 1.0) is (one == two)
    assert one == two or alike(str(one), str(two)) == 0.0
