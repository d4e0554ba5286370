"""A gallery of the samples predicted as another class."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.session.comparison.number_words import counted
from nnviz.ui.output.image_view import paint_picture, picture
from nnviz.ui.painting.canvas import CENTRE, fill, outline, small_font, write
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.themed import current_theme
from nnviz.views.numbers import count, percent
from nnviz.views.output.image_values import Misclassified, Overview

Index = QModelIndex | QPersistentModelIndex
TILE = QSize(78, 106)
MISTAKE = int(Qt.ItemDataRole.UserRole)


class MistakesView(QWidget):
    """Tiles with picture, predicted and right class; the most confident mistakes first.

    Signals
    -------
    sample_requested
        The data set row of the mistake that was clicked, or chosen with Return.
    """

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Mistakes()
        self._tiles = _Tiles()
        self.caption = QLabel("counted when training pauses, and from time to time")
        self.caption.setProperty("role", "caption")
        self.gallery = QListView()
        self.gallery.setAccessibleName("Mistakes")
        self.gallery.setToolTip("Select a mistake to see what led to it")
        self._set_up_gallery()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self.gallery, 1)

    def show_names(self, names: Sequence[str]) -> None:
        """Show other classes; their mistakes come later."""
        self._model.show((), tuple(names), 1.0)

    def show_overview(self, overview: Overview, brightest: float) -> None:
        self._model.show(overview.mistakes, self._model.names, brightest)
        shown, of = len(overview.mistakes), overview.mistake_count
        part = overview.confusion.part
        text = f"{counted(of, 'mistake')} on {part} samples"
        if shown < of:
            text += f", the {count(shown)} most confident"
        self.caption.setText(text if of else f"no mistakes on {part} samples")

    def _set_up_gallery(self) -> None:
        gallery = self.gallery
        gallery.setModel(self._model)
        gallery.setItemDelegate(self._tiles)
        gallery.setViewMode(QListView.ViewMode.IconMode)
        gallery.setResizeMode(QListView.ResizeMode.Adjust)
        gallery.setMovement(QListView.Movement.Static)
        gallery.setUniformItemSizes(True)
        gallery.setFrameShape(QListView.Shape.NoFrame)
        gallery.setStyleSheet("border: none")
        gallery.setMouseTracking(True)
        gallery.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        gallery.clicked.connect(self._choose)
        gallery.activated.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        mistake = index.data(MISTAKE)
        if isinstance(mistake, Misclassified):
            self.sample_requested.emit(mistake.row)


class _Mistakes(QAbstractListModel):
    """The mistakes that are shown, for Qt's list view."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.brightest = 1.0
        self._mistakes: tuple[Misclassified, ...] = ()

    def show(
        self,
        mistakes: tuple[Misclassified, ...],
        names: tuple[str, ...],
        brightest: float,
    ) -> None:
        self.beginResetModel()
        self._mistakes, self.names, self.brightest = mistakes, names, brightest
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return len(self._mistakes)

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401
        mistake = self._mistakes[index.row()]
        if role == MISTAKE:
            return mistake
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words(mistake)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words(mistake)
        return None

    def words(self, mistake: Misclassified) -> str:
        return (
            f"row {count(mistake.row + 1)}: classified as "
            f"{self.names[mistake.predicted]} with {percent(mistake.share)}, but it is "
            f"{self.names[mistake.wanted]}"
        )


class _Tiles(QStyledItemDelegate):
    """Draws one mistake."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return enlarged(TILE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        mistake, model = index.data(MISTAKE), index.model()
        if not isinstance(mistake, Misclassified) or not isinstance(model, _Mistakes):
            return
        theme = current_theme()
        state = option.state
        painter.save()
        painter.translate(option.rect.topLeft())
        painter.scale(theme.scale, theme.scale)
        rect = QRectF(0.0, 0.0, TILE.width(), TILE.height()).adjusted(3, 3, -3, -3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, rect, theme.field, 7)
        if state & QStyle.StateFlag.State_Selected:
            outline(painter, rect, theme.selection, 2.0, 7)
        elif state & QStyle.StateFlag.State_MouseOver:
            outline(painter, rect, theme.muted, 1.0, 7)
        side = rect.width() - 12
        place = QRectF(rect.left() + 6, rect.top() + 6, side, side)
        image = picture(mistake.pixels, model.brightest, theme)
        paint_picture(painter, place, image, theme)
        painter.setFont(small_font())
        said = QRectF(rect.left() + 2, place.bottom() + 2, rect.width() - 4, 14)
        names = model.names
        taken, wanted = names[mistake.predicted], names[mistake.wanted]
        write(painter, said, CENTRE, f"said {taken}", theme.bad)
        write(painter, said.translated(0, 13), CENTRE, f"is {wanted}", theme.text)
        painter.restore()
