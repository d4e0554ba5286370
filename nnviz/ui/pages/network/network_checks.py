"""Between the check, the gallery of mistakes, and the run they belong to."""

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.mistakes import MISTAKES
from nnviz.core.network import find_activation
from nnviz.live.snapshot import Snapshot
from nnviz.session.live_check import LiveCheck
from nnviz.ui.checking.gallery import notice, obstacles
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.threads.live_checks import LiveChecks
from nnviz.ui.threads.run_controller import RunController


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
        self._badge, self._panel = panels.badge, panels.checking
        self._messages, self._edges = panels.messages, panels.edges
        self._shown: tuple[str | None, tuple[str, ...]] | None = None
        self.checks = LiveChecks(controller, self)
        self.checks.began.connect(self._badge.show_working)
        self.checks.checked.connect(self._show_result)
        self.checks.failed.connect(self._show_failure)
        self._edges.refused.connect(self._messages.show_message)
        self._badge.switched.connect(self._switch)
        self._badge.details_requested.connect(self._show_details)
        self._panel.gallery.mistake_chosen.connect(self._choose)
        self._messages.notice_action_triggered.connect(self._choose_none)
        edits.settings_changed.connect(self._show_mistake)
        controller.run_started.connect(self._show_mistake)
        controller.failed.connect(self._show_mistake)
        controller.mistake_ruled_out.connect(self._show_ruled_out)

    def end(self) -> None:
        """End the thread that checks."""
        self.checks.close()

    def follow(self, snapshot: Snapshot) -> None:
        """Update the gallery if a branch has made other settings the present ones."""
        now = (self._controller.config.mistake, snapshot.lane.activations)
        if snapshot.is_present and now != self._shown:
            self._show_mistake()

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self.checks.switch(on)
        if not on:
            self._show_off()

    @Slot(object)
    def _show_result(self, found: LiveCheck) -> None:
        self._badge.show_result(found)
        self._panel.details.show_result(found)
        self._edges.offer_check(True)
        self.checked.emit(found)

    def _show_off(self) -> None:
        self._badge.show_off()
        self._panel.details.clear()
        self._edges.offer_check(False)

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        self._show_off()
        self._messages.show_message(f"The check failed: {message}", "error")

    @Slot()
    def _show_details(self) -> None:
        self._panel.setCurrentWidget(self._panel.details)
        self.details_requested.emit()

    @Slot()
    def _show_mistake(self) -> None:
        """Show which mistake is on, and which ones do not apply."""
        name, start = self._controller.config.mistake, self._controller.started
        obstacle: dict[str, str] = {}
        if start is not None:
            snapshot, network = self._controller.snapshot, start.lane.network.copy()
            if snapshot is not None and snapshot.is_present:
                network.activations = tuple(
                    map(find_activation, snapshot.lane.activations)
                )
            self._shown = name, tuple(f.name for f in network.activations)
            obstacle = obstacles(network, start.lane.loss, start.lane.batch_size)
        self._panel.gallery.show_state(name, obstacle)
        if name is None:
            self._messages.clear_notice()
        else:
            self._messages.show_notice(notice(name), "Turn it off")

    @Slot(str, str)
    def _show_ruled_out(self, name: str, why: str) -> None:
        self._show_mistake()
        title = MISTAKES[name].title
        said = (
            "A mistake was turned off because it does not apply to this network: "
            f"{title}. Now {why}."
        )
        self._messages.show_message(said, "warning")

    @Slot(object)
    def _choose(self, name: str | None) -> None:
        self._edits.choose(self._controller.config.changed(mistake=name))

    @Slot()
    def _choose_none(self) -> None:
        self._choose(None)
