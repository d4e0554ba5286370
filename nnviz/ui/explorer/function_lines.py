"""How each function is drawn: its colour, its dashes, and whether it steps back."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from nnviz.core.activation import Activation
from nnviz.ui.experiment.setting_words import title
from nnviz.ui.theme.line_styles import SeriesStyle, series_style
from nnviz.ui.theme.tokens import Theme, blend

_SWATCH = QSize(34, 14)
_STEPPED_BACK = 0.36
_LONGEST = 22

STAND_IN = "†"
"""Marks a function whose slope is not its derivative."""


class FunctionLine(msgspec.Struct, frozen=True):
    """A function as all views draw it.

    Attributes
    ----------
    activation
        The function.
    style
        Its own colour and dashes.
    width
        Of its line, in pixels.
    dimmed
        Whether another function is emphasised.
    """

    activation: Activation
    style: SeriesStyle
    width: float = 1.8
    dimmed: bool = False

    @property
    def name(self) -> str:
        """What the user calls it, cut off where it is a long expression.

        A function whose slope is a stand-in is marked.
        """
        full = title(self.activation.name)
        short = full if len(full) <= _LONGEST else full[: _LONGEST - 1] + "…"
        return short + STAND_IN if self.activation.surrogate else short

    def ink(self, theme: Theme) -> str:
        """Return the colour it is drawn in now."""
        if not self.dimmed:
            return self.style.colour
        return blend(theme.panel, self.style.colour, _STEPPED_BACK)

    def pen(self, theme: Theme) -> QPen:
        """Return the pen of its line."""
        pen = self.style.pen(self.width)
        pen.setColor(QColor(self.ink(theme)))
        pen.setCosmetic(False)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen


def drawing_order(series: Sequence[FunctionLine]) -> list[FunctionLine]:
    """Return the functions with what is emphasised last, so that it lies on top."""
    return sorted(series, key=lambda one: not one.dimmed)


def as_series(
    activations: Sequence[Activation], chosen: str | None, theme: Theme
) -> list[FunctionLine]:
    """Give every function its style, by its place; one may be emphasised by name."""
    series = []
    for place, activation in enumerate(activations):
        mine = activation.name == chosen
        dimmed = chosen is not None and not mine
        width = 2.8 if mine else 1.8
        series.append(
            FunctionLine(activation, series_style(theme, place), width, dimmed)
        )
    return series


def swatch(series: FunctionLine, theme: Theme, ratio: float) -> QIcon:
    """Return a short piece of its line, for a table."""
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(series.pen(theme))
    middle = _SWATCH.height() / 2
    painter.drawLine(QPointF(1, middle), QPointF(_SWATCH.width() - 1, middle))
    painter.end()
    return QIcon(picture)
