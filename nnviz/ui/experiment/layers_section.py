"""The layers, from the inputs to the outputs."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.ui.experiment import activation_choices, choices, section_changes
from nnviz.ui.experiment.choices import ShownSettings
from nnviz.ui.experiment.layer_row import LayerRow
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Section
from nnviz.ui.experiment.setting_words import TIPS
from nnviz.ui.painting.numbers import count

_FEW = 3
"""So many inputs are named; more are counted."""


class LayersSection(Section):
    """Adds, removes and resizes hidden layers, and sets each layer's activation."""

    def __init__(self) -> None:
        super().__init__("Layers")
        self._inputs = _fact("The columns that go into the first layer.")
        self._inputs.setAccessibleName("Inputs")
        self.add_row("input", self._inputs)
        holder = QWidget()
        self._stack = QVBoxLayout(holder)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(6)
        self._layers: list[LayerRow] = []
        self.add(holder)
        self._outputs = _fact("O: one output for each target, so the data decide.")
        self._output = Picker("output_activation")
        self._output.chosen.connect(self._choose_output)
        self.add_row(
            "o&utput", self._output, self._outputs, tip=TIPS["output_activation"]
        )
        self._add = QPushButton("&Add layer")
        self._add.setObjectName("add_layer")
        self._add.setToolTip(TIPS["add_layer"])
        self._add.clicked.connect(self._add_layer)
        self.add(self._add)

    def present(self, shown: ShownSettings) -> None:
        """Show the layers of a configuration."""
        super().present(shown)
        self._inputs.setText(_inputs(shown.dataset.input_names))
        self._outputs.setText(str(shown.dataset.output_count))
        self._fit_rows(len(shown.hidden))
        options = activation_choices.hidden_activation_options(shown)
        options.append(activation_choices.hidden_function_option(shown))
        layers = zip(self._layers, shown.hidden, shown.activations, strict=True)
        for row, neurons, activation in layers:
            row.show_layer(neurons, options, activation)
        options = activation_choices.output_activation_options(shown)
        options.append(activation_choices.output_function_option(shown))
        self._output.show_options(options, shown.settled.output_activation)

    def _fit_rows(self, wanted: int) -> None:
        """Have as many rows as layers; those that stay keep their focus."""
        while len(self._layers) > wanted:
            row = self._layers.pop()
            self._stack.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._layers) < wanted:
            row = LayerRow(len(self._layers) + 1)
            row.resized.connect(self._resize)
            row.chosen.connect(self._choose)
            row.removed.connect(self._remove)
            row.neurons.refused.connect(self.refused)
            self._stack.addWidget(row)
            self._layers.append(row)

    @Slot()
    def _add_layer(self) -> None:
        shown = self.shown
        if shown is not None:
            self.wish(lambda: section_changes.add_layer(shown))

    @Slot(int, object)
    def _resize(self, layer: int, neurons: int) -> None:
        shown = self.shown
        if shown is not None:
            field = self._layers[layer - 1].neurons
            self.wish(lambda: section_changes.set_neurons(shown, layer, neurons), field)

    @Slot(int, str)
    def _choose(self, layer: int, name: str) -> None:
        shown = self.shown
        if shown is None:
            return
        if name == activation_choices.OWN_FUNCTION:
            current, choose = shown.activations[layer - 1], partial(self._choose, layer)
            self.ask_function(f"hidden {layer}", current, choose)
        elif layer <= len(shown.hidden):
            self.wish(
                lambda: section_changes.choose_layer_activation(shown, layer, name)
            )

    @Slot(str)
    def _choose_output(self, name: str) -> None:
        shown = self.shown
        if shown is None:
            return
        if name == activation_choices.OWN_FUNCTION:
            current = str(shown.settled.output_activation)
            self.ask_function("the output", current, self._choose_output)
            return
        wanted = shown.config.changed(output_activation=name)
        why_not = choices.obstacle(wanted, shown.dataset)
        if why_not is None:
            self.wish(lambda: wanted)
        else:
            self.refused.emit(why_not)

    @Slot(int)
    def _remove(self, layer: int) -> None:
        shown = self.shown
        if shown is not None:
            self.wish(lambda: section_changes.remove_layer(shown, layer))


def _fact(tip: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", "number")
    label.setToolTip(tip)
    return label


def _inputs(names: tuple[str, ...]) -> str:
    if len(names) <= _FEW and max(map(len, names)) <= 6:
        return "  ".join(names)
    return f"{count(len(names))} inputs"
