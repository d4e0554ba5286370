"""Opening any file: a session, ready data, or a table with columns to choose."""

from dataclasses import dataclass, replace
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import is_table, table_of
from nnviz.data.readers.layout.pixels import check_has_label, looks_like_pixels
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.readers.source import is_there
from nnviz.data.remark import option_of
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices
from nnviz.files.session import ENDING, Session
from nnviz.files.session_file import read_session
from nnviz.files.watch_log import is_log
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.run_state import check_fits
from nnviz.session.settings.data_file import mark, with_whole_path
from nnviz.session.settings.defaults import resolve
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSession:
    """A session, and the data it was trained on.

    ``is_own`` tells whether saving may overwrite its file; not if the session was made
    of what another program has recorded, of which ``said`` says what was found.
    """

    path: Path
    session: Session
    dataset: Dataset
    is_own: bool = True
    said: str = ""

    def timeline(self) -> Timeline[Trainer]:
        """Return the run as it was saved, with its past."""
        trainer = Trainer(self.session.state.config, self.dataset)
        trainer.resume(self.session.state)
        return Timeline(trainer, past=self.session.past)


@dataclass(frozen=True, slots=True, eq=False)
class OpenedData:
    """Data that leave nothing to choose, and a configuration for them."""

    path: Path
    config: RunConfig
    dataset: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class OpenedTable:
    """A table whose inputs and target are still to be chosen."""

    path: Path
    table: RawTable
    choices: TableChoices = AS_IT_SEEMS_BEST


@dataclass(frozen=True, slots=True)
class OpenedRecording:
    """A log of another program's training, which is followed while it grows.

    ``is_named`` tells whether its file is the user's, to be opened again some day.
    """

    path: Path
    is_named: bool = True


Opened = OpenedSession | OpenedData | OpenedTable


class DataMissingError(InputError):
    """The data file of a session is neither where it was nor beside the session."""

    def __init__(self, session: Path, data: str) -> None:
        super().__init__(
            f"{session}: its data, '{data}', are too large to be part of it and are no "
            f"longer there: say where they are, or put '{Path(data).name}' beside it"
        )
        self.session, self.data = session, Path(data)


def open_file(
    path: Path,
    data: Path | None = None,
    choices: TableChoices = AS_IT_SEEMS_BEST,
) -> Opened:
    """Read a file of any kind nnviz knows.

    ``data`` is where the data file of a session is now, if it is not part of it;
    ``choices`` say how a table is read.

    Raises
    ------
    DataMissingError
        If the data of a session are missing.
    InputError
        If the file cannot be used, or the data of a session have changed.
    """
    path = path.expanduser().absolute()
    if path.suffix.lower() == ENDING:
        for setting in choices.given():
            option = option_of(setting)
            raise InputError(f"{option}: '{path.name}' is a session, not a table")
        return _open_session(path, data)
    if is_log(path):
        # What checks it is only loaded when it is wanted.
        from nnviz.files.recorded_session import open_recorded_session

        session, said = open_recorded_session(path)
        assert session.dataset is not None  # it is the recorded batch
        return OpenedSession(path, session, session.dataset, is_own=False, said=said)
    if is_table(path):
        table = table_of(path, choices)
        if not looks_like_pixels(table.names):
            check_has_label(table)
            return OpenedTable(path, table, choices)
    config = RunConfig(dataset=str(path), **choices.given())
    return OpenedData(path, config, load_data(config))


def open_to_look(
    path: Path, choices: TableChoices = AS_IT_SEEMS_BEST
) -> Opened | OpenedRecording:
    """Read a file to be looked at: a log as it grows, all else as ``open_file``.

    Raises
    ------
    InputError
        If the file cannot be used.
    """
    path = path.expanduser().absolute()
    if is_log(path):
        return OpenedRecording(path)
    return open_file(path, choices=choices)


def open_run(file: str, option: str = "") -> OpenedSession:
    """Read a saved run.

    Parameters
    ----------
    option
        What the user gave it with, for the error.

    Raises
    ------
    InputError
        If the file is another one, or cannot be used.
    """
    opened = open_file(Path(file))
    if not isinstance(opened, OpenedSession):
        given = f"{option} {file}".lstrip()
        raise InputError(f"{given}: is not a session: give a {ENDING} file")
    return opened


def open_own_run(file: str, option: str = "") -> OpenedSession:
    """Read a saved run whose iterations nnviz has trained; see `open_run`.

    Raises
    ------
    InputError
        If it is a log of another program, which has none, or see `open_run`.
    """
    if is_log(Path(file).expanduser()):
        given = f"{option} {file}".lstrip()
        raise InputError(
            f"{given}: is a log of another program, which has no iteration of nnviz's "
            f"own: 'nnviz check {file}' checks it, 'nnviz {file}' shows every number"
        )
    return open_run(file, option)


def _open_session(path: Path, data: Path | None) -> OpenedSession:
    session = _with_data_found(path, read_session(path), data)
    try:
        dataset = session.dataset or load_data(session.state.config)
        _check(session, dataset)
    except InputError as error:
        raise InputError(f"{path}: its data: {error}") from error
    return OpenedSession(path, session, dataset)


def _check(session: Session, dataset: Dataset) -> None:
    """Raise InputError unless the run can continue with these data."""
    config = session.state.config
    if mark(config, dataset) != session.data_mark:
        raise InputError(
            f"'{config.dataset}' has changed since the session was saved: restore the "
            "original file"
        )
    kept = () if session.past is None else session.past.kept
    check_fits(session.state, dataset, (one.checkpoint for _, one in kept))
    resolve(session.config, dataset)


def _with_data_found(path: Path, session: Session, given: Path | None) -> Session:
    """Take the data file that is given, or look for the session's next to it."""
    data = session.config.dataset
    beside = path.parent / Path(data).name
    if data in CATALOG or (given is None and is_there(data)):
        return session
    found = given or beside
    if not is_there(str(found)):
        if session.dataset is not None:
            return session
        raise DataMissingError(path, data)
    config = with_whole_path(session.config.changed(dataset=str(found)))
    settled = session.state.config.changed(dataset=config.dataset)
    return replace(session, config=config, state=replace(session.state, config=settled))
