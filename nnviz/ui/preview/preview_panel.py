"""A table before it is trained on: what is made of it, and every choice about that."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.data.dataset import task_named
from nnviz.data.remark import Remark, Way
from nnviz.session.config import RunConfig
from nnviz.ui.controls.file_dialogs import rows_dialog
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.preview.frozen_table import FrozenTable
from nnviz.ui.preview.preview_model import FIRST, KIND, USE, PreviewModel
from nnviz.ui.preview.reading_panel import ReadingPanel
from nnviz.ui.preview.remark_list import RemarkList
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.experiment.reading_words import (
    CHOOSE_FILE,
    remark_count,
    size_words,
    with_choice,
)
from nnviz.views.experiment.table_options import (
    target_options,
    task_options,
    use_options,
    with_inputs,
    with_target,
    with_use,
    with_way,
)
from nnviz.views.experiment.table_review import Review, pending

_WIDEST = 180
_ROOM = """QHeaderView, QHeaderView::section:vertical { border: none }
QTableView::item { padding: 0 8px }
QTableView#frozen_left { border: none; border-right: 1px solid palette(mid) }
QTableView#frozen_top { border: none; border-bottom: 1px solid palette(mid) }
QTableView#frozen_corner { border: none; border-right: 1px solid palette(mid);
  border-bottom: 1px solid palette(mid) }"""
_FITS = QComboBox.SizeAdjustPolicy.AdjustToContents


class PreviewPanel(QWidget):
    """Shows a table and what is made of it, and lets the user choose otherwise.

    Each choice is one of a `RunConfig`, which is asked for and comes back as a
    `Review`; the panel reads nothing itself.

    Signals
    -------
    review_requested
        The user has chosen: the `RunConfig` to review.
    config_requested
        The user wants to train on the choice: a `RunConfig`.
    closed
        The user wants none of it.
    """

    review_requested = Signal(object)
    config_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_preview")
        self._review: Review | None = None
        self._asked = RunConfig()
        self._past: list[RunConfig] = []
        self._model = PreviewModel()
        self._model.ticked.connect(self._tick)
        self._has_ticked = False
        self._view = self._make_view()
        self._name, self._size = _label("title"), _label("muted")
        self._note = _label("note")
        self._note.setObjectName("preview_note")
        self._progress = QProgressBar()
        self._progress.setRange(0, 100)
        self._progress.hide()
        self._target = Picker("target_picker")
        self._target.chosen.connect(self._choose_target)
        self._task = Picker("task_picker")
        self._task.chosen.connect(self._choose_task)
        self._reading = ReadingPanel()
        self._reading.chosen.connect(self._choose_reading)
        self._reading.reset.connect(self._reset)
        self._remarks = RemarkList()
        self._remarks.shown.connect(self._show_remark)
        self._remarks.way_chosen.connect(self._go_way)
        self._make_buttons()
        self._lay_out()

    @property
    def review(self) -> Review | None:
        """What is shown."""
        return self._review

    @property
    def note(self) -> str:
        """What the choice comes to, or why it is not possible."""
        return self._note.text()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(940, 600))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from the dialog: in a field or the table it must not train."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def begin(self, made: Review) -> None:
        """Show another table, with nothing to undo."""
        self._past.clear()
        self._asked = made.config
        self._unfold_reading.setChecked(not made.is_read)
        self._unfold_remarks.setChecked(True)
        self.show_review(made)
        self._train.setFocus()

    def show_review(self, made: Review) -> None:
        """Show what came of the choices."""
        before, self._review, self._asked = self._review, made, made.config
        self._model.show_review(made)
        if before is None or before.table is not made.table:
            self._fit_columns()
        self._name.setText(made.table.path.name)
        self._size.setText(size_words(made))
        self._bring_targets_to_the_front(made)
        self._reading.show_review(made)
        self._show_remarks(made)
        self._target.show_options(target_options(made), ",".join(made.targets))
        self._task.show_options(task_options(made), made.task)
        self.show_progress(None if made.is_whole else 0.0)
        set_role(self._note, "note" if made.obstacle is None else "fault")
        self._note.setText(made.obstacle or made.summary)
        self._train.setEnabled(made.obstacle is None and made.is_whole)
        self._train.setToolTip(made.obstacle or "Train a network on these columns")
        self._undo.setVisible(bool(self._past))

    def show_progress(self, share: float | None) -> None:
        """Show how much of the file has been read; None if nothing is being read."""
        self._progress.setVisible(share is not None)
        self._progress.setValue(round(100 * (share or 0.0)))

    def fail(self, message: str) -> None:
        """Say why the choices cannot be tried at all; they can be undone."""
        self.show_progress(None)
        set_role(self._note, "fault")
        self._note.setText(message)
        self._train.setEnabled(False)

    def _show_remarks(self, made: Review) -> None:
        self._remarks.show_remarks(made.remarks)
        self._unfold_remarks.setText(remark_count(made))
        self._unfold_remarks.setVisible(bool(made.remarks))
        self._fold_remarks(self._unfold_remarks.isChecked())

    @Slot(bool)
    def _fold_remarks(self, unfolded: bool) -> None:
        is_any = self._review is not None and bool(self._review.remarks)
        self._remarks.setVisible(unfolded and is_any)

    def _ask(self, config: RunConfig) -> None:
        """Ask for a review of other choices, which can be taken back."""
        if config == self._asked:
            return
        self._past.append(self._asked)
        self._try(config)

    def _try(self, config: RunConfig) -> None:
        self._asked = config
        self._undo.setVisible(bool(self._past))
        self.review_requested.emit(config)

    @Slot()
    def _take_back(self) -> None:
        if self._past:
            self._try(self._past.pop())

    def _now(self) -> Review:
        """Return the review with all that has been chosen since."""
        assert self._review is not None
        return pending(self._review, self._asked)

    @Slot(str, bool)
    def _tick(self, name: str, wanted: bool) -> None:
        self._has_ticked = True
        self._ask(with_use(self._now(), name, "input" if wanted else "left out"))

    @Slot()
    def _use_all(self) -> None:
        now = self._now()
        self._ask(with_inputs(now, now.usable))

    @Slot()
    def _use_none(self) -> None:
        self._ask(with_inputs(self._now(), ()))

    @Slot(str)
    def _choose_target(self, name: str) -> None:
        self._ask(with_target(self._now(), name))

    @Slot(str)
    def _choose_task(self, name: str) -> None:
        self._ask(self._asked.changed(task=task_named(name)))

    @Slot(str, str)
    def _choose_reading(self, setting: str, text: str) -> None:
        if text == CHOOSE_FILE:
            self._ask_for_test_file()
            return
        try:
            self._ask(with_choice(self._asked, setting, text))
        except InputError as error:
            self.fail(str(error))

    @Slot()
    def _reset(self) -> None:
        self._ask(RunConfig(dataset=self._asked.dataset))

    def _ask_for_test_file(self) -> None:
        dialog = rows_dialog(self, str(Path(self._asked.dataset).parent))
        dialog.setWindowTitle("Choose the rows of the test set")
        dialog.fileSelected.connect(
            lambda name: self._ask(with_choice(self._asked, "test_file", name))
        )
        dialog.show()
        if self._review is not None:
            self._reading.show_review(self._review)

    @Slot(object)
    def _go_way(self, way: Way) -> None:
        try:
            self._ask(with_way(self._now(), way))
        except InputError as error:
            self.fail(str(error))

    @Slot(object)
    def _show_remark(self, remark: Remark) -> None:
        """Scroll to the column and the line a remark is about."""
        names = self._now().table.names
        column = names.index(remark.column) if remark.column in names else 0
        index = self._model.index(self._model.row_of_line(remark.line), column)
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    @Slot(int)
    def _show_remarks_on(self, column: int) -> None:
        self._unfold_remarks.setChecked(True)
        self._remarks.reveal(self._now().table.names[column])

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        """Let the user choose what a column is for, unless the click was a tick."""
        if index.row() in (USE, KIND) and not self._has_ticked:
            self._choose_use(index)
        self._has_ticked = False

    @Slot(QModelIndex)
    def _choose_use(self, index: QModelIndex) -> None:
        now = self._now()
        if not now.is_read:
            return
        name = now.table.names[index.column()]
        menu = QMenu(self)
        menu.setObjectName("use_menu")
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for option in use_options(now, name):
            action = menu.addAction(option.title)
            action.setCheckable(True)
            action.setChecked(option.name == now.use_of(name))
            action.setEnabled(option.obstacle is None)
            action.setToolTip(option.obstacle or option.tip)
            config = option.config
            action.triggered.connect(lambda _=False, config=config: self._ask(config))
        menu.popup(self._view.below(index))

    def _fit_columns(self) -> None:
        self._view.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            width = min(
                self._view.columnWidth(column) + enlarged(16), enlarged(_WIDEST)
            )
            self._view.setColumnWidth(column, width)

    def _bring_targets_to_the_front(self, made: Review) -> None:
        """Show the targets first, wherever they are in the file; others in order."""
        header = self._view.horizontalHeader()
        names = made.table.names
        order = sorted(range(len(names)), key=lambda k: names[k] not in made.targets)
        for place, column in enumerate(order):
            if header.visualIndex(column) != place:
                header.moveSection(header.visualIndex(column), place)
        self._view.freeze_columns(len(made.targets))

    @Slot()
    def _wish(self) -> None:
        """Ask for training on all that was chosen, also what is still being tried."""
        if self._review is not None:
            self.config_requested.emit(self._asked)

    def _make_view(self) -> FrozenTable:
        view = FrozenTable(FIRST)
        view.setObjectName("preview_table")
        view.setModel(self._model)
        view.setAccessibleName("First rows of the table")
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setShowGrid(False)
        view.setStyleSheet(_ROOM)
        view.setCornerButtonEnabled(False)
        keep_size(view.verticalHeader(), section=26)
        view.verticalHeader().setHighlightSections(False)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(12)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._show_remarks_on)
        view.clicked.connect(self._click)
        view.activated.connect(self._activate)
        expanding = QSizePolicy.Policy.Expanding
        view.setSizePolicy(expanding, expanding)
        return view

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        """Let the user choose with Enter what a column is for, from any of its rows."""
        self._choose_use(index.siblingAtRow(USE))

    def _make_buttons(self) -> None:
        self._train = _button("Train on this", "preview_train", "primary")
        self._train.clicked.connect(self._wish)
        self._cancel = _button("Cancel", "preview_cancel", "")
        self._cancel.clicked.connect(self.closed)
        self._everything = _button("All inputs", "preview_all", "flat")
        self._everything.clicked.connect(self._use_all)
        self._nothing = _button("None", "preview_none", "flat")
        self._nothing.clicked.connect(self._use_none)
        self._undo = _button("Undo", "preview_undo", "flat")
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._undo.setToolTip("Take the last choice back")
        self._undo.clicked.connect(self._take_back)
        self._unfold_reading = _button("How it is &read", "preview_reading", "toggle")
        self._unfold_reading.setCheckable(True)
        self._unfold_reading.setToolTip("Header, delimiter, decimal mark, gaps, ...")
        self._unfold_reading.toggled.connect(self._reading.setVisible)
        self._unfold_remarks = _button("", "preview_remarks", "flat")
        self._unfold_remarks.setCheckable(True)
        self._unfold_remarks.setToolTip("What was done, and what else could be")
        self._unfold_remarks.toggled.connect(self._fold_remarks)
        self._reading.hide()

    def _lay_out(self) -> None:
        titles = column_of(self._name, self._size, spacing=2)
        top = _row((titles, 1), self._undo, self._everything, self._nothing)
        top.addWidget(self._unfold_reading)
        middle = _row((self._view, 1), self._reading)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for words, field in (("&target", self._target), ("tas&k", self._task)):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            bottom.addWidget(label)
            bottom.addWidget(field)
            field.setSizeAdjustPolicy(_FITS)
        bottom.addStretch(1)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self._train)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addLayout(_row(self._unfold_remarks, (QWidget(), 1)))
        column.addWidget(self._remarks)
        column.addWidget(self._progress)
        column.addWidget(self._note)
        column.addLayout(bottom)


def _row(*parts: object) -> QHBoxLayout:
    """Return widgets and layouts side by side; a pair has its stretch as well."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        item, stretch = part if isinstance(part, tuple) else (part, 0)
        if isinstance(item, QWidget):
            row.addWidget(item, stretch)
        else:
            row.addLayout(item, stretch)
    return row


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(role != "title")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def _button(text: str, name: str, role: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(role == "primary")
    if role:
        button.setProperty("role", role)
    return button
