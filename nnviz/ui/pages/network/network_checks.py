"""Between the check, the gallery of mistakes, and the run they belong to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.network import find_activation
from nnviz.live.snapshot import Snapshot
from nnviz.session.live_check import LiveCheck
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.threads.live_checks import LiveChecks
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.words.mistake_words import notice, obstacles, ruled_out, turn_off

if TYPE_CHECKING:
    from nnviz.ui.checking.checking_panel import CheckingPanel


class NetworkChecks(QObject):
    """Shows what the check finds, and switches mistakes on and off.

    Signals
    -------
    checked
        A `LiveCheck` of the run.
    details_requested
        The user wants to see the panel.
    """

    checked = Signal(object)
    details_requested = Signal()

    def __init__(
        self,
        controller: RunController,
        edits: Edits,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._edits = controller, edits
        self._badge, self._panel = panels.badge, panels.checking_place
        self._messages, self._edges = panels.messages, panels.edges
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] | None = None
        self.checks = LiveChecks(controller, self)
        self.checks.began.connect(self._badge.show_working)
        self.checks.checked.connect(self._show_result)
        self.checks.failed.connect(self._show_failure)
        self._edges.refused.connect(self._messages.show_message)
        self._badge.switched.connect(self._switch)
        self._badge.details_requested.connect(self._show_details)
        self._obstacles: dict[str, str] = {}
        self._found: LiveCheck | None = None
        self._panel.when_made(self._fill)
        self._messages.notice_action_triggered.connect(self._choose_none)
        edits.settings_changed.connect(self._show_mistakes)
        controller.run_started.connect(self._show_mistakes)
        controller.failed.connect(self._show_mistakes)
        controller.mistakes_ruled_out.connect(self._show_ruled_out)

    def _fill(self, panel: "CheckingPanel") -> None:
        """Show in the panel, which is new, what there is to show by now."""
        panel.gallery.mistakes_chosen.connect(self._choose)
        panel.gallery.show_state(self._controller.config.mistakes, self._obstacles)
        if self._found is not None:
            panel.details.show_result(self._found)

    def end(self) -> None:
        """End the thread that checks."""
        self.checks.close()

    def follow(self, snapshot: Snapshot) -> None:
        """Update the gallery if a branch has made other settings the present ones."""
        now = (self._controller.config.mistakes, snapshot.lane.activations)
        if snapshot.is_present and now != self._shown:
            self._show_mistakes()

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self.checks.switch(on)
        if not on:
            self._show_off()

    @Slot(object)
    def _show_result(self, found: LiveCheck) -> None:
        self._badge.show_result(found)
        self._found = found
        self._panel.if_made(lambda panel: panel.details.show_result(found))
        self._edges.offer_check(True)
        self.checked.emit(found)

    def _show_off(self) -> None:
        self._badge.show_off()
        self._found = None
        self._panel.if_made(lambda panel: panel.details.clear())
        self._edges.offer_check(False)

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        self._show_off()
        self._messages.show_message(f"The check failed: {message}", "error")

    @Slot()
    def _show_details(self) -> None:
        panel = self._panel.get()
        panel.setCurrentWidget(panel.details)
        self.details_requested.emit()

    @Slot()
    def _show_mistakes(self) -> None:
        """Show which mistakes are on, and which ones do not apply."""
        on, start = self._controller.config.mistakes, self._controller.started
        obstacle: dict[str, str] = {}
        if start is not None:
            snapshot, network = self._controller.snapshot, start.lane.network.copy()
            if snapshot is not None and snapshot.is_present:
                network.activations = tuple(
                    map(find_activation, snapshot.lane.activations)
                )
            self._shown = on, tuple(f.name for f in network.activations)
            obstacle = obstacles(network, start.lane.loss, start.lane.batch_size, on)
        self._obstacles = obstacle
        self._panel.if_made(lambda panel: panel.gallery.show_state(on, obstacle))
        if on:
            self._messages.show_notice(notice(on), turn_off(on))
        else:
            self._messages.clear_notice()

    @Slot(object)
    def _show_ruled_out(self, gone: dict[str, str]) -> None:
        self._show_mistakes()
        self._messages.show_message(ruled_out(gone), "warning")

    @Slot(object)
    def _choose(self, names: tuple[str, ...]) -> None:
        self._edits.choose(self._controller.config.changed(mistakes=names))

    @Slot()
    def _choose_none(self) -> None:
        self._choose(())
