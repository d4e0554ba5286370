"""The products of a weighted sum, and why they add up to the number that is stored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.explain.number_table import largest_first, matching


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms ``left * right`` of a sum, one by one, as they add up to its total.

    ``running`` (K,) is the sum after each product, in order; then come ``constant``
    (the bias, None where there is none) and ``roundings``. Training adds in an order of
    its own, so the last digits can differ from a sum from left to right: the roundings,
    mostly one or none, make up for exactly that. Adding everything one after the other
    gives ``total`` to the last bit. All of it is float64, also for a network in
    float32: there the roundings are what float32 has lost.
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
        """Return the places of the products from the largest magnitude down."""
        return largest_first(self.products)

    def find(self, text: str) -> Indices:
        """Return the places of the terms whose names contain a text."""
        return matching(self.names, text)

    def largest(self, count: int = 20) -> "Shortened":
        """Return the largest terms and the rest as one number."""
        order = self.order()
        chosen, others = order[:count], order[count:]
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

    Adding products, rest, constant and roundings one after the other gives the total to
    the last bit. ``places`` are those of the products among all terms.
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
    """Lay out ``sum left * right + constant`` so that it gives ``total``.

    ``factors`` are the two names with their numbers, each (K,).
    """
    (left_name, left), (right_name, right) = factors
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
    """Add numbers one after the other, as a person would."""
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total


def roundings_to(total: float, reached: float) -> tuple[float, ...]:
    """Return what must be added to ``reached``, one by one, to be exactly ``total``.

    None where they agree, or where one of them is not finite.
    """
    roundings: list[float] = []
    while reached != total and math.isfinite(total - reached):
        roundings.append(total - reached)
        reached += roundings[-1]
    return tuple(roundings)


def _running(products: Floats) -> Floats:
    with np.errstate(all="ignore"):
        running: Floats = np.add.accumulate(products)
    return running
