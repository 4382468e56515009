"""What replays tell about a skill: how surely it works where, and when it is taken out of use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_STREAK = 2  # failures in a row after which it is not started by itself any more
_FEW = 5  # replays before an interval says anything
_Z = 1.96  # of 95 percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What came of one replay.

    Attributes:
        skill: its name.
        version: that was replayed.
        at: ISO 8601 date and time.
        success: whether it came to its end.
        verified: whether that was checked independently.
        wrong: whether something was done that cannot be taken back and that did not come out.
        where: application and its version, or origin.
        scale: pixels per unit of the screen.
        seconds: that it took.
        run: id of the run.
        halted: the step and why, if it did not come to its end.
    """

    skill: str
    version: int
    at: str
    success: bool
    verified: bool = False
    wrong: bool = False
    where: str = ""
    scale: float = 1.0
    seconds: float = 0.0
    run: str = ""
    halted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often it worked, with the 95 % interval after Wilson."""

    successes: int
    count: int
    low: float
    high: float


def rate(successes: int, count: int) -> Rate:
    """The share of successes with its interval (E. B. Wilson, 1927).

    >>> r = rate(9, 10); (round(r.low, 3), round(r.high, 3))
    (0.596, 0.982)
    """
    if not count:
        return Rate(successes=0, count=0, low=0.0, high=1.0)
    share, square = successes / count, _Z * _Z
    middle = share + square / (2 * count)
    spread = _Z * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return Rate(successes=successes, count=count, low=max(low, 0.0), high=min(high, 1.0))


def rates(evidence: Sequence[Evidence]) -> dict[tuple[int, str, float], Rate]:
    """How often each version worked, by place and screen scale."""
    found: dict[tuple[int, str, float], list[bool]] = {}
    for each in evidence:
        found.setdefault((each.version, each.where, each.scale), []).append(each.success)
    return {key: rate(sum(each), len(each)) for key, each in found.items()}


def verdict(
    evidence: Sequence[Evidence],
) -> tuple[Literal["active", "retired", "quarantined"], str]:
    """Whether a skill stays in use, by the replays of its newest version.

    What cannot be taken back and went wrong puts it into quarantine at once. A success rate that
    is surely below one half retires it.
    """
    if not evidence:
        return "active", ""
    newest = [each for each in evidence if each.version == evidence[-1].version]
    if newest[-1].wrong:
        reason = f"an action that cannot be taken back did not come out ({newest[-1].halted})"
        return "quarantined", reason[:500]
    found = rate(sum(each.success for each in newest), len(newest))
    if found.count >= _FEW and found.high < 0.5:
        return "retired", f"it worked {found.successes} of {found.count} times"
    return "active", ""


def only_a_hint(evidence: Sequence[Evidence]) -> bool:
    """Whether it failed twice in a row: a planner may read it then, and not start it by itself."""
    last = evidence[-_STREAK:]
    return len(last) == _STREAK and not any(each.success for each in last)
