"""Draws films of a run: a window that nobody sees goes from moment to moment."""

from collections.abc import Callable

import msgspec
import numpy as np
from PySide6.QtCore import QEventLoop, QRect, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.core.errors import InputError
from nnviz.explain.linked.linked_walk import LinkedPlace, begin
from nnviz.explain.walk.cursor import Grain
from nnviz.files.film_file import FilmFile, Pixels
from nnviz.files.opening import OpenedSession
from nnviz.live.snapshot import Snapshot
from nnviz.session.timeline.timeline_view import Position
from nnviz.ui.figure_drawing import bring_to, prepare
from nnviz.ui.figures.diagram_figure import WHOLE
from nnviz.ui.figures.figure import paint_part
from nnviz.ui.figures.figure_blocks import follow
from nnviz.ui.pages.comparison.comparison_views import LAYERS, OUTPUTS
from nnviz.ui.painting.canvas import LEFT, write
from nnviz.ui.screenshot import unseen_window
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import Excerpt, parts_of, view_named
from nnviz.ui.window.figures.shown_figure import FigureRequest, theme_named
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.film_layout import (
    CAPTION,
    DESIGN,
    ONE,
    PAD,
    FilmLayout,
    parsed_layout,
)
from nnviz.views.numbers import amount, count, significant

_PATIENCE = 60_000
"""Milliseconds in which a moment must have come."""

Progress = Callable[[int, int], None]


class FilmRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a film shows.

    Attributes
    ----------
    run
        The run, and the last moment of the film.
    moments
        What each frame shows.
    layout
        The views of one page, and where they are.
    size
        Width and height in pixels.
    walk
        The size of steps through the last moment's iteration, which the film then
        walks from its beginning to its end, each step for as many frames as there are
        moments; None for a film of moments.
    caption
        Words in front of the iteration and the cost of its batch, below the views.
    """

    run: FigureRequest
    moments: tuple[Position, ...]
    layout: FilmLayout = parsed_layout(ONE)
    size: tuple[int, int] = (1920, 1080)
    theme: str = "light"
    walk: Grain | None = None
    caption: str = ""


def draw_film(
    request: FilmRequest,
    film: FilmFile,
    progress: Progress,
    opened: OpenedSession | None = None,
) -> None:
    """Draw all frames of a film, and write it.

    Parameters
    ----------
    opened
        The saved run, if it has been opened already.

    Raises
    ------
    InputError
        If there is no such run or view, or the film cannot be written.
    """
    try:
        page = _page_of(request.layout)
        with unseen_window() as (window, watch):
            views = request.layout.views
            # What is measured on the way must be there before anything is filmed.
            first = "health" if "health" in views else views[0]
            run = _on_view(request.run, first)
            bring_to(window, run, watch, opened)
            for name in request.layout.views:
                prepare(window, _on_view(run, name), watch)
            # Only frames are to be painted, and in one theme.
            window.setUpdatesEnabled(False)
            follow(window, theme_named(request.theme))
            if request.walk is not None and page == "network":
                _walk(window, request, film)
            else:
                _Shooting(window, request, film, progress, watch).run()
    except BaseException:
        film.end()
        raise
    film.write()


def _page_of(layout: FilmLayout) -> str:
    """Return the page that all views are of.

    Raises
    ------
    InputError
        If there is no such view, or they are of several pages.
    """
    pages = {view_named(name).page for name in layout.views}
    if len(pages) > 1:
        raise InputError(
            "--layout: the views of a film are all of one network or all of a "
            f"comparison, not {' and '.join(layout.views)}"
        )
    [page] = pages
    if page not in ("network", "comparison"):
        raise InputError(f"--layout: {layout.views[0]} does not change by training")
    return page


def _on_view(run: FigureRequest, name: str) -> FigureRequest:
    wish = msgspec.structs.replace(run.wish, view=name)
    return msgspec.structs.replace(run, wish=wish)


def _walk(window: MainWindow, request: FilmRequest, film: FilmFile) -> None:
    """Paint each step through the iteration that is shown."""
    stepper, grain = window.network.stepping.stepper, request.walk
    assert grain is not None
    if not stepper.sides:
        raise InputError("--walk: there is no iteration to walk: give --span 0:1")
    frame = FramePainter(FigureSource(window.panels, window.tabs), request)
    stepper.set_grain(grain)
    place = LinkedPlace(grain=grain)
    stepper.visit(stepper.iteration, lambda sides: begin(sides, place))
    # The step that leaves the iteration waits for the next one, which never comes.
    while not stepper.awaits and stepper.walk is not None:
        pixels = frame.paint(window.controller.snapshot, window.panels.lens.text())
        for _ in request.moments:
            film.add(pixels)
        stepper.step(1)


class _Shooting:
    """Goes from moment to moment; while one is painted, the next is worked out."""

    def __init__(
        self,
        window: MainWindow,
        request: FilmRequest,
        film: FilmFile,
        progress: Progress,
        watch: SignalWatch,
    ) -> None:
        self._window, self._film = window, film
        self._views = request.layout.views
        self._compares = _page_of(request.layout) == "comparison"
        page = window.comparison if self._compares else window.network
        self._controller = page.controller
        # A run may have ended before the last moment that was asked for.
        snapshot = self._controller.snapshot
        last = snapshot.done if snapshot is not None else 0
        here = 0 if snapshot is None else snapshot.branch
        self._moments = tuple(
            one
            for one in request.moments
            if one.branch != here or one.iteration <= last
        )
        self._progress = progress
        self._frame = FramePainter(FigureSource(window.panels, window.tabs), request)
        self._done = 0
        self._failure: Exception | None = None
        self._loop = QEventLoop()
        self._patience = QTimer(interval=_PATIENCE, singleShot=True)
        self._patience.timeout.connect(lambda: self._fail("a moment did not come"))
        # What the window makes of a moment it makes first.
        self._arrived = (
            self._controller.frame
            if self._compares
            else self._controller.snapshot_changed
        )
        self._arrived.connect(self._shoot)
        window.controller.timeline_changed.connect(self._shoot)
        self._controller.failed.connect(self._fail)
        watch.received.connect(lambda: self._fail("stopped"))

    def run(self) -> None:
        """Shoot all frames; raise what goes wrong."""
        if not self._moments:
            raise InputError("--span: the run ended before the first of its moments")
        QTimer.singleShot(0, self._ask)
        self._loop.exec()
        self._arrived.disconnect(self._shoot)
        self._window.controller.timeline_changed.disconnect(self._shoot)
        if self._failure is not None:
            raise self._failure

    def _ask(self) -> None:
        self._patience.start()
        self._go_to(self._done)
        # It may be there already; then nothing changes.
        self._shoot()

    @Slot()
    def _shoot(self) -> None:
        """Paint the frames of a moment that has come."""
        snapshot = self._controller.snapshot
        if not self._is_wanted(snapshot):
            return
        moment = self._moments[self._done]
        again = self._done
        while again < len(self._moments) and self._moments[again] == moment:
            again += 1
        if again < len(self._moments):
            self._go_to(again)
        try:
            self._bring_up()
            pixels = self._frame.paint(snapshot)
            for _ in range(self._done, again):
                self._film.add(pixels)
        except InputError as error:
            self._failure = error
            self._loop.quit()
            return
        self._done = again
        self._progress(self._done, len(self._moments))
        if self._done == len(self._moments):
            self._loop.quit()
        else:
            self._patience.start()

    def _go_to(self, frame: int) -> None:
        moment = self._moments[frame]
        self._controller.show_moment(moment.iteration, moment.branch)

    def _bring_up(self) -> None:
        """Have worked out what the window leaves out where nobody looks."""
        if not self._compares:
            if "inspector" in self._views:
                self._window.network.stepping.show_seen(True)
            return
        page = self._window.comparison
        page.views.costs.refresh()
        for place in (LAYERS, OUTPUTS):
            page.views.show_view(place)
        page.presenter.catch_up()

    def _is_wanted(self, snapshot: Snapshot | None) -> bool:
        if snapshot is None or self._done >= len(self._moments):
            return False
        if snapshot.position != self._moments[self._done] or not snapshot.at_rest:
            return False
        if self._compares:
            return snapshot.is_complete
        timeline = self._window.network.shown.timeline
        if timeline is None or timeline.cursor != snapshot.position:
            # What follows a branch, such as the plots, waits for it.
            return False
        figures = snapshot.samples
        if "samples" in self._views and (
            figures is None or figures.iteration != snapshot.iteration
        ):
            return False
        return snapshot.lane.probe is not None

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._failure = InputError(message)
        self._loop.quit()


class _Drawn:
    """The pixels of a picture, as an array that keeps it: 8 MB are not copied."""

    def __init__(self, image: QImage) -> None:
        self._image = image
        flat = np.frombuffer(image.constBits(), np.uint8)
        pixels = flat.reshape(image.height(), image.width(), 4)
        self.__array_interface__ = pixels.__array_interface__


class FramePainter:
    """Paints the views of a window, as they are, into the frames of a film."""

    def __init__(self, source: FigureSource, request: FilmRequest) -> None:
        self._source, self._request = source, request
        self._theme: Theme = theme_named(request.theme)
        width, height = request.size
        self._ratio = width / DESIGN
        self._size = QSize(round(DESIGN), round(height / self._ratio))

    def paint(self, snapshot: Snapshot | None, place: str = "") -> Pixels:
        """Return a frame (height, width, 4) of what the window shows.

        ``place`` says what is looked at, in place of the iteration and its cost.
        """
        image = QImage(*self._request.size, QImage.Format.Format_RGB32)
        theme = self._theme
        image.fill(QColor(theme.background))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._ratio, self._ratio)
        for name, rect in self._rects():
            ground = theme.background if name == "diagram" else theme.panel
            painter.fillRect(rect, QColor(ground))
            painter.save()
            painter.translate(rect.topLeft())
            parts = parts_of(
                self._source,
                name,
                rect.size(),
                theme,
                Excerpt(WHOLE),
                ratio=self._ratio,
            )
            for part in parts:
                paint_part(part, painter)
            painter.restore()
        self._write_caption(painter, snapshot, place)
        painter.end()
        return np.asarray(_Drawn(image))

    def _write_caption(
        self, painter: QPainter, snapshot: Snapshot | None, place: str
    ) -> None:
        if snapshot is None:
            return
        words = [self._request.caption] if self._request.caption else []
        words.append(place or f"iteration {count(snapshot.iteration)}")
        if not place:
            words += self._of_moment(snapshot)
        line = QRect(
            PAD,
            self._size.height() - CAPTION,
            self._size.width() - 2 * PAD,
            CAPTION,
        )
        painter.setFont(text_font(15))
        write(painter, line.toRectF(), LEFT, "   ·   ".join(words), self._theme.text)

    def _of_moment(self, snapshot: Snapshot) -> list[str]:
        """Say which branch a moment is on, its name, and the cost of its batch."""
        # A comparison has no branches.
        alone = len(snapshot.lanes) == 1
        timeline = self._source.network.shown.timeline if alone else None
        words = []
        branches = () if timeline is None else timeline.branches
        if len(branches) > 1:
            words.append(f"branch {snapshot.branch + 1} of {len(branches)}")
        marks = () if timeline is None else timeline.bookmarks
        words += [one.name for one in marks if one.position == snapshot.position]
        if snapshot.iteration and alone:
            cost = amount(snapshot.lane.cost, significant)
            words.append(f"cost of the batch {cost}")
        return words

    def _rects(self) -> list[tuple[str, QRect]]:
        """Return where the views are, in pixels of the design."""
        rooms = self._request.layout.rooms(self._request.size)
        return [(name, QRectF(*room).toRect()) for name, room in rooms]
