"""What keeps the run from learning: a badge that counts, and the list behind it."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.ui.controls.layouts import STRETCH, column_of, row_of, scrolled
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.style import set_role
from nnviz.views.words.finding_words import FindingItem

_WIDTH = 430
"""Pixels of the list."""


class FindingsBadge(QPushButton):
    """Says how many findings there are; hidden if there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setCheckable(True)
        self.setToolTip("What keeps this network from learning, and what may help.")
        set_role(self, "caution")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_count(self, words: str, count: int) -> None:
        self.setText(words)
        self.setAccessibleName(f"{words}: what keeps this network from learning")
        self.setVisible(count > 0)


class FindingRow(QFrame):
    """One finding: its sentence, since when, what may help and what came of that.

    Signals
    -------
    moment_requested
        The user wants to see the iteration.
    wished
        The user wants the remedy to be tried, or to be tried no longer, or to be used.
    """

    moment_requested = Signal(int)
    wished = Signal()

    def __init__(self, item: FindingItem, name: str) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setObjectName(name)
        self.item = item
        self._since = QPushButton(item.since)
        set_role(self._since, "flat")
        self._since.setObjectName(f"{name}_since")
        self._since.setToolTip("Show the run at this iteration.")
        self._since.clicked.connect(self._go)
        self._since.setVisible(bool(item.since))
        self.button = QPushButton("Try it")
        self.button.setObjectName(f"{name}_try")
        self.button.clicked.connect(self.wished)
        self._remedy = _label(item.result or item.remedy)
        self._lay_out()
        self.show_progress("")

    @property
    def remedy_words(self) -> str:
        """What is said of the remedy: what it is, or what comes of its trial."""
        return self._remedy.text()

    def show_progress(self, words: str) -> None:
        """Say how far a trial is; "" if there is none."""
        item = self.item
        if words:
            self._remedy.setText(words)
            self._set_button("Stop", "Stop trying it.", "")
        elif item.helped:
            tip = "Start again with this change, and train. Undo brings this run back."
            self._set_button("Use it", tip, "primary")
        else:
            self._remedy.setText(item.result or item.remedy)
            tip = "Train with this change in the background for as many iterations."
            self._set_button("Try it", tip, "")
        self.button.setVisible(bool(words or item.helped or self._can_be_tried))
        self._remedy.setVisible(bool(self._remedy.text()))

    @property
    def _can_be_tried(self) -> bool:
        return bool(self.item.remedy and not self.item.result)

    def _set_button(self, words: str, tip: str, role: str) -> None:
        self.button.setText(words)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(f"{words}: {self.item.remedy}")
        set_role(self.button, role)

    def _lay_out(self) -> None:
        set_role(self._remedy, "muted")
        column_of(
            _label(self.item.words),
            self._remedy,
            row_of(self._since, STRETCH, self.button, spacing=8),
            within=self,
            margins=(12, 10, 12, 10),
            spacing=6,
        )

    @Slot()
    def _go(self) -> None:
        if self.item.iteration is not None:
            self.moment_requested.emit(self.item.iteration)


class FindingList(QFrame):
    """The findings, over the diagram: nothing moves, and training goes on.

    Signals
    -------
    moment_requested
        The user wants to see an iteration.
    wished
        The user pressed the button of the finding in this place.
    closed
        The user closed the list.
    """

    moment_requested = Signal(int)
    wished = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding_list")
        self.setAccessibleName("What keeps this network from learning")
        self.setProperty("surface", "floating")
        self._rows: list[FindingRow] = []
        self._room = QRect()
        title = _label("What keeps this network from learning")
        set_role(title, "title")
        close = QPushButton("Close")
        close.setObjectName("finding_list_close")
        close.setToolTip("Close the list; the badge above opens it again.")
        close.setAccessibleName("Close the list of findings")
        set_role(close, "flat")
        close.clicked.connect(self.closed)
        self._top = row_of((title, 1), close, margins=(14, 12, 14, 0))
        listed = QWidget()
        self._column = column_of(within=listed, margins=(14, 8, 14, 14), spacing=8)
        column_of(self._top, (scrolled(listed), 1), within=self, spacing=0)
        self.hide()

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        """What is listed, in order."""
        return tuple(self._rows)

    @property
    def holds_focus(self) -> bool:
        """Whether the keyboard is in it."""
        return _has_focus(self)

    def show_items(self, items: tuple[FindingItem, ...]) -> None:
        """List these findings instead."""
        if items == tuple(row.item for row in self._rows):
            return
        had_focus = next((n for n, r in enumerate(self._rows) if _has_focus(r)), None)
        for row in self._rows:
            row.setParent(None)
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = [
            FindingRow(item, f"finding_{place}") for place, item in enumerate(items)
        ]
        for place, row in enumerate(self._rows):
            self._column.addWidget(row)
            # Else it would have no height until the next turn of events.
            row.show()
            row.moment_requested.connect(self.moment_requested)
            row.wished.connect(self._pass_on)
            if place == had_focus:
                row.button.setFocus()
        self._fit()

    def show_progress(self, place: int, words: str) -> None:
        """Say how far the trial of a remedy is."""
        if place < len(self._rows):
            self._rows[place].show_progress(words)
            self._fit()

    def place_in(self, room: QRect) -> None:
        """Go to the top right of a part of the page, as high as it needs to be.

        What is higher than there is room for scrolls.
        """
        self._room = room
        self._fit()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        room, width = self._room, min(enlarged(_WIDTH), self._room.width())
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        edge = self.contentsMargins()
        inner = width - edge.left() - edge.right()
        height = edge.top() + edge.bottom()
        for layout in (self._top, self._column):
            layout.invalidate()
            height += layout.totalHeightForWidth(inner)
        height = min(height, room.height())
        self.setGeometry(room.right() - width + 1, room.top(), width, height)

    @Slot()
    def _pass_on(self) -> None:
        row = self.sender()
        if row in self._rows:
            self.wished.emit(self._rows.index(row))


def _label(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _has_focus(widget: QWidget) -> bool:
    return any(child.hasFocus() for child in widget.findChildren(QPushButton))
