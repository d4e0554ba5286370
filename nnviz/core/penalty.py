"""Regularisation: a penalty on large weights, added to the cost.

Biases are not penalised. L2 is ridge regression (Hoerl & Kennard 1970, Technometrics
12), L1 the lasso (Tibshirani 1996, Journal of the Royal Statistical Society B 58).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class Penalty:
    """``l1 * sum |w| + l2 / 2 * sum w^2`` over all weights, added to the cost."""

    l1: float = 0.0
    l2: float = 0.0

    def __bool__(self) -> bool:
        return self.l1 > 0.0 or self.l2 > 0.0

    def value(self, parameters: Floats, layout: Layout) -> float:
        """Return the penalty of the weights among these parameters, (P,)."""
        value = np.zeros((), parameters.dtype)
        for call in self.value_calls(parameters, layout, value):
            call()
        return float(value)

    @np.errstate(all="ignore")
    def value_calls(
        self, parameters: Floats, layout: Layout, out: Floats
    ) -> tuple[Callable[[], object], ...]:
        """Bind the calls that write the penalty of parameters (P,) into 0-d ``out``."""
        dtype = parameters.dtype
        mask, weights = layout.weight_mask(str(dtype)), np.empty_like(parameters)
        half, rate = np.array(0.5 * self.l2, dtype), np.array(self.l1, dtype)
        calls = [
            partial(np.multiply, parameters, mask, weights),
            partial(weights.dot, weights, out),
            partial(np.multiply, out, half, out),
        ]
        if self.l1 > 0.0:
            sizes = np.zeros((), dtype)
            calls += [
                partial(np.absolute, weights, weights),
                partial(weights.dot, mask, sizes),
                partial(np.multiply, sizes, rate, sizes),
                partial(np.add, out, sizes, out),
            ]
        return tuple(calls)

    @np.errstate(all="ignore")
    def slope_calls(
        self, parameters: Floats, layout: Layout, out: Floats
    ) -> tuple[Callable[[], object], ...]:
        """Bind the calls that write the penalty's gradient into ``out``.

        ``parameters`` and ``out`` are (P,), or (K, P) for several networks.
        """
        mask = layout.weight_mask(str(parameters.dtype))
        calls = [partial(np.multiply, parameters, mask * self.l2, out)]
        if self.l1 > 0.0:
            signs = np.empty_like(parameters)
            calls += [
                partial(np.sign, parameters, signs),
                partial(np.multiply, signs, mask * self.l1, signs),
                partial(np.add, out, signs, out),
            ]
        return tuple(calls)
