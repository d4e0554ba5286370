"""The window in which the user writes an activation function."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.activation import Activation
from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.own import LONGEST_NAME
from nnviz.core.network import find_activation
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.own_function.examples import EXAMPLES, Examples
from nnviz.ui.own_function.field import FunctionField
from nnviz.ui.own_function.own_function_plot import OwnFunctionPlot
from nnviz.ui.painting.point_marks import Legend, LegendEntry
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

_SIZE = (560, 560)


class OwnFunctionWindow(Themed, QDialog):
    """Shows what is typed as a curve and a formula, or what is wrong with it.

    It is not modal: training and everything else go on.

    Signals
    -------
    chosen
        The user takes this function; its text is an activation's name.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_function_window")
        self.setWindowTitle("Own function - nnviz")
        self.setModal(False)
        self.resize(*_SIZE)
        self.place = QLabel()
        self.field = FunctionField()
        self.name = QLineEdit()
        self.message = QLabel()
        self.plot, self.legend = OwnFunctionPlot(), Legend()
        self.formula, self.slope = FormulaView(15), FormulaView(15)
        self.accept_button, self._cancel = QPushButton("Use it"), QPushButton("Cancel")
        self._formulas = QWidget()
        self._fading = QGraphicsOpacityEffect(self._formulas)
        self._examples = Examples()
        self._name_controls()
        self._lay_out()
        self.field.textChanged.connect(self._judge)
        self.name.textChanged.connect(self._judge)
        self._examples.chosen.connect(self._take_example)
        self.accept_button.clicked.connect(self._choose)
        self._cancel.clicked.connect(self.reject)
        self._recolour()

    @property
    def text(self) -> str:
        """The function as it is typed, with its name in front if it has one."""
        body, name = self.field.text().strip(), self.name.text().strip()
        return f"{name} = {body}" if name else body

    def ask(self, place: str, text: str = "") -> None:
        """Ask for the activation of a place, starting from a function or an example."""
        self.place.setText(f"Activation of {place}")
        name, sign, body = (text or EXAMPLES[0]).partition("=")
        self.name.setText(name.strip() if sign else "")
        self.field.setText((body if sign else name).strip())
        self._judge()
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    def _recolour(self) -> None:
        theme = self.theme
        self.legend.show_entries(
            (
                LegendEntry("line", theme.accent, "f(z)"),
                LegendEntry("dashes", theme.negative, "slope f'(z)"),
            )
        )

    @Slot()
    def _judge(self) -> None:
        """Show what is typed, or what is wrong with it."""
        self.field.mark(None)
        set_role(self.name, "", "invalid")
        try:
            find_activation(self.field.text().strip())
        except InputError as error:
            self._refuse(error)
            return
        try:
            activation = find_activation(self.text)
        except InputError as error:
            set_role(self.name, "true", "invalid")
            self._say(_reason(error), "fault")
            return
        self._show(activation)

    def _show(self, activation: Activation) -> None:
        self._say(activation.lesson, "caption")
        self.plot.show_function(activation)
        self.formula.show_formula(activation.formula)
        self.slope.show_formula(activation.slope_formula)

    def _refuse(self, error: InputError) -> None:
        typed = self.field.text()
        before = len(typed) - len(typed.lstrip())
        place = error.position if isinstance(error, ExpressionError) else 0
        self.field.mark(before + place)
        self._say(_reason(error), "fault")

    def _say(self, words: str, role: str) -> None:
        set_role(self.message, role)
        self.message.setText(words)
        self.message.setAccessibleName(words)
        self.accept_button.setEnabled(role != "fault")
        # What was right before stays, but faint: nothing jumps while one types.
        self._fading.setEnabled(role == "fault")
        if role == "fault":
            self.plot.show_function(None)

    @Slot(str)
    def _take_example(self, text: str) -> None:
        name, sign, body = text.partition("=")
        self.name.setText(name.strip() if sign else "")
        self.field.setText((body if sign else name).strip())
        self.field.setFocus()

    @Slot()
    def _choose(self) -> None:
        self.hide()
        self.chosen.emit(self.text)

    def _name_controls(self) -> None:
        self.place.setProperty("role", "title")
        self.field.setObjectName("own_function")
        self.field.setAccessibleName("Function of x")
        self.field.setPlaceholderText("a function of x")
        self.field.setToolTip(
            "A function of x (or z): numbers, pi, e, + - * / ^, brackets, exp, log, "
            "sqrt, abs, sign, step, sin, cos, tan, atan, sinh, cosh, tanh, asinh, "
            "sigmoid, softplus, relu, erf, max, min, clip, log1p, expm1. Its slope is "
            "derived and checked."
        )
        self.name.setObjectName("own_function_name")
        self.name.setAccessibleName("Short name")
        self.name.setPlaceholderText("optional")
        self.name.setMaxLength(LONGEST_NAME + 10)
        self.name.setMaximumWidth(220)
        self.name.setToolTip("The name to show in pickers and plots")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setMinimumHeight(34)
        self.accept_button.setObjectName("own_function_accept")
        self.accept_button.setProperty("role", "primary")
        self.accept_button.setDefault(True)
        self.accept_button.setToolTip("Use this function for the neurons (Enter)")
        self._cancel.setToolTip("Leave everything as it is (Escape)")
        self._cancel.setAutoDefault(False)

    def _lay_out(self) -> None:
        named = QHBoxLayout()
        label = QLabel("&Name")
        label.setBuddy(self.name)
        label.setProperty("role", "muted")
        named.addWidget(label)
        named.addWidget(self.name)
        named.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.accept_button)
        formulas = QVBoxLayout(self._formulas)
        formulas.setContentsMargins(0, 0, 0, 0)
        formulas.addWidget(self.formula)
        formulas.addWidget(self.slope)
        self._fading.setOpacity(0.3)
        self._formulas.setGraphicsEffect(self._fading)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addWidget(self.place)
        column.addWidget(self.field)
        column.addWidget(self.message)
        column.addWidget(self._examples)
        column.addWidget(self.plot, 1)
        column.addWidget(self.legend)
        column.addWidget(self._formulas)
        column.addLayout(named)
        column.addLayout(buttons)


def _reason(error: InputError) -> str:
    words = error.reason if isinstance(error, ExpressionError) else str(error)
    return words[:1].upper() + words[1:]
