"""Searches for the first difference of two runs, repeating both from their start."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import numpy as np

from nnviz.core.writing.number_text import compact
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.contender import Contender, shares_data
from nnviz.session.comparison.first_difference import FirstDifference, furthest
from nnviz.session.comparison.number_words import counted
from nnviz.session.comparison.pairs import (
    Pair,
    common,
    layer_of,
    place_name,
    sample_and_neuron,
)
from nnviz.session.engine import Engine

TOLERANCE = 1e-6
"""The default tolerance: a larger difference counts."""

LIMIT = 10_000
"""The default limit of iterations to compare."""


class FirstDifferenceSearch:
    """Repeats two runs on its own engines, and compares every number that both have.

    The search can be interrupted and continued at any time. Quantities of the same name
    and shape are compared, in the program's order.

    Parameters
    ----------
    names
        The names of the two contenders.
    engines
        The two runs at their start; the search does their iterations.
    tolerance
        The largest |x - y| that does not count as a difference.
    quantities
        Names of the quantities to compare, such as ``cost`` or ``W1``; all if None.
    limit
        The last iteration to compare.

    Attributes
    ----------
    iteration
        The number of iterations compared.
    found
        The first difference, or None if none has been found.
    obstacle
        Why the two cannot be compared number by number, in words, or None.
    """

    def __init__(
        self,
        names: tuple[str, str],
        engines: tuple[Engine, Engine],
        *,
        tolerance: float = TOLERANCE,
        quantities: Sequence[str] | None = None,
        limit: int = LIMIT,
    ) -> None:
        self._names, self._engines = names, engines
        self._tolerance, self._limit = tolerance, limit
        self._wanted = None if quantities is None else tuple(quantities)
        self._pairs: dict[tuple[int, int], list[Pair]] = {}
        self.iteration = 0
        self.found: FirstDifference | None = None
        self.obstacle = _obstacle(*engines) or self._nothing_incommon()
        if self.obstacle is None:
            self.found = self._first(self._beginnings())

    @classmethod
    def of(
        cls,
        one: Contender,
        other: Contender,
        dataset: Dataset | None = None,
        *,
        tolerance: float = TOLERANCE,
        quantities: Sequence[str] | None = None,
        limit: int = LIMIT,
    ) -> Self:
        """Start with two contenders; ``dataset`` is theirs, without derived inputs.

        If their runs are at hand, clones of them at the start (see ``rewound``) save
        preparing the data again.
        """
        shared = dataset if shares_data((one, other)) else None
        return cls(
            (one.name, other.name),
            (Engine(one.config, shared), Engine(other.config, shared)),
            tolerance=tolerance,
            quantities=quantities,
            limit=limit,
        )

    @property
    def finished(self) -> bool:
        """Whether the search has ended."""
        decided = self.found is not None or self.obstacle is not None
        return decided or self.iteration >= self._limit

    def advance(self, iterations: int) -> FirstDifference | None:
        """Compare this many more iterations, or fewer if a difference is found."""
        end = min(self.iteration + iterations, self._limit)
        while not self.finished and self.iteration < end:
            for engine in self._engines:
                engine.replay(1)
            self.iteration += 1
            self.found = self._first(self._made())
        return self.found

    def words(self) -> str:
        """Return a sentence that says what is known so far."""
        if self.found is not None:
            return self.found.words()
        one, other = self._names
        if self.obstacle is not None:
            return (
                f"{one} and {other} cannot be compared number by number: "
                f"{self.obstacle}"
            )
        within = "" if self._wanted is None else f" of {' or '.join(self._wanted)}"
        return (
            f"{one} and {other}: no number{within} differs by more than "
            f"{compact(self._tolerance)} in the first "
            f"{counted(self.iteration, 'iteration')}"
        )

    def _beginnings(self) -> Iterator[Pair]:
        one, other = (
            engine.network.layout.named(engine.network.parameters)
            for engine in self._engines
        )
        for name in one:
            if self._wanted is None or name in self._wanted:
                yield Pair(name, "start", layer_of(name, 0), one[name], other[name])

    def _made(self) -> list[Pair]:
        """Return the pairs of quantities that the last iterations computed."""
        one, other = (engine.last_program for engine in self._engines)
        assert one is not None
        assert other is not None
        # Their ids are safe as a key: an engine whose settings do not change keeps its
        # programs. There are two pairs of them: the last batch of an epoch is smaller.
        key = id(one), id(other)
        if key not in self._pairs:
            self._pairs[key] = list(common(one, other, self._wanted))
        return self._pairs[key]

    def _nothing_incommon(self) -> str | None:
        one, other = (engine.program for engine in self._engines)
        if any(common(one, other, self._wanted)):
            return None
        return f"they do not both have {' or '.join(self._wanted or ())}"

    def _first(self, pairs: Iterable[Pair]) -> FirstDifference | None:
        with np.errstate(all="ignore"):
            for pair in pairs:
                found = furthest(pair.one, pair.other, self._tolerance)
                if found is not None:
                    return self._difference(pair, *found)
        return None

    def _difference(
        self, pair: Pair, where: tuple[int, ...], difference: float
    ) -> FirstDifference:
        layout = self._engines[0].network.layout
        row, neuron = sample_and_neuron(pair, where, layout)
        sample = None
        if row is not None:
            sample = int(self._engines[0].order.rows(self.iteration - 1)[row])
        return FirstDifference(
            names=self._names,
            iteration=self.iteration,
            quantity=pair.quantity,
            phase=pair.phase,
            layer=pair.layer,
            last=len(layout.sizes) - 1,
            where=where,
            place=place_name(pair, where, layout),
            neuron=neuron,
            sample=sample,
            values=(float(pair.one[where]), float(pair.other[where])),
            difference=difference,
            tolerance=self._tolerance,
        )


def _obstacle(one: Engine, other: Engine) -> str | None:
    """Return why the numbers of two runs have no counterparts, or None if they do."""
    data = [Contender("", (), engine.config) for engine in (one, other)]
    if not shares_data(data):
        return "they learn from different data"
    if one.network.sizes != other.network.sizes:
        sizes = ("-".join(map(str, e.network.sizes)) for e in (one, other))
        return f"their layers have different sizes, {' and '.join(sizes)}"
    if one.order.batch_size != other.order.batch_size:
        batches = f"{one.order.batch_size:,} and {other.order.batch_size:,}"
        return f"their batches have different sizes, {batches} samples"
    if not np.array_equal(one.order.rows(0), other.order.rows(0)):
        return "their batches contain different samples, because their seeds differ"
    return None
