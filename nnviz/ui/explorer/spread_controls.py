"""The settings of the distributions, what is compared and in which network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.types import Floats
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs
from nnviz.session.comparison.number_words import title
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.experiment.number_field import by_one, nice_whole
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.explorer.fields import named, whole_field
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment.choices import Option, initializer_options

FUNCTIONS, INITIALISERS = "functions", "initialisers"
"""What the rows differ in."""

SAMPLES = 1000
MOST_LAYERS, MOST_WIDTH, MOST_SEED = 12, 300, 999_999
DRAWN = "normal"
"""The name of inputs drawn from the normal distribution."""


_ROWS = (
    Segment(FUNCTIONS, "A row for every function, all with one initialiser"),
    Segment(INITIALISERS, "A row for every initialiser, all with one function"),
)
_QUANTITIES = (
    Segment("a", "Show activations a = f(z)"),
    Segment("z", "Show pre-activations z = W a + b"),
)


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
        """Return the inputs (N, I) to send through: the data's, if they are wanted."""
        if self.data and data is not None:
            return data
        return drawn_inputs(SAMPLES, self.width, self.seed)

    def row_title(self, subject: Untrained) -> str:
        """Return what is written before a row."""
        if self.rows == INITIALISERS:
            return title(subject.initializer)
        return title(subject.activation.name)


class SpreadControls(QWidget):
    """Shows `SpreadSettings` and announces others.

    Signals
    -------
    changed
        The `SpreadSettings` the user wants.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.settings = SpreadSettings()
        self.rows = Segments("spread_rows", _ROWS)
        self.quantity = Segments("spread_quantity", _QUANTITIES)
        self.fixed = Picker("explorer_spread_fixed")
        keep_size(self.fixed, least_width=130)
        self.layers = whole_field("Layers", "How many layers: 1 to 12", by_one)
        self.width_field = whole_field(
            "Neurons per layer", "How many neurons each layer has: 1 to 300", nice_whole
        )
        self.seed = whole_field(
            "Seed", "Determines the weights and the drawn inputs", by_one
        )
        self.own_scale = QCheckBox("Own scale")
        self.own_scale.setToolTip(
            "Give each histogram its own scale; otherwise the histograms of a row "
            "share one, so that widths can be compared"
        )
        self.data = QCheckBox()
        self.data.hide()
        self._functions: tuple[Activation, ...] = ()
        self._lay_out()
        self._connect()

    def show_settings(
        self, settings: SpreadSettings, functions: Sequence[Activation]
    ) -> None:
        """Show these settings; this announces nothing."""
        self.settings, self._functions = settings, tuple(functions)
        self.rows.show_current(settings.rows)
        self.quantity.show_current(settings.quantity)
        if settings.rows == FUNCTIONS:
            self.fixed.describe("The initialiser of all rows")
            self.fixed.setAccessibleName("Initialiser of all rows")
            self.fixed.show_options(initializer_options(), settings.initializer)
        else:
            options = [Option(f.name, title(f.name), f.lesson) for f in functions]
            self.fixed.describe("The function of all rows")
            self.fixed.setAccessibleName("Function of all rows")
            self.fixed.show_options(options, settings.function)
        self.layers.show_value(settings.layers)
        self.width_field.show_value(settings.width)
        self.seed.show_value(settings.seed)
        self.own_scale.setChecked(settings.scale == "layer")
        self.data.setChecked(settings.data)

    def show_data_name(self, name: str | None) -> None:
        """Offer the inputs of a data set, or none."""
        self.data.setVisible(name is not None)
        self.data.setText(f"Inputs of {name}" if name else "")
        self.data.setToolTip(
            "Feed in the scaled inputs of the data set instead of numbers drawn from "
            "the normal distribution"
        )

    @Slot(str)
    def _choose_rows(self, rows: str) -> None:
        self.changed.emit(replace(self.settings, rows=rows))

    @Slot(str)
    def _choose_quantity(self, quantity: str) -> None:
        self.changed.emit(replace(self.settings, quantity=quantity))

    @Slot(str)
    def _choose_fixed(self, name: str) -> None:
        if self.settings.rows == FUNCTIONS:
            self.changed.emit(replace(self.settings, initializer=name))
        else:
            self.changed.emit(replace(self.settings, function=name))

    @Slot(object)
    def _choose_layers(self, layers: int) -> None:
        layers = min(max(layers, 1), MOST_LAYERS)
        self.changed.emit(replace(self.settings, layers=layers))

    @Slot(object)
    def _choose_width(self, width: int) -> None:
        width = min(max(width, 1), MOST_WIDTH)
        self.changed.emit(replace(self.settings, width=width))

    @Slot(object)
    def _choose_seed(self, seed: int) -> None:
        self.changed.emit(replace(self.settings, seed=min(max(seed, 0), MOST_SEED)))

    @Slot(bool)
    def _choose_scale(self, own: bool) -> None:
        self.changed.emit(replace(self.settings, scale="layer" if own else "row"))

    @Slot(bool)
    def _choose_data(self, data: bool) -> None:
        self.changed.emit(replace(self.settings, data=data))

    def _connect(self) -> None:
        self.rows.chosen.connect(self._choose_rows)
        self.quantity.chosen.connect(self._choose_quantity)
        self.fixed.chosen.connect(self._choose_fixed)
        self.layers.entered.connect(self._choose_layers)
        self.width_field.entered.connect(self._choose_width)
        self.seed.entered.connect(self._choose_seed)
        self.own_scale.clicked.connect(self._choose_scale)
        self.data.clicked.connect(self._choose_data)

    def _lay_out(self) -> None:
        above = (named("compare", self.rows), named("all with", self.fixed))
        below = (
            self.quantity,
            named("layers", self.layers),
            named("width", self.width_field),
            named("seed", self.seed),
            self.own_scale,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for parts in ((*above, self.data), below):
            line = QHBoxLayout()
            line.setSpacing(12)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
            column.addLayout(line)
