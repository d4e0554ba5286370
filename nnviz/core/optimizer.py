"""An optimiser, and the memory it keeps between iterations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.operation import Operation
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A rule that turns the gradient into an update of all parameters.

    ``settings`` are its constants with their defaults; ``build(state)`` returns the
    operations that fill ``state.update``.
    """

    name: str
    formula: str
    lesson: str
    settings: Mapping[str, float]
    build: "Callable[[OptimizerState], list[Operation]]"

    def start(
        self,
        parameters: Floats,
        settings: Mapping[str, float] | None = None,
        gradient: Floats | None = None,
    ) -> "OptimizerState":
        """Return fresh memory for these parameters, (P,).

        The parameters of several networks are stacked, (K, P). ``gradient`` is the
        array of the gradient, in the same shape; by default a new one.

        Raises
        ------
        InputError
            For a setting this optimiser does not have.
        """
        given = dict(settings or {})
        for name in given:
            if name not in self.settings:
                known = ", ".join(self.settings) or "none"
                raise InputError(
                    f"optimiser '{self.name}' has no setting '{name}': it has {known}"
                )
        return OptimizerState(self, parameters, {**self.settings, **given}, gradient)


class OptimizerState:
    """The gradient, the update, and what the optimiser remembers, as flat vectors.

    Attributes
    ----------
    parameters, gradient, update
        Flat vectors in the network's layout, (P,), or (K, P) for several networks.
    minus_rate
        The negative learning rate: a 0-d array, or one number per network, (K, 1).
    state
        What persists from one iteration to the next (velocity, moments, powers), by
        name: vectors like the parameters, and numbers as 0-d arrays.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        parameters: Floats,
        settings: dict[str, float],
        gradient: Floats | None = None,
    ) -> None:
        self.optimizer = optimizer
        self.settings = settings
        self.parameters = parameters
        self.gradient = np.zeros_like(parameters) if gradient is None else gradient
        self.update = np.zeros_like(parameters)
        rates = (*parameters.shape[:-1], 1) if parameters.ndim > 1 else ()
        self.minus_rate: Floats = np.zeros(rates, parameters.dtype)
        self.state: dict[str, Floats] = {}
        self.operations = tuple(optimizer.build(self))

    @property
    def learning_rate(self) -> float:
        """The learning rate; it may change between two iterations."""
        return -float(self.minus_rate)

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.minus_rate[...] = -rate

    def vector(self, name: str, start: float = 0.0) -> Floats:
        """Return the persistent vector of that name, (P,) or (K, P)."""
        if name not in self.state:
            self.state[name] = np.full_like(self.parameters, start)
        return self.state[name]

    def working(self) -> Floats:
        """Return a vector, (P,) or (K, P), for values recomputed in every iteration."""
        return np.zeros_like(self.parameters)

    def power(self, name: str) -> Floats:
        """Return the persistent number of that name, an array (), initially 1.

        It is float64 whatever the precision: 1 - beta^t is a difference of nearly equal
        numbers at first.
        """
        return self.state.setdefault(name, np.array(1.0))

    def constant(self, value: float) -> Floats:
        """Return a number as an array (): a ufunc takes it in half the time."""
        return np.array(value, self.parameters.dtype)

    def snapshot(self) -> dict[str, Floats]:
        """Return a copy of ``state``, in the same shapes."""
        return {name: values.copy() for name, values in self.state.items()}

    def restore(self, snapshot: Mapping[str, Floats]) -> None:
        """Restore what ``snapshot`` returned, in the same shapes."""
        # Written in place: the operations have these arrays bound.
        for name, values in snapshot.items():
            self.state[name][...] = values
