"""A worksheet of the sample that is looked at, to be worked through by hand."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.explain.traced_sample import TracedSample
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.settings.data_names import data_name
from nnviz.ui.controls.file_dialogs import worksheet_dialog
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_stepping import NetworkStepping
from nnviz.ui.threads.writing_thread import FileWriter
from nnviz.views.shown_run import ShownRun

if TYPE_CHECKING:
    from nnviz.files.worksheet.sheet import Sheet


class NetworkWorksheet(QObject):
    """Writes the exercise about what is looked at, with its answers, as PDF or HTML."""

    def __init__(
        self,
        shown: ShownRun,
        stepping: NetworkStepping,
        panels: NetworkPanels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shown, self._stepping, self._page = shown, stepping, parent
        self._messages = panels.messages
        self._sheet: Sheet | None = None
        self._writer = FileWriter(panels.messages.show_message, self)

    @Slot()
    def ask(self) -> None:
        """Let the user name a file for the worksheet of what is looked at now."""
        try:
            self._sheet = self._make()
        except InputError as error:
            self._sheet = None
            self._messages.show_message(f"{error}.", "info")
            return
        if self._sheet is not None:
            dialog = worksheet_dialog(self._page.window())
            dialog.fileSelected.connect(self.write)
            dialog.show()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the worksheet that was asked for."""
        if self._sheet is None:
            return
        path = Path(name)
        self._writer.write(path, partial(_written, self._sheet, path))

    def end(self) -> None:
        """Give up what is being written."""
        self._writer.end()

    def _make(self) -> "Sheet | None":
        # Imported when it is needed: the window is painted without it.
        from nnviz.files.worksheet.making import sheet_of_sample

        moment, start = self._moment(), self._shown.start
        if moment is None or start is None:
            return None
        return sheet_of_sample(moment, data_name(start.lane.config.dataset))

    def _moment(self) -> TracedSample | None:
        """Return the sample with its numbers: within a walk that of the batch."""
        walk, snapshot = self._stepping.stepper.walk, self._shown.snapshot
        if walk is not None:
            structure = walk.route.structure
            return TracedSample(walk.trace, structure, walk.position.sample)
        probe = None if snapshot is None else snapshot.lane.probe
        return None if probe is None else TracedSample(probe.trace, probe.structure)


def _written(sheet: "Sheet", path: Path, check_interrupt: CheckInterrupt) -> bytes:
    """Return the contents of the file, by the ending of its name."""
    if path.suffix.lower() in (".html", ".htm"):
        from nnviz.files.worksheet.worksheet_page import to_html

        return to_html([sheet], check_interrupt=check_interrupt).encode()
    from nnviz.ui.worksheet_pdf import to_pdf

    return to_pdf([sheet], check_interrupt=check_interrupt)
