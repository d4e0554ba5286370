"""What the pictures of one contender show, worked out from its state. Without Qt."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_label
from nnviz.data.classes import labels_text
from nnviz.data.prepared import PreparedData
from nnviz.live.snapshot import Lane
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.scores import classes_of
from nnviz.session.stop import Stop
from nnviz.views.diagram.diagram_state import DEAD, DiagramState
from nnviz.views.numbers import amount, significant
from nnviz.views.output.curve_values import CurvePlan, FittedCurve, curve
from nnviz.views.output.image_values import ClassShares, brightest
from nnviz.views.output.network_pictures import NetworkPictures
from nnviz.views.output.output_values import OutputPicture, OutputPlan, plan_output
from nnviz.views.output.predictions import class_shares, part_of, table_values
from nnviz.views.output.surface_values import (
    Points,
    SurfacePicture,
    SurfacePlan,
    surface_of,
)

SIZE = 48
"""Cells of a small surface each way."""

_COARSE = 3
"""A neuron is a few pixels large: every third cell of the surface will do."""

_MOST_POINTS = 160
_MOST_PAIRS = 240


class CurrentSample(msgspec.Struct, frozen=True, eq=False):
    """The sample that all contenders are asked about.

    Attributes
    ----------
    place
        Where it is on a surface or beside a curve, None elsewhere.
    wanted
        Its class or its first target, as a word.
    pixels, brightest
        Its picture (height, width) where samples are images.
    """

    row: int
    part: str
    wanted: str
    place: tuple[float, float] | None = None
    pixels: NDArray[np.generic] | None = None
    brightest: float = 1.0


class ContenderFrame(msgspec.Struct, frozen=True, eq=False):
    """One contender: its numbers, its output and its network.

    Attributes
    ----------
    accuracy, r2
        Of the test set where there is one, of the training set otherwise; None where
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


class ContenderFrameBuilder:
    """Turns states of one contender into frames.

    Parameters
    ----------
    network
        A copy of the contender's; its parameters are overwritten.
    plan
        How its output is shown.
    """

    def __init__(self, network: Network, plan: OutputPlan) -> None:
        self.plan = plan
        self._network = network
        self._pictures = NetworkPictures(network, plan, _COARSE)
        last = len(network.sizes) - 1
        self._names = tuple(layer_label(layer, last) for layer in range(last + 1))

    def frame(self, lane: Lane, row: int) -> ContenderFrame:
        """Return the frame of a state; ``row`` is the current sample."""
        network, layout = self._network, self._network.layout
        network.parameters[...] = lane.parameters
        weights = tuple(layout.weights(lane.parameters))
        sample = self._pictures.sample(row)
        activations = self._pictures.activations(sample)
        outputs, pictures = self._pictures.over_plane() or (None, ())
        image = self._pictures.image(sample)
        diagram = DiagramState(
            sizes=network.sizes,
            layer_names=self._names,
            edges=weights,
            biases=tuple(layout.biases(lane.parameters)),
            activations=activations,
            input_names=self._pictures.input_names,
            output_names=self._pictures.output_names,
            pictures=pictures,
            input_image=image,
            notes=_notes(lane.health),
        )
        largest, longest = _largest(weights, bundled=image is not None)
        score = lane.evaluation
        judged = None if score is None else score.judged
        return ContenderFrame(
            lane.iteration,
            lane.cost,
            None if judged is None else judged.accuracy,
            None if judged is None else judged.r2,
            lane.stop,
            self._output(row, outputs, activations[-1]),
            diagram,
            largest,
            longest,
        )

    def _output(
        self, row: int, outputs: Floats | None, answer: Floats
    ) -> OutputPicture:
        """Arrange the outputs over the plane, and the answer (O,) to the sample."""
        data, shape = self.plan.data, self.plan.shape
        if isinstance(shape, SurfacePlan) and outputs is not None:
            return SurfacePicture(shape, surface_of(outputs, data, shape))
        if isinstance(shape, CurvePlan):
            return FittedCurve(shape, curve(self._network, data, shape))
        if data.dataset.task == "classification":
            shares = class_shares(data.target_scaling.invert(answer[None, :]))[0]
            return ClassShares(data.dataset.class_names, shares, class_of(data, row))
        return table_values(self._network, data, _MOST_PAIRS)


def plan_small(data: PreparedData) -> OutputPlan:
    """Prepare what stays the same for a run: coarser and with fewer points."""
    plan = plan_output(data, SIZE)
    if plan.shape is None:
        return plan
    shape = msgspec.structs.replace(
        plan.shape,
        train=_thinned(plan.shape.train),
        test=_thinned(plan.shape.test),
        validation=_thinned(plan.shape.validation),
    )
    if isinstance(shape, CurvePlan):
        x = np.linspace(shape.x[0], shape.x[-1], 3 * SIZE)
        shape = msgspec.structs.replace(shape, x=x)
    return msgspec.structs.replace(plan, shape=shape)


def current_sample(plan: OutputPlan, row: int) -> CurrentSample:
    """Return the sample that all contenders are asked about."""
    data, dataset = plan.data, plan.data.dataset
    classes = dataset.task == "classification"
    target = 0.0 if classes else float(dataset.targets[row, 0])
    wanted = amount(target, significant)
    if classes:
        wanted = dataset.class_names[class_of(data, row)]
    elif dataset.task == "labels":
        wanted = labels_text(dataset.output_names, dataset.targets[row] > 0.5)
    place = pixels = None
    if isinstance(plan.shape, SurfacePlan):
        place = float(dataset.inputs[row, 0]), float(dataset.inputs[row, 1])
    elif isinstance(plan.shape, CurvePlan):
        place = float(dataset.inputs[row, 0]), target
    elif dataset.image_shape is not None:
        pixels = dataset.inputs[row].reshape(dataset.image_shape)
    full = brightest(data) if pixels is not None else 1.0
    return CurrentSample(row, part_of(data, row), wanted, place, pixels, full)


def class_of(data: PreparedData, row: int) -> int:
    """Return the class of one row of the data set."""
    return int(classes_of(data.dataset.targets[row : row + 1])[0])


def _thinned(points: Points) -> Points:
    """Keep as many points as a small picture can show, evenly from all."""
    if len(points.rows) <= _MOST_POINTS:
        return points
    kept = np.linspace(0, len(points.rows) - 1, _MOST_POINTS).astype(np.intp)
    return Points(points.x[kept], points.y[kept], points.marks[kept], points.rows[kept])


def _largest(weights: tuple[Floats, ...], *, bundled: bool) -> tuple[float, float]:
    single = weights[1:] if bundled else weights
    largest = max((float(np.abs(w).max()) for w in single), default=0.0)
    if not bundled:
        return _finite(largest), 0.0
    lengths = np.sqrt(np.einsum("oi,oi->o", weights[0], weights[0]))
    return _finite(largest), _finite(float(lengths.max()))


def _finite(value: float) -> float:
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
