"""What is different where another program's training is shown: verdict, taking over."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.live.reports import TakenOver
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.claims.judging import Judged, Judgement
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.threads.claims_worker import ClaimsAnswer, ClaimsWish, ClaimsWorker
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.numbers import count
from nnviz.views.recorded_marks import selection_of
from nnviz.views.recorded_words import CUT_OFF, rest_words

if TYPE_CHECKING:
    from nnviz.ui.checking.checking_panel import CheckingPanel

_AT_REST_MS = 100
"""Milliseconds that a moment is shown before its mistakes are named."""

_GROWN = 2
"""A log with so many times the iterations is looked at again."""


class NetworkRecord(QObject):
    """Shows what is right of a record, names what is not, and trains on from it.

    Signals
    -------
    details_requested
        The user wants to see the panel with what is wrong.
    number_requested
        The user wants to see in the stepper how a number comes about: a `Selection`.
    """

    details_requested = Signal()
    number_requested = Signal(object)

    def __init__(
        self,
        controller: RunController,
        edits: Edits,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._edits, self._panels = controller, edits, panels
        self._worker: ClaimsWorker | None = None
        self._shown: Snapshot | None = None
        self._named: Judgement | None = None
        self._looked_at_whole = 0
        self._soon = QTimer(self, singleShot=True, interval=_AT_REST_MS)
        self._soon.timeout.connect(self._ask)
        panels.claims.clicked.connect(self._show_details)
        panels.checking_place.when_made(self._fill)
        panels.run_bar.take_over_requested.connect(controller.take_over)
        controller.taken_over.connect(self._take_over)
        controller.not_taken_over.connect(self._complain)
        controller.outdated.connect(self._open_again)

    def begin(self, start: RunStart) -> None:
        """Show a run that is ready: a record, or one of nnviz's own."""
        of_record, was = start.recording is not None, self._shown is not None
        self._panels.run_bar.show_record(of_record)
        self._shown = self._named = None
        self._looked_at_whole = 0
        self._soon.stop()
        self._panels.checking_place.if_made(self._clear)
        if not of_record:
            self._panels.claims.show_state(None)
            if was:
                self._panels.edges.offer_check(False)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show which recorded quantities are right, and have the wrong ones named."""
        state, before = snapshot.recorded, self._shown
        if state is None:
            return
        self._shown = snapshot
        self._panels.claims.show_state(state)
        known = None if before is None else before.recorded
        if state.is_cut_off and not (known is not None and known.is_cut_off):
            self._panels.messages.show_message(CUT_OFF, "info")
        if state.verdict is not None:
            self._panels.edges.offer_check(True)
            if before is None or before.recorded is None:
                self._show_at_first(state.verdict)
        if before is None or before.iteration != snapshot.iteration:
            self._named = None
            self._soon.start()
        self._panels.checking_place.if_made(self._show_verdict)

    def _show_at_first(self, verdict: Judgement) -> None:
        """Let the edges show where gradients are wrong, if any is."""
        wrong = [one.name for one in verdict.quantities if not one.ok]
        if any(name.startswith(("dW", "db", "W", "b")) for name in wrong):
            self._panels.edges.choose("check")

    def end(self) -> None:
        """End the thread that names mistakes."""
        self._soon.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()

    def _fill(self, panel: "CheckingPanel") -> None:
        """Show in the panel, which is new, what is known by now."""
        panel.claims.quantity_requested.connect(self._show_quantity)
        panel.claims.moment_requested.connect(self._controller.show_moment)
        self._clear(panel)
        self._show_verdict(panel)

    def _clear(self, panel: "CheckingPanel") -> None:
        panel.show_claims(self._controller.recording is not None)
        panel.claims.show_whole(None)
        panel.claims.show_verdict(None)

    def _show_verdict(self, panel: "CheckingPanel") -> None:
        state = None if self._shown is None else self._shown.recorded
        if state is not None:
            verdict, rest = self._named or state.verdict, rest_words(state)
            panel.claims.show_verdict(verdict, state.lacks, rest)

    @Slot()
    def _ask(self) -> None:
        """Have the mistakes of the moment named, and the whole file looked at."""
        file, shown = self._controller.recording, self._shown
        if file is None or shown is None or shown.recorded is None:
            return
        if self._worker is None:
            self._worker = worker = ClaimsWorker()
            worker.answered.connect(self._receive)
            worker.failed.connect(self._fail)
            worker.start(ClaimsWorker.Priority.LowPriority)
        state = shown.recorded
        if state.verdict is not None and not state.verdict.ok:
            self._worker.ask(ClaimsWish(file, shown.iteration))
        if state.count >= _GROWN * self._looked_at_whole:
            self._looked_at_whole = state.count
            self._worker.ask(ClaimsWish(file))

    @Slot(object)
    def _receive(self, answer: ClaimsAnswer) -> None:
        report, shown = answer.report, self._shown
        if answer.wish.path != self._controller.recording or report is None:
            return
        if answer.wish.number is None:
            self._panels.checking_place.get().claims.show_whole(report)
            if report.wrong:
                self._panels.cost.mark(min(report.wrong), "wrong from here")
            if report.not_finite is not None:
                self._panels.cost.mark(report.not_finite[0], "not finite")
            self._panels.cost.refresh()
        elif shown is not None and answer.wish.number == shown.iteration:
            self._named = report.verdict
            self._panels.checking_place.if_made(self._show_verdict)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self.end()
        said = f"Naming what is wrong failed: {message}"
        self._panels.messages.show_message(said, "error")

    @Slot()
    def _show_details(self) -> None:
        panel = self._panels.checking_place.get()
        panel.setCurrentWidget(panel.claims)
        self.details_requested.emit()

    @Slot(object)
    def _show_quantity(self, one: Judged) -> None:
        self.number_requested.emit(selection_of(one))

    @Slot(object)
    def _take_over(self, taken: TakenOver) -> None:
        """Train a run of nnviz's own that begins with recorded weights."""
        session, file = taken.session, self._controller.recording
        assert session.dataset is not None  # the batches recorded
        name = "the record" if file is None else file.name
        self._controller.resume(session.config, session.dataset, session)
        self._edits.note(f"trained on from iteration {count(taken.iteration)}")
        self._edits.settings_changed.emit()
        began = (
            f"This run is nnviz's own: it began with exactly the weights of iteration "
            f"{count(taken.iteration)} of {name}."
        )
        self._say_then(f"{began} {taken.words}".rstrip())
        self._controller.play()

    @Slot(str)
    def _open_again(self, why: str) -> None:
        file = self._controller.recording
        if file is not None:
            self._controller.follow_file(file)
            if why:
                self._say_then(why)

    def _say_then(self, words: str) -> None:
        """Say something once the run has begun, which clears what was said before."""
        self._controller.run_started.connect(
            lambda: self._panels.messages.show_message(words, "info"),
            Qt.ConnectionType.SingleShotConnection,
        )

    @Slot(str)
    def _complain(self, why: str) -> None:
        self._panels.messages.show_message(why, "error")
