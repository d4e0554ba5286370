"""Opens the window."""

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.core.errors import InputError
from nnviz.files.opening import Opened
from nnviz.session.config import RunConfig
from nnviz.session.interruption import HeldSignals
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.threads.garbage import GarbageCollector
from nnviz.ui.window.autosave import usual_folder
from nnviz.ui.window.cost_log import CostLog
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.screen_fit import ScreenFit

_UNSEEN = 1000
"""Milliseconds after which a run begins in a window that nobody can see."""


class AfterPainting(QObject):
    """Begins once a window has been painted for the first time.

    The first picture comes first: the thread that trains would share its time. A window
    that is minimised is not painted; there it begins after a second.
    """

    def __init__(self, window: QWidget, begin: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._begin = window, begin
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._act)
        self._timer.start(_UNSEEN)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # What is in the window is painted before the next turn of the event loop.
            self._timer.start(0)
        return False

    @Slot()
    def _act(self) -> None:
        self._window.removeEventFilter(self)
        # A window closed meanwhile has ended its threads: none may come after them.
        if self._window.isVisible():
            self._begin()


def application() -> QApplication:
    """Return the one application object."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setApplicationName("nnviz")
    GarbageCollector(app)
    return app


def open_window(
    start: RunConfig | Opened, log: Path | None = None, *, welcome: bool = False
) -> int:
    """Open the window on a configuration, or a file read; return when it is closed.

    Parameters
    ----------
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
        return _run(partial(_begin, start=start, welcome=welcome), log, held)


def _run(
    begin: Callable[[MainWindow], None], log: Path | None, held: HeldSignals
) -> int:
    app = application()
    window = MainWindow(Appearance(app))
    costs = None if log is None else CostLog(log, window.controller)
    if costs is not None:
        costs.failed.connect(partial(_warn, window))
    window.remember(QSettings("nnviz", "nnviz"))
    ScreenFit(window)
    AfterPainting(window, partial(begin, window))
    window.show()
    gc.freeze()
    # Not sooner, as only an event loop that runs can be left.
    watch = SignalWatch(held, app)
    watch.received.connect(partial(_end, window))
    status = app.exec()
    watch.end()
    if costs is not None:
        costs.close()
    return status


def _warn(window: MainWindow, failure: str) -> None:
    window.panels.messages.show_message(failure, "error")


def _end(window: MainWindow) -> None:
    """Close the window, and all that is open in front of it."""
    window.close()
    QApplication.exit()


def _begin(
    window: MainWindow, *, start: RunConfig | Opened, welcome: bool = False
) -> None:
    window.keep_safe(usual_folder())
    if isinstance(start, RunConfig):
        window.open(start)
    else:
        window.files.begin_with(start)
    if welcome and window.welcome.is_wanted:
        window.welcome.show()


def _check_display() -> None:
    """Raise InputError where Qt would abort for want of a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in named):
        raise InputError(
            "there is no display to open a window on: set DISPLAY, or use 'nnviz "
            "train' or 'nnviz screenshot --out FILE.png'"
        )
