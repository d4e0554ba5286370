"""What the pictures of health share: a row for each contender, named at its left."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.session.health.layer_health import NetworkHealth
from nnviz.ui.comparison.contender_curve import shortened
from nnviz.ui.painting.canvas import LEFT, Canvas, fill, small_font, write
from nnviz.ui.theme.line_styles import SeriesStyle, draw_sample, series_style
from nnviz.ui.theme.tokens import blend

SAMPLE = 18.0
"""Pixels of a piece of line beside a name."""

DIVERGED = "diverged"

_WIDEST = 120.0
_STEPPED_BACK = 0.55


class HealthCanvas(Canvas):
    """Paints something of every contender's latest health.

    Signals
    -------
    contender_chosen
        The index of the contender whose row was clicked.
    """

    contender_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.names: tuple[str, ...] = ()
        self.health: tuple[NetworkHealth | None, ...] = ()
        self.chosen: int | None = None
        self.states: Mapping[int, str] = {}

    @property
    def layers(self) -> int:
        """How many layers the largest network has."""
        return max((len(h.layers) for h in self.health if h), default=0)

    @property
    def margin(self) -> float:
        """Return the room for the names, in pixels."""
        metrics = QFontMetricsF(small_font())
        names = [metrics.horizontalAdvance(shortened(name)) for name in self.names]
        names += [metrics.horizontalAdvance(state) for state in self.states.values()]
        return min(max(names, default=0.0), _WIDEST) + SAMPLE + 22.0

    def show_contenders(self, names: Sequence[str]) -> None:
        """Begin anew with these contenders."""
        self.names, self.chosen, self.states = tuple(names), None, {}
        self.show_health((None,) * len(self.names))

    def show_health(self, health: Sequence[NetworkHealth | None]) -> None:
        """Show how every contender is, in their order; None is not known yet."""
        self.health = tuple(health)
        self.updateGeometry()
        self.update()

    def show_states(self, states: Mapping[int, str]) -> None:
        """Say below some names what became of them, such as "diverged"."""
        self.states = dict(states)
        self.update()

    def has_diverged(self, index: int) -> bool:
        """Tell whether a contender's values have run away."""
        return self.states.get(index) == DIVERGED

    def choose(self, index: int | None) -> None:
        """Put one contender in front of the others, or none."""
        self.chosen = index
        self.update()

    def style_of(self, index: int) -> SeriesStyle:
        """Return how a contender is drawn now, stepped back behind the chosen one."""
        style = series_style(self.theme, index)
        if self.chosen in (None, index):
            return style
        colour = blend(style.colour, self.theme.panel, _STEPPED_BACK)
        return SeriesStyle(colour, style.dash, style.marker)

    def row(self, index: int) -> QRectF:
        """Return where a contender's row is; empty where there are no rows."""
        return QRectF()

    def tip_at(self, place: QPointF) -> str:
        """Return what is to be said about a place, or nothing."""
        return ""

    def index_at(self, place: QPointF) -> int | None:
        """Return whose row a place is in."""
        for index in range(len(self.names)):
            if self.row(index).contains(place):
                return index
        return None

    def paint_name(self, painter: QPainter, index: int) -> None:
        """Write a contender's name at the left of its row, beside its line."""
        row, theme = self.row(index), self.theme
        if self.chosen == index:
            fill(painter, row.adjusted(2, 0, -2, 0), theme.raised, 5.0)
        sample = QRectF(row.left() + 8.0, row.top(), SAMPLE, row.height())
        draw_sample(painter, sample, self.style_of(index))
        painter.setFont(small_font())
        words = row.adjusted(SAMPLE + 14.0, 0.0, 0.0, 0.0)
        words.setWidth(self.margin - SAMPLE - 18.0)
        back = self.chosen not in (None, index)
        tone = theme.muted if back else theme.text
        if index in self.states:
            state = words.translated(0.0, 8.0)
            bad = theme.bad if self.has_diverged(index) else theme.muted
            write(painter, state, LEFT, self.states[index], bad)
            words.translate(0.0, -8.0)
        write(painter, words, LEFT, self.names[index], tone)

    def event(self, event: QEvent) -> bool:
        """Say what a place is about while the pointer rests there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            where: QPoint = event.globalPos()
            if tip:
                QToolTip.showText(where, tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Announce whose row was clicked."""
        index = self.index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.contender_chosen.emit(index)


def layer_title(layer: int, layers: int) -> str:
    """Return what a layer, counted from 1, of so many is called everywhere."""
    return "output" if layer == layers else f"hidden {layer}"
