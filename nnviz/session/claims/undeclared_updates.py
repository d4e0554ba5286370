"""What a program may do rightly in its updates unsaid: decay and clipping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats

_MOST_DECAY = 0.5
"""No step makes weights smaller by this share of themselves."""

_KEYS = ("took", "want")


@dataclass(frozen=True, slots=True, eq=False)
class ParameterStep:
    """How an update has moved a parameter, and how its rule would.

    Attributes
    ----------
    name
        ``W1``, ``b1``, ...
    took, want
        The change that was recorded, and that by the rule.
    before
        The parameter before it.
    room
        How far rounding may lead.
    """

    name: str
    took: Floats
    want: Floats
    before: Floats
    room: Floats


def undeclared_words(
    moves: Sequence[ParameterStep], rate: float, *, is_descent: bool
) -> str:
    """Say what has been done to all updates beside their rule; "" if it is not known.

    ``rate`` is the learning rate. Only in plain gradient descent is it seen in the
    steps that gradients have been clipped.
    """
    if not moves or not all(np.isfinite(one.took).all() for one in moves):
        return ""
    words = _decay(moves, rate)
    if words or not is_descent:
        return words
    return _norm(moves, rate) or _clipped(moves, rate)


def _decay(moves: Sequence[ParameterStep], rate: float) -> str:
    weights = [one for one in moves if one.name[0] == "W"]
    biases = [one for one in moves if one.name[0] == "b"]
    base = _joined(one.before for one in weights)
    size = float(np.vdot(base, base))
    rest = _joined(one.took - one.want for one in weights)
    share = -float(np.vdot(base, rest)) / size if size > 0.0 else 0.0
    if base.size < 2 or not 0.0 < share < _MOST_DECAY:
        return ""
    # It has to be seen beside what is lost in rounding.
    if (share * np.abs(base)).max() < 100.0 * _joined(w.room for w in weights).max():
        return ""
    decayed = [_is_near(one, one.want - share * one.before) for one in weights]
    plain = [_is_near(one, one.want) for one in biases]
    with_biases = [_is_near(one, one.want - share * one.before) for one in biases]
    if not all(decayed) or not (all(plain) or all(with_biases)):
        return ""
    too = "" if all(plain) else " and each bias"
    return (
        f"The updates contain a weight decay, which was not said: each weight{too} "
        f"loses {share / rate:.4g} times the learning rate of itself."
    )


def _norm(moves: Sequence[ParameterStep], rate: float) -> str:
    """Tell gradients that are clipped by their norm, of all or of each array."""
    took, want = (_joined(getattr(one, key) for one in moves) for key in _KEYS)
    length, whole = float(np.linalg.norm(took)), float(np.linalg.norm(want))
    most = length / rate
    if 0.0 < length < whole and _is_round(most):
        scale = length / whole
        if all(_is_near(one, scale * one.want) for one in moves):
            return f"The gradients are clipped to a norm of {most:.2g}, together."
    lengths = [float(np.linalg.norm(one.took)) / rate for one in moves]
    most = max(lengths, default=0.0)
    if not _is_round(most):
        return ""
    for one in moves:
        own = float(np.linalg.norm(one.want)) / rate
        scale = min(1.0, most / own) if own > 0.0 else 1.0
        if not _is_near(one, scale * one.want):
            return ""
    return f"The gradient of each array is clipped to a norm of {most:.2g}."


def _clipped(moves: Sequence[ParameterStep], rate: float) -> str:
    most = max(float(np.abs(one.took).max()) for one in moves)
    if not _is_round(most / rate):
        return ""
    # Steps that are all alike are those of another rule, the signs of gradients.
    within = any((np.abs(one.want) < most).any() for one in moves)
    as_clipped = (_is_near(one, np.clip(one.want, -most, most)) for one in moves)
    if not within or not all(as_clipped):
        return ""
    return f"The gradients are clipped to between ±{most / rate:.2g}."


def _joined(arrays: Iterable[Floats]) -> Floats:
    return np.concatenate([one.ravel() for one in arrays] or [np.zeros(1)])


def _is_near(move: ParameterStep, want: Floats) -> bool:
    return bool((np.abs(move.took - want) <= move.room).all())


def _is_round(number: float) -> bool:
    """Tell whether somebody has typed a number: it has two digits at most."""
    return number > 0.0 and abs(float(f"{number:.2g}") - number) <= 1e-5 * number
