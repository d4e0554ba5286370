"""The real window on a configuration, with an event loop to run it by."""

import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnviz.session.config import RunConfig
from nnviz.ui.app import application
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow

WORKS = {
    "circle": RunConfig(dataset="circle"),
    "mnist 784-128-64-10": RunConfig(
        dataset="mnist", hidden=(128, 64), batch_size=64, learning_rate=0.1
    ),
}
"""What is trained."""

_UNTIL_COMPLETE = 1.0
"""Seconds until the plots have come, too."""


class Pictures(QObject):
    """Counts how often a window is painted: what changed by then, in one go."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count, self._window = 0, window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count a picture; the window gets the event as ever."""
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False

    def end(self) -> None:
        """Stop counting."""
        self._window.removeEventFilter(self)


class OpenWindow:
    """The shown window, ready to train, all panels showing.

    Attributes
    ----------
    window, run
        The window and its controller.
    """

    def __init__(self, config: RunConfig) -> None:
        self.window = MainWindow(Appearance(application()))
        self.window.show()
        self.run, self._loop = self.window.controller, QEventLoop()
        self.run.set_speed(None)
        self.run.run_started.connect(self._loop.quit)
        self.window.open(config)
        self._loop.exec()
        self.run.run_started.disconnect(self._loop.quit)
        self.wait(_UNTIL_COMPLETE)

    def wait(self, seconds: float) -> None:
        """Let the window run for this long."""
        QTimer.singleShot(int(seconds * 1000), self._loop.quit)
        self._loop.exec()

    def wait_for(self, iteration: int) -> None:
        """Let the window run until it shows an iteration."""
        while self.run.snapshot is None or self.run.snapshot.iteration < iteration:
            self.wait(0.05)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> float:
        """Press a key in the window and return when that was, in seconds."""
        began = time.perf_counter()
        QTest.keyClick(self.window, key, held or Qt.KeyboardModifier.NoModifier)
        return began

    def close(self) -> None:
        """Close the window and let it go."""
        self.window.close()
        self.window.deleteLater()
        self.wait(0.05)
