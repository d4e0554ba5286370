"""Opens a window in a process of its own and says what is seen when.

Run as a file, so that nothing is imported that the window itself would not:
``python first_paint.py bare`` or ``python first_paint.py nnviz``. Writes ``painted``
when the first picture is on the screen and the window answers, ``whole`` when all that
is seen at first has been painted, ``network`` when the diagram shows a network,
``built`` when the panels behind others have been made as well; then it closes. Behind
each word stands the processor time of the process so far.
"""

import sys
import time
from typing import Any


def say(word: str) -> None:
    """Tell the process that waits."""
    sys.stdout.write(f"{word} {time.process_time()}\n")
    sys.stdout.flush()


def watched(kind: Any) -> Any:  # noqa: ANN401
    """Return a kind of main window that says when it has been painted.

    By then events are obeyed again. Nothing else is watched: a filter for the events
    of all widgets would take longer than opening the window.
    """
    from PySide6.QtCore import QEvent, QTimer

    class Watched(kind):  # type: ignore[misc]
        is_painted = is_whole = False

        def event(self, event: QEvent) -> bool:
            done = bool(super().event(event))
            if event.type() == QEvent.Type.UpdateRequest:
                if not self.is_painted:
                    self.is_painted = True
                    QTimer.singleShot(0, lambda: say("painted"))
                if not self.is_whole and getattr(self, "is_furnished", False):
                    self.is_whole = True
                    QTimer.singleShot(0, lambda: say("whole"))
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
    from nnviz.ui import app as opening

    kind = watched(opening.MainWindow)

    def make(*arguments: object, **named: object) -> object:
        window = kind(*arguments, **named)
        watch_rest(window)
        return window

    opening.MainWindow = make
    sys.argv[1:] = []
    nnviz.cli.main.main()


def watch_rest(window: Any) -> None:  # noqa: ANN401
    """Say when the network has come, and when nothing is left to be made."""
    from PySide6.QtCore import QTimer

    missing = ["network", "built"]
    timer = QTimer(window)

    def look() -> None:
        found = window.is_furnished and {
            "network": window.controller.snapshot is not None,
            "built": all(place.is_made for place in window.panels.later),
        }
        while found and missing and found[missing[0]]:
            say(missing.pop(0))
        if not missing:
            timer.stop()
            window.close()

    timer.timeout.connect(look)
    timer.start(5)


if __name__ == "__main__":
    {"bare": bare, "nnviz": nnviz}[sys.argv[1]]()
