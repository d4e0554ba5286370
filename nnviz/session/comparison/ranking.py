"""Ranks contenders by one number, and tells whether the lead is more than chance."""

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.session.comparison.spread import Spread


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of contenders by the spreads of one number.

    Attributes
    ----------
    order
        All that have the number, by their medians, the best first.
    first
        Those with the best median; several if it is the same.
    level
        The others whose spreads overlap that of one of the first.
    judged
        Whether every spread is of two or more runs; if not, a lead may be chance.
    single
        Whether every spread is of a single run.
    """

    order: tuple[str, ...]
    first: tuple[str, ...]
    level: tuple[str, ...]
    judged: bool
    single: bool

    @property
    def compared(self) -> int:
        """The number of contenders ranked."""
        return len(self.order)

    @property
    def group(self) -> tuple[str, ...]:
        """The contenders that cannot be told apart from the best."""
        return self.first + self.level

    @property
    def winner(self) -> str | None:
        """The one whose spread is clear of all others, if there is one."""
        alone = len(self.group) == 1 < self.compared
        return self.first[0] if self.judged and alone else None

    @property
    def all_equal(self) -> bool:
        """Whether all have the same median."""
        return len(self.first) == self.compared > 1


def leading(spreads: Mapping[str, Spread], *, lowest: bool) -> Ranking | None:
    """Rank contenders by their spreads, given by name; None if there are none."""
    if not spreads:
        return None
    sign = 1.0 if lowest else -1.0
    order = sorted(spreads, key=lambda name: sign * spreads[name].median)
    best = spreads[order[0]].median
    first = [name for name in order if spreads[name].median == best]
    level = [
        name
        for name in order[len(first) :]
        if any(spreads[name].overlaps(spreads[leader]) for leader in first)
    ]
    counts = [spread.count for spread in spreads.values()]
    return Ranking(
        tuple(order), tuple(first), tuple(level), min(counts) > 1, max(counts) == 1
    )
