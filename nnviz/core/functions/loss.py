"""A loss: how wrong the outputs are for one sample, and its slope."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.functions.activation import Activation
from nnviz.core.functions.softmax import SoftmaxMemory, Stage
from nnviz.core.operation import Call
from nnviz.core.types import Floats

JointStages = Callable[
    [Floats, Floats, Floats, SoftmaxMemory | None], tuple[Stage, ...]
]


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """A loss that depends on the error a - y alone and takes any output activation.

    ``terms(error, out)`` writes each output's contribution to the loss and
    ``slope(error, out)`` writes dL/da; error and out are (O, N). ``side(error)`` tells
    on which side of the loss's own corners each output lies, (O, N).
    """

    term_formula: str
    terms: Callable[[Floats, Floats], object]
    slope: Callable[[Floats, Floats], object]
    side: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True, slots=True)
class JointForm:
    """A loss joined with the output activation it belongs to, computed from z.

    Their joint slope is ``delta = a - y``, and the loss stays finite however confident
    a wrong answer is. ``stages(z, y, terms, softmax_memory)`` binds the calls that fill
    ``terms``, all (O, N); without a memory it allocates its own.
    """

    activation: str
    formula: str
    stages: JointStages


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of one sample; the average over a batch is the *cost*.

    With class weights it is the average of the losses times the weights of the samples'
    classes.

    ``form`` says how it is computed from activations a and targets y, both (O, N): from
    the error, or jointly with one output activation.
    """

    name: str
    formula: str
    slope_formula: str
    lesson: str
    form: ErrorForm | JointForm
    averages_outputs: bool = True
    """Whether the loss is the mean over the outputs (else the sum)."""
    class_weights: tuple[float, ...] = ()
    """How much a sample of each class counts in the cost; () if all count alike."""

    @property
    def needs_probabilities(self) -> bool:
        """Whether the outputs must be probabilities of classes."""
        return isinstance(self.form, JointForm)

    @property
    def weight_tex(self) -> str:
        """The weight of a sample in formulas, with a space; "" if all count alike."""
        return r"w_n \, " if self.class_weights else ""

    @property
    def cost_formula(self) -> str:
        """The formula of the cost, without the penalty."""
        return rf"C = \frac{{1}}{{N}} \sum_n {self.weight_tex}L_n"

    def check(self, activation: Activation, outputs: int) -> None:
        """Check that the loss makes sense on such an output layer.

        Raises
        ------
        InputError
            If it does not; the message says what to use instead.
        """
        form = self.form
        if isinstance(form, JointForm) and form.activation != activation.name:
            raise InputError(
                f"loss '{self.name}' belongs to output activation "
                f"'{form.activation}', not '{activation.label}': use that activation, "
                "or loss 'mse'"
            )
        if activation.name == "softmax" and outputs == 1:
            raise InputError(
                f"loss '{self.name}' on softmax: softmax over a single output is "
                "always 1; use output activation 'sigmoid' with loss "
                "'binary_cross_entropy', or one output per class"
            )
        classes = max(2, outputs)
        if self.class_weights and len(self.class_weights) != classes:
            raise InputError(
                f"{len(self.class_weights)} class weights for {classes} classes: give "
                "one for each"
            )

    def losses(self, z: Floats, a: Floats, y: Floats) -> Floats:
        """Return the loss of each sample, (N,), from z, a and targets y, all (O, N)."""
        terms = np.empty_like(a)
        if isinstance(self.form, JointForm):
            for stage in self.form.stages(z, y, terms, None):
                stage.call()
        else:
            self.form.terms(a - y, terms)
        losses: Floats = self.output_weights(terms).dot(terms)[0]
        return losses

    def weighted(self, losses: Floats, y: Floats) -> Floats:
        """Return losses (N,) times the weights of their classes, by targets y (O, N).

        Their average is the cost, without the penalty.
        """
        if not self.class_weights:
            return losses
        weights = np.empty((1, y.shape[1]), y.dtype)
        for call in self.weight_calls(y, weights):
            call()
        product: Floats = losses * weights[0]
        return product

    def weight_calls(self, y: Floats, out: Floats) -> tuple[Call, ...]:
        """Bind the calls that write the class weight of each sample, (1, N).

        ``y`` are the targets, (O, N): ones and zeros.
        """
        weights = np.array(self.class_weights, y.dtype)
        if len(y) > 1:
            return (partial(weights[None].dot, y, out),)
        # A single output is 1 for the second class and 0 for the first.
        other, one = np.empty_like(y), np.ones((), y.dtype)
        return (
            partial(np.subtract, one, y, other),
            partial(np.multiply, other, weights[0, ...], other),
            partial(np.multiply, y, weights[1, ...], out),
            partial(np.add, out, other, out),
        )

    def output_weights(self, terms: Floats) -> Floats:
        """Return the (1, O) row that turns terms (O, N) into losses."""
        outputs = len(terms)
        weight = 1.0 / outputs if self.averages_outputs else 1.0
        return np.full((1, outputs), weight, terms.dtype)
