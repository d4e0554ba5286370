"""The picker of how much a cost curve is smoothed."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from nnviz.ui.charts.smoothing import SMOOTHINGS


class SmoothingPicker(QComboBox):
    """Raw, smooth, or smoother.

    Signals
    -------
    smoothing_chosen
        Another smoothing is wanted; carries its name in ``SMOOTHINGS``.
    """

    smoothing_chosen = Signal(str)

    def __init__(
        self, name: str, smoothing: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.addItems(["raw", "smooth", "smoother"])
        self.setCurrentIndex(list(SMOOTHINGS).index(smoothing))
        self.setToolTip(
            "Exponential moving average of the batch costs over about 20 or 200 "
            "iterations, because noisy curves hide one another. The readout stays "
            "exact"
        )
        self.setAccessibleName("Smoothing of the batch costs")
        self.currentIndexChanged.connect(self._choose)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.smoothing_chosen.emit(list(SMOOTHINGS)[index])
