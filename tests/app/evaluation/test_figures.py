"""What two evaluations and many repetitions say, and how surely."""

from pathlib import Path

import pytest

from app.errors import UsageError
from app.evaluation.campaign import Results
from app.evaluation.compare import compare, different_settings
from app.evaluation.episode import Episode
from app.evaluation.statistics import bootstrap_mean, mcnemar, pass_all, pass_at
from app.evaluation.summary import summarise_tasks


def evaluation(folder: Path, planner: str, *scores: float) -> Path:
    results = Results(folder, {"planner": planner})
    for number, score in enumerate(scores):
        results.add(Episode(task=f"os/{number}", seed=1, raw=score, seconds=10.0 + score))
    return folder


def test_pairs_are_compared(tmp_path: Path) -> None:
    first = evaluation(tmp_path / "a", "one", *[0] * 8, 1, 1, 1)
    second = evaluation(tmp_path / "b", "two", *[1] * 8, 1, 1, 0)
    found = compare(first, second)
    assert (len(found.gained), found.lost) == (8, ("os/10 1",))
    assert found.p == pytest.approx(mcnemar(1, 8)) == pytest.approx(20 / 512)
    assert found.score == pytest.approx(7 / 11)
    assert found.score95[0] < 7 / 11 < found.score95[1]
    assert different_settings(first, second) == {"planner": ("one", "two")}


def test_nothing_in_common_is_said(tmp_path: Path) -> None:
    first = evaluation(tmp_path / "a", "one", 1)
    second = Results(tmp_path / "b", {})
    second.add(Episode(task="os/0", seed=2, raw=1))
    with pytest.raises(UsageError, match="no episode in common"):
        compare(first, tmp_path / "b")


@pytest.mark.campaign
def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    from random import Random

    draw = Random(7)
    held = 0
    for number in range(200):
        low, high = bootstrap_mean(
            [draw.gauss(1, 2) for _ in range(40)], resamples=400, seed=number
        )
        held += low <= 1 <= high
    assert 180 <= held <= 199


def test_repetitions() -> None:
    # By counting all pairs of 5 trials of which 2 succeed: 7 of 10 hold one, 1 of 10 two.
    assert pass_at(2, 5, 2) == pytest.approx(0.7)
    assert pass_all(2, 5, 2) == pytest.approx(0.1)
    episodes = [
        Episode(task="os/a", seed=1, raw=1, claimed=True),
        Episode(task="os/a", seed=2, raw=0, claimed=True),
        Episode(task="os/b", seed=1, raw=1),
        Episode(task="os/c", seed=1, skipped="no vlc"),
        Episode(task="os/c", seed=2, error="crashed"),
    ]
    figures = summarise_tasks(episodes, {}, label="x", infeasible=frozenset({"os/b"}))
    assert figures["success"]["trials"] == 3
    assert figures["repetitions"]["1"]["pass_at"] == 0.75
    assert figures["repetitions"]["2"] == {"tasks": 1, "pass_at": 1.0, "pass_all": 0.0}
    assert figures["wrong_claims"]["share"] == 0.5
    assert (figures["infeasible"]["trials"], figures["feasible"]["trials"]) == (1, 2)
    assert figures["skipped"] == {"os/c": "no vlc"}
    assert len(figures["errors"]) == 1
