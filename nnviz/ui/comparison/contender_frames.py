"""What the small pictures show of one contender, worked out from its moment."""

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.session.comparison.comparison_state import ContenderState
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.stop import Stop
from nnviz.ui.comparison.outputs import (
    CurrentSample,
    OutputPicture,
    class_of,
    picture_of,
)
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.output.curve_values import CurvePlan
from nnviz.ui.output.image_values import brightest
from nnviz.ui.output.neuron_pictures import input_pictures, neuron_pictures
from nnviz.ui.output.output_values import OutputPlan
from nnviz.ui.output.predictions import part_of
from nnviz.ui.output.surface_values import SurfacePlan
from nnviz.ui.painting.numbers import significant

DEAD = "dead"

_COARSE = 3
"""A neuron is a few pixels large: every third cell of the surface will do."""

_NO_OUTPUTS = np.empty((0, 1))


class ContenderFrame(msgspec.Struct, frozen=True, eq=False):
    """One contender: its numbers, its output and its network.

    Attributes
    ----------
    accuracy, r2
        Of the test part where there is one, of the training part otherwise; None where
        it is not known, or says nothing.
    largest, longest
        The largest size of a weight whose edge is drawn by itself, and the largest
        length of the weights of a neuron that are drawn as one; 0 without any.
    """

    iteration: int
    cost: float
    accuracy: float | None
    r2: float | None
    stop: Stop | None
    output: OutputPicture
    diagram: DiagramState
    largest: float
    longest: float


class ContenderPainter:
    """Turns moments of one contender into frames."""

    def __init__(self, network: Network, plan: OutputPlan) -> None:
        self.plan = plan
        self._network = network
        dataset = plan.data.dataset
        self._shape = dataset.image_shape
        self._names = tuple(f"layer {n}" for n in range(len(network.sizes)))
        self._input_names = () if self._shape else dataset.input_names
        self._inputs = input_pictures(plan.shape, _COARSE)

    def frame(self, moment: ContenderState, row: int) -> ContenderFrame:
        """Work out what a moment looks like; ``row`` is the current sample."""
        network, layout = self._network, self._network.layout
        network.parameters[...] = moment.parameters
        weights = tuple(layout.weights(moment.parameters))
        sample = self._sample(row)
        activations = (sample[0], *(a[:, 0] for _, a in network.forward(sample)))
        outputs, pictures = self._over_plane()
        image = None if self._shape is None else sample.reshape(self._shape)
        diagram = DiagramState(
            sizes=network.sizes,
            layer_names=self._names,
            edges=weights,
            biases=tuple(layout.biases(moment.parameters)),
            activations=activations,
            input_names=self._input_names,
            output_names=self.plan.data.dataset.output_names,
            pictures=pictures,
            input_image=image,
            notes=_notes(moment.health),
        )
        largest, longest = _largest(weights, bundled=image is not None)
        score = moment.evaluation
        judged = None if score is None else score.test or score.train
        return ContenderFrame(
            moment.iteration,
            moment.cost,
            None if judged is None else judged.accuracy,
            None if judged is None else judged.r2,
            moment.stop,
            picture_of(network, self.plan, row, outputs, activations[-1]),
            diagram,
            largest,
            longest,
        )

    def _sample(self, row: int) -> Floats:
        """Return the scaled inputs (1, I) of a row of the data set."""
        data = self.plan.data
        values = np.asarray(data.dataset.inputs[row : row + 1], np.float64)
        scaled: Floats = data.input_scaling.apply(values)
        return scaled

    def _over_plane(self) -> tuple[Floats, tuple[Floats | None, ...]]:
        """Return the outputs over the plane, and the neurons' pictures by layer."""
        shape = self.plan.shape
        if not isinstance(shape, SurfacePlan):
            return _NO_OUTPUTS, ()
        layers = [a for _, a in self._network.forward(shape.inputs)]
        functions = self._network.activations
        pictures = neuron_pictures(layers, functions, shape, _COARSE)
        return layers[-1].T, (self._inputs, *pictures)


def current_sample(plan: OutputPlan, row: int) -> CurrentSample:
    """Return the sample that all contenders are asked about."""
    data, dataset = plan.data, plan.data.dataset
    classes = dataset.task == "classification"
    target = 0.0 if classes else float(dataset.targets[row, 0])
    wanted = significant(target)
    if classes:
        wanted = dataset.class_names[class_of(data, row)]
    place = pixels = None
    if isinstance(plan.shape, SurfacePlan):
        place = float(dataset.inputs[row, 0]), float(dataset.inputs[row, 1])
    elif isinstance(plan.shape, CurvePlan):
        place = float(dataset.inputs[row, 0]), target
    elif dataset.image_shape is not None:
        pixels = dataset.inputs[row].reshape(dataset.image_shape)
    full = brightest(data) if pixels is not None else 1.0
    return CurrentSample(row, part_of(data, row), wanted, place, pixels, full)


def _largest(weights: tuple[Floats, ...], *, bundled: bool) -> tuple[float, float]:
    single = weights[1:] if bundled else weights
    largest = max((float(np.abs(w).max()) for w in single), default=0.0)
    if not bundled:
        return _known(largest), 0.0
    lengths = np.sqrt(np.einsum("oi,oi->o", weights[0], weights[0]))
    return _known(largest), _known(float(lengths.max()))


def _known(value: float) -> float:
    return value if np.isfinite(value) else 0.0


def _notes(health: NetworkHealth | None) -> dict[tuple[int, int], str]:
    """Name the dead and nearly dead neurons by (layer, neuron)."""
    if health is None:
        return {}
    notes: dict[tuple[int, int], str] = {}
    for layer in health.hidden:
        notes |= {(layer.layer, n): "nearly dead" for n in layer.nearly_dead.tolist()}
        notes |= {(layer.layer, n): DEAD for n in layer.dead.tolist()}
    return notes
