"""The window in which the user writes an activation function."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
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

from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.own import LONGEST_NAME
from nnviz.core.expression.tokenizer import LONGEST
from nnviz.core.functions.activation import Activation
from nnviz.core.network import find_activation
from nnviz.explain.exploring.function_curves import sampled_curve
from nnviz.ui.controls.layouts import STRETCH, row_of
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.painting.function_chart import (
    ChartLine,
    FunctionCanvas,
    FunctionChart,
    function_pen,
    legend_entries,
    slope_pen,
    value_span,
)
from nnviz.ui.painting.point_marks import Legend
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed, current_theme
from nnviz.views.numbers import compact

EXAMPLES = (
    "mish = x * tanh(log(1 + exp(x)))",
    "x * sigmoid(1.702*x)",
    "max(0.1*x, x)",
    "sin(x)",
    "exp(-x^2)",
)


REACH = 5.0
"""The curve is shown for z from -REACH to REACH."""

_HIGHEST = 6.0
"""What grows beyond this is cut off."""

_POINTS = 501
_SIZE = (560, 560)


class Examples(QWidget):
    """A row of functions.

    Signals
    -------
    chosen
        The text of one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        label = QLabel("Try")
        label.setProperty("role", "muted")
        line.addWidget(label)
        for text in EXAMPLES:
            button = QPushButton(text.partition(" = ")[0])
            button.setProperty("role", "flat")
            button.setAutoDefault(False)
            button.setToolTip(f"Start with {text}")
            button.setAccessibleName(f"Example {text}")
            button.clicked.connect(partial(self.chosen.emit, text))
            line.addWidget(button)
        line.addStretch(1)


_FIELD_HEIGHT = 42
_CARET = 5.0


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
        self.plot = FunctionCanvas("the function and its slope appear here")
        keep_size(self.plot, least_height=170)
        self.legend = Legend()
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
        """The function as it is typed, with its name in front if it has one.

        A name typed in front of the function itself is the one that counts.
        """
        body, name = self.field.text().strip(), self.name.text().strip()
        return f"{name} = {body}" if name and "=" not in body else body

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
        self.legend.show_entries(legend_entries(self.theme)[:2])

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
        low, high = (float(bound) for bound in activation.range)
        words = (
            f"{activation.label} and its slope, from {compact(low)} to {compact(high)}"
        )
        self.plot.show_chart(_chart(activation), words)
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
            self._make_faint()

    def _make_faint(self) -> None:
        """Let the last function that was right be seen, but no longer hold."""
        chart = self.plot.chart
        if chart is not None:
            self.plot.show_chart(replace(chart, faint=True), self.plot.accessibleName())

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
        keep_size(self.name, most_width=220)
        self.name.setToolTip("The name to show in pickers and plots")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        keep_size(self.message, least_height=34)
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
        buttons = row_of(STRETCH, self._cancel, self.accept_button)
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


def _chart(activation: Activation) -> FunctionChart:
    curve = sampled_curve(activation, REACH, _POINTS)
    return FunctionChart(
        curve.z,
        (ChartLine(curve.slope, slope_pen), ChartLine(curve.value, function_pen)),
        value_span((curve.value, curve.slope), (0.0, 1.0), (-_HIGHEST, _HIGHEST)),
        ("z", "f(z), f'(z)"),
    )


def _reason(error: InputError) -> str:
    words = error.reason if isinstance(error, ExpressionError) else str(error)
    return words[:1].upper() + words[1:]


class FunctionField(QLineEdit):
    """Takes a function of x; below a character that is wrong it paints a caret."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: int | None = None
        keep_size(self, height=_FIELD_HEIGHT)
        # A little more than a function may have, so that the message can say so.
        self.setMaxLength(LONGEST + 50)

    @property
    def place(self) -> int | None:
        """The character that is marked, from 0."""
        return self._place

    def mark(self, place: int | None) -> None:
        """Mark a character as wrong, or none."""
        self._place = place
        set_role(self, "" if place is None else "true", "invalid")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._place is None:
            return
        x, bottom = self._across(self._place), self.height() - 5.0
        tip = QPointF(x, bottom - _CARET)
        left, right = QPointF(x - 4.0, bottom), QPointF(x + 4.0, bottom)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().bad), 1.8))
        painter.drawPolyline(QPolygonF([left, tip, right]))
        painter.end()

    def _across(self, place: int) -> float:
        """Return the middle of a character in pixels, scrolled as the text is."""
        metrics, text = self.fontMetrics(), self.text()
        typed = metrics.horizontalAdvance(text[: self.cursorPosition()])
        start = self.cursorRect().center().x() - typed
        half = metrics.horizontalAdvance(text[place : place + 1] or "x") / 2.0
        return start + metrics.horizontalAdvance(text[:place]) + half
