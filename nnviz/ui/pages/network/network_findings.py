"""Between what is found in the run, the list that shows it, and what is done then."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.findings.finding import Finding, Proof
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.threads.live_findings import LiveFindings, MomentFindings
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.numbers import count
from nnviz.views.words.finding_words import headline, items_of


class NetworkFindings(QObject):
    """Shows what keeps the run from learning, tries remedies, and takes them over.

    Signals
    -------
    looked
        What is wrong with the moment at rest, a tuple of Findings.
    judged
        The same, once the findings have their dates.
    """

    looked = Signal(object)
    judged = Signal(object)

    def __init__(
        self,
        controller: RunController,
        edits: Edits,
        panels: NetworkPanels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._controller, self._edits, self._panels = controller, edits, panels
        self._badge, self._list = panels.findings, panels.finding_list
        self._findings: tuple[Finding, ...] = ()
        self._proofs: dict[object, Proof] = {}
        self._trying: int | None = None
        self._judged_at: Position | None = None
        self._live = live = LiveFindings(controller, self)
        live.found.connect(self._show)
        live.progressed.connect(self._show_progress)
        live.tried.connect(self._show_result)
        live.failed.connect(self._show_failure)
        controller.run_started.connect(self._begin)
        controller.snapshot_changed.connect(self._follow)
        controller.stopped.connect(
            self._judge_again, Qt.ConnectionType.QueuedConnection
        )
        self._badge.toggled.connect(self._open)
        self._list.closed.connect(self._close)
        self._list.wished.connect(self._obey)
        self._list.moment_requested.connect(panels.timeline.go_to)
        self._list.setParent(parent)
        panels.diagram.installEventFilter(self)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._findings

    def end(self) -> None:
        """End the threads."""
        self._live.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the list in its place over the diagram."""
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if moved and self._list.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _begin(self, _start: RunStart) -> None:
        self._proofs.clear()
        self._judged_at = None
        self._list_anew(())

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if snapshot.iteration == 0 and snapshot.at_rest and self._findings:
            self._list_anew(())

    @Slot(object)
    def _show(self, found: MomentFindings) -> None:
        dates = {_key(one): one.iteration for one in self._findings}
        # While it trains nothing is dated: what was known is still so.
        findings = tuple(
            one if one.iteration is not None else one.since(dates.get(_key(one)))
            for one in found.findings
        )
        self._list_anew(findings)
        if found.at_rest:
            self._judged_at = found.position
            self.looked.emit(self._findings)
        if found.settled:
            self.judged.emit(self._findings)

    @Slot(object)
    def _judge_again(self, stop: Stop) -> None:
        """Say again what is known: a run that is over was asked to train."""
        at = self._judged_at
        if at is not None and at.iteration == stop.iteration:
            self.looked.emit(self._findings)

    def _list_anew(self, findings: tuple[Finding, ...]) -> None:
        trying = None if self._trying is None else _key(self._findings[self._trying])
        self._findings = findings
        shown = tuple(one.with_proof(self._proofs.get(_key(one))) for one in findings)
        places = {_key(one): place for place, one in enumerate(findings)}
        self._trying = places.get(trying)
        if trying is not None and self._trying is None:
            self._live.give_up()
        self._list.show_items(items_of(shown))
        self._badge.show_count(headline(findings), len(findings))
        if not findings:
            self._close()
        elif self._list.isVisible():
            self._place()

    @Slot(bool)
    def _open(self, wanted: bool) -> None:
        if wanted and self._findings:
            self._place()
            self._list.show()
            self._place()
            self._list.rows[0].button.setFocus()
        else:
            self._list.hide()

    @Slot()
    def _close(self) -> None:
        had_focus = self._list.holds_focus
        self._list.hide()
        self._badge.setChecked(False)
        if had_focus and self._badge.isVisible():
            self._badge.setFocus()

    def _place(self) -> None:
        self._list.place_in(self._panels.diagram.geometry().adjusted(8, 8, -8, -8))

    @Slot(int)
    def _obey(self, place: int) -> None:
        found = self._findings[place]
        proof, remedy = self._proofs.get(_key(found)), found.remedy
        if self._trying == place:
            self._live.give_up()
            self._trying = None
            self._list.show_progress(place, "")
        elif proof is not None and proof.helped and remedy is not None:
            config = self._controller.config.changed(**remedy.settings)
            self._edits.start_again(config, remedy.words)
        elif self._trying is None:
            self._trying = place
            self._list.show_progress(place, self._progress(0))
            self._live.try_remedy(found)

    @Slot(int)
    def _show_progress(self, done: int) -> None:
        if self._trying is not None:
            self._list.show_progress(self._trying, self._progress(done))

    def _progress(self, done: int) -> str:
        remedy = self._findings[self._trying or 0].remedy
        words = remedy.words if remedy else ""
        return f"Trying {words}: iteration {count(done)} …"

    @Slot(object)
    def _show_result(self, found: Finding | None) -> None:
        place, self._trying = self._trying, None
        if found is not None and found.proof is not None:
            self._proofs[_key(found)] = found.proof
        if place is not None:
            self._list.show_progress(place, "")
        self._list_anew(self._findings)

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        said = f"Looking for what is wrong failed: {message}"
        self._panels.messages.show_message(said, "error")


def _key(found: Finding) -> object:
    """Return what makes two findings the same."""
    return found.kind, found.layer, found.remedy and found.remedy.words
