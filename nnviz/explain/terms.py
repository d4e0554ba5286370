"""The terms of a weighted sum, with the roundings that lead to the stored total."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.explain.number_table import largest_first, matching


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms ``left * right`` of a sum, all (K,), and how they add up to its total.

    ``running`` (K,) is the sum after each product, in order; then come ``constant``
    (the bias, None if there is none) and ``roundings``. Training adds in its own order,
    so its last digits can differ from those of a sum from left to right: the roundings,
    usually one or none, make up for exactly that. Adding everything in order gives
    ``total`` to the last bit. All of it is float64, even for a network in float32,
    where the roundings are what float32 has lost.
    """

    names: Sequence[str]
    left_name: str
    right_name: str
    left: Floats
    right: Floats
    products: Floats
    running: Floats
    constant: float | None
    total: float
    roundings: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.products)

    @property
    def rounding(self) -> float:
        """All roundings as one number to show, 0 if there is none."""
        return math.fsum(self.roundings)

    def order(self) -> Indices:
        """Return the indices (K,) of the products by descending magnitude."""
        return largest_first(self.products)

    def find(self, text: str) -> Indices:
        """Return the indices (n,) of the terms whose names contain a text."""
        return matching(self.names, text)

    def largest(self, count: int = 20) -> "Shortened":
        """Return the largest terms, and the sum of the others as one number."""
        order = self.order()
        chosen, others = order[:count], order[count:]
        # Sliced, not indexed: there may be no others.
        rest = _running(self.products[others])[-1:]
        parts = [float(product) for product in self.products[chosen]]
        parts += [float(value) for value in rest]
        parts += [] if self.constant is None else [self.constant]
        return Shortened(
            chosen,
            self.products[chosen],
            len(others),
            float(rest[0]) if len(others) else 0.0,
            self.constant,
            self.total,
            roundings_to(self.total, add_up(parts)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Shortened:
    """The largest products of a sum, the sum of the others, and its total.

    Adding products, rest, constant and roundings in order gives the total to the last
    bit. ``places`` (n,) are the indices of ``products`` (n,) among all terms.
    """

    places: Indices
    products: Floats
    rest_count: int
    rest: float
    constant: float | None
    total: float
    roundings: tuple[float, ...]

    @property
    def rounding(self) -> float:
        """All roundings as one number to show, 0 if there is none."""
        return math.fsum(self.roundings)


def weighted_sum(
    names: Sequence[str],
    factors: tuple[tuple[str, Floats], tuple[str, Floats]],
    constant: float | None,
    total: float,
) -> Terms:
    """Return the terms of ``sum left * right + constant`` that give ``total``.

    ``factors`` are the two names with their numbers, each (K,).
    """
    (left_name, left), (right_name, right) = factors
    # The product of two float32 numbers is exact in float64: only the sum rounds.
    left, right = left.astype(np.float64), right.astype(np.float64)
    with np.errstate(all="ignore"):
        products = left * right
    running = _running(products)
    last = float(running[-1])
    reached = last if constant is None else last + constant
    return Terms(
        names,
        left_name,
        right_name,
        left,
        right,
        products,
        running,
        constant,
        total,
        roundings_to(total, reached),
    )


def add_up(parts: list[float]) -> float:
    """Add numbers in order, as a person would."""
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total


def roundings_to(total: float, reached: float) -> tuple[float, ...]:
    """Return the numbers to add to ``reached``, in order, to get exactly ``total``.

    There are none if the two agree, or if one of them is not finite.
    """
    roundings: list[float] = []
    # The difference itself may be rounded, so one correction is not always enough.
    while reached != total and math.isfinite(total - reached):
        roundings.append(total - reached)
        reached += roundings[-1]
    return tuple(roundings)


def _running(products: Floats) -> Floats:
    # accumulate adds strictly from left to right, where sum adds in pairs and blocks.
    with np.errstate(all="ignore"):
        running: Floats = np.add.accumulate(products)
    return running
