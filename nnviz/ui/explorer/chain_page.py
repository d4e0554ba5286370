"""How slopes multiply through a chain of layers, for each function."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.ui.explorer.chain_controls import (
    NETWORK,
    ChainControls,
    ChainSettings,
    worked_out,
)
from nnviz.ui.explorer.chain_plot import ChainPlot
from nnviz.ui.explorer.function_lines import FunctionLine
from nnviz.ui.explorer.idle_job import IdleJob


class ChainPage(QWidget):
    """A plot of what is left after so many layers, and what that means in words.

    Signals
    -------
    function_touched
        The name of a function that was clicked.
    """

    function_touched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = ChainSettings()
        self.controls, self.plot = ChainControls(), ChainPlot()
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.turns = IdleJob(self)
        self._series: tuple[FunctionLine, ...] = ()
        self._known: dict[Activation, Floats] = {}
        self._lay_out()
        self.controls.changed.connect(self._change)
        self.plot.function_touched.connect(self.function_touched)
        self.turns.wanted.connect(self._begin)
        self.turns.finished.connect(self._show)

    def show_series(self, series: Sequence[FunctionLine]) -> None:
        """Show these functions."""
        self._series = tuple(series)
        if series and not self._missing():
            # A figure of it may be painted in the colours of another theme, unseen.
            self._show()
        self._update()

    def show_z(self, z: float) -> None:
        """Begin at another z."""
        self._change(replace(self.settings, z=z))

    def complete(self) -> None:
        """Work out all that is shown at once, whether the page is seen or not."""
        self.turns.stop()
        for _ in worked_out(self.settings, self._missing(), self._known):
            pass
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.turns.stop()

    @Slot(object)
    def _change(self, settings: ChainSettings) -> None:
        """Work everything out for other settings; z means nothing to a network."""
        both = replace(self.settings, z=settings.z)
        kept = settings.kind == NETWORK and both == settings
        self.settings = settings
        self.controls.show_settings(settings)
        if not kept:
            self._known = {}
        self._update()

    def _update(self) -> None:
        """Show what is known; a network takes its time, a chain hardly any."""
        if not self.isVisible():
            return
        missing = self._missing()
        if self.settings.kind != NETWORK:
            self._known |= {f: self.settings.logs(f) for f in missing}
        elif missing:
            self.turns.ask()
        self._show()

    def _missing(self) -> list[Activation]:
        functions = [s.activation for s in self._series]
        return [f for f in functions if f not in self._known]

    @Slot()
    def _begin(self) -> None:
        self.turns.begin(worked_out(self.settings, self._missing(), self._known))

    @Slot()
    def _show(self) -> None:
        known = {f.name: logs for f, logs in self._known.items()}
        self.plot.show_logs(self._series, known, self.settings.layers)
        self.words.setText(self.settings.words())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.controls, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.plot, 1)
        column.addWidget(self.words)
