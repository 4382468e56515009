"""Two evaluations of the same tasks, pair by pair."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import UsageError
from app.evaluation.campaign import SETTINGS, Share, read_episodes, share_of
from app.evaluation.episode import Episode, Work
from app.evaluation.statistics import bootstrap_mean, mcnemar


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between a first evaluation and a second one.

    Attributes:
        first: share of successes of the first, over the pairs.
        second: of the second.
        gained: tasks (and episodes) that only the second carried out.
        lost: that only the first did.
        p: of McNemar's exact test on these two.
        score: mean difference of the scores, second less first, over tasks.
        score95: its interval, by a bootstrap over tasks.
        seconds: mean difference of the time, over pairs that both carried out.
        seconds95: its interval.
        steps: mean difference of the steps, over the same.
        dollars: difference of the costs, over all pairs.
        unpaired: episodes that only one of them has a result for.
    """

    first: Share
    second: Share
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    score: float
    score95: tuple[float, float]
    seconds: float
    seconds95: tuple[float, float]
    steps: float
    dollars: float
    unpaired: int

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def compare(first: Path, second: Path) -> Comparison:
    """Compare the results in two folders.

    Raises:
        UsageError: a folder holds none, or they have no episode in common.
    """
    before, after = _valid(first), _valid(second)
    pairs = [(before[each], after[each]) for each in sorted(before.keys() & after.keys())]
    if not pairs:
        raise UsageError(f"{first} and {second} have no episode in common that both have a result.")
    gained = [b for a, b in pairs if b.success and not a.success]
    lost = [a for a, b in pairs if a.success and not b.success]
    both = [(a, b) for a, b in pairs if a.success and b.success]
    scores = _by_task(pairs)
    seconds = [b.seconds - a.seconds for a, b in both]
    return Comparison(
        first=share_of([a for a, _ in pairs], lambda each: each.success),
        second=share_of([b for _, b in pairs], lambda each: each.success),
        gained=tuple(map(_told, gained)),
        lost=tuple(map(_told, lost)),
        p=mcnemar(len(lost), len(gained)),
        score=_mean(scores),
        score95=bootstrap_mean(scores),
        seconds=_mean(seconds),
        seconds95=bootstrap_mean(seconds),
        steps=_mean([float(b.steps - a.steps) for a, b in both]),
        dollars=sum(b.dollars - a.dollars for a, b in pairs),
        unpaired=len(before.keys() ^ after.keys()),
    )


def different_settings(first: Path, second: Path) -> dict[str, tuple[Any, Any]]:
    """The settings in which two evaluations differ: name -> of the first, of the second."""
    try:
        one, other = (json.loads((each / SETTINGS).read_text("utf-8")) for each in (first, second))
    except (OSError, ValueError) as failure:
        raise UsageError(f"The settings of the evaluations cannot be read: {failure}") from failure
    names = sorted(one.keys() | other.keys())
    return {
        name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)
    }


def _valid(folder: Path) -> dict[Work, Episode]:
    return {(each.task, each.seed): each for each in read_episodes(folder) if each.valid}


def _by_task(pairs: list[tuple[Episode, Episode]]) -> list[float]:
    """The mean difference of the scores of each task: its repetitions are not independent."""
    tasks: dict[str, list[float]] = {}
    for a, b in pairs:
        tasks.setdefault(a.task, []).append(max(b.raw, 0.0) - max(a.raw, 0.0))
    return [_mean(each) for each in tasks.values()]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _told(episode: Episode) -> str:
    return f"{episode.task} {episode.seed}"
