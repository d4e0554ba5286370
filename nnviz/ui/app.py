"""Opens the window."""

import gc
import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.core.errors import InputError
from nnviz.files.opening import Opened
from nnviz.session.config import RunConfig
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.threads.garbage import GarbageCollector
from nnviz.ui.window.cost_log import CostLog
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.screen_fit import ScreenFit


def application() -> QApplication:
    """Return the one application object."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setApplicationName("nnviz")
    GarbageCollector(app)
    return app


def open_window(start: RunConfig | Opened, log: Path | None = None) -> int:
    """Open the window on a configuration, or a file read; return when it is closed.

    Parameters
    ----------
    log
        A file for the cost of every iteration, as JSON lines.

    Raises
    ------
    InputError
        If there is no display, or the log cannot be written.
    """
    _check_display()
    app = application()
    window = MainWindow(Appearance(app))
    costs = None if log is None else CostLog(log, window.controller)
    window.remember(QSettings("nnviz", "nnviz"))
    ScreenFit(window)
    window.show()
    # The first picture comes first: the thread that trains would share its time.
    QTimer.singleShot(0, partial(_begin, window, start))
    gc.freeze()
    status = app.exec()
    if costs is not None:
        costs.close()
    return status


def _begin(window: MainWindow, start: RunConfig | Opened) -> None:
    if isinstance(start, RunConfig):
        window.open(start)
    else:
        window.files.begin_with(start)


def _check_display() -> None:
    """Raise InputError where Qt would abort for want of a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in named):
        raise InputError(
            "there is no display to open a window on: set DISPLAY, or use 'nnviz "
            "train' or 'nnviz screenshot --out FILE.png'"
        )
