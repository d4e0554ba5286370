from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import wilcoxon

from nnviz.core.types import Floats
from nnviz.session.comparison.spread import Spread
from nnviz.session.comparison.verdict.ranking import Ranking, leading
from nnviz.session.comparison.verdict.signed_rank import seeds_needed, signed_rank_p

COMPARISONS = 2000


def ranked(*values: Floats) -> Ranking:
    spreads = {str(k): Spread.of(each.tolist()) for k, each in enumerate(values)}
    known = {name: spread for name, spread in spreads.items() if spread is not None}
    found = leading(known, lowest=True, paired=True)
    assert found is not None
    return found


@pytest.mark.parametrize("seeds", [1, 6, 13, 40])
def test_p_is_that_of_another_library(seeds: int) -> None:
    rng = np.random.default_rng(seeds)
    for shift in (0.0, 0.5, 2.0):
        found = rng.normal(shift, size=seeds)
        assert signed_rank_p(found) == pytest.approx(
            wilcoxon(found, method="exact").pvalue, abs=1e-12
        )


def test_p_with_ties_is_that_of_all_signs() -> None:
    differences = np.array([0.0, 1.0, 1.0, -1.0, 2.0, 2.0, -0.5, np.inf, 3.0])
    ranks = np.array([0, 3, 3, -3, 5.5, 5.5, -1, 8, 7])
    signs = np.array(np.meshgrid(*[[-1, 1]] * 8)).reshape(8, -1)
    sums = np.abs(ranks[1:]) @ signs
    expected = np.mean(np.abs(sums) >= abs(ranks.sum()))
    assert signed_rank_p(differences) == pytest.approx(expected, abs=1e-12)
    assert signed_rank_p([0.0, 0.0]) == 1.0


def test_one_contender_needs_no_fewer_than_two() -> None:
    assert seeds_needed(1) == seeds_needed(2)


@pytest.mark.parametrize(("contenders", "seeds"), [(2, 6), (3, 7), (5, 8), (9, 9)])
def test_with_fewer_seeds_than_are_needed_nothing_is_unlikely(
    contenders: int, seeds: int
) -> None:
    assert seeds_needed(contenders) == seeds
    for count, enough in ((seeds, True), (seeds - 1, False)):
        p = signed_rank_p(np.ones(count)) * (contenders - 1)
        assert (p <= 0.05) == enough


def lopsided(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.exponential(size=shape) ** 2


def coarse(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.binomial(20, 0.9, size=shape) / 20


def usual(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.normal(size=shape)


@pytest.mark.parametrize("draw", [usual, lopsided, coarse])
@pytest.mark.parametrize(
    ("equal", "worse", "seeds"),
    [(2, 0, 6), (3, 0, 10), (2, 2, 8)],
)
def test_of_equal_contenders_a_winner_is_seldom_named(
    draw: Callable[[np.random.Generator, tuple[int, int]], Floats],
    equal: int,
    worse: int,
    seeds: int,
) -> None:
    # Pairs have much in common: the initial weights and the order of batches.
    rng = np.random.default_rng(1)
    named = 0
    for _ in range(COMPARISONS // 4):
        values = draw(rng, (equal + worse, seeds)) + 3.0 * rng.normal(size=seeds)
        values[equal:] += 50.0
        named += ranked(*values).winner is not None
    # At most 5 %, and what chance may add to it in so many comparisons.
    count = COMPARISONS // 4
    assert named <= 0.05 * count + 2.5 * np.sqrt(0.05 * 0.95 * count)


def test_what_equal_contenders_get_by_chance() -> None:
    rng = np.random.default_rng(7)
    values = rng.normal(size=(COMPARISONS, 2, 10)) + 3.0 * rng.normal(
        size=(COMPARISONS, 1, 10)
    )
    named = sum(ranked(*each).winner is not None for each in values)
    assert 0.02 * COMPARISONS < named <= 0.05 * COMPARISONS


def test_a_difference_that_pairs_show_is_found() -> None:
    # A correlation of 0.95, and 0.3 standard deviations between the two.
    rng = np.random.default_rng(3)
    common = np.sqrt(0.95) * rng.normal(size=(COMPARISONS, 1, 20))
    values = common + np.sqrt(0.05) * rng.normal(size=(COMPARISONS, 2, 20))
    values[:, 1] += 0.3
    found = [ranked(*each).winner for each in values]
    assert found.count("0") >= 0.6 * COMPARISONS
    assert "1" not in found


def test_pairs_that_agree_are_not_enough_if_the_medians_say_otherwise() -> None:
    found = ranked(np.arange(8.0), np.arange(8.0)[::-1])
    assert found.winner is None
    assert found.all_equal
