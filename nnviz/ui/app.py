"""Opens the window."""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    Slot,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.core.errors import InputError
from nnviz.session.interruption import HeldSignals
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.threads.garbage import GarbageCollector, share_one_heap
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.screen_fit import ScreenFit

if TYPE_CHECKING:
    from nnviz.files.opening import Opened, OpenedRecording
    from nnviz.session.config import RunConfig
    from nnviz.ui.window.cost_log import CostLog

_OF_NO_SCREEN = "This plugin does not support propagateSizeHints()"

_UNSEEN = 1000
"""Milliseconds after which a run begins in a window that nobody can see."""

_PAINTING = (QEvent.Type.Paint, QEvent.Type.UpdateRequest)
"""What comes to a window when it, or something in it, is painted."""

_HIDDEN = (
    "nnviz.ui.inspector.inspector_header",
    "nnviz.ui.inspector.inspector",
    "nnviz.ui.samples.samples_panel",
    "nnviz.ui.checking.checking_panel",
)
"""What the panels need that are behind others at first."""


_LATER = (
    "nnviz.views.tours.tour_file",
    "nnviz.ui.window.tours.tour_guide",
    "nnviz.core.expression.own",
    "nnviz.live.several",
    "nnviz.live.recorded",
    "nnviz.models.opened_model",
    "nnviz.files.worksheet.making",
    "nnviz.files.worksheet.worksheet_page",
    "nnviz.ui.output.image_tabs",
    "nnviz.ui.output.table_view",
    "nnviz.ui.window.command_palette",
    "nnviz.ui.window.figures.figure_window",
    "nnviz.ui.window.opening.model_dialog",
    "nnviz.ui.window.opening.preview_dialog",
    "nnviz.ui.web_page.comparison_source",
)
"""What is needed at some time, and takes longest to import."""


class AfterPainting(QObject):
    """Goes on, a step at a time, once a window has been painted the next time.

    The first picture comes first: whatever else is imported, made or begun would share
    its time. A window that is minimised is never painted: it goes on after a second.

    Parameters
    ----------
    steps
        Each is taken between other events.
    """

    def __init__(self, window: QWidget, steps: Iterator[object]) -> None:
        super().__init__(window)
        self._window, self._steps = window, steps
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)
        self._timer.start(_UNSEEN)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PAINTING:
            watched.removeEventFilter(self)
            # What is in the window is painted before the next turn of the event loop.
            self._timer.start(0)
        return False

    @Slot()
    def _act(self) -> None:
        self._window.removeEventFilter(self)
        self._timer.setInterval(0)
        # A window closed meanwhile has ended its threads: none may come after them.
        if not self._window.isVisible() or next(self._steps, self) is self:
            self._timer.stop()


def application() -> QApplication:
    """Return the one application object."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    share_one_heap()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("nnviz")
    GarbageCollector(app)
    if app.platformName() == "offscreen":
        qInstallMessageHandler(_pass_on)
        # None may reach Python when it is no more.
        atexit.register(qInstallMessageHandler, None)
        # The clipboard of a program without a display ends after Python as well.
        atexit.register(app.clipboard().clear)
    return app


def unseen_application() -> QApplication:
    """Return the one application object, for painters that need no display."""
    # Set to nothing, it would have Qt look for a display, and end the process.
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return application()


def _pass_on(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Print a message of Qt's, but for one that says nothing to who has no screen."""
    if message != _OF_NO_SCREEN:
        sys.stderr.write(f"{qFormatLogMessage(kind, context, message)}\n")


def open_window(
    start: "RunConfig | Opened | OpenedRecording | Path | None",
    log: Path | None = None,
    *,
    welcome: bool = False,
) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    start
        A configuration or a file read; None for what usually comes first.
    log
        A file for the cost of every iteration, as JSON lines.
    welcome
        Whether to say where to begin, if that was never shown.

    Raises
    ------
    InputError
        If there is no display, or the log cannot be written.

    Notes
    -----
    A signal that asks the program to end closes the window, and is obeyed after that.
    """
    _check_display()
    with HeldSignals() as held:
        return _run(partial(_open, start=start, welcome=welcome), log, held)


def _run(
    steps: Callable[[MainWindow], Iterator[object]], log: Path | None, held: HeldSignals
) -> int:
    app = application()
    appearance = Appearance(app)
    appearance.style()
    window = MainWindow(appearance, whole=False)
    costs = None if log is None else _log_costs(log, window)
    window.remember(QSettings("nnviz", "nnviz"))
    ScreenFit(window)
    AfterPainting(window, steps(window))
    window.show()
    # Not sooner, as only an event loop that runs can be left.
    watch = SignalWatch(held, app)
    watch.received.connect(partial(_end, window))
    status = app.exec()
    watch.end()
    if costs is not None:
        costs.close()
    return status


def _log_costs(log: Path, window: MainWindow) -> "CostLog":
    from nnviz.ui.window.cost_log import CostLog

    window.furnish()
    costs = CostLog(log, window.controller)
    costs.failed.connect(partial(_warn, window))
    return costs


def _warn(window: MainWindow, failure: str) -> None:
    window.panels.messages.show_message(failure, "error")


def _end(window: MainWindow) -> None:
    """Close the window, and all that is open in front of it."""
    window.close()
    QApplication.exit()


def _open(
    window: MainWindow,
    *,
    start: "RunConfig | Opened | OpenedRecording | Path | None",
    welcome: bool,
) -> Iterator[object]:
    """Make all of the window, begin with the run, and make what is not seen yet."""
    # What has come while it was painted is obeyed first.
    yield "painted"
    while window.furnish_on():
        yield "furnished on"
    from nnviz.session.config import RunConfig
    from nnviz.ui.window.autosave import usual_folder

    gc.freeze()
    window.controller.snapshot_changed.connect(
        lambda: AfterPainting(window, _make_hidden(window)),
        Qt.ConnectionType.SingleShotConnection,
    )
    window.keep_safe(usual_folder())
    start = RunConfig(dataset="circle") if start is None else start
    if isinstance(start, RunConfig):
        window.open(start)
    else:
        window.files.begin_with(start)
    if welcome and window.welcome.is_wanted:
        window.welcome.show()


def load_beside() -> Thread:
    """Load what is used for the first time later, in a thread, and return this.

    The window would stand still meanwhile: with its first formula, as the fonts alone
    have tens of thousands of objects, or with the first tour. All that is there for
    good, and not looked at for garbage.
    """

    def load() -> None:
        from nnviz.explain.formula_svg import svg_of

        svg_of("z", 9, "#000000")
        for module in _LATER:
            import_module(module)
        gc.freeze()

    thread = Thread(target=load, name="loading")
    thread.start()
    return thread


def _make_hidden(window: MainWindow) -> Iterator[object]:
    """Make the panels that are behind others, for nobody to wait for them later."""
    yield load_beside()
    for module in _HIDDEN:
        yield import_module(module)
    for place in window.panels.later:
        yield place.get()


def _check_display() -> None:
    """Raise InputError where Qt would abort for want of a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in named):
        raise InputError(
            "there is no display to open a window on: set DISPLAY, or use 'nnviz "
            "train' or 'nnviz screenshot --out FILE.png'"
        )
