"""The layers, from the inputs to the outputs, and their activations."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.session.comparison.number_words import title
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Section, allow, caption
from nnviz.ui.experiment.tile_pictures import curve_picture, word_picture
from nnviz.ui.experiment.tiles import TileGrid, TileText
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment import choices, section_changes
from nnviz.views.experiment.choices import OWN_FUNCTION, Option, ShownSettings
from nnviz.views.experiment.plain_settings import plain_layer
from nnviz.views.experiment.setting_words import TIPS
from nnviz.views.numbers import count

NEURONS_WIDTH = 46


class LayerRow(QWidget):
    """The controls of hidden layer number ``layer``, from 1.

    Signals
    -------
    resized, chosen, removed
        The user wants another number of neurons, another activation, or the layer
        removed.
    """

    resized = Signal(int, object)
    chosen = Signal(int, str)
    removed = Signal(int)

    def __init__(self, layer: int, label: QLabel) -> None:
        super().__init__()
        self.layer, self.label = layer, label
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

    def enter_before(self, following: QWidget) -> None:
        """Have the Tab key go through the row just before it reaches a control."""
        before = following.previousInFocusChain()
        # Qt orders only what can have the focus.
        while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        if before is not None:
            order = (before, self.neurons, self.picker, self._remove)
            for one, other in pairwise(order):
                QWidget.setTabOrder(one, other)

    def _build(self) -> None:
        name = f"hidden {self.layer}"
        self.label.setBuddy(self.neurons)
        self.neurons.setObjectName(f"neurons_{self.layer}")
        keep_size(self.neurons, width=NEURONS_WIDTH)
        self.neurons.setAccessibleName(f"Neurons of {name}")
        self.neurons.describe(TIPS["neurons"])
        self.picker.setAccessibleName(f"Activation of {name}")
        self.picker.describe(TIPS["layer_activation"])
        self._remove.setText("×")
        self._remove.setProperty("role", "flat")
        keep_size(self._remove, width=20, height=24)
        self._remove.setObjectName(f"remove_layer_{self.layer}")
        self._remove.setAccessibleName(f"Remove {name}")
        self._remove.setToolTip(TIPS["remove_layer"])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.label)
        line.addWidget(self._remove)
        line.addWidget(self.neurons)
        line.addWidget(self.picker, 1)

    @Slot(object)
    def _resize(self, neurons: object) -> None:
        self.resized.emit(self.layer, neurons)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.chosen.emit(self.layer, name)

    @Slot()
    def _go(self) -> None:
        self.removed.emit(self.layer)


_FEW = 3
"""Up to this number, inputs are named; beyond it they are counted."""


class LayersSection(Section):
    """Adds, removes and resizes hidden layers, and sets each layer's activation."""

    settings = frozenset(
        ("hidden", "activation", "activations", "output_activation", "loss")
    )

    def __init__(self) -> None:
        super().__init__("Layers")
        self._inputs = _fact("The columns that go into the first layer.")
        self._inputs.setAccessibleName("Inputs")
        self._inputs.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_row("input", self._inputs)
        holder = QWidget()
        self._stack = QVBoxLayout(holder)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(6)
        self._layers: list[LayerRow] = []
        self.add(holder)
        self._outputs = _fact("O: one output for each target, so the data set decides.")
        self._output = Picker("output_activation")
        self._output.chosen.connect(self._choose_output)
        keep_size(self._outputs, width=NEURONS_WIDTH)
        self._outputs.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._outputs.setMargin(9)
        row = self.add_row(
            "o&utput",
            self._output,
            tip=TIPS["output_activation"],
            setting="output_activation",
        )
        line = row.layout()
        assert isinstance(line, QHBoxLayout)
        line.setSpacing(4)
        line.insertWidget(1, self._outputs)
        line.insertSpacing(1, 24)
        self._add = QPushButton("&Add layer")
        self._add.setObjectName("add_layer")
        self._add.setToolTip(TIPS["add_layer"])
        self._add.clicked.connect(self._add_layer)
        self.add(self._add)

    def present(self, shown: ShownSettings) -> None:
        super().present(shown)
        self._inputs.setText(_inputs(shown.dataset.input_names))
        self._outputs.setText(str(shown.dataset.output_count))
        self._fit_rows(len(shown.hidden))
        options = choices.hidden_activation_options(shown)
        options.append(choices.hidden_function_option(shown))
        layers = zip(self._layers, shown.hidden, shown.activations, strict=True)
        for row, neurons, activation in layers:
            row.show_layer(neurons, options, activation)
        options = choices.output_activation_options(shown)
        options.append(choices.output_function_option(shown))
        self._output.show_options(options, shown.settled.output_activation)
        self.show_marks()

    def _fit_rows(self, wanted: int) -> None:
        """Show one row per layer; rows that stay keep their focus."""
        while len(self._layers) > wanted:
            row = self._layers.pop()
            self.forget_label(row.label)
            self._stack.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._layers) < wanted:
            layer = len(self._layers) + 1
            row = LayerRow(layer, self.label(f"hidden {layer}"))
            row.resized.connect(self._resize)
            row.chosen.connect(self._choose)
            row.removed.connect(self._remove)
            row.neurons.refused.connect(self.refused)
            self.mark(row.label, plain_layer(layer), row.neurons, row.picker)
            self._stack.addWidget(row)
            row.enter_before(self._output)
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
        if name == OWN_FUNCTION:
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
        if name == OWN_FUNCTION:
            current = str(shown.settled.output_activation)
            self.ask_function("the output", current, self._choose_output)
            return
        wanted = shown.config.changed(output_activation=name)
        why_not = choices.obstacle(wanted, shown.dataset)
        if why_not is None:
            self.wish(lambda: wanted)
        else:
            self.refuse(why_not)

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


_NARROWEST = 60
_DIFFER = "The layers differ; a choice is for all of them."


class ActivationSection(Section):
    """A tile for every activation, painted from the function itself."""

    settings = frozenset(("hidden", "activation", "activations", "output_activation"))

    def __init__(self) -> None:
        super().__init__("Activation, hidden layers")
        self._tiles = TileGrid("activation_picker", _NARROWEST)
        self._tiles.setAccessibleName("Activation of all hidden layers")
        self._tiles.setToolTip(TIPS["activation"])
        for name, activation in ACTIVATIONS.items():
            text = TileText(name, title(name), f"Activation {title(name)}")
            self._tiles.add_tile(text, curve_picture(activation))
        own = TileText(OWN_FUNCTION, "own…", OWN_FUNCTION)
        self._tiles.add_tile(own, word_picture("f(x)"))
        self._own: tuple[str, ...] = ()
        self._tiles.show_current(None)
        self._tiles.chosen.connect(self._choose)
        self._remark = caption()
        self.add(self._tiles)
        self.add(self._remark)

    def present(self, shown: ShownSettings) -> None:
        """Show the activation that all hidden layers share, or that they differ."""
        super().present(shown)
        self._show_own(shown.own_functions)
        names = set(shown.activations)
        self._tiles.show_current(names.pop() if len(names) == 1 else None)
        options = choices.hidden_activation_options(shown)
        for option in (*options, choices.hidden_function_option(shown)):
            allow(self._tiles.tile(option.name), option.obstacle, option.tip)
        # One line in either case, so that nothing below moves.
        differ = len(set(shown.activations)) > 1
        same = "All hidden layers have the same activation."
        self._remark.setText(_DIFFER if differ else same)

    def _show_own(self, functions: tuple[str, ...]) -> None:
        """Show a tile for each of the user's functions, before the one to write one."""
        if functions == self._own:
            return
        for text in self._own:
            self._tiles.remove_tile(text)
        for text in functions:
            activation = find_activation(text)
            words = TileText(text, activation.label, f"Own activation {text}")
            picture = curve_picture(activation)
            self._tiles.add_tile(words, picture, before=OWN_FUNCTION)
        self._own = functions

    @Slot(str)
    def _choose(self, name: str) -> None:
        shown = self.shown
        if shown is None:
            return
        if name == OWN_FUNCTION:
            current = next((n for n in shown.activations), "")
            self.ask_function("all hidden layers", current, self._choose)
        else:
            self.wish(
                lambda: section_changes.choose_hidden_activation(shown.config, name)
            )
