"""The loss functions, one object each; to add one, add an object here.

The cross-entropies are computed from z, not from a, so that neither an overflow nor the
logarithm of a rounded 0 can occur: softplus(z) - y z for sigmoid outputs, and
ln(sum exp s) - s with s = z - max z for softmax outputs (Goodfellow, Bengio & Courville
2016, Deep Learning, sections 4.1 and 6.2.2). Arrays are (O, N).
"""

from functools import partial

import numpy as np

from nnviz.core.functions.loss import ErrorForm, JointForm, Loss
from nnviz.core.functions.softmax import SoftmaxMemory, Stage, softmax_stages
from nnviz.core.types import Floats


def _mse(error: Floats, terms: Floats) -> None:
    np.multiply(error, error, terms)


def _mse_slope(error: Floats, out: Floats) -> None:
    np.multiply(error, 2.0 / len(error), out)


def _mae(error: Floats, terms: Floats) -> None:
    np.absolute(error, terms)


def _mae_slope(error: Floats, out: Floats) -> None:
    np.sign(error, out)
    np.multiply(out, 1.0 / len(error), out)


def _huber(error: Floats, terms: Floats) -> None:
    # With c = e clipped to [-1, 1], c (e - c/2) is e^2/2 within and |e| - 1/2 beyond.
    near = np.clip(error, -1.0, 1.0)
    np.multiply(near, error - 0.5 * near, terms)


def _huber_slope(error: Floats, out: Floats) -> None:
    np.clip(error, -1.0, 1.0, out)
    np.multiply(out, 1.0 / len(error), out)


def _huber_side(error: Floats) -> Floats:
    return np.clip(np.trunc(error), -1.0, 1.0)


def _binary_cross_entropy_from_logits(
    z: Floats, y: Floats, terms: Floats, _memory: SoftmaxMemory | None
) -> tuple[Stage, ...]:
    softplus, hit = np.empty_like(z), np.empty_like(z)
    return (
        Stage(
            "softplus",
            r"s = \ln(1 + e^z)",
            softplus,
            partial(np.logaddexp, z, np.zeros_like(z), softplus),
        ),
        Stage("hit", r"h = y z", hit, partial(np.multiply, y, z, hit)),
        Stage("terms", r"t = s - h", terms, partial(np.subtract, softplus, hit, terms)),
    )


def _cross_entropy_from_logits(
    z: Floats, y: Floats, terms: Floats, memory: SoftmaxMemory | None
) -> tuple[Stage, ...]:
    before: tuple[Stage, ...] = ()
    if memory is None:
        memory = SoftmaxMemory.like(z)
        before = softmax_stages(z, np.empty_like(z), memory)
    log_total, surprise = np.empty_like(memory.total), np.empty_like(z)
    return (
        *before,
        Stage(
            "log_total",
            r"\ln S",
            log_total,
            partial(np.log, memory.total, log_total),
        ),
        Stage(
            "surprise",
            r"-\ln a_k = \ln S - s_k",
            surprise,
            partial(np.subtract, log_total, memory.shifted, surprise),
        ),
        Stage(
            "terms",
            r"t_k = -y_k \ln a_k",
            terms,
            partial(np.multiply, y, surprise, terms),
        ),
    )


_ALL = (
    Loss(
        "mse",
        r"L = \frac{1}{O} \sum_k (a_k - y_k)^2",
        r"\frac{\partial L}{\partial a_k} = \frac{2}{O} (a_k - y_k)",
        "Mean squared error: large errors count far more than small ones. The usual "
        "loss for regression.",
        ErrorForm(r"t_k = e_k^2", _mse, _mse_slope),
    ),
    Loss(
        "mae",
        r"L = \frac{1}{O} \sum_k |a_k - y_k|",
        r"\frac{\partial L}{\partial a_k} = \frac{1}{O} \, \mathrm{sign}(a_k - y_k)",
        "Mean absolute error: every error pulls equally hard, so outliers do not "
        "dominate, but the pull does not weaken near the goal.",
        ErrorForm(r"t_k = |e_k|", _mae, _mae_slope, side=np.sign),
    ),
    # Huber (1964), "Robust estimation of a location parameter", Annals of Mathematical
    # Statistics 35(1), with the threshold 1.
    Loss(
        "huber",
        r"L = \frac{1}{O} \sum_k h(e_k), \; h(e) = \frac{e^2}{2} \; \mathrm{if} \; "
        r"|e| \leq 1, \; |e| - \frac{1}{2} \; \mathrm{otherwise}, \; e_k = a_k - y_k",
        r"\frac{\partial L}{\partial a_k} = \frac{1}{O} \max(-1, \min(1, a_k - y_k))",
        "Squared for errors up to 1 and absolute beyond: smooth near the goal, robust "
        "against outliers.",
        ErrorForm(r"t_k = h(e_k)", _huber, _huber_slope, side=_huber_side),
    ),
    Loss(
        "binary_cross_entropy",
        r"L = -\sum_k (y_k \ln a_k + (1 - y_k) \ln(1 - a_k))",
        r"\frac{\partial L}{\partial a_k} = \frac{1 - y_k}{1 - a_k} - \frac{y_k}{a_k}",
        "For yes-or-no outputs: there is no limit to what a confident wrong answer "
        "costs. On sigmoid outputs its slope is simply a - y.",
        JointForm(
            "sigmoid", r"\delta_k = a_k - y_k", _binary_cross_entropy_from_logits
        ),
        averages_outputs=False,
    ),
    Loss(
        "cross_entropy",
        r"L = -\sum_k y_k \ln a_k",
        r"\frac{\partial L}{\partial a_k} = -\frac{y_k}{a_k}",
        "For one class out of several: minus the logarithm of the probability given to "
        "the right class. On softmax outputs its slope is simply a - y.",
        JointForm("softmax", r"\delta_k = a_k - y_k", _cross_entropy_from_logits),
        averages_outputs=False,
    ),
)

LOSSES: dict[str, Loss] = {loss.name: loss for loss in _ALL}
"""Every loss by its name."""
