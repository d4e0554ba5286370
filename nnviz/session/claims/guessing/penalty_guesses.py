"""Tells penalties that a program has added to its gradients."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import isfinite

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.claims.guessing.guesses import Guess

_TELLING = 4
"""Fewer numbers tell no penalty from chance."""

_MOST = 1.0
"""Nobody has a penalty of this size or larger."""


def with_penalty(
    parameter: str,
    claim: Floats,
    value: Floats,
    guesses: Iterable[Guess],
    close: float,
) -> Iterator[Guess]:
    """Yield the guesses that a gradient is with a penalty added, which they then have.

    ``value`` is the parameter of this name, and ``close`` the relative difference that
    is none.
    """
    if value.size < _TELLING or claim.shape != value.shape:
        return
    bases = ((parameter, "L2", value), (f"sign({parameter})", "L1", np.sign(value)))
    room = close * float(np.abs(claim).max())
    for guess in guesses:
        given = guess.value
        if guess.right_factor is not None:
            given = given.T @ guess.right_factor
        if given.shape != claim.shape:
            continue
        for words, kind, base in bases:
            rate = penalty_rate(claim - given, base, room)
            if rate is None:
                continue
            mistake = "penalty_in_gradient" if rate > 0.0 else "penalty_sign"
            detail = f"λ {words} with λ = {abs(rate):.4g} ({kind})"
            names, details = (*guess.names, mistake), (*guess.details, detail)
            yield replace(guess, names=names, details=details)


def penalty_rate(rest: Floats, base: Floats, room: float) -> float | None:
    """Return how many times a base an array is, None if it is no multiple of it."""
    size = float(np.vdot(base, base))
    rate = float(np.vdot(base, rest)) / size if size > 0.0 else 0.0
    if not isfinite(rate) or not 0.0 < abs(rate) < _MOST:
        return None
    if np.abs(rate * base).max() <= 4.0 * room:
        return None
    return rate if np.abs(rest - rate * base).max() <= room else None
