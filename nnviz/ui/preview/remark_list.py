"""What is to be said of a table, each remark with its ways as buttons."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.data.remark import Remark, Way
from nnviz.ui.comparison.contender_legend import FlowLayout
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.enlarging import enlarged
from nnviz.views.experiment.reading_words import way_words

_HIGHEST, _SHARE = 190, 0.3
"""The most pixels the list takes, and the most of the window's height."""


class RemarkList(QScrollArea):
    """Lists remarks below one another, as high as they need up to a bound.

    Signals
    -------
    shown
        The user wants to see where this `Remark` belongs.
    way_chosen
        The user wants to go this `Way` instead.
    """

    shown = Signal(object)
    way_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("remark_list")
        self.setAccessibleName("Remarks")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, upright = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, upright)
        self._remarks: tuple[Remark, ...] = ()

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        if tuple(remarks) == self._remarks:
            return
        self._remarks = tuple(remarks)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        for number, remark in enumerate(remarks):
            rows.addWidget(self._row(number, remark))
        rows.addStretch(1)
        self.setWidget(body)
        self.updateGeometry()

    def reveal(self, column: str) -> None:
        """Scroll to the first remark on a column."""
        for number, remark in enumerate(self._remarks):
            button = self.findChild(QPushButton, f"remark_{number}")
            if remark.column == column and button is not None:
                self.ensureWidgetVisible(button.parentWidget() or button)
                button.setFocus()
                return

    def sizeHint(self) -> QSize:
        body = self.widget()
        if body is None:
            return QSize(0, 0)
        high = body.heightForWidth(max(self.viewport().width(), 200)) + 2
        most = min(enlarged(_HIGHEST), round(_SHARE * self.window().height()))
        return QSize(body.sizeHint().width(), min(high, most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height: words may now take more lines, or fewer."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _row(self, number: int, remark: Remark) -> QWidget:
        row = QFrame()
        row.setProperty("surface", "card")
        place = QPushButton(remark.place or "the whole table")
        place.setObjectName(f"remark_{number}")
        place.setProperty("role", "flat")
        place.setAutoDefault(False)
        place.setToolTip("Show where this is")
        place.clicked.connect(partial(self.shown.emit, remark))
        words = QLabel(remark.done)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(place, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(words, 1)
        column = column_of(line, within=row, margins=(8, 5, 8, 6), spacing=4)
        if len(remark.ways) == 1:
            line.addWidget(self._way(number, remark.ways[0]))
        elif remark.ways:
            ways = FlowLayout(spacing=6)
            for way in remark.ways:
                ways.addWidget(self._way(number, way))
            column.addLayout(ways)
        return row

    def _way(self, number: int, way: Way) -> QPushButton:
        words, tip = way_words(way)
        button = QPushButton(words)
        button.setObjectName(f"way_{number}_{way.setting}_{way.value}")
        button.setAutoDefault(False)
        button.setProperty("role", "entry")
        button.setProperty("room", "little")
        button.setToolTip(tip)
        button.clicked.connect(partial(self.way_chosen.emit, way))
        return button
