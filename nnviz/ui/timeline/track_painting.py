"""Paints the track: what stays still once, what moves in every frame."""

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from nnviz.session.timeline.timeline_view import Position
from nnviz.ui.theme.fonts import SMALL_SIZE, number_font, text_font
from nnviz.ui.theme.tokens import Theme, blend
from nnviz.views.track_layout import BranchLane, Track

_TICK = 34.0
_LIVE, _LEFT = 4.0, 2.0
_DIAMOND = 4.5

_SOLID, _ROUND = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap


class TrackPainter:
    """Paints a track; keeps the two pictures that stay still.

    One lies below the live branch, the other above it.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._kept: tuple[object, ...] = ()
        self._ground, self._marks = QPixmap(), QPixmap()
        self._numbers = number_font(SMALL_SIZE)
        self._words = text_font(SMALL_SIZE)

    def paint(
        self,
        painter: QPainter,
        track: Track,
        size: QSize,
        positions: tuple[Position, Position],
        ratio: float = 1.0,
    ) -> None:
        """Paint all of it; ``ratio`` is the pixels of the screen per unit of length.

        ``positions`` are the live end, and the cursor.
        """
        self._keep(track, size, ratio)
        now, cursor = positions
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_live(painter, track, now, cursor)
        painter.drawPixmap(0, 0, self._marks)
        self._paint_cursor(painter, track, now, cursor)

    def paint_whole(
        self, painter: QPainter, track: Track, positions: tuple[Position, Position]
    ) -> None:
        """Paint all of it as shapes and text, on paper."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_still(painter, track)
        self._paint_live(painter, track, *positions)
        self._paint_events(painter, track)
        self._paint_cursor(painter, track, *positions)

    def _keep(self, track: Track, size: QSize, ratio: float) -> None:
        """Paint the pictures that stay still, if anything has changed."""
        kept = (track, size, ratio, self.theme)
        if kept == self._kept:
            return
        self._kept = kept
        self._ground = _blank(size, ratio, self.theme.panel)
        painter = QPainter(self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_still(painter, track)
        painter.end()
        self._marks = _blank(size, ratio, None)
        painter = QPainter(self._marks)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_events(painter, track)
        painter.end()

    def _paint_still(self, painter: QPainter, track: Track) -> None:
        self._paint_ticks(painter, track)
        self._paint_left(painter, track)

    def _paint_events(self, painter: QPainter, track: Track) -> None:
        self._paint_diamonds(painter, track)
        self._paint_flags(painter, track)

    def _paint_ticks(self, painter: QPainter, track: Track) -> None:
        scale, theme = track.scale, self.theme
        painter.setFont(self._numbers)
        metrics = QFontMetricsF(self._numbers)
        for place, label in scale.ticks():
            x = round(scale.across(place)) + 0.5
            painter.setPen(QPen(QColor(theme.line), 1.0))
            painter.drawLine(QLineF(x, _TICK - 3.0, x, _TICK))
            width = metrics.horizontalAdvance(label)
            left = max(x - width / 2, 0.0)
            if left + width <= scale.right + scale.left:
                painter.setPen(QColor(theme.muted))
                painter.drawText(QPointF(left, _TICK + 10.0), label)

    def _paint_left(self, painter: QPainter, track: Track) -> None:
        """Paint the future as an empty track, and the branches that no longer grow."""
        scale, theme = track.scale, self.theme
        row = track.down(track.lanes.lane(track.live).row)
        painter.setPen(QPen(QColor(theme.line), _LIVE, _SOLID, _ROUND))
        start = scale.across(track.lanes.lane(track.live).fork)
        painter.drawLine(QLineF(start + track.scale.bend, row, scale.right, row))
        pen = QPen(QColor(blend(theme.muted, theme.panel, 0.35)), _LEFT, _SOLID, _ROUND)
        painter.setPen(pen)
        for lane in track.lanes.all():
            if lane.branch != track.live:
                self._paint_lane(painter, track, lane, lane.end)

    def _paint_live(
        self, painter: QPainter, track: Track, now: Position, cursor: Position
    ) -> None:
        """Paint the way to the live end faintly, and the way to the cursor strongly."""
        far = QColor(blend(self.theme.accent, self.theme.panel, 0.55))
        for colour, position in ((far, now), (QColor(self.theme.accent), cursor)):
            painter.setPen(QPen(colour, _LIVE, _SOLID, _ROUND))
            for lane, last in reversed(track.lanes.course(position.branch)):
                end = now.iteration if lane.branch == track.live else last
                end = min(end, position.iteration)
                if end > lane.fork or not lane.leaves:
                    self._paint_lane(painter, track, lane, end)

    def _paint_lane(
        self, painter: QPainter, track: Track, lane: BranchLane, end: float
    ) -> None:
        """Paint a branch up to an iteration, bent where it leaves its parent."""
        first, last = track.scale.across(lane.fork), track.scale.across(end)
        down = track.down(lane.row)
        if not lane.leaves:
            painter.drawLine(QLineF(first, down, last, down))
            return
        above = track.down(lane.parent_row)
        bend = track.scale.bend
        path = QPainterPath(QPointF(first, above))
        middle = first + bend / 2
        path.cubicTo(middle, above, middle, down, first + bend, down)
        if last > first + bend:
            path.lineTo(last, down)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _paint_diamonds(self, painter: QPainter, track: Track) -> None:
        painter.setPen(QPen(QColor(self.theme.panel), 1.0))
        painter.setBrush(QColor(self.theme.text))
        for one in track.diamonds:
            y, size = track.down(one.row), _DIAMOND + (len(one.events) > 1)
            path = QPainterPath(QPointF(one.x, y - size - 1.0))
            path.lineTo(one.x + size, y)
            path.lineTo(one.x, y + size + 1.0)
            path.lineTo(one.x - size, y)
            path.closeSubpath()
            painter.drawPath(path)

    def _paint_flags(self, painter: QPainter, track: Track) -> None:
        """Paint flags above their rows, with as much of the name as fits."""
        painter.setFont(self._words)
        metrics = QFontMetricsF(self._words)
        colour = QColor(self.theme.warning)
        ends = [one.x - 4.0 for one in track.flags[1:]] + [track.scale.right + 8.0]
        for one, end in zip(track.flags, ends, strict=False):
            painter.setPen(QPen(colour, 1.0))
            pole = round(one.x) + 0.5
            painter.drawLine(QLineF(pole, 1.0, pole, track.down(one.row)))
            cloth = QPainterPath(QPointF(pole, 1.0))
            cloth.lineTo(pole + 8.0, 4.0)
            cloth.lineTo(pole, 7.0)
            painter.fillPath(cloth, colour)
            room = end - pole - 11.0
            right = Qt.TextElideMode.ElideRight
            name = metrics.elidedText(one.bookmark.name, right, room)
            if room > 16.0 and len(name) > 1:
                painter.setPen(QColor(self.theme.muted))
                painter.drawText(QPointF(pole + 11.0, 9.0), name)

    def _paint_cursor(
        self, painter: QPainter, track: Track, now: Position, cursor: Position
    ) -> None:
        """Paint the cursor as a disc; in the past, also a ring at the live end."""
        theme = self.theme
        if cursor != now:
            place = _place(track, now)
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.setBrush(QColor(theme.panel))
            painter.drawEllipse(place, 4.0, 4.0)
        place = _place(track, cursor)
        if cursor != now:
            painter.setPen(QPen(QColor(theme.accent), 1.0))
            painter.drawLine(QLineF(place.x(), 0.0, place.x(), _TICK))
        painter.setPen(QPen(QColor(theme.panel), 2.0))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(place, 7.0, 7.0)


def _place(track: Track, position: Position) -> QPointF:
    """Return the place of a position, even if it is on the bend."""
    lanes, x = track.lanes, track.scale.across(position.iteration)
    lane = lanes.lane(lanes.owner(position))
    share = min((x - track.scale.across(lane.fork)) / track.scale.bend, 1.0)
    smooth = share * share * (3.0 - 2.0 * share) if lane.leaves else 1.0
    above, below = track.down(lane.parent_row), track.down(lane.row)
    return QPointF(x, above + (below - above) * smooth)


def _blank(size: QSize, ratio: float, colour: str | None) -> QPixmap:
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(colour) if colour else Qt.GlobalColor.transparent)
    return picture
