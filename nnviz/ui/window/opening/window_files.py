"""What the window opens and saves: between files and the run."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.data.fills import with_fills_of
from nnviz.data.new_rows.rows_of_file import read_rows
from nnviz.data.readers.any_file import is_table_of_text
from nnviz.data.readers.columns.look import to_dataset
from nnviz.data.readers.layout.pixels import looks_like_pixels
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.table_choices import TableChoices
from nnviz.files.opening import (
    DataMissingError,
    Opened,
    OpenedData,
    OpenedRecording,
    OpenedSession,
    OpenedTable,
    open_file,
    open_to_look,
)
from nnviz.files.session import ENDING
from nnviz.files.session_file import glance_at
from nnviz.models.endings import MODELS_ALONE, WEIGHTS_OR_DATA
from nnviz.session.config import RunConfig
from nnviz.ui.controls.file_dialogs import (
    open_dialog,
    rows_dialog,
    save_dialog,
)
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.window.opening.file_drop import FileDrop
from nnviz.ui.window.opening.file_reader import FileReader
from nnviz.ui.window.opening.model_opening import ModelOpening
from nnviz.ui.window.opening.recent_files import RecentFiles
from nnviz.views.experiment.table_review import (
    Review,
    review,
    review_of,
    review_of_first,
)
from nnviz.views.words.change_words import settings_in_short

if TYPE_CHECKING:
    from nnviz.ui.window.opening.preview_dialog import PreviewDialog

_MOST_SAID = 2
"""The most remarks on data that a message has room for."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A session that no user has named: one that was kept, or is made of a model."""

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
    recorded
        The path of a log of another program's training, to be shown.
    viewed
        What a window showed of the session that has been opened, in values of JSON.
    taken_up
        The run that comes is as the user's own file has it.
    """

    chosen = Signal(object)
    config_requested = Signal(object)
    titled = Signal(str)
    rows_read = Signal(object)
    recorded = Signal(object)
    viewed = Signal(object)
    taken_up = Signal()

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
        self._opening = RunConfig()
        self._being_saved: Path | None = None
        self._session_data = ""
        self._session_of: dict[int, Path | None] = {}
        self._kept: tuple[Path, ...] = ()
        self._data_title = ""
        self.recent = RecentFiles(self)
        self._reader = FileReader(self)
        self._reader.begun.connect(self._show_first_rows)
        self._reader.opened.connect(self.show_opened)
        self._reader.missing.connect(self._ask_for_data)
        self._reader.failed.connect(self._offer_to_read)
        self._rows_reader = FileReader(self)
        self._rows_reader.opened.connect(self.rows_read)
        self._rows_reader.failed.connect(self._complain)
        self.models = ModelOpening(window, self.recent)
        self.models.made.connect(self._take_up_model)
        self.models.failed.connect(self._complain)
        self._preview: PreviewDialog | None = None
        drop = FileDrop(window)
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
        self.models.close()
        if self._preview is not None:
            self._preview.close()

    @Slot(object)
    @Slot()
    def ask_to_open(self) -> None:
        """Let the user choose a file."""
        dialog = open_dialog(self._window, self.recent.folder)
        dialog.fileSelected.connect(self._open_named)
        dialog.show()

    @Slot(object)
    def _take_up_model(self, made: OpenedSession) -> None:
        self.show_opened(Recovered(made))

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
            choices = self._controller.config.chosen()
            like = with_fills_of(start.dataset, start.lane.data.dataset)
            read = partial(read_rows, like=like, choices=choices)
            self._rows_reader.read(Path(name), read)

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read a session, data or a model, and show what comes of it."""
        if path.name.lower().endswith(MODELS_ALONE):
            self.models.open(path)
            return
        self._opening = self.recent.choices_for(path)
        self._reader.read(path, partial(_opened_or_reviewed, config=self._opening))

    @Slot(object)
    def show_opened(
        self, opened: "Opened | OpenedRecording | Recovered | Review"
    ) -> None:
        """Show a file that has been read."""
        self._messages.clear()
        if isinstance(opened, Review):
            self.recent.add(Path(opened.config.dataset))
            self._show_preview(opened)
            return
        if isinstance(opened, Recovered):
            self._take_up(opened.opened)
            self.stay_on(None)
            return
        if not isinstance(opened, OpenedRecording) or opened.is_named:
            self.recent.add(opened.path)
        match opened:
            case OpenedRecording():
                self._go_from_session()
                self.recorded.emit(opened.path)
                # Said until there is something to be seen.
                self._messages.show_message(
                    f"Opening {opened.path.name}. A log that has just begun is shown "
                    "with its first iterations."
                )
            case OpenedSession():
                self._take_up(opened)
            case OpenedData():
                self._go_from_session()
                # When it begins, what was said before is cleared.
                self._controller.run_started.connect(
                    partial(self._say_remarks, opened),
                    Qt.ConnectionType.SingleShotConnection,
                )
                self._controller.resume(opened.config, opened.dataset)
                self.chosen.emit(opened.config)
            case OpenedTable():
                self._show_preview(review_of(opened))

    def _say_remarks(self, opened: OpenedData, *_: object) -> None:
        """Say how data were read that leave nothing to choose, and the other way."""
        remarks = opened.dataset.remarks[:_MOST_SAID]
        if not remarks or self._controller.config.dataset != opened.config.dataset:
            return
        said = "; ".join(remark.done for remark in remarks)
        text = f"{opened.path.name}: {said}"
        ways = [way for remark in remarks for way in remark.ways]
        reading = [way for way in ways if way.setting in TableChoices.__struct_fields__]
        if not reading:
            self._messages.show_message(text)
            return
        way = reading[0]
        choices = opened.config.changed(**{way.setting: way.value}).chosen()
        again = partial(open_file, choices=choices)
        read = partial(self._reader.read, opened.path, again)
        label = way.words[:1].upper() + way.words[1:]
        self._messages.show_message(text, "info", label, read)

    def offer_kept(self, kept: Sequence[Path]) -> None:
        """Offer the runs of windows before this one, the latest above all."""
        self._kept = tuple(kept)
        for path, words in list(self.kept.items())[:1]:
            self._messages.show_message(
                f"Your last run has been kept: {words}.",
                "info",
                "Go on with it",
                partial(self.recover, path),
            )

    @property
    def kept(self) -> Mapping[Path, str]:
        """What the runs of windows before this one are, the latest first."""
        return {path: _kept_words(path) for path in self._kept if path.exists()}

    def recover(self, path: Path) -> None:
        """Go on with a run that was kept by the program itself: it has no file yet."""

        def read(path: Path) -> Recovered:
            opened = open_file(path)
            assert isinstance(opened, OpenedSession)
            return Recovered(opened)

        self._reader.read(path, read)

    def begin_with(self, opened: Opened | OpenedRecording | Path) -> None:
        """Show the file a new window was opened with; a path is that of a model."""
        if isinstance(opened, Path):
            self.config_requested.emit(RunConfig())
            self.models.open(opened)
            return
        if isinstance(opened, OpenedTable):
            self.config_requested.emit(_config_without_choice(opened))
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

    def leave(self) -> None:
        """Leave the session: saving asks for a file again."""
        self._reader.forget()
        self._go_from_session()

    def _go_from_session(self) -> None:
        """Be on no file with the run that comes; the one there keeps its own."""
        self._session = self._being_saved = None

    @Slot(str)
    def show_data_title(self, title: str) -> None:
        """Take the title of a run's data into the window's.

        A run on other data is no longer the session's, and must not overwrite it; one
        that is gone back to has the file it had.
        """
        key, session = self._controller.key, self._session
        if self._controller.config.dataset != self._session_data:
            session = None
        self.stay_on(self._session_of.get(key, session))
        self._data_title = title
        self._show_title()

    def _take_up(self, opened: OpenedSession) -> None:
        session = opened.session
        if opened.said:
            # When the run begins, what was said before is cleared.
            self._controller.run_started.connect(
                partial(self._say, opened.said), Qt.ConnectionType.SingleShotConnection
            )
        self._controller.resume(session.config, opened.dataset, session)
        self.stay_on(opened.path if opened.is_own else None)
        if opened.is_own:
            self.taken_up.emit()
        self.chosen.emit(session.config)
        self.viewed.emit(session.view)
        stop = session.state.stopped
        if stop is not None:
            self._messages.show_message(f"{opened.path.name}: {stop.message}")

    def _say(self, text: str, *_: object) -> None:
        self._messages.show_message(text)

    @Slot(object)
    def _show_first_rows(self, first: RawTable) -> None:
        """Show the beginning of a long table while it is read on."""
        shown = self._preview is not None and self._preview.shows(first.path)
        if not (shown or looks_like_pixels(first.names)):
            self._show_preview(review_of_first(first, self._opening))

    def _show_preview(self, made: Review) -> None:
        """Show a table; the dialog is made with the first one."""
        if self._preview is None:
            from nnviz.ui.window.opening.preview_dialog import PreviewDialog

            self._preview = PreviewDialog(self._reader, self._window)
            self._preview.config_requested.connect(self.recent.keep_choices)
            self._preview.config_requested.connect(self.config_requested)
        self._preview.show_review(made)

    @Slot(str)
    def _open_named(self, name: str) -> None:
        self.open(Path(name))

    @Slot(str)
    def _save_named(self, name: str) -> None:
        self._save_to(Path(name))

    def _save_to(self, path: Path) -> None:
        self._being_saved = path
        self._controller.save(path)

    def stay_on(self, session: Path | None) -> None:
        """Make this the run's file, or None; what is still being saved is not."""
        self._session, self._being_saved = session, None
        self._session_data = self._controller.config.dataset
        self._session_of[self._controller.key] = session

    @Slot(object)
    def _show_saved(self, path: Path) -> None:
        if path == self._being_saved:
            self.stay_on(path)
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
    def _offer_to_read(self, message: str) -> None:
        """Say why a file cannot be opened; a table may be read in another way."""
        path = Path(self._opening.dataset)
        if self._preview is not None and self._preview.shows(path):
            self._preview.panel.fail(message)
        elif path.suffix.lower() in WEIGHTS_OR_DATA and message.startswith(str(path)):
            read = partial(self.models.open, path)
            self._messages.show_message(message, "error", "Open it as a model…", read)
        elif not (is_table_of_text(path) and message.startswith(str(path))):
            self._complain(message)
        else:
            read = partial(self._reader.read, path, _reviewed)
            way_on = "Choose how it is read…"
            self._messages.show_message(message, "error", way_on, read)

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._messages.show_message(message, "error")

    def _show_title(self) -> None:
        names = [self._data_title, "nnviz"]
        if self._session is not None:
            names.insert(0, self._session.name)
        self.titled.emit(" - ".join(names))


def _opened_or_reviewed(
    path: Path, config: RunConfig
) -> "Opened | OpenedRecording | Review":
    """Read a file, and look at it if it is a table: both take long for large ones."""
    opened = open_to_look(path, config.chosen())
    return review_of(opened, config) if isinstance(opened, OpenedTable) else opened


def _reviewed(path: Path) -> Review:
    return review(RunConfig(dataset=str(path)))


def _kept_words(path: Path) -> str:
    """Return what a run is that was kept, and when that was."""
    when = time.strftime("%H:%M on %d %B", time.localtime(path.stat().st_mtime))
    with suppress(InputError):
        config, iteration = glance_at(path)
        return f"{settings_in_short(config)}: iteration {iteration:,}, at {when}"
    return f"as it was at {when}"


def _config_without_choice(opened: OpenedTable) -> RunConfig:
    """Return a configuration for a table as it is, or for the first data set."""
    try:
        to_dataset(opened.table, opened.choices)
    except InputError:
        return RunConfig()
    return RunConfig(dataset=str(opened.path), **opened.choices.given())
