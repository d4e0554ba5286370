"""The settings of the chain, how it is linked, its length and weights, and controls."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.exploring.backflow import flowing_back
from nnviz.explain.exploring.chain import chained, same_z
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs
from nnviz.session.comparison.number_words import title
from nnviz.ui.controls.layouts import row_of
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.experiment.number_field import nice_whole
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.explorer.fields import NumberSlider, named, whole_field
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment.choices import initializer_options
from nnviz.views.explored_z import FIRST_Z
from nnviz.views.numbers import count, signed

SAME, CHAIN, NETWORK = "same z", "chain", "network"
"""Every layer at one z; each z from the layer before; a whole network."""

SAMPLES = 100
"""Inputs that a network is given."""

MOST_LAYERS, MOST_WIDTH = 50, 300


_KINDS = (
    Segment(SAME, "Every layer is at the z chosen on the plots"),
    Segment(CHAIN, "Each layer's z is w times the activation of the layer before"),
    Segment(NETWORK, "A whole untrained network, as the initialiser draws it"),
)
_FINE, _MOST_W = 20, 60
"""Steps of w per one, and the largest step."""


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """Everything that what is left of a gradient depends on, but for the function."""

    kind: str = CHAIN
    layers: int = 10
    z: float = FIRST_Z
    w: float = 1.0
    initializer: str = "xavier_uniform"
    width: int = 100

    def logs(self, activation: Activation) -> Floats:
        """Work out the logarithms for a function, (layers,)."""
        if self.kind == SAME:
            return same_z(activation, self.z, self.w, self.layers)
        if self.kind == CHAIN:
            return chained(activation, self.z, self.w, self.layers)
        subject = Untrained(activation, self.initializer, self.layers, self.width)
        return flowing_back(subject, drawn_inputs(SAMPLES, self.width, subject.seed))

    def words(self) -> str:
        """State what is computed, exactly."""
        z, w = (signed(value, 2).strip() for value in (self.z, self.w))
        if self.kind == SAME:
            return (
                f"Every layer at the same z = {z}: what is left after n layers is "
                f"|wⁿ⁻¹ f'(z)ⁿ| with w = {w}."
            )
        if self.kind == CHAIN:
            return (
                f"One neuron per layer, z₁ = {z}, then zₗ₊₁ = w aₗ with w = {w}: what "
                "is left is |daₙ/dz₁| = |f'(z₁) · w f'(z₂) · … · w f'(zₙ)|."
            )
        return (
            f"One untrained network of {self.layers} × {self.width} neurons, weights "
            f"and biases drawn by {title(self.initializer)}; {SAMPLES} inputs and a "
            "gradient drawn from N(0, 1). What is left is the norm of dC/da n layers "
            "before the last, divided by the norm at the last."
        )


def worked_out(
    settings: ChainSettings,
    activations: list[Activation],
    known: dict[Activation, Floats],
) -> Iterator[Activation]:
    """Work functions out one by one, into ``known``."""
    for activation in activations:
        if activation not in known:
            known[activation] = settings.logs(activation)
            yield activation


class ChainControls(QWidget):
    """Shows `ChainSettings` and announces others.

    Signals
    -------
    changed
        The `ChainSettings` the user wants.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.settings = ChainSettings()
        self.kind = Segments("chain_kind", _KINDS)
        self.layers = NumberSlider("layers", (1, MOST_LAYERS), count)
        self.layers.describe("Layers of the chain", "How many layers there are")
        self.w = NumberSlider("w", (-_MOST_W, _MOST_W), _w_text)
        self.w.describe(
            "Weight w", "The one weight from each neuron to the next, for all layers"
        )
        self.initializer = Picker("explorer_chain_initializer")
        keep_size(self.initializer, least_width=140)
        self.initializer.setAccessibleName("Initialiser of the network")
        self.initializer.describe("How the untrained network's weights are drawn")
        tip = "How many neurons each layer has"
        self.width_field = whole_field("Neurons per layer", tip, nice_whole)
        self._network = QWidget()
        self._lay_out()
        self.show_settings(self.settings)
        self.kind.chosen.connect(self._choose_kind)
        self.layers.moved.connect(self._choose_layers)
        self.w.moved.connect(self._choose_w)
        self.initializer.chosen.connect(self._choose_initializer)
        self.width_field.entered.connect(self._choose_width)

    def show_settings(self, settings: ChainSettings) -> None:
        """Show these settings; this announces nothing."""
        self.settings = settings
        self.kind.show_current(settings.kind)
        self.layers.show_step(settings.layers)
        self.w.show_step(round(settings.w * _FINE))
        self.initializer.show_options(initializer_options(), settings.initializer)
        self.width_field.show_value(settings.width)
        self.w.setVisible(settings.kind != NETWORK)
        self._network.setVisible(settings.kind == NETWORK)

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        self.changed.emit(replace(self.settings, kind=kind))

    @Slot(int)
    def _choose_layers(self, layers: int) -> None:
        self.changed.emit(replace(self.settings, layers=layers))

    @Slot(int)
    def _choose_w(self, step: int) -> None:
        self.changed.emit(replace(self.settings, w=step / _FINE))

    @Slot(str)
    def _choose_initializer(self, name: str) -> None:
        self.changed.emit(replace(self.settings, initializer=name))

    @Slot(object)
    def _choose_width(self, width: int) -> None:
        width = min(max(width, 1), MOST_WIDTH)
        self.width_field.show_value(width)
        self.changed.emit(replace(self.settings, width=width))

    def _lay_out(self) -> None:
        inner = QHBoxLayout(self._network)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(named("width", self.width_field))
        inner.addWidget(self.initializer)
        row_of(self.kind, self.layers, self.w, self._network, within=self, spacing=12)


def _w_text(step: int) -> str:
    return signed(step / _FINE, 2)
