"""What the rules of optimisers give, rightly and with known mistakes.

The rules are those of `nnviz.core.optimizers`, one parameter at a time. What programs
of others do otherwise and rightly, such as Keras, has a note in place of a mistake.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats

USUAL: dict[str, Mapping[str, Sequence[float]]] = {
    "sgd": {},
    "momentum": {"momentum": (0.9, 0.5, 0.8, 0.95, 0.99)},
    "nesterov": {"momentum": (0.9, 0.5, 0.8, 0.95, 0.99)},
    "rmsprop": {"decay": (0.99, 0.9, 0.999), "epsilon": (1e-8, 1e-7, 1e-6)},
    "adagrad": {"epsilon": (1e-10, 1e-8, 1e-7)},
    "adam": {
        "beta1": (0.9, 0.5),
        "beta2": (0.999, 0.99),
        "epsilon": (1e-8, 1e-7),
    },
    "adamw": {"epsilon": (1e-8, 1e-7), "weight_decay": (0.01, 0.004)},
}
"""The rules that are checked, and the values of their settings that are tried."""


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """A rule and all of its settings; ``weight_decay`` may be one of any rule."""

    name: str
    settings: tuple[tuple[str, float], ...]

    def __getitem__(self, name: str) -> float:
        return dict(self.settings).get(name, 0.0)


def rules_for(name: str, said: Mapping[str, float]) -> Iterator[UpdateRule]:
    """Yield a rule with what was said, and what is usual where nothing was."""
    usual = {key: values for key, values in USUAL[name].items() if key not in said}
    for values in product(*usual.values()):
        settings = {**OPTIMIZERS[name].settings, **said}
        settings |= dict(zip(usual, values, strict=True))
        yield UpdateRule(name, tuple(sorted(settings.items())))


@dataclass(slots=True, eq=False)
class RuleState:
    """What a rule keeps of a parameter, (O, I) or (O,), between its updates.

    Attributes
    ----------
    count
        How many updates there were.
    velocity, paced
        v = mu v + g, and the same with the learning rate of each time multiplied in.
    first, second, total
        The averages of g and of g^2, and the sum of all g^2.
    size
        What velocity or first would be if all gradients had one sign, which bounds
        what is lost in rounding.
    """

    count: float = 0.0
    velocity: Floats = field(default_factory=lambda: np.zeros(()))
    paced: Floats = field(default_factory=lambda: np.zeros(()))
    first: Floats = field(default_factory=lambda: np.zeros(()))
    second: Floats = field(default_factory=lambda: np.zeros(()))
    total: Floats = field(default_factory=lambda: np.zeros(()))
    size: Floats = field(default_factory=lambda: np.zeros(()))

    def after(self, rule: UpdateRule, gradient: Floats, rate: float) -> "RuleState":
        """Return what is kept after one more gradient, (O, I) or (O,)."""
        if rule.name in ("momentum", "nesterov"):
            mu = rule["momentum"]
            return replace(
                self,
                count=self.count + 1,
                velocity=mu * self.velocity + gradient,
                paced=mu * self.paced + rate * gradient,
                size=mu * self.size + np.abs(gradient),
            )
        beta1 = rule["beta1"]
        beta2 = rule["decay"] if rule.name == "rmsprop" else rule["beta2"]
        squares = gradient * gradient
        return replace(
            self,
            count=self.count + 1,
            first=beta1 * self.first + (1.0 - beta1) * gradient,
            second=beta2 * self.second + (1.0 - beta2) * squares,
            total=self.total + squares,
            size=beta1 * self.size + (1.0 - beta1) * np.abs(gradient),
        )


@dataclass(slots=True, eq=False)
class OptimizerPast:
    """What is known of an optimiser before an iteration.

    Attributes
    ----------
    kept
        Returns what a rule has kept of each parameter (``W1``); None if not known.
    missing
        Why it is not known; "" if it is.
    settings
        What was said of the optimiser's settings.
    """

    kept: Callable[[UpdateRule], Mapping[str, RuleState] | None]
    missing: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PossibleStep:
    """A change of a parameter, with the mistakes that it is what one gets by.

    ``value`` is (O, I) or (O,); ``note`` is what there is to say of it where it is
    right.
    """

    value: Floats
    names: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    note: str = ""


def led_by(rule: UpdateRule, gradient: Floats, before: Floats) -> Floats:
    """Return the gradient that a rule works with: with an L2 penalty, if it has one.

    All have the shape of the parameter, (O, I) or (O,).
    """
    decay = 0.0 if rule.name == "adamw" else rule["weight_decay"]
    return gradient + decay * before if decay else gradient


def possible_steps(
    rule: UpdateRule, kept: RuleState, gradient: Floats, before: Floats, rate: float
) -> list[PossibleStep]:
    """Return what the change of a parameter may be, what is right first.

    ``kept`` is what was kept before this gradient, which, like the parameter
    ``before`` the update, has the shape (O, I) or (O,).
    """
    own = led_by(rule, gradient, before)
    now = kept.after(rule, own, rate)
    if rule.name in ("momentum", "nesterov"):
        found = list(_rolling(rule, kept, now, own, rate))
    elif rule.name in ("adam", "adamw"):
        found = list(_adaptive(rule, now, own, before, rate))
    elif rule.name == "sgd":
        found = [PossibleStep(-rate * own)]
    else:
        found = list(_divided(rule, now, own, rate))
    right = found[0].value
    found += [
        PossibleStep(-right, ("update_sign",), ("",)),
        PossibleStep(right / rate, ("learning_rate_left_out",), ("",)),
        PossibleStep(right * rate, ("learning_rate_twice",), ("",)),
    ]
    if rule.name != "sgd":
        found.append(PossibleStep(-rate * gradient, ("memory_left_out",), (rule.name,)))
    if own is not gradient or rule["weight_decay"]:
        bare = UpdateRule(rule.name, (*rule.settings, ("weight_decay", 0.0)))
        found.append(
            PossibleStep(
                possible_steps(bare, kept, gradient, before, rate)[0].value,
                ("weight_decay_left_out",),
                ("",),
            )
        )
    return found


def _rolling(
    rule: UpdateRule, kept: RuleState, now: RuleState, gradient: Floats, rate: float
) -> Iterator[PossibleStep]:
    mu = rule["momentum"]
    ahead = rule.name == "nesterov"
    plain, looking = -rate * now.velocity, -rate * (gradient + mu * now.velocity)
    right, other = (looking, plain) if ahead else (plain, looking)
    yield PossibleStep(right)
    paced = -(rate * gradient + mu * now.paced) if ahead else -now.paced
    yield PossibleStep(paced)
    note = "The velocity is an average, (1 − μ) times as long, which is a convention."
    yield PossibleStep((1.0 - mu) * right, note=note)
    name = "nesterov_left_out" if ahead else "nesterov_in_place_of_momentum"
    yield PossibleStep(other, (name,), ("",))
    turned = -rate * (gradient - mu * kept.velocity)
    yield PossibleStep(turned, ("velocity_sign",), ("",))
    yield PossibleStep(-rate * kept.velocity, ("velocity_of_before",), ("",))


def _adaptive(
    rule: UpdateRule, now: RuleState, gradient: Floats, before: Floats, rate: float
) -> Iterator[PossibleStep]:
    beta1, beta2, epsilon = rule["beta1"], rule["beta2"], rule["epsilon"]
    pull = rule["weight_decay"] * before if rule.name == "adamw" else np.zeros(())
    one, two = 1.0 - beta1**now.count, 1.0 - beta2**now.count
    m, v = now.first, now.second

    def step(top: Floats, root: Floats) -> Floats:
        value: Floats = -rate * (top / root + pull)
        return value

    yield PossibleStep(step(m / one, np.sqrt(v / two) + epsilon))
    # Kingma & Ba's second form, in which the learning rate takes the corrections up.
    yield PossibleStep(step(m * np.sqrt(two) / one, np.sqrt(v) + epsilon))
    yield PossibleStep(
        step(m, np.sqrt(v) + epsilon), ("bias_correction_left_out",), ("both averages",)
    )
    yield PossibleStep(
        step(m, np.sqrt(v / two) + epsilon),
        ("bias_correction_left_out",),
        ("the average of gradients",),
    )
    yield PossibleStep(
        step(m / one, np.sqrt(v) + epsilon),
        ("bias_correction_left_out",),
        ("the average of squares",),
    )
    inside = step(m / one, np.sqrt(v / two + epsilon))
    yield PossibleStep(inside, ("epsilon_inside_root",), ("",))
    yield PossibleStep(step(m / one, v / two + epsilon), ("root_left_out",), ("",))
    yield PossibleStep(
        step(gradient, np.sqrt(v / two) + epsilon), ("first_moment_left_out",), ("",)
    )
    for shift, detail in ((1, "late"), (-1, "early")):
        count = now.count - shift
        if count > 0:
            top, root = m / (1.0 - beta1**count), v / (1.0 - beta2**count)
            yield PossibleStep(
                step(top, np.sqrt(root) + epsilon), ("step_count_off",), (detail,)
            )


def _divided(
    rule: UpdateRule, now: RuleState, gradient: Floats, rate: float
) -> Iterator[PossibleStep]:
    epsilon = rule["epsilon"]
    squares = now.total if rule.name == "adagrad" else now.second
    yield PossibleStep(-rate * gradient / (np.sqrt(squares) + epsilon))
    yield PossibleStep(
        -rate * gradient / np.sqrt(squares + epsilon),
        note="ε stands within the root, which is a convention.",
    )
    if rule.name == "adagrad":
        began = squares + 0.1
        yield PossibleStep(-rate * gradient / np.sqrt(began + epsilon))
        yield PossibleStep(-rate * gradient / (np.sqrt(began) + epsilon))
    yield PossibleStep(
        -rate * gradient / (squares + epsilon), ("root_left_out",), ("",)
    )
