"""The switch of the live check, and the badge that says what it found."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from nnviz.session.live_check import LiveCheck
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import count
from nnviz.views.words.check_words import headline, remarks, sentence, short_headline

_LISTED = 6
_LEAST_WIDTH = 60


class VerdictButton(QPushButton):
    """A button that says less where there is no room for all of its words.

    A plain button would widen the middle of a small window, and push its panels aside
    at the moment the first verdict arrives.
    """

    def __init__(self) -> None:
        super().__init__()
        self.short_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def shown_text(self) -> str:
        """The text, the short one, or as much of that as there is room for."""
        lacking = self.sizeHint().width() - self.width()
        if lacking <= 0:
            return self.text()
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        room = metrics.horizontalAdvance(self.text()) - lacking
        return metrics.elidedText(self.short_text or self.text(), right, max(room, 0))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), enlarged(_LEAST_WIDTH)), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


class CheckBadge(QWidget):
    """Turns the check on and off, and shows green, red, or grey while it is working.

    Signals
    -------
    switched
        Whether the user wants iterations to be checked.
    details_requested
        The user pressed the badge.
    """

    switched = Signal(bool)
    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check")
        self._switch = QCheckBox("Check iterations")
        self._switch.setObjectName("check_switch")
        self._switch.setAccessibleName("Check every number and gradient")
        self._switch.setToolTip(
            "Compute every quantity of the iteration a second time, and compare the "
            "gradient of each weight and bias with central differences of the cost."
        )
        self._switch.clicked.connect(self.switched)
        self._badge = VerdictButton()
        self._badge.setObjectName("check_badge")
        self._badge.setAccessibleName("Check: nothing yet")
        self._badge.setToolTip("What the check found. Press for details.")
        self._badge.clicked.connect(self.details_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        # The switch stays at the end, whatever the badge says.
        line.addStretch(1)
        line.addWidget(self._badge)
        line.addWidget(self._switch)
        self.show_off()

    @property
    def text(self) -> str:
        return self._badge.text()

    def sizeHint(self) -> QSize:
        # The badge may say more or less without moving its neighbours: it gets the
        # room that they leave.
        return self.minimumSizeHint()

    def show_off(self) -> None:
        self._switch.setChecked(False)
        self._badge.hide()

    @Slot(int)
    def show_working(self, iteration: int) -> None:
        """Show that an iteration is being checked; the last verdict stays for now."""
        self._switch.setChecked(True)
        if self._badge.isHidden():
            tip = f"Iteration {count(iteration)} is being checked."
            self._say("… being checked", "pending", tip)

    @Slot(object)
    def show_result(self, found: LiveCheck) -> None:
        self._switch.setChecked(True)
        tip = "".join(f"<p>{line}</p>" for line in _tip(found))
        if not found.ok:
            self._say(f"✕ {headline(found)}", "bad", tip)
        elif found.gradient.parameters_checked:
            self._say(f"✓ {headline(found)}", "good", tip)
            self._badge.short_text = f"✓ {short_headline(found)}"
        else:
            self._say(f"– {headline(found)}", "pending", tip)

    def _say(self, text: str, role: str, tip: str) -> None:
        self._badge.short_text = ""
        self._badge.setText(text)
        self._badge.setToolTip(tip)
        self._badge.setAccessibleName(f"Check: {text[2:]}")
        set_role(self._badge, role)
        self._badge.show()


def _tip(found: LiveCheck) -> list[str]:
    lines = [f"<b>Iteration {count(found.iteration)}</b>"]
    lines += [sentence(one) for one in found.wrong_quantities[:_LISTED]]
    if found.wrong_gradients:
        names = ", ".join(found.wrong_gradients)
        lines.append(f"Not the gradient of the cost: {names}.")
    lines += remarks(found)
    lines.append(f"{count(found.quantities_checked)} quantities computed again.")
    return lines
