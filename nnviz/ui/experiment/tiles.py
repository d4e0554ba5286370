"""A gallery of tiles with pictures, one of which is chosen."""

import msgspec
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget

from nnviz.ui.experiment.tile_pictures import Picture, drawn
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import Theme

GAP = 6
_INSET = 6
_CAPTION = 15


_WORDY = 76
"""Pixels of a tile that shows a word, at least."""


class TileText(msgspec.Struct, frozen=True):
    """The name of a tile, the caption below it, and its accessible name.

    ``worded`` says that its picture is a word: such tiles are wide and low.
    """

    name: str
    caption: str
    spoken: str
    worded: bool = False


class Tile(QToolButton):
    """A button that shows a picture, with or without its name beneath.

    The picture comes right after the button was first seen: working some out takes as
    long as all the rest of a panel.
    """

    def __init__(self, text: TileText, picture: Picture, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = text.name
        self._caption, self.worded = text.caption, text.worded
        self._picture = picture
        self._seen, self._pictured = False, False
        self.setCheckable(True)
        self.setProperty("role", "tile")
        self.setAccessibleName(text.spoken)
        keep_size(self, height=60 if text.caption else 28 if text.worded else 42)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and the name, on the button the style draws."""
        super().paintEvent(event)
        painter, theme = QPainter(self), current_theme()
        painter.scale(theme.scale, theme.scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.35)
        if self._pictured:
            self._paint_picture(painter, theme)
        self._paint_caption(painter, theme)
        painter.end()
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self._bring_picture)

    def _paint_picture(self, painter: QPainter, theme: Theme) -> None:
        area, chosen = self._picture_area(), self.isChecked()
        if self.worded:
            self._picture(painter, area, theme, chosen)
            return
        ratio = self.devicePixelRatioF()
        pixels = round(self.width() * ratio), round(self.height() * ratio)
        scale = theme.scale * ratio
        found = drawn(self._picture, area.getRect(), pixels, scale, theme, chosen)
        painter.drawPixmap(self._area(), found, QRectF(found.rect()))

    @Slot()
    def _bring_picture(self) -> None:
        self._pictured = True
        self.update()

    def _area(self) -> QRectF:
        """Return the button in the pixels of the design."""
        scale = current_theme().scale
        return QRectF(0.0, 0.0, self.width() / scale, self.height() / scale)

    def _picture_area(self) -> QRectF:
        if self.worded:
            return self._area()
        area = self._area().adjusted(_INSET, _INSET, -_INSET, -_INSET)
        if self._caption:
            return area.adjusted(2, 0, -2, -_CAPTION)
        side = min(area.width(), area.height())
        centre = area.center()
        return QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)

    def _paint_caption(self, painter: QPainter, theme: Theme) -> None:
        if not self._caption:
            return
        painter.setFont(text_font(11))
        painter.setPen(QColor(theme.text if self.isChecked() else theme.muted))
        area = self._area().adjusted(1, 0, -1, -4)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        wide = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideRight, round(area.width()) - 2
        )
        painter.drawText(area, int(flags), wide)


class TileGrid(QWidget):
    """Tiles in as many columns as fit; arrow keys move between them.

    Tiles with words follow those with pictures, on a grid of their own.

    Signals
    -------
    chosen
        The name of the tile the user chose, also of the one shown: it may stand for
        an action, as to open another file.
    """

    chosen = Signal(str)

    def __init__(self, name: str, narrowest: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self._narrowest = narrowest
        self._current: str | None = None
        self._tiles: list[Tile] = []

    @property
    def current(self) -> str | None:
        """The name of the tile shown as chosen, if any."""
        return self._current

    def add_tile(
        self, text: TileText, picture: Picture, before: str | None = None
    ) -> Tile:
        """Append a tile, or insert it before the tile of that name."""
        tile = Tile(text, picture, self)
        tile.clicked.connect(self._choose)
        tile.installEventFilter(self)
        names = [other.name for other in self._tiles]
        place = len(names) if before is None else names.index(before)
        self._tiles.insert(place, tile)
        if place and self.isVisible():
            QWidget.setTabOrder(self._tiles[place - 1], tile)
            tile.show()
        self._arrange()
        return tile

    def remove_tile(self, name: str) -> None:
        tile = self.tile(name)
        self._tiles.remove(tile)
        tile.hide()
        tile.deleteLater()
        self._arrange()

    def tile(self, name: str) -> Tile:
        return next(tile for tile in self._tiles if tile.name == name)

    def show_current(self, name: str | None) -> None:
        """Show one tile as chosen, or none; this announces nothing."""
        self._current = name
        for tile in self._tiles:
            tile.setChecked(tile.name == name)
        entry = next((t for t in self._tiles if t.isChecked()), self._tiles[0])
        for tile in self._tiles:
            strong = tile is entry
            policy = Qt.FocusPolicy.StrongFocus if strong else Qt.FocusPolicy.ClickFocus
            tile.setFocusPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: Tile, event: QEvent) -> bool:  # type: ignore[override]
        """Move between the tiles with the arrow keys."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        place, key = self._tiles.index(watched), event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            place += 1 if key == Qt.Key.Key_Right else -1
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            place = self._above_or_below(watched, below=key == Qt.Key.Key_Down)
        else:
            return False
        if 0 <= place < len(self._tiles):
            self._tiles[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _above_or_below(self, tile: Tile, *, below: bool) -> int:
        """Return the place of the tile nearest in the next row, -1 if there is none."""
        here = tile.geometry().center()
        rows = [
            (abs(each.y() - tile.y()), abs(each.geometry().center().x() - here.x()), k)
            for k, each in enumerate(self._tiles)
            if (each.y() > tile.y() if below else each.y() < tile.y())
        ]
        return min(rows)[2] if rows else -1

    def minimumSizeHint(self) -> QSize:
        """Ask for room for two columns; the height follows from the width."""
        return QSize(2 * enlarged(self._narrowest) + GAP, self.height())

    def _arrange(self) -> None:
        top = 0
        for worded in (False, True):
            tiles = [tile for tile in self._tiles if tile.worded == worded]
            if tiles:
                top = self._place(tiles, top, _WORDY if worded else self._narrowest)
        self.setFixedHeight(max(top - GAP, 0))

    def _place(self, tiles: list[Tile], top: int, narrowest: int) -> int:
        """Place tiles below a height; return the height below them."""
        room = self.width() + GAP
        columns = max(min(room // (enlarged(narrowest) + GAP), len(tiles)), 1)
        height = max(tile.height() for tile in tiles) + GAP
        for place, tile in enumerate(tiles):
            row, column = divmod(place, columns)
            left, right = column * room // columns, (column + 1) * room // columns
            tile.setGeometry(left, top + row * height, right - left - GAP, height - GAP)
        return top + -(-len(tiles) // columns) * height

    @Slot()
    def _choose(self) -> None:
        tile = self.sender()
        self.show_current(self._current)
        if isinstance(tile, Tile):
            self.chosen.emit(tile.name)
