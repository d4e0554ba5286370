"""The panel of all samples: a click on one makes it the sample that is looked at."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QMenu,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.files.written_table import WrittenTable
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.layouts import STRETCH, row_of
from nnviz.ui.output.image_view import paint_picture
from nnviz.ui.samples.sample_model import Index, SampleModel
from nnviz.ui.samples.typed_row import TypedRow
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.style import show_rows_alone
from nnviz.ui.theme.themed import Themed, current_theme
from nnviz.views.readings import Readings
from nnviz.views.samples.sample_list import SampleList
from nnviz.views.samples.sample_table import SampleOrder, SampleTable

ROW_HEIGHT = 24
_SHORT = 4
_WIDTHS = {"set": 60, "image": 30, "right": 26, "share": 66, "loss": 62}
_ROOM, _MOST = 14, 124


class SampleTableView(QTableView):
    """The table; S sorts by the column of the current cell, and again the other way.

    Signals
    -------
    sort_requested
        The column to sort by.
    """

    sort_requested = Signal(int)

    def __init__(self, model: SampleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples = model
        self.setModel(model)
        self.setObjectName("samples_table")
        self.setAccessibleName("Samples")
        self.setAccessibleDescription(
            "The arrow keys go from sample to sample, S sorts by the current column"
        )
        self.setStyleSheet(
            "QTableView, QHeaderView { border: none }"
            "QHeaderView::section { padding: 4px 4px }"
            "QTableView::item { padding: 0 3px }"
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegateForColumn(1, _Picture(self))
        show_rows_alone(self, ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.sort_requested)

    def written_table(self) -> WrittenTable:
        """Return the samples that are listed, in their order."""
        return self._samples.written_table()

    def table_or_maker(self) -> WrittenTable | Callable[[], WrittenTable]:
        """Return the same, or of very many samples what makes it in another thread."""
        return self._samples.table_or_maker()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and self.currentIndex().isValid():
            self.sort_requested.emit(self.currentIndex().column())
        else:
            super().keyPressEvent(event)


class _Picture(QStyledItemDelegate):
    """Paints the small picture of a sample; any other cell as usual."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        image = index.data(Qt.ItemDataRole.DecorationRole)
        if not isinstance(image, QImage):
            super().paint(painter, option, index)
            return
        rect = option.rect
        painter.save()
        inside = rect.toRectF().adjusted(2, 1, -2, -1)
        paint_picture(painter, inside, image, current_theme())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return enlarged(QSize(_WIDTHS["image"], ROW_HEIGHT))


class SamplesPanel(Themed, QWidget):
    """All samples with what the network makes of them, and a row to type.

    Signals
    -------
    place_chosen
        The user wants to look at the sample at this place of the list.
    values_typed
        The user wants to look at a row typed by hand: carries the inputs (G,) and the
        targets (O,), or None, in the data set's units.
    file_requested
        The user wants to open the rows of a file.
    predictions_requested
        The user wants to save the predictions of these rows.
    """

    place_chosen = Signal(int)
    values_typed = Signal(object, object)
    file_requested = Signal()
    predictions_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("samples")
        self._chosen: int | None = None
        self._sets: tuple[int | None, ...] = (None,)
        self._has_figures = False
        self._told: tuple[SampleTable, str] | None = None
        self.model = SampleModel()
        self.table = SampleTableView(self.model)
        self.sets, self.wrong_only = ChoiceBox(), QCheckBox("Wrong only")
        self.caption = QLabel()
        self.typed = TypedRow()
        self.add, self.menu = QToolButton(), QMenu(self)
        self.type = self.menu.addAction("A row typed by hand")
        self.file = self.menu.addAction("Open rows to predict…")
        self.save = self.menu.addAction("Save predictions…")
        self._describe()
        self._lay_out()
        self.table.sort_requested.connect(self._sort)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.sets.picked.connect(self._filter)
        self.wrong_only.toggled.connect(self._filter)
        self.type.toggled.connect(self.typed.setVisible)
        self.file.triggered.connect(self.file_requested)
        self.save.triggered.connect(self.predictions_requested)
        self.typed.values_typed.connect(self.values_typed)

    def show_list(self, listed: SampleList) -> None:
        """Show the samples of another run; what the network makes of them comes."""
        names = listed.set_names
        self.save.setEnabled(listed.other is not None)
        self._sets, self._has_figures, self._told = (None, *names), False, None
        self.sets.show_names(("All samples", *names.values()), 0)
        self.wrong_only.setVisible(listed.judges)
        is_picture = listed.data.dataset.image_shape is not None
        # A picture is drawn, not typed.
        self.type.setVisible(not is_picture)
        self.type.setChecked(self.type.isChecked() and not is_picture)
        self.typed.show_data(listed.data)
        table = SampleTable(listed)
        loss = table.place_of_column("loss")
        wrong = self.wrong_only.isChecked() and listed.judges
        self.model.order = SampleOrder(loss, wrong_only=wrong)
        self.model.show_table(table)
        self._size_columns()

    def show_set(self, number: int) -> None:
        """List one set alone."""
        if number in self._sets:
            self.sets.show_index(self._sets.index(number))
            self._filter()

    def show_table(self, table: SampleTable, words: str) -> None:
        """Show what the network makes of the samples; ``words`` say of which moment."""
        # The worst are in sight at first; later, the place that was scrolled to.
        at = self.table.verticalScrollBar().value() if self._has_figures else 0
        self._has_figures = True
        self.model.show_table(table)
        self.show_words(table, words)
        self._select()
        self.table.verticalScrollBar().setValue(at)

    def show_words(self, table: SampleTable, words: str) -> None:
        """Say of which moment the figures are."""
        self._told = table, words
        said = f"{table.summary(self.model.order.of_set)}, {words}"
        self.caption.setText(said)
        self.caption.setToolTip(said)

    def show_place(self, place: int | None) -> None:
        """Select the sample that is looked at, and bring it into sight."""
        self._chosen = place
        self._select()
        row = None if place is None else self.model.row_of(place)
        if row is not None:
            self.table.scrollTo(self.model.index(row, 0))

    def written_table(self) -> WrittenTable:
        """Return the samples that are listed, in their order."""
        return self.model.written_table()

    def table_or_maker(self) -> WrittenTable | Callable[[], WrittenTable]:
        """Return the same, or of very many samples what makes it in another thread."""
        return self.model.table_or_maker()

    def readings(self) -> Readings:
        """Return what the row of the sample says that is looked at."""
        return Readings() if self._chosen is None else self.model.readings(self._chosen)

    @Slot(int)
    def _sort(self, column: int) -> None:
        order = self.model.order
        again = order.column == column
        # Numbers of rows and names begin with the smallest, all else with the largest.
        falls = self.model.columns[column].kind not in ("row", "set", "target")
        falls = not order.descending if again else falls
        self._show_sorted(replace(order, column=column, descending=falls))

    def _show_sorted(self, order: SampleOrder) -> None:
        self.model.show_order(order)
        self._select()
        self.table.scrollToTop()

    @Slot()
    def _filter(self) -> None:
        order = replace(
            self.model.order,
            of_set=self._sets[max(0, self.sets.currentIndex())],
            wrong_only=self.wrong_only.isChecked(),
        )
        self.model.show_order(order)
        self._select()
        if self._told is not None:
            self.show_words(*self._told)

    @Slot()
    def _select(self) -> None:
        """Select the sample that is looked at if it is listed, else nothing."""
        row = None if self._chosen is None else self.model.row_of(self._chosen)
        if row is None:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
            return
        column = max(0, self.table.currentIndex().column())
        model = self.table.selectionModel()
        flags = model.SelectionFlag
        model.setCurrentIndex(
            self.model.index(row, column), flags.ClearAndSelect | flags.Rows
        )

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        place = self.model.place(index.row())
        if place is not None and place != self._chosen:
            self._chosen = place
            self.place_chosen.emit(place)

    def _size_columns(self) -> None:
        for number, column in enumerate(self.model.columns):
            # A probability of a label has the label's name above it.
            known = _WIDTHS.get(column.kind) if len(column.title) <= _SHORT else None
            needed = self.model.width_of(column) + _ROOM
            width = enlarged(known) if known else min(needed, enlarged(_MOST))
            self.table.setColumnWidth(number, width)

    def _recolour(self) -> None:
        self._size_columns()

    def _describe(self) -> None:
        tips = {
            self.sets: ("samples_set", "Which samples are listed"),
            self.wrong_only: ("samples_wrong", "List only those classified wrong"),
            self.add: ("samples_add", "Look at samples that are not in the data set"),
        }
        for widget, (name, tip) in tips.items():
            widget.setObjectName(name)
            widget.setToolTip(tip)
        self.sets.setAccessibleName("Samples that are listed")
        keep_size(self.sets, least_width=72, most_width=160)
        self.menu.setToolTipsVisible(True)
        self.type.setObjectName("action_type_row")
        self.type.setCheckable(True)
        self.type.setToolTip("It is looked at, but not trained on")
        self.file.setObjectName("action_add_rows")
        self.file.setToolTip(
            "Of a CSV, NPZ or IDX file that has the same inputs: they are looked at, "
            "but not trained on"
        )
        self.save.setObjectName("action_save_listed_predictions")
        self.save.setToolTip("The rows of the file, with what the network says of them")
        self.add.setText("Add")
        self.add.setMenu(self.menu)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.table.setToolTip(
            "A click on a sample makes it the one that is looked at everywhere"
        )
        self.caption.setProperty("role", "caption")
        ignored = QSizePolicy.Policy.Ignored
        self.caption.setSizePolicy(ignored, QSizePolicy.Policy.Preferred)

    def _lay_out(self) -> None:
        above = row_of((self.sets, 100), self.wrong_only, STRETCH, self.add, spacing=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(self.caption)
        column.addWidget(self.typed)
