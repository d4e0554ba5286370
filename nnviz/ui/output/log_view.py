"""The text that training prints in tutorials, on a page that grows meanwhile."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.core.types import Indices
from nnviz.session.history import Evaluation
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import count

MOST = 200
"""Entries kept; older ones are dropped."""

_LINES = 5
"""Lines of an entry."""

_PAUSE = 250
"""Milliseconds between two updates of the page: setting text is slow."""


class TrainingLog:
    """Writes evaluations as text, each iteration once and in rising order.

    Parameters
    ----------
    names
        The classes; long names are replaced by their numbers, counted from 0.
    wanted
        The true classes of the first training samples, (N,).
    """

    def __init__(self, names: Sequence[str], wanted: Indices) -> None:
        short = all(len(name) <= 2 for name in names)
        self._names = tuple(names if short else map(str, range(len(names))))
        self._width = max((len(name) for name in self._names), default=1)
        self._wanted = tuple(wanted.tolist())
        self._last = -1

    def text(self, evaluation: Evaluation) -> str | None:
        """Return the text for an evaluation; None if it was returned before."""
        if evaluation.iteration <= self._last:
            return None
        self._last = evaluation.iteration
        train, test = evaluation.train, evaluation.test
        lines = [
            f"iteration   {count(evaluation.iteration)}",
            f"predictions {self._labels(train.first)}",
            f"true labels {self._labels(self._wanted[: len(train.first)])}",
            f"accuracy    {train.accuracy or 0.0:.4f}",
        ]
        if test is not None:
            lines[-1] += f"   test {test.accuracy or 0.0:.4f}"
        return "\n".join(lines) + "\n"

    def _labels(self, classes: Sequence[int]) -> str:
        names = (self._names[k].rjust(self._width) for k in classes)
        return f"[{' '.join(names)}]"


class LogView(QWidget):
    """Shows the output of a training loop, and copies it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log: TrainingLog | None = None
        self._waiting: deque[Evaluation] = deque(maxlen=MOST)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._write_on)
        self.page = QPlainTextEdit()
        self.page.setReadOnly(True)
        self.page.setMaximumBlockCount(MOST * _LINES)
        self.page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        set_role(self.page, "log")
        self.page.setPlaceholderText("nothing has been evaluated yet")
        self.page.setAccessibleName("What training prints")
        self.copy = QPushButton("Copy")
        self.copy.setToolTip("Copy the whole log as text")
        self.copy.clicked.connect(self._copy)
        self._lay_out()

    def begin(self, log: TrainingLog) -> None:
        """Clear the page for another run."""
        self._log = log
        self._waiting.clear()
        self.page.clear()

    def add(self, evaluation: Evaluation) -> None:
        """Add an evaluation; it is written soon, or when the page becomes visible."""
        self._waiting.append(evaluation)
        if not self._timer.isActive():
            self._write_on()

    def text(self) -> str:
        """Return all that is kept."""
        self._write()
        return self.page.toPlainText()

    def showEvent(self, event: QShowEvent) -> None:
        """Write the entries that came while the page was hidden."""
        super().showEvent(event)
        self._write()

    @Slot()
    def _write_on(self) -> None:
        """Write new entries, then nothing for a while."""
        if self._waiting and self.isVisible():
            self._write()
            self._timer.start()

    def _write(self) -> None:
        if self._log is None:
            return
        texts = [self._log.text(evaluation) for evaluation in self._waiting]
        self._waiting.clear()
        if text := "\n".join(text for text in texts if text is not None):
            self.page.appendPlainText(text)

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text())

    def _lay_out(self) -> None:
        says = QLabel("first training samples, at every evaluation")
        says.setProperty("role", "caption")
        says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        above = row_of((says, 1), self.copy, spacing=8)
        column_of(above, (self.page, 1), within=self, margins=(0, 8, 0, 0), spacing=8)
