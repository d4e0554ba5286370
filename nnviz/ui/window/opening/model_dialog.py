"""Opens a model: asks what its file does not say, and on which data it is to be run."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from nnviz.core.activations import ACTIVATIONS
from nnviz.data.catalog import CATALOG
from nnviz.models.model_session import fitting_data, session_on
from nnviz.models.opened_model import OpenedModel, open_model
from nnviz.models.weights import ModelChoices, ModelProposal, ModelQuestionError
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.window.opening.file_reader import FileReader
from nnviz.views.words.model_words import (
    ORIENTATION_WORDS,
    ModelReading,
    layer_words,
    model_words,
)

_WIDTH = 460

_FILE, _OPEN = "A file of mine…", "choose: both fit"


def read_for_dialog(path: Path, choices: ModelChoices) -> ModelReading:
    """Read a model as far as it goes without an answer.

    Raises
    ------
    InputError
        If it cannot be opened.
    """
    try:
        return ModelReading(path, opened=open_model(path, choices))
    except ModelQuestionError as error:
        return ModelReading(path, proposal=error.proposal)


class ModelDialog(QDialog):
    """Stands beside the main window, which goes on meanwhile.

    Parameters
    ----------
    reader
        What reads the model again, and then the data, in a thread.
    """

    closed = Signal()

    def __init__(self, reader: FileReader, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("model_dialog")
        self.setModal(False)
        keep_size(self, least_width=_WIDTH)
        self._reader = reader
        self._reading: ModelReading | None = None
        self._activations: list[ChoiceBox] = []
        self._orientation: ChoiceBox | None = None
        self._order: QLineEdit | None = None
        self._data: ChoiceBox | None = None
        self._said, self._wrong = QLabel(), QLabel()
        for label in (self._said, self._wrong):
            label.setWordWrap(True)
        self._wrong.setObjectName("model_problem")
        self._wrong.hide()
        self._body = QWidget()
        self._form = QFormLayout(self._body)
        self._form.setContentsMargins(0, 0, 0, 0)
        growth = QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow
        self._form.setFieldGrowthPolicy(growth)
        self._go = QPushButton("Open")
        self._go.setObjectName("model_open")
        self._go.setDefault(True)
        self._go.clicked.connect(self._go_on)
        leave = QPushButton("Cancel")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.close)
        column_of(
            self._said,
            self._body,
            self._wrong,
            STRETCH,
            row_of(STRETCH, leave, self._go, spacing=8),
            within=self,
            margins=(16, 16, 16, 16),
            spacing=12,
        )

    @property
    def path(self) -> Path | None:
        """The file that is looked at, if any."""
        return self._reading.path if self.isVisible() and self._reading else None

    @property
    def problem(self) -> str:
        """Why it cannot be opened so, if that has been said."""
        return self._wrong.text() if self._wrong.isVisible() else ""

    def show_reading(self, reading: ModelReading) -> None:
        """Show what a file has said, and ask for the rest."""
        self._reading = reading
        self.setWindowTitle(f"{reading.path.name} - open a model")
        self._said.setText(model_words(reading))
        self._clear()
        if reading.proposal is not None:
            self._ask_about(reading.proposal)
        if reading.opened is not None:
            self._ask_for_data(reading.opened)
        self.resize(self.width(), self.sizeHint().height())
        self.show()
        self.raise_()
        self.activateWindow()

    def fail(self, message: str) -> None:
        """Say why it cannot be opened so; the answers stay."""
        self._go.setEnabled(True)
        self._wrong.setText(message)
        self._wrong.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._reader.forget()
        self.closed.emit()
        super().closeEvent(event)

    def _clear(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._activations, self._orientation = [], None
        self._order, self._data = None, None
        self._wrong.hide()
        self._go.setEnabled(True)

    def _ask_about(self, proposal: ModelProposal) -> None:
        self._go.setText("Continue")
        if "order" in proposal.asked:
            names = ",".join(one.weights for one in proposal.layers)
            self._order = QLineEdit(names)
            self._order.setObjectName("model_order")
            self._order.setAccessibleName("Matrices from the first layer on")
            self._form.addRow("Matrices, first to last", self._order)
        if "orientation" in proposal.asked:
            # Neither is chosen: both fit, and a guess would be silent.
            words = (_OPEN, *ORIENTATION_WORDS.values())
            self._orientation = _box("model_orientation", words)
            self._form.addRow("A neuron's weights are", self._orientation)
        for number, name in enumerate(proposal.activations, start=1):
            box = _box(f"model_activation_{number}", ACTIVATIONS)
            box.setEditable(True)
            box.setEditText(name)
            self._activations.append(box)
            self._form.addRow(layer_words(proposal, number), box)

    def _ask_for_data(self, opened: OpenedModel) -> None:
        self._go.setText("Open")
        names = fitting_data(opened.model)
        titles = [CATALOG[name].title for name in names]
        self._data = _box("model_data", (*titles, _FILE))
        for place, name in enumerate(names):
            self._data.setItemData(place, name)
        self._data.show_index(0)
        self._form.addRow("Run it on", self._data)

    @Slot()
    def _go_on(self) -> None:
        reading = self._reading
        if reading is None:
            return
        self._wrong.hide()
        if reading.opened is None:
            self._read_again(reading.path)
        elif self._data is not None and self._data.currentData() is None:
            self._ask_for_file()
        elif self._data is not None:
            self._run_on(str(self._data.currentData()))

    def _read_again(self, path: Path) -> None:
        orientation = ""
        if self._orientation is not None:
            place = self._orientation.currentIndex() - 1
            if place < 0:
                self.fail("Say how the matrices lie: both ways fit their shapes.")
                return
            orientation = list(ORIENTATION_WORDS)[place]
        order = self._order.text().split(",") if self._order is not None else []
        choices = ModelChoices(
            tuple(box.currentText().strip() for box in self._activations),
            orientation,
            tuple(name.strip() for name in order if name.strip()),
        )
        self._go.setEnabled(False)
        self._reader.read(path, partial(read_for_dialog, choices=choices))

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, "Data to run the model on")
        dialog.setModal(False)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(self._run_on)
        dialog.show()

    @Slot(str)
    def _run_on(self, data: str) -> None:
        """Make a run of the model, on a data set of that name or a file."""
        if self._reading is None or self._reading.opened is None:
            return
        self._go.setEnabled(False)
        opened = self._reading.opened
        self._reader.read(opened.path, lambda _: session_on(opened, data))


def _box(name: str, options: object) -> ChoiceBox:
    box = ChoiceBox()
    box.setObjectName(name)
    box.addItems([str(option) for option in options])  # type: ignore[attr-defined]
    return box
