"""Where tours are asked for: the guide is called when one is first wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.core.errors import InputError
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.ui.window.window_tabs import WindowTabs

if TYPE_CHECKING:
    from nnviz.ui.window.tours.tour_guide import TourGuide


class TourDesk(QObject):
    """Calls the guide, and passes on what is asked of it.

    Signals
    -------
    preset_requested
        A tour needs the run of the preset with this name.
    more_requested
        The user wants to choose another tour.
    begun, over
        Those of `TourGuide`.
    """

    preset_requested = Signal(str)
    more_requested = Signal()
    begun = Signal()
    over = Signal()

    def __init__(
        self,
        window: QMainWindow,
        network: NetworkPage,
        tabs: WindowTabs,
        files: WindowFiles,
    ) -> None:
        super().__init__(window)
        self._window, self._network = window, network
        self._tabs, self._files = tabs, files
        self._guide: TourGuide | None = None

    @property
    def guide(self) -> "TourGuide":
        """The guide, who is called when a tour is first wanted."""
        if self._guide is None:
            from nnviz.ui.window.tours.tour_guide import TourGuide
            from nnviz.ui.window.tours.tour_stage import TourStage

            # A tour may point at any part of a panel.
            for place in self._network.panels.later:
                place.get()
            stage = TourStage(self._window, self._tabs, self._network, self._files)
            self._guide = TourGuide(stage, self.preset_requested.emit)
            self._guide.more_requested.connect(self._choose_another)
            self._guide.begun.connect(self.begun)
            self._guide.over.connect(self.over)
        return self._guide

    @Slot(str)
    def start(self, name: str) -> None:
        """Begin a tour; the run there is can be returned to."""
        try:
            self.guide.start(name)
        except InputError as error:
            self._network.panels.messages.show_message(str(error), "error")

    def leave(self) -> None:
        """Stop, as the window does that is closed."""
        if self._guide is not None:
            self._guide.leave()

    @Slot()
    def _choose_another(self) -> None:
        self.guide.close()
        self.more_requested.emit()
