"""Asks where two contenders first differ, and shows the answer."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.session.comparison.number_words import quantity_title
from nnviz.ui.charts.chart_header import ICON
from nnviz.ui.comparison.contender_legend import series_icon, shortened
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

ANY, _WIDEST = "any quantity", 9
"""What is asked first, and the least letters wide that the quantities are."""

_TOLERANCE = 1e-6
_MARGIN, _GAP = 12, 5
"""Pixels at either side, and between the parts of the question."""


class FirstDifferenceQuery(msgspec.Struct, frozen=True):
    """The two contenders to compare, by index, and the tolerance between equal numbers.

    ``quantity`` is the name of the only one to compare, None for all of them.
    """

    first: int
    second: int
    tolerance: float
    quantity: str | None


class FirstDifferencePanel(Themed, QWidget):
    """Two contenders, a tolerance and a quantity; a sentence answers.

    Signals
    -------
    search_requested
        Carries the `FirstDifferenceQuery`.
    search_cancelled
        The user cancels the search.
    place_requested
        The user wants to see where the first difference is: the `FirstDifference`, and
        the index of the first contender.
    pair_chosen
        The indices of both: the answer is ``show_quantities`` with what both have.
    """

    search_requested = Signal(object)
    search_cancelled = Signal()
    place_requested = Signal(object, int)
    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_parting")
        self._searching = False
        self._found: FirstDifference | None = None
        self._asked = 0
        self._first = _picker("first", "First contender")
        self._second = _picker("second", "Second contender")
        self._quantity = _picker("quantity", "Numbers to compare")
        self._tolerance = NumberField(_by_ten)
        self._find, self._go = (
            QPushButton("Find first difference"),
            QPushButton("Show it"),
        )
        self._answer = QLabel()
        self._question = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._dress()
        self._lay_out()
        self.show_quantities(())

    @property
    def answer(self) -> str:
        """The first difference that was found, in words; empty without one."""
        return "" if self._found is None else self._answer.text()

    def show_contenders(self, names: Sequence[str]) -> None:
        for place, picker in enumerate((self._first, self._second)):
            picker.clear()
            picker.addItems([shortened(name, 24) for name in names])
            picker.setCurrentIndex(min(place, len(names) - 1))
        self._tell_pair()
        self._recolour()
        self.show_answer("")

    def show_quantities(self, names: Sequence[str]) -> None:
        """Offer these quantities, which both contenders have, and "any"."""
        chosen = self._quantity.currentText()
        self._quantity.clear()
        self._quantity.addItem(ANY)
        for name in names:
            self._quantity.addItem(quantity_title(name), name)
        self._quantity.setCurrentIndex(max(0, self._quantity.findText(chosen)))

    def show_searching(self, words: str) -> None:
        """Show the progress of the search; the button now cancels it."""
        self._searching = True
        self._find.setText("Cancel")
        self._say(words, None, fault=False)

    def show_answer(
        self, words: str, found: FirstDifference | None = None, *, fault: bool = False
    ) -> None:
        """Show the result, and offer to go there if there is a difference."""
        self._searching = False
        self._find.setText("Find first difference")
        self._say(words, found, fault=fault)

    def _recolour(self) -> None:
        for picker in (self._first, self._second):
            for place in range(picker.count()):
                picker.setItemIcon(place, series_icon(self.theme, place))

    def _say(self, words: str, found: FirstDifference | None, *, fault: bool) -> None:
        self._found = found
        set_role(self._answer, "fault" if fault else "")
        self._answer.setText(words)
        self._answer.setVisible(bool(words))
        self._go.setVisible(found is not None)

    @Slot()
    def _tell_pair(self) -> None:
        first, second = self._first.currentIndex(), self._second.currentIndex()
        if min(first, second) >= 0:
            self.pair_chosen.emit(first, second)

    @Slot()
    def _ask(self) -> None:
        if self._searching:
            self.search_cancelled.emit()
            return
        first, second = self._first.currentIndex(), self._second.currentIndex()
        if first == second:
            self.show_answer("Choose two different contenders.", fault=True)
            return
        place = self._quantity.currentIndex()
        quantity = self._quantity.itemData(place) if place > 0 else None
        tolerance = self._tolerance.value
        query = FirstDifferenceQuery(first, second, float(tolerance or 0.0), quantity)
        self._asked = first
        self.search_requested.emit(query)

    @Slot(object)
    def _take_tolerance(self, value: float) -> None:
        if value < 0.0:
            self._tolerance.refuse("a tolerance must be 0 or more")
            return
        self._tolerance.show_value(value)

    @Slot()
    def _show_place(self) -> None:
        if self._found is not None:
            self.place_requested.emit(self._found, self._asked)

    def _dress(self) -> None:
        self._quantity.setMinimumContentsLength(_WIDEST)
        for picker in (self._first, self._second):
            keep_size(picker, icon_width=ICON.width(), icon_height=ICON.height())
            picker.activated.connect(self._tell_pair)
        self._tolerance.setObjectName("comparison_parting_tolerance")
        self._tolerance.setAccessibleName("Tolerance")
        self._tolerance.describe(
            "Two numbers count as different when |x − y| is larger than this; 0 finds "
            "the first bit that differs"
        )
        keep_size(self._tolerance, width=50)
        self._tolerance.show_value(_TOLERANCE)
        self._tolerance.entered.connect(self._take_tolerance)
        self._find.setObjectName("comparison_parting_find")
        self._find.setToolTip(
            "Replay both runs from the start, number by number, up to the first "
            "number that differs by more than the tolerance"
        )
        self._find.clicked.connect(self._ask)
        self._go.setObjectName("comparison_parting_go")
        self._go.setToolTip("Go to the step that computes the number, in both")
        self._go.clicked.connect(self._show_place)
        set_role(self._go, "flat")
        self._answer.setObjectName("comparison_parting_answer")
        self._answer.setWordWrap(True)
        self._answer.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the question on one line if it fits, else on two."""
        super().resizeEvent(event)
        lines = (self._question.itemAt(place) for place in range(2))
        needed = sum(line.sizeHint().width() for line in lines if line is not None)
        wide = self.width() >= needed + _GAP + 2 * _MARGIN
        way = QBoxLayout.Direction
        self._question.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def _lay_out(self) -> None:
        whom = (self._first, QLabel("and"), self._second, QLabel("differ by more than"))
        what = (self._tolerance, QLabel("in"), self._quantity, self._find)
        left, maximum = Qt.AlignmentFlag.AlignLeft, QSizePolicy.Policy.Maximum
        for stretch, parts in enumerate((whom, what)):
            line = QWidget()
            line.setSizePolicy(maximum, QSizePolicy.Policy.Preferred)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(_GAP)
            for part in parts:
                if isinstance(part, QLabel):
                    set_role(part, "muted")
                row.addWidget(part)
            self._question.addWidget(line, stretch, left)
        self._question.setSpacing(_GAP)
        answer = QHBoxLayout()
        answer.addWidget(self._answer, 1)
        answer.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, 6)
        column.setSpacing(4)
        column.addLayout(self._question)
        column.addLayout(answer)


def _picker(name: str, what: str) -> QComboBox:
    picker = QComboBox()
    picker.setObjectName(f"comparison_parting_{name}")
    picker.setAccessibleName(what)
    picker.setToolTip(what)
    policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    picker.setSizeAdjustPolicy(policy)
    picker.setMinimumContentsLength(6)
    return picker


def _by_ten(value: float, direction: int) -> float:
    """Step a tolerance by a factor of ten."""
    return value * 10.0**direction if value > 0.0 else (1e-12 if direction > 0 else 0.0)
