"""Formulas typeset ahead of time, while the window is at rest."""

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.ui.formulas.boxes import Type
from nnviz.ui.formulas.formula_layout import lay_out

PAUSE = 15
"""Milliseconds between two formulas, in which the window answers."""


class Typesetter(QObject):
    """Typesets one formula after the other, so that showing them takes no time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[str, Type, str]] = deque()
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._next)

    @property
    def waiting(self) -> int:
        """How many formulas are still to be typeset."""
        return len(self._waiting)

    def add(self, formulas: Iterable[str], kind: Type, result: str = "") -> None:
        """Typeset these formulas when there is time; see `lay_out`."""
        self._waiting.extend((latex, kind, result) for latex in formulas)
        if self._waiting:
            self._timer.start()

    @Slot()
    def _next(self) -> None:
        latex, kind, result = self._waiting.popleft()
        lay_out(latex, 400.0, kind, result)
        if not self._waiting:
            self._timer.stop()
