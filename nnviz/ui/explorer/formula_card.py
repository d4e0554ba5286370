"""The formula of the emphasised function, and what it teaches."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.activation import Activation
from nnviz.ui.experiment.setting_words import title
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.painting.numbers import compact

_HINT = "Click a function, here or on a plot, for its formula."
_SIZE = 14


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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.heading, *self.formulas, self.lesson):
            column.addWidget(part)
        column.addStretch(1)
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
