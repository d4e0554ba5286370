"""Opens a window in a process of its own and says what is seen when.

Run as a file, so that nothing is imported that the window itself would not:
``python first_paint.py bare`` or ``python first_paint.py nnviz``. Writes ``painted``
when the first picture is on the screen and the window answers, ``network`` when the
diagram shows a network, ``plots`` when a plot has been painted; then it closes.
"""

import sys
from typing import Any


def say(word: str) -> None:
    """Tell the process that waits."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def watched(kind: Any) -> Any:  # noqa: ANN401
    """Return a kind of main window that says when it has been painted.

    By then events are obeyed again. Nothing else is watched: a filter for the events
    of all widgets would take longer than opening the window.
    """
    from PySide6.QtCore import QEvent, QTimer

    class Watched(kind):  # type: ignore[misc]
        painted = False

        def event(self, event: QEvent) -> bool:
            done = bool(super().event(event))
            if event.type() == QEvent.Type.UpdateRequest and not self.painted:
                self.painted = True
                QTimer.singleShot(0, lambda: say("painted"))
            return done

    return Watched


def bare() -> None:
    """Open an empty main window, with NumPy imported."""
    import numpy as np
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = watched(QMainWindow)()
    window.setWindowTitle(f"NumPy {np.__version__}")
    window.resize(1600, 1000)
    window.show()
    QTimer.singleShot(300, window.close)
    app.exec()


def nnviz() -> None:
    """Open the window as the command does, by the same imports in the same order."""
    import nnviz.cli.main
    from nnviz.session import presets  # noqa: F401
    from nnviz.ui import app as opening

    kind = watched(opening.MainWindow)

    def make(*arguments: object) -> object:
        window = kind(*arguments)
        watch_panels(window)
        return window

    opening.MainWindow = make
    sys.argv[1:] = []
    nnviz.cli.main.main()


def watch_panels(window: Any) -> None:  # noqa: ANN401
    """Say when the network and the plots have come, and close the window then."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from nnviz.ui.charts.chart_canvas import ChartCanvas

    class Paints(QObject):
        seen = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.seen = self.seen or event.type() == QEvent.Type.Paint
            return False

    missing = {"network", "plots"}
    timer, paints = QTimer(window), Paints(window)
    window.panels.cost.findChild(ChartCanvas).installEventFilter(paints)

    def look() -> None:
        found = {
            "network": window.controller.snapshot is not None,
            "plots": paints.seen,
        }
        for name in [name for name in missing if found[name]]:
            missing.remove(name)
            say(name)
        if not missing:
            timer.stop()
            window.close()

    timer.timeout.connect(look)
    timer.start(5)


if __name__ == "__main__":
    {"bare": bare, "nnviz": nnviz}[sys.argv[1]]()
