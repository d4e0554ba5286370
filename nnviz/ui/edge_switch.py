"""The switch for what the edges of the diagram show."""

from typing import cast, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from nnviz.ui.diagram.state import EdgeKind
from nnviz.ui.theme.style import set_role

KINDS: tuple[str, ...] = get_args(EdgeKind)

_TIPS = {
    "weight": "Edges show the weights w.",
    "contribution": "Edges show w·a: what each input adds to z for this sample.",
    "gradient": "Edges show dC/dw of the last iteration.",
    "update": "Edges show how the last iteration changed each weight.",
}


class EdgeSwitch(QWidget):
    """Weight, contribution, gradient or update: one of them is chosen."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edge_kind")
        self.setAccessibleName("What the edges show")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        for kind in KINDS:
            button = QPushButton(kind, self)
            button.setCheckable(True)
            button.setChecked(kind == "weight")
            button.setToolTip(_TIPS[kind])
            set_role(button, _place(kind), "segment")
            self._group.addButton(button)
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._choose)

    @property
    def kind(self) -> EdgeKind:
        """What is chosen."""
        button = self._group.checkedButton()
        return cast("EdgeKind", button.text() if button else KINDS[0])

    def choose(self, kind: str) -> None:
        """Press the button of a kind, as if the user had."""
        for button in self._group.buttons():
            if button.text() == kind:
                button.click()

    def _choose(self) -> None:
        self.kind_chosen.emit(self.kind)


def _place(kind: str) -> str:
    """Say where in the row of joined buttons a kind stands."""
    if kind == KINDS[0]:
        return "first"
    return "last" if kind == KINDS[-1] else "middle"
