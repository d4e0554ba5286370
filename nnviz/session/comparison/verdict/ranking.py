"""Ranks contenders by one number, and tells whether the lead is more than chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nnviz.session.comparison.spread import Spread
from nnviz.session.comparison.verdict.signed_rank import (
    CHANCE,
    PairedTest,
    paired_differences,
    seeds_needed,
)


@dataclass(frozen=True)
class Ranking:
    """The ranking of contenders by one number of their runs.

    Attributes
    ----------
    order
        All that have the number, by their medians, the best first.
    first
        Those with the best median; several if it is the same.
    single
        Whether there is one run of each.
    against
        If the runs are paired by seed, how the first is ahead of each of the others,
        by name; empty otherwise.
    """

    order: tuple[str, ...]
    first: tuple[str, ...]
    single: bool
    against: dict[str, PairedTest]

    @property
    def compared(self) -> int:
        """The number of contenders ranked."""
        return len(self.order)

    @property
    def all_equal(self) -> bool:
        """Whether all have the same median."""
        return len(self.first) == self.compared > 1

    @property
    def seeds(self) -> int:
        """The number of seeds that all have, 0 if they have not the same."""
        return min((test.seeds for test in self.against.values()), default=0)

    @property
    def judged(self) -> bool:
        """Whether there are seeds enough for a winner."""
        return self.seeds >= seeds_needed(self.compared)

    @cached_property
    def weakest(self) -> str:
        """The one of the others that the first is least clearly ahead of."""
        return max(self.against, key=lambda name: self.against[name].p)

    @property
    def p(self) -> float:
        """The chance of a lead over all others, corrected for their number.

        The largest of the p that Holm's correction gives: the smallest p counts as many
        times as there are others, the next once less, the largest once.

        S. Holm, "A simple sequentially rejective multiple test procedure",
        Scandinavian Journal of Statistics 6, 1979.
        """
        found = sorted((test.p for test in self.against.values()), reverse=True)
        return min(1.0, max(p * times for times, p in enumerate(found, start=1)))

    @property
    def winner(self) -> str | None:
        """The first, if it is ahead of every other more often than by chance."""
        if not self.judged or len(self.first) > 1:
            return None
        ahead = all(2 * t.ahead > t.seeds - t.level for t in self.against.values())
        return self.first[0] if ahead and self.p <= CHANCE else None


def leading(
    spreads: Mapping[str, Spread], *, lowest: bool, paired: bool
) -> Ranking | None:
    """Rank contenders by the numbers of their runs; None if there are none.

    Parameters
    ----------
    spreads
        By name.
    paired
        Whether the runs of all have the same seeds.
    """
    if not spreads:
        return None
    sign = 1.0 if lowest else -1.0
    order = sorted(spreads, key=lambda name: sign * spreads[name].median)
    best = spreads[order[0]].median
    first = tuple(name for name in order if spreads[name].median == best)
    return Ranking(
        tuple(order),
        first,
        single=all(len(spread.values) == 1 for spread in spreads.values()),
        against=_against(order, spreads, lowest=lowest) if paired else {},
    )


def _against(
    order: list[str], spreads: Mapping[str, Spread], *, lowest: bool
) -> dict[str, PairedTest]:
    values = spreads[order[0]].values
    return {
        name: PairedTest.of(
            paired_differences(values, spreads[name].values, lowest=lowest)
        )
        for name in order[1:]
    }
