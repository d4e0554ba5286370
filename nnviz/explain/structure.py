"""The structure of a run: what explanations need besides a trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.layout import Layout
from nnviz.core.optimizer import Optimizer
from nnviz.core.penalty import Penalty
from nnviz.core.writing.layer_names import layer_name
from nnviz.data.dataset import Task
from nnviz.session.comparison.number_words import title
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The network, how it is trained, and the names of its data.

    ``optimizer_settings`` are all constants of the optimiser. ``input_names`` and
    ``output_names`` have one name per input and output; ``class_names`` is empty where
    the ``task`` is not classification; ``image_shape`` is None if the inputs are not an
    image. A class or a label holds from the output ``middle`` on.
    """

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss
    optimizer: Optimizer
    optimizer_settings: Mapping[str, float] = field(default_factory=dict)
    penalty: Penalty = field(default_factory=Penalty)
    precision: str = "float64"
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None
    task: Task = "regression"
    middle: float = 0.5

    @property
    def layout(self) -> Layout:
        """The layout of the parameters in flat vectors."""
        return Layout(self.sizes)

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return len(self.sizes) - 1

    @property
    def joint(self) -> bool:
        """Whether loss and output activation are computed together."""
        return isinstance(self.loss.form, JointForm)

    @property
    def rule_name(self) -> str:
        """The name of the optimiser, as it is chosen by."""
        return title(self.optimizer.name)

    def activation(self, layer: int) -> Activation:
        """Return the activation of a layer, counted from 1."""
        return self.activations[layer - 1]

    def sources(self, layer: int) -> tuple[str, ...]:
        """Return the names of a layer's inputs: those of the data, or ``a1[3]``, ..."""
        if layer == 1 and self.input_names:
            return self.input_names
        before, count = layer - 1, self.sizes[layer - 1]
        if before == 0:
            return tuple(f"x{k}" for k in range(1, count + 1))
        return tuple(f"a{before}[{k}]" for k in range(1, count + 1))

    def layer_name(self, layer: int) -> str:
        """Return what a layer is called in a sentence; 0 is the inputs."""
        return layer_name(layer, self.last)

    def neuron_name(self, layer: int, neuron: int) -> str:
        """Return the name of a neuron; inputs and outputs have those of the data."""
        if layer == 0:
            return f"input {self.sources(1)[neuron]}"
        if layer == self.last and self.output_names:
            return f"output {neuron + 1} ({self.output_names[neuron]})"
        return f"neuron {neuron + 1} of {self.layer_name(layer)}"


def structure_of(trainer: Trainer) -> Structure:
    """Return what explanations of a trainer's traces need."""
    config, network, dataset = trainer.config, trainer.network, trainer.data.dataset
    state = trainer.program.state
    return Structure(
        network.sizes,
        network.activations,
        trainer.loss,
        state.optimizer,
        dict(state.settings),
        config.penalty,
        str(np.dtype(network.precision)),
        dataset.input_names,
        dataset.output_names,
        dataset.class_names,
        dataset.image_shape,
        dataset.task,
        trainer.data.middle,
    )
