"""Predictions beside targets, for data that is a table."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.numbers import count, percent, signed
from nnviz.ui.output.table_model import PredictionModel
from nnviz.ui.output.table_values import TableValues
from nnviz.ui.theme.tokens import Theme


class TableView(QWidget):
    """A table of predictions, and a switch that brings the worst ones to the top.

    Signals
    -------
    sample_requested
        The data set row of the sample that was clicked, or chosen with Return.
    """

    sample_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PredictionModel(theme)
        self.table = QTableView()
        self.caption = QLabel()
        self.caption.setProperty("role", "caption")
        self.caption.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.switch = QCheckBox("Worst first")
        self.switch.setToolTip("Sort by error: the share missing, or the distance")
        self.switch.toggled.connect(self.model.sort_by_error)
        self._set_up_table()
        self._lay_out()

    def show_values(self, values: TableValues) -> None:
        """Show other predictions."""
        self.model.show_values(values)
        samples = len(values.rows)
        text = f"{count(samples)} {values.part} samples"
        if values.classification:
            right = int((values.wanted == values.predicted).sum())
            text += f", {percent(right / max(1, samples))} right"
        else:
            text += f", mean error {signed(float(values.errors.mean()), 3).strip()}"
        self.caption.setText(text)

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.model.show_theme(theme)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Predictions beside targets")
        table.setToolTip("A row is a sample; the one chosen is the current sample")
        table.setStyleSheet("QTableView, QHeaderView { border: none }")
        table.setShowGrid(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.horizontalHeader().setHighlightSections(False)
        stretch = QHeaderView.ResizeMode.Stretch
        table.horizontalHeader().setSectionResizeMode(stretch)
        table.horizontalHeader().setMinimumSectionSize(28)
        table.clicked.connect(self._choose)
        table.activated.connect(self._choose)
        self.model.modelReset.connect(self._size_columns)

    def _size_columns(self) -> None:
        """Give the narrow first column, and the last one of ticks, what they need."""
        header = self.table.horizontalHeader()
        for column in {0, self.model.columnCount() - 1}:
            title = self.model.headerData(column, header.orientation())
            narrow = column == 0 or title == ""
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Fixed if narrow else mode.Stretch)
            if narrow:
                header.resizeSection(column, 56 if column == 0 else 32)

    def _choose(self, index: QModelIndex) -> None:
        row = self.model.dataset_row(index.row())
        if row is not None:
            self.sample_requested.emit(row)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.caption, 1)
        above.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(above)
        column.addWidget(self.table, 1)
