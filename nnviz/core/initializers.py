"""Initialisers of weights and biases, one object each.

Sources: Glorot & Bengio (2010), "Understanding the difficulty of training deep
feedforward neural networks", AISTATS, eq. 16 (xavier); He, Zhang, Ren & Sun (2015),
"Delving deep into rectifiers", ICCV, eq. 10 (he); LeCun, Bottou, Orr & Mueller (1998),
"Efficient BackProp", in Neural Networks: Tricks of the Trade, section 4.6 (lecun).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class Initializer:
    """A distribution for the parameters of a layer of O neurons with I inputs each.

    ``spread(inputs, outputs)`` is the half-width of a uniform distribution around 0, or
    the standard deviation of a normal one. Biases start at 0 unless ``draws_biases``.
    """

    name: str
    formula: str
    lesson: str
    spread: Callable[[int, int], float]
    normal: bool = False
    draws_biases: bool = False

    def fill(self, weights: Floats, biases: Floats, rng: "np.random.Generator") -> None:
        """Draw weights (O, I) and biases (O,) in place, always as float64 numbers."""
        outputs, inputs = weights.shape
        spread = self.spread(inputs, outputs)
        # Drawn in float64 and then rounded: float32 networks start from the same
        # numbers, to their precision.
        weights[...] = self._draw(rng, spread, weights.shape)
        biases[...] = (
            self._draw(rng, spread, biases.shape) if self.draws_biases else 0.0
        )

    def _draw(
        self, rng: "np.random.Generator", spread: float, shape: tuple[int, ...]
    ) -> Floats:
        if self.normal:
            return rng.normal(0.0, spread, shape)
        return rng.uniform(-spread, spread, shape)


_GLOROT = (
    "Keeps the size of activations and gradients through layers whose slope at 0 is 1, "
    "such as tanh; behind sigmoid, whose slope is at most 1/4, gradients shrink."
)
_HE = "Like xavier, but with twice the variance: relu silences half of its inputs."
_LECUN = "Keeps the variance of z equal to that of the inputs, however many there are."

_ALL = (
    Initializer(
        "xavier_uniform",
        r"w \sim U(-r, r), \; r = \sqrt{\frac{6}{I + O}}",
        _GLOROT,
        lambda inputs, outputs: math.sqrt(6.0 / (inputs + outputs)),
    ),
    Initializer(
        "xavier_normal",
        r"w \sim N(0, \frac{2}{I + O})",
        _GLOROT,
        lambda inputs, outputs: math.sqrt(2.0 / (inputs + outputs)),
        normal=True,
    ),
    Initializer(
        "he_uniform",
        r"w \sim U(-r, r), \; r = \sqrt{\frac{6}{I}}",
        _HE,
        lambda inputs, _: math.sqrt(6.0 / inputs),
    ),
    Initializer(
        "he_normal",
        r"w \sim N(0, \frac{2}{I})",
        _HE,
        lambda inputs, _: math.sqrt(2.0 / inputs),
        normal=True,
    ),
    Initializer(
        "lecun_uniform",
        r"w \sim U(-r, r), \; r = \sqrt{\frac{3}{I}}",
        _LECUN,
        lambda inputs, _: math.sqrt(3.0 / inputs),
    ),
    Initializer(
        "lecun_normal",
        r"w \sim N(0, \frac{1}{I})",
        _LECUN,
        lambda inputs, _: math.sqrt(1.0 / inputs),
        normal=True,
    ),
    Initializer(
        "fan_in_uniform",
        r"w, b \sim U(-r, r), \; r = \frac{1}{\sqrt{I}}",
        "What PyTorch's Linear begins with. Its variance is a third of lecun's, so "
        "activations shrink from layer to layer.",
        lambda inputs, _: 1.0 / math.sqrt(inputs),
        draws_biases=True,
    ),
    Initializer(
        "uniform",
        r"w, b \sim U(-0.5, 0.5)",
        "What many tutorials use. With 784 inputs z starts so large that sigmoid and "
        "tanh neurons are saturated.",
        lambda _inputs, _outputs: 0.5,
        draws_biases=True,
    ),
    Initializer(
        "normal",
        r"w, b \sim N(0, 1)",
        "Standard normal numbers, whatever the layer's size: wide layers start "
        "saturated.",
        lambda _inputs, _outputs: 1.0,
        normal=True,
        draws_biases=True,
    ),
    Initializer(
        "zeros",
        r"w = b = 0",
        "All neurons of a layer start equal and stay equal: they cannot learn "
        "different things.",
        lambda _inputs, _outputs: 0.0,
    ),
)

INITIALIZERS: dict[str, Initializer] = {i.name: i for i in _ALL}
"""Every initialiser by its name, and by the short names in common use."""

INITIALIZERS["xavier"] = INITIALIZERS["xavier_uniform"]
INITIALIZERS["he"] = INITIALIZERS["he_normal"]
INITIALIZERS["lecun"] = INITIALIZERS["lecun_normal"]
