"""Exports the network that is shown as a model, for other programs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.session.interruption import CheckInterrupt
from nnviz.ui.controls.file_dialogs import export_dialog
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.threads.writing_thread import FileWriter

if TYPE_CHECKING:
    from nnviz.files.trained_model import TrainedModel


class NetworkExport(QObject):
    """Writes the network shown in the format of a name's ending, once it is proven."""

    def __init__(
        self,
        controller: RunController,
        presenter: NetworkPresenter,
        panels: NetworkPanels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._controller, self._presenter = controller, presenter
        self._page, self._messages = parent, panels.messages
        self._proofs: dict[Path, str] = {}
        self._writer = FileWriter(self._say, self)

    @Slot()
    def ask(self) -> None:
        """Let the user name a file; its ending says the format."""
        start = self._controller.started
        if start is not None:
            name = Path(start.dataset.name).stem
            dialog = export_dialog(self._page.window(), f"{name}.safetensors")
            dialog.fileSelected.connect(self.write)
            dialog.show()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the network as it is shown now."""
        start, builder = self._controller.started, self._presenter.builder
        if start is None or builder is None:
            return
        # Imported only here, so that opening the window does not wait for it.
        from nnviz.models.run_model import model_of_run

        # Copied, as training goes on while it is written.
        network = builder.network.copy()
        model = model_of_run(network, builder.plan.data, self._controller.config)
        path, inputs = Path(name), start.dataset.inputs
        self._writer.write(path, partial(self._made, path, model, inputs))

    def end(self) -> None:
        """Give up what is being written."""
        self._writer.end()

    def _made(
        self, path: Path, model: "TrainedModel", inputs: Floats, check: CheckInterrupt
    ) -> bytes:
        """Return the contents of the file; a thread calls this."""
        from nnviz.models.opened_model import proven_bytes

        proof, data = proven_bytes(model, path, inputs)
        check()
        self._proofs[path] = str(proof)
        return data

    def _say(self, text: str, kind: Literal["info", "good", "error"]) -> None:
        said = [proof for path, proof in self._proofs.items() if str(path) in text]
        if kind == "good" and said:
            text = f"{text} {said[-1]}"
        self._messages.show_message(text, kind)
