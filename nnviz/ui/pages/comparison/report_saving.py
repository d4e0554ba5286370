"""Writes what several seeds have come to into a file the user names."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically
from nnviz.session.comparison.results import Results
from nnviz.ui.controls.file_dialogs import report_dialog
from nnviz.ui.controls.message_bar import MessageBar


class ReportSaving(QObject):
    """Asks for a file, and writes the report into it."""

    def __init__(self, window: QMainWindow, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._messages = window, messages
        self._results: Results | None = None

    def ask(self, results: Results | None) -> None:
        """Let the user name a file, if there is anything to write."""
        self._results = results
        if results is None:
            self._messages.show_message(
                "A report needs several seeds: choose how many and press 'run all'.",
                "info",
            )
            return
        dialog = report_dialog(self._window)
        dialog.fileSelected.connect(self.write)
        dialog.show()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the report."""
        from nnviz.files.comparison_report.report_page import to_html

        if self._results is None:
            return
        try:
            write_atomically(Path(name), to_html(self._results).encode())
        except InputError as error:
            self._messages.show_message(str(error), "error")
        else:
            self._messages.show_message(f"saved as {name}", "good")
