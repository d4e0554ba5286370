"""The three views side by side where there is room, and one at a time where not."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnviz.ui.controls.segments import Segment, Segments

WIDE, HIGH = 1120, 720
"""From this size on all views are shown at once, in pixels."""

FUNCTIONS, CHAIN, SPREAD = "functions", "chain of layers", "distributions"
_VIEWS = (
    Segment(FUNCTIONS, "All functions and all slopes over z"),
    Segment(CHAIN, "How slopes multiply through many layers"),
    Segment(SPREAD, "What inputs become after each layer of an untrained network"),
)
_TOGETHER = ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1))
_ALONE = ((0, 0, 1, 1),) * 3
"""Row, column and how many of both each view takes."""


class Arrangement(QWidget):
    """Places the views of functions, chain and distributions."""

    def __init__(self, functions: QWidget, chain: QWidget, spread: QWidget) -> None:
        super().__init__()
        self._pages = dict(
            zip((FUNCTIONS, CHAIN, SPREAD), (functions, chain, spread), strict=True)
        )
        self.views = Segments("explorer_views", _VIEWS)
        self.views.show_current(FUNCTIONS)
        self.views.chosen.connect(self._choose)
        self._wide: bool | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._grid, 1)
        self._arrange(wide=False)

    @property
    def wide(self) -> bool:
        """Whether all views are shown at once."""
        return bool(self._wide)

    def show_view(self, name: str) -> None:
        """Show one of the views, where there is room for one only."""
        self.views.show_current(name)
        self._arrange(wide=self.wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show all views where there is room."""
        super().resizeEvent(event)
        size = event.size()
        wide = size.width() >= WIDE and size.height() >= HIGH
        if wide != self._wide:
            self._arrange(wide=wide)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.show_view(name)

    def _arrange(self, *, wide: bool) -> None:
        self._wide = wide
        self.views.setHidden(wide)
        places = _TOGETHER if wide else _ALONE
        for (name, page), place in zip(self._pages.items(), places, strict=True):
            # In this order: without a place, it would be shown as a window of its own.
            self._grid.addWidget(page, *place)
            page.setVisible(wide or name == self.views.current)
        for line, share in enumerate((4, 7) if wide else (1, 0)):
            self._grid.setColumnStretch(line, share)
        for line, share in enumerate((4, 5) if wide else (1, 0)):
            self._grid.setRowStretch(line, share)
