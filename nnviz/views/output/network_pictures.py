"""A network's answers to one sample and over the plane, for diagram and output."""

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.views.output.output_values import OutputPlan
from nnviz.views.output.surface_values import SurfacePlan

_ROUGH = "float32"

Pictures = tuple[Floats | None, ...]
"""A layer's pictures (O, H, W), or None, for each layer."""


class NetworkPictures:
    """Asks a network for everything that its pictures are made from.

    Parameters
    ----------
    network, plan
        The network, and how the output of its data set is shown.
    every
        A neuron is smaller than the surface: its picture keeps one in this many cells
        of the surface's grid, each way.

    Attributes
    ----------
    input_names
        Empty where the inputs are the pixels of one picture.
    """

    def __init__(self, network: Network, plan: OutputPlan, every: int) -> None:
        self._network, self._plan, self._every = network, plan, every
        dataset = plan.data.dataset
        self._image_shape = dataset.image_shape
        self.input_names = () if self._image_shape else dataset.input_names
        self.output_names = dataset.output_names
        shape = plan.shape
        self._asked: tuple[bytes, tuple[Activation, ...]] | None = None
        self._answer: tuple[Floats, Pictures] | None = None
        with np.errstate(all="ignore"):
            self._rough = network.copy(_ROUGH)
        # The inputs over the plane stay the same whatever the network learns.
        self._inputs: Floats | None = None
        self._over: Floats = np.empty((0, 0), _ROUGH)
        if isinstance(shape, SurfacePlan):
            self._over = shape.inputs.astype(_ROUGH)
            self._inputs = _coarse(np.ascontiguousarray(self._over.T), shape, every)

    def sample(self, row: int) -> Floats:
        """Return the scaled inputs (1, I) of a row of the data set."""
        data = self._plan.data
        values = np.asarray(data.dataset.inputs[row : row + 1], np.float64)
        scaled: Floats = data.input_scaling.apply(values)
        return scaled

    def activations(self, sample: Floats) -> tuple[Floats, ...]:
        """Return the inputs and the activations of all layers for a sample (1, I)."""
        return (sample[0], *(a[:, 0] for _, a in self._network.forward(sample)))

    def image(self, sample: Floats) -> Floats | None:
        """Return a sample (I,) as a picture (H, W), None if it is not one."""
        shape = self._image_shape
        return None if shape is None else sample.reshape(shape)

    def over_plane(self) -> tuple[Floats, Pictures] | None:
        """Return the outputs (H * W, O) over the plane, and the pictures by layer.

        One pass through the network serves both. None if the inputs are not a plane.
        As long as the network stays the same, so does what is returned.
        """
        shape = self._plan.shape
        if not isinstance(shape, SurfacePlan):
            return None
        asked = self._network.parameters.tobytes(), self._network.activations
        if asked != self._asked:
            self._asked, self._answer = asked, self._ask(shape)
        return self._answer

    def _ask(self, shape: SurfacePlan) -> tuple[Floats, Pictures]:
        layers, functions = self._layers(shape), self._network.activations
        pictures = [
            _centred(_coarse(a, shape, self._every), f.range)
            for a, f in zip(layers, functions, strict=True)
        ]
        return layers[-1].T, (self._inputs, *pictures)

    def _layers(self, shape: SurfacePlan) -> list[Floats]:
        """Return the activations (O, H * W) of all layers over the plane.

        They become colours, of which there are 256: single precision, in a fifth of
        the time, will do, unless something overflows in it.
        """
        rough = self._rough
        with np.errstate(all="ignore"):
            rough.parameters[...] = self._network.parameters
        rough.activations = self._network.activations
        layers = [a for _, a in rough.forward(self._over)]
        if all(np.isfinite(a).all() for a in layers):
            return layers
        return [a for _, a in self._network.forward(shape.inputs)]


def _coarse(values: Floats, plan: SurfacePlan, every: int) -> Floats:
    pictures = values.reshape(-1, len(plan.y), len(plan.x))
    return np.ascontiguousarray(pictures[:, ::every, ::every])


def _centred(values: Floats, limits: tuple[float, float]) -> Floats:
    """Move activations between 0 and 1 around 0, where the neutral colour is."""
    if limits == (0.0, 1.0):
        centred: Floats = 2.0 * values - 1.0
        return centred
    return values
