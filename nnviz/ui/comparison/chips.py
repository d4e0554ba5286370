"""The values that are compared: a chip for each, and a field for one more."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from nnviz.session.comparison.contender import value_name
from nnviz.ui.charts.chart_header import ICON
from nnviz.ui.comparison.contender_legend import FlowLayout, series_icon, shortened
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

_LETTERS = 14
_NARROW, _ROOMY = 112, 204
"""Width of the field for one more value, when full and when values can be typed."""


class ValueChips(Themed, QWidget):
    """Shows values in their order; emits what the user adds or removes.

    Signals
    -------
    offered
        The text that the user chose or typed.
    removed
        The place, from 0, of the value to remove.
    """

    offered = Signal(str)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_values")
        self._chips: list[QPushButton] = []
        self._hint = ""
        self.field = QComboBox()
        self._dress_field()
        self._row = FlowLayout(self)
        self._row.addWidget(self.field)

    @property
    def chips(self) -> tuple[QPushButton, ...]:
        """The buttons of the values, in their order."""
        return tuple(self._chips)

    def show_offers(self, offered: Sequence[object], hint: str) -> None:
        """Offer these values, with a hint at what else can be typed."""
        self.field.clear()
        self.field.addItems([value_name(value) for value in offered])
        self._hint = hint
        self.empty_field()

    def show_values(self, values: Sequence[Any], most: int) -> None:
        """Show these values; the field is closed when there are ``most``."""
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(k, value_name(v)) for k, v in enumerate(values)]
        self._row.removeWidget(self.field)
        for part in (*self._chips, self.field):
            self._row.addWidget(part)
        full = len(self._chips) >= most
        self.field.setEnabled(not full)
        keep_size(self.field, width=_NARROW if full else _ROOMY)
        edit = self.field.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(f"at most {most}" if full else self._hint)
        self.field.setToolTip(
            f"At most {most} contenders: remove one before adding another"
            if full
            else "Add a value: choose one, or type it and press Enter"
        )

    def mark_pending(self, pending: Sequence[bool]) -> None:
        """Outline the chips of values that are chosen and not compared yet."""
        for chip, waits in zip(self._chips, pending, strict=True):
            set_role(chip, "pending" if waits else "", "chosen")

    def empty_field(self) -> None:
        """Clear what was typed."""
        self.field.setCurrentIndex(-1)
        self.field.setEditText("")

    def mark_field(self, wrong: bool) -> None:
        """Mark the typed text as impossible, or clear the mark."""
        edit = self.field.lineEdit()
        if edit is not None:
            set_role(edit, "true" if wrong else "", "invalid")

    def _recolour(self) -> None:
        for place, chip in enumerate(self._chips):
            chip.setIcon(series_icon(self.theme, place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remove a value when Delete or Backspace is pressed on its chip."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
            if event.key() in keys and watched in self._chips:
                self._remove(watched)
                return True
        return super().eventFilter(watched, event)

    def _chip(self, place: int, name: str) -> QPushButton:
        chip = QPushButton(f"{shortened(name, _LETTERS)}  ✕")
        chip.setIcon(series_icon(self.theme, place))
        keep_size(chip, icon_width=ICON.width(), icon_height=ICON.height())
        chip.setObjectName(f"comparison_value_{place}")
        chip.setAccessibleName(f"Remove {name} from the comparison")
        chip.setToolTip(f"{name}: click or press Delete to remove it")
        set_role(chip, "little", "room")
        chip.clicked.connect(self._remove_clicked)
        chip.installEventFilter(self)
        return chip

    def _dress_field(self) -> None:
        self.field.setObjectName("comparison_add")
        self.field.setAccessibleName("Add a value to compare")
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.field.activated.connect(self._offer_chosen)
        edit = self.field.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self._offer_typed)

    @Slot(int)
    def _offer_chosen(self, index: int) -> None:
        text = self.field.itemText(index)
        if text:
            self.offered.emit(text)

    @Slot()
    def _offer_typed(self) -> None:
        text = self.field.currentText().strip()
        if text:
            self.offered.emit(text)

    @Slot()
    def _remove_clicked(self) -> None:
        self._remove(self.sender())

    def _remove(self, chip: QObject | None) -> None:
        for place, other in enumerate(self._chips):
            if other is chip:
                self.removed.emit(place)
                return
