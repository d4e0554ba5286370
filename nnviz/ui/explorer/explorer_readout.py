"""The read-out: z, each function's value and slope there, and one formula."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.explain.exploring.function_curves import function_at
from nnviz.session.comparison.number_words import title
from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.explorer.function_lines import STAND_IN, FunctionLine
from nnviz.ui.explorer.series_table import FunctionRow, SeriesTable
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.views.explored_z import stepped, within_reach
from nnviz.views.numbers import compact, signed

WIDTH = 316
_STAND_IN_TIP = (
    "The slope shown is a stand-in that training uses. It is not the derivative, "
    "which is 0."
)
_MATRIX_TIP = (
    "Each output depends on every z of its layer, so the slope is a matrix and there "
    "is no curve over one z to draw."
)
_NO_CURVE = "–"


_HINT = "Click a function, here or on a plot, for its formula."
_SIZE = 14


class ExplorerReadout(QWidget):
    """The legend, the read-out and the formula in one column.

    Signals
    -------
    z_moved
        The user typed another z.
    ticked
        (name, shown): the user wants to see a function, or no longer.
    function_touched
        The name of a function that was clicked.
    function_pointed
        The name of the function under the pointer; empty when there is none.
    """

    z_moved = Signal(float)
    ticked = Signal(str, bool)
    function_touched = Signal(str)
    function_pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.z = NumberField(stepped)
        self.z.setObjectName("explorer_z")
        self.z.setAccessibleName("z")
        self.z.describe("The z at which functions and slopes are read, from −6 to 6")
        headings = ("Function", "f(z)", "f'(z)")
        self.table = SeriesTable(headings, "Functions and slopes at z")
        self.table.set_widths((None, 78, 78))
        self.notes, self.card = QLabel(), FormulaCard()
        self.notes.setProperty("role", "caption")
        self.notes.setWordWrap(True)
        self.z.entered.connect(self._enter)
        self.table.rows.ticked.connect(self.ticked)
        self.table.function_touched.connect(self.function_touched)
        self.table.function_pointed.connect(self.function_pointed)
        self._lay_out()

    def show_series(
        self, series: Sequence[FunctionLine], hidden: Collection[str], z: float
    ) -> None:
        """Show all functions at z; those that are hidden have no tick."""
        self.z.show_value(z)
        self.table.rows.show_rows([_row(s, hidden, z) for s in series])
        self.table.setFixedHeight(self.table.whole_height())
        self.notes.setText(_notes(series))
        self.notes.setVisible(bool(self.notes.text()))
        chosen = next((s for s in series if s.width > 2.0), None)
        self.card.show_function(chosen.activation if chosen else None)

    @Slot(object)
    def _enter(self, z: float) -> None:
        self.z_moved.emit(within_reach(z))

    def _lay_out(self) -> None:
        heading = QLabel("Read at z =")
        heading.setBuddy(self.z)
        top = row_of(heading, self.z, STRETCH, spacing=8)
        column_of(
            top, self.table, self.notes, self.card, STRETCH, within=self, spacing=8
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def _row(series: FunctionLine, hidden: Collection[str], z: float) -> FunctionRow:
    activation = series.activation
    if not activation.elementwise:
        return FunctionRow(series, (_NO_CURVE, "matrix"), None, _MATRIX_TIP)
    value, slope = function_at(activation, z)
    shown = activation.name not in hidden
    tip = _STAND_IN_TIP if activation.surrogate else activation.lesson
    return FunctionRow(series, (signed(value, 4), signed(slope, 4)), shown, tip)


def _notes(series: Sequence[FunctionLine]) -> str:
    """Return what the signs in the table mean, where there are any."""
    notes = []
    if any(s.activation.surrogate for s in series):
        notes.append(f"{STAND_IN} its slope is a stand-in, not the derivative")
    matrices = [s.name for s in series if not s.activation.elementwise]
    notes += [f"{name}: its slope is a matrix, so no curve" for name in matrices]
    return "\n".join(notes)


class FormulaCard(QWidget):
    """Shows f, f', the range and the lesson of one function."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.lesson = QLabel(), QLabel(_HINT)
        self.heading.setProperty("role", "title")
        # However long an expression is, the column keeps its width.
        self.heading.setMinimumWidth(1)
        self.formulas = FormulaView(_SIZE), FormulaView(_SIZE)
        self.lesson.setWordWrap(True)
        self.lesson.setProperty("role", "muted")
        column_of(
            self.heading, *self.formulas, self.lesson, STRETCH, within=self, spacing=6
        )
        self.show_function(None)

    def show_function(self, activation: Activation | None) -> None:
        """Show a function, or how to choose one."""
        for part in (self.heading, *self.formulas):
            part.setVisible(activation is not None)
        if activation is None:
            self.lesson.setText(_HINT)
            return
        low, high = (compact(end) for end in activation.range)
        self.heading.setText(title(activation.name))
        self.formulas[0].show_formula(activation.formula)
        self.formulas[1].show_formula(activation.slope_formula)
        self.lesson.setText(f"From {low} to {high}. {activation.lesson}")
