"""A drop-down list in which impossible options are greyed out and say why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment.choices import Option

_NARROWEST = 64


class Picker(ChoiceBox):
    """Shows options and announces another one that a user picks.

    Signals
    -------
    chosen
        The name of the option.
    """

    chosen = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tip = ""
        self._options: tuple[Option, ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        policy = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(7)
        keep_size(self, least_width=_NARROWEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picked.connect(self._choose)

    @property
    def current(self) -> str:
        return str(self.currentData() or "")

    def describe(self, tip: str) -> None:
        """Set what the choice does; the tooltip adds what the current option does."""
        self._tip = tip

    def show_options(self, options: Sequence[Option], current: str | None) -> None:
        """Show these options with one of them picked; this announces nothing."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self._items.clear()
            for option in options:
                self._items.appendRow(_item(option))
        self.show_index(self.findData(current))
        tips = [option.tip for option in options if option.name == current]
        self.setToolTip("".join((f"<p>{self._tip}</p>", *tips)))

    def obstacle(self, name: str) -> str | None:
        """Return why an option cannot be chosen, or None if it can."""
        return next(o.obstacle for o in self._options if o.name == name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll: nobody wants to choose a loss by scrolling past it."""
        event.ignore()

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(str(self.itemData(index)))


def _item(option: Option) -> QStandardItem:
    item = QStandardItem(option.title)
    item.setData(option.name, Qt.ItemDataRole.UserRole)
    item.setEnabled(option.obstacle is None)
    why = f"<p><b>Not available now:</b> {option.obstacle}</p>"
    item.setToolTip((why if option.obstacle else "") + option.tip)
    return item
