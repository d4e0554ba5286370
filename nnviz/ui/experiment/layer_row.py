"""One hidden layer in the editor: its neurons, its activation, and its removal."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from nnviz.ui.experiment.choices import Option
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.setting_words import TIPS

NEURONS_WIDTH = 46


class LayerRow(QWidget):
    """The controls of hidden layer number ``layer``, from 1.

    Signals
    -------
    resized, chosen, removed
        The user wants other neurons, another activation, or the layer gone.
    """

    resized = Signal(int, object)
    chosen = Signal(int, str)
    removed = Signal(int)

    def __init__(self, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.neurons = NumberField(whole=True)
        self.picker = Picker(f"activation_picker_{layer}")
        self._remove = QToolButton()
        self._build()
        self.neurons.entered.connect(self._resize)
        self.picker.chosen.connect(self._choose)
        self._remove.clicked.connect(self._go)

    def show_layer(self, neurons: int, options: list[Option], activation: str) -> None:
        """Show the layer as it is; this announces nothing."""
        self.neurons.show_value(neurons)
        self.picker.show_options(options, activation)

    def _build(self) -> None:
        name = f"hidden {self.layer}"
        label = QLabel(name)
        label.setProperty("role", "muted")
        label.setBuddy(self.neurons)
        self.neurons.setObjectName(f"neurons_{self.layer}")
        self.neurons.setFixedWidth(NEURONS_WIDTH)
        self.neurons.setAccessibleName(f"Neurons of {name}")
        self.neurons.describe(TIPS["neurons"])
        self.picker.setAccessibleName(f"Activation of {name}")
        self.picker.describe(TIPS["layer_activation"])
        self._remove.setText("×")
        self._remove.setProperty("role", "flat")
        self._remove.setFixedSize(20, 24)
        self._remove.setObjectName(f"remove_layer_{self.layer}")
        self._remove.setAccessibleName(f"Remove {name}")
        self._remove.setToolTip(TIPS["remove_layer"])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(label)
        line.addStretch(1)
        for widget in (self.neurons, self.picker, self._remove):
            line.addWidget(widget)

    @Slot(object)
    def _resize(self, neurons: object) -> None:
        self.resized.emit(self.layer, neurons)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.chosen.emit(self.layer, name)

    @Slot()
    def _go(self) -> None:
        self.removed.emit(self.layer)
