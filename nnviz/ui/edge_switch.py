"""The switch for what the edges of the diagram show."""

from typing import cast, get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from nnviz.ui.diagram.state import EdgeKind
from nnviz.ui.theme.style import set_role

KINDS: tuple[str, ...] = get_args(EdgeKind)

_TIPS = {
    "weight": "Edges show the weights w.",
    "contribution": "Edges show w·a: what each input adds to z for this sample.",
    "gradient": "Edges show dC/dw of the last iteration.",
    "update": "Edges show how the last iteration changed each weight.",
    "check": "Edges and bias dots show whether each gradient was right in the last "
    "check: thin and green passes, thick and red is wrong, grey and dashed was not "
    "judged.",
}
_NOT_YET = (
    "No gradient has been checked yet: switch on Check at the right, and do an "
    "iteration."
)


class EdgeSwitch(QWidget):
    """Weight, contribution, gradient, update or check: one of them is chosen.

    Signals
    -------
    kind_chosen
        What the edges shall show.
    refused
        Why a kind that is wanted cannot be chosen.
    """

    kind_chosen = Signal(str)
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
        for kind in KINDS:
            button = self._buttons[kind] = QPushButton(kind, self)
            button.setCheckable(True)
            button.setChecked(kind == "weight")
            button.setToolTip(_TIPS[kind])
            set_role(button, _place(kind), "segment")
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self._group.buttonClicked.connect(self._choose)
        self.offer_check(False)

    @property
    def kind(self) -> EdgeKind:
        """What is chosen."""
        button = self._group.checkedButton()
        return cast("EdgeKind", button.text() if button else KINDS[0])

    @Slot(str)
    def choose(self, kind: str) -> None:
        """Press the button of a kind, as if the user had."""
        button = self._buttons[kind]
        if button.isEnabled():
            button.click()
        else:
            self.refused.emit(button.toolTip())

    def offer_check(self, offered: bool) -> None:
        """Let the check be chosen or not; without it the weights are shown."""
        button = self._buttons["check"]
        button.setEnabled(offered)
        button.setToolTip(_TIPS["check"] if offered else _NOT_YET)
        if button.isChecked() and not offered:
            self.choose("weight")

    def _choose(self) -> None:
        self.kind_chosen.emit(self.kind)


def _place(kind: str) -> str:
    """Say where in the row of joined buttons a kind stands."""
    if kind == KINDS[0]:
        return "first"
    return "last" if kind == KINDS[-1] else "middle"
