"""The order of batches: a pure function of the seed and the iteration."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from nnviz.core.types import Indices

_SHUFFLED_AT_ONCE = 1 << 14

_STREAM = 2
"""Keeps the random numbers for batches apart from those for other purposes."""


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """The batches of a run over ``samples`` training samples.

    An epoch visits every sample once; its last batch is smaller if the batch size does
    not divide the number of samples. A batch of all samples keeps their order, and so
    do all batches without ``shuffle``. Batches are arrays of row numbers, (N,).
    """

    samples: int
    batch_size: int
    seed: int
    shuffle: bool = True
    _epoch: dict[int, list[Indices]] = field(default_factory=dict, repr=False)
    _group: dict[int, Indices] = field(default_factory=dict, repr=False)

    @property
    def per_epoch(self) -> int:
        """The number of iterations in an epoch."""
        return -(-self.samples // self.batch_size)

    def rows(self, iteration: int) -> Indices:
        """Return the rows (N,) of an iteration, counted from 0."""
        epoch, place = divmod(iteration, self.per_epoch)
        return self._batches(epoch)[place]

    def runs(self, start: int, count: int) -> Iterator[list[Indices]]:
        """Yield the batches of ``count`` iterations, in lists of equal batch size.

        The rows of each batch are (N,).
        """
        end = start + count
        while start < end:
            epoch, place = divmod(start, self.per_epoch)
            batches = self._batches(epoch)[place : place + end - start]
            start += len(batches)
            if len(batches) > 1 and len(batches[-1]) != len(batches[0]):
                yield batches[:-1]
                batches = batches[-1:]
            yield batches

    def blocks(self, start: int, count: int) -> Iterator[Indices]:
        """Yield the same as ``runs`` as arrays (n, N), a row for each iteration."""
        end, whole = start + count, self.samples // self.batch_size
        while start < end:
            epoch, place = divmod(start, self.per_epoch)
            order, last = self._order(epoch), min(whole, place + end - start)
            if place < whole:
                rows = order[place * self.batch_size : last * self.batch_size]
                yield rows.reshape(-1, self.batch_size)
                start += last - place
            else:
                yield order[whole * self.batch_size :][None]
                start += 1

    def _batches(self, epoch: int) -> list[Indices]:
        """Return an epoch's batches, (N,) each; the latest epoch is cached."""
        if epoch not in self._epoch:
            self._epoch.clear()
            self._epoch[epoch] = self._split(self._order(epoch))
        return self._epoch[epoch]

    def _order(self, epoch: int) -> Indices:
        if self.batch_size >= self.samples or not self.shuffle:
            return np.arange(self.samples)
        # Many short epochs are shuffled together: creating a generator takes longer
        # than shuffling a small data set.
        together = max(1, _SHUFFLED_AT_ONCE // self.samples)
        group, place = divmod(epoch, together)
        if group not in self._group:
            self._group.clear()
            self._group[group] = _shuffled(self.samples, together, self.seed, group)
        order: Indices = self._group[group][place]
        return order

    def _split(self, order: Indices) -> list[Indices]:
        whole = self.samples // self.batch_size * self.batch_size
        batches = list(order[:whole].reshape(-1, self.batch_size))
        return batches if whole == self.samples else [*batches, order[whole:]]


@lru_cache(maxsize=4)
def _shuffled(samples: int, epochs: int, seed: int, group: int) -> Indices:
    """Return the orders of a group of epochs, (epochs, samples)."""
    rng = np.random.default_rng((seed, group, _STREAM))
    # Each row starts from 0, 1, ...: an order must not depend on the epoch before it.
    orders = np.tile(np.arange(samples), (epochs, 1))
    rng.permuted(orders, axis=1, out=orders)
    orders.flags.writeable = False
    return orders
