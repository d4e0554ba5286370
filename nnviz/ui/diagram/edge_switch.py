"""The switch for what the edges of the diagram show."""

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.ui.controls.segments import FoldingRow
from nnviz.ui.theme.style import set_role
from nnviz.views.diagram.diagram_state import EdgeKind

KINDS = ("weight", "contribution", "gradient", "update", "check")
"""What edges can show at any time."""

DIFFERENCE = "difference"
"""What they can show while two iterations are compared."""

_TIPS = {
    "weight": "Edges show the weights w.",
    "contribution": "Edges show w·a: what each input adds to z for this sample.",
    "gradient": "Edges show dC/dw of the last iteration.",
    "update": "Edges show how the last iteration changed each weight.",
    DIFFERENCE: "Edges show how much each weight changed between the two moments.",
    "check": "Edges and bias dots show whether each gradient was right in the last "
    "check: thin and green passes, thick and red is wrong, grey and dashed was not "
    "judged.",
}
_NOT_YET = (
    "No gradient has been checked yet: turn on “Check iterations” on the right and run "
    "an iteration."
)


class EdgeSwitch(QWidget):
    """Chooses what the edges show: weight, contribution, gradient, update or check.

    While two iterations are compared there is also their difference.

    Signals
    -------
    kind_chosen
        The kind that was chosen.
    comparison_ended
        The user wants to end the comparison.
    refused
        A kind cannot be chosen; carries why.
    """

    kind_chosen = Signal(str)
    comparison_ended = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edge_kind")
        self.setAccessibleName("What the edges show")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for kind in (*KINDS, DIFFERENCE):
            button = self._buttons[kind] = QPushButton(kind, self)
            button.setCheckable(True)
            button.setChecked(kind == "weight")
            button.setToolTip(_TIPS[kind])
            button.setProperty("room", "little")
            self._group.addButton(button)
        self._row = FoldingRow(self._buttons, "value the edges show")
        layout.addWidget(self._row)
        self._words = ""
        self._compared, self._end = QLabel(), _end_button()
        self._compared.setObjectName("compared_moments")
        # A long text must not make the window wider.
        ignored, fixed = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        self._compared.setSizePolicy(ignored, fixed)
        layout.addSpacing(8)
        layout.addWidget(self._compared, 1)
        layout.addWidget(self._end)
        self._group.buttonClicked.connect(self._choose)
        self._end.clicked.connect(self.comparison_ended)
        self.show_comparison(None)
        self.offer_check(False)

    @property
    def kind(self) -> EdgeKind:
        """The kind chosen."""
        button = self._group.checkedButton()
        return cast("EdgeKind", button.text() if button else KINDS[0])

    def can_show(self, kind: str) -> bool:
        """Tell whether a kind can be chosen now."""
        return kind in self._buttons and self._buttons[kind].isEnabled()

    @Slot(str)
    def choose(self, kind: str) -> None:
        """Press the button of a kind, as if the user had."""
        button = self._buttons[kind]
        if button.isEnabled():
            button.click()
        else:
            self.refused.emit(button.toolTip())

    def show_comparison(self, words: str | None) -> None:
        """Offer a difference, described in words, and choose it; None removes it."""
        compares = words is not None
        if compares or self.kind == DIFFERENCE:
            self.choose(DIFFERENCE if compares else KINDS[0])
        for kind, button in self._buttons.items():
            button.setVisible(kind in KINDS or compares)
            set_role(button, _place(kind, compares), "segment")
        self._words = words or ""
        self._compared.setToolTip(self._words)
        self._compared.setAccessibleName(self._words)
        self._compared.setVisible(compares)
        self._end.setVisible(compares)
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        taken = min(self._row.sizeHint().width(), self.width() // 2)
        room = self.width() - taken - self._end.sizeHint().width() - 12
        metrics, right = self._compared.fontMetrics(), Qt.TextElideMode.ElideRight
        text = metrics.elidedText(self._words, right, max(room, 0))
        self._compared.setText(text)
        self._compared.setMaximumWidth(metrics.horizontalAdvance(text) + 2)

    def offer_check(self, offered: bool) -> None:
        """Enable or disable the check; if it was chosen, weights are shown instead."""
        button = self._buttons["check"]
        button.setEnabled(offered)
        button.setToolTip(_TIPS["check"] if offered else _NOT_YET)
        if button.isChecked() and not offered:
            self.choose("weight")

    def _choose(self) -> None:
        self.kind_chosen.emit(self.kind)


def _end_button() -> QPushButton:
    button = QPushButton("End")
    button.setObjectName("end_comparison")
    button.setAccessibleName("End the comparison")
    button.setToolTip("End the comparison: the edges show the weights again")
    set_role(button, "flat")
    return button


def _place(kind: str, compares: bool) -> str:
    """Return where a kind is in the row of joined buttons."""
    if kind == KINDS[0]:
        return "first"
    return "last" if kind == (DIFFERENCE if compares else KINDS[-1]) else "middle"
