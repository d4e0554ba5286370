"""What distributions are worked out for: which networks, and which inputs."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.types import Floats
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs
from nnviz.ui.experiment.setting_words import title

FUNCTIONS, INITIALISERS = "functions", "initialisers"
"""What the rows differ in."""

SAMPLES = 1000
MOST_LAYERS, MOST_WIDTH, MOST_SEED = 12, 300, 999_999
DRAWN = "normal"
"""The name of inputs drawn from the normal distribution."""


@dataclass(frozen=True, slots=True)
class SpreadSettings:
    """Everything but the functions themselves.

    Parameters
    ----------
    rows
        ``FUNCTIONS`` or ``INITIALISERS``: what is compared.
    function, initializer
        The one function where initialisers are compared, and the other way round.
    quantity
        "a" or "z".
    scale
        "row": one scale for all layers of a row; "layer": each has its own.
    layers, width, seed
        Of the network.
    data
        Whether the data set's inputs are used instead of drawn ones.
    """

    rows: str = FUNCTIONS
    function: str = "tanh"
    initializer: str = "xavier_uniform"
    quantity: str = "a"
    scale: str = "row"
    layers: int = 6
    width: int = 100
    seed: int = 0
    data: bool = False

    def subjects(self, functions: list[Activation]) -> list[Untrained]:
        """Return the network of every row."""
        own = [f for f in functions if f.name == self.function] or functions[:1]
        full = [name for name, one in INITIALIZERS.items() if one.name == name]
        pairs = [(f, self.initializer) for f in functions]
        if self.rows == INITIALISERS:
            pairs = [(f, name) for f in own for name in full]
        return [
            Untrained(f, name, self.layers, self.width, self.seed) for f, name in pairs
        ]

    def inputs(self, data: Floats | None) -> Floats:
        """Return the inputs (N, I) to send through, at most `SAMPLES` of the data."""
        if self.data and data is not None:
            return np.asarray(data[:SAMPLES], float)
        return drawn_inputs(SAMPLES, self.width, self.seed)

    def row_title(self, subject: Untrained) -> str:
        """Return what is written before a row."""
        if self.rows == INITIALISERS:
            return title(subject.initializer)
        return title(subject.activation.name)
