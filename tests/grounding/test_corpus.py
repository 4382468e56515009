"""Descriptions of things on realistic pages, and what they mean to a person.

A wrong pick is the worst answer; asking back or finding nothing is the second worst. Every third
case of a page, and two whole pages written later, were held out: nothing was fitted to them before
their first run. That first run is the honest figure: 77 of 88 right and 2 wrong on the held-out
third, 48 of 57 right and 2 wrong on the later pages (86 % right, 2.8 % wrong). Their failures were
looked at afterwards and their causes mended, so they now guard against going back and no longer
measure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from actions.errors import TargetAmbiguous, TargetNotFound
from actions.target import Description
from grounding.chain import default_grounder
from perception.observation import Observation

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    page: str
    text: str
    purpose: str
    expected: frozenset[str]
    held_out: bool

    def answer(self, observation: Observation) -> str:
        """The id of the element that was chosen, "ambiguous" or "nothing"."""
        try:
            found = default_grounder().ground(
                Description(text=self.text, purpose=self.purpose), observation
            )
        except TargetAmbiguous:
            return "ambiguous"
        except TargetNotFound:
            return "nothing"
        assert found.element is not None
        return found.element.attributes.get("id", found.element.described())

    def verdict(self, answer: str) -> str:
        if answer in self.expected:
            return "right"
        return "refused" if answer in ("ambiguous", "nothing") else "wrong"


FRESH = {"flights", "files"}  # written after the tuning, and held out altogether
ALL = [
    Case(page, text, purpose, frozenset(str(expected).split("|")), number % 3 == 2 or page in FRESH)
    for page, cases in CASES.items()
    for number, (text, purpose, expected) in enumerate(cases)
]


def _judge(cases: list[Case], observe: object) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    told = []
    for case in cases:
        answer = case.answer(observe(case.page))  # type: ignore[operator]  # a fixture's function
        verdict = case.verdict(answer)
        counts[verdict] += 1
        if verdict != "right":
            wanted = "|".join(sorted(case.expected))
            told.append(f"{verdict}: {case.page}: {case.text!r} -> {answer}, not {wanted}")
    return counts, told


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_means_what_a_person_means(held_out: bool, observe: object) -> None:
    cases = [case for case in ALL if case.held_out is held_out]
    counts, told = _judge(cases, observe)
    report = "\n".join([f"{len(cases)} cases: {dict(counts)}", *told])
    assert counts["wrong"] <= 0.03 * len(cases), report
    assert counts["right"] >= 0.9 * len(cases), report


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 150
    assert len(CASES) >= 6
    assert sum(case.held_out for case in ALL) >= len(ALL) // 3 - len(CASES)
