"""Opens the window, and draws it into a file without a display."""

import gc
import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.core.errors import InputError
from nnviz.files.opening import Opened
from nnviz.session.config import RunConfig
from nnviz.ui.cost_log import CostLog
from nnviz.ui.garbage import GarbageCollector
from nnviz.ui.main_window import MainWindow
from nnviz.ui.theme.apply import Appearance


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
    # On a small screen, a part of the window would lie outside.
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    costs = None if log is None else CostLog(log, window.controller)
    window.remember(QSettings("nnviz", "nnviz"))
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


def screenshot(
    config: RunConfig, iterations: int, size: tuple[int, int], out: Path, theme: str
) -> None:
    """Draw the real window after so many iterations into a PNG file.

    Raises
    ------
    InputError
        If the configuration cannot be run, or the file cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    appearance = Appearance(app)
    appearance.choose(theme)
    window = MainWindow(appearance)
    window.resize(*size)
    window.show()
    try:
        _train(window, config, iterations)
        _await_plots(window)
        if not window.grab().save(str(out)):
            raise InputError(f"--out {out}: cannot be written; give a .png file")
    finally:
        window.close()


def _await_plots(window: MainWindow) -> None:
    """Wait until the plot that is seen has its canvas."""
    if not window.panels.cost.complete:
        loop = QEventLoop()
        window.panels.cost.completed.connect(loop.quit)
        loop.exec()


def _train(window: MainWindow, config: RunConfig, iterations: int) -> None:
    """Run to an iteration and until its picture is on the screen."""
    loop, failures = QEventLoop(), []
    controller = window.controller

    def fail(message: str) -> None:
        failures.append(message)
        loop.quit()

    def settle() -> None:
        snapshot = controller.snapshot
        done = (
            snapshot is not None
            and (snapshot.iteration >= iterations or snapshot.stop is not None)
            and snapshot.evaluation is not None
            and snapshot.evaluation.iteration == snapshot.iteration
        )
        if done and not controller.playing:
            QTimer.singleShot(200, loop.quit)

    controller.failed.connect(fail)
    controller.snapshot_changed.connect(settle)
    if iterations:
        controller.run_started.connect(lambda _: controller.step(iterations))
    window.open(config)
    loop.exec()
    if failures:
        raise InputError(failures[0])
