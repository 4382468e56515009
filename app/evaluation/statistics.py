"""Shares and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt
from random import Random
from statistics import fmean

_Z95 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = _Z95) -> tuple[float, float]:
    """The Wilson score interval of a share (E. B. Wilson, 1927), 95 % by default.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    middle = share + z * z / (2 * trials)
    scale = 1 + z * z / trials
    return max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0)


def pass_at(k: int, trials: int, successes: int) -> float:
    """How likely at least one of k trials succeeds (M. Chen et al., 2021, arXiv:2107.03374).

    >>> pass_at(1, 4, 2), pass_at(2, 4, 2)
    (0.5, 0.8333333333333334)
    """
    return 1 - comb(trials - successes, k) / comb(trials, k)


def pass_all(k: int, trials: int, successes: int) -> float:
    """How likely all of k trials succeed, "pass^k" (S. Yao et al., 2024, arXiv:2406.12045).

    >>> pass_all(1, 4, 2), pass_all(2, 4, 2)
    (0.5, 0.16666666666666666)
    """
    return float(comb(successes, k) / comb(trials, k))


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value of McNemar's test (Q. McNemar, 1947), by the binomial.

    Args:
        only_first: pairs in which only the first succeeded.
        only_second: pairs in which only the second did.

    >>> mcnemar(0, 5)
    0.0625
    >>> mcnemar(3, 3)
    1.0
    """
    pairs = only_first + only_second
    if pairs == 0:
        return 1.0
    tail = sum(comb(pairs, each) for each in range(min(only_first, only_second) + 1))
    return float(min(1.0, 2 * tail / 2**pairs))


def bootstrap_mean(
    differences: Sequence[float], *, resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of a mean (B. Efron, 1979); the same for the same seed.

    >>> bootstrap_mean([1.0, 1.0, 1.0])
    (1.0, 1.0)
    >>> bootstrap_mean([])
    (0.0, 0.0)
    """
    if not differences:
        return 0.0, 0.0
    draw = Random(seed)
    size = len(differences)
    means = sorted(fmean(draw.choices(differences, k=size)) for _ in range(resamples))
    return means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]
