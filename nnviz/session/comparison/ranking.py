"""Who leads in one number, and whether that can be told from chance."""

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.session.comparison.spread import Spread


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the spreads of one number say of the contenders.

    Attributes
    ----------
    order
        All who have the number, by their medians, the best first.
    first
        Who has the best median; several where it is the same.
    level
        Those besides whose spreads overlap that of a first one.
    judged
        Whether every spread is of two runs or more, without which nothing is told
        from chance.
    single
        Whether every one is of a single run.
    """

    order: tuple[str, ...]
    first: tuple[str, ...]
    level: tuple[str, ...]
    judged: bool
    single: bool

    @property
    def compared(self) -> int:
        """How many contenders have the number."""
        return len(self.order)

    @property
    def group(self) -> tuple[str, ...]:
        """Those who cannot be told from the best."""
        return self.first + self.level

    @property
    def winner(self) -> str | None:
        """The one whose spread lies clear of all others', if there is one."""
        alone = len(self.group) == 1 < self.compared
        return self.first[0] if self.judged and alone else None

    @property
    def all_equal(self) -> bool:
        """Whether all have the same median."""
        return len(self.first) == self.compared > 1


def leading(spreads: Mapping[str, Spread], *, lowest: bool) -> Ranking | None:
    """Say who leads, by name; None if nobody has the number."""
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
