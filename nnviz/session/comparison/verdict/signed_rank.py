"""Tests two contenders in pairs, seed by seed: Wilcoxon's signed-rank test, exact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.types import Floats

CHANCE = 0.05
"""The chance of naming a winner among equal contenders stays below this."""
FEWEST_SEEDS = 6
"""With fewer pairs no result is less likely than `CHANCE`: 2 of 2^5 are one-sided."""
_SAME = 1e-9
"""Numbers that differ by at most this share of the larger one are the same."""


@dataclass(frozen=True, slots=True)
class PairedTest:
    """How often one contender is ahead of another, of the seeds that both have.

    Attributes
    ----------
    ahead, level, seeds
        The number of seeds in which it is ahead, those in which both are the same, and
        all of them.
    p
        The chance that contenders which are equal lie as far apart, to either side.
    """

    ahead: int
    level: int
    seeds: int
    p: float

    @classmethod
    def of(cls, differences: Floats) -> "PairedTest":
        """Judge differences (n,), positive where the first contender is ahead."""
        ahead = int(np.count_nonzero(differences > 0.0))
        level = int(np.count_nonzero(differences == 0.0))
        return cls(ahead, level, differences.size, signed_rank_p(differences))


def seeds_needed(contenders: int) -> int:
    """Return the fewest seeds with which one of so many contenders can win."""
    seeds = FEWEST_SEEDS
    while 2.0 ** (1 - seeds) * max(contenders - 1, 1) > CHANCE:
        seeds += 1
    return seeds


def paired_differences(
    one: Sequence[float | None], other: Sequence[float | None], *, lowest: bool
) -> Floats:
    """Return by how much the first is ahead in each run (n,), 0 if they are the same.

    None, which is a target never reached, is behind every number.
    """
    worst = np.inf if lowest else -np.inf
    a, b = (
        np.array([worst if value is None else value for value in values], float)
        for values in (one, other)
    )
    with np.errstate(invalid="ignore"):
        ahead = b - a if lowest else a - b
    same = np.isclose(a, b, rtol=_SAME, atol=0.0)
    return np.where(same, 0.0, ahead)


def signed_rank_p(differences: ArrayLike) -> float:
    """Return the exact two-sided p of Wilcoxon's signed-rank test.

    Pairs without a difference are left out, and equal differences share their rank.
    Under the hypothesis tested, that the two of a pair could be exchanged, each
    difference has either sign with equal chance; all combinations are counted.

    Parameters
    ----------
    differences
        Numbers (n,), infinite ones included.

    Notes
    -----
    F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1,
    1945.
    """
    found = np.asarray(differences, float)
    found = found[found != 0.0]
    if not found.size:
        return 1.0
    _, place, count = np.unique(np.abs(found), return_inverse=True, return_counts=True)
    # Twice the middle rank of those that are equal, so that it is a whole number.
    doubled = (2 * np.cumsum(count) - count + 1)[place]
    chances = np.ones(1)
    for rank in doubled.tolist():
        grown = np.zeros(chances.size + rank)
        grown[: chances.size] += 0.5 * chances
        grown[rank:] += 0.5 * chances
        chances = grown
    total = int(doubled.sum())
    ahead = int(doubled[found > 0.0].sum())
    tail = min(ahead, total - ahead)
    return float(min(1.0, 2.0 * chances[: tail + 1].sum()))
