"""Compares the gradient that a program left with differences of the correct cost."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.core.gradient_check import (
    TOLERANCE,
    GradientCheck,
    GradientVerdict,
    collect,
    compare,
    judge_gradient,
    program_gradient,
)
from nnviz.core.layout import Layout
from nnviz.core.perturbation import Perturbation, Quotient
from nnviz.core.types import Floats, Indices
from nnviz.session.checking.subject import Subject

SINGLE_TOLERANCE = 1e-3
"""The largest relative error that passes for a program in float32."""

_EVERY = 2000
"""The most parameters of a network that is checked completely."""

_SAMPLE = 1000
_SMALLEST_SAMPLE = 60
_BUDGET = 2e9
"""Multiplications that a check of a sample may take, approximately."""

_ROUNDINGS = 64
_STREAM = 7
"""Keeps the random numbers for samples apart from those for other purposes."""


def check_gradient(
    subject: Subject, places: Indices, keep_going: Callable[[], bool]
) -> GradientCheck:
    """Compare a part of the trace's gradient with central differences of the cost.

    ``places`` are the indices (n,) of the parameters to check in the flat vector.
    ``keep_going`` is called before every parameter; once it returns False, the check
    ends with what has been judged so far.
    """
    with np.errstate(all="ignore"):
        analytic = gradient_of(subject)
        probe = Perturbation(
            subject.network,
            subject.loss,
            subject.penalty,
            np.asarray(subject.inputs, np.float64),
            np.asarray(subject.targets, np.float64),
        )
        floors = _floors(subject)
        lost = _lost(subject, analytic)
        verdicts: dict[int, GradientVerdict] = {}
        for place in places.tolist():
            if not keep_going():
                break
            value = float(analytic[place])
            if lost[place]:
                verdicts[place] = GradientVerdict(np.nan, np.nan, unresolved=True)
            elif floors is None:
                verdicts[place] = judge_gradient(probe, place, value)
            else:
                verdicts[place] = _judge_single(probe, place, value, floors[place])
    tolerance = TOLERANCE if floors is None else SINGLE_TOLERANCE
    return collect(subject.network, analytic, verdicts, tolerance)


def gradient_of(subject: Subject) -> Floats:
    """Return the gradient of a trace as a flat vector (P,) in float64."""
    flat = np.empty(subject.layout.count)
    for name, part in subject.layout.named(flat, "d").items():
        part[...] = subject.trace[name]
    return flat


def sample_places(subject: Subject) -> Indices:
    """Return the indices of the parameters to check, (n,), in random order.

    They are all parameters, or a sample with equal numbers of every layer's weights and
    biases (or all of them, if there are fewer), drawn by the number of the iteration.
    """
    layout, trace = subject.layout, subject.trace
    rng = np.random.default_rng((trace.iteration, _STREAM))
    if layout.count <= _EVERY:
        return np.asarray(rng.permutation(layout.count), np.intp)
    most = _affordable(layout, len(subject.inputs))
    named = layout.named(np.arange(layout.count, dtype=np.float64))
    # The smallest groups first: what they leave unused is shared by the larger ones.
    groups = sorted(named.values(), key=lambda group: group.size)
    drawn: list[Floats] = []
    for k, group in enumerate(groups):
        share = most // (len(groups) - k)
        drawn.append(rng.choice(group.ravel(), min(group.size, share), replace=False))
        most -= len(drawn[-1])
    return rng.permutation(np.concatenate(drawn)).astype(np.intp)


def _affordable(layout: Layout, samples: int) -> int:
    """Return how many parameters can be checked in a second or two."""
    outputs, inputs = layout.shapes[0]
    forward = samples * (layout.count - outputs * inputs + sum(layout.sizes))
    return int(np.clip(_BUDGET / (4 * forward), _SMALLEST_SAMPLE, _SAMPLE))


def _lost(subject: Subject, analytic: Floats) -> NDArray[np.bool_]:
    """Mark the gradients that no program could compute as numbers, (P,).

    In its precision they are too large, or come from what is: nobody's mistake.
    """
    lost = ~np.isfinite(analytic)
    if lost.any():
        lost &= ~np.isfinite(_right_gradient(subject, str(subject.trace["dW1"].dtype)))
    return lost


def _right_gradient(subject: Subject, precision: str) -> Floats:
    """Return the gradient that a program without mistakes computes, (P,)."""
    return program_gradient(
        subject.network.copy(precision),
        subject.loss,
        subject.penalty,
        (subject.inputs, subject.targets),
    )


def _floors(subject: Subject) -> Floats | None:
    """Return the smallest gradients that float32 resolves to the tolerance, (P,).

    A gradient is a sum over the samples, and rounding blurs it by a share of what was
    added up, however much of that cancels. How much the rounding of the passes adds is
    measured by running a program without mistakes in both precisions. A float64 program
    needs no floors: then the result is None.
    """
    trace = subject.trace
    if trace["dW1"].dtype == np.float64:
        return None
    flat = np.empty(subject.layout.count)
    for layer, block in enumerate(subject.layout.blocks(flat), start=1):
        shares = np.abs(np.asarray(trace[f"share{layer}"], np.float64))
        inputs = trace["inputs"] if layer == 1 else trace[f"a{layer - 1}"]
        block[:, :-1] = shares.T @ np.abs(inputs)
        block[:, -1] = shares.sum(axis=0)
    single, double = (_right_gradient(subject, each) for each in ("float32", "float64"))
    blur = _ROUNDINGS * np.finfo(np.float32).eps * flat + 4.0 * np.abs(single - double)
    floors: Floats = np.nan_to_num(blur, posinf=0.0) / SINGLE_TOLERANCE
    return floors


def _judge_single(
    probe: Perturbation, place: int, analytic: float, floor: float
) -> GradientVerdict:
    """Compare a float32 gradient with its quotient."""

    def judge(quotient: Quotient, value: float) -> GradientVerdict:
        return _compare_single(quotient, value, floor)

    return judge_gradient(probe, place, analytic, SINGLE_TOLERANCE, judge)


def _compare_single(
    quotient: Quotient, analytic: float, floor: float
) -> GradientVerdict:
    found = compare(quotient, analytic)
    if not np.isfinite(found.error):
        return found
    size = max(abs(analytic), abs(found.numeric), floor)
    return GradientVerdict(
        found.numeric, abs(analytic - found.numeric) / size if size else 0.0
    )
