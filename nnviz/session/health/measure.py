"""Measures the health of a network: every layer, over all training samples.

The program itself runs forward and backward, in pieces that fit into memory, without
its update. So z, a and the gradients are the ones that training computes.
"""

from collections.abc import Iterator

import numpy as np

from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch
from nnviz.core.penalty import Penalty
from nnviz.core.program import Program, compile_program
from nnviz.core.types import Floats
from nnviz.data.prepared import Part
from nnviz.session.engine import Engine
from nnviz.session.health.histogram_sums import HistogramSums, reach
from nnviz.session.health.layer_health import LayerHealth, NetworkHealth
from nnviz.session.health.units import (
    dead,
    nearly_dead,
    saturated_counts,
    slopes,
    zero_counts,
)
from nnviz.session.interruption import CheckInterrupt, no_interrupt

_CHUNK = 2048
"""Samples in one piece."""

_GLANCE = 512
"""Samples from which the ends of the histograms are chosen."""


def health_of(
    engine: Engine,
    most: int | None = None,
    check_interrupt: CheckInterrupt = no_interrupt,
) -> NetworkHealth:
    """Measure the network of a run as it is now; see ``measure_health``.

    ``check_interrupt`` is called after every piece; if it raises, the measurement ends.
    """
    return measure_health(
        (engine.network, engine.loss, engine.config.penalty),
        engine.data.train,
        engine.iteration,
        most,
        check_interrupt,
    )


@np.errstate(all="ignore")
def measure_health(
    learner: tuple[Network, Loss, Penalty],
    part: Part,
    iteration: int,
    most: int | None = None,
    check_interrupt: CheckInterrupt = no_interrupt,
) -> NetworkHealth:
    """Measure every layer of a network, over all samples of a part.

    Parameters
    ----------
    learner
        The network, which is not changed, its loss and its penalty.
    part
        The samples.
    iteration
        The number of iterations done.
    most
        The most samples to use, evenly spread over the part; all if None.
    check_interrupt
        Called after every piece; if it raises, the measurement ends.
    """
    network, loss, penalty = learner
    apart = 1 if most is None else -(-part.samples // most)
    inputs, targets = part.inputs[::apart], part.targets[::apart]
    layers = _beginnings(network, inputs)
    gradient = np.zeros(network.layout.count)
    for program in _pieces(network, loss, inputs, targets):
        # Each piece has the gradient of its own average: weighted by its size they make
        # that of the whole.
        gradient += program.state.gradient * (program.batch_size / len(inputs))
        for layer in layers:
            layer.add(program)
        check_interrupt()
    data, whole = gradient, gradient + _of_penalty(network, penalty)
    norms = zip(
        map(norm, network.layout.blocks(whole)),
        map(norm, network.layout.blocks(data)),
        strict=True,
    )
    found = (layer.health(*pair) for layer, pair in zip(layers, norms, strict=True))
    return NetworkHealth(iteration, tuple(found))


def norm(values: Floats) -> float:
    """Return the Euclidean norm of values of any shape: 0 only if every value is 0."""
    largest = float(np.abs(values).max())
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    # Otherwise squares of tiny numbers would vanish, and those of huge ones overflow.
    return largest * float(np.linalg.norm(values / largest))


class _LayerCount:
    """Collects a layer's health over the pieces seen so far."""

    def __init__(self, network: Network, layer: int, z: Floats, a: Floats) -> None:
        self._layer = layer
        self._activation = network.activations[layer - 1]
        self._z, self._a = HistogramSums(*reach(z)), HistogramSums(*reach(a))
        self._samples = 0
        self._zeros = np.zeros(len(z), np.intp)
        self._saturated = np.zeros(len(z), np.intp)
        self._steepest = 0.0

    def add(self, program: Program) -> None:
        """Add the piece that a program has just run on."""
        named, layer = program.workspace, self._layer
        z, a = named[f"z{layer}"].T, named[f"a{layer}"].T
        self._z.add(z)
        self._a.add(a)
        self._zeros += zero_counts(a)
        # An output layer joined with its loss has no slope in the program.
        known = named.get(f"slope{layer}")
        slope = slopes(self._activation, z, a) if known is None else known.T
        self._saturated += saturated_counts(self._activation, slope, a)
        # Unlike Python's max, np.maximum propagates NaN.
        self._steepest = float(np.maximum(self._steepest, np.abs(slope).max()))
        self._samples += program.batch_size

    def health(self, gradient_norm: float, data_gradient_norm: float) -> LayerHealth:
        """Return the layer's health."""
        return LayerHealth(
            layer=self._layer,
            activation=self._activation.name,
            samples=self._samples,
            z=self._z.distribution(),
            a=self._a.distribution(),
            dead=dead(self._zeros, self._samples),
            nearly_dead=nearly_dead(self._zeros, self._samples),
            saturated=self._saturated / self._samples,
            gradient_norm=gradient_norm,
            data_gradient_norm=data_gradient_norm,
            steepest=self._steepest,
        )


def _beginnings(network: Network, inputs: Floats) -> list[_LayerCount]:
    """Return an empty count for every layer, its histograms' ends from some samples."""
    some = inputs[:: -(-len(inputs) // _GLANCE)]
    return [
        _LayerCount(network, layer, z, a)
        for layer, (z, a) in enumerate(network.forward(some), start=1)
    ]


def _pieces(
    network: Network, loss: Loss, inputs: Floats, targets: Floats
) -> Iterator[Program]:
    """Run the program forward and backward on inputs (N, I) piece by piece."""
    programs: dict[int, Program] = {}
    for start in range(0, len(inputs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        size = len(inputs[rows])
        if size not in programs:
            batch = Batch.empty(size, network.layout, network.precision)
            programs[size] = compile_program(network, loss, batch=batch)
        program = programs[size]
        program.workspace["inputs"][...] = inputs[rows]
        program.workspace["targets"][...] = targets[rows]
        for operation in program.operations:
            if operation.phase != "update":
                operation.run()
        yield program


def _of_penalty(network: Network, penalty: Penalty) -> Floats:
    """Return the penalty's gradient, a flat vector (P,)."""
    slope = np.zeros_like(network.parameters)
    if penalty:
        for call in penalty.slope_calls(network.parameters, network.layout, slope):
            call()
    return slope
