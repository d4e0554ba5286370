"""A table before it is trained on: its first rows, and which columns to learn from."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnviz.data.dataset import task_named
from nnviz.data.readers.raw_table import RawTable
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.preview.preview_model import PreviewModel
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.experiment.choices import Option
from nnviz.views.experiment.column_choice import (
    ColumnChoice,
    config_for,
    first_choice,
    judge,
    obstacle_of_input,
)
from nnviz.views.numbers import count

_WIDEST = 180
_FITS = QComboBox.SizeAdjustPolicy.AdjustToContents
_TASK_TIPS = {
    "classification": (
        "The target names classes: the network gives each one a probability"
    ),
    "regression": "The target is a quantity: the network gives a number",
}


class PreviewPanel(QWidget):
    """Shows a table and lets the user choose inputs, target and task.

    Signals
    -------
    config_requested
        The user wants to train on the choice: a `RunConfig`.
    closed
        The user wants none of it.
    """

    config_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_preview")
        self._table: RawTable | None = None
        self._choice = ColumnChoice("", ())
        self._model = PreviewModel()
        self._model.ticked.connect(self._tick)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._view = self._make_view()
        self._target = Picker("target_picker")
        self._target.chosen.connect(self._choose_target)
        self._task = Picker("task_picker")
        self._task.chosen.connect(self._choose_task)
        self._note = QLabel()
        self._note.setObjectName("preview_note")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._train = _button("Train on this", "preview_train", "primary")
        self._train.clicked.connect(self._wish)
        self._lay_out()

    @property
    def choice(self) -> ColumnChoice:
        return self._choice

    @property
    def note(self) -> str:
        return self._note.text()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(760, 500))

    def show_table(self, table: RawTable) -> None:
        """Show a table with the most likely choice."""
        self._table, self._choice = table, first_choice(table)
        self._model.show_table(table, self._choice)
        self._view.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            width = min(self._view.columnWidth(column) + 8, enlarged(_WIDEST))
            self._view.setColumnWidth(column, width)
        self._about.setText(_about(table))
        self._show_choice(self._choice)
        self._train.setFocus()

    def _show_choice(self, choice: ColumnChoice) -> None:
        if self._table is None:
            return
        self._choice = choice
        verdict = judge(self._table, choice)
        self._model.show_choice(choice)
        self._bring_target_to_the_front()
        targets = [_target_option(self._table, name) for name in self._table.names]
        self._target.show_options(targets, choice.target)
        tasks = [
            Option(task, task, _TASK_TIPS[task], verdict.tasks[task])
            for task in verdict.tasks
        ]
        self._task.show_options(tasks, verdict.task)
        set_role(self._note, "note" if verdict.obstacle is None else "fault")
        self._note.setText(verdict.obstacle or verdict.summary)
        self._train.setEnabled(verdict.obstacle is None)
        self._train.setToolTip(verdict.obstacle or "Train a network on these columns")

    def _bring_target_to_the_front(self) -> None:
        """Show the target first, wherever it is in the file; the others in order."""
        if self._table is None:
            return
        header, target = self._view.horizontalHeader(), self._choice.target
        columns = range(self._model.columnCount())
        first = self._table.find(target)
        for place, column in enumerate(sorted(columns, key=lambda c: (c != first, c))):
            header.moveSection(header.visualIndex(column), place)
        self._view.horizontalScrollBar().setValue(0)

    @Slot(str, bool)
    def _tick(self, name: str, wanted: bool) -> None:
        if self._table is not None:
            inputs = (
                {*self._choice.inputs, name}
                if wanted
                else ({*self._choice.inputs} - {name})
            )
            self._use(inputs)

    @Slot()
    def _use_all(self) -> None:
        if self._table is not None:
            usable = (c.name for c in self._table.columns if not obstacle_of_input(c))
            self._use({*usable} - {self._choice.target})

    @Slot()
    def _use_none(self) -> None:
        self._use(set())

    def _use(self, inputs: set[str]) -> None:
        """Use these columns as inputs, in the order of the file."""
        if self._table is not None:
            ordered = tuple(name for name in self._table.names if name in inputs)
            self._show_choice(
                ColumnChoice(self._choice.target, ordered, self._choice.task)
            )

    @Slot(str)
    def _choose_target(self, name: str) -> None:
        """Choose another target; the former one becomes an input if it can."""
        if self._table is None or name == self._choice.target:
            return
        former = self._table.columns[self._table.find(self._choice.target)]
        back = set() if obstacle_of_input(former) else {former.name}
        inputs = ({*self._choice.inputs} | back) - {name}
        self._choice = ColumnChoice(name, ())
        self._use(inputs)

    @Slot(str)
    def _choose_task(self, name: str) -> None:
        choice = self._choice
        self._show_choice(ColumnChoice(choice.target, choice.inputs, task_named(name)))

    @Slot()
    def _wish(self) -> None:
        if self._table is not None:
            self.config_requested.emit(config_for(self._table, self._choice))

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("preview_table")
        view.setModel(self._model)
        view.setAccessibleName("First rows of the table")
        view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        view.setWordWrap(False)
        view.setShowGrid(False)
        view.setStyleSheet("QHeaderView { border: none }")
        view.setCornerButtonEnabled(False)
        keep_size(view.verticalHeader(), section=26)
        view.verticalHeader().setHighlightSections(False)
        view.horizontalHeader().setHighlightSections(False)
        expanding = QSizePolicy.Policy.Expanding
        view.setSizePolicy(expanding, expanding)
        return view

    def _lay_out(self) -> None:
        everything = _button("All inputs", "preview_all", "flat")
        everything.clicked.connect(self._use_all)
        nothing = _button("None", "preview_none", "flat")
        nothing.clicked.connect(self._use_none)
        top = QHBoxLayout()
        top.addWidget(self._about, 1)
        top.addWidget(everything)
        top.addWidget(nothing)
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, field in (("&target", self._target), ("tas&k", self._task)):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            row.addWidget(label)
            row.addWidget(field)
            field.setSizeAdjustPolicy(_FITS)
        row.addStretch(1)
        close = _button("Cancel", "preview_cancel", "")
        close.clicked.connect(self.closed)
        row.addWidget(close)
        row.addWidget(self._train)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)
        column.addLayout(row)


def _button(text: str, name: str, role: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(role == "primary")
    if role:
        button.setProperty("role", role)
    return button


def _target_option(table: RawTable, name: str) -> Option:
    problem = table.columns[table.find(name)].problem
    tip = f"Learn '{name}' from the other columns"
    return Option(name, name, tip, problem.message if problem else None)


def _about(table: RawTable) -> str:
    """Name the file, its size, and what in it cannot be used."""
    size = f"{count(table.rows)} rows, {len(table.columns)} columns"
    faults = [c.problem.message for c in table.columns if c.problem is not None]
    lines = [f"{table.path.name}: {size}"]
    if faults:
        first = faults[0].removeprefix(str(table.path)).lstrip(",: ")
        more = f", and {len(faults) - 1} more columns" if len(faults) > 1 else ""
        lines.append(f"{first}{more}")
    return "\n".join(lines)
