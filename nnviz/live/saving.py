"""The thread that trains writes its run into a file: only it may look at the arrays."""

from typing import Any

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.files.session import session_of
from nnviz.files.session_file import write_session
from nnviz.live.commands import Save
from nnviz.session.trainer import Trainer


class Saving:
    """Writes session files between two iterations.

    Parameters
    ----------
    dataset
        The data as loaded.
    saved, not_saved
        Signals that carry the path written, or why it could not be.
    """

    def __init__(self, dataset: Dataset, saved: Any, not_saved: Any) -> None:  # noqa: ANN401 (Qt's signals have no common type)
        self._dataset = dataset
        self._saved, self._not_saved = saved, not_saved

    def save(self, trainer: Trainer, asked: Save) -> None:
        """Write the run as it is now."""
        try:
            session = session_of(asked.config, trainer, self._dataset)
            write_session(asked.path, session)
        except InputError as error:
            self._not_saved.emit(str(error))
        else:
            self._saved.emit(asked.path)
