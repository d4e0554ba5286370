"""What a loss is: how wrong the outputs are for one sample, and its slope."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.errors import InputError
from nnviz.core.softmax import SoftmaxMemory, Stage
from nnviz.core.types import Floats

JointStages = Callable[
    [Floats, Floats, Floats, SoftmaxMemory | None], tuple[Stage, ...]
]


@dataclass(frozen=True, slots=True)
class JointForm:
    """A loss and an output activation taken together, straight from z.

    Together their slope is ``delta = a - y``, and the loss stays finite however
    confident a wrong answer is. ``stages(z, y, terms, softmax_memory)`` binds the
    calls that fill ``terms``; without a memory it makes its own.
    """

    activation: str
    formula: str
    stages: JointStages


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of one sample; the average over a batch is the *cost*.

    ``terms(a, y, error, out)`` writes what each output adds to the loss and
    ``slope(a, y, error, out)`` writes dL/da; activations a, targets y, their
    difference error = a - y and out are (O, N). ``side(error)`` says on which side of
    the loss's own corners each output lies.
    """

    name: str
    formula: str
    slope_formula: str
    lesson: str
    terms: Callable[[Floats, Floats, Floats, Floats], object]
    slope: Callable[[Floats, Floats, Floats, Floats], object]
    averages_outputs: bool = True
    """Whether the loss is the mean over the outputs (else the sum)."""
    joint: JointForm | None = None
    needs_probabilities: bool = False
    side: Callable[[Floats], Floats] | None = None

    def is_joint_with(self, activation: Activation) -> bool:
        """Whether this loss and that output activation have a joint form."""
        return self.joint is not None and self.joint.activation == activation.name

    def check(self, activation: Activation, outputs: int) -> None:
        """Raise InputError if the loss makes no sense on such an output layer."""
        low, high = activation.range
        between = low >= 0.0 and high <= 1.0 and not activation.kinks
        if self.needs_probabilities and not between:
            raise InputError(
                f"loss '{self.name}' needs outputs strictly between 0 and 1, which "
                f"'{activation.name}' does not give: use output activation "
                f"'{self.joint.activation if self.joint else 'sigmoid'}', or loss 'mse'"
            )
        if activation.name == "softmax" and outputs == 1:
            raise InputError(
                f"loss '{self.name}' on softmax: over a single output softmax is "
                "always 1: use output activation 'sigmoid' with loss "
                "'binary_cross_entropy', or one output per class"
            )

    def losses(self, activation: Activation, z: Floats, a: Floats, y: Floats) -> Floats:
        """Return the loss of each sample, shape (N,), from an output layer (O, N)."""
        terms = np.empty_like(a)
        if self.joint is not None and self.is_joint_with(activation):
            for stage in self.joint.stages(z, y, terms, None):
                stage.call()
        else:
            self.terms(a, y, a - y, terms)
        losses: Floats = self.output_weights(terms).dot(terms)[0]
        return losses

    def output_weights(self, terms: Floats) -> Floats:
        """Return the (1, O) row that turns terms (O, N) into losses."""
        outputs = len(terms)
        weight = 1.0 / outputs if self.averages_outputs else 1.0
        return np.full((1, outputs), weight, terms.dtype)
