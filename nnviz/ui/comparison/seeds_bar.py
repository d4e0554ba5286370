"""How many seeds a comparison is repeated from, and how far that has come."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import count

_SUGGESTED = 5
MOST_SEEDS = 1000
"""The largest number of seeds."""


class SeedsBar(QWidget):
    """A number of seeds, a button that begins or cancels, and the progress.

    Signals
    -------
    study_requested
        Carries the number of seeds.
    study_cancelled
        The user cancels the remaining seeds.
    """

    study_requested = Signal(int)
    study_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self._allowed = True
        self._seeds, self._button = NumberField(whole=True), QPushButton()
        self._progress, self._words = QProgressBar(), QLabel()
        self._dress()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel("seeds")
        set_role(label, "muted")
        for part in (self._words, self._progress, label, self._seeds, self._button):
            row.addWidget(part)
        self.show_idle()

    @property
    def number(self) -> int:
        """The number of seeds."""
        return int(self._seeds.value or 1)

    def show_number(self, seeds: int) -> None:
        """Show a number of seeds, without emitting a signal; 1 to 1000."""
        self._seeds.show_value(seeds)

    def allow(self, allowed: bool) -> None:
        """Allow a study to begin, or not; a running one can always be cancelled."""
        self._allowed = allowed
        self._button.setEnabled(allowed or self._running)

    def show_progress(self, done: int, total: int) -> None:
        """Show that a study is running, and how many of its runs are done."""
        self._running = True
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        self._progress.show()
        self._button.setText("Cancel")
        self._button.setToolTip("Stop here and keep the finished runs")
        self._seeds.setEnabled(False)
        self._words.setText(f"{count(done)} of {count(total)} runs")
        self.allow(self._allowed)

    def show_idle(self, words: str = "") -> None:
        """Show that no study is running, with a word on the last one."""
        self._running = False
        self._progress.hide()
        self._button.setText("Run all")
        self._button.setToolTip(
            "Repeat the comparison once for each seed, with different initial weights "
            "and a different order of the samples, and show medians with their spread"
        )
        self._seeds.setEnabled(True)
        self._words.setText(words)
        self.allow(self._allowed)

    def _dress(self) -> None:
        self._seeds.setObjectName("comparison_seeds")
        self._seeds.setAccessibleName("Number of seeds")
        self._seeds.describe(
            "n: the number of seeds for each contender; a single run may be luck"
        )
        keep_size(self._seeds, width=52)
        self._seeds.show_value(_SUGGESTED)
        self._seeds.entered.connect(self._take_seeds)
        self._button.setObjectName("comparison_run_seeds")
        self._button.setAccessibleName("Run or cancel several seeds")
        self._button.clicked.connect(self._begin_or_cancel)
        self._progress.setObjectName("comparison_progress")
        self._progress.setAccessibleName("Finished runs")
        keep_size(self._progress, width=90)
        self._progress.setTextVisible(False)
        self._words.setObjectName("comparison_progress_words")
        set_role(self._words, "caption")

    @Slot(object)
    def _take_seeds(self, value: int) -> None:
        if not 1 <= value <= MOST_SEEDS:
            self._seeds.refuse(f"enter a number of seeds from 1 to {count(MOST_SEEDS)}")
            return
        self._seeds.show_value(value)

    @Slot()
    def _begin_or_cancel(self) -> None:
        if self._running:
            self.study_cancelled.emit()
        else:
            self.study_requested.emit(self.number)
