"""What the window opens and saves: between files and the run."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSettings, Signal, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.data.other_rows import read_rows
from nnviz.data.readers.choose import to_dataset
from nnviz.data.readers.raw_table import RawTable
from nnviz.files.opening import (
    DataMissingError,
    Opened,
    OpenedData,
    OpenedSession,
    OpenedTable,
    open_file,
)
from nnviz.files.session import ENDING
from nnviz.session.config import RunConfig
from nnviz.ui.controls.file_dialogs import open_dialog, rows_dialog, save_dialog
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.window.opening.file_reader import FileReader
from nnviz.ui.window.opening.recent_files import RecentFiles

if TYPE_CHECKING:
    from nnviz.ui.window.opening.preview_dialog import PreviewDialog

_DROP_EVENTS = (QEvent.Type.DragEnter, QEvent.Type.Drop)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A session that the program itself has kept, and that no user has named."""

    opened: OpenedSession


class WindowFiles(QObject):
    """Opens sessions and data, saves sessions, and remembers which.

    The run continues until a file has been read and can be used. If it cannot, the
    message bar says why.

    Signals
    -------
    chosen
        A file brought this `RunConfig`, and a run on it has been started.
    config_requested
        The user wants to start from this `RunConfig`.
    titled
        What the window is to be called.
    rows_read
        The `OtherRows` of a file, to be looked at.
    viewed
        What a window showed of the session that has been opened, in values of JSON.
    """

    chosen = Signal(object)
    config_requested = Signal(object)
    titled = Signal(str)
    rows_read = Signal(object)
    viewed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        controller: RunController,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller
        self._messages = messages
        self._session: Path | None = None
        self._being_saved: Path | None = None
        self._session_data = ""
        self._set_aside: dict[Path, Path | None] = {}
        self._data_title = ""
        self.recent = RecentFiles(self)
        self._reader = FileReader(self)
        self._reader.opened.connect(self.show_opened)
        self._reader.missing.connect(self._ask_for_data)
        self._reader.failed.connect(self._complain)
        self._rows_reader = FileReader(self)
        self._rows_reader.opened.connect(self.rows_read)
        self._rows_reader.failed.connect(self._complain)
        self._preview: PreviewDialog | None = None
        drop = _FileDrop(window)
        drop.dropped.connect(self.open)
        controller.saved.connect(self._show_saved)
        controller.not_saved.connect(self._complain)

    @property
    def session(self) -> Path | None:
        """The session file the window is on, if any."""
        return self._session

    def remember(self, settings: QSettings) -> None:
        """Restore the recent files of the last time, and keep them."""
        self.recent.remember(settings)

    def close(self) -> None:
        """Wait until nothing is being read."""
        self._reader.close()
        self._rows_reader.close()
        if self._preview is not None:
            self._preview.close()

    @Slot(object)
    @Slot()
    def ask_to_open(self) -> None:
        """Let the user choose a file."""
        dialog = open_dialog(self._window, self.recent.folder)
        dialog.fileSelected.connect(self._open_named)
        dialog.show()

    @Slot()
    def ask_for_rows(self) -> None:
        """Let the user choose a file with more rows for the run's network."""
        dialog = rows_dialog(self._window, self.recent.folder)
        dialog.fileSelected.connect(self.add_rows)
        dialog.show()

    @Slot(str)
    def add_rows(self, name: str) -> None:
        """Read the rows of a file that has the inputs of the run's data."""
        start = self._controller.started
        if start is not None:
            read = partial(read_rows, like=start.dataset)
            self._rows_reader.read(Path(name), read)

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read a session or data, and show what comes of it."""
        self._reader.read(path)

    @Slot(object)
    def show_opened(self, opened: "Opened | Recovered") -> None:
        """Show a file that has been read."""
        self._messages.clear()
        if isinstance(opened, Recovered):
            self._take_up(opened.opened)
            self._stay_on(None)
            return
        if opened.path not in self._set_aside:
            self.recent.add(opened.path)
        match opened:
            case OpenedSession():
                self._take_up(opened)
            case OpenedData():
                self._stay_on(None)
                self._controller.resume(opened.config, opened.dataset)
                self.chosen.emit(opened.config)
            case OpenedTable():
                self._show_preview(opened.table)

    def offer_kept(self, kept: Sequence[Path]) -> None:
        """Offer to go on with the run that a window before this one had kept."""
        if not kept:
            return
        when = time.strftime("%H:%M on %d %B", time.localtime(kept[0].stat().st_mtime))
        self._messages.show_message(
            f"Your last run, as it was at {when}, has been kept.",
            "info",
            "Go on with it",
            lambda: self.recover(kept[0]),
        )

    def recover(self, path: Path) -> None:
        """Go on with a run that was kept by the program itself: it has no file yet."""

        def read(path: Path) -> Recovered:
            opened = open_file(path)
            assert isinstance(opened, OpenedSession)
            return Recovered(opened)

        self._reader.read(path, read)

    def begin_with(self, opened: Opened) -> None:
        """Show the file a new window was opened with."""
        if isinstance(opened, OpenedTable):
            self.config_requested.emit(_config_without_choice(opened.table))
        self.show_opened(opened)

    @Slot()
    def save(self) -> None:
        """Write the session's file, or ask where to if it has none."""
        if self._session is None:
            self.save_as()
        else:
            self._save_to(self._session)

    @Slot()
    def save_as(self) -> None:
        """Let the user name a session file, and write it."""
        name = self._session or Path(self._controller.config.dataset)
        folder = self.recent.folder
        dialog = save_dialog(self._window, folder, name.with_suffix(ENDING).name)
        dialog.fileSelected.connect(self._save_named)
        dialog.show()

    def set_aside(self, path: Path) -> None:
        """Write the run into a file of the program's own, without a word."""
        self._set_aside[path] = self._session
        self._controller.set_aside(path)

    def bring_back(self, path: Path) -> None:
        """Open a run that was set aside, on the session file it was on."""
        self._reader.read(path)

    def offer(self, path: Path) -> None:
        """List a run that was set aside among the recent files, as one of them."""
        self._set_aside.pop(path, None)
        self.recent.add(path)

    def leave(self) -> None:
        """Leave the session: saving asks for a file again."""
        self._reader.forget()
        self._stay_on(None)

    @Slot(str)
    def show_data_title(self, title: str) -> None:
        """Take the title of a run's data into the window's.

        A run on other data is no longer the session's, and must not overwrite it.
        """
        if self._controller.config.dataset != self._session_data:
            self._stay_on(None)
        self._data_title = title
        self._show_title()

    def _take_up(self, opened: OpenedSession) -> None:
        session = opened.session
        self._controller.resume(session.config, opened.dataset, session)
        self._stay_on(self._set_aside.pop(opened.path, opened.path))
        self.chosen.emit(session.config)
        self.viewed.emit(session.view)
        stop = session.state.stopped
        if stop is not None:
            self._messages.show_message(f"{opened.path.name}: {stop.message}")

    def _show_preview(self, table: RawTable) -> None:
        """Show a table; the dialog is made with the first one."""
        if self._preview is None:
            from nnviz.ui.window.opening.preview_dialog import PreviewDialog

            self._preview = PreviewDialog(self._window)
            self._preview.config_requested.connect(self.config_requested)
        self._preview.show_table(table)

    @Slot(str)
    def _open_named(self, name: str) -> None:
        self.open(Path(name))

    @Slot(str)
    def _save_named(self, name: str) -> None:
        self._save_to(Path(name))

    def _save_to(self, path: Path) -> None:
        self._being_saved = path
        self._controller.save(path)

    def _stay_on(self, session: Path | None) -> None:
        """Make this the file that is saved to; what is still being saved is not."""
        self._session, self._being_saved = session, None
        self._session_data = self._controller.config.dataset

    @Slot(object)
    def _show_saved(self, path: Path) -> None:
        if path == self._being_saved:
            self._stay_on(path)
        self.recent.add(path)
        self._show_title()
        self._messages.show_message(f"Saved as {path}.", "good")

    @Slot(object)
    def _ask_for_data(self, error: DataMissingError) -> None:
        """Say that a session lacks its data, and let the user say where they are."""

        def find() -> None:
            dialog = open_dialog(self._window, self.recent.folder)
            dialog.setWindowTitle(f"Find {error.data.name}")
            dialog.fileSelected.connect(
                lambda name: self._reader.read(
                    error.session, lambda path: open_file(path, Path(name))
                )
            )
            dialog.show()

        self._messages.show_message(str(error), "error", "Find it…", find)

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._messages.show_message(message, "error")

    def _show_title(self) -> None:
        names = [self._data_title, "nnviz"]
        if self._session is not None:
            names.insert(0, self._session.name)
        self.titled.emit(" - ".join(names))


def _config_without_choice(table: RawTable) -> RunConfig:
    """Return a configuration for a table without choices, or for the first data set."""
    try:
        to_dataset(table)
    except InputError:
        return RunConfig()
    return RunConfig(dataset=str(table.path))


class _FileDrop(QObject):
    """Watches a window for files that are dropped on it.

    Signals
    -------
    dropped
        The path of the file; of several the first.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files, and leave all else to the window."""
        if event.type() not in _DROP_EVENTS or not isinstance(event, QDropEvent):
            return False
        path = _dropped_file(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(path)
        return True


def _dropped_file(data: QMimeData) -> Path | None:
    """Return the first file of this machine that is being dragged."""
    names = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return next((Path(name) for name in names), None)
