"""The choices about how a table is read, each beside its name."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment.reading_words import ReadingField, reading_fields
from nnviz.views.experiment.table_review import Review

_WIDTH = 360


class ReadingPanel(QScrollArea):
    """Shows every choice, with what was found where it is left open.

    Signals
    -------
    chosen
        The user gave a setting another value: its name, and the option or the text.
    reset
        The user wants all of it as it seems best.
    """

    chosen = Signal(str, str)
    reset = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reading_panel")
        self.setAccessibleName("How the table is read")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_size(self, width=_WIDTH)
        self._fields: dict[str, Picker | QLineEdit] = {}
        body = QWidget()
        self._form = QFormLayout()
        self._form.setContentsMargins(8, 4, 8, 4)
        self._form.setFieldGrowthPolicy(
            QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow
        )
        best = QPushButton("All as it seems best")
        best.setObjectName("reading_reset")
        best.setAutoDefault(False)
        best.setToolTip("Leave every choice open again, those of columns as well")
        best.clicked.connect(self.reset)
        column = column_of(self._form, within=body)
        column.addWidget(best, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        self.setWidget(body)

    def show_review(self, made: Review) -> None:
        """Show the choices of a review; this announces nothing."""
        for field in reading_fields(made):
            shown = self._fields.get(field.setting) or self._add(field)
            if isinstance(shown, Picker):
                shown.describe(field.tip)
                shown.show_options(field.options, field.current)
            else:
                shown.setText(field.current)
                shown.setPlaceholderText(field.hint)

    def _add(self, field: ReadingField) -> Picker | QLineEdit:
        name = f"reading_{field.setting}"
        made: Picker | QLineEdit
        if field.options:
            made = Picker(name)
            made.chosen.connect(partial(self.chosen.emit, field.setting))
        else:
            made = QLineEdit()
            made.setObjectName(name)
            made.editingFinished.connect(partial(self._typed, field.setting))
            made.setToolTip(field.tip)
        made.setAccessibleName(field.words)
        label = QLabel(field.words)
        label.setProperty("role", "muted")
        label.setBuddy(made)
        label.setToolTip(field.tip)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._form.addRow(label, made)
        self._fields[field.setting] = made
        return made

    def _typed(self, setting: str) -> None:
        field = self._fields[setting]
        if isinstance(field, QLineEdit) and field.isModified():
            field.setModified(False)
            self.chosen.emit(setting, field.text().strip())
