"""Predictions of the rows of another file, saved beside what they are of."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.core.network import Network
from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.data.prepared import PreparedData
from nnviz.files.predicted_rows import Predictions
from nnviz.session.interruption import CheckInterrupt
from nnviz.ui.controls.file_dialogs import predictions_dialog
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.pages.network.network_samples import NetworkSamples
from nnviz.ui.threads.writing_thread import FileWriter


class NetworkPredictions(QObject):
    """Writes what the network shown predicts of the rows of a file, as CSV."""

    def __init__(
        self,
        samples: NetworkSamples,
        presenter: NetworkPresenter,
        panels: NetworkPanels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._samples, self._presenter, self._page = samples, presenter, parent
        self._messages = panels.messages
        self._writer = FileWriter(panels.messages.show_message, self)
        panels.samples_place.when_made(
            lambda samples: samples.predictions_requested.connect(self.ask)
        )

    @Slot()
    def ask(self) -> None:
        """Let the user name a file for the predictions of the rows that are listed."""
        other = self._samples.other
        if other is None:
            self._messages.show_message(
                "There are no rows to predict: File > Open rows to predict… first.",
                "info",
            )
            return
        name = f"{Path(other.name).stem} predicted.csv"
        dialog = predictions_dialog(self._page.window(), name)
        dialog.fileSelected.connect(self.write)
        dialog.show()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the predictions of the network as it is shown now."""
        other, builder = self._samples.other, self._presenter.builder
        if other is None or builder is None:
            return
        path, written = Path(name), other.written
        if written is not None and path.exists() and path.samefile(written.path):
            self._messages.show_message(
                f"{path.name} has the rows themselves: choose another name.", "error"
            )
            return
        # Copied, as training goes on while it is written.
        network = builder.network.copy()
        work = partial(_predicted, network, builder.plan.data, other)
        self._writer.write(path, work)

    def end(self) -> None:
        """Give up what is being written."""
        self._writer.end()


@np.errstate(all="ignore")
def _predicted(
    network: Network,
    data: PreparedData,
    other: OtherRows,
    check_interrupt: CheckInterrupt,
) -> Iterator[bytes]:
    """Yield the text of the file."""
    try:
        outputs = network.predict(other.prepared(data).inputs)
    except InputError as error:
        raise InputError(f"{other.name}: {error}") from error
    found = Predictions(
        other,
        np.asarray(data.target_scaling.invert(outputs), np.float64),
        data.dataset,
        str(network.precision),
    )
    for text in found.table(probabilities=data.dataset.task != "regression"):
        check_interrupt()
        yield text.encode()
