"""The track: it shows the branches of a run, and is scrubbed."""

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.core.layout import Layout
from nnviz.session.comparison.number_words import counted
from nnviz.session.timeline.timeline_view import (
    BranchView,
    Position,
    TimelineView,
)
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.timeline.track_painting import TrackPainter
from nnviz.views.numbers import count
from nnviz.views.track_layout import (
    Lanes,
    Scale,
    Spot,
    Track,
    diamonds,
    end_with_room,
    flags,
)

Key = Qt.Key
HEIGHT = 46
_SIDE = 12.0
_PATIENCE = 600
"""Milliseconds after which the cursor goes back if a position was not reached."""
_HELP = (
    "Click or drag to see the run at any iteration. Left and Right move by one "
    "iteration, Page Up and Page Down by an epoch, Home goes to the beginning, End to "
    "now. Right-click a flag to compare with it or delete it."
)
_START = TimelineView(
    (BranchView(0, None, 0, 0),), (), (), now=Position(0), cursor=Position(0)
)


def position_by_key(
    key: Qt.Key, here: Position, view: TimelineView, per_epoch: int
) -> Position | None:
    """Return the position that a key leads to; None for other keys.

    Parameters
    ----------
    here
        The position to start from.
    view
        Says where branches end, and where training continues.
    per_epoch
        Iterations of an epoch; Page Up and Page Down go to the starts of epochs.
    """
    at = here.iteration
    wanted = {
        Key.Key_Left: at - 1,
        Key.Key_Right: at + 1,
        Key.Key_PageUp: (at - 1) // per_epoch * per_epoch,
        Key.Key_PageDown: (at // per_epoch + 1) * per_epoch,
        Key.Key_Home: 0,
    }
    if key == Key.Key_End:
        return view.now
    if key not in wanted:
        return None
    return within(Position(wanted[key], here.branch), view)


def within(wanted: Position, view: TimelineView) -> Position:
    """Return the nearest position on the same branch that exists."""
    end = view.branches[wanted.branch].end
    if wanted.branch == view.now.branch:
        end = max(end, view.now.iteration)
    return Position(max(0, min(wanted.iteration, end)), wanted.branch)


def grown(view: TimelineView, iteration: int) -> TimelineView:
    """Return a timeline whose live branch has reached an iteration."""
    now = Position(iteration, view.now.branch)
    branches = list(view.branches)
    branches[now.branch] = replace(branches[now.branch], end=iteration)
    cursor = now if view.is_present else view.cursor
    return replace(view, branches=tuple(branches), now=now, cursor=cursor)


def differ_in_cursor(one: TimelineView, other: TimelineView) -> bool:
    """Return whether only the position shown differs, as it does in scrubbing."""
    parts = ("branches", "events", "bookmarks", "now")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def described(view: TimelineView) -> str:
    """Describe a timeline for screen readers."""
    at, now = view.cursor.iteration, view.now.iteration
    shown = "now" if view.is_present else f"in the past, of {count(now)}"
    branches, events = len(view.branches), len(view.events)
    forks = f"{count(branches)} branch{'es' * (branches != 1)}"
    return f"iteration {count(at)}, {shown}; {forks}, {counted(events, 'event')}"


class TimelineTrack(Canvas):
    """Shows branches, events, bookmarks and the cursor; announces wishes.

    Signals
    -------
    moment_requested
        (iteration, branch): the user wants to see this iteration. During a drag there
        is one for every place, and the latest matters most.
    bookmark_touched
        The user asks for the menu of a bookmark; carries the `Bookmark` and the place
        on the screen.
    """

    moment_requested = Signal(int, int)
    bookmark_touched = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_track")
        self.setAccessibleName("Timeline")
        self.setWhatsThis(_HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._painter = TrackPainter(self.theme)
        self._layout: Layout | None = None
        self._per_epoch = 1
        self._view = _START
        self._margins = float(_SIDE), float(_SIDE)
        self._track = self._laid_out()
        self._wish: Position | None = None
        self._held: int | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(self._give_up)

    @property
    def view(self) -> TimelineView:
        """The timeline up to the last iteration reported."""
        return self._view

    @property
    def last(self) -> int:
        """The iteration at the right end."""
        return self._track.scale.last

    def show_margins(self, left: float, right: float) -> None:
        """Leave this much free at the sides, to lie over a plot [px of the design]."""
        margins = max(left, _SIDE), max(right, _SIDE)
        if margins != self._margins:
            self._margins = margins
            self._lay_out()

    @property
    def shown(self) -> Position:
        """The position shown, or the one that the user has asked for since."""
        return self._wish or self._view.cursor

    def begin(self, layout: Layout, per_epoch: int) -> None:
        """Show a new run; ``per_epoch`` is the number of iterations in an epoch."""
        self._layout, self._per_epoch = layout, per_epoch
        self._wish = None
        self.show_view(_START)

    def show_view(self, view: TimelineView) -> None:
        """Show a timeline."""
        goes_on = view.now.branch != self._view.now.branch
        if view.cursor == self._wish or goes_on:
            self._wish = None
        before, self._view = self._view, view
        if differ_in_cursor(before, view):
            self.setAccessibleDescription(described(view))
            self.update()
        else:
            self._lay_out()

    def show_now(self, iteration: int) -> None:
        """Extend the live branch to an iteration: cheap enough for every frame."""
        view = self._view
        before = view.now
        if iteration <= before.iteration:
            return
        self._view = grown(view, iteration)
        if self._end() > self._track.scale.last:
            self._lay_out()
        elif self._moves(before.iteration, iteration):
            self.update()

    def _recolour(self) -> None:
        self._painter.theme = self.theme

    def words_at(self, place: QPointF) -> str:
        """Return what lies at a place: the iteration, and what happened there."""
        spot = Spot(self._track, self._view, place.toTuple())
        return spot.words(self._layout)

    def sizeHint(self) -> QSize:
        return enlarged(QSize(400, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return enlarged(QSize(120, HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        positions = self._view.now, self.shown
        if self.on_paper:
            self._painter.paint_whole(painter, self._track, positions)
            return
        ratio = self.devicePixelRatioF()
        self._painter.paint(painter, self._track, self.size(), positions, ratio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.words_at(self.event_place(event))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the position clicked; a drag stays on its branch."""
        if event.button() == Qt.MouseButton.LeftButton:
            position = Spot(
                self._track, self._view, self.event_place(event).toTuple()
            ).position
            self._held = position.branch
            self.ask(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub, and tell what lies there."""
        if self._held is None:
            return
        iteration = self._track.scale.iteration_at(self.event_place(event).x())
        self.ask(within(Position(iteration, self._held), self._view))
        words = f"iteration {count(self.shown.iteration)}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the scrubbing."""
        self._held = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for what can be done with a flag."""
        spot = Spot(self._track, self._view, self.event_place(event).toTuple())
        if spot.bookmark is not None:
            self.bookmark_touched.emit(spot.bookmark, event.globalPos())
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on or back by an iteration or an epoch, to the beginning, or to now."""
        key, view = Qt.Key(event.key()), self._view
        position = position_by_key(key, self.shown, view, self._per_epoch)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if position is None or not plain:
            super().keyPressEvent(event)
        else:
            self.ask(position)

    def ask(self, position: Position) -> None:
        """Ask for a position, and show the cursor there already."""
        if position == self.shown:
            return
        self._wish = position
        self._patience.start()
        self.update()
        self.moment_requested.emit(position.iteration, position.branch)

    @Slot()
    def _give_up(self) -> None:
        self._wish = None
        self.update()

    def _end(self) -> int:
        return max(branch.end for branch in self._view.branches)

    def _moves(self, before: int, after: int) -> bool:
        """Return whether the live end moves visibly."""
        scale = self._track.scale
        return round(2 * scale.across(before)) != round(2 * scale.across(after))

    def _lay_out(self) -> None:
        self._track = self._laid_out()
        self.setAccessibleDescription(described(self._view))
        self.update()

    def _laid_out(self) -> Track:
        view, lanes = self._view, Lanes(self._view)
        left, free = self._margins
        right = max(self.width() - free, left + 1.0)
        scale = Scale(end_with_room(self._end()), left, right)
        return Track(
            lanes,
            view.now.branch,
            scale,
            diamonds(view.events, lanes, scale),
            flags(view.bookmarks, lanes, scale),
        )
