"""Compares the gradient of every weight and bias with central differences.

A parameter is moved by h and 2h both ways, the network runs forward again, and

    dC/dw = (8 (C(w+h) - C(w-h)) - (C(w+2h) - C(w-2h))) / 12 h

(Abramowitz & Stegun, Handbook of Mathematical Functions, 25.3.6) is compared with the
result of the program's backward pass, all in float64.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.functions.loss import Loss
from nnviz.core.layout import Layout
from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch
from nnviz.core.penalty import Penalty
from nnviz.core.perturbation import Perturbation, Quotient
from nnviz.core.program import compile_program, find_loss
from nnviz.core.targets import as_targets
from nnviz.core.types import Floats, Indices

TOLERANCE = 1e-6
"""The largest relative error that passes."""

_RESOLVED = 1e-7
"""Relative errors below this are within the rounding of a quotient."""

_LOST = 0.01
"""If rounding blurs a gradient by more than this share of it, it cannot be judged."""


_CONTRADICTION = 0.1
"""Two quotients that differ by more than this share of an error cannot tell of it."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """The result of a gradient check: flat vectors (P,) in the network's layout.

    ``errors`` is NaN where nothing was judged. ``straddles`` marks the parameters whose
    difference quotient crosses a corner of an activation, loss or penalty, where it is
    meaningless; ``unresolved`` those whose gradient is lost in the quotient's rounding;
    ``surrogate`` those whose gradient passes through a slope that is not meant to be
    the derivative (straight-through).
    """

    layout: Layout
    analytic: Floats
    numeric: Floats
    errors: Floats
    straddles: NDArray[np.bool_]
    unresolved: NDArray[np.bool_]
    surrogate: NDArray[np.bool_]
    tolerance: float = TOLERANCE
    """The largest relative error that passes."""

    @property
    def parameters_checked(self) -> int:
        """How many parameters were judged."""
        return int(np.count_nonzero(~np.isnan(self.errors)))

    @property
    def kinks(self) -> int:
        """How many difference quotients straddle a corner and were not judged."""
        return int(np.count_nonzero(self.straddles))

    @property
    def max_relative_error(self) -> float:
        """The largest relative error among the parameters judged, 0 if none was."""
        return float(np.nanmax(self.errors)) if self.parameters_checked else 0.0

    @property
    def worst(self) -> str | None:
        """The name of the parameter with the largest error, such as ``W2[3, 1]``."""
        if not self.parameters_checked:
            return None
        return self.layout.name_of(int(np.nanargmax(self.errors)))

    @property
    def ok(self) -> bool:
        """Whether any gradient could be judged and all that could agree."""
        return self.parameters_checked > 0 and self.max_relative_error <= self.tolerance


def check_gradients(  # noqa: PLR0913 (three of them are options)
    network: Network,
    loss: str | Loss,
    inputs: Floats,
    targets: Floats,
    *,
    penalty: Penalty | None = None,
    only: Indices | None = None,
    mistakes: Iterable[str] = (),
) -> GradientCheck:
    """Compare the gradient of the cost with central differences.

    Parameters
    ----------
    network
        The network; a float64 copy of it is checked.
    loss
        A loss or its name.
    inputs, targets
        The batch: (N, I), and (N, O), or classes as whole numbers (N,).
    penalty
        The regularisation that belongs to the cost.
    only
        Indices (n,) of the parameters to check in the flat vector; all by default.
    mistakes
        Names in ``MISTAKES`` that the program is compiled with.

    Returns
    -------
    GradientCheck
        Its relative errors are |analytic - numeric| divided by the larger of the two,
        or by the gradient that rounding blurs by 1e-7 of itself, if that is larger.

    Raises
    ------
    InputError
        If shapes do not match, there are no samples, or the loss does not suit the
        network.
    """
    inputs = network.check_inputs(np.asarray(inputs, np.float64))
    targets = as_targets(targets, network.sizes[-1])
    if len(inputs) != len(targets) or not len(inputs):
        raise InputError(
            f"{len(inputs)} samples of inputs and {len(targets)} of targets: give the "
            "same number of both, at least one"
        )
    clone, loss, penalty = (
        network.copy("float64"),
        find_loss(loss),
        penalty or Penalty(),
    )
    with np.errstate(all="ignore"):
        analytic = program_gradient(clone, loss, penalty, (inputs, targets), mistakes)
        probe = Perturbation(clone, loss, penalty, inputs, targets)
        places = range(analytic.size) if only is None else only
        verdicts = {
            int(i): judge_gradient(probe, int(i), float(analytic[i])) for i in places
        }
    return collect(clone, analytic, verdicts)


@dataclass(frozen=True, slots=True)
class GradientVerdict:
    """The verdict on one parameter; ``error`` is NaN where nothing was judged."""

    numeric: float
    error: float
    straddles: bool = False
    unresolved: bool = False


Judge = Callable[[Quotient, float], GradientVerdict]
"""Compares a gradient with one quotient."""


def judge_gradient(
    probe: Perturbation,
    place: int,
    analytic: float,
    tolerance: float = TOLERANCE,
    judge: Judge | None = None,
) -> GradientVerdict:
    """Compare one gradient with its quotient, and with a finer one if they differ.

    ``judge`` compares the gradient with a quotient, by default as ``compare`` does.
    """
    judge = judge or compare
    usual = probe.quotient(place)
    verdict = judge(usual, analytic)
    if not (verdict.error > _RESOLVED and np.isfinite(analytic)):
        return verdict
    # Where the cost bends strongly the usual move is too long to be exact; a shorter
    # one is exact but loses digits, so it is tried only on a failure.
    fine = probe.quotient(place, share=0.1)
    finer = judge(fine, analytic)
    best = finer if finer.error < verdict.error else verdict
    if best.error > tolerance and _contradict(usual.slope, fine.slope, analytic):
        return GradientVerdict(best.numeric, np.nan, unresolved=True)
    return best


def _contradict(one: float, other: float, analytic: float) -> bool:
    """Tell whether two quotients differ so much that neither can judge a gradient.

    Weights, sums or costs may be so large that a move is lost in their rounding.
    """
    nearest = min(abs(one - analytic), abs(other - analytic))
    return not abs(one - other) <= _CONTRADICTION * nearest


def compare(quotient: Quotient, analytic: float) -> GradientVerdict:
    """Compare a gradient with one quotient."""
    numeric = quotient.slope
    # Where the cost itself is too large for a number, nothing can be said.
    if not np.isfinite(numeric):
        return GradientVerdict(numeric, np.nan, unresolved=True)
    # A gradient that is not finite is an error whatever the quotient says.
    if not np.isfinite(analytic):
        return GradientVerdict(numeric, np.inf)
    if quotient.straddles:
        return GradientVerdict(numeric, np.nan, straddles=True)
    # Equal values agree even where rounding would drown any difference (0 and 0, say).
    size, difference = max(abs(analytic), abs(numeric)), abs(analytic - numeric)
    if difference > 0.0 and quotient.rounding > _LOST * size:
        return GradientVerdict(numeric, np.nan, unresolved=True)
    return GradientVerdict(
        numeric, difference / max(size, quotient.rounding / _RESOLVED)
    )


def collect(
    network: Network,
    analytic: Floats,
    verdicts: Mapping[int, GradientVerdict],
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Put the verdicts, by index into the flat vector, into flat vectors (P,)."""
    count = analytic.size
    numeric, errors = np.full(count, np.nan), np.full(count, np.nan)
    straddles, unresolved = np.zeros(count, bool), np.zeros(count, bool)
    surrogate = _behind_surrogates(network)
    for place, verdict in verdicts.items():
        numeric[place] = verdict.numeric
        if not surrogate[place]:
            errors[place] = verdict.error
            straddles[place] = verdict.straddles
            unresolved[place] = verdict.unresolved
    return GradientCheck(
        network.layout,
        analytic,
        numeric,
        errors,
        straddles,
        unresolved,
        surrogate,
        tolerance,
    )


def program_gradient(
    network: Network,
    loss: Loss,
    penalty: Penalty,
    samples: tuple[Floats, Floats],
    mistakes: Iterable[str] = (),
) -> Floats:
    """Run one iteration of the program and return its gradient (P,); undo the update.

    It is computed in the precision of the network. ``samples`` are the inputs (N, I)
    and the targets (N, O) of the batch.

    Raises
    ------
    InputError
        If the loss or a mistake does not suit the network.
    """
    inputs, targets = samples
    batch = Batch.empty(len(inputs), network.layout, network.precision)
    batch.inputs[:, :-1] = inputs
    batch.targets[...] = targets.T
    program = compile_program(
        network, loss, batch=batch, penalty=penalty, mistakes=mistakes
    )
    before = network.parameters.copy()
    program.run()
    network.parameters[...] = before
    return program.state.gradient.copy()


def _behind_surrogates(network: Network) -> NDArray[np.bool_]:
    """Mark the parameters whose gradient passes through a surrogate slope."""
    marked = np.zeros(network.layout.count, bool)
    surrogate = [f.surrogate for f in network.activations]
    for layer, block in enumerate(network.layout.blocks(marked)):
        block[...] = any(surrogate[layer:])
    return marked
