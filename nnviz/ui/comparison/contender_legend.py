"""The legend of a comparison: a button for each contender, which brings it forward."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.charts.chart_header import ICON, LegendButton
from nnviz.ui.comparison.flow_layout import FlowLayout
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme

NOBODY = -1


class ContenderLegend(Themed, QWidget):
    """Names and styles of all contenders, in as many rows as they need.

    Signals
    -------
    contender_chosen
        The index of the contender to be seen in front of the others, or -1 for none.
    """

    contender_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_legend")
        self.setAccessibleName("Contenders")
        self._names: tuple[str, ...] = ()
        self._buttons: list[LegendButton] = []
        self._row = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def buttons(self) -> tuple[LegendButton, ...]:
        """A button for each contender."""
        return tuple(self._buttons)

    def show_contenders(self, names: Sequence[str]) -> None:
        """List these contenders."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._names = tuple(names)
        self._buttons = [self._button(i, name) for i, name in enumerate(names)]
        for button in self._buttons:
            self._row.addWidget(button)
        self.show_states({})

    def show_states(self, states: Mapping[int, str]) -> None:
        """Say beside some contenders what became of them, such as "diverged"."""
        for index, button in enumerate(self._buttons):
            state = states.get(index, "")
            name = self._names[index]
            button.rename(f"{name} ✕ {state}" if state else name)
            said = f"{name}, {state}" if state else name
            button.setAccessibleName(f"Contender {said}")
            button.setToolTip(f"{said}: bring it to the front in all pictures")

    def choose(self, index: int | None) -> None:
        """Show one contender as chosen, or none; this announces nothing."""
        for place, button in enumerate(self._buttons):
            button.setChecked(place == index)

    def _recolour(self) -> None:
        for index, button in enumerate(self._buttons):
            button.setIcon(series_icon(self.theme, index))

    def _button(self, index: int, name: str) -> LegendButton:
        button = LegendButton(name)
        button.setObjectName(f"comparison_legend_{index}")
        button.setIcon(series_icon(self.theme, index))
        button.setChecked(False)
        set_role(button, "toggle")
        set_role(button, "little", "room")
        button.clicked.connect(self._announce)
        return button

    @Slot(bool)
    def _announce(self, checked: bool) -> None:
        button = self.sender()
        index = next(i for i, b in enumerate(self._buttons) if b is button)
        self.choose(index if checked else None)
        self.contender_chosen.emit(index if checked else NOBODY)


def series_icon(theme: Theme, index: int, size: QSize = ICON) -> QIcon:
    """Return a piece of a contender's line with its mark."""
    pixmap = QPixmap(size * 2)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0.0, 0.0, size.width(), size.height())
    draw_sample(painter, area, series_style(theme, index))
    painter.end()
    return QIcon(pixmap)
