"""Opening any file: a session, ready data, or a table with columns to choose."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import is_table
from nnviz.data.readers.csv_table import read_table
from nnviz.data.readers.pixels import check_has_label, looks_like_pixels
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.readers.source import check_file
from nnviz.files.session import ENDING, Session
from nnviz.files.session_file import read_session
from nnviz.session.config import RunConfig
from nnviz.session.data_file import mark, with_whole_path
from nnviz.session.defaults import resolve
from nnviz.session.run_parts import load_data
from nnviz.session.run_state import check_fits


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSession:
    """A session, and the data it was trained on."""

    path: Path
    session: Session
    dataset: Dataset


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


Opened = OpenedSession | OpenedData | OpenedTable


class DataMissingError(InputError):
    """The data file of a session is neither where it was nor beside the session."""

    def __init__(self, session: Path, data: str) -> None:
        super().__init__(
            f"{session}: its data, '{data}', are too large to be part of it and are no "
            f"longer there: say where they are, or put '{Path(data).name}' beside it"
        )
        self.session, self.data = session, Path(data)


def open_file(path: Path, data: Path | None = None) -> Opened:
    """Read a file of any kind nnviz knows.

    ``data`` is where the data file of a session is now, if it is not part of it.

    Raises
    ------
    DataMissingError
        If the data of a session are missing.
    InputError
        If the file cannot be used, or the data of a session have changed.
    """
    path = path.expanduser().absolute()
    check_file(path)
    if path.suffix.lower() == ENDING:
        return _open_session(path, data)
    if is_table(path):
        table = read_table(path)
        if not looks_like_pixels(table.names):
            check_has_label(table)
            return OpenedTable(path, table)
    config = RunConfig(dataset=str(path))
    return OpenedData(path, config, load_data(config))


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
    # Not by Path, for which a name that is too long is an error.
    if data in CATALOG or (given is None and os.path.exists(data)):
        return session
    found = given or beside
    if not os.path.exists(found):
        if session.dataset is not None:
            return session
        raise DataMissingError(path, data)
    config = with_whole_path(session.config.changed(dataset=str(found)))
    settled = session.state.config.changed(dataset=config.dataset)
    return replace(session, config=config, state=replace(session.state, config=settled))
