"""The optimisers, rules that turn a gradient into an update, one object each.

The rules and their defaults are PyTorch's, so that runs can be compared with it; only
Rprop's steps and their limits are in units of the learning rate, so that it can still
be changed (the limits agree for a rate of 0.01). All vectors are (P,), or (K, P) for
several networks at once.
"""

from functools import partial

import numpy as np

from nnviz.core.operation import Call, Operation
from nnviz.core.optimizer import Optimizer, OptimizerState
from nnviz.core.types import Floats


def _operation(name: str, values: Floats, formula: str, *calls: Call) -> Operation:
    return Operation("update", 0, {name: values}, formula, calls)


def _update(s: OptimizerState, formula: str, direction: Floats) -> Operation:
    """Return the update: a direction times minus the learning rate."""
    call = partial(np.multiply, direction, s.minus_rate, s.update)
    return _operation("update", s.update, formula, call)


def _scaled_update(
    s: OptimizerState, formula: str, direction: Floats, root: Floats
) -> Operation:
    """Return the update: a direction over its root, times minus the learning rate."""
    return _operation(
        "update",
        s.update,
        formula,
        partial(np.divide, direction, root, s.update),
        partial(np.multiply, s.update, s.minus_rate, s.update),
    )


def _root(s: OptimizerState, squares: Floats, formula: str) -> tuple[Operation, Floats]:
    """Return the operation sqrt(squares) + epsilon, and the array of its result."""
    root = s.working()
    operation = _operation(
        "root",
        root,
        formula,
        partial(np.sqrt, squares, root),
        partial(np.add, root, s.constant(s.settings["epsilon"]), root),
    )
    return operation, root


def _average(s: OptimizerState, name: str, formula: str, decay: str) -> Operation:
    """Return the running average of the gradient, or of its square (second moment)."""
    average, fresh = s.vector(name), s.working()
    old, new = s.constant(s.settings[decay]), s.constant(1.0 - s.settings[decay])
    square = (partial(np.multiply, fresh, s.gradient, fresh),)
    return _operation(
        name,
        average,
        formula,
        partial(np.multiply, average, old, average),
        partial(np.multiply, s.gradient, new, fresh),
        *(square if name == "second_moment" else ()),
        partial(np.add, average, fresh, average),
    )


def _sgd(s: OptimizerState) -> list[Operation]:
    return [_update(s, r"\Delta\theta = -\eta \, g", s.gradient)]


def _velocity(s: OptimizerState) -> Operation:
    velocity = s.vector("velocity")
    return _operation(
        "velocity",
        velocity,
        r"v \leftarrow \mu v + g",
        partial(np.multiply, velocity, s.constant(s.settings["momentum"]), velocity),
        partial(np.add, velocity, s.gradient, velocity),
    )


def _momentum(s: OptimizerState) -> list[Operation]:
    formula = r"\Delta\theta = -\eta \, v"
    return [_velocity(s), _update(s, formula, s.vector("velocity"))]


def _nesterov(s: OptimizerState) -> list[Operation]:
    # The gradient is taken where the parameters are, not one step ahead: the form of
    # Sutskever et al. after a change of variables, as PyTorch has it.
    ahead, momentum = s.working(), s.constant(s.settings["momentum"])
    look = _operation(
        "ahead",
        ahead,
        r"h = g + \mu v",
        partial(np.multiply, s.vector("velocity"), momentum, ahead),
        partial(np.add, s.gradient, ahead, ahead),
    )
    return [_velocity(s), look, _update(s, r"\Delta\theta = -\eta \, h", ahead)]


def _rmsprop(s: OptimizerState) -> list[Operation]:
    formula = r"v \leftarrow \rho v + (1 - \rho) g^2"
    average = _average(s, "second_moment", formula, "decay")
    take_root, root = _root(s, s.vector("second_moment"), r"r = \sqrt{v} + \epsilon")
    formula = r"\Delta\theta = -\eta \, \frac{g}{r}"
    return [average, take_root, _scaled_update(s, formula, s.gradient, root)]


def _adagrad(s: OptimizerState) -> list[Operation]:
    squares, total = s.working(), s.vector("sum_of_squares")
    add_up = _operation(
        "sum_of_squares",
        total,
        r"v \leftarrow v + g^2",
        partial(np.multiply, s.gradient, s.gradient, squares),
        partial(np.add, total, squares, total),
    )
    take_root, root = _root(s, total, r"r = \sqrt{v} + \epsilon")
    formula = r"\Delta\theta = -\eta \, \frac{g}{r}"
    return [add_up, take_root, _scaled_update(s, formula, s.gradient, root)]


def _corrected(
    s: OptimizerState, number: int, moment: str
) -> tuple[list[Operation], Floats]:
    """Return the bias correction of an average that began at 0, and its result.

    The power beta^t is kept as a running product: Kingma & Ba (2015), algorithm 1.
    """
    power, beta = s.power(f"beta{number}_power"), s.settings[f"beta{number}"]
    rest, corrected, symbol = s.constant(1.0), s.working(), "mv"[number - 1]
    operations = [
        _operation(
            f"beta{number}_power",
            power,
            rf"\beta_{number}^t",
            partial(np.multiply, power, np.array(beta), power),
        ),
        _operation(
            f"corrected_{moment}",
            corrected,
            rf"\hat{{{symbol}}} = \frac{{{symbol}}}{{1 - \beta_{number}^t}}",
            partial(np.subtract, np.array(1.0), power, rest),
            partial(np.divide, s.vector(moment), rest, corrected),
        ),
    ]
    return operations, corrected


def _adam_root(s: OptimizerState) -> tuple[list[Operation], Floats, Floats]:
    """Return the operations up to Adam's root, the corrected average, and the root."""
    first = r"m \leftarrow \beta_1 m + (1 - \beta_1) g"
    second = r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
    averages = [
        _average(s, "first_moment", first, "beta1"),
        _average(s, "second_moment", second, "beta2"),
    ]
    correct_first, direction = _corrected(s, 1, "first_moment")
    correct_second, squares = _corrected(s, 2, "second_moment")
    take_root, root = _root(s, squares, r"r = \sqrt{\hat{v}} + \epsilon")
    done = [*averages, *correct_first, *correct_second, take_root]
    return done, direction, root


def _adam(s: OptimizerState) -> list[Operation]:
    done, direction, root = _adam_root(s)
    formula = r"\Delta\theta = -\eta \, \frac{\hat{m}}{r}"
    return [*done, _scaled_update(s, formula, direction, root)]


def _adamw(s: OptimizerState) -> list[Operation]:
    done, direction, root = _adam_root(s)
    pull = s.working()
    decay = _operation(
        "pull",
        pull,
        r"d = \lambda \, \theta",
        partial(
            np.multiply, s.parameters, s.constant(s.settings["weight_decay"]), pull
        ),
    )
    update = _operation(
        "update",
        s.update,
        r"\Delta\theta = -\eta \, (\frac{\hat{m}}{r} + d)",
        partial(np.divide, direction, root, s.update),
        partial(np.add, s.update, pull, s.update),
        partial(np.multiply, s.update, s.minus_rate, s.update),
    )
    return [*done, decay, update]


def _rprop(s: OptimizerState) -> list[Operation]:
    agreement, factor = s.working(), s.working()
    same, turned = (np.empty(agreement.shape, bool) for _ in range(2))
    size, previous = s.vector("step_size", 1.0), s.vector("previous_gradient")
    smallest, largest = (s.constant(s.settings[k]) for k in ("smallest", "largest"))
    return [
        _operation(
            "agreement",
            agreement,
            r"c = g \, g_{t-1}",
            partial(np.multiply, s.gradient, previous, agreement),
        ),
        _operation(
            "step_factor",
            factor,
            r"f = \gamma_+ \text{ if } c > 0, \; \gamma_- \text{ if } c < 0, \; 1",
            partial(factor.fill, 1.0),
            partial(np.greater, agreement, 0.0, same),
            partial(np.copyto, factor, s.settings["grow"], where=same),
            partial(np.less, agreement, 0.0, turned),
            partial(np.copyto, factor, s.settings["shrink"], where=turned),
        ),
        _operation(
            "step_size",
            size,
            r"s \leftarrow \min(\max(f s, s_{min}), s_{max})",
            partial(np.multiply, size, factor, size),
            partial(np.clip, size, smallest, largest, size),
        ),
        _operation(
            "previous_gradient",
            previous,
            r"g_t = 0 \text{ if } c < 0, \; g",
            partial(np.copyto, previous, s.gradient),
            partial(np.copyto, previous, 0.0, where=turned),
        ),
        _operation(
            "update",
            s.update,
            r"\Delta\theta = -\eta \, s \, sign(g_t)",
            partial(np.sign, previous, s.update),
            partial(np.multiply, s.update, size, s.update),
            partial(np.multiply, s.update, s.minus_rate, s.update),
        ),
    ]


_ALL = (
    # Robbins & Monro (1951), "A stochastic approximation method", Annals of
    # Mathematical Statistics 22(3).
    Optimizer(
        "sgd",
        r"\theta \leftarrow \theta - \eta \, g",
        "Gradient descent: a step against the gradient, whose length is the learning "
        "rate times the gradient's.",
        {},
        _sgd,
    ),
    # The heavy ball of Polyak (1964), "Some methods of speeding up the convergence of
    # iteration methods", USSR Computational Mathematics and Mathematical Physics 4(5).
    Optimizer(
        "momentum",
        r"v \leftarrow \mu v + g, \; \theta \leftarrow \theta - \eta \, v",
        "Lets past gradients roll on, which makes it faster along a valley and calmer "
        "across it.",
        {"momentum": 0.9},
        _momentum,
    ),
    # Nesterov (1983), Soviet Mathematics Doklady 27(2), as rewritten by Sutskever,
    # Martens, Dahl & Hinton (2013), "On the importance of initialization and momentum
    # in deep learning", ICML.
    Optimizer(
        "nesterov",
        r"v \leftarrow \mu v + g, \; \theta \leftarrow \theta - \eta (g + \mu v)",
        "Momentum that looks one step ahead before it corrects its course.",
        {"momentum": 0.9},
        _nesterov,
    ),
    # Tieleman & Hinton (2012), "Neural networks for machine learning", lecture 6.5.
    Optimizer(
        "rmsprop",
        r"v \leftarrow \rho v + (1 - \rho) g^2, \; "
        r"\theta \leftarrow \theta - \eta \, \frac{g}{\sqrt{v} + \epsilon}",
        "Divides each gradient by its recent size, so that every parameter moves at a "
        "similar pace.",
        {"decay": 0.99, "epsilon": 1e-8},
        _rmsprop,
    ),
    # Kingma & Ba (2015), "Adam: a method for stochastic optimization", ICLR.
    Optimizer(
        "adam",
        r"\theta \leftarrow \theta - \eta \, \frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}",
        "Momentum and rmsprop together, both corrected for having started at 0.",
        {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        _adam,
    ),
    # Loshchilov & Hutter (2019), "Decoupled weight decay regularization", ICLR.
    Optimizer(
        "adamw",
        r"\theta \leftarrow \theta - \eta \, "
        r"(\frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon} + \lambda \theta)",
        "Adam that also pulls every parameter towards 0, by a share of its own size: "
        "unlike an L2 penalty the pull is not divided by the root.",
        {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
        _adamw,
    ),
    # Riedmiller & Braun (1993), "A direct adaptive method for faster backpropagation
    # learning: the RPROP algorithm", ICNN; no step is taken back, as in PyTorch.
    Optimizer(
        "rprop",
        r"s \leftarrow f s, \; \theta \leftarrow \theta - \eta \, s \, sign(g)",
        "Looks at the sign of each gradient alone: a step grows while the sign stays, "
        "and shrinks when it turns. Meant for batches of all samples.",
        {"shrink": 0.5, "grow": 1.2, "smallest": 1e-4, "largest": 5000.0},
        _rprop,
    ),
    # Duchi, Hazan & Singer (2011), "Adaptive subgradient methods for online learning
    # and stochastic optimization", JMLR 12: the diagonal form.
    Optimizer(
        "adagrad",
        r"v \leftarrow v + g^2, \; "
        r"\theta \leftarrow \theta - \eta \, \frac{g}{\sqrt{v} + \epsilon}",
        "Divides by the root of the sum of all squared gradients so far: parameters "
        "with large or frequent gradients slow down for good.",
        {"epsilon": 1e-10},
        _adagrad,
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {rule.name: rule for rule in _ALL}
"""Every optimiser by its name."""
