"""The expected results of the optimiser and the update, computed in plain NumPy.

The rules are written a second time here on purpose, independently of
``core.optimizers``; their sources are named there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.checking.expectation import Expectation, Quantities
from nnviz.session.checking.subject import Subject

Rule = Iterator[tuple[str, Floats, Floats]]
"""The name, value and size of what an optimiser computes, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class _Memory:
    """The arguments of a rule: ``g`` is the gradient, (P,), and ``rate`` is eta."""

    g: Floats
    rate: float
    settings: Mapping[str, float]
    before: Mapping[str, Floats]
    now: Quantities
    parameters: Floats


def update_expectations(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    """Yield what the optimiser's quantities and the updated parameters should be."""
    trace = subject.trace
    memory = _Memory(
        _flat(subject, q, "d"),
        trace.learning_rate,
        subject.optimizer_settings,
        trace.state_before,
        q,
        _flat(subject, q, ""),
    )
    for name, want, size in _RULES[subject.optimizer](memory):
        yield q.expect(name, "update", 0, want, size)
    for name in subject.layout.named(memory.g):
        before, update = q[name], q[f"update_{name}"]
        yield Expectation(
            name,
            "update",
            int(name[1:]),
            trace.after[name],
            before + update,
            # A sum of two numbers rounds only once, so the usual tolerance would be too
            # generous: it could hide that a small update was never added.
            (np.abs(before) + np.abs(update)) / 32.0,
        )


def _flat(subject: Subject, q: Quantities, prefix: str) -> Floats:
    flat = np.empty(subject.layout.count)
    for name, part in subject.layout.named(flat, prefix).items():
        part[...] = q[name]
    return flat


def _against(m: _Memory, direction: Floats) -> Rule:
    update = -m.rate * direction
    yield "update", update, np.abs(update)


def _sgd(m: _Memory) -> Rule:
    yield from _against(m, m.g)


def _velocity(m: _Memory) -> Rule:
    old = m.settings["momentum"] * m.before["velocity"]
    yield "velocity", old + m.g, np.abs(old) + np.abs(m.g)


def _momentum(m: _Memory) -> Rule:
    yield from _velocity(m)
    yield from _against(m, m.now["velocity"])


def _nesterov(m: _Memory) -> Rule:
    yield from _velocity(m)
    pushed = m.settings["momentum"] * m.now["velocity"]
    yield "ahead", m.g + pushed, np.abs(m.g) + np.abs(pushed)
    yield from _against(m, m.now["ahead"])


def _averaged(m: _Memory, name: str, decay: str, fresh: Floats) -> Rule:
    share = m.settings[decay]
    old, new = share * m.before[name], (1.0 - share) * fresh
    yield name, old + new, np.abs(old) + np.abs(new)


def _root(m: _Memory, squares: str) -> Rule:
    root = np.sqrt(m.now[squares]) + m.settings["epsilon"]
    yield "root", root, root


def _rmsprop(m: _Memory) -> Rule:
    yield from _averaged(m, "second_moment", "decay", m.g**2)
    yield from _root(m, "second_moment")
    yield from _against(m, m.g / m.now["root"])


def _adagrad(m: _Memory) -> Rule:
    total = m.before["sum_of_squares"] + m.g**2
    yield "sum_of_squares", total, total
    yield from _root(m, "sum_of_squares")
    yield from _against(m, m.g / m.now["root"])


def _adam(m: _Memory) -> Rule:
    yield from _adam_root(m)
    yield from _against(m, m.now["corrected_first_moment"] / m.now["root"])


def _adamw(m: _Memory) -> Rule:
    yield from _adam_root(m)
    pull = m.parameters * m.settings["weight_decay"]
    yield "pull", pull, np.abs(pull)
    scaled = m.now["corrected_first_moment"] / m.now["root"]
    size = m.rate * (np.abs(scaled) + np.abs(m.now["pull"]))
    yield "update", -m.rate * (scaled + m.now["pull"]), size


def _rprop(m: _Memory) -> Rule:
    product = m.g * m.before["previous_gradient"]
    yield "agreement", product, np.abs(product)
    grow, shrink = m.settings["grow"], m.settings["shrink"]
    signs = np.sign(m.now["agreement"])
    factor = np.select([signs > 0, signs < 0], [grow, shrink], 1.0)
    yield "step_factor", factor, factor
    least, most = m.settings["smallest"], m.settings["largest"]
    size = np.clip(m.now["step_factor"] * m.before["step_size"], least, most)
    yield "step_size", size, size
    kept = np.where(signs < 0, 0.0, m.g)
    yield "previous_gradient", kept, np.abs(kept)
    yield from _against(m, m.now["step_size"] * np.sign(m.now["previous_gradient"]))


def _adam_root(m: _Memory) -> Rule:
    yield from _averaged(m, "first_moment", "beta1", m.g)
    yield from _averaged(m, "second_moment", "beta2", m.g**2)
    for number, moment in ((1, "first_moment"), (2, "second_moment")):
        power = f"beta{number}_power"
        want = m.before[power] * m.settings[f"beta{number}"]
        yield power, want, want
        corrected = m.now[moment] / (1.0 - m.now[power])
        yield f"corrected_{moment}", corrected, np.abs(corrected)
    yield from _root(m, "corrected_second_moment")


_RULES: Mapping[str, Callable[[_Memory], Rule]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adagrad": _adagrad,
    "adam": _adam,
    "adamw": _adamw,
    "rprop": _rprop,
}
