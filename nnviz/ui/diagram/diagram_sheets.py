"""The sheets a diagram is drawn on: edges below, neurons and words above.

Each is drawn again only when it looks different, and not more often than an eye needs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QSize, Qt, QTimer, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPicture, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.ui.diagram.diagram_painting import DiagramPainter, Marks
from nnviz.ui.diagram.edge_painting import is_curved
from nnviz.ui.diagram.inks import colour
from nnviz.ui.painting.frame_budget import NUMBERS, PICTURES, FramePacer
from nnviz.views.diagram.diagram_state import DiagramState, Stepping
from nnviz.views.diagram.geometry import Geometry

Paint = Callable[[QPainter], None]

FLOW_MILLISECONDS = 350
"""How long a value takes to move along an edge."""
EDGES_SECONDS = PICTURES
"""Least seconds between two pictures of the edges while frames follow."""
_REFINING_MS = 10
"""Milliseconds between two steps of a picture that is drawn from coarse to fine."""


class EdgeSheet(QLabel):
    """Shows what was drawn on it last; its parent gets the mouse and the keys.

    What is drawn is ``scale`` times as large on the screen.

    A ``paintEvent`` in Python holds the interpreter's lock while Qt fills pixels, and
    training waits. Here only a recording is made under the lock, which is some ten
    times as fast; the event loop then has it painted without Python. Where nothing
    trains, pixels are better, of which only those that change are painted.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.scale = 1.0
        self._pixels = QPixmap()
        self._recording: QPicture | None = None
        self._is_still = False

    @property
    def is_filled(self) -> bool:
        """Whether the pixels of the last call of `fill` are what it shows."""
        return self._recording is None

    def record(self, paint: Paint) -> None:
        """Show what ``paint`` draws: curves.

        A recording packs images and takes straight lines for paths; both of that is
        slower than painting them.
        """
        picture = QPicture()
        painter = QPainter(picture)
        # A recording has no size of its own.
        painter.setWindow(self.rect())
        painter.setViewport(self.rect())
        painter.scale(self.scale, self.scale)
        paint(painter)
        painter.end()
        # A label puts the corner of what was drawn, which may lie far outside after
        # zooming, into its own corner.
        picture.setBoundingRect(self.rect())
        self.setPicture(picture)
        self._recording, self._is_still = picture, False

    def fill(self, paint: Paint) -> None:
        """Show what ``paint`` draws over the pixels of the last call."""
        # While the label holds the pixels too, Qt would copy them before painting.
        self.clear()
        self._recording = None
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._pixels.size() != size:
            self._pixels = QPixmap(size)
        self._pixels.setDevicePixelRatio(ratio)
        painter = QPainter(self._pixels)
        painter.scale(self.scale, self.scale)
        paint(painter)
        painter.end()
        self.setPixmap(self._pixels)

    def settle(self) -> None:
        """Turn a recording that has not changed into pixels, which show much faster."""
        recording = self._recording
        # The first call only says that nothing changed once: it may change again soon.
        if recording is not None and self._is_still:
            # The recording is as large as the screen shows it.
            back = 1.0 / self.scale

            def play(painter: QPainter) -> None:
                painter.scale(back, back)
                painter.drawPicture(0, 0, recording)

            self.fill(play)
        self._is_still = True


class Overlay(QWidget):
    """A transparent widget over a sheet, painted by two functions at a scale.

    The pixels of the first are kept, since they are shown again whenever the sheet
    below changes, and what the second paints moves over them.

    Attributes
    ----------
    with_numbers
        Whether numbers are to be painted as they are now, too; in a stream of pictures
        they are renewed less often.
    """

    def __init__(self, parent: QWidget, paint: Paint, paint_over: Paint) -> None:
        super().__init__(parent)
        self.scale, self.with_numbers = 1.0, True
        self._paint, self._paint_over = paint, paint_over
        self._pixels, self._is_painted = QPixmap(), False
        self._pacer = FramePacer(self, self._renew_picture, PICTURES)
        self._numbers = FramePacer(self, self.renew, NUMBERS)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @Slot()
    def renew(self) -> None:
        """Paint all of it again."""
        self._numbers.note()
        self.with_numbers = True
        self._forget()

    def renew_soon(self) -> None:
        """Paint again now, or soon if that was done just now."""
        self._pacer.ask()

    def _renew_picture(self) -> None:
        """Paint the picture again, and the numbers if they are due, else soon."""
        # Numbers that were to be painted as they are now, and are not yet, still are.
        self.with_numbers = self.with_numbers and not self._is_painted
        self._forget()
        self._numbers.ask()

    def _forget(self) -> None:
        self._pacer.note()
        self._is_painted = False
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._is_painted = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._is_painted:
            self._is_painted = True
            ratio = self.devicePixelRatioF()
            size = self.size() * ratio
            # Memory of this size is better kept than fetched anew for each picture.
            if self._pixels.size() != size:
                self._pixels = QPixmap(size)
            self._pixels.setDevicePixelRatio(ratio)
            self._pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixels)
            painter.scale(self.scale, self.scale)
            self._paint(painter)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixels)
        painter.scale(self.scale, self.scale)
        self._paint_over(painter)
        painter.end()


@dataclass(frozen=True, slots=True, eq=False)
class DiagramLook:
    """What is to be drawn: a state, where it lies on the screen, and its marks."""

    state: DiagramState
    geometry: Geometry
    marks: Marks


class DiagramSheets(QObject):
    """Draws a diagram on the sheets of a widget, and paces the drawing.

    Parameters
    ----------
    widget
        Gets the sheets as children.
    look
        Returns what is to be drawn now; None before there is a network.
    painter
        Draws it; replace it by assigning to ``painter`` (another theme or screen).
    """

    def __init__(
        self,
        widget: QWidget,
        look: Callable[[], DiagramLook | None],
        painter: DiagramPainter,
    ) -> None:
        super().__init__(widget)
        self.painter = painter
        self.moves = True
        self._look = look
        self._drawn: tuple[DiagramLook | None, DiagramPainter, bool]
        self._drawn = None, painter, False
        self._over: Marks | None = None
        self.edges = EdgeSheet(widget)
        self._overlay = Overlay(widget, self._paint_still, self._paint_moving)
        self.pacer = FramePacer(self, self._show_edges, EDGES_SECONDS)
        self._refining = QTimer(self, interval=_REFINING_MS, singleShot=True)
        self._refining.timeout.connect(self.show)
        self._flow = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._flow.setDuration(FLOW_MILLISECONDS)
        self._flow.valueChanged.connect(self._overlay.update)

    @property
    def flow(self) -> float:
        """How far the values of a step have come on their way, from 0 to 1."""
        moving = self._flow.state() == QVariantAnimation.State.Running
        return float(self._flow.currentValue()) if moving else 1.0

    def resize(self, size: QSize, scale: float) -> None:
        """Make the sheets as large as the widget, and what is on them by a scale."""
        for sheet in (self.edges, self._overlay):
            sheet.scale = scale
            # A label of any other size has its parent laid out at each new picture.
            sheet.setFixedSize(size)

    def let_flow(self, stepping: Stepping | None) -> None:
        """Start moving the values of a step, if values move at all."""
        self._flow.stop()
        if stepping is not None and stepping.flows and self.moves:
            self._flow.start()

    @Slot()
    def show(self) -> None:
        """Draw everything that looks different, now."""
        look = self._look()
        self._draw_edges(look, streams=False)
        if look is None or not self._is_drawn(look):
            self._overlay.renew()
        elif self._over != self._marks(look):
            self._overlay.update()

    def _is_drawn(self, look: DiagramLook) -> bool:
        """Tell whether neurons and words are as they are to be, numbers included."""
        drawn, painter, is_whole = self._drawn
        return (
            is_whole
            and drawn is not None
            and painter is self.painter
            and drawn.state is look.state
            and drawn.geometry is look.geometry
            and drawn.marks.still == look.marks.still
        )

    def _marks(self, look: DiagramLook) -> Marks:
        return replace(look.marks, flow=self.flow)

    def show_soon(self) -> None:
        """Draw what looks different; what was drawn a moment ago may wait a little."""
        self.pacer.ask()
        self._overlay.renew_soon()

    @Slot()
    def _show_edges(self) -> None:
        self._draw_edges(self._look(), streams=True)

    def _draw_edges(self, look: DiagramLook | None, *, streams: bool) -> None:
        """Draw the edges, if they look different; curves by a recording in a stream."""
        self.pacer.note()
        if look is None:
            self.edges.record(self._paint_background)
            return
        size = self.edges.size() / self.edges.scale
        edges = self.painter.changed_edges(look.state, look.geometry, look.marks, size)
        if edges is None:
            self.edges.settle()
        elif streams and is_curved(look.geometry):
            self.edges.record(edges.paint)
        else:
            goes_on = self.edges.is_filled
            self.edges.fill(edges.paint_changes if goes_on else edges.paint_anew)
        if not self.painter.finished:
            self._refining.start()

    def _paint_background(self, painter: QPainter) -> None:
        background = colour(self.painter.inks.theme.background)
        painter.fillRect(self.edges.rect(), background)

    def _paint_still(self, painter: QPainter) -> None:
        look = self._look()
        if look is not None:
            now = self._overlay.with_numbers
            self._drawn = look, self.painter, now
            self.painter.paint_still(
                painter, look.state, look.geometry, look.marks, renew_values=now
            )

    def _paint_moving(self, painter: QPainter) -> None:
        look = self._look()
        if look is not None:
            self._over = self._marks(look)
            self.painter.paint_moving(painter, look.state, look.geometry, self._over)
