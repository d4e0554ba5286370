"""What a network diagram shows, as one frozen value without Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.views.numbers import amount

EdgeKind = Literal[
    "weight", "contribution", "gradient", "update", "check", "difference"
]
_WIDE = "00000000"
"""As wide as values are: a sample with longer ones must not move the network."""
DEAD = "dead"
"""The note of a neuron that is zero for every sample."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A value that moves along an edge, or from a bias, whose column is -1."""

    layer: int
    neuron: int
    column: int
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Stepping:
    """The position in a walk through one iteration.

    Attributes
    ----------
    known
        How many neurons of each layer, the inputs first, have their value already; the
        others are shown empty.
    flows
        What the current step moves: its edges are emphasised, all others dimmed.
    forward
        Whether values flow from the inputs to the outputs, or back.
    words
        Texts in place of neurons' values, by (layer, index).
    lit
        (layer, index) of the neuron that is computed; None for several, or none.
    """

    known: tuple[int, ...]
    flows: tuple[Flow, ...] = ()
    forward: bool = True
    words: Mapping[tuple[int, int], str] = field(default_factory=dict)
    lit: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """The relative error of every gradient; NaN where none was judged.

    Attributes
    ----------
    weights, biases
        (O, I) and (O,) per layer.
    tolerance
        The largest error that passes.
    gradients
        Returns a gradient and its difference quotient by layer from 1, neuron and
        column from 0; the column of a bias is -1.
    ways
        How the two came about, in words.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    tolerance: float
    gradients: Callable[[int, int, int], tuple[float, float]]
    ways: tuple[str, str] = ("by the program", "by differences")


@dataclass(frozen=True, slots=True, eq=False)
class DiagramState:
    """Everything the diagram shows at one moment.

    Layer 0 holds the inputs; layer l (1, 2, ...) owns entry l - 1 of ``edges``,
    ``biases`` and ``weights``. The arrays are not copied and must not change.

    Attributes
    ----------
    sizes
        Neurons per layer, the inputs first.
    layer_names
        One per layer: "input", "hidden 1 · tanh", "output · sigmoid".
    edges
        What the edges show, (O, I) per layer.
    biases
        (O,) per layer; always the biases themselves.
    kind
        What ``edges`` holds; with "check" the relative errors of ``verdicts``.
    activations
        Of the current sample, (I,) or (O,) per layer, the inputs first; or empty.
    weights
        (O, I) per layer, for editing while the edges show something else.
        May stay empty where ``kind`` is "weight".
    input_names, output_names
        Names of features and classes, or empty.
    in_units
        By layer, the inputs (I,) and outputs (O,) in the data's units, where the
        network has them scaled.
    pictures
        Per layer, the inputs first, (O, H, W) or None: heat maps over the input plane
        or weights as images. Zero gets the neutral tone, so pass activations from 0 to
        1 as 2a - 1. Row 0 is the top.
    picture_limits
        Per layer, the magnitude at full colour; 0 or missing scales every picture by
        its own largest magnitude.
    input_image
        (H, W) from 0 to 1: the whole input layer as one picture.
    notes
        A word about a neuron, by (layer, index): "dead", "saturated".
    stepping
        The position in a walk through an iteration, None outside of one.
    verdicts
        What a check of the gradients found, if there was one.
    edge_limits
        Per layer after the inputs, the size of a value drawn at full strength; 0 or
        missing measures the edges of a layer by the largest that is drawn.
    """

    sizes: tuple[int, ...]
    layer_names: tuple[str, ...]
    edges: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    kind: EdgeKind = "weight"
    activations: tuple[Floats, ...] = ()
    weights: tuple[Floats, ...] = ()
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    in_units: Mapping[int, NDArray[Any]] = field(default_factory=dict)
    pictures: tuple[Floats | None, ...] = ()
    picture_limits: tuple[float, ...] = ()
    input_image: Floats | None = None
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    stepping: Stepping | None = None
    verdicts: Verdicts | None = None
    edge_limits: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        shapes = tuple(zip(self.sizes[1:], self.sizes[:-1], strict=True))
        if tuple(values.shape for values in self.edges) != shapes:
            raise ValueError(f"edges of {self.sizes} need the shapes {shapes}")
        if tuple(len(values) for values in self.biases) != self.sizes[1:]:
            raise ValueError(f"biases of {self.sizes} need {self.sizes[1:]} values")
        if len(self.layer_names) != len(self.sizes):
            raise ValueError(f"{len(self.sizes)} layers need as many names")

    @property
    def last(self) -> int:
        """The output layer."""
        return len(self.sizes) - 1

    def bias_error(self, layer: int, neuron: int) -> float:
        """Return the relative error of a bias's gradient, NaN if it was not judged."""
        found = self.verdicts
        return float("nan") if found is None else float(found.biases[layer - 1][neuron])

    @property
    def tolerance(self) -> float:
        """The largest relative error that passes."""
        return 0.0 if self.verdicts is None else self.verdicts.tolerance

    def true_weights(self, layer: int) -> Floats | None:
        """Return the weights (O, I) of a layer where they are known."""
        if self.weights:
            return self.weights[layer - 1]
        return self.edges[layer - 1] if self.kind == "weight" else None

    def known_of(self, layer: int) -> int:
        """Return how many neurons of a layer have their value, the first ones."""
        return (
            self.sizes[layer] if self.stepping is None else self.stepping.known[layer]
        )

    def word(self, layer: int, index: int) -> str:
        """Return the text that a walk puts in place of a neuron's value, or ""."""
        return self.stepping.words.get((layer, index), "") if self.stepping else ""

    def activation(self, layer: int, index: int) -> float | None:
        """Return a neuron's activation for the current sample, if it is known."""
        values = self.activations_of(layer)
        if values is None or index >= self.known_of(layer):
            return None
        return float(values[index])

    def activations_of(self, layer: int) -> Floats | None:
        """Return the activations of a layer for the current sample, if it has any."""
        return self.activations[layer] if layer < len(self.activations) else None

    def pictures_of(self, layer: int) -> Floats | None:
        """Return the pictures (O, H, W) of a layer, if it has any."""
        return self.pictures[layer] if layer < len(self.pictures) else None

    def picture_limit(self, layer: int) -> float:
        """Return the magnitude at full colour, 0 where each picture has its own."""
        limits = self.picture_limits
        return limits[layer] if layer < len(limits) else 0.0

    def edge_limit(self, layer: int) -> float:
        """Return the value of an edge at full strength, 0 for the largest one drawn."""
        limits = self.edge_limits
        return limits[layer - 1] if layer <= len(limits) else 0.0

    def name_of(self, layer: int, index: int) -> str:
        """Return the name of an input or output, or "" where it has none."""
        names: tuple[str, ...] = ()
        if layer == 0:
            names = self.input_names
        elif layer == self.last:
            names = self.output_names
        return names[index] if index < len(names) else ""

    def beside(self, layer: int) -> tuple[str, ...]:
        """Return what is written beside inputs or outputs, or is as wide as that."""
        names = self.output_names if layer else self.input_names
        return (*names, _WIDE) if layer in self.in_units else names

    def text_in_units(self, layer: int, index: int) -> str:
        """Return an input or output in the data's units, "" where it is not scaled."""
        values = self.in_units.get(layer)
        return "" if values is None else amount(float(values[index]))

    def title_of(self, layer: int, index: int) -> str:
        """Return a neuron's full name: "hidden 1, neuron 3", "input x₁"."""
        short = self.layer_names[layer].split(" · ")[0]
        name = self.name_of(layer, index)
        if name:
            return f"{short} {name}"
        return f"{short} {index + 1}" if layer == 0 else f"{short}, neuron {index + 1}"
