"""The page of a comparison, made by another process while the window lives."""

import multiprocessing
from multiprocessing.connection import Connection

from PySide6.QtCore import QObject, Signal

from nnviz.core.errors import InputError
from nnviz.files.comparison_report.report_page import Shown
from nnviz.session.comparison.verdict.results import Results
from nnviz.ui.threads.reporting_thread import ReportingThread

_LOOK = 0.1
"""Seconds between two looks at whether to end."""


class PageWorker(ReportingThread):
    """Has the networks of a comparison trained again and drawn, and waits for it.

    Parameters
    ----------
    results, shown
        What is known of the comparison, and what the window shows of it.
    file
        The page, which is written when it is whole.
    palette
        The name of its colours.
    """

    ended = Signal(str)
    """It is there or cancelled; why it failed, or an empty text."""

    def __init__(
        self,
        results: Results,
        shown: Shown | None,
        file: str,
        palette: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("page", parent)
        self._task = results, shown, file, palette

    def wake(self) -> None:
        """Nothing to do: it looks by itself."""

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.ended.emit(message)

    def work(self) -> None:
        """Wait for the process; this is what the thread is for."""
        context = multiprocessing.get_context("spawn")
        ear, mouth = context.Pipe(duplex=False)
        process = context.Process(target=_write, args=(mouth, *self._task), daemon=True)
        process.start()
        mouth.close()
        failure = ""
        try:
            while process.is_alive() and not self.isInterruptionRequested():
                process.join(_LOOK)
            if ear.poll():
                failure = ear.recv()
        except EOFError:
            # It has said nothing; if it was ended by an error, that says it all.
            if process.exitcode:
                failure = f"its process ended with status {process.exitcode}"
        finally:
            process.kill()
            process.join()
        self.ended.emit(failure)


def _write(
    mouth: Connection, results: Results, shown: Shown | None, file: str, palette: str
) -> None:
    """Write the page, in a process of its own; send what is wrong."""
    import os

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    from nnviz.ui.web_page.comparison_source import write_comparison

    painting = QGuiApplication([])
    try:
        write_comparison(results, shown, file, palette)
    except InputError as error:
        mouth.send(str(error))
    finally:
        painting.shutdown()
