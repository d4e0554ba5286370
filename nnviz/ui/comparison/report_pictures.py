"""The outputs and networks of a comparison as pictures for its report."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRectF, QTimer, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from nnviz.files.comparison_report.report_page import Picture
from nnviz.ui.comparison.cell_row import CORNER, paint_stop
from nnviz.ui.diagram.network_picture import NetworkPicture
from nnviz.ui.output.output_painting import OutputPainter
from nnviz.ui.painting.canvas import outline
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import Theme, palette_of, theme_with
from nnviz.views.comparison.comparison_frames import ComparisonFrame

_SIDE, _GAP, _NETWORK = 180, 8, 220
"""Pixels of an output each way, between it and its network, and of that one's width."""
_RATIO = 1.5
"""Pixels of the picture per pixel of the page, for sharp print."""


class ReportPictures(QObject):
    """Draws every contender's output beside its network, for a light and a dark page.

    One after the other between other events, as each takes some hundredths of a second.
    """

    def __init__(
        self, names: Sequence[str], frame: ComparisonFrame, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._drawn: list[Picture] = []
        self._left = _pictures(names, frame)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._draw)
        self._timer.start(0)

    def all(self) -> tuple[Picture, ...]:
        """Return the pictures of all; those that are missing are drawn at once."""
        self._timer.stop()
        self._drawn += self._left
        return tuple(self._drawn)

    @Slot()
    def _draw(self) -> None:
        picture = next(self._left, None)
        if picture is None:
            self._timer.stop()
        else:
            self._drawn.append(picture)


def _pictures(names: Sequence[str], frame: ComparisonFrame) -> Iterator[Picture]:
    light, dark = _themes()
    for index, name in enumerate(names):
        images = _png(frame, index, light), _png(frame, index, dark)
        yield Picture(name, *images, _SIDE + _GAP + _NETWORK)


def _themes() -> tuple[Theme, Theme]:
    """Return the light and the dark theme with the palette in use."""
    palette = palette_of(current_theme())
    return theme_with(False, palette), theme_with(True, palette)


def _png(frame: ComparisonFrame, index: int, theme: Theme) -> bytes:
    wide = _SIDE + _GAP + _NETWORK
    image = QImage(
        int(wide * _RATIO),
        int(_SIDE * _RATIO),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(_RATIO)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint(painter, frame, index, theme)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _paint(painter: QPainter, frame: ComparisonFrame, index: int, theme: Theme) -> None:
    each, scale = frame.contenders[index], frame.scale
    output = QRectF(0, 0, _SIDE, _SIDE)
    colour = series_style(theme, index).colour
    pictures = OutputPainter(theme, _RATIO)
    pictures.paint(painter, output, each.output, scale.span, colour, scale.classes)
    network = QRectF(_SIDE + _GAP, 0, _NETWORK, _SIDE)
    shape = QPainterPath()
    shape.addRoundedRect(network, CORNER, CORNER)
    painter.save()
    painter.setClipPath(shape)
    NetworkPicture().paint(painter, network, each.diagram, theme, frame.shown)
    painter.restore()
    outline(painter, network, theme.line, 1.0, CORNER)
    paint_stop(painter, output, each.stop, theme)
