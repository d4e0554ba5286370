"""Predictions beside targets, for data that is a table."""

from PySide6.QtCore import QModelIndex, Signal, Slot
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

from nnviz.ui.output.prediction_model import PredictionModel
from nnviz.ui.output.predictions import TableValues
from nnviz.ui.painting.numbers import count, percent, signed

STRETCHED = 7
"""Up to so many columns share the width; more are as wide as they need, to scroll."""

NARROW = {"row": 56, "share": 68, "": 32}
"""Pixels of columns that need little; the others share what is left."""


class TableView(QWidget):
    """A table of predictions, and a switch that brings the worst ones to the top.

    Signals
    -------
    sample_requested
        The data set row of the sample that was clicked, or gone to by keyboard.
    """

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: int | None = None
        self.model = PredictionModel()
        self.table = QTableView()
        self.caption = QLabel()
        self.caption.setProperty("role", "caption")
        self.caption.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.switch = QCheckBox("Worst first")
        self.switch.setToolTip(
            "Sort by error: the missing share, or the distance to the target"
        )
        self.switch.toggled.connect(self._sort)
        self._set_up_table()
        self._lay_out()

    def show_values(self, values: TableValues) -> None:
        """Show other predictions."""
        self.model.show_values(values)
        samples = len(values.rows)
        text = f"{count(samples)} {values.part} samples"
        if values.classification:
            right = int((values.wanted == values.predicted).sum())
            text += f", {percent(right / max(1, samples))} correct"
        else:
            text += f", mean error {signed(float(values.errors.mean()), 3).strip()}"
        self.caption.setText(text)

    def show_sample(self, row: int) -> None:
        """Select the sample of this row of the data set, and bring it into view."""
        self._sample = row
        self._select()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Predictions beside targets")
        table.setStyleSheet(
            "QTableView, QHeaderView { border: none }"
            "QHeaderView::section { padding: 4px 3px }"
        )
        table.setToolTip("Each row is a sample; the selected row is the current sample")
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.horizontalHeader().setHighlightSections(False)
        stretch = QHeaderView.ResizeMode.Stretch
        table.horizontalHeader().setSectionResizeMode(stretch)
        table.horizontalHeader().setMinimumSectionSize(28)
        table.selectionModel().currentRowChanged.connect(self._choose)
        self.model.modelReset.connect(self._size_columns)
        self.model.modelReset.connect(self._select)

    def _size_columns(self) -> None:
        """Give every column what it needs, the first and one of ticks little."""
        header = self.table.horizontalHeader()
        mode = QHeaderView.ResizeMode
        if self.model.columnCount() > STRETCHED:
            header.setSectionResizeMode(mode.Interactive)
            for column in range(self.model.columnCount()):
                needed = max(72, header.sectionSizeHint(column))
                header.resizeSection(column, NARROW["row"] if not column else needed)
            return
        header.setSectionResizeMode(mode.Stretch)
        for column in range(self.model.columnCount()):
            title = self.model.headerData(column, header.orientation())
            if title in NARROW:
                header.setSectionResizeMode(column, mode.Fixed)
                header.resizeSection(column, NARROW[title])

    @Slot(bool)
    def _sort(self, by_error: bool) -> None:
        self.model.sort_by_error(by_error)
        self._select()
        self.table.scrollToTop()

    @Slot()
    def _select(self) -> None:
        """Select the current sample where it is listed, and nothing elsewhere."""
        row = None if self._sample is None else self.model.row_of(self._sample)
        if row is None:
            self.table.clearSelection()
            return
        index = self.model.index(row, 0)
        if index.row() != self.table.currentIndex().row():
            self.table.setCurrentIndex(index)
        self.table.selectRow(row)
        self.table.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.dataset_row(index.row())
        if row is not None and row != self._sample:
            self._sample = row
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
