"""Says what happened without getting in the way: a line over the page."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import blend

Kind = Literal["info", "good", "warning", "error"]

_TONES = {"info": "muted", "good": "good", "warning": "warning", "error": "bad"}
_SPOKEN = {"info": "Note", "good": "Done", "warning": "Caution", "error": "Error"}
_STRIPE = 4.0


class MessageBar(Themed, QWidget):
    """Shows one message, with a button for a remedy if there is one.

    A notice stays for as long as what it says holds: messages come before it, and when
    they go it is seen again.

    Signals
    -------
    action_triggered
        The user pressed the remedy.
    notice_action_triggered
        The user pressed the remedy of the notice, which stays until it is taken away.
    closed
        The user closed the message.
    """

    action_triggered = Signal()
    notice_action_triggered = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._kind: Kind = "info"
        self._remedy: Callable[[], object] | None = None
        self._notice: tuple[str, str] | None = None
        self._shows_notice = False
        self._kind_label = QLabel()
        self._kind_label.setProperty("role", "heading")
        self._text = QLabel()
        self._text.setObjectName("message_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._text.setTextInteractionFlags(selectable)
        wide = QSizePolicy.Policy.Expanding
        self._text.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.setObjectName("message_action")
        self._action.setAccessibleName("Remedy")
        self._action.setToolTip("Do what the message suggests")
        self._action.clicked.connect(self._act)
        self._close = _close_button()
        self._close.clicked.connect(self._dismiss)
        self._place()
        self._recolour()
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def kind(self) -> Kind:
        return self._kind

    def show_message(
        self,
        text: str,
        kind: Kind = "info",
        action_text: str | None = None,
        remedy: Callable[[], object] | None = None,
    ) -> None:
        """Show a message in place of the previous one.

        Parameters
        ----------
        text
            What happened, where, and what to try.
        kind
            How grave it is.
        action_text
            What the button of the remedy says, if there is one.
        remedy
            What it then does.
        """
        self._shows_notice = False
        self._remedy = remedy
        self._say(text, kind, action_text)

    def show_notice(self, text: str, action_text: str) -> None:
        """Show a notice that stays while it is true.

        Parameters
        ----------
        text
            What is out of the ordinary.
        action_text
            What the button says that ends it.
        """
        self._notice = (text, action_text)
        if self._shows_notice or self.isHidden():
            self._return_to_notice()

    def clear_notice(self) -> None:
        """Remove the notice, which is no longer true."""
        self._notice = None
        if self._shows_notice:
            self.clear()

    def _say(self, text: str, kind: Kind, action_text: str | None) -> None:
        self._kind = kind
        self._close.setVisible(not self._shows_notice)
        self._kind_label.setText(_SPOKEN[kind])
        self._text.setText(text)
        self._action.setVisible(action_text is not None)
        self._action.setText(action_text or "")
        self._action.setAccessibleName(action_text or "Remedy")
        self.setAccessibleName(f"{_SPOKEN[kind]}: {text}")
        self.show()
        self.update()
        event = QAccessibleEvent(self, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(event)

    def clear(self) -> None:
        """Remove the message; this announces nothing."""
        if self._notice is not None:
            self._return_to_notice()
            return
        self._shows_notice = False
        self._text.clear()
        self.hide()

    def _return_to_notice(self) -> None:
        if self._notice is not None:
            self._shows_notice = True
            self._say(self._notice[0], "warning", self._notice[1])

    def _recolour(self) -> None:
        self._close.setIcon(icon("close", self.theme.muted, self.theme.disabled))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._shows_notice:
            self._dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background in a tint of the kind's colour, with a stripe of it."""
        tone = getattr(self.theme, _TONES[self._kind])
        area = QRectF(self.rect())
        painter = QPainter(self)
        painter.fillRect(area, QColor(blend(self.theme.panel, tone, 0.14)))
        painter.fillRect(QRectF(0.0, 0.0, _STRIPE, area.height()), QColor(tone))
        painter.end()

    def _act(self) -> None:
        if self._shows_notice:
            self.notice_action_triggered.emit()
            return
        remedy, self._remedy = self._remedy, None
        self.clear()
        self.action_triggered.emit()
        if remedy is not None:
            remedy()

    def _dismiss(self) -> None:
        self.clear()
        self.closed.emit()

    def _place(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 8, 6)
        line.setSpacing(12)
        line.addWidget(self._kind_label)
        line.addWidget(self._text, 1)
        line.addWidget(self._action)
        line.addWidget(self._close)


def _close_button() -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "flat")
    button.setObjectName("message_close")
    keep_size(button, icon_width=SIZE, icon_height=SIZE)
    button.setAccessibleName("Close message")
    button.setToolTip("Close this message (Escape)")
    return button
