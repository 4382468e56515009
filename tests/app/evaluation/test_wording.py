import doctest
import re

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation import statistics
from app.evaluation.wording import paraphrase

SENTENCES = (
    'Click on the "Ok, and submit" button.',
    'Enter "select" into the text field and press Submit.',
    "Find the email by Blanca and click the trash icon to delete it.",
    "Select 07/12/2016 as the date and hit submit.",
)


def test_interval() -> None:
    assert doctest.testmod(statistics).failed == 0


@given(st.sampled_from(SENTENCES), st.integers(0, 10_000))
def test_quotations_names_and_numbers_stay(text: str, seed: int) -> None:
    said = paraphrase(text, seed)
    assert re.findall(r'"[^"]*"', said) == re.findall(r'"[^"]*"', text)
    assert re.findall(r"\d[\d/]*", said) == re.findall(r"\d[\d/]*", text)
    assert ("Blanca" in said) == ("Blanca" in text)


@given(st.text(max_size=80), st.integers())
def test_any_text_can_be_said(text: str, seed: int) -> None:
    assert paraphrase(text, seed) == paraphrase(text, seed)


def test_the_words_really_differ() -> None:
    for text in SENTENCES:
        others = {paraphrase(text, seed) for seed in range(30)} - {text}
        assert len(others) > 5
