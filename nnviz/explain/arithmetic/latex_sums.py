"""Writes weighted sums in LaTeX, and lists their constants and roundings."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.explain.explanation import Entry
from nnviz.explain.notation import added, equals, factor, tex
from nnviz.explain.number_table import largest_first
from nnviz.explain.terms import Terms

_WRITTEN_OUT = 4
"""Sums of more products than this are shortened in formulas."""


def sum_numbers(symbol: str, terms: Terms) -> str:
    """Write a sum in LaTeX with its numbers; of many terms, only the largest."""
    constant = [] if terms.constant is None else [terms.constant]
    if len(terms) <= _WRITTEN_OUT:
        text = _pairs(terms)
        if constant:
            text += added([0.0, *constant])[1:]
    else:
        few = terms.largest(_WRITTEN_OUT - 1)
        text = added([float(product) for product in few.products])
        text += r" + \cdots"
        if constant:
            text += added([0.0, *constant])[1:]
    return equals(symbol, text, terms.total)


def mean_numbers(
    symbol: str, values: Floats, mean: float, weights: Floats | None = None
) -> str:
    """Write the mean of values (n,) in LaTeX with numbers; of many, the largest.

    With ``weights`` (n,) each value is written times its own.
    """
    count, few = len(values), np.arange(len(values))
    if count > _WRITTEN_OUT:
        sizes = values if weights is None else values * weights
        few = largest_first(sizes)[: _WRITTEN_OUT - 1]
    if weights is None:
        text = added(values[few].tolist())
    else:
        pairs = zip(weights[few].tolist(), values[few].tolist(), strict=True)
        text = " + ".join(rf"{factor(w)} \cdot {factor(value)}" for w, value in pairs)
    if count == 1:
        return equals(symbol, text, mean)
    if count > _WRITTEN_OUT:
        text += r" + \cdots"
    return rf"{symbol} = \frac{{1}}{{{count}}} ({text}) = {tex(mean)}"


def _pairs(terms: Terms) -> str:
    """Write every product as its two factors; factors of 1 are left out."""
    if (terms.right == 1.0).all():
        return added(terms.left.tolist())
    pairs = zip(terms.left.tolist(), terms.right.tolist(), strict=True)
    return " + ".join(rf"{factor(left)} \cdot {factor(right)}" for left, right in pairs)


def sum_entries(terms: Terms, constant: Entry | None = None) -> tuple[Entry, ...]:
    """Return the constant and the rounding of a sum as entries, if there are any."""
    entries = () if constant is None else (constant,)
    if not terms.roundings:
        return entries
    meaning = "training adds in a different order"
    return (*entries, Entry("rounding", terms.rounding, meaning))
